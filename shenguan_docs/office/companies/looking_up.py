"""Find a 行政相对人 by what a person types; show it only as far as a screen may."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection, select

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.register import companies
from shenguan_docs.register.companies import Company
from shenguan_docs.register.company_tables import company_mentions
from shenguan_docs.text import fold_code, join_names

_ID = re.compile("[CN][0-9]{5,}")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}")
_NAMED = 10  # candidates named; more of them ask for more of the name


def find(office: Office, conn: Connection, typed: str, *, itself: bool = False) -> Company:
    """Return the record that ``typed`` means: its id, a code, a present or former name, a part of one.

    One that was merged gives the record that holds for it, unless ``itself``. Raises NotFound with the
    nearest names, Refused with the candidates where several fit. One that only another district knows is not there.
    """
    if not typed.strip():
        raise Refused("没有写行政相对人", remedy="写名称、名称的一部分、统一社会信用代码或者编号")
    held_back = rights.bounds(office) is not None
    try:
        found = _of_code(conn, typed)
    except NotFound:  # in the words for what another district knows
        if not held_back:
            raise
        found = ()
    found = known_to(office, conn, found or companies.named(conn, typed))
    found = found or known_to(office, conn, companies.named(conn, typed, whole=False))
    held = {c.id: c for c in (c if itself else companies.root_of(conn, c) for c in found)}
    held = _without_doubles(held)
    if len(held) == 1:
        return next(iter(held.values()))
    if not held:
        near = [] if held_back else nearest(typed, companies.all_names(conn))
        advice = f"最接近的有{join_names(f'“{name}”' for name in near)}；" if near else ""
        raise NotFound(
            f"没有“{' '.join(typed.split())}”这个行政相对人",
            remedy=f"{advice}用 shenguan company list 查看；登记文书、事件后自动建立",
        )
    listed = "、".join(f"{c.name}（{code_of(c)}，{c.id}）" for c in list(held.values())[:_NAMED])
    more = f"等 {len(held)} 个" if len(held) > _NAMED else ""
    raise Refused(f"“{typed.strip()}”可以是{listed}{more}", remedy="写全名称、代码或者括号里的编号")


def known_to(office: Office, conn: Connection, found: Sequence[Company]) -> tuple[Company, ...]:
    """Return those of these records that something names within the person's ``bounds``, or that are merged with such."""
    if rights.bounds(office) is None or not found:
        return tuple(found)
    t = company_mentions
    groups = {
        c.id: [one.id for one in companies.merged_with(conn, companies.root_of(conn, c).id)] for c in found
    }
    ids = sorted({id for group in groups.values() for id in group})
    records: dict[str, set[str]] = {}
    for start in range(0, len(ids), 400):
        query = select(t.c.company, t.c.record).where(t.c.company.in_(ids[start : start + 400]))
        for company, record in conn.execute(query):
            records.setdefault(company, set()).add(record)
    seen = rights.within_bounds(office, conn, {record for some in records.values() for record in some})
    return tuple(c for c in found if any(records.get(id, set()) & seen for id in groups[c.id]))


def candidates(office: Office, conn: Connection, typed: str, most: int = 50) -> list[Company]:
    """Return the records that ``typed`` may mean: by code or its beginning, by a part of a name; each once."""
    words = typed.strip()
    if not words:
        return []
    try:
        found = _of_code(conn, words)
    except NotFound:
        if rights.bounds(office) is None:
            raise
        found = ()
    found = found or companies.named(conn, words) + companies.named(conn, words, whole=False)
    found = known_to(office, conn, found)
    held = {c.id: c for c in (companies.root_of(conn, c) for c in found[: 2 * most])}
    return list(_without_doubles(held).values())[:most]


def _without_doubles(held: dict[str, Company]) -> dict[str, Company]:
    """Leave out a record that has a name only, from an old register, beside the one body with a code so called."""
    coded = [fold_name(c.name) for c in held.values() if c.uscc or c.id_number]
    return {id: c for id, c in held.items() if c.uscc or c.id_number or coded.count(fold_name(c.name)) != 1}


def _of_code(conn: Connection, typed: str) -> tuple[Company, ...]:
    code = fold_code(typed)
    if _SCIENTIFIC.fullmatch(code):
        raise Refused(
            f"“{typed.strip()}”是被表格软件写成科学记数法的代码，后几位已经丢了",
            remedy="照营业执照写18位代码，或者写名称",
        )
    if _ID.fullmatch(code):
        return (companies.by_id(conn, code),)
    known = companies.by_key(conn, code) if code.isascii() else None
    return (known,) if known else ()


def code_of(company: Company, *, full: bool = False) -> str:
    """Return the code as it may be shown: a person's number is masked unless ``full``."""
    if company.uscc:
        return company.uscc
    if company.id_number:
        return company.id_number if full else masked_id(company.id_number)
    return "无代码"
