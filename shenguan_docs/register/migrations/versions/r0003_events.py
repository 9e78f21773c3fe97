"""Events that are changed or withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add to each event its state, and by whom, when and why it was last changed."""
    for column in (
        sa.Column("state", sa.String(), nullable=False, server_default="entered"),
        sa.Column("state_reason", sa.String(), nullable=False, server_default=""),
        sa.Column("state_at", sa.String(), nullable=True),
        sa.Column("state_by", sa.String(), nullable=False, server_default=""),
    ):
        op.add_column("events", column)
