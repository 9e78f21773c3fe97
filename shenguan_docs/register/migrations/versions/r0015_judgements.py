"""Reviewers' judgements."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Reviewers' judgements."""
    op.create_table(
        "review_judgements",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("points", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.CheckConstraint("verdict IN ('agree', 'disagree')", name=op.f("ck_review_judgements_verdict")),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_review_judgements_seq_journal")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_review_judgements")),
    )
    with op.batch_alter_table("review_judgements", schema=None) as batch_op:
        batch_op.create_index("ix_review_judgements_subject", ["subject", "profile"], unique=False)
