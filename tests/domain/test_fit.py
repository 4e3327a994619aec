"""Labels made to fit a scheme."""

from __future__ import annotations

import pytest

from annotator.domain.fit import fit
from annotator.domain.labels import Labels, Role, Span, Tie
from annotator.domain.rules import violations
from annotator.domain.scheme import Attribute, Category, Label, RoleType, Scheme

LENGTH = 100


def scheme(**changes: object) -> Scheme:
    values: dict[str, object] = {
        "name": "own",
        "version": 1,
        "title": "Own",
        "head": "STANCE",
        "labels": {
            "ACTOR": Label("ACTOR", "a", attributes=("kind",), entity=True),
            "STANCE": Label("STANCE", "s"),
            "CONTENT": Label("CONTENT", "c"),
        },
        "roles": {
            "source": RoleType("source", "s", ("ACTOR",), ("unnamed",)),
            "content": RoleType("content", "c", ("CONTENT",)),
            "nested": RoleType("nested", "n"),
        },
        "categories": {
            "ACCUSE": Category("ACCUSE", "a", required=("source",), optional=("content", "nested")),
            "REPORT": Category("REPORT", "r", required=("source", "content")),
        },
        "attributes": {
            "kind": Attribute("kind", "k", values=("state", "person")),
            "negated": Attribute("negated", "n", "flag", default=False),
            "note": Attribute("note", "o", "text"),
        },
        "tie_attributes": ("negated", "note"),
    }
    return Scheme(**{**values, **changes})  # type: ignore[arg-type]


def span(key: str, label: str, at: int, **more: object) -> Span:
    return Span(key, label, ((at, at + 3),), **more)  # type: ignore[arg-type]


SPANS = {
    "actor": span("actor", "ACTOR", 0, attributes={"kind": "state", "mood": "grim"}, entity="PAK"),
    "stance": span("stance", "STANCE", 10),
    "issue": span("issue", "ISSUE", 20),
    "content": span("content", "CONTENT", 30),
    "second": span("second", "STANCE", 40),
    "alone": span("alone", "ACTOR", 50),
}
TIES = {
    "outer": Tie(
        "outer",
        "stance",
        "ACCUSE",
        (
            Role("source", "actor"),
            Role("issue", "issue"),
            Role("target", implicit="unnamed"),
            Role("nested", tie="inner"),
        ),
        {"negated": True, "level": "nested", "note": "x"},
    ),
    "inner": Tie(
        "inner", "second", "REPORT", (Role("source", implicit="unnamed"), Role("content", "content"))
    ),
}
LABELS = Labels(spans=SPANS, ties=TIES)


def test_what_the_scheme_lacks_is_dropped() -> None:
    fitted = fit(LABELS, scheme())
    assert list(violations(fitted, scheme(), LENGTH)) == []
    assert set(fitted.spans) == {"actor", "stance", "content", "second", "alone"}
    assert fitted.spans["actor"].attributes == {"kind": "state"}
    assert fitted.spans["actor"].entity == "PAK"
    assert fitted.ties["outer"].roles == (Role("source", "actor"), Role("nested", tie="inner"))
    assert fitted.ties["outer"].attributes == {"negated": True, "note": "x"}


@pytest.mark.parametrize("off", [("REPORT",), ("REPORT", "ACCUSE")])
def test_a_category_switched_off_goes_with_its_spans_but_actors(off: tuple[str, ...]) -> None:
    fitted = fit(LABELS, scheme(off=off))
    assert list(violations(fitted, scheme(), LENGTH)) == []
    assert set(fitted.ties) == {"outer", "inner"} - {
        {"REPORT": "inner", "ACCUSE": "outer"}[name] for name in off
    }
    assert {"actor", "alone"} <= set(fitted.spans)
    assert "content" not in fitted.spans
    assert all(role.tie is None for tie in fitted.ties.values() for role in tie.roles)


def test_mapping_renames_labels_and_roles() -> None:
    other = scheme(
        head="CUE",
        labels={"SOURCE": Label("SOURCE", "s"), "CUE": Label("CUE", "c"), "CONTENT": Label("CONTENT", "o")},
        roles={
            "source": RoleType("source", "s", ("SOURCE",)),
            "content": RoleType("content", "c", ("CONTENT",)),
        },
        categories={"": Category("", "", required=("source", "content"))},
        tie_attributes=(),
        mapping={"ACTOR": "SOURCE", "STANCE": "CUE", "ISSUE": "CONTENT", "role:issue": "content"},
    )
    fitted = fit(LABELS, other)
    assert list(violations(fitted, other, LENGTH)) == []
    assert fitted.ties["outer"].category is None
    assert fitted.ties["outer"].roles == (Role("source", "actor"), Role("content", "issue"))
    assert fitted.spans["issue"].label == "CONTENT"
    assert fitted.spans["actor"].entity is None
    assert "alone" not in fitted.spans


def test_an_empty_mapping_drops_a_label_and_its_roles() -> None:
    fitted = fit(LABELS, scheme(mapping={"ACTOR": ""}))
    assert list(violations(fitted, scheme(), LENGTH)) == []
    assert {one.label for one in fitted.spans.values()} == {"STANCE", "CONTENT"}
    assert not fitted.ties["outer"].fillers("source")


def test_without_the_head_s_label_no_tie_is_left() -> None:
    fitted = fit(LABELS, scheme(mapping={"STANCE": ""}))
    assert not fitted.ties
    assert {one.label for one in fitted.spans.values()} == {"ACTOR"}


def test_fitting_twice_changes_nothing() -> None:
    once = fit(LABELS, scheme())
    assert fit(once, scheme()) == once
