"""Each spelling of a company's name once, to be sought."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Each spelling of a company's name once, to be sought."""
    op.create_table(
        "company_called",
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company"], ["companies.id"], name=op.f("fk_company_called_company")),
        sa.PrimaryKeyConstraint("name_key", "company", name=op.f("pk_company_called")),
    )
    op.drop_index("ix_company_mentions_name_key", "company_mentions")
