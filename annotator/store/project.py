"""What a project knows of itself: settings, label scheme, rounds."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from annotator.domain import scheme as schemes
from annotator.domain.errors import AnnotatorError
from annotator.domain.scheme import Scheme
from annotator.store.tables import round_, scheme, setting
from annotator.store.values import Round, StoredScheme


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


def read_rounds(connection: Connection) -> list[Round]:
    """All rounds, by name in the order of code points."""
    rounds = [Round(row.name, row.arm, row.state) for row in connection.execute(select(round_))]
    return sorted(rounds, key=lambda one: one.name)


def write_round(connection: Connection, new: Round) -> None:
    """Add a round, or change its arm and state."""
    values = {"name": new.name, "arm": new.arm, "state": new.state}
    changed = connection.execute(round_.update().where(round_.c.name == new.name).values(values))
    if changed.rowcount == 0:
        connection.execute(insert(round_), values)


def check_round(connection: Connection, name: str) -> None:
    """Refuse a round that the project does not have.

    Raises:
        AnnotatorError: there is no such round; says which there are.
    """
    # Rounds never go, so one that was seen by this connection is still there.
    seen: set[str] = connection.info.setdefault("rounds", set())
    if name in seen:
        return
    names = [known.name for known in read_rounds(connection)]
    seen.update(names)
    if name not in names:
        raise AnnotatorError(f"There is no round {name!r}", f"Rounds here: {', '.join(names)}.")
