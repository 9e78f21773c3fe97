"""Column types and shapes that the tables share; all portable between databases."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

OPEN_FROM = date(1, 1, 1)  # an open beginning or end is stored as the furthest day, so that
OPEN_TO = date(9999, 12, 31)  # "from <= day <= to" is the whole question, and keys hold no NULL

APPENDED = "appended"  # in ``Connection.info``: sequence number and line of the last entry written through it
END = (
    "end"  # there, too, while one writes: sequence number and digest of the journal's last entry, once known
)

# A constraint without a name cannot be dropped by a later migration.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time as ISO 8601 text with its offset, equal on every database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write ISO text."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read ISO text."""
        return None if value is None else datetime.fromisoformat(value)


class Words(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as canonical JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        """Write JSON text."""
        return json.dumps(list(value or ()), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:
        """Read JSON text."""
        return tuple(json.loads(value))


# SQLite's row id is an INTEGER; elsewhere a journal may outgrow 32 bits.
Seq = BigInteger().with_variant(Integer, "sqlite")


def words(name: str) -> Column[str]:
    """A text column, "" where nothing is said."""
    return Column(name, String, nullable=False, default="")


def document_key() -> Column[str]:
    """The letter that a row belongs to, the first part of its key."""
    return Column("document", String, ForeignKey("documents.id"), primary_key=True)


def place(name: str = "position") -> Column[int]:
    """A counted part of a key."""
    return Column(name, Integer, primary_key=True, autoincrement=False)
