"""Table of what reviewers said of a review's findings; projected from the journal."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Text

from shenguan_docs.register.columns import Moment, Seq, metadata, words

review_judgements = Table(  # the last one of a subject, profile, rule and record holds
    "review_judgements",
    metadata,
    Column("seq", Seq, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("subject", String, nullable=False),
    Column("profile", String, nullable=False),
    Column("rule", String, nullable=False),
    words("record"),  # id of the document, "" for the file as a whole
    Column("verdict", String, nullable=False),
    words("points"),  # as written, "" where the machine's stand
    Column("reason", Text, nullable=False),
    Column("person", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
    Index("ix_review_judgements_subject", "subject", "profile"),
    CheckConstraint("verdict IN ('agree', 'disagree')", name="verdict"),
)
