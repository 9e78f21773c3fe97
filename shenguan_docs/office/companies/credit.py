"""The credit check reads the warning base: what it found is filled in, what contradicts it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.notices.fields import Filled
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.party import Party, parse_party
from shenguan_docs.register import companies, warnings
from shenguan_docs.register.warnings import BaseEntry
from shenguan_docs.text import join_names

CHECK = "credit-check"
ASKED = "警示信息库"
FAVOURS = ("绿色通道", "容缺受理", "告知承诺")
LIMIT, PLAIN = "限制享受便利措施", "按照一般程序办理"


def entries_of(office: Office, conn: Connection, party: Party, on: date) -> tuple[BaseEntry, ...]:
    """Return what the base has of a party on a day, under any record that was merged with its own.

    What another district listed is not there.
    """
    known = companies.by_key(conn, companies.key_of(party))
    if known is None:
        return ()
    root = companies.root_of(conn, known)
    return within_bounds(
        office, conn, warnings.base(conn, on, [c.id for c in companies.merged_with(conn, root.id)])
    )


def within_bounds(office: Office, conn: Connection, found: Sequence[BaseEntry]) -> tuple[BaseEntry, ...]:
    """Return those entries of the base whose letters lie within the person's ``bounds``."""
    seen = rights.within_bounds(office, conn, (entry.warned.listing.letter for entry in found))
    return tuple(entry for entry in found if entry.warned.listing.letter in seen)


def described(entry: BaseEntry) -> str:
    """Return a short Chinese account of an entry: level, reasons, term, letter."""
    listing = entry.warned.listing
    until = f"至{listing.last}" if listing.last else "起"
    return f"{listing.level}（{join_names(listing.reasons)}），自{listing.first}{until}，{entry.number}"


def with_base(
    office: Office, conn: Connection, kind: Kind, data: Mapping[str, Any]
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the form of a credit check with what the base says of each applicant, and Chinese remarks.

    A row 警示信息库 is added for an applicant without one; 信用状况 and 采取措施 are proposed where they are
    left open. Other kinds, and forms that cannot be read yet, come back as they are.
    """
    if CHECK not in family(office.kind_places, kind.slug):
        return dict(data), ()
    form = {_id(kind, name): value for name, value in data.items()}
    if len(form) != len(data):  # a field given twice: the check says so
        return dict(data), ()
    parties, on = _parties(form.get("applicant")), _queried(form, office)
    rows = form.get("results")
    if not parties or not (rows is None or isinstance(rows, list)):
        return dict(data), ()
    rows = list(rows or ())
    asked = sum(not (isinstance(row, Mapping) and ASKED in str(row.get("查询内容"))) for row in rows)
    enough = asked >= 2 * len(parties)  # else the check says what is missing
    remarks: list[str] = []
    found: list[BaseEntry] = []
    for party in parties:
        mine = [e for e in entries_of(office, conn, party, on) if e.warned.in_force]
        found += mine
        if enough and not any(_is_row(row, party.name) for row in rows):
            words = "；".join(map(described, mine))
            result = "有记录" if mine else "无记录"
            rows.append({"查询对象": party.name, "查询内容": ASKED, "结果": result, "记录摘要": words})
    covered = [e for e in found if _covers(conn, office, e, form.get("matter"))]
    if rows:
        form["results"] = rows
    proposed = []
    for id, value in _proposal(found, covered, rows).items():
        if form.get(id) in (None, "", []):
            form[id] = value
            proposed.append(f"{_label(kind, id)}“{join_names(value) if isinstance(value, list) else value}”")
    if found:
        what = "限制享受便利措施" if covered else "警示所及的事项不含本事项，请酌定"
        remarks.append(f"警示信息库（{on}）：{'；'.join(f'{e.name}为{described(e)}' for e in found)}；{what}")
    else:
        remarks.append(
            f"警示信息库（{on}）没有申请人的有效记录，信用良好的可以给予便利（{'、'.join(FAVOURS)}）"
        )
    remarks += [
        f"{e.name}的警示（{e.number}）所依据的处罚已由{join_names(e.fallen)}更正，请核对应否移出"
        for e in found
        if e.fallen
    ]
    if proposed:
        remarks.append(f"{'、'.join(proposed)}由警示信息库和查询结果提出，请核对")
    return form, tuple(remarks)


def contradictions(office: Office, conn: Connection, kind: Kind, filled: Filled) -> tuple[str, ...]:
    """Return a Chinese sentence for what a checked credit form says against the base."""
    if CHECK not in family(office.kind_places, kind.slug):
        return ()
    data = filled.data
    on = date.fromisoformat(str(data["queried_on"]))
    return tuple(_contradictions(office, conn, filled, data, on))


def _contradictions(
    office: Office, conn: Connection, filled: Filled, data: Mapping[str, Any], on: date
) -> Iterator[str]:
    given = [m for m in data.get("measures", ()) if m in FAVOURS]
    matters = {m.name for m in filled.matters}
    for _, party in filled.parties:
        for entry in entries_of(office, conn, party, on):
            if not entry.warned.in_force or not matters & set(entry.warned.listing.matters or matters):
                continue
            known = f"{party.name}在警示信息库（{described(entry)}）"
            if given:
                yield f"{known}，采取措施却选了{join_names(given)}，与警示信息库不一致，请核对"
            elif data.get("finding") != "有失信记录":
                yield f"{known}，信用状况却是“{data.get('finding')}”，与警示信息库不一致，请核对"
        for row in data.get("results", ()):
            listed = any(e.warned.in_force for e in entries_of(office, conn, party, on))
            if _is_row(row, party.name) and (row.get("结果") == "有记录") != listed:
                now = "有" if listed else "没有"
                yield f"{party.name}的警示信息库查询结果填的是“{row.get('结果')}”，库里{on}{now}有效的记录，请核对"


def _proposal(
    found: Sequence[BaseEntry], covered: Sequence[BaseEntry], rows: Sequence[Any]
) -> dict[str, Any]:
    clean = all(isinstance(row, Mapping) and str(row.get("结果", "")).startswith("无") for row in rows)
    if covered:
        return {"finding": "有失信记录", "measures": [LIMIT]}
    asked = any(isinstance(row, Mapping) and row.get("查询内容") != ASKED for row in rows)
    if found:
        return {"finding": "一般", "measures": [PLAIN]}
    # Without the platform's own results nobody can say that the credit is good.
    return {"finding": "良好", "measures": [FAVOURS[0]]} if clean and asked else {}


def _covers(conn: Connection, office: Office, entry: BaseEntry, matter: Any) -> bool:
    listed = entry.warned.listing.matters
    if not listed or not isinstance(matter, str):
        return True
    lookup = OfficeLookup(
        conn, office.today, district=rights.lists_of(office), kind_places=office.kind_places
    )
    try:
        return lookup.matter(matter).name in listed
    except ShenguanError:
        return True


def _is_row(row: Any, name: str) -> bool:
    return isinstance(row, Mapping) and "警示" in str(row.get("查询内容", "")) and row.get("查询对象") == name


def _parties(given: Any) -> list[Party]:
    listed = given if isinstance(given, list) else [given]
    found = [parse_party(raw, "") for raw in listed]
    return [p for p in found if isinstance(p, Party)]


def _queried(form: Mapping[str, Any], office: Office) -> date:
    try:
        return parse_date(form.get("queried_on"))
    except (ShenguanError, ValueError, TypeError):
        return office.today


def _id(kind: Kind, name: str) -> str:
    return next((f.id for f in kind.all_fields if name.strip() in (f.id, f.label)), name)


def _label(kind: Kind, id: str) -> str:
    return next(f.label for f in kind.all_fields if f.id == id)
