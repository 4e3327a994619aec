"""Training data for spaCy's entity recognizer, which takes no overlapping spans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from annotator.domain.scheme import Scheme
from annotator.formats._docs import PRECEDENCE, DocMaker
from annotator.formats._losses import Losses
from annotator.formats._misaligned import Misaligned
from annotator.formats._options import Option, known_labels
from annotator.formats._training import DIVIDED, SENTENCES, UNIT, Task, TrainingData, config_for

if TYPE_CHECKING:
    from thinc.api import Config

NAME = "spacy-ner"


class Entities(Task):
    """Spans that do not overlap."""

    pipe = "ner"
    learns = "spaCy's entity recognizer learns those spans that do not overlap, from `doc.ents`."

    def __init__(self, scheme: Scheme, options: Mapping[str, str], losses: Losses) -> None:
        super().__init__(scheme, options, losses)
        self.labels = known_labels(options["labels"], scheme, NAME)

    def maker(self, misaligned: Misaligned) -> DocMaker:
        """What makes Docs, with the entities that were asked for."""
        made = super().maker(misaligned)
        made.entities_from(self.labels, self.options["overlaps"])
        return made

    def configure(self, language: str) -> Config:
        """An entity recognizer, scored by all its labels together."""
        return config_for(language, self.pipe)


class SpacyNer(TrainingData):
    """A folder that trains an entity recognizer; see `TrainingData`."""

    name = NAME
    title = "spaCy DocBin for named entities"
    description = "Training data for spaCy's entity recognizer: Docs, a config and the commands to run."
    holds = "In doc.ents of spans that overlap one; beside it all that a DocBin of ours holds."
    loses = "Spans that overlap another, for the recognizer; else as spacy."
    write_options = (
        UNIT,
        SENTENCES,
        *DIVIDED,
        Option("labels", "", "labels to learn, the first winning (A,B,…; all in the scheme's order)"),
        Option("overlaps", "label", "of spans that overlap which is learned", PRECEDENCE),
    )
    task = Entities


format = SpacyNer()
