"""保管期限 of single pieces, handovers to the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """保管期限 of single pieces, handovers to the archive."""
    op.create_table(
        "retentions",
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("retention", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_retentions")),
    )
    op.create_table(
        "handovers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("year", "day", name=op.f("pk_handovers")),
    )
