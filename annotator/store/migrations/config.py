"""Alembic's settings, made in code: there is no alembic.ini."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection


def alembic_config(connection: Connection, scripts: Path) -> Config:
    """Settings for work over an open connection, whose transaction stays the caller's."""
    config = Config(attributes={"connection": connection})
    # Alembic reads % as the beginning of a placeholder.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
