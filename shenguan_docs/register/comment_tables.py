"""Tables of comments at a place of a draft and of what was answered; projected from the journal."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from shenguan_docs.register.columns import Moment, Seq, metadata, words

draft_comments = Table(  # the draft itself is work in progress, so there is no key to it
    "draft_comments",
    metadata,
    Column("seq", Seq, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("draft", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("paragraph", Integer, nullable=False),  # from 1, of that version's words
    Column("start", Integer, nullable=False),  # where in the paragraph the quoted words begin
    Column("quote", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
    Column("settled", Boolean, nullable=False, default=False),
    words("settled_by"),
    Column("settled_at", Moment),
)

comment_answers = Table(
    "comment_answers",
    metadata,
    Column("seq", Seq, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("comment", Seq, ForeignKey("draft_comments.seq"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)
