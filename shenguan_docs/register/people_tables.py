"""The table of the people who use the desk; projected from the journal, without anything secret."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from shenguan_docs.register.columns import Moment, Words, metadata

users = Table(
    "users",
    metadata,
    Column("name", String, primary_key=True),
    Column("roles", Words, nullable=False),
    Column("department", String, ForeignKey("departments.key")),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("since", Moment, nullable=False),
)
