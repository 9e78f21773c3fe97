"""What a field offers while one types in it: companies, matters, departments, letters; a few, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from shenguan_docs.asking.pinyin import SoundIndex
from shenguan_docs.asking.query import Query
from shenguan_docs.errors import ShenguanError
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kinds import families, kind_folders
from shenguan_docs.office.companies.looking_up import candidates, code_of, known_to
from shenguan_docs.office.finding.known_names import vocabulary
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.kinds import kind_of
from shenguan_docs.office.writing.sheets import Sheet
from shenguan_docs.register import companies, company_exchange, schema
from shenguan_docs.text import fold_code

MOST = 8
_LONGEST = 200


@dataclass(frozen=True)
class Offer:
    """One thing to choose: what is shown, a line below, and what it fills in (part → words; "" is the input itself)."""

    words: str
    detail: str
    fill: Mapping[str, str]


def find_companies(office: Office, typed: str) -> list[Offer]:
    """By a part of the name, a former one, pinyin or its initials, a code or its beginning."""
    words = typed.strip()[:_LONGEST]
    if not words:
        return []
    with office.reading() as conn:
        try:
            found = candidates(office, conn, words, MOST)
            if not found and words.isascii():
                names = vocabulary(office).company_sounds.find(words)[:MOST]
                several = [c for name in names for c in companies.named(conn, name)]
                found = list({c.id: c for c in (companies.root_of(conn, c) for c in several)}.values())
            if not found:
                found = [companies.root_of(conn, c) for c in _by_code(conn, words)]
            found = list(known_to(office, conn, found))
        except ShenguanError:
            return []
        offers = []
        for company in found[:MOST]:
            ids = [c.id for c in companies.merged_with(conn, company.id)]
            contact = company_exchange.contact(conn, ids)
            # A person's number is typed from the paper: looking somebody up must not give it away.
            fill = {"name": company.name, "uscc": company.uscc, **contact}
            detail = "，".join(filter(None, (code_of(company), contact["address"])))
            offers.append(Offer(company.name, detail, fill))
    return offers


def _by_code(conn: Connection, typed: str) -> Iterable[companies.Company]:
    code = fold_code(typed)
    if len(code) < 4 or not code.isascii() or not code.isalnum():
        return ()
    return companies.code_begins(conn, code, MOST)


def find_matters(office: Office, typed: str) -> list[Offer]:
    """By a part of the name, pinyin, a code or its beginning; nothing typed: one's own department's."""
    words, code = fold_name(typed[:_LONGEST]), fold_code(typed[:_LONGEST])
    with office.reading() as conn:
        lookup = OfficeLookup(
            conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
        )
        try:
            listed = lookup.matters.all
        except ShenguanError:
            return []
        short = {d.key: d.short_name for d in lookup.directory.departments}
    own = rights.own_department(office)
    if not words:
        found = [m for m in listed if own in (m.approver, m.supervisor)] or list(listed)
    else:
        found = [
            m
            for m in listed
            if words in fold_name(m.name) or any(c.code.startswith(code) for c in m.codes if code)
        ]
        if not found and words.isascii():
            sounding = SoundIndex([m.name for m in listed]).find(words)
            found = [m for m in listed if m.name in sounding]
    found.sort(key=lambda m: own not in (m.approver, m.supervisor))
    offers = []
    for m in found[:MOST]:
        codes = "、".join(c.code for c in m.codes[:2])
        told = f"审批 {short.get(m.approver, '')}，主管 {short.get(m.supervisor or '', '待补')}"
        offers.append(Offer(m.name, "，".join(filter(None, (told, codes))), {"": m.name}))
    return offers


def find_departments(office: Office, typed: str) -> list[Offer]:
    """By a part of any of its names or pinyin; nothing typed: all, one's own last."""
    words = fold_name(typed[:_LONGEST])
    with office.reading() as conn:
        listed = OfficeLookup(
            conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
        ).directory.departments
    own = rights.own_department(office)
    found = [
        d for d in listed if any(words in fold_name(n) for n in (d.name, d.short_name, d.key, *d.aliases))
    ]
    if not found and words.isascii():
        sounding = SoundIndex([d.short_name for d in listed]).find(words)
        found = [d for d in listed if d.short_name in sounding]
    found.sort(key=lambda d: (d.key == own, d.outside))
    return [
        Offer(d.short_name, d.name if d.name != d.short_name else "", {"": d.short_name})
        for d in found[: 3 * MOST]
    ]


def find_letters(office: Office, typed: str, sheet: Sheet | None = None, field_id: str = "") -> list[Offer]:
    """By number or words of its title; nothing typed: those about the company and the matter of the sheet.

    Only of the kinds that the field may cite. What the person may not see is not offered.
    """
    kinds = _citable(office, sheet, field_id) if sheet else frozenset()
    words = typed.strip()[:_LONGEST]
    if not words and sheet is not None:
        words = _about(office, sheet)
    if not words:
        return _latest(office, kinds)
    try:
        hits = search(office, Query(words, sort="relevance", limit=10 * MOST if kinds else MOST)).hits
    except ShenguanError:
        return []
    found = [hit for hit in hits if hit.state != "void" and (not kinds or hit.kind in kinds)]
    return [
        Offer(
            hit.title,
            "，".join(filter(None, (hit.number, str(hit.day or ""), hit.sender))),
            {"": hit.number or hit.id},
        )
        for hit in found[:MOST]
    ]


def _citable(office: Office, sheet: Sheet, field_id: str) -> frozenset[str]:
    f = next((f for f in kind_of(office, sheet).all_fields if f.id == field_id), None)
    if f is None or not f.kinds:
        return frozenset()
    known = families(office.kind_places, kind_folders(office.kind_places))
    return frozenset(slug for slug, own in known.items() if set(own) & set(f.kinds))


def _about(office: Office, sheet: Sheet) -> str:
    for f in kind_of(office, sheet).all_fields:
        if f.type == "party" and sheet.fields.get(f"{f.id}.0.name", "").strip():
            return f'"{sheet.fields[f"{f.id}.0.name"].strip()}"'
    return ""


def _latest(office: Office, kinds: frozenset[str]) -> list[Offer]:
    t = schema.documents
    query = select(t.c.number, t.c.title, t.c.written_on, t.c.sender_name).where(t.c.state != "void")
    if kinds:
        query = query.where(t.c.kind.in_(kinds))
    with office.reading() as conn:
        seen = rights.visible_letters(office)
        if seen is not None:
            query = query.where(seen)
        rows = conn.execute(query.order_by(t.c.written_on.desc(), t.c.id.desc()).limit(MOST)).all()
    return [Offer(r.title, f"{r.number}，{r.written_on}，{r.sender_name}", {"": r.number}) for r in rows]
