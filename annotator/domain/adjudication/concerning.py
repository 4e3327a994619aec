"""Which cases make a figure of agreement what it is."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.domain.adjudication.cases import Case, Comparison, Difference

#: Who and whom: what the headline is made of.
LEDGER_ROLES = frozenset({"source", "target"})


def concerns(
    compared: Comparison,
    case: Case,
    layer: str = "",
    name: str = "",
    pair: tuple[str, str] | None = None,
) -> bool:
    """Whether a case is among those that keep a figure from being 1.

    Args:
        compared: the readings that the case is one of.
        case: one that readings differ in; an agreed one concerns no figure.
        layer: that of the figure, as the report names it; "" for any.
        name: the label, category, group, attribute or role that the figure is of; "" for all.
        pair: the two annotators that the figure is of; None for all.
    """
    found = case.all_differences if pair is None else case.between(*pair)
    return any(_in_layer(one, layer) for one in found) and (
        not name or name in names(compared, case, layer, found)
    )


def names(compared: Comparison, case: Case, layer: str, found: Iterable[Difference]) -> set[str]:
    """The labels, categories, groups, attributes and roles that differences of a layer are about."""
    scheme, out = compared.scheme, set()
    for one in found:
        if not _in_layer(one, layer):
            continue
        out.add(one.name)
        if one.layer == "roles" and layer == "boundaries":
            out |= set(scheme.roles[one.name].fills)
    if case.kind == "tie":
        ties = [compared.tie(ref) for ref in case.ids.items()]
        if layer in ("", "cue", "boundaries", "ties", "status") and len(case.ids) < len(case.annotators):
            out.add(scheme.head)
        if layer in ("", "headline", "category", "ties", "cue"):
            out |= {tie.category or "" for tie in ties}
            out |= {scheme.category(tie.category).group for tie in ties}
    return out - {""}


def _in_layer(one: Difference, layer: str) -> bool:
    match layer:
        case "headline":
            told = one.layer in ("cue", "ties", "category", "entries")
            return told or (one.layer == "roles" and one.name in LEDGER_ROLES)
        case "boundaries":
            # A span that one of them lacks has no bounds to agree on.
            return one.layer in ("boundaries", "cue", "ties", "roles")
        case "ties":
            return True
        case "status":
            return one.layer == "cue"
    return layer in ("", one.layer)
