"""Searches that a person keeps under a name: a setting of that person, no record of the office.

They lie in the safe (office/people/safe.py), so that every machine of the office knows them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, asdict, fields, replace
from datetime import date
from typing import Any

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.toml_text import parse_toml
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.safe import safe
from shenguan_docs.text import clean

EARLIER = "searches.toml"
LONGEST_NAME = 60
MOST = 200
_KEPT = (
    *("text", "company", "uscc", "code", "matter", "kind", "department", "day_from", "day_to"),
    *("sort", "literal", "variants"),
)
_LABELS = {
    "company": "公司",
    "uscc": "信用代码",
    "code": "编码",
    "matter": "事项",
    "kind": "类别",
    "department": "部门",
    "day_from": "自",
    "day_to": "至",
}
_ADD = "INSERT INTO searches VALUES (?, ?, ?) ON CONFLICT (owner, name)"
_DEFAULTS = {f.name: f.default for f in fields(Query) if f.default is not MISSING}


def keep(office: Office, name: str, query: Query) -> None:
    """Keep ``query`` under ``name`` for the person at work; the same name again is replaced. Raises ``Refused``."""
    name = _name(name)
    said = {
        key: value for key, value in asdict(query).items() if key in _KEPT and value != _DEFAULTS.get(key)
    }
    if not said:
        raise Refused("没有检索词，没有什么可存", remedy="写上检索词再加 --save")
    _take_over(office)
    with safe(office) as desk:
        rows = desk.execute("SELECT name FROM searches WHERE owner = ?", (office.actor,)).fetchall()
        if (name,) not in [tuple(row) for row in rows] and len(rows) >= MOST:
            raise Refused(f"存下的检索已有 {MOST} 个", remedy="用 --forget 名称 删去不用的")
        desk.execute(f"{_ADD} DO UPDATE SET asks = excluded.asks", _row(office.actor, name, said))


def forget(office: Office, name: str) -> None:
    """Remove a kept search. Raises ``NotFound`` with the nearest names."""
    _found(_own(office), name)
    with safe(office) as desk:
        desk.execute("DELETE FROM searches WHERE owner = ? AND name = ?", (office.actor, _name(name)))


def recalled(office: Office, name: str, asked: Query) -> Query:
    """Return the kept search with the page and whatever else is ``asked`` now. Raises ``NotFound``."""
    said = _found(_own(office), name)
    now = {key: value for key, value in asdict(asked).items() if value != _DEFAULTS.get(key)}
    try:
        kept = replace(asked, **{key: _as_asked(key, said[key]) for key in _KEPT if key in said})
    except (TypeError, ValueError) as error:
        raise Refused(f"存下的检索“{name}”写坏了", remedy="用 --forget 删去它") from error
    return replace(kept, **now)


def listed(office: Office) -> list[dict[str, str]]:
    """Return the names of the person's searches and what each asks."""
    return [{"name": name, "says": _says(said)} for name, said in sorted(_own(office).items())]


def _as_asked(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key.startswith("day_") else value


def _says(said: Mapping[str, Any]) -> str:
    filters = [f"{label}：{said[key]}" for key, label in _LABELS.items() if said.get(key)]
    return " ".join([str(said.get("text", "")), *filters]).strip()


def _name(name: str) -> str:
    name = " ".join(clean(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"名称要写 1 到 {LONGEST_NAME} 个字")
    return name


def _found(own: Mapping[str, Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    name = _name(name)
    if name in own:
        return own[name]
    near = nearest(name, own)
    listing = f"最接近的是“{near[0]}”；" if near else ""
    raise NotFound(f"没有存下名为“{name}”的检索", remedy=f"{listing}用 --list-saved 看存下的")


def _own(office: Office) -> dict[str, dict[str, Any]]:
    _take_over(office)
    with safe(office, reading=True) as desk:
        rows = desk.execute("SELECT name, asks FROM searches WHERE owner = ?", (office.actor,)).fetchall()
    return {name: json.loads(asks) for name, asks in rows}


def _row(person: str, name: str, said: Mapping[str, Any]) -> tuple[str, str, str]:
    return person, name, json.dumps(said, ensure_ascii=False, default=str)  # a day as it is written


def _take_over(office: Office) -> None:
    """Earlier they lay in a file of the folder; what was kept since under the same name stays. Raises Refused."""
    path = office.root / EARLIER
    try:
        raw = parse_toml(path.read_text("utf-8-sig"), EARLIER)
    except FileNotFoundError:
        return
    rows = [
        _row(str(person), str(name), said)
        for person, own in raw.items()
        if isinstance(own, Mapping)
        for name, said in own.items()
        if isinstance(said, Mapping)
    ]
    with safe(office) as desk:
        desk.executemany(f"{_ADD} DO NOTHING", rows)
    with suppress(FileNotFoundError):  # another one did it at the same moment
        path.rename(path.with_name(f"{EARLIER}.old"))
