"""Rounds of another project taken in, with what is assigned in them."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from annotator.domain.rounds import Assignment, Round
from annotator.store.joining.articles import Articles
from annotator.store.joining.other import OTHER, Stamp, readable
from annotator.store.joining.people import People
from annotator.store.rounds import assign, note, read_assignments, read_rounds
from annotator.store.tables import article, assignment
from annotator.store.values import Joined


class Rounds:
    """The rounds that are here, those of the other project among them."""

    def __init__(self, here: Connection, there: Connection, stamp: Stamp, joined: Joined) -> None:
        self._here = here
        self._stamp = stamp
        self._joined = joined
        self._rounds = {one.name: one for one in read_rounds(here)}
        with readable(OTHER):
            self._theirs = {one.name: (one, read_assignments(there, one.name)) for one in read_rounds(there)}
        for name, (one, _) in self._theirs.items():
            if name not in self._rounds:
                self._add(one)
            elif one != self._rounds[name]:
                joined.other_rounds.append(name)

    def beside(self, home: str, name: str) -> None:
        """Have a round of this name for labels of `home` that went apart."""
        if name not in self._rounds:
            # Open, whatever the round it belongs to is: somebody has to say which labels hold.
            self._add(replace(self._rounds[home], name=name, state="open"))

    def assign(self, people: People, articles: Articles) -> None:
        """Assign here what is assigned there, but not again what was withdrawn here."""
        ever = select(assignment.c.round, article.c.key, assignment.c.annotator, assignment.c["pass"])
        found = self._here.execute(ever.join(article, article.c.id == assignment.c.article_id)).all()
        known = {(row[0], Assignment(*row[1:])) for row in found}
        for name, (_, all_of_it) in self._theirs.items():
            named = [
                Assignment(articles.key(one.article), people.of(one.annotator), one.pass_)
                for one in all_of_it
            ]
            new = [one for one in dict.fromkeys(named) if (name, one) not in known]
            assign(self._here, name, new, self._stamp.author, self._stamp.at)

    def _add(self, new: Round) -> None:
        note(self._here, new, "merge", self._stamp.author, self._stamp.at)
        self._rounds[new.name] = new
        self._joined.rounds.append(new.name)
