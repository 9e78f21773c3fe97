"""发出, 认领 and the sealed original of issued letters （方案第三部分第（二）项第3条：推送即认领）."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import extract_text
from shenguan_docs.office.letters.letter_object import plain_suffix
from shenguan_docs.office.letters.lookup import refuse_secret
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import Directory, find_department, receive_officer
from shenguan_docs.register import arrangements, deliveries, documents, filing, plan_records
from shenguan_docs.register.deliveries import CHANNELS, Delivery
from shenguan_docs.register.letters import IssuedRecord, ObjectRef, Receiver
from shenguan_docs.text import readable_name

RECEIPT = "回执"


def dispatch(
    office: Office,
    typed: str,
    *,
    channel: str,
    on: date | None = None,
    to: Sequence[str] = (),
    serial: str = "",
    evidence: Path | None = None,
) -> IssuedRecord:
    """发出 a letter to all its receivers, or to those named in ``to``; online it is claimed at once.

    ``serial`` is the platform's serial number, ``evidence`` a screenshot or a receipt of the post. Raises
    NotFound, Refused (void, already claimed, a day before the letter or in the future).
    """
    if channel not in CHANNELS:
        raise Refused(f"没有“{channel}”这种发出方式", remedy=f"用 {'、'.join(CHANNELS)} 之一")
    with office.writing() as conn:
        letter, day = _in_force(office, conn, typed), on or office.today
        rights.require_own(office, conn, letter.sender, "发出")
        if day < letter.written_on:
            raise Refused(f"发出日期 {day} 早于成文日期 {letter.written_on}", where=letter.number)
        if day > office.today:
            raise Refused(f"发出日期 {day} 还没有到", where=letter.number, remedy="发出以后再登记")
        directory = plan_records.directory(conn)
        chosen = _chosen(directory, letter, to)
        known = {d.position: d for d in deliveries.of_document(conn, letter.id)}
        for position, receiver in chosen:
            earlier = known.get(position)
            if earlier is not None and earlier.claimed_on is not None:
                raise Refused(
                    f"{receiver.name}已于 {earlier.claimed_on} 认领（{earlier.claimed_by}），不用再发",
                    where=letter.number,
                )
        claims = _claims_at_once(office, conn, directory, letter, chosen, day) if channel == "online" else {}
        _say_if_filed(office, conn, letter, "发出登记")
        stored, reference = _added(office, letter, evidence, "发出")
        deliveries.send(
            conn, letter.id, [position for position, _ in chosen], channel=channel, sent_on=day,
            serial=serial.strip(), claims=claims, evidence=stored, object=reference,
            at=office.now(), by=office.actor,
        )  # fmt: skip
    return _loaded(office, letter.id)


def claim(
    office: Office,
    typed: str,
    *,
    by: str,
    on: date | None = None,
    to: str = "",
    receipt: str = "",
    evidence: Path | None = None,
) -> IssuedRecord:
    """认领 a letter that was sent outside the platform, for one receiver (``to`` where there are several).

    ``by`` is who took it, ``receipt`` the 回执 or 收文 that proves it, ``evidence`` its scan. Raises NotFound,
    Refused (not sent, claimed already, a day before it was sent or in the future).
    """
    if not by.strip():
        raise Refused("没有写明是谁认领", remedy="用 --by 写明姓名")
    with office.writing() as conn:
        letter, day = _in_force(office, conn, typed), on or office.today
        if day > office.today:
            raise Refused(f"认领日期 {day} 还没有到", where=letter.number)
        delivery = _open_delivery(conn, letter, to)
        rights.require_own(office, conn, (letter.sender, delivery.department), "认领")
        if day < delivery.sent_on:
            raise Refused(f"认领日期 {day} 早于发出日期 {delivery.sent_on}", where=letter.number)
        proof = ""
        if receipt:
            proof = _proof(conn, receipt)
        agreed = arrangements.claim_way(conn, letter.sender, delivery.department, day)
        _say_if_filed(office, conn, letter, "认领登记")
        stored, reference = _added(office, letter, evidence, "认领")
        deliveries.claim(
            conn, letter.id, delivery.position, person=by.strip(), claimed_on=day,
            way=agreed.way if agreed else RECEIPT, receipt=proof, evidence=stored, object=reference,
            at=office.now(), by=office.actor,
        )  # fmt: skip
        if not proof and not stored and agreed is None:
            office.notify("没有附回执。双方没有另外约定认领方式的，请把回执扫描后用 --evidence 补上")
    return _loaded(office, letter.id)


def claimed_by_receipt(
    office: Office, conn: Connection, receipt: IssuedRecord, data: Mapping[str, Any]
) -> None:
    """A receipt that is issued claims the letters that it names, in the same transaction.

    ``data`` is its form; one that sends letters back (退回, 部分认领) claims none: a person sorts them out.
    """
    named = [
        relation for relation in receipt.relations if relation.relation == "claims" and relation.target_id
    ]
    if not named:
        return
    if data.get("result", "认领") != "认领":
        office.notify("回执写明有退回的，没有自动登记认领；认领的几件请用 shenguan claim 登记")
        return
    given = data.get("claimed_on")
    day = date.fromisoformat(given) if isinstance(given, str) else receipt.written_on
    person = str(data.get("claimed_by") or receipt.signatory)
    for relation in named:
        letter = documents.by_id(conn, relation.target_id or "")
        if letter is None or letter.state == "void":
            continue
        mine = [d for d in deliveries.of_document(conn, letter.id) if d.department == receipt.sender]
        if not mine:
            office.notify(f"“{letter.number}”还没有登记发出，这份回执没有登记为认领")
        for delivery in mine:
            if delivery.claimed_on is None:
                agreed = arrangements.claim_way(conn, letter.sender, receipt.sender, day)
                deliveries.claim(
                    conn, letter.id, delivery.position, person=person, claimed_on=max(day, delivery.sent_on),
                    way=agreed.way if agreed else RECEIPT, receipt=receipt.id,
                    at=office.now(), by=office.actor,
                )  # fmt: skip


def attach_signed(office: Office, typed: str, path: Path) -> IssuedRecord:
    """Add the scan of the sealed original to the archived letter, byte for byte, as a new version of its object.

    Raises NotFound, Refused (void, empty, not what its name says, marked secret, the same file again).
    """
    with office.writing() as conn:
        letter = _in_force(office, conn, typed)
        rights.require_own(office, conn, letter.sender, "附盖章件")
        content = _content(path)
        digest = hashlib.sha256(content).hexdigest()
        earlier = deliveries.sealed_of(conn, letter.id)
        if any(scan.sha256 == digest for scan in earlier):
            raise Refused(f"“{path.name}”已经附在“{letter.number}”上", remedy="核对是不是拿错了文件")
        suffix = plain_suffix(path.name)
        if suffix not in (".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".tif", ".tiff"):
            raise Refused(
                f"“{path.name}”不是扫描件或者版式文件", remedy="用 PDF、OFD 或者图片（jpg、png、tiff）"
            )
        stored = f"sealed/{len(earlier) + 1:02}{suffix}"
        _say_if_filed(office, conn, letter, "附盖章件")
        reference = _staged(office, letter, {stored: content}, "附盖章件")
        deliveries.attach_sealed(
            conn, letter.id, original_name=readable_name(path.name), stored_name=stored, sha256=digest,
            object=reference, at=office.now(), by=office.actor,
        )  # fmt: skip
    return _loaded(office, letter.id)


def officer_or_deputy(
    conn: Connection, directory: Directory, sender: str, receiver: str, on: date
) -> tuple[str, str]:
    """Return the name of who receives on that day, and a word about a deputy ("" where none stands in).

    Raises Refused where nobody is named, or the one named is away and so is the deputy.
    """
    officer = receive_officer(directory, sender, receiver, on)
    names = {d.key: d.short_name for d in directory.departments}
    if officer is None:
        raise Refused(
            f"{names.get(receiver, receiver)}在 {on} 没有登记接收联络员，线上推送没有人认领",
            remedy="用 shenguan officers 登记联络员，或者用其他方式发出",
        )
    away = {
        absence.person: absence
        for absence in arrangements.absences(conn)
        if absence.first <= on <= absence.last
    }
    people = {person.key: person for person in directory.people}
    if officer.key not in away:
        return officer.name, ""
    absence = away[officer.key]
    if absence.deputy in away or absence.deputy not in people:
        raise Refused(
            f"接收联络员{officer.name}在 {absence.first} 至 {absence.last} 不在岗，代理人也不在岗",
            remedy="先登记另一位代理人",
        )
    deputy = people[absence.deputy]
    return (
        deputy.name,
        f"接收联络员{officer.name}不在岗（{absence.first} 至 {absence.last}），由{deputy.name}代为认领",
    )


def _claims_at_once(
    office: Office,
    conn: Connection,
    directory: Directory,
    letter: IssuedRecord,
    chosen: Sequence[tuple[int, Receiver]],
    day: date,
) -> dict[int, str]:
    claims = {}
    for position, receiver in chosen:
        if not receiver.department:
            raise Refused(
                f"“{receiver.name}”不在本单位登记的部门里，不能线上推送",
                remedy="用 --channel paper、mail 或 fax",
            )
        claims[position], word = officer_or_deputy(conn, directory, letter.sender, receiver.department, day)
        if word:
            office.notify(word)
    return claims


def _in_force(office: Office, conn: Connection, typed: str) -> IssuedRecord:
    letter = documents.find(conn, typed)
    rights.require_seen(office, conn, letter.id, typed)
    rights.require(office, "deliver")
    if letter.state == "void":
        raise Refused(f"“{letter.number}”已作废（{letter.void_reason}）", remedy="作废的文书不再发出、认领")
    return letter


def _chosen(directory: Directory, letter: IssuedRecord, names: Sequence[str]) -> list[tuple[int, Receiver]]:
    listed = list(enumerate(letter.receivers, 1))
    if not listed:
        raise Refused(f"“{letter.number}”没有主送、抄送单位，不用发出", remedy="记录单随卷保存")
    if not names:
        return listed
    chosen = []
    for name in names:
        found = [pair for pair in listed if pair[1].name == name.strip()]
        if not found:
            key = find_department(directory, name).key
            found = [pair for pair in listed if pair[1].department == key]
        if not found:
            receivers = "、".join(receiver.name for _, receiver in listed)
            raise Refused(f"“{letter.number}”没有发给“{name}”", remedy=f"收文单位是{receivers}")
        chosen += [pair for pair in found if pair not in chosen]
    return chosen


def _open_delivery(conn: Connection, letter: IssuedRecord, to: str) -> Delivery:
    sent = deliveries.of_document(conn, letter.id)
    if not sent:
        raise Refused(
            f"“{letter.number}”还没有发出，不能认领",
            remedy=f"先登记发出：shenguan dispatch {letter.number} --channel paper",
        )
    if to:
        positions = [position for position, _ in _chosen(plan_records.directory(conn), letter, [to])]
        sent = tuple(delivery for delivery in sent if delivery.position in positions)
        if not sent:
            raise Refused(f"“{letter.number}”还没有发给“{to}”")
    waiting = [delivery for delivery in sent if delivery.claimed_on is None]
    if not waiting:
        done = sent[0]
        raise Refused(f"“{letter.number}”已由{done.claimed_by}于 {done.claimed_on} 认领")
    main = [delivery for delivery in waiting if delivery.role == "main"] or waiting
    if len(main) > 1:
        raise Refused(
            f"“{letter.number}”有 {len(main)} 个收文单位没有认领：{'、'.join(d.name for d in main)}",
            remedy="用 --to 写明是哪一个",
        )
    return main[0]


def _proof(conn: Connection, typed: str) -> str:
    from shenguan_docs.errors import NotFound
    from shenguan_docs.register import received

    try:
        return documents.find(conn, typed).id
    except NotFound:
        return received.find(conn, typed).id


def _say_if_filed(office: Office, conn: Connection, letter: IssuedRecord, what: str) -> None:
    done = filing.of_record(conn, letter.id)
    if done is not None:
        office.notify(
            f"提示：{letter.number}已归档（档号 {done.number}），{what}作为补充；已移交的，请把补充也交去"
        )


def _added(
    office: Office, letter: IssuedRecord, path: Path | None, message: str
) -> tuple[str, ObjectRef | None]:
    if path is None:
        return "", None
    content = _content(path)
    taken = office.archive.files(letter.object_id)
    number = sum(name.startswith("evidence/") for name in taken) + 1
    stored = f"evidence/{number:02}{plain_suffix(path.name)}"
    return stored, _staged(office, letter, {stored: content}, message)


def _content(path: Path) -> bytes:
    """Read a file that is to be kept; what is empty, wrongly named or marked secret is refused."""
    refuse_secret(extract_text(path, readable_name(path.name)), path.name)
    return path.read_bytes()


def _staged(office: Office, letter: IssuedRecord, files: dict[str, bytes | Path], message: str) -> ObjectRef:
    version = office.archive.stage(
        letter.object_id, files, message=f"{message} {letter.number}", user=office.actor, at=office.now()
    )
    return ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)


def _loaded(office: Office, id: str) -> IssuedRecord:
    with office.reading() as conn:
        return documents.find(conn, id)
