"""Writing a project's labels to a file or folder in some format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import AnnotatorError
from annotator.domain.record import Record
from annotator.formats import formats
from annotator.formats._losses import Losses
from annotator.project.project import Project


@dataclass(frozen=True)
class Records:
    """The records of a project that are to be written; can be gone through more than once."""

    project: Project
    layers: Collection[str] | None
    annotators: Collection[str] | None
    unlabelled: bool

    def __iter__(self) -> Iterator[Record]:
        return self.project.store.records(
            layers=self.layers, annotators=self.annotators, unlabelled=self.unlabelled
        )


def export(
    project: Project,
    format_name: str,
    target: Path,
    *,
    annotators: Collection[str] = (),
    layers: Collection[str] | None = None,
    options: Mapping[str, str] | None = None,
    check: bool = True,
    overwrite: bool = False,
) -> Losses:
    """Write labels to `target`, proved by reading them again; returns what the format cannot hold.

    Without `layers`, native JSONL gets every layer and articles without labels too; training formats
    get human and gold labels.

    Raises:
        AnnotatorError: the format or an annotator is not known, or the target cannot be written.
    """
    writer = formats.load(format_name)
    if not hasattr(writer, "write"):
        raise AnnotatorError(f"{format_name} is only read", f"Formats to write: {', '.join(writers())}.")
    known = project.store.annotators()
    for name in annotators:
        if name not in known:
            raise AnnotatorError(
                f"nobody named {name!r} has labelled here", f"There are: {', '.join(known) or 'none yet'}."
            )
    everything = format_name == "jsonl"
    if layers is None and not everything:
        layers = ("human", "gold")
    records = Records(project, layers, annotators or None, everything and not annotators)
    losses: Losses = writer.write(records, target, project.scheme, options, check=check, overwrite=overwrite)
    return losses


def default_name(format_name: str) -> str:
    """What a file or folder of that format is called where nobody says."""
    suffix: str = formats.load(format_name).suffix
    return f"labels{suffix}" if suffix == f".{format_name}" else f"{format_name}{suffix}"


def writers() -> Iterable[str]:
    """Names of the formats that can be written."""
    return [name for name in formats.names() if hasattr(formats.load(name), "write")]
