"""The figures of suggestions beside marked data, on data made up for this test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks import __main__ as benchmarks

SENTENCES = (
    ("Norway accused Iceland of spying.", ("Norway", "accused", "Iceland", "spying"), "ACCUSE"),
    ("Chile rejected the offer of Peru.", ("Chile", "rejected", "Peru", "the offer"), "REJECT"),
    ("Kenya praised Uganda for its courage.", ("Kenya", "praised", "Uganda", "its courage"), "SUPPORT"),
)


def marked(labels: tuple[str, str, str, str], relation: bool = False) -> list[dict[str, Any]]:
    """The sentences with source, cue, target and issue under these labels ("" for none)."""
    out = []
    for text, words, category in SENTENCES:
        spans = [
            {"start": text.index(word), "end": text.index(word) + len(word), "label": label}
            for word, label in zip(words, labels, strict=True)
            if label
        ]
        relations = [{"head": 0, "child": 1, "label": category}] if relation else []
        out.append({"id": text[:6], "text": text, "spans": spans, "relations": relations})
    return out


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    sets = {
        "polnear": marked(("SOURCE", "CUE", "", "CONTENT")),
        "re3d": marked(("Nationality", "", "Nationality", "")),
        "plv": marked(("SOURCE", "", "TARGET", ""), relation=True),
    }
    for name, records in sets.items():
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{name}.dev.jsonl").write_text(lines)
    return folder


def test_figures_are_printed_and_recorded(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmarks, "DOCS", tmp_path / "docs")
    for _ in range(2):
        benchmarks.main(["suggestions", "--data", str(data), "--record"])
    printed = capsys.readouterr().out
    rows = {
        tuple(cell.strip() for cell in line.split("|")[1:3]): line.split("|")[4]
        for line in printed.splitlines()
        if line.startswith("| p") or line.startswith("| re3d")
    }
    assert rows["re3d", "ACTOR lean"].strip().startswith("1.000")
    assert rows["polnear", "CUE iou50"].strip().startswith("1.000")
    assert rows["plv", "tie"].strip()
    kept = (tmp_path / "docs" / "suggestions.md").read_text()
    assert kept.startswith("# Suggestions\n")
    assert kept.count("\n## ") == 2, "what was recorded before stays"
    assert "Suggested by blame-rules@" in kept
    assert all(line in kept for line in printed.splitlines() if "ACTOR" in line)


def test_a_folder_without_the_data_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        benchmarks.main(["suggestions", "--data", str(tmp_path)])
    assert "polnear.dev.jsonl" in capsys.readouterr().err
