"""The clauses of the plan: which kind of notice puts each into writing, and what duty it makes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from shenguan_docs.document import Layout
from shenguan_docs.errors import NotFound
from shenguan_docs.nearest import nearest
from shenguan_docs.resources import shipped_templates

PLAN_TITLE = "《益阳高新区审管联动实施方案》"


@dataclass(frozen=True)
class Clause:
    """What one kind of notice (``slug``) owes to one clause (``key``, shared by several kinds).

    ``printed`` is how letters cite the clause; ``title`` a pattern with ××; ``direction`` is in the
    words of the table (审、管、办、优、上); ``duty_when`` and ``duty_ended_by`` are for people to read.
    """

    key: str
    slug: str
    printed: str
    requirement: str
    title: str
    genre: str
    layout: Layout
    direction: str
    duty_when: str
    duty_ended_by: str
    remark: str = ""


def load_clauses(path: Path) -> tuple[Clause, ...]:
    """Return the clauses of a ``clauses.toml`` in its order (UTF-8). The file comes with the program."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["clauses"]
    return tuple(Clause(**{**row, "layout": cast(Layout, row["layout"])}) for row in rows)


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the 25 rows that come with the program."""
    return load_clauses(shipped_templates() / "plan" / "clauses.toml")


def clause_of(slug: str) -> Clause | None:
    """Return the row of a kind of notice, None for a kind that is the office's own."""
    return next((clause for clause in clauses() if clause.slug == slug), None)


def clauses_of(key: str) -> tuple[Clause, ...]:
    """Return the rows of a clause. Raises NotFound with the nearest keys."""
    rows = tuple(clause for clause in clauses() if clause.key == key)
    if not rows:
        near = nearest(key, (clause.key for clause in clauses()))
        advice = f"最接近的有{'、'.join(near)}" if near else "条款的键写作 4.3-b 这样"
        raise NotFound(f"实施方案中没有键为“{key}”的条款", remedy=advice)
    return rows


def printed_clause(key: str) -> str:
    """Return a clause as letters cite it: 《…实施方案》第四部分第（三）项. Raises NotFound."""
    return PLAN_TITLE + clauses_of(key)[0].printed
