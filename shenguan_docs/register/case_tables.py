"""The table of saved cases (案件)."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from shenguan_docs.register.columns import Moment, metadata, words

cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("key", String, nullable=False, unique=True),  # nearest.fold_name: one spelling
    Column("choice", Text, nullable=False),  # what belongs to it; canonical JSON
    words("profile"),
    Column("cover", Text, nullable=False),  # what the cover says by hand; canonical JSON
    Column("note", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("changed_at", Moment, nullable=False),
    words("changed_by"),
)
