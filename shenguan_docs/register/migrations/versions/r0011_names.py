"""Records of 行政相对人 that have a name only; the tables are the same, the journal makes the rows."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Nothing but the journal's replay, which follows every upgrade."""
