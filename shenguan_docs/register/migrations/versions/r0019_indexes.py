"""Indexes for what the first page asks: what went out on paper, what came in and is not seen to."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Indexes for what the first page asks."""
    op.create_index("ix_deliveries_channel_sent_on", "deliveries", ["channel", "sent_on"])
    op.create_index(op.f("ix_received_closed_on"), "received", ["closed_on"])
