"""brat standoff: a .txt and a .ann file for each article and annotator, and an annotation.conf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.domain.scheme import Scheme
from annotator.domain.text import check_text
from annotator.formats._atomic import new_folder
from annotator.formats._brat_names import Where, name_of, where_of
from annotator.formats._check import differences, refuse
from annotator.formats._decoded import ENCODING, decoded, whole_file
from annotator.formats._from_standoff import from_standoff
from annotator.formats._held import Holds, held
from annotator.formats._losses import Losses
from annotator.formats._marker import MARKER, mark
from annotator.formats._options import Option, chosen
from annotator.formats._parsed import Parsed
from annotator.formats._standoff_config import config
from annotator.formats._to_standoff import on_lines, to_standoff

HOLDS = Holds(
    title=False, meta=False, scheme=False, fragments=True, attributes=True, entities=True, lone=True
)
CONFIG = "annotation.conf"


class Brat:
    """A folder for brat: `ARTICLE_ANNOTATOR.txt` and `.ann` for each record.

    A tie is an event with its head as the trigger, roles as arguments, category, implicit fillers and
    attributes as attributes. Rounds other than main, passes and layers have folders of their own.
    Reading takes the layout of real corpora too: one text for several annotators, and texts in a
    folder of their own beside the annotations, as in PolNeAR.
    """

    name = "brat"
    title = "brat standoff"
    description = "Events with the head as trigger, one annotator a file; reads corpora such as PolNeAR."
    holds = "Spans with overlaps and fragments, categories, roles, attributes, implicit fillers, entities."
    loses = "Titles, metadata, what was reviewed, whose suggestion a label was."
    suffix = ""
    write_options: tuple[Option, ...] = ()
    read_options: tuple[Option, ...] = (
        Option(
            "annotators",
            "auto",
            "whether file names end in _ANNOTATOR; auto: where the text's own name does not",
            ("auto", "yes", "no"),
        ),
        ENCODING,
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
        """Write a folder; see `Writer.write`."""
        chosen(self.write_options, options, self.name)
        losses = Losses()
        with new_folder(target, MARKER, overwrite=overwrite) as folder:
            for record in records:
                _write(folder, _held(record, losses), scheme)
            (folder / CONFIG).write_text(config(scheme), encoding="utf-8", newline="\n")
            mark(folder, self.name, scheme.id, losses)
            if check:
                found = (_read_again(folder, _where(record)) for record in records)
                refuse(differences(records, found, lambda r: _held(r, Losses())), target)
        return losses

    def read_folder(
        self, folder: Traversable, where: str, options: Mapping[str, str] | None = None
    ) -> Iterator[Parsed]:
        """Yield what each .ann file says of its text; texts without one are yielded alone."""
        given = chosen(self.read_options, options, self.name)
        files = _files(folder)
        texts, annotations = _ending(files, ".txt"), _ending(files, ".ann")
        by_name = _by_name(texts)
        in_names = given["annotators"]
        if in_names == "auto" and any(PurePath(name).name == MARKER for name in files):
            in_names = "yes"  # written here
        used = set()
        for name in sorted(annotations):
            place = f"{where}/{name}"
            text_name = _text_of(name, texts, by_name, place)
            used.add(text_name)
            same = PurePath(text_name).stem == PurePath(name).stem
            bare = in_names == "no" or (in_names == "auto" and same)
            whose = Where(PurePath(name).stem) if bare else where_of(name)
            text, encoding = _decoded(texts[text_name], f"{where}/{text_name}", given["encoding"])
            check_text(text, f"{where}/{text_name}")
            lines, _ = _decoded(annotations[name], place, given["encoding"])
            yield _parsed(whose, text, lines, place, encoding)
        for name in sorted(texts.keys() - used):
            text, encoding = _decoded(texts[name], f"{where}/{name}", given["encoding"])
            yield Parsed(id=PurePath(name).stem, text=text, where=f"{where}/{name}", encoding=encoding)
        if not texts:
            raise AnnotatorError(f"{where}: no .txt file in it", "brat keeps a .txt beside each .ann file.")


format = Brat()


def _decoded(file: Traversable, where: str, encoding: str) -> tuple[str, str]:
    return decoded(whole_file(file, where), where, encoding)


def _held(record: Record, losses: Losses) -> Parsed:
    return on_lines(held(record, HOLDS, losses), losses)


def _where(record: Record) -> Where:
    return Where(record.article.id, record.annotator, record.round, record.pass_, record.layer)


def _write(folder: Path, parsed: Parsed, scheme: Scheme) -> None:
    where = Where(parsed.id, parsed.annotator, parsed.round, parsed.pass_, parsed.layer)
    path = folder / name_of(where)
    path.parent.mkdir(exist_ok=True)
    for ending, content in ((".txt", parsed.text), (".ann", to_standoff(parsed, scheme))):
        with path.with_name(path.name + ending).open("xb") as file:
            file.write(content.encode())


def _read_again(folder: Path, where: Where) -> Parsed:
    name = name_of(where)
    text, lines = (Path(f"{folder / name}{ending}").read_bytes().decode() for ending in (".txt", ".ann"))
    return _parsed(where_of(f"{name}.ann"), text, lines, name, "")


def _parsed(where: Where, text: str, lines: str, place: str, encoding: str) -> Parsed:
    return Parsed(
        id=where.article,
        text=text,
        where=place,
        annotator=where.annotator or None,
        round=where.round,
        pass_=where.pass_,
        layer=where.layer,
        labels=from_standoff(lines, text, place),
        encoding=encoding,
        reviewed=True,
    )


def _files(folder: Traversable) -> dict[str, Traversable]:
    """The files under the folder, by their names from there."""
    files: dict[str, Traversable] = {}
    waiting = [("", folder)]
    while waiting:
        above, one = waiting.pop()
        for file in one.iterdir():
            if file.name.startswith((".", "__MACOSX")):
                continue
            if file.is_dir():
                waiting.append((f"{above}{file.name}/", file))
            else:
                files[f"{above}{file.name}"] = file
    return files


def _ending(files: Mapping[str, Traversable], ending: str) -> dict[str, Traversable]:
    return {name: file for name, file in files.items() if name.endswith(ending)}


def _by_name(texts: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in texts:
        found.setdefault(PurePath(name).stem, []).append(name)
    return found


def _text_of(
    name: str, texts: Mapping[str, Traversable], by_name: Mapping[str, list[str]], place: str
) -> str:
    """The text beside the annotations, or the only one of the folder that is named like them.

    Raises:
        AnnotatorError: there is none, or there are several.
    """
    path = PurePath(name)
    for stem in (path.stem, path.stem.rpartition("_")[0]):
        beside = str(path.with_name(f"{stem}.txt"))
        if stem and beside in texts:
            return beside
        alike = by_name.get(stem, [])
        near = [one for one in alike if PurePath(one).parent.parent == path.parent.parent] or alike
        if stem and len(near) == 1:
            return near[0]
        if stem and len(near) > 1:
            raise AnnotatorError(
                f"{place}: which text is it? {', '.join(near)}", "Name a folder that has only one."
            )
    raise AnnotatorError(f"{place}: no text for it", f"Put {path.stem}.txt beside it, or in a folder text.")
