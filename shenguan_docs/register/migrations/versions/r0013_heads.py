"""Public keys, signed heads of the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Public keys, signed heads of the journal."""
    op.create_table(
        "proof_keys",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_proof_keys_seq")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_proof_keys")),
    )
    op.create_table(
        "proof_heads",
        sa.Column(
            "size",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("nodes", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["key"], ["proof_keys.fingerprint"], name=op.f("fk_proof_heads_key")),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_proof_heads_seq")),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_proof_heads")),
    )
