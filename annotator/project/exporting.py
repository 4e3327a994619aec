"""Writing a project's labels to a file or folder in some format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotator.domain.errors import AnnotatorError
from annotator.domain.labels import LAYERS
from annotator.domain.record import Record
from annotator.domain.registry import Registry
from annotator.formats import formats
from annotator.formats._losses import Losses
from annotator.formats._split import SPLITS, Split
from annotator.project.agreed import Agreed
from annotator.project.project import Project
from annotator.project.provenance import write_provenance
from annotator.project.selecting import Selected, Selection
from annotator.store.values import is_apart

Tell = Callable[..., None]
#: Formats that hold everything, and get it where nothing is selected.
LOSSLESS = ("jsonl", "parquet")


@dataclass(frozen=True)
class Records:
    """The records of a project that are to be written; can be gone through more than once.

    `merged` maps keys of registry entries to those that stand for them now. `tell`, where there is one, is
    called with the articles gone through in this pass, and how many there are in the project.
    """

    project: Project
    layers: Collection[str] | None
    annotators: Collection[str] | None
    unlabelled: bool
    rounds: Collection[str] | None = None
    merged: Mapping[str, str] = field(default_factory=dict)
    tell: Tell | None = None

    def __iter__(self) -> Iterator[Record]:
        found = self.project.store.records(
            self.layers, self.annotators, self.rounds, unlabelled=self.unlabelled
        )
        if self.merged:
            found = map(self._under_one_key, found)
        return found if self.tell is None else self._told(found, self.tell)

    def _told(self, found: Iterator[Record], tell: Tell) -> Iterator[Record]:
        total, done, last = self.project.store.count_articles(), 0, None
        for record in found:
            if record.article.id != last:
                done, last = done + 1, record.article.id
                tell(done, total)
            yield record

    def _under_one_key(self, record: Record) -> Record:
        spans = {
            key: replace(span, entity=self.merged.get(span.entity, span.entity)) if span.entity else span
            for key, span in record.labels.spans.items()
        }
        return replace(record, labels=replace(record.labels, spans=spans))


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: what the format cannot hold, how many records, spans and ties it was, where."""

    losses: Losses
    counts: Mapping[str, int]
    places: tuple[Path, ...]


def export(
    project: Project,
    format_name: str,
    target: Path,
    *,
    annotators: Collection[str] = (),
    layers: Collection[str] | None = None,
    rounds: Collection[str] = (),
    selection: Selection | None = None,
    split: str = "",
    seed: str = "0",
    group: str = "",
    options: Mapping[str, str] | None = None,
    check: bool = True,
    overwrite: bool = False,
    provenance: bool = True,
    viewer: str | None = None,
    tell: Tell | None = None,
) -> Exported:
    """Write labels to `target`, proved by reading them again.

    Without `layers`, native JSONL and Parquet get every layer and articles without labels too; other
    formats get human and gold labels. Those two keep the registry's keys as they were given, so that
    they can be imported again; in all others the key of a merged entry is that of the entry it went
    into. Without `rounds`, those two get every round, other formats all but those that keep what went
    apart (`annotator.project.conflicts`). With a `split`, shares of train, dev and test, there are three
    files or folders instead of one, named after it: articles fall into them by a hash of their id, or of
    the value that the metadata field `group` has, and `seed`. What was exported is told in a file beside
    each, unless `provenance` is false. With a `viewer` it is only the labels of that annotator, who may
    not see others'. `tell` is called as the work goes on; see `Records`.

    Raises:
        AnnotatorError: the format, or what is selected by, is not known, no article has the field `group`,
            the viewer may not see what is asked for, or the target cannot be written.
    """
    if format_name not in formats.names():
        raise AnnotatorError(f"no format is named {format_name!r}", f"To write: {', '.join(writers())}.")
    writer = formats.load(format_name)
    if not hasattr(writer, "write"):
        raise AnnotatorError(f"{format_name} is only read", f"Formats to write: {', '.join(writers())}.")
    if viewer is not None:
        _check_own(viewer, annotators, layers or ())
        if selection is not None and selection.min_agreement is not None:
            raise AnnotatorError(
                f"{viewer} labels in an open round and is not told how far others agree",
                "Leave --min-agreement out, or wait until the round is closed.",
            )
        annotators, layers = (viewer,), ("human",)
    there = [one.name for one in project.store.rounds()]
    _check_known(project, annotators, rounds, there, layers or ())
    selection = selection or Selection()
    selection.check(project.scheme, project.store.article_keys() if selection.articles else ())
    everything = format_name in LOSSLESS
    if layers is None and not everything:
        layers = ("human", "gold")
    chosen_rounds = list(rounds) or (None if everything else [one for one in there if not is_apart(one)])
    whole = everything and not annotators and not rounds
    merged = {} if everything else _merged(project)
    records: Iterable[Record] = Records(
        project, layers, annotators or None, whole, chosen_rounds, merged, tell
    )
    if selection.min_agreement is not None:
        everyone = None if layers is None else {*layers, "human"}
        records = _agreed(
            Records(project, everyone, None, False, chosen_rounds, merged, tell),
            layers,
            annotators,
            selection.min_agreement,
        )
    given = dict(options or {})
    group = group or given.get("group", "")
    if group:
        _check_group(Selected(records, selection, project.scheme), group)
    parts: Iterable[tuple[Path, Callable[[Record], bool]]] = [(target, lambda _: True)]
    if split:
        own = {option.name for option in writer.write_options}
        if {"split", "seed", "group"} <= own:
            given |= {"split": split, "seed": seed, "group": group}
        else:
            parts = _parts(target, Selected(records, selection, project.scheme), split, seed, group)
    losses, counts, places = Losses(), Counter[str](), []
    asked: dict[str, Any] = {
        "annotators": sorted(annotators),
        "layers": list(layers or ()),
        "rounds": sorted(rounds),
    }
    asked |= selection.told()
    if split:
        asked |= {"split": split, "seed": seed, "group": group}
    for place, within in parts:
        chosen = Selected(records, selection, project.scheme, within, group)
        lost = writer.write(chosen, place, project.scheme, given, check=check, overwrite=overwrite)
        losses.add(lost)
        counts.update(chosen.counts)
        places.append(place)
        if provenance:
            write_provenance(
                place,
                format_name,
                project.scheme,
                lost,
                selection={name: value for name, value in asked.items() if value or value == 0},
                options=given,
                counts={**chosen.counts, "annotators": sorted(chosen.annotators)},
            )
    return Exported(losses, counts, tuple(places))


def _merged(project: Project) -> dict[str, str]:
    known = Registry(own=project.store.entries())
    return {key: known.canonical(key) for key, entry in known.own.items() if entry.into is not None}


def _agreed(
    everyone: Records, layers: Collection[str] | None, annotators: Collection[str], least: float
) -> Agreed:
    """The records asked for, of sentences that all who labelled them agree on."""

    def wanted(record: Record) -> bool:
        of_layer = layers is None or record.layer in layers
        return of_layer and (not annotators or record.annotator in annotators)

    return Agreed(everyone, wanted, least)


def _check_group(records: Iterable[Record], group: str) -> None:
    """Refuse a field that no article has: what is alike in it would be torn apart without a word."""
    fields: set[str] = set()
    some = False
    for record in records:
        if record.article.meta.get(group) not in (None, ""):
            return
        some = True
        fields.update(record.article.meta)
    if some:
        raise AnnotatorError(
            f"no article has {group!r} in its metadata",
            f"Their fields are: {', '.join(sorted(fields)[:12]) or 'none'}.",
        )


def _check_known(
    project: Project,
    annotators: Collection[str],
    rounds: Collection[str],
    there: Collection[str],
    layers: Collection[str],
) -> None:
    """Refuse names that nobody, no round or no layer has."""
    known = project.store.annotators()
    for name in annotators:
        if name not in known:
            raise AnnotatorError(
                f"nobody named {name!r} has labelled here", f"There are: {', '.join(known) or 'none yet'}."
            )
    for name in rounds:
        if name not in there:
            raise AnnotatorError(f"there is no round {name!r}", f"There are: {', '.join(there)}.")
    for name in layers:
        if name not in LAYERS:
            raise AnnotatorError(f"there is no layer {name!r}", f"There are: {', '.join(LAYERS)}.")


def _check_own(viewer: str, annotators: Collection[str], layers: Collection[str]) -> None:
    """Refuse labels that are not the viewer's own."""
    others = [name for name in annotators if name != viewer]
    more = [layer for layer in layers if layer != "human"]
    if others or more:
        raise AnnotatorError(
            f"{viewer} labels in an open round and exports their own labels, not {', '.join(others or more)}",
            "Ask whoever leads (annotator round lead), or wait until the round is closed.",
        )


def _parts(
    target: Path, records: Iterable[Record], split: str, seed: str, group: str
) -> Iterator[tuple[Path, Callable[[Record], bool]]]:
    """Where the records of each part go, and which they are."""

    def key(record: Record) -> str:
        value = record.article.meta.get(group) if group else None
        return record.article.id if value in (None, "") else f"{group}={value}"

    settled = Split.parsed(split, seed).settled(key(record) for record in records)
    for name in SPLITS:
        place = target.with_name(f"{target.stem}.{name}{target.suffix}") if target.suffix else target / name
        yield place, lambda record, name=name: settled.of(key(record)) == name  # type: ignore[misc]


def default_name(format_name: str) -> str:
    """What a file or folder of that format is called where nobody says."""
    suffix: str = formats.load(format_name).suffix
    return f"labels{suffix}" if suffix == f".{format_name}" else f"{format_name}{suffix}"


def writers() -> Iterator[str]:
    """Names of the formats that can be written; a third party's format that is broken is none."""
    for name in formats.names():
        with suppress(AnnotatorError):
            if hasattr(formats.load(name), "write"):
                yield name
