"""Lists to choose from: articles in some order, and marked sentences.

A list of articles is its row ids, eight bytes each; what a row says is read when it comes into sight.
Suggestions are shared by all rounds and kept in the round `main`.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select

from annotator.domain.events import StreamKey
from annotator.store.queues import ASSIGNED
from annotator.store.rounds import has_assignments
from annotator.store.tables import article, assignment, sentence_status, stream, visit
from annotator.store.values import Listed, MarkedSentence, QueueRow

#: Characters of a sentence or around a found text that a list shows at the most.
EXCERPT = 200
#: Characters of it before the text sought; as many more are looked through for a blank.
LEAD = 16


def article_order(connection: Connection, owner: StreamKey, listed: Listed) -> array[int]:
    """Row ids of the articles that the list has, in its order; those without sentences only with "every".

    `owner` tells whose list it is; its article does not matter. Where something is assigned in the
    round, it has what is the owner's.
    """
    wanted = select(article.c.id)
    assigned = listed.show != "every" and has_assignments(connection, owner.round)
    if listed.show != "every":
        wanted = wanted.where(article.c.n_sentences > 0)
    if assigned:
        wanted = wanted.join(assignment, ASSIGNED)
    if listed.show in ("open", "flagged"):
        wanted = wanted.outerjoin(stream, _MINE)
        unfinished = stream.c.submitted_at.is_(None) if assigned else _UNFINISHED
        wanted = wanted.where(
            stream.c.n_flags > 0 if listed.show == "flagged" else or_(_NOT_BEGUN, unfinished)
        )
    if listed.text:
        wanted = wanted.where(
            or_(
                article.c.text.icontains(listed.text, autoescape=True),
                article.c.title.icontains(listed.text, autoescape=True),
                article.c.key.icontains(listed.text, autoescape=True),
            )
        )
    if listed.by == "suggested":
        ties = (
            select(_SUGGESTED.c.n_ties)
            .where(
                _SUGGESTED.c.article_id == article.c.id,
                _SUGGESTED.c.annotator == "",
                _SUGGESTED.c.round == "main",
                _SUGGESTED.c["pass"] == 1,
                _SUGGESTED.c.layer == "suggestion",
            )
            .scalar_subquery()
        )
        wanted = wanted.order_by(func.coalesce(ties, 0).desc())
    rows = connection.execute(wanted.order_by(article.c.id), _owner(owner))
    return array("q", rows.scalars())


def article_rows(
    connection: Connection, owner: StreamKey, ids: Collection[int], text: str = ""
) -> list[QueueRow]:
    """The rows with these ids, in their order; with `text`, each with the words around its first place."""
    found = {row.id: row for row in connection.execute(_ROWS, {**_owner(owner), "ids": list(ids)})}
    excerpts = _excerpts(connection, ids, text) if text else {}
    return [
        QueueRow(
            key=row.key,
            title=row.title,
            n_sentences=row.n_sentences,
            n_done=row.n_done,
            n_ties=row.n_ties,
            n_flags=row.n_flags,
            n_suggested=row.n_suggested,
            submitted_at=row.submitted_at,
            excerpt=excerpts.get(row.id, ""),
        )
        for row in (found[one] for one in ids if one in found)
    ]


def marked_sentences(connection: Connection, owner: StreamKey) -> list[MarkedSentence]:
    """Sentences that the owner flagged or commented, in order of import and of the text."""
    return [
        MarkedSentence(row.key, row.start, row.status, bool(row.flag), row.comment, row.words)
        for row in connection.execute(_MARKED, _owner(owner))
    ]


def last_place(connection: Connection, owner: StreamKey) -> tuple[str, int] | None:
    """Key and sentence start where the owner was last, None where they never were anywhere."""
    row = connection.execute(_LAST_VISIT, _owner(owner)).first()
    return None if row is None else (row.key, row.sentence_start)


def seconds_spent(connection: Connection, owner: StreamKey) -> float:
    """How long the owner had sentences open, all visits together."""
    return float(connection.execute(_SECONDS, _owner(owner)).scalar_one())


def _owner(key: StreamKey) -> dict[str, object]:
    return {"annotator": key.annotator, "round": key.round, "pass_": key.pass_, "layer": key.layer}


def _excerpts(connection: Connection, ids: Collection[int], text: str) -> dict[int, str]:
    out = {}
    wanted = text.lower()
    for one, whole in connection.execute(_TEXTS, {"ids": list(ids)}):
        at = whole.lower().find(wanted)
        if at >= 0:
            # It begins with a word, and near enough for the text sought to be in a narrow line.
            lead = max(at - LEAD, 0)
            blank = whole.rfind(" ", max(lead - LEAD, 0), lead)
            start = blank + 1 if blank >= 0 else lead
            words = " ".join(whole[start : start + EXCERPT - 1].split())
            out[one] = f"…{words}" if start else words
    return out


_OWNED = and_(
    stream.c.annotator == bindparam("annotator"),
    stream.c.round == bindparam("round"),
    stream.c["pass"] == bindparam("pass_"),
    stream.c.layer == bindparam("layer"),
)
_MINE = and_(stream.c.article_id == article.c.id, _OWNED)
_NOT_BEGUN = stream.c.id.is_(None)
_UNFINISHED = and_(stream.c.submitted_at.is_(None), stream.c.n_done < stream.c.n_sentences)
_SUGGESTED = stream.alias("suggested")

_ROWS: Select[tuple[object, ...]] = (
    select(
        article.c.id,
        article.c.key,
        article.c.title,
        func.coalesce(stream.c.n_sentences, article.c.n_sentences).label("n_sentences"),
        func.coalesce(stream.c.n_done, 0).label("n_done"),
        func.coalesce(stream.c.n_ties, 0).label("n_ties"),
        func.coalesce(stream.c.n_flags, 0).label("n_flags"),
        _SUGGESTED.c.n_ties.label("n_suggested"),
        stream.c.submitted_at,
    )
    .select_from(
        article.outerjoin(stream, _MINE).outerjoin(
            _SUGGESTED,
            and_(
                _SUGGESTED.c.article_id == article.c.id,
                _SUGGESTED.c.annotator == "",
                _SUGGESTED.c.round == "main",
                _SUGGESTED.c["pass"] == 1,
                _SUGGESTED.c.layer == "suggestion",
            ),
        )
    )
    .where(article.c.id.in_(bindparam("ids", expanding=True)))
)
_TEXTS = select(article.c.id, article.c.text).where(article.c.id.in_(bindparam("ids", expanding=True)))
_MARKED = (
    select(
        article.c.key,
        sentence_status.c.start,
        sentence_status.c.status,
        sentence_status.c.flag,
        sentence_status.c.comment,
        func.substr(article.c.text, sentence_status.c.start + 1, EXCERPT).label("words"),
    )
    .select_from(
        sentence_status.join(stream, stream.c.id == sentence_status.c.stream_id).join(
            article, article.c.id == stream.c.article_id
        )
    )
    .where(_OWNED, or_(sentence_status.c.flag, sentence_status.c.comment.is_not(None)))
    .order_by(article.c.id, sentence_status.c.start)
)
_LAST_VISIT = (
    select(article.c.key, visit.c.sentence_start)
    .select_from(
        visit.join(stream, stream.c.id == visit.c.stream_id).join(
            article, article.c.id == stream.c.article_id
        )
    )
    .where(_OWNED)
    .order_by(visit.c.id.desc())
    .limit(1)
)
_SECONDS = (
    select(func.coalesce(func.sum(visit.c.seconds), 0.0))
    .select_from(visit.join(stream, stream.c.id == visit.c.stream_id))
    .where(_OWNED)
)
