"""The fields of a 收文 as its own text gives them, with where each stands, for the secretary to confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.extract import Extracted
from shenguan_docs.index.paging import RECOGNISED
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.received.letter_limits import Until
from shenguan_docs.office.received.letter_text import LetterText, is_letter, read_letter
from shenguan_docs.register import arrangements, documents
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.text import join_names

FIELDS: Mapping[str, str] = {
    "sender": "来文单位",
    "number": "来文字号",
    "title": "标题",
    "date": "来文日期",
    "received_on": "收文日期",
    "urgency": "紧急程度",
    "copies": "份数",
    "due": "办理期限",
    "handler": "承办",
    "answers": "所复发文",
}


@dataclass(frozen=True)
class Proposal:
    """What a field may be: ``value`` as it would be typed, ``where`` it stands, whether that is ``certain``."""

    value: str
    where: str
    certain: bool


def proposals(
    conn: Connection,
    lookup: OfficeLookup,
    texts: Sequence[Extracted],
    names: Sequence[str],
    received_on: date,
) -> dict[str, Proposal]:
    """Return what the files say, by field; the letter is the first of them that looks like one.

    What OCR read is certain only where it is a name that the office knows: a figure may be misread.
    """
    readings = [read_letter(text.text) for text in texts]
    place = next((n for n, found in enumerate(readings) if is_letter(found)), 0)
    found, scanned = readings[place], RECOGNISED in texts[place].text
    prefix = f"“{names[place]}”" if len(texts) > 1 else ""
    proposed: dict[str, Proposal] = {}
    for name, told in (
        ("sender", found.sender), ("number", found.number), ("title", found.title), ("date", found.day),
        ("urgency", found.urgency),
    ):  # fmt: skip
        if told is not None:
            proposed[name] = Proposal(told.value, prefix + told.where, told.sure and not scanned)
    if "sender" in proposed:
        proposed["sender"] = _known_sender(lookup, proposed["sender"], scanned)
    if found.day and found.day.value > received_on.isoformat():
        proposed["date"] = Proposal(found.day.value, f"{prefix}{found.day.where}；晚于收文日期", False)
    if found.limits:
        proposed["due"] = _due(conn, found.limits, received_on, prefix, scanned)
    answered = _answered(conn, found)
    if answered is not None:
        proposed["answers"] = Proposal(
            answered.value, prefix + answered.where, answered.certain and not scanned
        )
    return {name: proposed[name] for name in FIELDS if name in proposed}


def _known_sender(lookup: OfficeLookup, told: Proposal, scanned: bool) -> Proposal:
    """A department of the list is written as the list writes it."""
    try:
        department = lookup.department(told.value)
    except (NotFound, Refused):
        return told
    return Proposal(department.name, told.where, True if scanned else told.certain)


def _due(
    conn: Connection, limits: Sequence[Until], received_on: date, prefix: str, scanned: bool
) -> Proposal:
    calendar = arrangements.workdays(conn)
    days: dict[date, str] = {}
    for limit in limits:
        day = limit.day or calendar.term(received_on, limit.days, limit.unit).day
        days.setdefault(day, limit.words)
    first = min(days)
    where = f"{prefix}“{days[first]}”"
    if len(days) > 1:
        where += f"；另有 {join_names(day.isoformat() for day in sorted(days) if day != first)}"
    if first < received_on:
        where += "；早于收文日期"
    return Proposal(first.isoformat(), where, len(days) == 1 and not scanned and first >= received_on)


def _answered(conn: Connection, found: LetterText) -> Proposal | None:
    """The letter of this office that the text cites, certain where the text answers and cites one only."""
    ours = {}
    for cited in found.cited:
        letter = _letter(conn, cited)
        if letter is not None and letter.state != "void":
            ours[letter.id] = letter
    if not ours:
        return None
    letter = next(iter(ours.values()))
    where = f"文中引有{letter.number}《{letter.title}》"
    if not found.replies:
        return Proposal(letter.number, f"{where}，是不是它的答复请核对", False)
    others = [other.number for other in ours.values() if other is not letter]
    return Proposal(letter.number, where + (f"；另引有{join_names(others)}" if others else ""), not others)


def _letter(conn: Connection, cited: str) -> IssuedRecord | None:
    """Find a letter whose number stands at the end of ``cited``: running text may go right before its 代字."""
    mark, bracket, rest = cited.partition("〔")
    for start in range(max(0, len(mark) - 12), len(mark) - 1):
        try:
            letter = documents.by_number(conn, mark[start:] + bracket + rest)
        except Refused:
            return None
        if letter is not None and letter.number.startswith(mark[start:]):
            return letter
    return None


def data_file(proposed: Mapping[str, Proposal], names: Sequence[str], title: str) -> str:
    """Return the TOML data file for ``receive --data``: filled in, each with where it stands."""
    lines = [
        "# 收文登记的内容，按规则从来文的文字里读出，核对、改正以后登记：",
        f"# shenguan receive {' '.join(names)} --data 本文件",
        "",
    ]
    shown = {**proposed}
    shown.setdefault("title", Proposal(title, "文件名", False))
    for name, label in FIELDS.items():
        told = shown.get(name)
        if told is None:
            lines.append(f"# {name} = {_EXAMPLES.get(name, chr(34) * 2)}  {label}：没有读出，有的请填")
            continue
        mark = "" if told.certain else "【请核对】"
        lines += [f"# {label}：{mark}{_one_line(told.where)}", f"{name} = {_quoted(told.value)}", ""]
    return "\n".join(lines).rstrip() + "\n"


_EXAMPLES = {"received_on": '"2026-03-05"', "copies": "1", "date": '"2026-03-05"', "due": '"2026-03-20"'}


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "")


def _one_line(words: str) -> str:
    return re.sub(r"\s+", " ", words)
