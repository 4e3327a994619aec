"""Rules file (YAML) → what names of a scheme become in the next one; every problem with file and line.

```yaml
labels:
  ACTOR: AGENT            # renamed
  HEDGE:                  # retired
categories:
  CONDEMN: ACCUSE         # merged
  WITHHOLD:               # split, the first that fits
    - {to: DENY, when: {negated: true}}
    - {to: WITHHOLD}
values:
  certainty: {hedged: unsure}
review: [category:WITHHOLD]   # flag their sentences: somebody has to look
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.labels import Value
from annotator.domain.migration import ATTRIBUTE, CATEGORY, LABEL, REASON, ROLE, VALUE
from annotator.schemes import document as yaml
from annotator.schemes.reader import text_of

_TABLES = {"labels": LABEL, "categories": CATEGORY, "roles": ROLE, "reasons": REASON, "attributes": ATTRIBUTE}


@dataclass(frozen=True, slots=True)
class RulesFile:
    """What each name becomes ("" for nothing), with the attributes that must be so; names to look at."""

    rules: Mapping[str, list[tuple[str, dict[str, Value]]]] = field(default_factory=dict)
    review: tuple[str, ...] = ()


def load(path: Path) -> RulesFile:
    """Read a rules file.

    Raises:
        AnnotatorError: it cannot be read or is not valid; says in which lines.
    """
    document = yaml.parse(text_of(path), str(path))
    rules: dict[str, list[tuple[str, dict[str, Value]]]] = {}
    review: list[str] = []
    if not isinstance(document.value, dict):
        document.add((), f"rules are a mapping of {', '.join([*_TABLES, 'values', 'review'])}")
        raise document.refusal()
    for table, names in document.value.items():
        if table == "review":
            review += _texts(document, (table,), names)
        elif table == "values":
            rules |= _values(document, names)
        elif table in _TABLES and isinstance(names, dict):
            for name, becomes in names.items():
                rules[_TABLES[table] + name] = list(_cases(document, (table, name), becomes))
        else:
            known = ", ".join([*_TABLES, "values", "review"])
            document.add((table,), f"{table}: no mapping of names; there are {known}")
    if document.problems:
        raise document.refusal()
    return RulesFile(rules, tuple(review))


def _values(document: yaml.Document, found: Any) -> dict[str, list[tuple[str, dict[str, Value]]]]:
    out = {}
    for attribute, values in found.items() if isinstance(found, dict) else ():
        for value, becomes in values.items() if isinstance(values, dict) else ():
            path = ("values", attribute, value)
            out[f"{VALUE}{attribute}={value}"] = list(_cases(document, path, becomes))
        if not isinstance(values, dict):
            document.add(("values", attribute), f"values of {attribute}: write OLD: NEW")
    if not isinstance(found, dict):
        document.add(("values",), "values: write attribute: {OLD: NEW}")
    return out


def _cases(document: yaml.Document, path: yaml.Path, becomes: Any) -> Iterator[tuple[str, dict[str, Value]]]:
    match becomes:
        case None:
            yield "", {}
        case str():
            yield becomes, {}
        case list() if becomes:
            for index, case in enumerate(becomes):
                yield from _case(document, (*path, index), case)
        case _:
            document.add(path, f"{path[-1]}: a name, nothing, or a list of {{to: NAME, when: {{…}}}}")


def _case(document: yaml.Document, path: yaml.Path, case: Any) -> Iterator[tuple[str, dict[str, Value]]]:
    match case:
        case {"to": None | str() as to, **rest} if not rest.keys() - {"when"}:
            when = rest.get("when") or {}
            if isinstance(when, dict) and all(isinstance(one, str | bool) for one in when.values()):
                yield to or "", when
            else:
                document.add(path, "when: write {ATTRIBUTE: VALUE}")
        case _:
            document.add(path, "a case has `to` and, but for the last, `when`")


def _texts(document: yaml.Document, path: yaml.Path, found: Any) -> list[str]:
    if isinstance(found, list) and all(isinstance(one, str) for one in found):
        return found
    document.add(path, "review: a list of names")
    return []
