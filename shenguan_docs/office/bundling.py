"""Choose what belongs into a case bundle (案卷) and hand it to the bundle room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleFile, BundleItem, BundleResult, Cover
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.letters.letter_object import LETTER_DOCX, LETTER_PDF
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import documents, lookups, plan_records
from shenguan_docs.register.letters import IssuedRecord


@dataclass(frozen=True)
class Choice:
    """Which letters go in: those that fit everything that is given; ``numbers`` names them one by one."""

    company: str = ""
    uscc: str = ""
    code: str = ""
    matter: str = ""
    numbers: tuple[str, ...] = ()
    day_from: date | None = None
    day_to: date | None = None

    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not any((self.company, self.uscc, self.code, self.matter, self.numbers))


def bundle(office: Office, choice: Choice, target: Path, *, made_on: date | None = None) -> BundleResult:
    """Write the chosen letters as a case bundle into ``target``. Raises Refused (nothing chosen, nothing found)."""
    if choice.is_empty():
        raise Refused("没有写明要哪些文书", remedy="用 --company、--uscc、--code、--matter 或 --numbers 选择")
    with office.reading() as conn:
        letters = chosen(conn, choice)
        if not letters and _fitting(conn, choice):
            raise NotFound("符合条件的文书都已作废", remedy="仍要编入案卷的,用 --numbers 写明文号")
        if not letters:
            raise NotFound("没有找到符合条件的文书", remedy="用 shenguan search 核对名称")
        items = [_item(office, letter) for letter in letters]
        day = made_on or office.today
        cover = _cover(office, conn, choice, letters, day)
    made_at = datetime.combine(day, time(0, 0), office.now().tzinfo) if made_on else office.now()
    return make_bundle(
        items, cover, target, printer=office.pdf.html_pdf, made_at=made_at, layouts=office.layouts
    )


def chosen(conn: Connection, choice: Choice) -> list[IssuedRecord]:
    """Return the letters of a choice in the order of their days; void letters stay out unless named."""
    return [r for r in _fitting(conn, choice) if r.state == "issued" or choice.numbers]


def _fitting(conn: Connection, choice: Choice) -> list[IssuedRecord]:
    sets: list[list[IssuedRecord]] = []
    if choice.numbers:
        sets.append([documents.find(conn, number) for number in choice.numbers])
    if choice.company or choice.uscc:
        sets.append(list(_of_company(conn, choice)))
    if choice.code:
        sets.append(list(lookups.of_code(conn, choice.code)))
    if choice.matter:
        sets.append(list(_of_matter(conn, choice.matter)))
    first, *others = sets
    common = set.intersection(*({r.id for r in s} for s in sets))
    unique = {r.id: r for r in first if r.id in common}
    letters = [
        r
        for r in unique.values()
        if (choice.day_from is None or r.written_on >= choice.day_from)
        and (choice.day_to is None or r.written_on <= choice.day_to)
    ]
    return sorted(letters, key=lambda r: (r.written_on, r.issued_at or datetime.min, r.number))


def _of_company(conn: Connection, choice: Choice) -> tuple[IssuedRecord, ...]:
    """By exact name or USCC; the other letters of the same USCC belong to it too."""
    found = lookups.of_company(conn, choice.company or None, choice.uscc or None)
    codes = {p.uscc for r in found for p in r.parties if p.uscc and p.name == choice.company.strip()}
    more = [r for code in sorted(codes) for r in lookups.of_company(conn, None, code)]
    return tuple({r.id: r for r in (*found, *more)}.values())


def _of_matter(conn: Connection, typed: str) -> tuple[IssuedRecord, ...]:
    try:
        return lookups.of_matter(conn, find_matter(plan_records.matter_list(conn), typed).name)
    except NotFound:
        return lookups.of_matter(conn, typed)  # a matter of an earlier list


def _item(office: Office, letter: IssuedRecord) -> BundleItem:
    path = office.archive.path
    files = tuple(
        BundleFile(a.title, a.original_name, path(letter.object_id, a.stored_name))
        for a in letter.attachments
        if a.stored_name
    )
    remark = f"作废：{letter.void_reason}" if letter.state == "void" else ""
    return BundleItem(
        letter.number,
        letter.sender_name,
        letter.title,
        letter.written_on,
        path(letter.object_id, LETTER_PDF),
        path(letter.object_id, LETTER_DOCX),
        files,
        remark,
    )


def _cover(
    office: Office, conn: Connection, choice: Choice, letters: list[IssuedRecord], made_on: date
) -> Cover:
    parties = {p.name: p.uscc for r in letters for p in r.parties}
    company = choice.company.strip() or next(
        (n for n, u in parties.items() if u and u == choice.uscc.strip().upper()), ""
    )
    if not company and len(parties) == 1:
        company = next(iter(parties))
    matters = {m.name for r in letters for m in r.matters}
    matter = (
        find_matter(plan_records.matter_list(conn), choice.matter).name
        if choice.matter in matters
        else choice.matter
    )
    if not matter and len(matters) == 1:
        matter = next(iter(matters))
    order = ("永久", "30年", "10年")
    retention = next((term for term in order if any(r.retention == term for r in letters)), "10年")
    return Cover(
        heading=f"{company or matter or choice.code or office.settings.name}审管联动往来文书",
        office=office.settings.name,
        party=company,
        uscc=parties.get(company, ""),
        matter=matter,
        period_from=letters[0].written_on,
        period_to=letters[-1].written_on,
        retention=retention,
        made_on=made_on,
        made_by=office.actor,
        profile="联动往来",
    )
