"""What a project knows of itself: settings and label scheme."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from annotator.domain import scheme as schemes
from annotator.domain.scheme import Scheme
from annotator.store.tables import scheme, setting
from annotator.store.values import StoredScheme


def read_setting(connection: Connection, key: str) -> str | None:
    """The value of a setting, None where it was never set."""
    return connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()


def read_settings(connection: Connection, prefix: str) -> dict[str, str]:
    """All settings whose keys begin with the prefix, by key, in the order of code points."""
    found = connection.execute(select(setting.c.key, setting.c.value))
    return dict(sorted((row.key, row.value) for row in found if row.key.startswith(prefix)))


def write_setting(connection: Connection, key: str, value: str | None) -> None:
    """Set a setting; None takes it away."""
    connection.execute(delete(setting).where(setting.c.key == key))
    if value is not None:
        connection.execute(insert(setting), {"key": key, "value": value})


def read_scheme(connection: Connection) -> Scheme:
    """The label scheme in use, from its compiled form."""
    newest = select(scheme.c.compiled).order_by(scheme.c.id.desc()).limit(1)
    return schemes.from_plain(json.loads(connection.execute(newest).scalar_one()))


def read_scheme_source(connection: Connection) -> str:
    """The text of the scheme's file."""
    newest = select(scheme.c.source).order_by(scheme.c.id.desc()).limit(1)
    return str(connection.execute(newest).scalar_one())


def read_schemes(connection: Connection) -> list[StoredScheme]:
    """All schemes the project has had, as they are stored; the last is in use."""
    rows = connection.execute(select(scheme).order_by(scheme.c.id))
    return [StoredScheme(row.name, row.version, row.sha256, row.source, row.compiled) for row in rows]


def write_scheme(connection: Connection, new: Scheme, source: str, at: datetime) -> None:
    """Put a label scheme to use; earlier ones are kept."""
    digest = hashlib.sha256(source.encode()).hexdigest()
    connection.execute(
        insert(scheme),
        {
            "name": new.name,
            "version": new.version,
            "sha256": digest,
            "at": at,
            # Not the Json type: it sorts keys, and a scheme's labels have an order.
            "compiled": json.dumps(schemes.to_plain(new), ensure_ascii=False),
            "source": source,
        },
    )
