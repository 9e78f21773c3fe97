"""What is set right about filing: the 保管期限 of one piece, a filing made by mistake, that a year was handed over."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.filing.pieces import Piece, pieces
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.settings import RETENTIONS
from shenguan_docs.register import documents, filing, past, received


def set_retention(office: Office, typed: str, retention: str, *, reason: str) -> dict[str, Any]:
    """Give one piece another 保管期限 than its kind has. Raises NotFound, Refused (filed already, no reason)."""
    rights.require(office, "file")
    if retention not in RETENTIONS:
        raise Refused(
            f"没有“{retention}”这一种保管期限", where="--to", remedy=f"写 {'、'.join(RETENTIONS)} 之一"
        )
    _require_reason(reason, "改保管期限")
    with office.writing() as conn:
        piece = _piece(office, conn, typed)
        done = filing.of_record(conn, piece.record)
        if done is not None:
            raise Refused(
                f"“{piece.number}”已归档，档号是 {done.number}",
                remedy=f"归错了的先撤销：shenguan filing undo {piece.number} --reason 原因",
            )
        if retention == piece.retention:
            raise Refused(f"“{piece.number}”的保管期限已经是{retention}", remedy="核对文号")
        filing.set_retention(
            conn, piece.record, retention, was=piece.retention, reason=reason.strip(),
            at=office.now(), by=office.actor,
        )  # fmt: skip
    return {"id": piece.record, "number": piece.number, "title": piece.title, "retention": retention,
            "was": piece.retention, "reason": reason.strip()}  # fmt: skip


def undo(office: Office, typed: str, *, reason: str) -> dict[str, Any]:
    """Take one piece out of the filed ones; its 件号 is free for the next that is filed.

    Raises NotFound, Refused (not filed, the year was handed over, no reason).
    """
    rights.require(office, "file")
    _require_reason(reason, "撤销归档")
    with office.writing() as conn:
        piece = _piece(office, conn, typed)
        done = filing.of_record(conn, piece.record)
        if done is None:
            raise Refused(f"“{piece.number}”没有归档", remedy="用 shenguan filing list 年度 查看")
        _require_kept(conn, done.year, done.filed_on)
        filing.undo(conn, done, reason=reason.strip(), at=office.now(), by=office.actor)
    return {"id": piece.record, "number": piece.number, "title": piece.title, "was": done.number,
            "reason": reason.strip()}  # fmt: skip


def hand_over(office: Office, year: int, receiver: str, *, on: date | None = None) -> dict[str, Any]:
    """Enter that what is filed of a year was handed over: from then on none of it is taken back.

    Raises Refused (nothing filed, handed over already, a day to come).
    """
    rights.require(office, "file")
    rights.require_whole(office, "登记移交")
    day = on or office.today
    if not receiver.strip():
        raise Refused("没有写移交给谁", where="--to", remedy="写档案馆（室）的名称")
    if day > office.today:
        raise Refused(f"移交日期 {day} 还没有到", where="--date")
    with office.writing() as conn:
        filed = filing.of_year(conn, year)
        if not filed:
            raise Refused(f"{year} 年还没有归档的", remedy=f"先整理：shenguan filing arrange {year}")
        last = max(one.filed_on for one in filed)
        _require_kept(conn, year, last)
        if day < last:
            raise Refused(f"移交日期 {day} 早于归档日期", where="--date", remedy="核对日期")
        filing.hand_over(conn, year, receiver.strip(), day, len(filed), at=office.now(), by=office.actor)
    return {"year": year, "receiver": receiver.strip(), "date": day, "pieces": len(filed)}


def _require_kept(conn: Connection, year: int, filed_on: date) -> None:
    """What was filed by the day of a handover went with it."""
    done = filing.handover_of(conn, year)
    if done is not None and filed_on <= done.day:
        raise Refused(
            f"{year} 年的归档文件已于 {done.day} 移交{done.receiver}（{done.pieces} 件）",
            remedy="移交以后由接收的档案馆（室）办理",
        )


def _require_reason(reason: str, what: str) -> None:
    if not reason.strip():
        raise Refused(f"{what}要说明原因", remedy="用 --reason 写明")


def _piece(office: Office, conn: Connection, typed: str) -> Piece:
    """The piece of a 文号, 收文号 or id. Raises NotFound, Refused for what is not filed here."""
    year, id = _year_and_id(conn, typed)
    found = next((piece for piece in pieces(office, conn, year) if piece.record == id), None)
    if found is None:
        raise NotFound(f"没有文号或编号为“{typed}”的文书", remedy="用 shenguan search 查找")
    if found.never and not filing.of_record(conn, id):
        raise Refused(f"“{found.number}”不归档：{found.never}")
    return found


def _year_and_id(conn: Connection, typed: str) -> tuple[int, str]:
    try:
        letter = documents.find(conn, typed)
        return letter.written_on.year, letter.id
    except NotFound:
        pass
    try:
        got = received.find(conn, typed)
        return got.year, got.id
    except NotFound:
        old = past.find(conn, typed)
        return old.year, old.id
