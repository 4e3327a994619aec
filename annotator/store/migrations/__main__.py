"""Write a new revision from what the table classes have that the migrations have not.

    python -m annotator.store.migrations "Stream: remember the reviewer"

makes `versions/NNNN_stream_remember_the_reviewer.py`, to be read and mended by hand; then set `HEAD`
in `annotator/store/schema.py` to the new number. Tests compare both ways to the same tables.
"""

from __future__ import annotations

import sys

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from annotator.store.migrations.config import alembic_config
from annotator.store.schema import SCRIPTS


def main(message: str) -> None:
    """Bring an empty database in memory to the last revision and write down the difference."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            config = alembic_config(connection, SCRIPTS)
            head = ScriptDirectory.from_config(config).get_current_head() or "0"
            command.upgrade(config, "head")
            command.revision(config, message, autogenerate=True, rev_id=f"{int(head) + 1:04}")
    finally:
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
