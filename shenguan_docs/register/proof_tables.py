"""Tables of what makes the journal provable: the office's public keys, the heads signed with them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from shenguan_docs.register.columns import Moment, Seq, metadata, words

proof_keys = Table(
    "proof_keys",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("public", String, nullable=False),  # algorithm and hexadecimal digits
    Column("at", Moment, nullable=False),
    words("by"),
    Column("reason", Text, nullable=False, default=""),
    words("before"),  # the key that it took the place of
    Column(
        "statement", Text, nullable=False, default=""
    ),  # signed with the key before, "" where that was lost
    Column("lost", Integer, nullable=False, default=0),  # 1: must not be used or believed any more
    Column("seq", Seq, ForeignKey("journal.seq"), nullable=False),
)

proof_heads = Table(
    "proof_heads",
    metadata,
    Column("size", Seq, primary_key=True, autoincrement=False),
    Column("root", String, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
    Column("key", String, ForeignKey("proof_keys.fingerprint"), nullable=False),
    Column("text", Text, nullable=False),
    Column("nodes", Text, nullable=False),  # the frontier: hexadecimal digits, one blank between
    Column("seq", Seq, ForeignKey("journal.seq"), nullable=False),
)
