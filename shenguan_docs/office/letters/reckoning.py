"""Reckon the figures of a report from the records, where its form leaves them open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.period import Period
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.text import chinese_date


def _parties(records: tuple[IssuedRecord, ...]) -> int | None:
    return len({p.uscc or p.id_number or p.name for r in records for p in r.parties}) or None


def _by_kind(period: Period) -> list[dict[str, str]] | None:
    sent, received = Counter(r.kind_name for r in period.sent), Counter(r.kind_name for r in period.received)
    rows = [
        {"类别": name, "发出": str(sent[name]), "收到": str(received[name])}
        for name in sorted(sent | received)
    ]
    return rows or None


def _late(period: Period) -> list[dict[str, str]] | None:
    rows = []
    for owed in period.owed:
        if not owed.in_time:
            letter, day = owed.letter, owed.answered_on
            done = f"已于{chinese_date(day)}函复" if day else "没有登记发出的复函"
            title = f"《{letter.title}》（{letter.number}）"
            sender = period.lookup.department_of(letter.sender).short_name
            rows.append(
                {"文书": title, "来函单位": sender, "应办结日期": chinese_date(owed.due), "办理情况": done}
            )
    for claim in period.claims or ():
        if not claim.in_time:
            letter, claimed = claim.letter, claim.delivery.claimed_on
            rows.append(
                {
                    "文书": f"《{letter.title}》（{letter.number}）",
                    "来函单位": period.lookup.department_of(letter.sender).short_name,
                    "应办结日期": chinese_date(claim.due),
                    "办理情况": f"已于{chinese_date(claimed)}认领" if claimed else "没有登记认领",
                }
            )
    return rows or None


def _claims(period: Period, *, in_time: bool) -> int | None:
    claims = period.claims
    if claims is None:
        return None
    return sum(claim.in_time if in_time else claim.done for claim in claims)


def _checks(period: Period, *, made: bool) -> int | None:
    checks = period.checks
    if not checks:
        return None
    return sum(checks) if made else len(checks)


FIGURES: Mapping[str, Callable[[Period], Any]] = {
    "sent": lambda p: len(p.sent),
    "results": lambda p: len(p.of_kinds(p.sent, "approval-result")) or None,
    "feedback": lambda p: len(p.of_kinds(p.sent, "supervision-feedback", "alert")) or None,
    "penalties": lambda p: len(p.of_kinds(p.sent, "penalty")) or None,
    "received": lambda p: len(p.received),
    "claimed": lambda p: _claims(p, in_time=False),
    "claimed_in_time": lambda p: _claims(p, in_time=True),
    "due": lambda p: len(p.owed),
    "answered": lambda p: sum(owed.answered_on is not None for owed in p.owed),
    "answered_in_time": lambda p: sum(owed.in_time for owed in p.owed),
    "checks_due": lambda p: _checks(p, made=False),
    "checks_done": lambda p: _checks(p, made=True),
    "listed": lambda p: _parties(p.of_kinds(p.written, "warning-listing")),
    "removed": lambda p: _parties(p.of_kinds(p.written, "warning-removal")),
    "by_kind": _by_kind,
    "late_letters": _late,
}

_NO_FIGURES = ("counted_on", "reckoned")  # the day of reckoning, and the list of what was reckoned


def reckoned(
    office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the form with the figures that it left open, and Chinese remarks about them.

    Without a department and a period that can be read nothing is reckoned: the checks say what is wrong.
    """
    filled = dict(data)
    wanted = [f for f in kind.fields if f.reckon and _open(filled, f)]
    period = _period(office, conn, kind, filled) if wanted else None
    if period is None:
        return filled, ()
    done = []
    for f in wanted:
        figure = FIGURES.get(f.reckon)
        value = figure(period) if figure else None
        if value is not None:
            filled[f.id] = value
            done.append(f.label)
    for f in wanted:
        if f.reckon == "counted_on" and done:
            filled[f.id] = office.today.isoformat()
        elif f.reckon == "reckoned":
            filled.pop(f.label, None)
            filled[f.id] = done
    remarks = [f"{'、'.join(done)}由登记数据统计，请核对"] if done else []
    missing = [f.label for f in wanted if f.reckon not in (*FIGURES, *_NO_FIGURES)]
    if missing:
        remarks.append(f"{'、'.join(missing)}还没有登记数据，不能统计；有人工统计的，填上")
    if period.claims is None and any(f.reckon == "claimed" for f in wanted):
        remarks.append("期间内收到的文书没有登记发出和认领，认领没有统计")
    remarks += _left_out(period, done)
    if not period.checks and any(f.reckon == "checks_due" for f in wanted):
        why = "期间内没有登记受理事件" if period.checks is None else "登记的受理里没有本部门必须查询的事项"
        remarks.append(f"{why}，信用查询没有统计")
    return filled, tuple(remarks)


def _left_out(period: Period, done: Sequence[str]) -> Iterator[str]:
    """Say what was written and is not counted, because its 发出 is not noted."""
    mine, theirs = period.unsent
    for label, number in (("发出件数", mine), ("收到件数", theirs)):
        if number and label in done:
            yield f"期间内成文的另有 {number} 件到期末没有登记发出，没有计入{label}；已经发出的，用 shenguan dispatch 补登记"


def _open(data: Mapping[str, Any], f: Field) -> bool:
    return all(data.get(name) in (None, "", [], {}) for name in (f.id, f.label)) or f.reckon == "reckoned"


def _period(office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]) -> Period | None:
    lookup = OfficeLookup(
        conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
    )
    given = {f.label: data.get(f.id, data.get(f.label)) for f in kind.fields}
    try:
        start, end = (parse_date(given[label]) for label in kind.period)
        department = lookup.department(str(given.get(kind.sender)))
    except (ShenguanError, KeyError, ValueError):
        return None
    return Period(office, conn, lookup, department, start, end)
