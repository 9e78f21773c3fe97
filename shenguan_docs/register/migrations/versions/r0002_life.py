"""Tables of a letter's life."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Tables of a letter's life."""
    op.create_table(
        "workday_notices",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_workday_notices")),
    )
    op.create_table(
        "claim_ways",
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("agreed_in", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["receiver"], ["departments.key"], name=op.f("fk_claim_ways_receiver")),
        sa.ForeignKeyConstraint(["sender"], ["departments.key"], name=op.f("fk_claim_ways_sender")),
        sa.PrimaryKeyConstraint("sender", "receiver", name=op.f("pk_claim_ways")),
    )
    op.create_table(
        "draft_steps",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_draft_steps_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_draft_steps")),
    )
    op.create_index(op.f("ix_draft_steps_draft"), "draft_steps", ["draft"], unique=False)
    op.create_table(
        "workday_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["year"], ["workday_notices.year"], name=op.f("fk_workday_days_year")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_workday_days")),
    )
    op.create_index(op.f("ix_workday_days_year"), "workday_days", ["year"], unique=False)
    op.create_table(
        "absences",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["deputy"], ["people.key"], name=op.f("fk_absences_deputy")),
        sa.ForeignKeyConstraint(["person"], ["people.key"], name=op.f("fk_absences_person")),
        sa.PrimaryKeyConstraint("person", "first", name=op.f("pk_absences")),
    )
    op.create_table(
        "deliveries",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.String(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("serial", sa.String(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("claimed_at", sa.String(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('online', 'paper', 'mail', 'fax')", name=op.f("ck_deliveries_channel")
        ),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_deliveries_document")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_sent_on"), "deliveries", ["sent_on"], unique=False)
    op.create_table(
        "document_deadlines",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by_role", sa.String(), nullable=False),
        sa.Column("to_role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.CheckConstraint("unit IN ('workday', 'day')", name=op.f("ck_document_deadlines_unit")),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_deadlines_document")),
        sa.PrimaryKeyConstraint("document", "position", name=op.f("pk_document_deadlines")),
    )
    op.create_table(
        "draft_versions",
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_draft_versions_draft")),
        sa.PrimaryKeyConstraint("draft", "version", name=op.f("pk_draft_versions")),
    )
    op.create_table(
        "sealed_originals",
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_sealed_originals_document")),
        sa.PrimaryKeyConstraint("document", "version", name=op.f("pk_sealed_originals")),
    )
    op.add_column("signings", sa.Column("words", sa.String(), nullable=False, server_default=""))
