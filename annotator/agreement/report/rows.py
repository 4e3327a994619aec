"""The report as rows of a table: CSV and JSON."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from typing import Any

from annotator.agreement.report.model import Report

COLUMNS = (
    "round",
    "layer",
    "measure",
    "part",
    "by",
    "name",
    "value",
    "low",
    "high",
    "method",
    "n",
    "matched",
    "units",
    "articles",
    "pairs",
    "band",
    "reason",
    "warnings",
)


def as_csv(report: Report) -> str:
    """Every figure as a row; text that a spreadsheet would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for layer, part, by, figure in report.rows():
        interval = figure.interval
        row: tuple[Any, ...] = (
            report.round,
            layer.name,
            part.measure,
            part.title,
            by,
            figure.name,
            figure.value,
            interval.low if interval else None,
            interval.high if interval else None,
            interval.method if interval else figure.no_interval,
            figure.n,
            figure.matched,
            figure.units,
            figure.articles,
            figure.pairs,
            figure.band,
            figure.reason,
            "; ".join(figure.warnings),
        )
        writer.writerow([_harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def as_plain(report: Report) -> dict[str, Any]:
    """The report as JSON-able values; undefined figures are null."""
    plain = asdict(report)
    plain["definitions"] = {
        name: dict(zip(("title", "definition", "source"), told, strict=True))
        for name, told in report.definitions.items()
    }
    return plain


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
