"""Keep the records of 行政相对人: list them, merge two of the same body, undo that, enter a change of name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.companies.looking_up import code_of, find, known_to
from shenguan_docs.office.opening import Office
from shenguan_docs.parties.party import LONGEST_NAME
from shenguan_docs.register import companies, documents, received
from shenguan_docs.register.companies import Company, Renaming
from shenguan_docs.text import clean


def list_companies(office: Office, part: str = "", *, full: bool = False) -> list[dict[str, Any]]:
    """Return the records with how often they are named; ``part``: of a present or former name, or a code."""
    with office.reading() as conn:
        found = companies.counted(conn)
        known = {c.id for c in known_to(office, conn, [c.company for c in found])}
        found = tuple(c for c in found if c.company.id in known)
        if part.strip():
            wanted = {companies.root_of(conn, c).id for c in companies.named(conn, part, whole=False)}
            code = part.strip().upper()
            found = tuple(
                c for c in found if c.company.id in wanted or (len(code) >= 4 and code in c.company.uscc)
            )
        return [{**_shown(c.company, full=full), "records": c.records, "last": c.last} for c in found]


def _shown(company: Company, *, full: bool = False) -> dict[str, Any]:
    return {
        "id": company.id,
        "name": company.name,
        "uscc": company.uscc,
        "id_number": code_of(company, full=full) if company.id_number else "",
    }


def merge(office: Office, typed: str, into: str, *, reason: str) -> dict[str, Any]:
    """Note that two records are one body; the second holds for both. Raises NotFound, Refused."""
    with office.writing() as conn:
        one, kept = find(office, conn, typed, itself=True), find(office, conn, into, itself=True)
        companies.merge(conn, at=office.now(), by=office.actor, id=one.id, into=kept.id, reason=reason)
        root = companies.root_of(conn, kept)
        return {"merged": _shown(companies.by_id(conn, one.id)), "into": _shown(root), "reason": reason}


def separate(office: Office, typed: str, *, reason: str) -> dict[str, Any]:
    """Undo a merge. Raises NotFound, Refused (it was not merged)."""
    with office.writing() as conn:
        one = _merged_one(office, conn, typed)
        was = companies.by_id(conn, one.merged_into) if one.merged_into else one
        companies.separate(conn, at=office.now(), by=office.actor, id=one.id, reason=reason)
        return {"separated": _shown(one), "from": _shown(was), "reason": reason}


def _merged_one(office: Office, conn: Connection, typed: str) -> Company:
    """The record meant: two records of one name are told apart by which of them was merged."""
    try:
        return find(office, conn, typed, itself=True)
    except Refused:
        merged = [c for c in companies.named(conn, typed) if c.merged_into is not None]
        if len(merged) == 1:
            return merged[0]
        raise


def rename(
    office: Office, typed: str, name: str, *, document: str, on: date | None = None, reason: str = ""
) -> dict[str, Any]:
    """Enter a change of name with the document that proves it. Raises NotFound, Refused."""
    new, day = " ".join(clean(name).split()), on or office.today
    if not new or len(new) > LONGEST_NAME:
        raise Refused("新名称没有写，或者太长", where=typed, remedy=f"写登记的全称，最多 {LONGEST_NAME} 字")
    if day > office.today:
        raise Refused(f"更名日期 {day} 晚于今天（{office.today}）", remedy="更名以后再登记，核对 --on")
    with office.writing() as conn:
        company = find(office, conn, typed)
        for other in companies.named(conn, new):
            if companies.root_of(conn, other).id != company.id and fold_name(other.name) == fold_name(new):
                office.notify(
                    f"提示：另有一个“{other.name}”（{code_of(other)}），是同一个的用 company merge 合并"
                )
        change = Renaming(day, new, _document(conn, document), reason)
        companies.rename(conn, at=office.now(), by=office.actor, id=company.id, change=change)
        return {
            **_shown(companies.by_id(conn, company.id)),
            "former": company.name,
            "on": day,
            "document": change.document,
        }


def _document(conn: Connection, typed: str) -> str:
    """The number of a letter or 收文 of the office where it is one, else the words as typed."""
    for known in (documents.find, received.find):
        try:
            return known(conn, typed).number
        except (NotFound, Refused):
            continue
    return " ".join(clean(typed).split())
