"""What a year holds that may be filed (件, DA/T 22-2015), and for each what is still lacking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from shenguan_docs.bundle.rehearsal import page_counts
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.letters.letter_object import LETTER_DOCX, LETTER_PDF, MANUSCRIPT
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import (
    drafts,
    filing,
    life_tables,
    lookups,
    past,
    plan_records,
    received,
    schema,
    services,
)
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.register.received import Received
from shenguan_docs.register.services import Service

NOT_SENT, NOT_CLAIMED, NOT_SEALED, NOT_ANSWERED, NOT_CLOSED = LACKS = (
    "未发出", "未认领", "无盖章件", "未答复", "未办结",
)  # fmt: skip
"""What may lack; an office may file all the same, with a reason."""
INCOMING = "收文"
"""What stands in [filing] units for the code of 收文, which belong to the office as a whole."""
RECEIPT_FORM = "送达回证（表样）"
_WITHOUT_SEAL = ("form", "minutes")  # layouts that bear no seal: records, and minutes (GB/T 9704 10.3)


@dataclass(frozen=True)
class PieceFile:
    """A file of a piece: its plain name in the handover, the archive's object and name, the name it came with."""

    name: str
    object_id: str
    stored_name: str
    original_name: str
    role: str


@dataclass(frozen=True)
class Piece:
    """A letter, 收文 or letter by hand. ``lacks`` are of LACKS; ``never`` says why it is not filed at all.

    ``record`` is "" for what is only told of (a draft).
    """

    record: str
    number: str
    title: str
    responsible: str
    day: date | None
    retention: str = ""
    unit: str = ""
    department: str = ""
    direction: str = "out"
    genre: str = ""
    urgency: str = ""
    receivers: str = ""
    copies_to: str = ""
    files: tuple[PieceFile, ...] = ()
    lacks: tuple[str, ...] = ()
    never: str = ""
    order: tuple[str, int] = ("", 0)


def unit_codes(office: Office, conn: Connection) -> dict[str, str]:
    """Return the 机构(问题) codes by department key, and of 收文. Raises OfficeUnusable for an unknown department."""
    directory = plan_records.directory(conn)
    found = {}
    for name, code in office.settings.filing.units.items():
        try:
            found[INCOMING if name == INCOMING else find_department(directory, name).key] = code
        except Refused as error:
            raise OfficeUnusable(
                f"[filing] 的 units：{error.message}", where="office.toml", remedy=error.remedy
            ) from error
    return found


def pieces(office: Office, conn: Connection, year: int) -> list[Piece]:
    """Return every letter, 收文, letter by hand and open draft of a year, in the order of day and number."""
    units = unit_codes(office, conn)
    found = [
        *_letters(office, conn, year, units),
        *_received(office, conn, year, units.get(INCOMING, "")),
        *_past(office, conn, year, units),
    ]
    kept = filing.kept_otherwise(conn)
    found = [replace(p, retention=kept[p.record]) if p.record in kept else p for p in found]
    far = rights.reach(office)
    if far is not None:  # a district files what it sent and what came to it
        came = rights.seen(office, conn, (p.record for p in found if p.direction == "in"))
        found = [
            p for p in found if p.record in came or (p.direction == "out" and p.department in far.departments)
        ]
    found.sort(key=lambda piece: (piece.day or date.max, piece.order, piece.record))
    for head in drafts.list_drafts(conn):
        if (
            far is not None
            and rights.draft_department(conn, head.sender, head.created_by) not in far.departments
        ):
            continue
        if head.created_at.year == year:
            never = "草稿，没有编号印发"
            found.append(Piece("", "", head.title, "", None, never=never))
    return found


def _letters(office: Office, conn: Connection, year: int, units: Mapping[str, str]) -> Iterator[Piece]:
    letters = lookups.all_letters(conn, start=date(year, 1, 1), end=date(year, 12, 31))
    claims, sealed, answered = _claims(conn), _sealed(conn), _answered(conn)
    made = services.services_of(conn, [one.id for one in letters])
    for one in letters:
        lacks = []
        if one.receivers:
            claimed = claims.get(one.id, {})
            main = {n for n, r in enumerate(one.receivers, 1) if r.role == "main"}
            if not main <= claimed.keys():
                lacks.append(NOT_SENT)
            elif not all(claimed[n] for n in main):
                lacks.append(NOT_CLAIMED)
        if one.layout not in _WITHOUT_SEAL and one.id not in sealed:
            lacks.append(NOT_SEALED)
        if any(deadline.answer for deadline in one.deadlines) and one.id not in answered:
            lacks.append(NOT_ANSWERED)
        yield Piece(
            one.id,
            one.number,
            one.title,
            one.sender_name,
            one.written_on,
            one.retention,
            units.get(one.sender, ""),
            one.sender,
            genre=one.genre,
            urgency=one.urgency,
            receivers="、".join(r.name for r in one.receivers if r.role == "main"),
            copies_to="、".join(r.name for r in one.receivers if r.role == "copy"),
            files=(
                *_letter_files(office, one, sealed.get(one.id, ())),
                *_receipt_files(made.get(one.id, ())),
            ),
            lacks=tuple(lacks),
            never=f"作废：{one.void_reason}" if one.state == "void" else "",
            order=(one.sender + one.group, one.ordinal),
        )


def _letter_files(
    office: Office, one: IssuedRecord, scans: tuple[tuple[str, str], ...]
) -> tuple[PieceFile, ...]:
    found = [
        PieceFile(f"盖章件{n}{_suffix(stored)}", one.object_id, stored, original, "盖章件")
        for n, (original, stored) in enumerate(scans, 1)
    ]
    found.append(PieceFile("正文.pdf", one.object_id, LETTER_PDF, "", "正文"))
    found.append(PieceFile("正文.docx", one.object_id, LETTER_DOCX, "", "正文（可编辑）"))
    stored_ones = [a for a in one.attachments if a.stored_name]
    found += [
        PieceFile(f"附件{n}{_suffix(a.stored_name)}", one.object_id, a.stored_name, a.original_name, "附件")
        for n, a in enumerate(stored_ones, 1)
    ]
    if MANUSCRIPT in office.archive.files(one.object_id):  # letters of earlier versions have none
        found.append(PieceFile("发文稿纸.pdf", one.object_id, MANUSCRIPT, "", "发文稿纸"))
    return tuple(found)


def _receipt_files(made: Sequence[Service]) -> Iterator[PieceFile]:
    """The 送达回证 of a letter with their scans; a form that nobody filled in and void ones stay out."""
    told = [one for one in made if one.state != "void" and (one.scans or one.state == "served")]
    for n, one in enumerate(told, 1):
        yield PieceFile(f"送达回证{n}.pdf", one.object_id, services.FORM_PDF, "", RECEIPT_FORM)
        for k, scan in enumerate(one.scans, 1):
            name = f"送达回证{n}-{'扫描件' if scan.what == 'scan' else '凭证'}{k}{_suffix(scan.stored_name)}"
            yield PieceFile(name, one.object_id, scan.stored_name, scan.original_name, "送达回证")


def _received(office: Office, conn: Connection, year: int, unit: str) -> Iterator[Piece]:
    rule = office.settings.filing
    for one in received.all_received(conn, year):
        yield Piece(
            one.id,
            one.number,
            one.title,
            one.sender,
            one.received_on,
            rule.received,
            unit,
            direction="in",
            urgency=one.urgency,
            files=_received_files(one),
            lacks=() if one.closed_on else (NOT_CLOSED,),
            order=("收文", one.ordinal),
        )


def _received_files(one: Received) -> tuple[PieceFile, ...]:
    return tuple(
        PieceFile(
            f"{'正文' if n == 1 else f'附件{n - 1}'}{_suffix(f.stored_name)}",
            one.object_id,
            f.stored_name,
            f.original_name,
            "正文" if n == 1 else "附件",
        )
        for n, f in enumerate(one.files, 1)
    )


def _past(office: Office, conn: Connection, year: int, units: Mapping[str, str]) -> Iterator[Piece]:
    rule = office.settings.filing
    for one in (*past.of_year(conn, "out", year), *past.of_year(conn, "in", year)):
        yield Piece(
            one.id,
            one.number,
            one.title,
            one.sender,
            one.day or one.received_on,
            one.items.get("retention") or rule.received,
            units.get(one.department, ""),
            one.department,
            one.direction,
            genre=one.items.get("genre", ""),
            receivers=one.receivers,
            files=tuple(
                PieceFile(
                    f"{'正文' if n == 1 else f'附件{n - 1}'}{_suffix(f.stored_name)}",
                    f.object_id,
                    f.stored_name,
                    f.original_name,
                    "扫描件",
                )
                for n, f in enumerate(one.files, 1)
            ),
            never=_why_not(one),
            order=(one.series, one.ordinal),
        )


def _why_not(one: PastLetter) -> str:
    if one.state == "void":
        return f"作废：{one.state_reason}"
    if one.origin == "register":
        return "旧登记补录的，不在本系统归档"
    return "" if one.files else "手写的，没有扫描件"


def _claims(conn: Connection) -> dict[str, dict[int, bool]]:
    """Which receivers were sent each letter, and whether they claimed it."""
    t = life_tables.deliveries
    found: dict[str, dict[int, bool]] = {}
    for row in conn.execute(select(t.c.document, t.c.position, t.c.claimed_on)):
        found.setdefault(row.document, {})[row.position] = row.claimed_on is not None
    return found


def _sealed(conn: Connection) -> dict[str, tuple[tuple[str, str], ...]]:
    t = life_tables.sealed_originals
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in conn.execute(select(t).order_by(t.c.document, t.c.version)):
        found[row.document] = (*found.get(row.document, ()), (row.original_name, row.stored_name))
    return found


def _answered(conn: Connection) -> set[str]:
    """Letters that a letter in force or a 收文 answers."""
    relations, letters, r = schema.document_relations, schema.documents, schema.received
    answering = (
        select(relations.c.target_document)
        .join(letters, letters.c.id == relations.c.document)
        .where(relations.c.relation == "answers", letters.c.state != "void")
    )
    by_letters = {id for id in conn.execute(answering).scalars() if id}
    return by_letters | {id for id in conn.execute(select(r.c.answers)).scalars() if id}


def pdf_page_counts(office: Office, pieces: Iterable[Piece]) -> dict[tuple[str, str], int]:
    """Return the pages of the PDFs of many pieces by object and name, counted together in a child process."""
    named = [
        (file.object_id, file.stored_name)
        for piece in pieces
        for file in piece.files
        if _suffix(file.stored_name) == ".pdf"
    ]
    paths = [office.archive.path(*one) if _is_there(office, *one) else b"" for one in named]
    return dict(zip(named, page_counts(paths), strict=True))


def _is_there(office: Office, object_id: str, name: str) -> bool:
    try:
        return office.archive.path(object_id, name).is_file()
    except (NotFound, OfficeUnusable):  # ``page_count`` will say so
        return False


def page_count(office: Office, piece: Piece, counted: Mapping[tuple[str, str], int]) -> int:
    """Return the pages of a piece: of the sealed scan or else the letter, and of its PDF attachments; pictures are one.

    What has no pages of its own (a table, a text) counts none. ``counted`` are those of the PDFs. Raises
    OfficeUnusable where the archive has lost a file, or holds another.
    """
    sealed = any(file.role == "盖章件" for file in piece.files)
    count = 0
    for file in piece.files:
        if file.role in ("正文（可编辑）", RECEIPT_FORM) or (
            sealed and piece.direction == "out" and file.role == "正文"
        ):
            continue
        ending = _suffix(file.stored_name)
        if ending == ".pdf":
            office.archive.read(file.object_id, file.stored_name)
            count += counted[file.object_id, file.stored_name]
        elif ending in (".jpg", ".jpeg", ".png", ".bmp"):
            count += 1
    return count


def _suffix(name: str) -> str:
    return f".{name.rpartition('.')[2]}" if "." in name else ""
