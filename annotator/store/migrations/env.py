"""Run by Alembic: migrations over the connection that the configuration carries."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from annotator.store.tables import metadata
from annotator.store.types import Json, Utc


def plain_type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Our column types by what they are in the database, so that old revisions outlive the classes."""
    match item:
        case Json() if kind == "type":
            return "sa.Text()"
        case Utc() if kind == "type":
            return "sa.DateTime(timezone=True)"
        case AutoString() if kind == "type":
            return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=plain_type,
    # SQLite cannot alter a column: batch operations copy the table.
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
