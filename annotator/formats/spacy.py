"""spaCy training data: DocBin files for training, development and testing, with a config."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import BinaryIO

from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._atomic import new_folder
from annotator.formats._bins import SUFFIX, BinWriter, read_bins
from annotator.formats._check import refuse
from annotator.formats._check_docs import doc_differences
from annotator.formats._docs import SPANS_KEY, DocMaker
from annotator.formats._excerpt import excerpts
from annotator.formats._from_docs import from_bin
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, mark
from annotator.formats._options import Option, chosen, known_labels, number
from annotator.formats._parsed import Parsed
from annotator.formats._split import SPLITS, Split
from annotator.formats._training import config, language_of, readme


class SpacyDocBin:
    """A folder that `spacy debug data` and `spacy train` take as it is.

    Its README.md, made by `_training.readme`, says what a Doc holds.
    """

    name = "spacy"
    title = "spaCy DocBin"
    description = "Training data for spaCy: train, dev and test, with a config and the commands to run."
    holds = "Spans with overlaps, categories, roles and exact ties, in Docs of articles or sentences."
    loses = "What nobody reviewed; spans are widened to whole tokens and put in one piece."
    suffix = ""
    endings: tuple[str, ...] = ()
    read_options = (
        Option("spans-key", SPANS_KEY, "the spans read where Docs were not written here; else entities"),
    )
    write_options = (
        Option("unit", "article", "what a Doc is", ("article", "sentence")),
        Option("sentences", "reviewed", "which sentences go in", ("reviewed", "all")),
        Option("split", "80/10/10", "shares of train, dev and test"),
        Option("seed", "0", "another seed divides the articles otherwise"),
        Option("group", "", "metadata field; articles that share its value stay in one split"),
        Option("ents", "", "labels for doc.ents, the first winning (A,B,…; all in the scheme's order)"),
        Option("max-ngram", "12", "longest span, in tokens, that the config makes spaCy look for"),
    )

    def write(
        self,
        records: Iterable[Record],
        target: Path,
        scheme: Scheme,
        options: Mapping[str, str] | None = None,
        *,
        check: bool = True,
        overwrite: bool = False,
    ) -> Losses:
        """Write a folder; see `Writer.write`. Memory holds a file's worth of Docs for each split."""
        given = chosen(self.write_options, options, self.name)
        longest = number(given, "max-ngram", self.name, least=1)
        entities = known_labels(given["ents"], scheme, self.name)
        split = Split.parsed(given["split"], given["seed"])
        everything = given["sentences"] == "all"

        def key(record: Record) -> str:
            value = record.article.meta.get(given["group"])
            return record.article.id if value in (None, "") else f"{given['group']}={value}"

        # Read only until train and dev have an article each; in all but tiny projects that is soon.
        split = split.settled(key(r) for r in records if excerpts(r, "article", everything=everything))
        losses = Losses()
        with new_folder(target, MARKER, overwrite=overwrite) as folder:
            from spacy.vocab import Vocab

            maker = DocMaker(Vocab(), scheme, given["unit"], entities, losses, everything=everything)
            filled = _fill(folder, records, maker, lambda record: split.of(key(record)), longest)
            _describe(folder, filled, given, scheme, losses)
            if check:
                found = {name: read_bins(folder, name, Vocab()) for name in SPLITS}
                differences = doc_differences(records, found, lambda record: split.of(key(record)), losses)
                refuse(differences, target)
        return losses

    def read(
        self, source: BinaryIO, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each Doc of a DocBin holds; one of an excerpt is an article of that text."""
        given = chosen(self.read_options, options, self.name)
        yield from from_bin(source.read(), where, given["spans-key"])

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what the DocBins of a folder hold, and of folders in it, by name."""
        given = chosen(self.read_options, options, self.name)
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if file.is_dir() and not file.name.startswith("."):
                yield from self.read_folder(file, f"{where}/{file.name}", options)
            elif file.name.endswith(SUFFIX):
                yield from from_bin(file.read_bytes(), f"{where}/{file.name}", given["spans-key"])


format = SpacyDocBin()


@dataclass(frozen=True, slots=True)
class _Filled:
    """What was written: Docs and their place by split, the language, and tokens of the longest span."""

    docs: Mapping[str, int]
    paths: Mapping[str, str]
    language: str
    longest: int


def _fill(
    folder: Path,
    records: Iterable[Record],
    maker: DocMaker,
    split_of: Callable[[Record], str],
    longest: int,
) -> _Filled:
    bins = {name: BinWriter(folder, name) for name in SPLITS}
    language, found = "", 1
    for record in records:
        spoken = language_of(record.tokenizer)
        language = language or spoken
        if spoken != language:
            maker.losses.note(f"records in another language than {language}, which the config is for", spoken)
        for doc in maker.docs(record):
            bins[split_of(record)].add(doc)
            for span in doc.spans[SPANS_KEY]:
                found = max(found, len(span))
                if len(span) > longest:
                    maker.losses.note(
                        f"spans longer than the {longest} tokens that the config makes spaCy look for",
                        f"{record.article.id}: {len(span)} tokens",
                    )
    for one in bins.values():
        one.close()
    return _Filled(
        {name: one.docs for name, one in bins.items()},
        {name: one.path for name, one in bins.items()},
        language or "xx",
        min(found, longest),
    )


def _describe(
    folder: Path, filled: _Filled, options: Mapping[str, str], scheme: Scheme, losses: Losses
) -> None:
    """Write the config, the README and the marker by which the folder is known as ours."""
    paths, notes = dict(filled.paths), []
    if not filled.docs["train"]:
        notes.append("**There is nothing to train on: no sentence has been reviewed.**")
    elif not filled.docs["dev"]:
        paths["dev"] = paths["train"]
        notes.append("**There is no Doc in dev, so the config scores on train: expect figures too good.**")
    texts = {
        "config.cfg": config(filled.language, paths, filled.longest),
        "README.md": readme(
            options,
            scheme=scheme.id,
            language=filled.language,
            docs=filled.docs,
            losses=losses,
            notes=notes,
        ),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    more = {"language": filled.language, "options": dict(options), "docs": dict(filled.docs)}
    mark(folder, "spacy", scheme.id, losses, **more)
