"""Searches that a person keeps under a name: a setting of that person in ``searches.toml``, no record of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields, replace
from typing import Any

import tomlkit

from shenguan_docs.asking.query import Query
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.toml_text import parse_toml
from shenguan_docs.office.opening import Office
from shenguan_docs.text import clean

FILE = "searches.toml"
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
_DEFAULTS = {f.name: f.default for f in fields(Query) if f.default is not MISSING}


def keep(office: Office, name: str, query: Query) -> None:
    """Keep ``query`` under ``name`` for the person at work; the same name again is replaced. Raises ``Refused``."""
    name = _name(name)
    said = {
        key: value for key, value in asdict(query).items() if key in _KEPT and value != _DEFAULTS.get(key)
    }
    if not said:
        raise Refused("没有检索词，没有什么可存", remedy="写上检索词再加 --save")
    with office.locked():
        everything = _load(office)
        own = everything.setdefault(office.actor, {})
        if name not in own and len(own) >= MOST:
            raise Refused(f"存下的检索已有 {MOST} 个", remedy="用 --forget 名称 删去不用的")
        own[name] = said
        _store(office, everything)


def forget(office: Office, name: str) -> None:
    """Remove a kept search. Raises ``NotFound`` with the nearest names."""
    with office.locked():
        everything = _load(office)
        own = everything.get(office.actor, {})
        _found(own, name)
        del own[_name(name)]
        _store(office, everything)


def recalled(office: Office, name: str, asked: Query) -> Query:
    """Return the kept search with the page and whatever else is ``asked`` now. Raises ``NotFound``."""
    said = _found(_load(office).get(office.actor, {}), name)
    now = {key: value for key, value in asdict(asked).items() if value != _DEFAULTS.get(key)}
    try:
        kept = replace(asked, **{key: value for key, value in said.items() if key in _KEPT})
    except (TypeError, ValueError) as error:
        raise Refused(f"存下的检索“{name}”写坏了", where=FILE, remedy="用 --forget 删去它") from error
    return replace(kept, **now)


def listed(office: Office) -> list[dict[str, str]]:
    """Return the names of the person's searches and what each asks."""
    own = _load(office).get(office.actor, {})
    return [{"name": name, "says": _says(said)} for name, said in sorted(own.items())]


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


def _load(office: Office) -> dict[str, dict[str, dict[str, Any]]]:
    path = office.root / FILE
    if not path.is_file():
        return {}
    raw = parse_toml(path.read_text("utf-8-sig"), FILE)
    return {
        str(person): {str(name): dict(said) for name, said in own.items() if isinstance(said, Mapping)}
        for person, own in raw.items()
        if isinstance(own, Mapping)
    }


def _store(office: Office, everything: Mapping[str, Mapping[str, Any]]) -> None:
    text = tomlkit.dumps({p: own for p, own in everything.items() if own})
    write_durably(office.root / FILE, text.encode())
