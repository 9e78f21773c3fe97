"""The first tables: journal, plan, letters, 收文, numbers, drafts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables of the first version."""
    op.create_table(
        "departments",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("signatory_title", sa.String(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["departments.key"], name=op.f("fk_departments_parent")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_departments")),
        sa.UniqueConstraint("name", name=op.f("uq_departments_name")),
    )
    op.create_index(
        "uq_departments_mark",
        "departments",
        ["mark"],
        unique=True,
        sqlite_where=sa.text("mark != ''"),
        postgresql_where=sa.text("mark != ''"),
    )
    op.create_table(
        "journal",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index(op.f("ix_journal_record"), "journal", ["record"], unique=False)
    op.create_table(
        "matter_lists",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("imported_on", sa.Date(), nullable=False),
        sa.Column("source_name", sa.String(), nullable=False),
        sa.Column("source_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_matter_lists")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("type_name", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("serial_key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("same", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("matter_version", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_version"], ["matter_lists.version"], name=op.f("fk_events_matter_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_day"), "events", ["day"], unique=False)
    op.create_index("ix_events_type_number", "events", ["type", "number"], unique=False)
    op.create_index("ix_events_type_same", "events", ["type", "same"], unique=False)
    op.create_index(
        "uq_events_type_serial",
        "events",
        ["type", "serial_key", "source_key"],
        unique=True,
        sqlite_where=sa.text("serial_key != ''"),
        postgresql_where=sa.text("serial_key != ''"),
    )
    op.create_table(
        "event_matters",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_event_matters_event")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_matters")),
    )
    op.create_index(op.f("ix_event_matters_name"), "event_matters", ["name"], unique=False)
    op.create_table(
        "event_parties",
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_event_parties_event")),
        sa.PrimaryKeyConstraint("event", "position", name=op.f("pk_event_parties")),
    )
    op.create_index(op.f("ix_event_parties_id_number"), "event_parties", ["id_number"], unique=False)
    op.create_index(op.f("ix_event_parties_name"), "event_parties", ["name"], unique=False)
    op.create_index(op.f("ix_event_parties_uscc"), "event_parties", ["uscc"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'issued')", name=op.f("ck_drafts_state")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_drafts_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_event"), "drafts", ["event"], unique=False)
    op.create_table(
        "series",
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("last_written_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("department", "group", "year", name=op.f("pk_series")),
    )
    op.create_table(
        "signings",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("draft", "digest", name=op.f("pk_signings")),
    )
    op.create_table(
        "draft_files",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_draft_files_draft")),
        sa.PrimaryKeyConstraint("draft", "position", name=op.f("pk_draft_files")),
    )
    op.create_table(
        "matters",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("supervisor", sa.String(), nullable=True),
        sa.Column("approver_section", sa.String(), nullable=False),
        sa.Column("approver_person", sa.String(), nullable=False),
        sa.Column("approver_phone", sa.String(), nullable=False),
        sa.Column("supervisor_section", sa.String(), nullable=False),
        sa.Column("supervisor_person", sa.String(), nullable=False),
        sa.Column("supervisor_phone", sa.String(), nullable=False),
        sa.Column("credit_check", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.CheckConstraint("credit_check IN ('', '必须', '鼓励')", name=op.f("ck_matters_credit_check")),
        sa.ForeignKeyConstraint(["approver"], ["departments.key"], name=op.f("fk_matters_approver")),
        sa.ForeignKeyConstraint(["supervisor"], ["departments.key"], name=op.f("fk_matters_supervisor")),
        sa.ForeignKeyConstraint(["version"], ["matter_lists.version"], name=op.f("fk_matters_version")),
        sa.PrimaryKeyConstraint("version", "position", name=op.f("pk_matters")),
    )
    op.create_table(
        "objects",
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("inventory", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_objects_seq")),
        sa.PrimaryKeyConstraint("object_id", "version", name=op.f("pk_objects")),
    )
    op.create_table(
        "sections",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.key"], name=op.f("fk_sections_department")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sections")),
        sa.UniqueConstraint("department", "name", name=op.f("uq_sections_department_name")),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kind_name", sa.String(), nullable=False),
        sa.Column("kind_version", sa.String(), nullable=False),
        sa.Column("genre", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_name", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("issued_at", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column("voided_at", sa.String(), nullable=True),
        sa.Column("voided_by", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("matter_version", sa.Integer(), nullable=True),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("object_version", sa.Integer(), nullable=False),
        sa.Column("date_reason", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('issued', 'void')", name=op.f("ck_documents_state")),
        sa.ForeignKeyConstraint(["event"], ["events.id"], name=op.f("fk_documents_event")),
        sa.ForeignKeyConstraint(
            ["matter_version"], ["matter_lists.version"], name=op.f("fk_documents_matter_version")
        ),
        sa.ForeignKeyConstraint(
            ["object_id", "object_version"],
            ["objects.object_id", "objects.version"],
            name=op.f("fk_documents_object_id_object_version"),
        ),
        sa.ForeignKeyConstraint(["sender"], ["departments.key"], name=op.f("fk_documents_sender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("number", name=op.f("uq_documents_number")),
    )
    op.create_index(op.f("ix_documents_event"), "documents", ["event"], unique=False)
    op.create_index(op.f("ix_documents_kind"), "documents", ["kind"], unique=False)
    op.create_index(op.f("ix_documents_sender"), "documents", ["sender"], unique=False)
    op.create_index(op.f("ix_documents_written_on"), "documents", ["written_on"], unique=False)
    op.create_table(
        "matter_codes",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version", "position"],
            ["matters.version", "matters.position"],
            name=op.f("fk_matter_codes_version_position"),
        ),
        sa.PrimaryKeyConstraint("version", "position", "ordinal", name=op.f("pk_matter_codes")),
    )
    op.create_index(op.f("ix_matter_codes_code"), "matter_codes", ["code"], unique=False)
    op.create_table(
        "people",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.key"], name=op.f("fk_people_department")),
        sa.ForeignKeyConstraint(["section"], ["sections.key"], name=op.f("fk_people_section")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_people")),
    )
    op.create_table(
        "received",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_number", sa.String(), nullable=False),
        sa.Column("sender_number_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.String(), nullable=False),
        sa.Column("registered_by", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("object_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["answers"], ["documents.id"], name=op.f("fk_received_answers")),
        sa.ForeignKeyConstraint(
            ["object_id", "object_version"],
            ["objects.object_id", "objects.version"],
            name=op.f("fk_received_object_id_object_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received")),
        sa.UniqueConstraint("number", name=op.f("uq_received_number")),
    )
    op.create_index(op.f("ix_received_answers"), "received", ["answers"], unique=False)
    op.create_index(op.f("ix_received_received_on"), "received", ["received_on"], unique=False)
    op.create_index(op.f("ix_received_sender"), "received", ["sender"], unique=False)
    op.create_index(op.f("ix_received_sender_number_key"), "received", ["sender_number_key"], unique=False)
    op.create_table(
        "document_attachments",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("composed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document"], ["documents.id"], name=op.f("fk_document_attachments_document")
        ),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_attachments")),
    )
    op.create_table(
        "document_matters",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_matters_document")),
        sa.ForeignKeyConstraint(
            ["version"], ["matter_lists.version"], name=op.f("fk_document_matters_version")
        ),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_matters")),
    )
    op.create_index(op.f("ix_document_matters_name"), "document_matters", ["name"], unique=False)
    op.create_table(
        "document_parties",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_parties_document")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_parties")),
    )
    op.create_index(op.f("ix_document_parties_name"), "document_parties", ["name"], unique=False)
    op.create_index(op.f("ix_document_parties_uscc"), "document_parties", ["uscc"], unique=False)
    op.create_table(
        "document_receivers",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('main', 'copy')", name=op.f("ck_document_receivers_role")),
        sa.ForeignKeyConstraint(
            ["department"], ["departments.key"], name=op.f("fk_document_receivers_department")
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_receivers_document")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_receivers")),
    )
    op.create_index(
        op.f("ix_document_receivers_department"), "document_receivers", ["department"], unique=False
    )
    op.create_table(
        "document_relations",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("target_document", sa.String(), nullable=True),
        sa.Column("target_received", sa.String(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_relations_document")),
        sa.ForeignKeyConstraint(
            ["target_document"], ["documents.id"], name=op.f("fk_document_relations_target_document")
        ),
        sa.ForeignKeyConstraint(
            ["target_received"], ["received.id"], name=op.f("fk_document_relations_target_received")
        ),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_relations")),
    )
    op.create_index(
        op.f("ix_document_relations_target_document"), "document_relations", ["target_document"], unique=False
    )
    op.create_index(
        op.f("ix_document_relations_target_received"), "document_relations", ["target_received"], unique=False
    )
    op.create_table(
        "numbers",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("loose", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("received", sa.String(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('issued', 'void')", name=op.f("ck_numbers_state")),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_numbers_ordinal")),
        sa.ForeignKeyConstraint(
            ["department", "group", "year"],
            ["series.department", "series.group", "series.year"],
            name=op.f("fk_numbers_department_group_year"),
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_numbers_document")),
        sa.ForeignKeyConstraint(["received"], ["received.id"], name=op.f("fk_numbers_received")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_numbers")),
        sa.UniqueConstraint(
            "department", "group", "year", "ordinal", name=op.f("uq_numbers_department_group_year_ordinal")
        ),
        sa.UniqueConstraint("document", name=op.f("uq_numbers_document")),
        sa.UniqueConstraint("key", name=op.f("uq_numbers_key")),
        sa.UniqueConstraint("received", name=op.f("uq_numbers_received")),
    )
    op.create_index(op.f("ix_numbers_loose"), "numbers", ["loose"], unique=False)
    op.create_index("ix_numbers_year_ordinal", "numbers", ["year", "ordinal"], unique=False)
    op.create_table(
        "officers",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.CheckConstraint("role IN ('push', 'receive')", name=op.f("ck_officers_role")),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_officers_person")),
        sa.ForeignKeyConstraint(["receiver"], ["departments.key"], name=op.f("fk_officers_receiver")),
        sa.ForeignKeyConstraint(["sender"], ["departments.key"], name=op.f("fk_officers_sender")),
        sa.PrimaryKeyConstraint(
            "sender", "receiver", "role", "person", "valid_from", name=op.f("pk_officers")
        ),
    )
    op.create_table(
        "received_files",
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["received"], ["received.id"], name=op.f("fk_received_files_received")),
        sa.PrimaryKeyConstraint("received", "position", name=op.f("pk_received_files")),
    )
    op.create_index(op.f("ix_received_files_sha256"), "received_files", ["sha256"], unique=False)
    op.create_table(
        "document_codes",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document", "position"],
            ["document_matters.document", "document_matters.position"],
            name=op.f("fk_document_codes_document_position"),
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_codes_document")),
        sa.PrimaryKeyConstraint("document", "position", "ordinal", name=op.f("pk_document_codes")),
    )
    op.create_index(op.f("ix_document_codes_code"), "document_codes", ["code"], unique=False)
