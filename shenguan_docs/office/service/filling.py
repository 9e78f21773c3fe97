"""Enter how a 送达回证 was served, or make it void."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import extract_text
from shenguan_docs.office.letters.letter_object import plain_suffix
from shenguan_docs.office.letters.lookup import refuse_secret
from shenguan_docs.office.opening import Office
from shenguan_docs.office.service.calling import BY_SERVICE
from shenguan_docs.office.service.form import form_files
from shenguan_docs.office.service.lookup import find_own
from shenguan_docs.office.service.storing import staged
from shenguan_docs.register import deliveries, documents, services
from shenguan_docs.register.services import Outcome, Service
from shenguan_docs.register.tray import ScannedPage
from shenguan_docs.serving.ways import WAYS, require_items, served_by_notice, way_name
from shenguan_docs.text import chinese_date, clean, half_width, readable_name


def done(
    office: Office,
    typed: str,
    *,
    at: date | None = None,
    server: str = "",
    way: str = "",
    time: str = "",
    place: str = "",
    signer: str = "",
    proxy: str = "",
    post: str = "",
    through: str = "",
    witness: str = "",
    note: str = "",
    announced: date | None = None,
    evidence: Sequence[Path] = (),
    correct: str = "",
) -> Service:
    """Enter how a receipt was served; ``evidence`` is kept with it. A department's receipt claims its letters.

    ``at`` is the day of service; by 公告 it is reckoned from the day of the announcement. ``correct`` says why it is
    entered anew. Raises NotFound, Refused, DataFaults (what this way of service asks).
    """
    contents = [(path, _content(path)) for path in evidence]
    with office.writing() as conn:
        service = find_own(office, conn, typed, "登记送达")
        if service.state == "served" and not correct.strip():
            raise Refused(
                f"送达回证 {service.id} 已登记于 {service.served_on} 送达",
                remedy="要改正的，用 --correct 写明原因",
            )
        chosen = way or service.way
        if not chosen:
            raise Refused(
                "没有写明送达方式", remedy=f"用 --way 写明：{'、'.join(w.name for w in WAYS.values())}"
            )
        day, said = _day(office, chosen, at, announced)
        words = {
            "server": server or service.server, "place": place or service.place, "signer": signer, "proxy": proxy,
            "post": post, "through": through, "witness": witness,
            "note": "".join(filter(None, (note or service.note, said))),
        }  # fmt: skip
        tidy = {name: " ".join(clean(value).split()) for name, value in words.items()}
        if not tidy["server"]:
            raise Refused("没有写明送达人", remedy="用 --by 写明姓名")
        require_items(chosen, tidy)
        outcome = Outcome(day, chosen, served_time=_time(time), **tidy)
        _require_later(conn, service, day)
        filled = service.with_outcome(outcome)
        scans = _stored(service, contents)
        files = form_files(office, filled) | {scan.stored_name: content for scan, content in scans}
        reference = staged(office, service.object_id, files, f"登记送达 {service.id}")
        now, by = office.now(), office.actor
        services.serve(conn, service.id, outcome, object=reference, at=now, by=by, reason=correct.strip())
        if scans:
            services.add_scans(conn, service.id, [scan for scan, _ in scans], object=None, at=now, by=by)
        _claim(office, conn, filled)
        made = services.find(conn, service.id)
    if way_name(chosen) and not made.scans:
        office.notify(
            f"提示：还没有{WAYS[chosen].evidence}；扫描后用 shenguan service scan，或者 --evidence 补上"
        )
    return made


def void(office: Office, typed: str, reason: str) -> Service:
    """Make a receipt void; its scans stay. Raises NotFound, Refused (void already, no reason)."""
    if not reason.strip():
        raise Refused("作废要说明原因", remedy="用 --reason 写明")
    with office.writing() as conn:
        service = find_own(office, conn, typed, "作废送达回证")
        services.void(conn, service.id, reason=reason.strip(), at=office.now(), by=office.actor)
        return services.find(conn, service.id)


def _day(office: Office, way: str, at: date | None, announced: date | None) -> tuple[date, str]:
    said = ""
    if way == "notice" and announced is not None:
        earliest = served_by_notice(announced)
        said = f"公告日期{chinese_date(announced)}。"
        if at is not None and at < earliest:
            raise Refused(
                f"公告发出满三十日才视为送达：{announced} 公告的，送达日期是 {earliest}",
                remedy="不写 --at 就由公告日期推算",
            )
        at = at or earliest
    elif way == "notice":
        raise Refused("公告送达没有写明哪一天公告", remedy="用 --announced 写明公告的日期，送达日期由它推算")
    elif announced is not None:
        raise Refused(f"{way_name(way)}送达没有公告日期", remedy="去掉 --announced")
    day = at or office.today
    if day > office.today:
        raise Refused(f"送达日期 {day} 还没有到", remedy="送达以后再登记")
    return day, said


def _time(typed: str) -> str:
    words = half_width(typed).strip()
    if not words:
        return ""
    fits = re.fullmatch(r"([01]?\d|2[0-3])[:时]([0-5]\d)分?", words)
    if not fits:
        raise Refused(f"“{typed}”不是时间", remedy="写成 15:30")
    return f"{int(fits[1])}时{fits[2]}分"


def _require_later(conn: Connection, service: Service, day: date) -> None:
    """A letter is not served before it was written; a decision that goes with it may have been."""
    for letter in documents.load(conn, [paper.record for paper in service.papers if paper.record]):
        itself = any(p.record == letter.id and p.number == letter.number for p in service.papers)
        if itself and day < letter.written_on:
            raise Refused(
                f"送达日期 {day} 早于{letter.number}的成文日期 {letter.written_on}", remedy="核对日期"
            )


def _claim(office: Office, conn: Connection, service: Service) -> None:
    """What a department signed for on its 送达回证 it has claimed."""
    if not service.department or service.served_on is None:
        return
    for paper in service.papers:
        for sent in deliveries.of_document(conn, paper.record) if paper.record else ():
            mine = sent.department == service.department and sent.claimed_on is None
            if mine and sent.sent_on <= service.served_on:
                deliveries.claim(
                    conn, paper.record, sent.position, person=service.signer or service.receiver,
                    claimed_on=service.served_on, way=BY_SERVICE, at=office.now(), by=office.actor,
                )  # fmt: skip


def _content(path: Path) -> bytes:
    refuse_secret(extract_text(path, readable_name(path.name)), path.name)
    return path.read_bytes()


def _stored(service: Service, contents: Sequence[tuple[Path, bytes]]) -> list[tuple[ScannedPage, bytes]]:
    found = []
    for n, (path, content) in enumerate(contents, len(service.scans) + 1):
        digest = hashlib.sha256(content).hexdigest()
        if any(scan.sha256 == digest for scan in service.scans):
            raise Refused(f"“{path.name}”已经附在送达回证 {service.id} 上", remedy="核对是不是拿错了文件")
        stored = f"evidence/{n:03}{plain_suffix(path.name)}"
        found.append((ScannedPage(stored, readable_name(path.name), 0, digest, what="evidence"), content))
    return found
