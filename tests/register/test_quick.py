"""A replay's own way to SQLite answers as SQLAlchemy does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError

from shenguan_docs.register.database import scratch_database
from shenguan_docs.register.quick import quick
from shenguan_docs.register.rows import into
from shenguan_docs.register.schema import series

_ROW = {"department": "社会", "group": "", "year": 2026, "last": 3, "last_written_on": date(2026, 3, 5)}
_OF_YEAR = series.c.year == bindparam("of")


@pytest.fixture
def conn(tmp_path: Path) -> Iterator[Connection]:
    records = scratch_database(tmp_path / "scratch.db")
    with records.writing() as plain:
        plain.execute(into(series), [_ROW, _ROW | {"year": 2027, "last": 9}])
        yield plain
    records.close()


@pytest.mark.parametrize(
    ("statement", "given"),
    [
        (select(series).where(_OF_YEAR), {"of": 2026}),
        (select(series).where(_OF_YEAR), {"of": 1999}),
        (select(series.c.last_written_on, series.c.last).where(_OF_YEAR, series.c.last > 2), {"of": 2027}),
        (select(series).where(series.c.last_written_on <= bindparam("day")), {"day": date(2026, 3, 5)}),
        (
            select(series).where(series.c.year.in_(bindparam("years", expanding=True))),
            {"years": [2026, 2027]},
        ),
    ],
)
def test_a_kept_question_is_answered_alike_each_time(conn: Connection, statement: Any, given: Any) -> None:
    fast = quick(conn)
    wanted = conn.execute(statement, given).all()
    names = list(conn.execute(statement, given).keys())
    for _ in range(3):  # the first goes through SQLAlchemy, later ones do not
        answer = fast.execute(statement, given)
        assert list(answer.keys()) == names
        assert answer.all() == wanted
    assert fast.execute(statement, given).scalars().all() == [row[0] for row in wanted]


def test_a_kept_change_changes_each_time(conn: Connection) -> None:
    fast = quick(conn)
    change = update(series).where(_OF_YEAR).values(last=bindparam("to"), last_written_on=bindparam("day"))
    for n in range(4, 8):
        day = date(2026, 4, n)
        assert fast.execute(change, {"of": 2026, "to": n, "day": day}).rowcount == 1
        kept = select(series.c.last, series.c.last_written_on).where(series.c.year == 2026)
        assert conn.execute(kept).all() == [(n, day)]
    gone = delete(series).where(_OF_YEAR)
    assert [fast.execute(gone, {"of": year}).rowcount for year in (2026, 2026, 2027)] == [1, 0, 1]
    assert conn.execute(select(series)).all() == []


def test_what_does_not_fit_is_refused_as_before(conn: Connection) -> None:
    fast = quick(conn)
    change = update(series).where(_OF_YEAR).values(year=bindparam("to"))
    for _ in range(3):
        with pytest.raises(IntegrityError):
            fast.execute(change, {"of": 2026, "to": 2027})
    with pytest.raises(IntegrityError):
        fast.execute(into(series), _ROW)
