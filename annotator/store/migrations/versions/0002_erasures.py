"""That something was erased on request."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of erasures."""
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("n_events", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('article', 'identity', 'labels')", name=op.f("ck_erasure_kind")),
        sa.CheckConstraint("n_events >= 0", name=op.f("ck_erasure_n_events")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
