"""Find a 行政相对人 by what a person types; show it only as far as a screen may."""

from __future__ import annotations

import re

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.parties.codes import masked_id
from shenguan_docs.register import companies
from shenguan_docs.register.companies import Company
from shenguan_docs.text import fold_code, join_names

_ID = re.compile("[CN][0-9]{5,}")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}")
_NAMED = 10  # candidates named; more of them ask for more of the name


def find(conn: Connection, typed: str, *, itself: bool = False) -> Company:
    """Return the record that ``typed`` means: its id, a code, a present or former name, a part of one.

    One that was merged gives the record that holds for it, unless ``itself``. Raises NotFound with the
    nearest names, Refused with the candidates where several fit.
    """
    if not typed.strip():
        raise Refused("没有写行政相对人", remedy="写名称、名称的一部分、统一社会信用代码或者编号")
    found = _of_code(conn, typed) or companies.named(conn, typed) or companies.named(conn, typed, whole=False)
    held = {c.id: c for c in (c if itself else companies.root_of(conn, c) for c in found)}
    held = _without_doubles(held)
    if len(held) == 1:
        return next(iter(held.values()))
    if not held:
        near = nearest(typed, companies.all_names(conn))
        advice = f"最接近的有{join_names(f'“{name}”' for name in near)};" if near else ""
        raise NotFound(
            f"没有“{' '.join(typed.split())}”这个行政相对人",
            remedy=f"{advice}用 shenguan company list 查看;登记文书、事件后自动建立",
        )
    listed = "、".join(f"{c.name}({code_of(c)},{c.id})" for c in list(held.values())[:_NAMED])
    more = f"等 {len(held)} 个" if len(held) > _NAMED else ""
    raise Refused(f"“{typed.strip()}”可以是{listed}{more}", remedy="写全名称、代码或者括号里的编号")


def candidates(conn: Connection, typed: str, most: int = 50) -> list[Company]:
    """Return the records that ``typed`` may mean: by code or its beginning, by a part of a name; each once."""
    words = typed.strip()
    if not words:
        return []
    found = _of_code(conn, words) or companies.named(conn, words) + companies.named(conn, words, whole=False)
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
            f"“{typed.strip()}”是被表格软件写成科学记数法的代码,后几位已经丢了",
            remedy="照营业执照写18位代码,或者写名称",
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
