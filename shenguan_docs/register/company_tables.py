"""Tables of 行政相对人 and of the warning base (警示信息库); projected from the journal."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, String, Table

from shenguan_docs.register.columns import Moment, Seq, Words, metadata, place, words

companies = Table(  # one per code; who merges two leaves both and points from one to the other
    "companies",
    metadata,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # companies.key_of
    words("uscc"),
    words("id_number"),
    Column("name", String, nullable=False, index=True),  # the present one
    Column("merged_into", String, ForeignKey("companies.id"), index=True),
)

company_mentions = Table(  # what names a 行政相对人: a letter, an event, a 收文
    "company_mentions",
    metadata,
    Column("record", String, primary_key=True),
    place(),
    Column("source", String, nullable=False),
    Column("company", String, ForeignKey("companies.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),  # nearest.fold_name
    Column("day", Date, nullable=False),
    Column("seq", Seq, nullable=False),
    Column("stands", Boolean, nullable=False),  # neither void nor withdrawn
    Index("ix_company_mentions_company", "company", "source"),
)

company_called = Table(  # each spelling once: what a person types is sought here
    "company_called",
    metadata,
    Column("name_key", String, primary_key=True),  # nearest.fold_name
    Column("company", String, ForeignKey("companies.id"), primary_key=True),
)

company_names = Table(  # a change of name that a document proves
    "company_names",
    metadata,
    Column("company", String, ForeignKey("companies.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("name", String, nullable=False),
    words("document"),
    words("reason"),
    Column("at", Moment, nullable=False),
    words("by"),
)

warning_listings = Table(  # an issued letter that lists; whom and what it is about stands with the letter
    "warning_listings",
    metadata,
    Column("letter", String, ForeignKey("documents.id"), primary_key=True),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("level", String, nullable=False),
    Column("reasons", Words, nullable=False),
    Column("measures", Words, nullable=False),
    Column("conditions", Words, nullable=False),
)

warning_removals = Table(
    "warning_removals",
    metadata,
    Column("letter", String, ForeignKey("documents.id"), primary_key=True),
    Column("listing", String, ForeignKey("documents.id"), index=True),  # None: a letter from outside
    Column("day", Date, nullable=False),
    Column("reason", String, nullable=False),
)

warning_corrections = Table(  # of a listing, or of a letter on which listings rest
    "warning_corrections",
    metadata,
    Column("letter", String, ForeignKey("documents.id"), primary_key=True),
    Column("corrected", String, ForeignKey("documents.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("cause", String, nullable=False),
    Column("whole", Boolean, nullable=False),  # the corrected letter is used no more
    words("level"),
    Column("first", Date),
    Column("last", Date),
    Column("reasons", Words, nullable=False),
    CheckConstraint("letter != corrected", name="other"),
)
