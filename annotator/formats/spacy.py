"""The DocBin of spaCy, both ways; what is written trains a span categorizer, which takes overlaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, BinaryIO, cast

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._bins import SUFFIX
from annotator.formats._decoded import whole
from annotator.formats._docs import SPANS_KEY
from annotator.formats._from_docs import from_bin
from annotator.formats._losses import Losses
from annotator.formats._options import Option, chosen, number
from annotator.formats._parsed import Parsed
from annotator.formats._training import DIVIDED, SENTENCES, UNIT, Task, TrainingData, config_for

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Config

NAME = "spacy"


class Spans(Task):
    """All spans, looked for among those of up to so many tokens."""

    pipe = "spancat"
    learns = "spaCy's span categorizer learns all spans, overlapping or not, from `doc.spans`."

    def __init__(self, scheme: Scheme, options: Mapping[str, str], losses: Losses) -> None:
        super().__init__(scheme, options, losses)
        self.most = number(options, "max-ngram", NAME, least=1)
        self.longest = 1

    def see(self, doc: Doc, record: Record) -> None:
        """Find the longest span, and note those that will not be found."""
        for span in doc.spans[SPANS_KEY]:
            self.longest = max(self.longest, len(span))
            if len(span) > self.most:
                self.losses.note(
                    f"spans longer than the {self.most} tokens that the config looks for (max-ngram)",
                    f"{record.article.id}: {len(span)} tokens",
                )

    def configure(self, language: str) -> Config:
        """A span categorizer whose suggester reaches the longest span, or as far as was asked for."""
        made = config_for(language, self.pipe)
        longest = min(self.longest, self.most)
        made["components"][self.pipe] |= {
            "spans_key": SPANS_KEY,
            "suggester": {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": longest},
        }
        # Without the right key here training reports 0.00 throughout and keeps an arbitrary model as best.
        made["training"]["score_weights"] = {
            f"spans_{SPANS_KEY}_f": 1.0,
            f"spans_{SPANS_KEY}_p": 0.0,
            f"spans_{SPANS_KEY}_r": 0.0,
        }
        return made


class SpacyDocBin(TrainingData):
    """A folder that `spacy debug data` and `spacy train` take as it is.

    Its README.md, made by `_training_files.readme`, says what a Doc holds.
    """

    name = NAME
    title = "spaCy DocBin"
    description = "Training data for spaCy's span categorizer: Docs, a config and the commands to run."
    holds = "Spans with overlaps, categories, roles and exact ties, in Docs of articles or sentences."
    loses = "What nobody reviewed; spans are widened to whole tokens and put in one piece."
    endings: tuple[str, ...] = ()
    read_options = (
        Option("spans-key", SPANS_KEY, "the spans read where Docs were not written here; else entities"),
    )
    write_options = (
        UNIT,
        SENTENCES,
        *DIVIDED,
        Option("max-ngram", "12", "longest span, in tokens, that the config makes spaCy look for"),
    )
    task = Spans

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each Doc of a DocBin holds; one of an excerpt is an article of that text."""
        given = chosen(self.read_options, options, self.name)
        yield from from_bin(whole(source, where, _SPLIT), where, given["spans-key"])

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what the DocBins of a folder hold, and of folders in it, by name."""
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.is_dir() and not file.name.startswith("."):
                yield from self.read_folder(file, f"{where}/{file.name}", options)
            elif file.name.endswith(SUFFIX):
                with file.open("rb") as source:
                    yield from self.read(cast("BinaryIO", source), f"{where}/{file.name}", options)


format = SpacyDocBin()

_SPLIT = "spaCy holds a DocBin in memory whole: write its Docs into several files."
