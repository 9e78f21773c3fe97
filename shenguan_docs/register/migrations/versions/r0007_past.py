"""Letters that the program did not write, openings of series, 归档."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Letters that the program did not write, openings of series, 归档."""
    op.create_table(
        "filings",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_filings_ordinal")),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_filings")),
        sa.UniqueConstraint("number", name=op.f("uq_filings_number")),
        sa.UniqueConstraint(
            "year", "retention", "unit", "ordinal", name=op.f("uq_filings_year_retention_unit_ordinal")
        ),
    )
    with op.batch_alter_table("filings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filings_year"), ["year"], unique=False)

    op.create_table(
        "past_letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("loose", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_number", sa.String(), nullable=False),
        sa.Column("sender_number_key", sa.String(), nullable=False),
        sa.Column("sender_number_loose", sa.String(), nullable=False),
        sa.Column("receivers", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_reason", sa.String(), nullable=False),
        sa.Column("entered_at", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.CheckConstraint("direction IN ('out', 'in')", name=op.f("ck_past_letters_direction")),
        sa.CheckConstraint("origin IN ('hand', 'register')", name=op.f("ck_past_letters_origin")),
        sa.CheckConstraint("state IN ('entered', 'void')", name=op.f("ck_past_letters_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_letters")),
    )
    with op.batch_alter_table("past_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_letters_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_past_letters_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_past_letters_loose"), ["loose"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_past_letters_sender_number_key"), ["sender_number_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_past_letters_sender_number_loose"), ["sender_number_loose"], unique=False
        )
        batch_op.create_index(
            "ix_past_letters_series_year_ordinal", ["direction", "series", "year", "ordinal"], unique=False
        )

    op.create_table(
        "series_openings",
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("next", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("department", "group", "year", "next", name=op.f("pk_series_openings")),
    )
    op.create_table(
        "past_parties",
        sa.Column("past", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["past"], ["past_letters.id"], name=op.f("fk_past_parties_past")),
        sa.PrimaryKeyConstraint("past", "position", name=op.f("pk_past_parties")),
    )
    with op.batch_alter_table("past_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_parties_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_past_parties_uscc"), ["uscc"], unique=False)

    op.create_table(
        "past_files",
        sa.Column("past", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("original_name", sa.String(), nullable=False),
        sa.Column("stored_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("object_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["object_id", "object_version"],
            ["objects.object_id", "objects.version"],
            name=op.f("fk_past_files_object_id_object_version"),
        ),
        sa.ForeignKeyConstraint(["past"], ["past_letters.id"], name=op.f("fk_past_files_past")),
        sa.PrimaryKeyConstraint("past", "position", name=op.f("pk_past_files")),
    )
    with op.batch_alter_table("past_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_files_sha256"), ["sha256"], unique=False)

    with op.batch_alter_table("document_relations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target_past", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_document_relations_target_past"), ["target_past"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_document_relations_target_past"), "past_letters", ["target_past"], ["id"]
        )

    with op.batch_alter_table("numbers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("past", sa.String(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_numbers_past"), ["past"])
        batch_op.create_foreign_key(batch_op.f("fk_numbers_past"), "past_letters", ["past"], ["id"])
