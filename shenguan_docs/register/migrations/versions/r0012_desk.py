"""The desk: people who use it, the department of a draft, the department that a 收文 is addressed to."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """The desk: people who use it, the department of a draft, the department that a 收文 is addressed to."""
    op.create_table(
        "users",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["department"], ["departments.key"], name=op.f("fk_users_department")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sender", sa.String(), server_default="", nullable=False))
    with op.batch_alter_table("received", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department", sa.String(), server_default="", nullable=False))
