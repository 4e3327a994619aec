"""A folder that trains one spaCy component as it is: Docs in three splits, and the files to train with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.formats._atomic import new_folder
from annotator.formats._bins import BinWriter, read_bins
from annotator.formats._check import refuse
from annotator.formats._check_docs import doc_differences
from annotator.formats._docs import WIDENED, DocMaker
from annotator.formats._excerpt import excerpts
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, mark
from annotator.formats._misaligned import Misaligned
from annotator.formats._options import Option, chosen
from annotator.formats._split import SPLITS, Split
from annotator.formats._training_files import Package, project, readme

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from thinc.api import Config

UNIT = Option("unit", "article", "what a Doc is", ("article", "sentence"))
SENTENCES = Option("sentences", "reviewed", "which sentences go in", ("reviewed", "all"))
DIVIDED = (
    Option("split", "80/10/10", "shares of train, dev and test"),
    Option("seed", "0", "another seed divides the articles otherwise"),
    Option("group", "", "metadata field; articles that share its value stay in one split"),
)


class Task(ABC):
    """What a component learns from Docs, and how it is to be set up; made anew for each export.

    Args:
        scheme: the label scheme.
        options: of the format, all of them.
        losses: where is noted what the Docs have and the component cannot learn.

    Raises:
        AnnotatorError: an option is wrong.
    """

    #: The component's name in the config.
    pipe: ClassVar[str]
    #: In a sentence or two for the README: what is learned, and from which part of a Doc.
    learns: ClassVar[str]
    #: Name of a file of Python code that spaCy is to load, and where its text lies in this package.
    code: ClassVar[tuple[str, str] | None] = None
    #: What scores a trained pipeline on the Docs at {test}.
    evaluation: ClassVar[str] = "python -m spacy evaluate model/model-best {test}"

    def __init__(self, scheme: Scheme, options: Mapping[str, str], losses: Losses) -> None:
        self.scheme = scheme
        self.options = options
        self.losses = losses
        self.unit = options.get("unit", "sentence")

    def maker(self, misaligned: Misaligned) -> DocMaker:
        """What makes the Docs."""
        from spacy.vocab import Vocab

        return DocMaker(
            Vocab(),
            self.scheme,
            self.unit,
            tuple(self.scheme.labels),
            self.losses,
            everything=self.options["sentences"] == "all",
            misaligned=misaligned,
        )

    def see(self, doc: Doc, record: Record) -> None:  # noqa: B027 (most tasks need not)
        """Look at each Doc that is written: what `configure` has to know of them."""

    def notes(self) -> Iterator[str]:
        """A sentence each, of what one should know of the Docs that were seen."""
        yield from ()

    @abstractmethod
    def configure(self, language: str) -> Config:
        """A complete spaCy config that trains the component, paths left out.

        Raises:
            AnnotatorError: spaCy does not know the language.
        """


class TrainingData:
    """A format of folders for one task."""

    name: str
    task: ClassVar[type[Task]]
    suffix = ""
    write_options: tuple[Option, ...]

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
        losses = Losses()
        task = self.task(scheme, given, losses)
        split = Split.parsed(given["split"], given["seed"])
        everything = given["sentences"] == "all"

        def key(record: Record) -> str:
            value = record.article.meta.get(given["group"])
            return record.article.id if value in (None, "") else f"{given['group']}={value}"

        # Read only until train and dev have an article each; in all but tiny projects that is soon.
        split = split.settled(key(r) for r in records if excerpts(r, "article", everything=everything))
        with new_folder(target, MARKER, overwrite=overwrite) as folder:
            from spacy.vocab import Vocab

            with Misaligned(folder) as misaligned:
                bins = {name: BinWriter(folder, name) for name in SPLITS}
                language = ""
                maker = task.maker(misaligned)
                for record in records:
                    language = _one_language(language, record, losses)
                    into = bins[split.of(key(record))]
                    for doc in maker.docs(record):
                        into.add(doc)
                        task.see(doc, record)
                for one in bins.values():
                    one.close()
            self._describe(folder, task, bins, language or "xx", losses)
            if check:
                found = {name: read_bins(folder, name, Vocab()) for name in SPLITS}
                differences = doc_differences(records, found, lambda record: split.of(key(record)), losses)
                refuse(differences, target)
        return losses

    def _describe(
        self,
        folder: Path,
        task: Task,
        bins: Mapping[str, BinWriter],
        language: str,
        losses: Losses,
    ) -> None:
        """Write what stands beside the Docs, and the marker by which the folder is known as ours."""
        docs, paths = ({name: getattr(one, what) for name, one in bins.items()} for what in ("docs", "path"))
        notes = list(task.notes())
        if not docs["train"]:
            notes.append("**There is nothing to train on: no sentence has been reviewed.**")
        elif not docs["dev"]:
            paths["dev"] = paths["train"]
            notes.append(
                "**There is no Doc in dev, so the config scores on train: expect figures too good.**"
            )
        if misaligned := losses.count(WIDENED):
            notes.append(
                f"**{misaligned} labels end inside a token of spaCy's and were widened to whole tokens; "
                "`misaligned.jsonl` lists them all.**"
            )
        config = task.configure(language)
        config["paths"] |= {"train": paths["train"], "dev": paths["dev"]}
        package = Package(self.name, task, scheme=task.scheme.id, language=language, docs=docs, paths=paths)
        texts = {
            "config.cfg": str(config.to_str()),
            "project.yml": project(package),
            "README.md": readme(package, losses, notes),
        }
        if task.code is not None:
            name, source = task.code
            texts[name] = (Path(__file__).parent / source).read_text(encoding="utf-8")
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        told = {"language": language, "options": dict(task.options), "docs": docs}
        mark(folder, self.name, task.scheme.id, losses, **told)


def _one_language(language: str, record: Record, losses: Losses) -> str:
    spoken = language_of(record.tokenizer)
    if language and spoken != language:
        losses.note(f"records in another language than {language}, which the config is for", spoken)
    return language or spoken


def language_of(tokenizer: str) -> str:
    """The language in a tokenizer's name: "en" of "spacy.en@3.8"; "xx" where there is none."""
    return tokenizer.partition("@")[0].rpartition(".")[2] or "xx"


def config_for(language: str, *pipes: str) -> Config:
    """A config of spaCy's for components of its own: small, and for a processor without a GPU.

    Raises:
        AnnotatorError: spaCy does not know the language.
    """
    from spacy.cli.init_config import init_config

    try:
        return init_config(lang=language, pipeline=list(pipes), optimize="efficiency", gpu=False)
    except ImportError as error:
        raise AnnotatorError(
            f"spaCy knows no language {language!r}", "Which tokenizer were the articles imported with?"
        ) from error
