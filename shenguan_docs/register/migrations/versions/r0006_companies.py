"""行政相对人, the warning base, matter lists by letter."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """行政相对人, the warning base, matter lists by letter."""
    op.create_table(
        "companies",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into"], ["companies.id"], name=op.f("fk_companies_merged_into")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
        sa.UniqueConstraint("key", name=op.f("uq_companies_key")),
    )
    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_companies_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_companies_name"), ["name"], unique=False)

    op.create_table(
        "company_mentions",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["company"], ["companies.id"], name=op.f("fk_company_mentions_company")),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_company_mentions")),
    )
    with op.batch_alter_table("company_mentions", schema=None) as batch_op:
        batch_op.create_index("ix_company_mentions_company", ["company", "source"], unique=False)
        batch_op.create_index(batch_op.f("ix_company_mentions_name_key"), ["name_key"], unique=False)

    op.create_table(
        "company_names",
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company"], ["companies.id"], name=op.f("fk_company_names_company")),
        sa.PrimaryKeyConstraint("company", "day", name=op.f("pk_company_names")),
    )
    op.create_table(
        "warning_corrections",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("corrected", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.CheckConstraint("letter != corrected", name=op.f("ck_warning_corrections_other")),
        sa.ForeignKeyConstraint(
            ["corrected"], ["documents.id"], name=op.f("fk_warning_corrections_corrected")
        ),
        sa.ForeignKeyConstraint(["letter"], ["documents.id"], name=op.f("fk_warning_corrections_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_warning_corrections")),
    )
    with op.batch_alter_table("warning_corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_corrections_corrected"), ["corrected"], unique=False)

    op.create_table(
        "warning_listings",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["documents.id"], name=op.f("fk_warning_listings_letter")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_warning_listings")),
    )
    op.create_table(
        "warning_removals",
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("listing", sa.String(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["documents.id"], name=op.f("fk_warning_removals_letter")),
        sa.ForeignKeyConstraint(["listing"], ["documents.id"], name=op.f("fk_warning_removals_listing")),
        sa.PrimaryKeyConstraint("letter", name=op.f("pk_warning_removals")),
    )
    with op.batch_alter_table("warning_removals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_removals_listing"), ["listing"], unique=False)

    with op.batch_alter_table("matter_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("withdrawn", sa.String(), server_default="", nullable=False))
