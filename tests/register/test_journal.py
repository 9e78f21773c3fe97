"""The journal: a chain of lines from which the tables are made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register import documents, drafts, journal, numbers, schema
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import Database, open_database
from shenguan_docs.register.rows import canonical
from tests.register.register_samples import APPROVAL, AT, DAY, SOCIAL, furnish, issue_letter, receive_file


def lines_of(database: Database) -> list[str]:
    with database.reading() as conn:
        return list(journal.lines(conn))


def test_each_line_carries_the_digest_of_the_one_before(records: Database) -> None:
    before = ""
    for number, line in enumerate(lines_of(records), 1):
        entry = journal.parse(line)
        assert (entry.seq, entry.prev, entry.line) == (number, before, line)
        assert json.loads(line)["at"] == "2026-03-05T09:30:00+08:00"
        before = hashlib.sha256(line.encode()).hexdigest()


def test_a_journal_of_many_parts_is_read_whole(empty: Database) -> None:
    rows = [
        {"seq": n, "at": "", "by": "", "kind": "", "record": "", "line": f"{n}"}
        for n in range(1, 3 * journal.AT_ONCE + 1)
    ]
    with empty.writing() as conn:
        conn.execute(insert(schema.journal), rows)
    for after in (0, 1, journal.AT_ONCE - 1, journal.AT_ONCE, journal.AT_ONCE + 1, len(rows) - 1, len(rows)):
        with empty.reading() as conn:
            assert list(journal.lines(conn, after)) == [row["line"] for row in rows[after:]]


def test_one_who_wrote_sees_what_others_wrote_since(records: Database) -> None:
    other = open_database(records.url)
    for n, database in enumerate((records, other, records, records, other)):
        with database.writing() as conn:
            before = journal.last(conn)
            assert journal.last_of_writer(conn) == before
            issue_letter(conn, f"letter-{n}")
            assert journal.last_of_writer(conn) == journal.last(conn) > before
    other.close()
    lines_of_all = [journal.parse(line).seq for line in lines_of(records)]
    assert lines_of_all == list(range(1, len(lines_of_all) + 1))


def test_time_is_written_as_in_china(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a", at=datetime(2026, 3, 5, 23, 0, tzinfo=UTC))
        (entry,) = journal.history(conn, "a")
        assert entry.at == "2026-03-06T07:00:00+08:00"
        assert documents.find(conn, "a").issued_at == entry.moment
        with pytest.raises(ValueError, match="time zone"):
            issue_letter(conn, "b", at=datetime(2026, 3, 5))  # noqa: DTZ001


def test_replayed_in_parts(records: Database, empty: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a")
        receive_file(conn, "r")
        documents.void(conn, "a", at=AT, by="张文书", reason="错")
        draft = drafts.create(conn, id="d", kind="penalty", title="题", data={}, at=AT, by="张文书")
        drafts.signed(conn, draft, at=AT, by="张文书", signed_by="示例甲", signed_on=DAY)
    lines = lines_of(records)
    with empty.writing() as conn:
        assert journal.replay(conn, lines[:5]) == 5
    with empty.writing() as conn:  # catching up
        assert journal.replay(conn, (line + "\n" for line in lines[5:])) == len(lines) - 5
    with records.reading() as first, empty.reading() as second:
        assert tables_equal(first, second) == []
        assert journal.last(first) == journal.last(second)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda lines: lines[1:], "第 0 条之后应当是第 1 条，却是第 2 条"),
        (lambda lines: [lines[0], *lines], "第 1 条之后应当是第 2 条，却是第 1 条"),
        (lambda lines: [lines[0].replace("张文书", "李文书"), *lines[1:]], "第 2 条与它前面一条接不上"),
        (lambda lines: [lines[0][:-5]], "第 1 条损坏"),
        (lambda lines: [" " + lines[0]], "第 1 条损坏"),
        (lambda lines: [lines[0].replace('"seq":1', '"seq":true')], "第 1 条损坏"),
        (lambda lines: ["[" * 100_000], "第 1 条损坏"),
        (lambda lines: [lines[0].replace('"name"', '"neme"')], "不认识的内容“neme”"),
        (lambda lines: [lines[0].replace("department.set", "planet.set")], "由更新版本写成"),
        (lambda lines: [lines[0].replace('{"department":', '{"dep":')], "第 1 条的内容不完整"),
    ],
)
def test_a_spoilt_journal_is_named_and_nothing_is_kept(
    records: Database, empty: Database, spoil: object, message: str
) -> None:
    lines = spoil(lines_of(records))  # type: ignore[operator]
    with pytest.raises(OfficeUnusable, match=message), empty.writing() as conn:
        journal.replay(conn, lines)
    assert lines_of(empty) == []


def test_differences_are_named(records: Database, empty: Database) -> None:
    with empty.writing() as conn:
        journal.replay(conn, lines_of(records))
    with records.writing() as conn:
        conn.execute(text("UPDATE departments SET phone = '1' WHERE key = 'shehui'"))
        conn.execute(text("DELETE FROM officers WHERE role = 'push'"))
    with records.reading() as first, empty.reading() as second:
        departments, officers = sorted(tables_equal(first, second))
    assert departments == "表 departments：shehui 不同：phone '1' ≠ ''"
    assert officers.startswith("表 officers：shehui/jinghe/push/p1/") and officers.endswith("只在后一个库里")


def test_canonical_json_refuses_what_is_not_json() -> None:
    assert canonical({"乙": 1, "甲": ["\u2028\n"]}) == '{"乙":1,"甲":["\u2028\\n"]}'
    for value in (float("nan"), date(2026, 1, 1), b""):
        with pytest.raises((TypeError, ValueError)):
            canonical({"x": value})


ACTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("issue"),
            st.sampled_from([SOCIAL, APPROVAL]),
            st.sampled_from(["函", "通知"]),
            st.dates(date(2025, 12, 28), date(2026, 1, 4)),
            st.sampled_from(["", "倒签"]),
        ),
        st.tuples(st.just("void"), st.integers(0, 30)),
        st.tuples(st.just("receive"), st.dates(date(2025, 12, 28), date(2026, 1, 4))),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_history_is_whole_and_replays_equal(acts: list[tuple], another: Callable[[], Database]) -> None:
    live, again = another(), another()
    series: dict[tuple[str, str, int], list[date]] = {}  # an independent model of the numbers
    void: set[str] = set()
    letters: list[str] = []
    with live.writing() as conn:
        furnish(conn)
        for n, act in enumerate(acts):
            id = f"d{n}"
            if act[0] == "issue":
                _, department, group, day, reason = act
                days = series.setdefault((department.key, group, day.year), [])
                late = bool(days) and day < max(days) and not reason
                try:
                    format = "{mark}{group}〔{year}〕{n}号"
                    number = issue_letter(
                        conn, id, department=department, group=group, format=format, day=day, reason=reason
                    )
                    assert not late
                    days.append(day)
                    letters.append(id)
                    assert number == f"{department.mark}{group}〔{day.year}〕{len(days)}号"
                except Refused:
                    assert late
            elif act[0] == "void" and letters:
                id = letters[act[1] % len(letters)]
                try:
                    documents.void(conn, id, at=AT, by="张文书", reason="错")
                    assert id not in void
                    void.add(id)
                except Refused:
                    assert id in void
            elif act[0] == "receive":
                days = series.setdefault(("", "收文", act[1].year), [])
                days.append(act[1])
                assert receive_file(conn, id, received_on=act[1]) == f"收〔{act[1].year}〕{len(days)}号"
        assert numbers.gaps(conn) == []
        account = numbers.account(conn)
        assert len(account) == sum(map(len, series.values()))
        assert {state.id for state in account if state.state == "void"} == void
    with live.reading() as first, again.writing() as second:
        journal.replay(second, journal.lines(first))
        assert tables_equal(first, second) == []
    live.close()
    again.close()
