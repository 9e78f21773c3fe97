"""A series that begins in mid-year, and letters by hand in it: explained where it is open, strict elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register import documents, journal, numbers, openings, past
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import Database
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.past_records import PastLetter
from tests.register.register_samples import AT, DAY, furnish, issue_letter

KEY = ("shehui", "函", 2026)
WHO = {"at": AT, "by": "张文书"}


def open_at(conn: Connection, next: int, reason: str = "7月启用") -> None:
    openings.open_series(conn, KEY, next, reason=reason, **WHO)


def by_hand(conn: Connection, ordinal: int, id: str = "") -> str:
    number = f"益高社函〔2026〕{ordinal}号"
    taken = Taken(number, ordinal, 2026, "函", "shehui")
    letter = PastLetter(
        id or f"hand-{ordinal}", "out", "hand", number, "关于示例的函", 2026, day=DAY, department="shehui"
    )
    past.enter_by_hand(conn, letter, taken, reason="", **WHO)
    return number


def test_a_series_opened_in_mid_year_is_whole(records: Database) -> None:
    with records.writing() as conn:
        open_at(conn, 57)
        assert issue_letter(conn, "a") == "益高社函〔2026〕57号"
        by_hand(conn, 40)
        by_hand(conn, 58)
        assert issue_letter(conn, "b") == "益高社函〔2026〕59号"
        assert numbers.gaps(conn) == []
        states = numbers.account(conn)
        assert [(s.ordinal, s.by_hand) for s in states] == [(40, True), (57, False), (58, True), (59, False)]
        assert openings.openings(conn)[0].reason == "7月启用"


def test_what_is_not_explained_stays_a_gap(records: Database) -> None:
    with records.writing() as conn:
        open_at(conn, 10)
        issue_letter(conn, "a")
        issue_letter(conn, "b")
        conn.execute(text("DELETE FROM numbers WHERE ordinal = 10"))
        assert [gap.problem for gap in numbers.gaps(conn)] == ["区社会事务局2026年“函”组文号缺第 10 号"]
        conn.execute(text("UPDATE numbers SET ordinal = 3 WHERE ordinal = 11"))
        problems = [gap.problem for gap in numbers.gaps(conn)]
        assert problems[0] == "“益高社函〔2026〕11号”在起始号以前，却不是手写补登的"
        assert len(problems) == 3


def test_refused_openings(records: Database) -> None:
    with records.writing() as conn:
        with pytest.raises(Refused, match="原因"):
            open_at(conn, 57, " ")
        for odd in (0, -3, 10**9):
            with pytest.raises(Refused, match="超出范围"):
                open_at(conn, odd)
        with pytest.raises(Refused, match="本来就是第 1 号"):
            open_at(conn, 1)
        issue_letter(conn, "a")
        with pytest.raises(Refused, match="已用到第 1 号"):
            open_at(conn, 1)
        with pytest.raises(Refused, match="本来就是第 2 号"):
            open_at(conn, 2)


def test_an_opening_that_nothing_was_built_on_is_set_right(records: Database) -> None:
    with records.writing() as conn:
        open_at(conn, 75)
        by_hand(conn, 12)
        open_at(conn, 57, "上次写错")
        assert issue_letter(conn, "a") == "益高社函〔2026〕57号"
        with pytest.raises(Refused, match="已用到第 57 号"):
            open_at(conn, 50)
        assert [(o.after, o.next, o.reason) for o in openings.openings(conn)] == [(0, 57, "上次写错")]
        assert numbers.gaps(conn) == []


def test_a_number_by_hand_is_free_and_explained(records: Database) -> None:
    with records.writing() as conn:
        open_at(conn, 5)
        by_hand(conn, 3)
        with pytest.raises(OfficeUnusable, match="不是.*的下一个号"):
            by_hand(conn, 7)
    with records.writing() as conn, pytest.raises(Refused, match="已经用过"):
        numbers.left_out(conn, Taken("益高社函（2026）03号", 3, 2026, "函", "shehui"))


def test_no_number_of_an_old_register_is_given_again(records: Database) -> None:
    with records.writing() as conn:
        old = PastLetter("past-1", "out", "register", "益高社函[2026]01号", "旧函", 2026)
        past.enter_rows(conn, [old], source="旧登记.xlsx", **WHO)
        with pytest.raises(Refused, match=r"旧登记里已经有了（旧函）.*numbers open"):
            issue_letter(conn, "a")
        open_at(conn, 2)
        assert issue_letter(conn, "a") == "益高社函〔2026〕2号"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.just(0)),
        st.tuples(st.just("void"), st.just(0)),
        st.tuples(st.just("open"), st.integers(0, 12)),
        st.tuples(st.just("hand"), st.integers(1, 12)),
    ),
    max_size=14,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_issue_void_open_and_by_hand_in_any_order(
    another: Callable[[], Database], steps: list[tuple[str, int]]
) -> None:
    """The register agrees with a model that holds the used numbers and the left-out ones as sets."""
    records = another()
    used: dict[int, str] = {}
    left_out: set[int] = set()
    ids = itertools.count()
    with records.writing() as conn:
        furnish(conn)
        for step, n in steps:
            last = max([0, *used, *left_out])
            if step == "issue":
                issue_letter(conn, f"d{next(ids)}")
                used[last + 1] = "issued"
            elif step == "void":
                issued = [n for n, state in used.items() if state == "issued"]
                if issued:
                    documents.void(conn, f"益高社函〔2026〕{issued[0]}号", reason="错", **WHO)
                    used[issued[0]] = "void"
            elif step == "open" and n <= max(used, default=0):
                with pytest.raises(Refused):
                    open_at(conn, n)
            elif step == "open" and n != last + 1:
                open_at(conn, n)
                highest = max(used, default=0)
                # What was left out behind the last used number is set anew.
                kept = {m for m in left_out if m <= highest}
                base = max([0, *kept, *(m for m in used if m > max(kept, default=0))])
                left_out = kept | (set(range(base + 1, n)) - used.keys())
            elif step == "open":
                continue
            elif n in left_out or n == last + 1:
                by_hand(conn, n, f"h{next(ids)}")
                used[n] = "hand"
                left_out.discard(n)
            else:
                with pytest.raises((Refused, OfficeUnusable)):
                    if (
                        numbers.left_out(conn, Taken(f"益高社函〔2026〕{n}号", n, 2026, "函", "shehui"))
                        is None
                    ):
                        raise Refused("not free")
        states = {s.ordinal: s.state if not s.by_hand else "hand" for s in numbers.account(conn)}
        assert states == used
        assert numbers.gaps(conn) == []
        covered = {n for n in range(1, 40) for o in openings.openings(conn) if o.covers(n)}
        assert left_out <= covered and covered - left_out <= {n for n, s in used.items() if s == "hand"}
    again = another()
    with records.reading() as conn, again.writing() as fresh:
        journal.replay(fresh, journal.lines(conn))
        assert tables_equal(conn, fresh) == []
    records.close()
    again.close()


def test_days_of_letters_by_hand_do_not_move_the_series_back(records: Database) -> None:
    with records.writing() as conn:
        open_at(conn, 5)
        by_hand(conn, 2)
        assert numbers.last_day(conn, *KEY) == date(2026, 1, 1)
        by_hand(conn, 5)
        assert numbers.last_day(conn, *KEY) == DAY
