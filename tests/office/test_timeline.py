"""A timeline: what went to and fro in order, answers joined, what is late in red."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from office_helpers import TODAY, example, issued

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.extract import extract_text
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.timeline.collecting import timeline
from shenguan_docs.office.timeline.entries import Entry
from shenguan_docs.office.timeline.picture import pdf, svg
from shenguan_docs.office.timeline.subject import Asked
from shenguan_docs.register.journal import CHINA

SVG = "{http://www.w3.org/2000/svg}"


def story(office: Office, folder: Path) -> tuple[str, str]:
    """A consultation that is sent, claimed and answered; a 收文 that names the company. Returns two numbers."""
    asked = issued(office, "consultation")
    dispatch(office, asked.number, channel="paper")
    claim(office, asked.number, by="示例丙")
    incoming = example(office, "reply", incoming=asked.number, received_on=TODAY.isoformat())
    answer = issue(office, [draft(office, "reply", {**incoming, "parties": _party(office)}, None).id])[0]
    path = folder / "来信.txt"
    path.write_text(
        f"关于{_name(office)}有关情况的函\n区社会事务局：\n请查收。\n示例局\n2026年3月18日", "utf-8"
    )
    receive(office, [path])
    return asked.number, answer.number


def _party(office: Office) -> Any:
    return [example(office, "consultation")["applicant"][0]]


def _name(office: Office) -> str:
    return str(_party(office)[0]["name"])


def test_everything_stands_in_order_and_answers_are_joined(office: Office, tmp_path: Path) -> None:
    asked, answer = story(office, tmp_path)
    rows = timeline(office, Asked(company=_name(office))).shown()
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    kinds = [row["type"] for row in rows]
    assert {"letter", "dispatch", "claim", "received"} <= set(kinds)
    by_number = {row["number"]: row for row in rows if row["type"] == "letter"}
    assert [one["number"] for one in by_number[answer]["answers"]] == [asked]
    assert [one["number"] for one in by_number[asked]["answered_by"]] == [answer]
    assert rows == timeline(office, Asked(uscc=str(_party(office)[0]["uscc"]))).shown()


def test_by_matter_and_by_code_and_both(office: Office, tmp_path: Path) -> None:
    asked, _ = story(office, tmp_path)
    matter = example(office, "consultation")["matter"]
    matter = matter[0] if isinstance(matter, list) else matter
    numbers = {row["number"] for row in timeline(office, Asked(matter=matter)).shown()}
    assert asked in numbers
    both = timeline(office, Asked(company=_name(office), matter=matter))
    assert asked in {row["number"] for row in both.shown()} and "×" in both.name
    other = issued(office, "penalty")
    assert other.number not in {
        row["number"] for row in timeline(office, Asked(company=_name(office))).shown()
    }


def test_what_is_late_is_red(office: Office) -> None:
    asked = issued(office, "consultation")
    dispatch(office, asked.number, channel="online")
    line = timeline(office, Asked(company=_name(office)), TODAY + timedelta(40))
    owed = [row for row in line.shown() if row["type"] == "duty"]
    assert owed and all(row["late"] and "逾期" in row["late_words"] for row in owed)
    [letter] = [row for row in line.shown() if row["type"] == "letter"]
    assert "逾期" in letter["late_words"]
    root = ElementTree.fromstring(svg(office.layouts, line))
    red = [text.text or "" for text in root.iter(f"{SVG}text") if text.get("fill") == "#c00000"]
    assert any(asked.number in text for text in red)


def test_a_late_answer_is_said(office_root: Path) -> None:
    def on(day: int, month: int = 3) -> Office:
        moment = datetime(2026, month, day, 9, 30, tzinfo=CHINA)
        return open_office(office_root, actor="示例文书", now=lambda: moment)

    office = on(20)
    asked = issued(office, "consultation")  # to be answered by 27 March
    office = on(6, 4)
    given = example(office, "reply", incoming=asked.number, received_on="2026-03-23", parties=_party(office))
    answer = issue(office, [draft(office, "reply", given, None).id])[0]
    line = timeline(office, Asked(company=_name(office)))
    [row] = [row for row in line.shown() if row["number"] == answer.number and row["type"] == "letter"]
    assert "晚 10 天答复" in row["late_words"]
    assert 'stroke="#c00000"' in svg(office.layouts, line)


def test_the_picture_holds_text_and_no_script(office: Office, tmp_path: Path) -> None:
    story(office, tmp_path)
    line = timeline(office, Asked(company=_name(office)))
    drawn = svg(office.layouts, line)
    root = ElementTree.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and "script" not in drawn
    words = "".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert all(row["number"] in words for row in line.shown() if row["number"])
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "answer"]) == 1
    assert len(line.entries) == len(list(root.iter(f"{SVG}g")))


def test_the_picture_is_printed_on_a4(office: Office, tmp_path: Path) -> None:
    asked, _ = story(office, tmp_path)
    place = tmp_path / "时间线.pdf"
    place.write_bytes(pdf(office, timeline(office, Asked(company=_name(office)))))
    assert asked in extract_text(place, place.name).text


def test_names_with_marks_are_text(office: Office) -> None:
    line = timeline(office, Asked(matter="林木采伐许可证核发"))
    assert line.entries == () and "没有记录" in svg(office.layouts, line)
    from dataclasses import replace

    assert "<b>" not in svg(office.layouts, replace(line, name="<b>&甲"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked(), "没有写明是谁"),
        (Asked(company="没有这家公司"), "没有“没有这家公司”"),
        (Asked(code="000000000000"), "没有监管事项编码"),
        (Asked(matter="没有这个事项"), "没有"),
    ],
)
def test_what_is_not_there_is_said(office: Office, asked: Asked, said: str) -> None:
    with pytest.raises((Refused, NotFound), match=said):
        timeline(office, asked)


def test_a_letter_that_was_sent_after_its_term_is_red(office: Office) -> None:
    first = example(office, "penalty")["party"][0]["name"]
    early = (TODAY - timedelta(20)).isoformat()
    days = {"decided_on": early, "served_on": early, "effective_on": early}
    letter = issue(office, [draft(office, "penalty", example(office, "penalty", **days), None).id])[0]
    dispatch(office, letter.id, channel="online")
    (sent,) = [row for row in timeline(office, Asked(company=first)).shown() if row["type"] == "dispatch"]
    assert sent["late"] and "天发出" in sent["late_words"]


def test_the_tenth_number_of_a_day_stands_behind_the_second() -> None:
    days = [Entry(TODAY, "letter", "x", "函", f"益高社函〔2026〕{n}号") for n in (10, 2, 1)]
    assert [entry.number[-3:] for entry in sorted(days, key=lambda e: e.place)] == ["〕1号", "〕2号", "10号"]
