"""Sample output of every format, made from the sample articles and their labels: python -m tests.samples."""

from __future__ import annotations

import tempfile
from pathlib import Path

from annotator import resources
from annotator.project.exporting import default_name, export, writers
from annotator.project.importing import import_labels
from annotator.project.project import create_project
from annotator.project.sources import sources

SAMPLES = Path(__file__).parent.parent / "exports" / "samples"


def write_samples(folder: Path) -> None:
    """Write each format that can be written into the folder."""
    labels = sorted((resources.folder("seeds") / "labels").glob("*.jsonl"))
    with tempfile.TemporaryDirectory() as scratch, create_project(f"{scratch}/p.db", "blame") as project:
        import_labels(project, sources([str(file) for file in labels]))
        for name in writers():
            export(project, name, folder / default_name(name), provenance=False)


if __name__ == "__main__":
    write_samples(SAMPLES)
