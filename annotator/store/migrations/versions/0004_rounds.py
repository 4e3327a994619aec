"""Rounds: assignments, the draw of hidden suggestions, who leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of assignments and leads; a round says how suggestions are drawn."""
    if op.get_bind().dialect.name == "sqlite":
        _copy()
    else:
        _alter()
    op.create_table(
        "lead",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lead")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("annotator", sa.String(), nullable=False),
        sa.Column("pass", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.CheckConstraint("annotator <> ''", name=op.f("ck_assignment_annotator")),
        sa.CheckConstraint("pass BETWEEN 1 AND 2147483647", name=op.f("ck_assignment_pass")),
        sa.CheckConstraint(
            "(ended = 0) = (withdrawn_at IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
            name=op.f("ck_assignment_ended"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_assignment_article_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["round.name"],
            name=op.f("fk_assignment_round"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            "round",
            "annotator",
            "pass",
            "ended",
            "article_id",
            name=op.f("uq_assignment_round_annotator_pass_ended_article_id"),
        ),
    )
    op.create_index(op.f("ix_assignment_article_id"), "assignment", ["article_id"])
    op.create_table(
        "round_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.CheckConstraint("verb <> ''", name=op.f("ck_round_event_verb")),
        sa.ForeignKeyConstraint(
            ["round"],
            ["round.name"],
            name=op.f("fk_round_event_round"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_round_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_round_event_round"), "round_event", ["round"])


# Suggestions could be switched off by whoever labelled, unless the project hid them.
_ARM = "CASE arm WHEN 'shown' THEN 'free' WHEN 'random' THEN 'mixed' ELSE arm END"
_STATE = "CASE state WHEN 'open' THEN 'open' ELSE 'closed' END"
_HIDDEN = "CASE arm WHEN 'random' THEN 0.5 ELSE 0 END"
_CHECKS = {
    "ck_round_arm": "arm IN ('free', 'shown', 'hidden', 'mixed')",
    "ck_round_state": "state IN ('open', 'closed')",
    "ck_round_hidden": "hidden BETWEEN 0 AND 1",
}


def _copy() -> None:
    """Make the table anew: SQLite cannot change a check."""
    op.create_table(
        "new_round",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hidden", sa.Float(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        *(sa.CheckConstraint(check, name=op.f(name)) for name, check in _CHECKS.items()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_round")),
    )
    op.execute(
        "INSERT INTO new_round (name, arm, state, hidden, seed, practice)"
        f" SELECT name, {_ARM}, {_STATE}, {_HIDDEN}, 0, 0 FROM round"
    )
    op.drop_table("round")
    op.rename_table("new_round", "round")


def _alter() -> None:
    for name in ("ck_round_arm", "ck_round_state"):
        op.drop_constraint(op.f(name), "round", type_="check")
    columns = (
        ("hidden", sa.Float(), "0"),
        ("seed", sa.Integer(), "0"),
        ("practice", sa.Boolean(), sa.false()),
    )
    for column, kind, default in columns:
        op.add_column("round", sa.Column(column, kind, server_default=default, nullable=False))
        op.alter_column("round", column, server_default=None)
    op.add_column("round", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"UPDATE round SET hidden = {_HIDDEN}, arm = {_ARM}, state = {_STATE}")
    for name, check in _CHECKS.items():
        op.create_check_constraint(op.f(name), "round", check)
