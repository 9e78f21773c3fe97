"""Tables of a letter's life: steps of a draft, 发出 and 认领, deadlines, workday notices, people on leave."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from shenguan_docs.register.columns import Moment, Seq, document_key, metadata, place, words

draft_steps = Table(  # 送审, 审核, 会签, 退回 of a draft; 签发 stands in signings
    "draft_steps",
    metadata,
    Column("seq", Seq, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("draft", String, nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("person", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("digest", String, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("at", Moment, nullable=False),
    words("by"),
)

received_steps = Table(  # 拟办, 批办, 承办 … 办结 of a 收文
    "received_steps",
    metadata,
    Column("seq", Seq, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("received", String, ForeignKey("received.id"), nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("person", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("note", Text, nullable=False, default=""),
    words("handler"),
    Column("due", Date),
    Column("at", Moment, nullable=False),
    words("by"),
)

draft_versions = Table(  # work in progress, not projected: what each version of a draft said
    "draft_versions",
    metadata,
    Column("draft", String, ForeignKey("drafts.id"), primary_key=True),
    place("version"),
    Column("title", String, nullable=False),
    Column("data", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)

deliveries = Table(  # one receiver of a letter that was sent
    "deliveries",
    metadata,
    document_key(),
    place(),  # of the receiver
    Column("channel", String, nullable=False),
    Column("sent_on", Date, nullable=False, index=True),
    Column("sent_at", Moment, nullable=False),
    words("sent_by"),
    words("serial"),
    Column("claimed_on", Date),
    Column("claimed_at", Moment),
    words("claimed_by"),
    words("entered_by"),
    words("way"),
    words("receipt"),  # id of the letter or 收文 that proves the claim
    words("evidence"),  # stored name in the letter's object
    Index("ix_deliveries_channel_sent_on", "channel", "sent_on"),
    CheckConstraint("channel IN ('online', 'paper', 'mail', 'fax')", name="channel"),
)

document_deadlines = Table(  # days that a letter sets or obeys, as its kind had them when it was issued
    "document_deadlines",
    metadata,
    document_key(),
    place(),
    Column("name", String, nullable=False),
    Column("by_role", String, nullable=False),
    Column("to_role", String, nullable=False),
    Column("since", Date),  # None: from 发出
    Column("amount", Integer, nullable=False),
    Column("unit", String, nullable=False),
    Column("answer", Boolean, nullable=False),
    CheckConstraint("unit IN ('workday', 'day')", name="unit"),
)

sealed_originals = Table(  # scans of the sealed paper
    "sealed_originals",
    metadata,
    document_key(),
    place("version"),
    Column("original_name", String, nullable=False),
    Column("stored_name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)

workday_notices = Table(  # the State Council's arrangement of a year, entered by the office
    "workday_notices",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    words("source"),
    Column("at", Moment, nullable=False),
    words("by"),
)

workday_days = Table(
    "workday_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("year", Integer, ForeignKey("workday_notices.year"), nullable=False, index=True),
    Column("working", Boolean, nullable=False),
)

absences = Table(  # people on leave and who stands in
    "absences",
    metadata,
    Column("person", String, ForeignKey("people.key"), primary_key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date, nullable=False),
    Column("deputy", String, ForeignKey("people.key"), nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)

claim_ways = Table(  # how two departments agreed to claim what does not come online
    "claim_ways",
    metadata,
    Column("sender", String, ForeignKey("departments.key"), primary_key=True),
    Column("receiver", String, ForeignKey("departments.key"), primary_key=True),
    Column("way", String, nullable=False),
    words("agreed_in"),
    Column("since", Date, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
)
