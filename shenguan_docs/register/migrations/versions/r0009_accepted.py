"""Unread files that somebody let be."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Unread files that somebody let be."""
    with op.batch_alter_table("unread_files", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted", sa.Text(), server_default="", nullable=False))
