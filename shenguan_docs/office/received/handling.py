"""拟办, 批办, 承办, 传阅, 催办, 办结 of a 收文: who, when, in which words, until when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, filing, handling, lookups, received
from shenguan_docs.register.handling import CLOSED, REOPENED
from shenguan_docs.register.received import Received

STEPS = {
    "propose": "拟办", "assign": "批办", "handle": "承办", "circulate": "传阅", "urge": "催办",
    "close": CLOSED, "reopen": REOPENED,
}  # fmt: skip
STATES = {"registered": "已登记", "handling": "办理中", "closed": "已办结"}


def handle(
    office: Office,
    typed: str,
    step: str,
    *,
    person: str,
    note: str = "",
    handler: str = "",
    due: date | None = None,
    on: date | None = None,
) -> Received:
    """Note one step (a value of STEPS) on a 收文; ``handler`` is whom it is given to, ``due`` 办理期限.

    Raises NotFound, Refused (closed already, a day in the future or before the receipt, nothing said).
    """
    person, note, handler, day = person.strip(), note.strip(), handler.strip(), on or office.today
    with office.writing() as conn:
        got = _found(conn, typed)
        rights.require_seen(office, conn, got.id, typed, sort="received")
        rights.require(office, "receive")
        filing.require_open(conn, got.id, got.number)
        if not person:
            raise Refused("没有写明是谁", remedy="用 --by 写明姓名")
        if day > office.today:
            raise Refused(f"{step}的日期 {day} 还没有到", where=got.number, remedy="办了以后再登记")
        if day < got.received_on:
            raise Refused(f"{step}的日期 {day} 早于收文日期 {got.received_on}", where=got.number)
        _require_order(got, step, note)
        if due is not None and due < day:
            raise Refused(
                f"办理期限 {due} 早于{step}的日期 {day}", where=got.number, remedy="核对 --due 的年、月、日"
            )
        if due is not None and got.due is not None and due != got.due and not note:
            raise Refused(
                f"办理期限原是 {got.due}，改为 {due} 要说明原因",
                where=got.number,
                remedy="用 --words 写明原因",
            )
        last = max((one.day for one in handling.steps_of(conn, got.id)), default=got.received_on)
        if step == CLOSED and day < last:
            raise Refused(f"办结日期 {day} 早于前面一步的日期 {last}", where=got.number, remedy="核对 --date")
        handling.take_step(
            conn, got.id, step, person=person, day=day, note=note, handler=handler, due=due,
            at=office.now(), by=office.actor,
        )  # fmt: skip
        if step == CLOSED and got.due and day > got.due:
            office.notify(f"提示：{got.number}的办理期限是 {got.due}，晚 {(day - got.due).days} 天办结。")
    with office.reading() as conn:
        return received.find(conn, got.id)


def _found(conn: Connection, typed: str) -> Received:
    try:
        return received.find(conn, typed)
    except NotFound:
        letter = documents.by_id(conn, typed.strip()) or documents.by_number(conn, typed)
        if letter is None:
            raise
        raise Refused(f"“{letter.number}”是本单位的发文，这里只登记收文的办理") from None


def _require_order(got: Received, step: str, note: str) -> None:
    if step == REOPENED:
        if got.closed_on is None:
            raise Refused(f"{got.number}还没有办结，不用重办", where=got.number)
        if not note:
            raise Refused("重办要说明原因", where=got.number, remedy="用 --words 写明原因")
    elif got.closed_on is not None:
        raise Refused(
            f"{got.number}已于 {got.closed_on} 办结，不能再{step}",
            remedy=f"确需再办的：shenguan handle {got.number} --step {REOPENED} --by 姓名 --words 原因",
        )
    if step in ("拟办", "批办") and not note:
        raise Refused(f"没有写{step}意见", where=got.number, remedy="用 --words 写明意见")


def listed(
    office: Office,
    *,
    year: int | None = None,
    open_only: bool = False,
    late: bool = False,
    today: date | None = None,
) -> list[dict[str, Any]]:
    """Return the 收文 in the order of their numbers; ``late``: only those open past their 办理期限."""
    day = today or office.today
    with office.reading() as conn:
        found = received.open_by(conn) if open_only or late else received.all_received(conn, year)
        mine = rights.seen(office, conn, (one.id for one in found))
    rows = [brief(one, day) for one in found if one.id in mine and (year is None or one.year == year)]
    return [row for row in rows if row["late"]] if late else rows


def brief(got: Received, today: date) -> dict[str, Any]:
    """Return a 收文 as a line of a list says it; ``late`` counts days past 办理期限, 0 for none."""
    ended = got.closed_on or today
    return {
        "id": got.id,
        "number": got.number,
        "received_on": got.received_on,
        "sender": got.sender,
        "sender_number": got.sender_number,
        "title": got.title,
        "handler": got.handler,
        "due": got.due,
        "closed_on": got.closed_on,
        "state": STATES[got.state],
        "late": max(0, (ended - got.due).days) if got.due else 0,
    }


def steps_shown(conn: Connection, id: str) -> list[dict[str, Any]]:
    """Return the steps of a 收文 for showing, then the letters of this office that answer it."""
    wanted = ("step", "person", "day", "note", "handler", "due")
    return [{key: asdict(one)[key] for key in wanted} for one in handling.steps_of(conn, id)]


def answers_of(conn: Connection, id: str) -> list[str]:
    """Return the numbers of the letters in force that answer a 收文."""
    return [
        related.record.number
        for related in lookups.relations(conn, id)
        if related.incoming and related.record is not None and related.record.state != "void"
        if related.relation.relation == "answers"
    ]
