"""Numbers: given once, in order, explained; found however they are typed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import documents, numbers, past
from shenguan_docs.register.database import Database
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.spelling import (
    check_format,
    format_number,
    loose_key,
    number_key,
    year_and_ordinal,
)
from tests.register.register_samples import APPROVAL, AT, issue_letter


@pytest.mark.parametrize(
    ("format", "number"),
    [
        ("{mark}函〔{year}〕{n}号", "益高社函〔2026〕7号"),
        ("{mark}{group}〔{year}〕{n:04}号", "益高社函〔2026〕0007号"),
    ],
)
def test_format(format: str, number: str) -> None:
    assert format_number(format, mark="益高社", group="函", year=2026, n=7) == number


@pytest.mark.parametrize(
    "format",
    [
        "{mark}〔{year}〕号",
        "{mark}{n}号",
        "{mark.x}{year}{n}",
        "{year}{n:9999}",
        "{year}{n}{",
        "{0}{year}{n}",
    ],
)
def test_a_format_that_cannot_work(format: str) -> None:
    with pytest.raises(Refused, match="文号格式"):
        check_format(format)


def test_a_mark_is_text_and_no_format() -> None:
    assert format_number("{mark}{year}-{n}", mark="{n}{x}", group="", year=2026, n=1) == "{n}{x}2026-1"


@pytest.mark.parametrize(
    "typed",
    [
        "益高社函（２０２６）7号",
        "益高社函[2026]07号",
        "益高社函【2026】 7 号",
        "益高社函〔2026〕7号",
        "益高社函（2026）007号",
    ],
)
def test_one_spelling(typed: str) -> None:
    assert number_key(typed) == "益高社函[2026]7号"


def test_as_people_type() -> None:
    assert loose_key("益高社函2026-7") == loose_key("益高社函〔2026〕7号") == "益高社函|2026|7"
    assert number_key("益高社〔2026〕7号") != number_key("益高社〔2026〕第7期")


@given(
    st.integers(2000, 2099),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "（）", "()", "【】"]),
    st.data(),
)
def test_any_width_bracket_blank_or_nought(year: int, n: int, brackets: str, data: st.DataObject) -> None:
    width = data.draw(st.sampled_from([0, 0xFEE0]))
    figures = ["".join(chr(ord(digit) + width) for digit in figure) for figure in (str(year), f"{n:05}")]
    typed = f"益高社函{brackets[0]}{figures[0]}{brackets[1]}\u3000{figures[1]} 号"
    assert number_key(typed) == number_key(f"益高社函〔{year}〕{n}号")
    assert loose_key(typed) == f"益高社函|{year}|{n}"


@given(st.text())
def test_any_text_has_keys(typed: str) -> None:
    assert not re.search(r"\s", number_key(typed))
    assert "第" not in loose_key(typed)
    year_and_ordinal(typed)


def test_each_series_counts_for_itself(records: Database) -> None:
    with records.writing() as conn:
        given = [
            issue_letter(conn, "a"),
            issue_letter(conn, "b"),
            issue_letter(conn, "c", department=APPROVAL),
            issue_letter(conn, "d", group="纪要", format="{mark}纪〔{year}〕第{n}期"),
            issue_letter(conn, "e", day=date(2027, 1, 4)),
        ]
        assert given == [
            "益高社函〔2026〕1号",
            "益高社函〔2026〕2号",
            "益高经函〔2026〕1号",
            "益高社纪〔2026〕第1期",
            "益高社函〔2027〕1号",
        ]
        assert numbers.gaps(conn) == []
        assert [state.number for state in numbers.account(conn, "shehui", "函", 2026)] == given[:2]


def test_an_earlier_day_needs_a_reason(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a", day=date(2026, 3, 5))
        with pytest.raises(Refused, match=r"2026-03-04 早于.*2026-03-05.*--reason"):
            issue_letter(conn, "b", day=date(2026, 3, 4))
        issue_letter(conn, "b", day=date(2026, 3, 4), reason="补发")
        issue_letter(conn, "c", day=date(2026, 3, 3), signed_on=date(2026, 3, 3))
        with pytest.raises(Refused, match="2026-03-05"):  # still the latest of the series
            issue_letter(conn, "d", day=date(2026, 3, 4), signed_on=date(2026, 3, 3))
        assert [(s.ordinal, s.reason) for s in numbers.account(conn)] == [(1, ""), (2, "补发"), (3, "")]


def test_a_number_names_one_document_in_the_office(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a", group="函", format="{mark}〔{year}〕{n}号")
        with pytest.raises(Refused, match="已用于区社会事务局2026年“函”组文号"):
            issue_letter(conn, "b", group="通知", format="{mark}（{year}）{n:02}号")


def test_void_keeps_the_number(records: Database) -> None:
    with records.writing() as conn:
        number = issue_letter(conn, "a")
        documents.void(conn, "益高社函（2026）1号", at=AT, by="张文书", reason="当事人写错")
        record = documents.find(conn, "a")
        assert (record.state, record.void_reason, record.voided_by) == ("void", "当事人写错", "张文书")
        with pytest.raises(Refused, match="已经作废，原因：当事人写错"):
            documents.void(conn, "a", at=AT, by="张文书", reason="再来")
        with pytest.raises(NotFound, match="没有文号或编号为“9号”"):
            documents.void(conn, "9号", at=AT, by="张文书", reason="再来")
        assert issue_letter(conn, "b") == "益高社函〔2026〕2号"
        with pytest.raises(Refused, match="说明原因"):
            documents.void(conn, "b", at=AT, by="张文书", reason=" ")
        assert [(s.number, s.state, s.reason, s.id) for s in numbers.account(conn)] == [
            (number, "void", "当事人写错", "a"),
            ("益高社函〔2026〕2号", "issued", "", "b"),
        ]
        assert numbers.gaps(conn) == []


def test_found_however_it_is_typed(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a")
        for typed in (
            "a",
            "益高社函〔2026〕1号",
            "益高社函［2026］01 号",
            "益高社函2026-1",
            "〔2026〕1号",
            "（2026）1",
            "2026-1",
            "益高社函1号",
            "益高社函第01号",
        ):
            assert documents.find(conn, typed).id == "a", typed
        issue_letter(conn, "b", department=APPROVAL)
        with pytest.raises(Refused, match="益高经函〔2026〕1号、益高社函〔2026〕1号"):
            documents.find(conn, "2026-1")
        for typed in ("", "〔〕", "2026", "2026-99999999999999999999", "' OR 1=1 --", "\x00"):
            with pytest.raises(NotFound):
                documents.find(conn, typed)


def test_without_its_year_a_number_means_one_letter_or_the_years_are_named(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a", day=date(2025, 3, 3))
        issue_letter(conn, "b", day=date(2026, 3, 3))
        issue_letter(conn, "c", day=date(2026, 3, 4))
        assert documents.find(conn, "益高社函2号").id == "c"
        with pytest.raises(
            Refused, match="可以指 2 个文号：益高社函〔2025〕1号、益高社函〔2026〕1号.*完整的文号"
        ):
            documents.find(conn, "益高社函1号")
        for typed in ("益高社函3号", "1号", "益高社函1-2号", "函1号"):
            with pytest.raises(NotFound):
                documents.find(conn, typed)
        old = PastLetter("x", "out", "register", "益高社函〔2019〕2号", "旧函", 2019)
        past.enter_rows(conn, [old], source="旧.xlsx", at=AT, by="示例")
        with pytest.raises(Refused, match="没有写年份，可以指益高社函〔2019〕2号、益高社函〔2026〕2号"):
            documents.find(conn, "益高社函2号")
        assert past.find(conn, "益高社函2号").id == "x"


def test_gaps_are_named(records: Database) -> None:
    with records.writing() as conn:
        for id in "abc":
            issue_letter(conn, id)
        conn.execute(text("DELETE FROM numbers WHERE ordinal = 2"))
        conn.execute(text("UPDATE series SET last = 2"))
        assert [(gap.ordinal, gap.problem) for gap in numbers.gaps(conn)] == [
            (2, "区社会事务局2026年“函”组文号缺第 2 号"),
            (3, "区社会事务局2026年“函”组文号多出第 3 号，最后一个号是 2"),
        ]
