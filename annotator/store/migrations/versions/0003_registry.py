"""The registry of actors and events, and its log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the registry."""
    op.create_table(
        "entry",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.CheckConstraint("key <> '' AND name <> ''", name=op.f("ck_entry_names")),
        sa.CheckConstraint("kind IN ('actor', 'event')", name=op.f("ck_entry_kind")),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["entry.key"],
            name=op.f("fk_entry_merged_into"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_entry")),
    )
    op.create_table(
        "registry_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.CheckConstraint("verb <> ''", name=op.f("ck_registry_event_verb")),
        sa.CheckConstraint("seq BETWEEN 1 AND 2147483647", name=op.f("ck_registry_event_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_registry_event")),
        sa.UniqueConstraint("id", name=op.f("uq_registry_event_id")),
    )
    op.create_table(
        "entry_alias",
        sa.Column("entry_key", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_entry_alias_name")),
        sa.ForeignKeyConstraint(
            ["entry_key"],
            ["entry.key"],
            name=op.f("fk_entry_alias_entry_key"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_key", "place", name=op.f("pk_entry_alias")),
    )
