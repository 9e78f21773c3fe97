"""The handling of 收文: steps, 办理期限, 份数, 承办, 办结."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """The handling of 收文: steps, 办理期限, 份数, 承办, 办结."""
    op.create_table(
        "received_steps",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("received", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["received"], ["received.id"], name=op.f("fk_received_steps_received")),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_received_steps_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_received_steps")),
    )
    with op.batch_alter_table("received_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_received_steps_received"), ["received"], unique=False)

    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("copies", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("handler", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_received_due"), ["due"], unique=False)
