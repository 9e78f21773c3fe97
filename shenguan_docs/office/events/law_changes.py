"""What a change of law touches: matters that rest on it, open applications, bodies with a permit in force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.events.law_matters import laws_of, resting
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.plan.departments import department_of
from shenguan_docs.plan.legal_basis import Citation, citations
from shenguan_docs.register import companies, company_exchange, events, received
from shenguan_docs.register.events import Event
from shenguan_docs.text import chinese_date, join_names

EVENT, LETTER = "law-change-received", "law-change"
_GRANTED, _ENDED = ("准予", "变更", "延续"), ("撤销", "注销")
_PRINTED = 60  # rows of the letter's table


@dataclass(frozen=True)
class Touched:
    """A body that a change touches by one matter: by an open application, or a permit in force.

    ``day`` is that of the acceptance or the decision, ``until`` the end of the term (None: open).
    """

    company: str
    name: str
    matter: str
    why: str
    event: str
    day: date
    number: str
    until: str

    @property
    def words(self) -> str:
        """How it stands, for the letter."""
        number = f"，{self.number}" if self.number else ""
        if self.why == "在办申请":
            return f"{chinese_date(self.day)}受理{number}，尚未决定"
        until = f"，有效期至{chinese_date(date.fromisoformat(self.until))}" if self.until else ""
        return f"{chinese_date(self.day)}获得许可{number}{until}"


def touched(conn: Connection, matters: Sequence[str], on: date) -> tuple[Touched, ...]:
    """Return open applications, then permits in force on a day, of these matters."""
    applications = company_exchange.open_applications(conn, matters=matters)
    found = []
    for a in applications:
        data = json.loads(a.data)
        number = str(data.get("case_number", ""))
        found.append(
            Touched(
                a.company,
                a.name,
                a.matter,
                "在办申请",
                a.event,
                a.day,
                number,
                str(data.get("decide_by", "")),
            )
        )
    last: dict[tuple[str, str], Touched | None] = {}
    for d in company_exchange.decisions(conn, matters):  # by day: the later one holds
        data = json.loads(d.data)
        until, numbers = str(data.get("valid_to", "")), data.get("document_number") or ()
        holds = data.get("result") in _GRANTED and d.day <= on and (not until or until >= on.isoformat())
        if holds:
            number = join_names(map(str, numbers))
            last[d.company, d.matter] = Touched(
                d.company, d.name, d.matter, "有效许可", d.event, d.day, number, until
            )
        elif data.get("result") in _ENDED:
            last[d.company, d.matter] = None
    return (*found, *(t for t in last.values() if t is not None))


def table_rows(found: Sequence[Touched]) -> list[dict[str, str]]:
    """Return what is touched as the rows of the letter; far too many are counted."""
    rows = [{"行政相对人": t.name, "事项": t.matter, "情况": t.words} for t in found[:_PRINTED]]
    if len(found) > _PRINTED:
        more = f"其余{len(found) - _PRINTED}个略"
        rows.append({"行政相对人": more, "事项": "", "情况": ""})
    return rows


def law_change(office: Office, typed: str = "", laws: Sequence[str] = ()) -> dict[str, Any]:
    """Return what the change of law of an event, a 收文 or of the laws named touches. Raises NotFound, Refused."""
    with office.reading() as conn:
        lookup = OfficeLookup(
            conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
        )
        event = _event(conn, typed) if typed else None
        got = None if event or not typed else received.find(conn, typed)
        cited = tuple(c for text in laws for c in citations(text))
        if not cited and event is not None:
            cited = laws_of(event.data)
        if not cited and got is not None:
            cited = _cited_in(lookup, f"{got.title}\n{got.summary}")
        if not cited and event is None:
            raise Refused(
                "没有写明是哪一部法律、哪几条"
                if not got
                else f"{got.number}的标题和开头里没有清单所依据的法律",
                remedy="用 --law 《法律》第几条 写明",
            )
        rests = {r.matter.name: r for r in resting(lookup, cited)}
        if not rests:
            office.notify(_nothing_rests(lookup, cited))
        names = list(dict.fromkeys((*rests, *(event.matters if event else ()))))
        found = touched(conn, names, office.today)
        known = rights.within_bounds(office, conn, (t.event for t in found))
        found = tuple(t for t in found if t.event in known)
        letters = events.letters_of(conn, [event.id]).get(event.id, ()) if event else ()
        return {
            "event": event.id if event else None,
            "received": got.number if got else None,
            "laws": [{"law": c.law, "articles": sorted(c.articles)} for c in cited],
            "matters": [
                _matter_row(lookup, name, rests[name].cited if name in rests else "") for name in names
            ],
            "applications": [_row(conn, t) for t in found if t.why == "在办申请"],
            "companies": [_row(conn, t) for t in found],
            "letters": [x.number for x in letters if x.kind == LETTER and x.state != "void"],
            "command": f"shenguan draft {LETTER} --event {event.id}"
            if event
            else f"shenguan event add {EVENT} --data 文件",
        }


def _nothing_rests(lookup: OfficeLookup, cited: Sequence[Citation]) -> str:
    """Say why no matter was found: the list has no legal bases, or none of this law."""
    listed = lookup.matters.all
    bare = sum(not matter.legal_basis for matter in listed)
    law = join_names(map(str, cited))
    mend = "用 shenguan matters change 事项 --legal-basis 《法律》第几条 逐个补上，或者导入有“法律依据”一列的清单"
    if bare == len(listed):
        return f"提示：清单的 {bare} 个事项都没有写法律依据，查不出哪些事项以{law}为依据；{mend}。"
    more = f"；另有 {bare} 个事项没有写法律依据，{mend}" if bare else ""
    return f"提示：清单里没有以{law}为法律依据的事项{more}。"


def _event(conn: Connection, typed: str) -> Event | None:
    """The event of an id, or the one that was entered for a 收文."""
    event = events.by_id(conn, typed.strip())
    if event is not None:
        if event.type != EVENT:
            raise Refused(f"事件 {event.id} 是“{event.type_name}”，不是法规政策变动", remedy="核对事件编号")
        return event
    try:
        got = received.find(conn, typed)
    except NotFound:
        raise NotFound(
            f"没有编号为“{typed}”的事件或者收文", remedy="用 shenguan event list --type 法规变动 查看"
        ) from None
    for event in events.list_events(conn, type=EVENT):
        cited = event.data.get("document")
        if {got.id, got.number} & {str(x) for x in (cited if isinstance(cited, list) else [cited])}:
            return event
    return None


def _cited_in(lookup: OfficeLookup, text: str) -> tuple[Citation, ...]:
    """The laws of a text on which some matter of the list rests."""
    return tuple(c for c in citations(text) if "《" in text and resting(lookup, (Citation(c.law),)))


def _matter_row(lookup: OfficeLookup, name: str, cited: str) -> dict[str, Any]:
    try:
        matter = lookup.matter(name)
    except NotFound:  # no longer on the list
        return {"name": name, "approver": "", "supervisor": None, "legal_basis": "", "cited": cited}
    sides = (matter.approver, matter.supervisor)
    approver, supervisor = (department_of(lookup.directory, k).short_name if k else None for k in sides)
    return {
        "name": name, "approver": approver, "supervisor": supervisor,
        "legal_basis": matter.legal_basis, "cited": cited,
    }  # fmt: skip


def _row(conn: Connection, t: Touched) -> dict[str, Any]:
    company = companies.root_of(conn, companies.by_id(conn, t.company))
    return {
        "company": company.id, "name": company.name, "uscc": company.uscc,
        "id_number": masked_id(company.id_number) if company.id_number else "",
        "matter": t.matter, "why": t.why, "event": t.event, "date": t.day, "number": t.number,
        "until": t.until or None,
    }  # fmt: skip
