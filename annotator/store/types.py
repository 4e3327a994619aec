"""Column types that read back the same from every database: JSON and points in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Json(TypeDecorator[Any]):
    """JSON kept as compact text with sorted keys, so that equal values are equal text."""

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str | None]:
        """What makes texts of values: plain, since it is called for every row of every label table."""
        return _text

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The value as text; None stays SQL's NULL."""
        return _text(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], Any]:
        """What makes values of texts: plain for the same reason."""
        return _value


class Utc(TypeDecorator[datetime]):
    """A point in time, stored in UTC and returned aware (SQLite by itself forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time in UTC; a naive one is refused, since nobody knows what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The time, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def dump(value: Any) -> str:
    """Compact JSON text with sorted keys; mappings of any kind are objects."""
    # Most attributes are at their defaults, and setting the encoder up takes longer than that.
    return "{}" if value == {} else _ENCODER.encode(value)


def _text(value: Any) -> str | None:
    return None if value is None else dump(value)


def _value(text: str | None) -> Any:
    # Most attributes are at their defaults.
    return None if text is None else {} if text == "{}" else _DECODE(text)[0]


#: For text without white space around it, as `dump` writes it.
_DECODE = json.JSONDecoder().raw_decode

# Made once: making one takes longer than what it mostly has to write.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=dict)
