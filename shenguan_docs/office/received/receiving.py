"""收文: register an outside document with its files and its words under an own gapless number."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.archive.files import digest_of
from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.index.extract import Extracted
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.notices.outside import not_void
from shenguan_docs.office.companies.received_names import name_companies
from shenguan_docs.office.finding.rereading import note_unread
from shenguan_docs.office.letters.letter_object import DATA, MANIFEST, WORDS, canonical_json, plain_suffix
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.limits import require_fit
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received.proposing import FIELDS, Proposal, data_file, proposals
from shenguan_docs.office.received.texts import texts_of
from shenguan_docs.register import documents, received
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.received import Received, ReceivedFile
from shenguan_docs.text import clean, half_width, readable_name

NAMES = {**{key: key for key in FIELDS}, **{label: key for key, label in FIELDS.items()}, "成文日期": "date"}
URGENCIES = ("特提", "特急", "加急", "平急")


@dataclass(frozen=True)
class Registered:
    """What ``receive`` answers."""

    id: str
    number: str
    title: str
    warnings: tuple[str, ...]
    due: date | None = None
    proposed: Mapping[str, Proposal] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposed:
    """What ``receive --propose`` answers: each field that the files tell, what is noticed, the data file."""

    proposals: Mapping[str, Proposal]
    warnings: tuple[str, ...]
    data_file: str


def propose(
    office: Office,
    paths: list[Path],
    received_on: date | None = None,
    *,
    texts: Sequence[Extracted] = (),
) -> Proposed:
    """Return what the files say of themselves; nothing is registered. Raises as ``receive``.

    ``texts`` is what was read out of them before.
    """
    texts, names = (list(texts), [readable_name(path.name) for path in paths]) if texts else texts_of(paths)
    with office.reading() as conn:
        told = _told(office, conn, texts, names, received_on or office.today)
        title = told["title"].value if "title" in told else name_as_title(names[0])
        number = told["number"].value if "number" in told else ""
        kept = tuple(
            ReceivedFile(name, "", digest_of(path), 0) for name, path in zip(names, paths, strict=True)
        )
        likely = Received("", "", title, office.today, number, files=kept)
        warnings = _doubles(office, conn, likely)
    unread = tuple(f"“{name}”{text.note}" for name, text in zip(names, texts, strict=True) if text.note)
    return Proposed(told, tuple(dict.fromkeys(warnings + unread)), data_file(told, names, title))


def receive(
    office: Office,
    paths: list[Path],
    data: Mapping[str, Any] | None = None,
    *,
    id: str = "",
    texts: Sequence[Extracted] = (),
) -> Registered:
    """Register one outside document, its files in order, with what is known of it.

    ``id`` is the one that it shall have, ``texts`` what was read out of the files before.
    Raises DataFaults, NotFound (a file), Refused (marked secret, not what its name says, empty, registered already).
    """
    rights.require(office, "receive")
    texts, names = (list(texts), [readable_name(path.name) for path in paths]) if texts else texts_of(paths)
    given = dict(data or {})
    known = checked(given)
    received_on = known.get("received_on", office.today)
    with office.reading() as conn:
        told = _told(office, conn, texts, names, received_on)
    used = {name: p for name, p in told.items() if p.certain and name not in _given(given)}
    known = {**checked({name: p.value for name, p in used.items()}), **known}
    require_days(office, known, received_on)
    title = known.get("title") or name_as_title(names[0])
    contents = {
        f"files/{n:02}{plain_suffix(name)}": path
        for n, (path, name) in enumerate(zip(paths, names, strict=True), 1)
    }
    kept = tuple(
        ReceivedFile(name, stored, digest_of(path), path.stat().st_size)
        for name, (stored, path) in zip(names, contents.items(), strict=True)
    )
    record = Received(
        id=id or office.new_id(office.today),
        sender=known.get("sender", ""),
        title=title,
        received_on=received_on,
        sender_number=known.get("number", ""),
        day=known.get("date"),
        urgency=known.get("urgency", ""),
        summary=" ".join(texts[0].text.split())[:120],
        files=kept,
        due=known.get("due"),
        copies=known.get("copies", 1),
        handler=known.get("handler", ""),
        department=rights.own_department(office),
    )
    answers = known.pop("answers", "")
    notes = tuple(f"“{name}”{t.note}" for name, t in zip(names, texts, strict=True) if t.note)
    if record.due and record.due < received_on:
        notes += (f"办理期限 {record.due} 早于收文日期 {received_on}，请核对",)
    with office.writing() as conn:
        if answers:
            try:
                record = replace(record, answers=answered(office, conn, record, answers))
                known["answers"] = record.answers
            except Refused as error:
                if "answers" not in used:
                    raise
                notes += (f"没有登记为{used.pop('answers').value}的答复：{error.message}",)
        warnings = _doubles(office, conn, record)
        require_fit(office, conn, sum(file.size for file in kept))
        taken = received.take(conn, record.received_on, office.settings.number_format("收文"))
        numbered = replace(record, number=taken.number, year=taken.year, ordinal=taken.ordinal)
        files: dict[str, bytes | Path] = {
            **contents,
            WORDS: canonical_json([json.loads(words_json(text)) for text in texts]),
            DATA: canonical_json(
                {key: value.isoformat() if isinstance(value, date) else value for key, value in known.items()}
            ),
            MANIFEST: _manifest(numbered),
        }
        now = office.now()
        version = office.archive.stage(
            record.id, files, message=f"收文 {taken.number}", user=office.actor, at=now
        )
        reference = ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)
        received.receive(conn, at=now, by=office.actor, record=record, taken=taken, object=reference)
        name_companies(office, conn, record, [text.text for text in texts])
        note_unread(office, conn, record.id, names, texts)
    warnings = tuple(dict.fromkeys(warnings + notes))
    return Registered(record.id, taken.number, title, warnings, record.due, used)


def _told(
    office: Office, conn: Connection, texts: list[Extracted], names: list[str], received_on: date
) -> dict[str, Proposal]:
    lookup = OfficeLookup(conn, received_on, district=rights.lists_of(office), kind_places=office.kind_places)
    told = proposals(conn, lookup, texts, names, received_on)
    letter = documents.by_number(conn, told["answers"].value) if "answers" in told else None
    if letter is not None and not rights.seen(office, conn, [letter.id]):
        del told["answers"]  # another department's: that it is there is not told
    return told


def _doubles(office: Office, conn: Connection, record: Received) -> tuple[str, ...]:
    """Warnings of earlier ones; of those that the person may not see only that there is one."""
    found = received.doubles(conn, record)
    seen = rights.seen(office, conn, (id for id, _ in found))
    other = "别的部门登记过同一个字号或者同一个文件，请核对是否重复登记"
    return tuple(dict.fromkeys(words if id in seen else other for id, words in found))


def _given(data: Mapping[str, Any]) -> set[str]:
    """The fields that a person spoke of; one that was left blank on purpose is not filled in."""
    return {NAMES[name.strip()] for name in map(str, data) if name.strip() in NAMES}


def require_days(office: Office, known: Mapping[str, Any], received_on: date) -> None:
    """Refuse a receipt in the future, and a letter that bears a day after it."""
    faults = []
    if received_on > office.today:
        faults.append(Fault("收文日期", f" {received_on} 还没有到", "收到以后再登记"))
    if "date" in known and known["date"] > received_on:
        faults.append(Fault("来文日期", f" {known['date']} 晚于收文日期 {received_on}", "核对两个日期"))
    if faults:
        raise DataFaults(faults)


def answered(office: Office, conn: Connection, record: Received, typed: str) -> str:
    """Return the id of the letter that a 收文 answers: one in force, sent to its sender, not after it."""
    lookup = OfficeLookup(
        conn, record.received_on, district=rights.lists_of(office), kind_places=office.kind_places
    )
    where = FIELDS["answers"]
    try:
        letter = lookup.letter(typed)
        rights.require_seen(office, conn, letter.id, typed)
    except NotFound as error:
        raise NotFound(error.message, where=where, remedy="核对文号") from None
    letter = not_void(letter)
    if not letter.issued:
        raise Refused(f"“{typed}”是收文，不是本单位的发文", where=where, remedy="写所答复的发文的文号")
    if letter.day is not None and letter.day > (record.day or record.received_on):
        raise Refused(
            f"{letter.number}的日期 {letter.day} 晚于来文的日期 {record.day or record.received_on}",
            where=where,
            remedy="核对文号和来文日期",
        )
    sender = lookup.key_of(record.sender)
    stands_for = (
        {sender, lookup.department_of(sender).parent} if sender else set()
    )  # a group's office answers for it
    if sender and not stands_for & set(letter.receivers):
        to = "、".join(lookup.department_of(key).short_name for key in letter.receivers)
        raise Refused(
            f"{letter.number}主送{to}，没有主送{record.sender}，来文不会是它的答复",
            where=where,
            remedy="核对文号",
        )
    return letter.id


def _manifest(record: Received) -> bytes:
    return canonical_json(
        {
            "id": record.id,
            "number": record.number,
            "title": record.title,
            "sender": record.sender,
            "sender_number": record.sender_number,
            "received_on": record.received_on.isoformat(),
            "files": {
                f.stored_name: {"sha256": f.sha256, "size": f.size, "original_name": f.original_name}
                for f in record.files
            },
        }
    )


def checked(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed for the fields of a 收文; blank ones are left out. Raises DataFaults with every fault."""
    faults: list[Fault] = []
    known: dict[str, Any] = {}
    for name, value in data.items():
        key = NAMES.get(str(name).strip())
        if key is None:
            if name in ("密级", "secrecy"):
                faults.append(Fault(str(name), "本系统不处理涉密文件", "涉密件按保密规定另行办理"))
                continue
            near = nearest(str(name), NAMES)
            advice = f"是不是“{near[0]}”" if near else f"可填：{'、'.join(FIELDS.values())}"
            faults.append(Fault(str(name), "不是收文登记的项", advice))
        elif isinstance(value, str) and not value.strip():
            continue
        elif key in ("date", "received_on", "due"):
            try:
                known[key] = parse_date(value)
            except Refused as error:
                faults.append(Fault(FIELDS[key], f"：{error.message}", error.remedy))
        elif key == "copies":
            count = half_width(str(value)).strip().removesuffix("份")
            if not re.fullmatch(r"[1-9]\d{0,3}", count):
                faults.append(Fault(FIELDS[key], f"：“{value}”不是份数", "写成整数，如 1"))
            else:
                known[key] = int(count)
        elif key == "urgency" and str(value).strip() not in URGENCIES:
            faults.append(Fault(FIELDS[key], f"：没有“{value}”", f"写{'、'.join(URGENCIES)}之一，或者不写"))
        elif not isinstance(value, str):
            faults.append(Fault(FIELDS[key], "要填文字"))
        elif text := " ".join(clean(value).split()):
            known[key] = text
    if faults:
        raise DataFaults(faults)
    return known


def name_as_title(name: str) -> str:
    """Return a file's name as a title, where the words tell none."""
    return " ".join(clean(Path(name).stem).split()) or name
