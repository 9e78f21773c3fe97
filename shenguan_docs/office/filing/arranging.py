"""整理: the year's letters get their 档号; what is not ready is told with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.filing.pieces import (
    LACKS,
    Piece,
    page_count,
    pdf_page_counts,
    pieces,
)
from shenguan_docs.office.letters.numbering import unused_ranges
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.settings import RETENTIONS, FilingRule
from shenguan_docs.register import filing
from shenguan_docs.register.filing import Filing


@dataclass(frozen=True)
class Standing:
    """One piece of the year: its filing, or why it has none; ``lacks`` may be passed over with a reason."""

    piece: Piece
    filed: Filing | None
    why: str = ""
    lacks: tuple[str, ...] = ()


def standings(office: Office, conn: Connection, year: int) -> list[Standing]:
    """Return all pieces of a year: the filed ones in the order of their 档号, then the others."""
    filed = filing.of_year(conn, year)
    known, place = {one.record: one for one in filed}, {one.record: n for n, one in enumerate(filed)}
    found = []
    for piece in pieces(office, conn, year):
        done = known.get(piece.record)
        why = "" if done else piece.never or "、".join(piece.lacks) or "还没有整理"
        found.append(Standing(piece, done, why, () if done or piece.never else piece.lacks))
    far = rights.reach(office)
    for series, first, last, reason in unused_ranges(office, conn, year):
        if far is not None and series.department not in far.departments:
            continue
        number = series.number(year, first)
        told = number if first == last else f"{number}至{series.number(year, last)}"
        piece = Piece("", told, "（不用的号）", "", None, never=f"不用的号：{reason}")
        found.append(Standing(piece, None, piece.never))
    return sorted(found, key=lambda one: place.get(one.piece.record, len(place)))


def arrange(
    office: Office,
    year: int,
    *,
    passing_over: Sequence[str] = (),
    reason: str = "",
    filed_on: date | None = None,
    dry_run: bool = False,
) -> list[Standing]:
    """File what is ready of a year, in the order of day and number; what was filed before keeps its 档号.

    ``passing_over`` names what may lack (of LACKS), with the ``reason``. Raises Refused (no 全宗号), OfficeUnusable.
    """
    rights.require(office, "file")
    rule = office.settings.filing
    _require_fonds(rule)
    _require_lacks(passing_over, reason)
    day = filed_on or office.today
    if day > office.today:
        raise Refused(f"归档日期 {day} 还没有到", where="--date")
    if year > day.year:
        raise Refused(f"{year} 年还没有到", remedy="核对年份")
    if year == day.year:
        office.notify(f"提示：{year} 年还没有过完，以后的文书接着往下编。")
    with office.writing() as conn:
        ready = []
        for one in standings(office, conn, year):
            left = set(one.lacks) - set(passing_over)
            if one.filed is None and one.piece.record and not one.piece.never and not left:
                ready.append(one)
        _require_units(office, ready)
        used, last = filing.ordinals(conn, year), dict[tuple[str, str], int]()
        made = {}
        counted = pdf_page_counts(office, [one.piece for one in ready])
        for one in ready:
            try:
                pages = page_count(office, one.piece, counted)
            except OfficeUnusable as error:  # one damaged letter must not keep the others out
                office.notify(f"{one.piece.number}：{error.message}，没有归档；请运行 shenguan verify 查明。")
                continue
            made[one.piece.record] = _filing(office, one, year, pages, day, reason, used, last)
        if not dry_run:
            for done in made.values():
                filing.file(conn, done, at=office.now(), by=office.actor)
            return standings(office, conn, year)
        now = standings(office, conn, year)
    return [Standing(one.piece, made[one.piece.record]) if one.piece.record in made else one for one in now]


def _filing(
    office: Office,
    one: Standing,
    year: int,
    pages: int,
    day: date,
    reason: str,
    used: Mapping[tuple[str, str], set[int]],
    last: dict[tuple[str, str], int],
) -> Filing:
    piece = one.piece
    if piece.retention not in RETENTIONS:
        raise Refused(
            f"“{piece.number}”的保管期限“{piece.retention}”编不了档号",
            remedy=f"文书类别的 retention 写 {'、'.join(RETENTIONS)} 之一",
        )
    key = (piece.retention, piece.unit)
    # What a filing made by mistake left free is taken first, so that no 件号 is lacking.
    taken = used.get(key, ())
    last[key] = next(n for n in count(last.get(key, 0) + 1) if n not in taken)
    code = RETENTIONS[piece.retention]
    return Filing(
        record=piece.record,
        number=_number(office.settings.filing, code, piece, year, last[key]),
        year=year,
        retention=piece.retention,
        unit=piece.unit,
        ordinal=last[key],
        pages=pages,
        filed_on=day,
        note=f"{'、'.join(one.lacks)}：{reason.strip()}" if one.lacks else "",
    )


def _number(rule: FilingRule, code: str, piece: Piece, year: int, ordinal: int) -> str:
    """Return a 档号 (全宗号-门类·年度-保管期限-机构(问题)-件号); parts that the office does not use are left out."""
    format = rule.format if rule.units else rule.format.replace("-{unit}", "")
    values = {
        "fonds": rule.fonds, "category": rule.category, "year": year, "retention": code, "unit": piece.unit,
    }  # fmt: skip

    def filled(match: re.Match[str]) -> str:
        if match[1] == "n":
            return str(ordinal).rjust(int(match[2] or 0), "0")
        return str(values[match[1]])

    return re.sub(r"\{(\w+)(?::0(\d))?\}", filled, format)


def _require_fonds(rule: FilingRule) -> None:
    """Raise Refused where office.toml does not say the 全宗号."""
    if not rule.fonds:
        raise Refused(
            "没有设定全宗号，编不了档号",
            where="office.toml",
            remedy='加一节 [filing]，写 fonds = "Z109"（全宗号由档案馆给）',
        )


def _require_lacks(passing_over: Sequence[str], reason: str) -> None:
    for lack in passing_over:
        if lack not in LACKS:
            raise Refused(f"没有“{lack}”这一项", where="--with", remedy=f"可以写 {'、'.join(LACKS)}")
    if passing_over and not reason.strip():
        raise Refused(f"{'、'.join(passing_over)}的也归档，要说明原因", remedy="用 --reason 写明")


def _require_units(office: Office, ready: Sequence[Standing]) -> None:
    """Where the 档号 has a 机构(问题) part, every piece needs its code."""
    units = office.settings.filing.units
    if not units or "{unit}" not in office.settings.filing.format:
        return
    lacking = sorted(
        {
            "收文" if one.piece.direction == "in" else one.piece.responsible
            for one in ready
            if not one.piece.unit
        }
    )
    if lacking:
        raise OfficeUnusable(
            f"[filing] 的 units 里没有{'、'.join(f'“{name}”' for name in lacking)}的代码",
            where="office.toml",
            remedy='逐个写上，如 units = { "区社会事务局" = "SHJ", "收文" = "BGS" }',
        )


def described(one: Standing) -> dict[str, Any]:
    """Return a standing as an answer tells it."""
    done = one.filed
    return {
        "id": one.piece.record,
        "number": one.piece.number,
        "title": one.piece.title,
        "date": one.piece.day,
        "filed": done.number if done else None,
        "filed_on": done.filed_on if done else None,
        "pages": done.pages if done else None,
        "note": done.note if done else "",
        "why": one.why,
        "lacks": list(one.lacks),
    }
