"""Training data for spaCy's text categorizer: which stances a sentence takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._losses import Losses
from annotator.formats._training import DIVIDED, SENTENCES, Task, TrainingData, config_for

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Config


class Stances(Task):
    """Categories of a sentence's ties: none, one or several, so that they exclude each other nowhere."""

    pipe = "textcat_multilabel"
    learns = (
        "spaCy's text categorizer learns which categories of ties a sentence has, none, one or several "
        "(so `textcat_multilabel`), from `doc.cats`."
    )

    def __init__(self, scheme: Scheme, options: Mapping[str, str], losses: Losses) -> None:
        super().__init__(scheme, options, losses)
        self.found: dict[str, bool] = {}

    def see(self, doc: Doc, record: Record) -> None:
        """Find the categories of which there is an example."""
        self.found = {name: self.found.get(name, False) or value > 0 for name, value in doc.cats.items()}

    def configure(self, language: str) -> Config:
        """A categorizer whose labels do not exclude each other, scored by the mean over them.

        It is of those labels alone of which there is an example: the others would count as never found.
        """
        made = config_for(language, self.pipe)
        if labels := [name for name, found in self.found.items() if found]:
            made["initialize"]["components"] |= {self.pipe: {"labels": labels}}
        return made

    def notes(self) -> Iterator[str]:
        """Which categories there is no example of."""
        if never := [name for name, found in self.found.items() if not found]:
            yield f"**No sentence is an example of {', '.join(never)}, so that is not learned.**"


class SpacyTextcat(TrainingData):
    """A folder that trains a text categorizer; see `TrainingData`."""

    name = "spacy-textcat"
    title = "spaCy DocBin for text categories"
    description = "Training data for spaCy's text categorizer: a Doc for each sentence, a config, commands."
    holds = "In doc.cats the categories of a sentence's ties; beside it all that a DocBin of ours holds."
    loses = (
        "Whose stance it is towards whom, for the categorizer; else as spacy with a Doc for each sentence."
    )
    write_options = (SENTENCES, *DIVIDED)
    task = Stances


format = SpacyTextcat()
