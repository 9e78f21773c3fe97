"""What lies around the documents of a case: 送达回证, credit checks, drafts of replies, exchanges that the plan demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.companies.credit import FAVOURS, described, entries_of
from shenguan_docs.office.duties.lacks import Lack
from shenguan_docs.office.duties.listing import Asked
from shenguan_docs.office.duties.missing import missing
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.party import Party
from shenguan_docs.register import companies, drafts, plan_records, services
from shenguan_docs.review.facts import CreditFact, DocumentFact, ExchangeFact, ServiceFact
from shenguan_docs.serving.ways import way_name
from shenguan_docs.text import join_names

_GRANTED = ("准予", "变更", "延续")
_PROVES = {"邮寄": "post", "公告": "through", "留置": "witness", "电子": "through"}
_OWN_RULES = ("shenguan dispatch", "shenguan claim", "shenguan draft receipt", "shenguan draft reply")


def service_facts(
    conn: Connection, ids: Mapping[str, int], pages: Mapping[str, int | None]
) -> Iterator[ServiceFact]:
    """Yield the 送达回证 in force of documents (office id → 顺序号)."""
    told: set[str] = set()
    for record, found in services.services_of(conn, ids).items():
        for one in found:
            if one.state == "void" or one.id in told:
                continue
            told.add(one.id)
            way = way_name(one.way)
            proves = next((field for name, field in _PROVES.items() if name in way), "")
            scanned = bool(one.scans)
            yield ServiceFact(
                document=ids[record],
                served="、".join(f"{p.title}{f'({p.number})' if p.number else ''}" for p in one.papers),
                to=one.receiver, place=one.place, way=way, by=one.server, signed_by=one.signer,
                served_on=one.served_on, back=one.state == "served" and scanned,
                proof=(bool(getattr(one, proves)) and scanned) if proves else False,
                page=pages.get(one.id), to_party=not one.department,
            )  # fmt: skip


def credit_facts(
    conn: Connection,
    office: Office,
    documents: Sequence[DocumentFact],
    matters: Mapping[int, tuple[str, ...]],
) -> Iterator[CreditFact]:
    """Yield for each approval of the file whether its credit check is there (方案 3.3-4)."""
    try:
        listed = {
            m.name: m.credit_check for m in plan_records.matter_list(conn, None, rights.lists_of(office)).all
        }
    except NotFound:
        listed = {}
    checks = [one for one in documents if one.kind == "credit-check" and not one.void]
    for one in documents:
        if one.kind != "approval-result" or one.data.get("result", "准予") not in _GRANTED:
            continue
        for matter in matters.get(one.order, ()):
            own = [c for c in checks if matter in matters.get(c.order, ()) and _same_party(c, one)]
            days = [day for c in own if isinstance(day := c.data.get("queried_on") or c.day, date)]
            decided = one.data.get("decided_on")
            yield CreditFact(
                one.order, matter, decided if isinstance(decided, date) else None, listed.get(matter) == "必须",
                tuple(days), "".join(_favoured(office, conn, c, matter) for c in own),
            )  # fmt: skip


def _favoured(office: Office, conn: Connection, check: DocumentFact, matter: str) -> str:
    """Say that a favour was given to a party that stood in the warning base on the day of the check."""
    measures = check.data.get("measures")
    given = [m for m in measures if m in FAVOURS] if isinstance(measures, list) else []
    day = check.data.get("queried_on")
    if not given or not isinstance(day, date):
        return ""
    for party in check.parties:
        for entry in entries_of(office, conn, Party(party.name, party.uscc, party.id_number), day):
            covers = not entry.warned.listing.matters or matter in entry.warned.listing.matters
            if entry.warned.in_force and covers:
                return (
                    f"{check.number}：{party.name}在警示信息库（{described(entry)}），给了{join_names(given)}"
                )
    return ""


def _same_party(one: DocumentFact, other: DocumentFact) -> bool:
    mine = {p.uscc or p.id_number or fold_name(p.name) for p in one.parties}
    return bool(mine & {p.uscc or p.id_number or fold_name(p.name) for p in other.parties})


def reply_drafts(
    conn: Connection, ids: Mapping[str, int], numbers: Mapping[str, int]
) -> Iterator[tuple[int, str, str]]:
    """Yield drafts of replies to documents of the file that were never issued: 顺序号, id, title."""
    for head in drafts.list_drafts(conn):
        if "reply" not in head.kind:
            continue
        data = drafts.load(conn, head.id).data
        for value in data.values():
            target = value.get("number") if isinstance(value, Mapping) else value
            if isinstance(target, str) and (order := ids.get(target) or numbers.get(fold_name(target))):
                yield order, head.id, head.title or "复函"
                break


def exchange_facts(
    office: Office, choice: Choice, today: date, documents: Sequence[DocumentFact], party: str
) -> tuple[tuple[ExchangeFact, ...], str]:
    """Return what the plan demands and the trail lacks, and why nobody could look ("" where one could).

    ``party`` is the party of the cover, by its code where it has one.

    What a letter of the file itself lacks (sent, claimed, answered, a credit check) is told by its own rule.
    """
    company = party or choice.company.strip() or choice.uscc.strip()
    if not company and not choice.matter.strip():
        return (), "没有写明行政相对人或者事项，方案要求的往来没有核查"
    try:
        lacks = missing(office, Asked(company=company, matter=choice.matter.strip()), today)
    except Refused as error:
        return (), f"方案要求的往来没有核查：{error.message}"
    numbers = {one.number for one in documents if one.number}
    approvals = any(one.kind == "approval-result" for one in documents)
    return tuple(
        ExchangeFact(lack.duty, lack.because, lack.command, lack.clause)
        for lack in lacks
        if not _told_elsewhere(lack, numbers, approvals) and _is_due(lack, today)
    ), ""


def _told_elsewhere(lack: Lack, numbers: Set[str], approvals: bool) -> bool:
    if lack.id.startswith("credit-check"):
        return approvals
    return lack.number in numbers and lack.command.startswith(_OWN_RULES)


def _is_due(lack: Lack, today: date) -> bool:
    return lack.due is None or lack.due <= today or lack.late


def names_known(conn: Connection, own: Sequence[Party]) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Return the names of companies that are not of the case, and the former names of those that are, by code.

    Only a change that a document proves makes a former name: two names used side by side are a fault.
    """
    former: dict[str, frozenset[str]] = {}
    for party in own:
        code = party.uscc or party.id_number
        known = companies.by_key(conn, code) if code else None
        if known is None:
            continue
        root = companies.root_of(conn, known)
        ids = [one.id for one in companies.merged_with(conn, root.id)]
        proofs = companies.renamings(conn, ids)
        if proofs:
            present, names = companies.former_names(conn, ids, proofs)
            former[code] = frozenset({present, *(one.name for one in names)})
    mine = {fold_name(party.name) for party in own} | {
        fold_name(n) for names in former.values() for n in names
    }
    others = frozenset(name for name in companies.all_names(conn) if fold_name(name) not in mine)
    return others, former
