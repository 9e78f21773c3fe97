"""One row of an old register as a past letter: what was read, what was read otherwise, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shenguan_docs.errors import Refused
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.office.events.cells import day_words, spoilt
from shenguan_docs.office.registers.columns import OWN, Column, label_of
from shenguan_docs.parties.codes import uscc_problem
from shenguan_docs.plan.tables import Row
from shenguan_docs.register.past_records import Direction, PastLetter, PastParty, identity
from shenguan_docs.register.spelling import place_of
from shenguan_docs.text import fold_code, half_width

_SECRET = re.compile("绝密|机密|秘密")
_VOID = re.compile("作废|空号|废号|注销")
_SUMS = ("合计", "总计", "小计", "共计", "本页小计")
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "0": 0}
_TENS = "(?:[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WRITTEN_OUT = re.compile(rf"(?:([〇零○O0一二三四五六七八九]{{4}})年)?({_TENS})月({_TENS})日")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True)
class Table:
    """What is known of the table that rows stand in. ``year`` is what its title or sheet says, 0 for nothing."""

    direction: Direction
    columns: tuple[Column, ...]
    source: str
    year: int
    sender_of: Callable[[str], str]


@dataclass(frozen=True)
class ReadRow:
    """A row that was read: the letter, or why it is none (``fault``); ``skipped`` rows hold nothing to enter."""

    line: int
    letter: PastLetter | None = None
    notes: tuple[str, ...] = ()
    fault: str = ""
    skipped: bool = False


def year_in(words: str) -> int:
    """Return the one year that a title or a sheet's name speaks of, 0 for none or several."""
    years = set(_YEAR.findall(half_width(words)))
    return int(years.pop()) if len(years) == 1 else 0


def read_row(row: Row, table: Table) -> ReadRow:
    """Read one row; nothing is guessed: a day that cannot be read is kept as words and said."""
    cells, numeric = _cells(row, table.columns)
    if not cells or re.sub(r"\s|[::]", "", next((c for c in row.cells if c), "")) in _SUMS:
        return ReadRow(row.line, skipped=True)
    notes: list[str] = []
    year = _year(cells.pop("year", ""), notes) or table.year
    number = " ".join(cells.get("number", "").split())
    if harm := spoilt(number, numeric=numeric.get("number", False)):
        return ReadRow(row.line, fault=f"文号“{number}”{harm}。把这一列设为文本格式，照原簿重新填写。")
    if _SECRET.search(cells.get("secrecy", "")):
        return ReadRow(
            row.line, fault=f"密级是“{cells['secrecy']}”，本系统不处理涉密文件。按保密规定另行办理。"
        )
    place = place_of(number, year)
    year = place.year
    days = {key: _day(cells, key, numeric, year, notes) for key in ("received_on", "day")}
    for key in ("sent_on", "due", "done_on"):
        if (day := _day(cells, key, numeric, year, notes)) is not None:
            cells[key] = day.isoformat()
    base = days["received_on"] if table.direction == "in" else days["day"]
    year = year or (base.year if base else 0)
    title, state = _title(cells, number)
    if not title:
        return ReadRow(row.line, fault="没有标题。补上标题；号作废的，在备注里写“作废”。")
    parties = _parties(cells, numeric, notes)
    sender = cells.get("sender", "")
    if table.direction == "out":
        sender = sender or table.sender_of(number)
        if not number:
            notes.append("没有文号")
    elif not sender:
        notes.append("没有来文单位")
    letter = PastLetter(
        id=identity(table.direction, number, year, title, base, sender),
        direction=table.direction,
        origin="register",
        number=number,
        title=title,
        year=year,
        sender=sender,
        sender_number=cells.get("sender_number", ""),
        receivers=cells.get("receivers", ""),
        day=days["day"],
        received_on=days["received_on"],
        items={key: words for key, words in cells.items() if key not in OWN},
        parties=parties,
        source=table.source,
        line=row.line,
        state="void" if state else "entered",
        state_reason=state,
    )
    return ReadRow(row.line, letter, tuple(notes))


def _cells(row: Row, columns: Sequence[Column]) -> tuple[dict[str, str], dict[str, bool]]:
    cells: dict[str, str] = {}
    numeric: dict[str, bool] = {}
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=False)):
        if column.item is not None and text:
            cells[column.item.key] = text
            numeric[column.item.key] = place in row.numeric
    return cells, numeric


def _year(text: str, notes: list[str]) -> int:
    found = _YEAR.search(half_width(text))
    if text and not found:
        notes.append(f"年度“{text}”读不出来")
    return int(found[1]) if found else 0


def _day(
    cells: dict[str, str], key: str, numeric: Mapping[str, bool], year: int, notes: list[str]
) -> date | None:
    """Read a day; the words of one that cannot be read stay with the row, under its item's name."""
    text = cells.get(key, "")
    if not text or set(text) <= set("-—/\\无、 "):
        cells.pop(key, None)
        return None
    words = _in_digits(day_words(text, numeric=numeric.get(key, False)))
    if (short := re.fullmatch(r"(\d{1,2})(?:月|[-/.])(\d{1,2})日?", words)) and year:
        words = f"{year}-{short[1]}-{short[2]}"
    try:
        day = parse_date(re.sub(r"\s+", "", words))
    except Refused:
        notes.append(f"{label_of(key)}“{text}”不是日期，照原样留着")
        if key in OWN:
            cells[f"{key}_words"] = text
        return None
    if key in OWN:
        cells.pop(key, None)
    return day


def _in_digits(words: str) -> str:
    """A day written out as paper registers have it, 二○二四年三月七日, in digits; other words as they are."""
    match = _WRITTEN_OUT.fullmatch(re.sub(r"\s+", "", words))
    if match is None:
        return words
    year = f"{''.join(str(_DIGITS[c]) for c in match[1])}年" if match[1] else ""
    return f"{year}{_count(match[2])}月{_count(match[3])}日"


def _count(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS[tens] if tens else 1) * 10 * bool(ten) + (_DIGITS[ones] if ones else 0)


def _title(cells: Mapping[str, str], number: str) -> tuple[str, str]:
    """Return the title, and why the number is void, "" where it is not."""
    title, remark = " ".join(cells.get("title", "").split()), cells.get("remark", "")
    if _VOID.fullmatch(re.sub(r"[()（）\s]", "", title)):
        return f"({title.strip('()（）')})", remark or title
    if number and _VOID.search(remark) and (not title or len(remark) < 20):
        return title or "（作废）", remark
    return title, ""


def _parties(cells: dict[str, str], numeric: Mapping[str, bool], notes: list[str]) -> tuple[PastParty, ...]:
    names = [name.strip() for name in re.split(r"[、;；\n]", cells.get("company", "")) if name.strip()]
    written = cells.pop("uscc", "")
    code = fold_code(written)
    if not code:
        return tuple(PastParty(name) for name in dict.fromkeys(names))
    harm = spoilt(written, numeric=numeric.get("uscc", False))
    problem = uscc_problem(code)
    if harm or problem is not None or len(names) != 1:
        why = harm or (problem[0] if problem else "不知道是哪一个行政相对人的")
        notes.append(f"统一社会信用代码“{written}”{why}，照原样留着")
        cells["uscc_words"] = written
        return tuple(PastParty(name) for name in dict.fromkeys(names))
    return (PastParty(names[0], code),)
