"""The district whose matter list it is."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """The district whose matter list it is."""
    with op.batch_alter_table("matter_lists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("district", sa.String(), server_default="", nullable=False))
