"""Comments at a place of a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Comments at a place of a draft."""
    op.create_table(
        "draft_comments",
        sa.Column("seq", _SEQ, autoincrement=False, nullable=False),
        sa.Column("draft", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_draft_comments_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_draft_comments")),
    )
    op.create_index(op.f("ix_draft_comments_draft"), "draft_comments", ["draft"])
    op.create_table(
        "comment_answers",
        sa.Column("seq", _SEQ, autoincrement=False, nullable=False),
        sa.Column("comment", _SEQ, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["draft_comments.seq"], name=op.f("fk_comment_answers_comment")),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_comment_answers_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_comment_answers")),
    )
    op.create_index(op.f("ix_comment_answers_comment"), "comment_answers", ["comment"])
