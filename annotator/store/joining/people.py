"""Whom names in another project stand for here, where some were erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.adjudication.decision import Decision
from annotator.domain.events import Event
from annotator.store.erasing import PSEUDONYM, free_pseudonym, people
from annotator.store.joining.other import OTHER, cut, readable
from annotator.store.tables import event, stream


class People:
    """Who of the other project is somebody else's name here: `names`, from there to here.

    Somebody whose name was erased here is known by the events; a pseudonym of there that is another
    person's here gets a new one.
    """

    def __init__(self, here: Connection, there: Connection) -> None:
        self.names: dict[str, str] = {}
        self._here = here
        first = (
            select(stream.c.annotator, event.c.id)
            .join(event, event.c.stream_id == stream.c.id)
            .where(event.c.seq == 1, stream.c.layer != "suggestion")
            .order_by(stream.c.annotator, stream.c.id)
        )
        with readable(OTHER):
            found, everybody = there.execute(first).all(), people(there)
        for name, rows in groupby(found, key=lambda row: row.annotator):
            hit = self._whose([row.id for row in rows]) or name
            if hit != name and (PSEUDONYM.fullmatch(hit) or PSEUDONYM.fullmatch(name)):
                self.names[name] = hit
        known = people(here)
        taken = known | everybody | set(self.names.values())
        for name in sorted(everybody):
            if not PSEUDONYM.fullmatch(name) or name not in known or name in self.names:
                continue
            if self._whose([row.id for row in found if row.annotator == name]) != name:
                self.names[name] = free_pseudonym(taken)
                taken.add(self.names[name])

    def of(self, name: str) -> str:
        """What somebody of there is called here."""
        return self.names.get(name, name)

    def named(self, one: Event) -> Event:
        """The event under the names that people have here, in decisions of adjudicators too."""
        if not self.names:
            return one
        changes = tuple(
            change._replace(before=self._renamed(change.before), after=self._renamed(change.after))
            if change.kind == "decision"
            else change
            for change in one.changes
        )
        return replace(one, author=self.of(one.author), changes=changes)

    def _renamed(self, row: Any) -> Any:
        if isinstance(row, Decision):
            # Pseudonyms give way first: no name is changed twice.
            for old in sorted(self.names, key=lambda name: not PSEUDONYM.fullmatch(name)):
                row = row.renamed(old, self.names[old])
        return row

    def _whose(self, ids: Sequence[str]) -> str | None:
        """Whose labels begin with one of these events here."""
        for some in cut(ids):
            found = select(stream.c.annotator).join(event, event.c.stream_id == stream.c.id)
            name = self._here.execute(found.where(event.c.id.in_(some)).limit(1)).scalar()
            if name is not None:
                return str(name)
        return None
