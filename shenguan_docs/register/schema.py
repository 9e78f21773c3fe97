"""The tables of the records database; those of the plan are in plan_tables.py, those of a letter's life in life_tables.py.

Everything except drafts with their files and versions is a projection of ``journal``: only functions
registered with ``journal.applies`` write there, so the tables can be made again from the journal.
Types are portable; what protects a promise (a number names one document) is a constraint here too.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from shenguan_docs.register import (  # noqa: F401  complete the metadata
    case_tables,
    comment_tables,
    company_tables,
    life_tables,
    past_tables,
    people_tables,
    plan_tables,
    proof_tables,
    review_tables,
    service_tables,
)
from shenguan_docs.register.columns import Moment, Seq, document_key, metadata, place, words

# -- journal ---------------------------------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("record", String, nullable=False, index=True),
    Column("line", Text, nullable=False),
)

objects = Table(  # what the archive must hold
    "objects",
    metadata,
    Column("object_id", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("inventory", String, nullable=False),  # SHA-256 of the object's inventory
    Column("seq", Seq, ForeignKey("journal.seq"), nullable=False),
)

# -- 业务事件 --------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("id", String, primary_key=True),
    Column("type", String, nullable=False),
    words("type_name"),
    Column("day", Date, nullable=False, index=True),
    words("source"),
    Column("source_key", String, nullable=False),  # nearest.fold_name: one spelling
    words("serial"),
    Column("serial_key", String, nullable=False),  # text.fold_code
    words("number"),  # the keys of its own number, and of what else makes it this event and no other
    Column("same", Text, nullable=False, default=""),
    Column("data", Text, nullable=False),  # the checked form; canonical JSON
    Column("matter_version", Integer, ForeignKey("matter_lists.version")),
    Column("added_at", Moment, nullable=False),
    words("added_by"),
    Column("state", String, nullable=False, server_default="entered"),  # entered, changed, withdrawn
    Column("state_reason", String, nullable=False, server_default=""),
    Column("state_at", Moment),
    Column("state_by", String, nullable=False, server_default=""),
    Index("ix_events_type_number", "type", "number"),
    Index("ix_events_type_same", "type", "same"),
)
Index(
    "uq_events_type_serial",
    events.c.type,
    events.c.serial_key,
    events.c.source_key,
    unique=True,
    sqlite_where=events.c.serial_key != "",
    postgresql_where=events.c.serial_key != "",
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("event", String, ForeignKey("events.id"), primary_key=True),
    place(),
    Column("name", String, nullable=False, index=True),
    Column("uscc", String, nullable=False, index=True),
    Column("id_number", String, nullable=False, index=True),
    words("address"),
    words("phone"),
    words("representative"),
)

event_matters = Table(
    "event_matters",
    metadata,
    Column("event", String, ForeignKey("events.id"), primary_key=True),
    place(),
    Column("name", String, nullable=False, index=True),
)

# -- letters ---------------------------------------------------------------------------------

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    words("kind_name"),
    words("kind_version"),
    words("genre"),
    words("layout"),
    Column("number", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("sender", String, ForeignKey("departments.key"), nullable=False, index=True),
    words("sender_name"),
    words("signatory"),
    Column("written_on", Date, nullable=False, index=True),
    Column("printed_on", Date),
    Column("signed_on", Date),
    words("signed_by"),
    Column("issued_at", Moment, nullable=False),
    words("issued_by"),
    Column("state", String, nullable=False),
    words("void_reason"),
    Column("voided_at", Moment),
    words("voided_by"),
    words("urgency"),
    words("retention"),
    words("clause"),
    Column("matter_version", Integer, ForeignKey("matter_lists.version")),
    Column("object_id", String, nullable=False),
    Column("object_version", Integer, nullable=False),
    words("date_reason"),
    Column("summary", Text, nullable=False, default=""),
    Column("pages", Integer, nullable=False, default=0),
    Column("copies", Integer, nullable=False, server_default="0"),
    Column("event", String, ForeignKey("events.id"), index=True),
    ForeignKeyConstraint(["object_id", "object_version"], ["objects.object_id", "objects.version"]),
    CheckConstraint("state IN ('issued', 'void')", name="state"),
)

document_receivers = Table(
    "document_receivers",
    metadata,
    document_key(),
    place(),
    Column("department", String, ForeignKey("departments.key"), index=True),
    Column("name", String, nullable=False),
    Column("role", String, nullable=False),
    CheckConstraint("role IN ('main', 'copy')", name="role"),
)

document_parties = Table(
    "document_parties",
    metadata,
    document_key(),
    place(),
    words("field"),
    Column("name", String, nullable=False, index=True),
    Column("uscc", String, nullable=False, index=True),
    words("id_number"),
    words("address"),
    words("phone"),
    words("representative"),
)

document_matters = Table(
    "document_matters",
    metadata,
    document_key(),
    place(),
    Column("name", String, nullable=False, index=True),
    Column("version", Integer, ForeignKey("matter_lists.version"), nullable=False),
)

document_codes = Table(
    "document_codes",
    metadata,
    document_key(),
    place(),
    place("ordinal"),
    Column("code", String, nullable=False, index=True),
    ForeignKeyConstraint(
        ["document", "position"], ["document_matters.document", "document_matters.position"]
    ),
)

document_relations = Table(
    "document_relations",
    metadata,
    document_key(),
    place(),
    Column("relation", String, nullable=False),
    Column("target_document", String, ForeignKey("documents.id"), index=True),
    Column("target_received", String, ForeignKey("received.id"), index=True),
    Column("target_past", String, ForeignKey("past_letters.id"), index=True),
    words("sender"),
    words("number"),
    words("title"),
    Column("day", Date),
)

document_attachments = Table(
    "document_attachments",
    metadata,
    document_key(),
    place(),
    Column("title", String, nullable=False),
    words("original_name"),
    words("stored_name"),
    words("sha256"),
    Column("size", BigInteger, nullable=False, default=0),
    Column("composed", Boolean, nullable=False, default=False),
)

signings = Table(  # 签发 of a draft; ``digest`` is of the words and files that were signed
    "signings",
    metadata,
    Column("draft", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("signed_by", String, nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("at", Moment, nullable=False),
    words("by"),
    words("words"),  # digest of the words that were signed, "" in entries of the first version
)

# -- 收文 ------------------------------------------------------------------------------------

received = Table(
    "received",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", String, nullable=False, unique=True),
    Column("year", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("sender", String, nullable=False, index=True),
    words("sender_number"),
    Column("sender_number_key", String, nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("day", Date),
    Column("received_on", Date, nullable=False, index=True),
    Column("registered_at", Moment, nullable=False),
    words("registered_by"),
    words("urgency"),
    Column("object_id", String, nullable=False),
    Column("object_version", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("answers", String, ForeignKey("documents.id"), index=True),  # the letter that it answers
    Column("summary", Text, nullable=False, default=""),
    Column("due", Date, index=True),
    Column("copies", Integer, nullable=False, server_default="1"),
    Column("handler", String, nullable=False, server_default=""),
    Column("closed_on", Date, index=True),
    Column("department", String, nullable=False, server_default=""),  # key of the addressee, "" if not told
    ForeignKeyConstraint(["object_id", "object_version"], ["objects.object_id", "objects.version"]),
)

received_files = Table(
    "received_files",
    metadata,
    Column("received", String, ForeignKey("received.id"), primary_key=True),
    place(),
    Column("original_name", String, nullable=False),
    Column("stored_name", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
)

unread_files = Table(  # files of letters and 收文 whose words are not all there, and why
    "unread_files",
    metadata,
    Column("record", String, primary_key=True),
    place(),
    Column("name", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column(
        "accepted", Text, nullable=False, server_default=""
    ),  # why that is as it should be, "" if nobody said so
)

# -- numbers ---------------------------------------------------------------------------------

series = Table(
    "series",
    metadata,
    Column("department", String, primary_key=True),  # "" is the office as a whole (收文)
    Column("group", String, primary_key=True),
    place("year"),
    Column("last", Integer, nullable=False),
    Column("last_written_on", Date, nullable=False),  # the latest day in the series
)

numbers = Table(
    "numbers",
    metadata,
    Column("number", String, primary_key=True),
    Column("key", String, nullable=False, unique=True),  # numbers.number_key: one spelling
    Column("loose", String, nullable=False, index=True),  # numbers.loose_key: as people type
    Column("department", String, nullable=False),
    Column("group", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("document", String, ForeignKey("documents.id"), unique=True),
    Column("received", String, ForeignKey("received.id"), unique=True),
    Column("past", String, ForeignKey("past_letters.id"), unique=True),  # written by hand
    Column("written_on", Date, nullable=False),
    words("reason"),
    Column("at", Moment, nullable=False),
    ForeignKeyConstraint(
        ["department", "group", "year"], ["series.department", "series.group", "series.year"]
    ),
    UniqueConstraint("department", "group", "year", "ordinal"),
    Index("ix_numbers_year_ordinal", "year", "ordinal"),
    CheckConstraint("state IN ('issued', 'void')", name="state"),
    CheckConstraint("ordinal >= 1", name="ordinal"),
)

# -- work in progress: not projected -----------------------------------------------------------

drafts = Table(
    "drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("title", String, nullable=False),
    Column("data", Text, nullable=False),  # the form as given, cleaned; canonical JSON
    Column("created_at", Moment, nullable=False),
    words("created_by"),
    Column("updated_at", Moment, nullable=False),
    Column("state", String, nullable=False),
    Column("event", String, ForeignKey("events.id"), index=True),
    Column(
        "sender", String, nullable=False, server_default=""
    ),  # the writing department's key, "" if not told yet
    CheckConstraint("state IN ('open', 'issued')", name="state"),
)

draft_files = Table(
    "draft_files",
    metadata,
    Column("draft", String, ForeignKey("drafts.id"), primary_key=True),
    place(),
    Column("field", String, nullable=False),
    words("title"),
    Column("original_name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("words", Text, nullable=False, default=""),
    Column("content", LargeBinary, nullable=False),
)

UNPROJECTED = (drafts, draft_files, life_tables.draft_versions)
PROJECTED = tuple(table for table in metadata.sorted_tables if table not in UNPROJECTED)
