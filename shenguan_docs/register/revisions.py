"""The forms of the records database, told without importing what opens it."""

from __future__ import annotations

# The migrations in order, the last is what this version works with. Kept here so that opening an
# office need not import alembic; a test holds it equal to migrations/versions.
REVISIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0015",
    "0016",
    "0017",
    "0018",
    "0019",
    "0020",
    "0021",
)
REVISION = REVISIONS[-1]
