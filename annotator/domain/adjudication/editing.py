"""A reading of a case changed by hand before it is taken: a session on gold as it would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from annotator.domain.adjudication.cases import Case, Version
from annotator.domain.adjudication.deciding import Docket
from annotator.domain.adjudication.gold import Gold, with_taken
from annotator.domain.adjudication.matching import Ref
from annotator.domain.labels import Labels
from annotator.domain.session.commands import Command
from annotator.domain.session.drafting import Draft
from annotator.domain.session.items import Item
from annotator.domain.session.state import Session
from annotator.domain.session.taking import focus

SURE = "esc again gives the edit up, ⏎ takes it so"
BEGUN = "change it with the keys of the annotate screen; ⏎ takes it so"


def session_at(docket: Docket, case: Case) -> Session:
    """The article at a case's sentence, without any labels and with nothing in focus."""
    compared = docket.compared
    labels = Labels(cuts=docket.gold.cuts)
    session = Session(compared.article, compared.scheme, labels)
    at = next((i for i, s in enumerate(session.sentences) if s.start <= case.start < s.end), session.sentence)
    cursor = compared.article.tokens.at(case.start) if len(compared.article.tokens) else 0
    return Session(compared.article, compared.scheme, labels, sentence=at, cursor=cursor, active="tie")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit under way: the draft, and from which readings the labels in it come."""

    draft: Draft
    made: Mapping[str, Ref]

    @classmethod
    def of(cls, docket: Docket, case: Case, version: Version) -> Edit:
        """Begin with gold as it would be if this version, which marks something, were taken."""
        gold = with_taken(docket.compared, case, docket.whole, version.annotators[:1])
        key = gold.of_case(case)[0]
        head = gold.labels.ties[key].head if case.kind == "tie" else key
        bare = replace(session_at(docket, case), labels=gold.labels)
        item = Item(case.kind, key, False, gold.labels.spans[head].start)
        return cls(Draft(focus(bare, item), message=BEGUN), gold.made)

    @property
    def gold(self) -> Gold:
        """Gold as the edit makes it."""
        return Gold(self.draft.session.labels, self.made)

    @property
    def chooses(self) -> bool:
        """Whether a menu is open, which takes every key."""
        return self.draft.session.menu is not None

    def press(self, keys: Mapping[str, Command], key: str, char: str | None) -> Edit | None:
        """The edit after a key of the annotate screen; None for a key that means nothing here."""
        after = self.draft.press(keys, key, char)
        return None if after is None else replace(self, draft=after)

    def leave(self) -> Edit | None:
        """A step out: of the selection, else of the edit, which is asked twice where something changed."""
        draft = self.draft
        if draft.session.anchor is not None:
            left = replace(draft, session=replace(draft.session, anchor=None), message="")
            return replace(self, draft=left)
        if draft.before and draft.message != SURE:
            return replace(self, draft=replace(draft, message=SURE))
        return None
