"""Tables of what the office's program did not write itself: old registers, letters by hand, opened numbers, 归档."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from shenguan_docs.register.columns import Moment, metadata, place, words

series_openings = Table(  # numbers behind ``after`` and before ``next`` are not the program's own
    "series_openings",
    metadata,
    Column("department", String, primary_key=True),
    Column("group", String, primary_key=True),
    place("year"),
    place("next"),
    Column("after", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)

past_letters = Table(
    "past_letters",
    metadata,
    Column("id", String, primary_key=True),
    Column("direction", String, nullable=False),
    Column("origin", String, nullable=False),
    words("number"),
    Column("key", String, nullable=False, index=True),  # spelling.number_key
    Column("loose", String, nullable=False, index=True),  # spelling.loose_key
    words("series"),  # the number without year and ordinal
    Column("year", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("title", String, nullable=False),
    words("sender"),
    words("sender_number"),
    Column("sender_number_key", String, nullable=False, index=True),
    Column("sender_number_loose", String, nullable=False, index=True),
    words("receivers"),
    words("department"),  # key of the department whose series bears the number (by hand), else ""
    Column("day", Date, index=True),
    Column("received_on", Date),
    Column("items", Text, nullable=False),  # the other columns of the old register; canonical JSON
    words("source"),
    Column("line", Integer, nullable=False),
    Column("state", String, nullable=False),
    words("state_reason"),
    Column("entered_at", Moment, nullable=False),
    words("entered_by"),
    Index("ix_past_letters_series_year_ordinal", "direction", "series", "year", "ordinal"),
    CheckConstraint("direction IN ('out', 'in')", name="direction"),
    CheckConstraint("origin IN ('hand', 'register')", name="origin"),
    CheckConstraint("state IN ('entered', 'void')", name="state"),
)

past_parties = Table(
    "past_parties",
    metadata,
    Column("past", String, ForeignKey("past_letters.id"), primary_key=True),
    place(),
    Column("name", String, nullable=False, index=True),
    Column("uscc", String, nullable=False, index=True),
)

past_files = Table(
    "past_files",
    metadata,
    Column("past", String, ForeignKey("past_letters.id"), primary_key=True),
    place(),
    Column("original_name", String, nullable=False),
    Column("stored_name", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("object_id", String, nullable=False),
    Column("object_version", Integer, nullable=False),
    ForeignKeyConstraint(["object_id", "object_version"], ["objects.object_id", "objects.version"]),
)

filings = Table(  # 归档: one letter or 收文 that has its 档号
    "filings",
    metadata,
    Column("record", String, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("year", Integer, nullable=False, index=True),
    Column("retention", String, nullable=False),
    words("unit"),
    Column("ordinal", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    words("note"),
    Column("filed_on", Date, nullable=False),
    words("filed_by"),
    Column("at", Moment, nullable=False),
    UniqueConstraint("year", "retention", "unit", "ordinal"),
    CheckConstraint("ordinal >= 1", name="ordinal"),
)

retentions = Table(  # a piece whose 保管期限 is not that of its kind
    "retentions",
    metadata,
    Column("record", String, primary_key=True),
    Column("retention", String, nullable=False),
    words("reason"),
)

handovers = Table(  # 移交: what was filed under a year by the day went to the archive
    "handovers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("receiver", String, nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)
