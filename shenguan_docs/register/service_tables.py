"""Tables of 送达回证: receipts, what each is for, their scans, and the tray of scanned pages that matched nothing."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
)

from shenguan_docs.register.columns import Moment, metadata, place, words

services = Table(
    "services",
    metadata,
    Column("id", String, primary_key=True),
    Column("code", String, nullable=False, unique=True),  # what its QR code says
    words("organ"),
    Column("receiver", String, nullable=False, index=True),
    words("uscc"),
    words("department"),  # key, "" where the receiver is no department
    words("place"),
    words("way"),
    words("server"),
    Column("note", Text, nullable=False, default=""),
    Column("made_on", Date, nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    words("made_by"),
    Column("state", String, nullable=False),
    Column("served_on", Date),
    words("served_time"),
    words("signer"),
    Column("proxy", Text, nullable=False, default=""),
    words("post"),
    words("through"),
    words("witness"),
    Column("served_at", Moment),
    words("served_by"),
    Column("void_reason", Text, nullable=False, default=""),
    Column("object_id", String, nullable=False),
    Column("object_version", Integer, nullable=False),
    ForeignKeyConstraint(["object_id", "object_version"], ["objects.object_id", "objects.version"]),
    CheckConstraint("state IN ('open', 'served', 'void')", name="state"),
)

service_papers = (
    Table(  # 送达文书; ``record`` is the letter, 收文 or past letter that it belongs to, "" for none
        "service_papers",
        metadata,
        Column("service", String, ForeignKey("services.id"), primary_key=True),
        place(),
        Column("record", String, nullable=False, index=True),
        Column("title", Text, nullable=False),
        words("number"),
    )
)

service_scans = Table(  # pages that came back, and other evidence; all in the receipt's own object
    "service_scans",
    metadata,
    Column("service", String, ForeignKey("services.id"), primary_key=True),
    place(),
    Column("what", String, nullable=False),
    Column("stored_name", String, nullable=False),
    Column("original_name", String, nullable=False),
    Column("page", Integer, nullable=False),  # of the file that came, 0 for a whole file
    Column("sha256", String, nullable=False, index=True),
    Column("picture", String, nullable=False, index=True),  # SHA-256 of what the page shows, "" unknown
    words("tray"),  # the tray's page that it was
    Column("at", Moment, nullable=False),
    words("by"),
    CheckConstraint("what IN ('scan', 'evidence')", name="what"),
)

scan_tray = Table(
    "scan_tray",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False, index=True),
    Column("original_name", String, nullable=False),
    Column("page", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    words("beside"),  # the receipt to which the page before it belongs
    Column("stored_name", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("picture", String, nullable=False, index=True),
    Column("at", Moment, nullable=False),
    words("by"),
    words("service"),  # where it went
    Column("end_reason", Text, nullable=False, default=""),
    Column("object_id", String, nullable=False),
    CheckConstraint("state IN ('waits', 'matched', 'discarded')", name="state"),
)
