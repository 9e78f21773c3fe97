"""Points tables (评分表) as data: groups of 100 points together, what each rule takes off."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.resources import shipped_templates

TOTAL = 100
COMMON = "rules.toml"
_RULE_WORDS = ("name", "source", "mend")
_RULE_KEYS = (*_RULE_WORDS, "follows", "each", "most")


@dataclass(frozen=True)
class PointsRule:
    """What one rule takes off: ``each`` points a finding, at most ``most`` (None: up to the group's points).

    ``follows`` are rules whose findings bring this one with them. ``mend`` has ``{文号}`` and ``{编号}`` in it.
    """

    key: str
    group: str
    name: str
    each: float
    most: float | None = None
    source: str = ""
    mend: str = ""
    follows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A part of the table: its points, of which its rules take off until none is left."""

    key: str
    name: str
    points: float


@dataclass(frozen=True)
class PointsTable:
    """A whole points table; ``rules`` in their order."""

    slug: str
    name: str
    groups: tuple[Group, ...]
    rules: tuple[PointsRule, ...]


def points_folders(root: Path) -> tuple[Path, ...]:
    """Return where points tables lie: the office's own win over those that come with the program."""
    return tuple(place / "bundle" / "points" for place in (root / "templates", shipped_templates()))


def load_points(folders: Sequence[Path], slug: str, known: Iterable[str]) -> PointsTable:
    """Read the points table ``slug``; ``known`` are the keys of the rules that there are.

    Raises NotFound for a table that is not there, Refused for one that is not right (what, where, what to do).
    """
    path = next((p for folder in folders if (p := folder / f"{slug}.toml").is_file()), None)
    if path is None:
        there = sorted({p.stem for folder in folders for p in folder.glob("*.toml")} - {Path(COMMON).stem})
        raise NotFound(f"没有“{slug}”这张评分表", remedy=f"可用的有 {'、'.join(there)}")
    common: dict[str, Mapping[str, Any]] = {}
    for folder in reversed(folders):
        if (folder / COMMON).is_file():
            common.update(_read(folder / COMMON))
    return table_of(slug, _read(path), common, known, where=str(path))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"评分表读不出来：{error}", where=str(path), remedy="核对这个文件的写法") from error


def table_of(
    slug: str,
    data: Mapping[str, Any],
    common: Mapping[str, Mapping[str, Any]],
    known: Iterable[str],
    *,
    where: str,
) -> PointsTable:
    """Make a points table of what was read. Raises Refused."""
    known = tuple(known)
    groups, rules = [], []
    listed = data.get("groups")
    if not isinstance(listed, list) or not listed:
        raise Refused("没有写 [[groups]]", where=where, remedy="照随软件带来的评分表写")
    for n, raw in enumerate(listed, 1):
        if not isinstance(raw, Mapping) or not raw.get("name") or not _is_points(raw.get("points")):
            raise Refused(f"第 {n} 组要写 name 和 points（分数）", where=where)
        group = Group(str(raw.get("key") or f"group-{n}"), str(raw["name"]), raw["points"])
        groups.append(group)
        for key, value in dict(raw.get("rules") or {}).items():
            rules.append(_rule(key, value, group, common, known, where))
    _check_whole(groups, rules, where)
    return PointsTable(slug, str(data.get("name") or slug), tuple(groups), tuple(rules))


def _rule(
    key: str,
    value: Any,
    group: Group,
    common: Mapping[str, Mapping[str, Any]],
    known: Sequence[str],
    where: str,
) -> PointsRule:
    if key not in known:
        near = nearest(key, known, 1)
        remedy = f"是不是“{near[0]}”" if near else "规则见 rules.toml"
        raise Refused(f"“{group.name}”里的“{key}”不是评查规则", where=where, remedy=remedy)
    own = dict(value) if isinstance(value, Mapping) else {"each": value}
    strange = sorted(set(own) - set(_RULE_KEYS))
    if strange:
        raise Refused(
            f"“{key}”里没有“{strange[0]}”这一项", where=where, remedy=f"可以写 {'、'.join(_RULE_KEYS)}"
        )
    said = {**common.get(key, {}), **own}
    for name in ("each", "most"):
        if name in said and not _is_points(said[name]):
            raise Refused(f"“{key}”的 {name} 应是大于 0 的分数", where=where)
    if "each" not in said:
        raise Refused(f"“{key}”没有写每处扣几分（each）", where=where)
    follows = said.get("follows", ())
    if not isinstance(follows, list | tuple) or not all(isinstance(one, str) for one in follows):
        raise Refused(f"“{key}”的 follows 应是规则的列表", where=where)
    return PointsRule(
        key,
        group.key,
        str(said.get("name") or key),
        said["each"],
        said.get("most"),
        str(said.get("source", "")),
        str(said.get("mend", "")),
        tuple(follows),
    )


def _is_points(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= TOTAL


def _check_whole(groups: Sequence[Group], rules: Sequence[PointsRule], where: str) -> None:
    total = sum(group.points for group in groups)
    if total != TOTAL:
        raise Refused(f"各组分数之和是 {total:g} 分，应是 {TOTAL} 分", where=where, remedy="改各组的 points")
    keys = [group.key for group in groups]
    doubled = next((key for key in keys if keys.count(key) > 1), None) or next(
        (r.key for n, r in enumerate(rules) if r.key in {o.key for o in rules[:n]}), None
    )
    if doubled:
        raise Refused(f"“{doubled}”写了两次", where=where)
    causes = {rule.key: set(rule.follows) for rule in rules}
    for start in causes:
        seen, waiting = set[str](), list(causes[start])
        while waiting:
            key = waiting.pop()
            if key == start:
                raise Refused(f"“{start}”的 follows 绕成了圈", where=where, remedy="去掉其中一条")
            if key not in seen:
                seen.add(key)
                waiting += causes.get(key, ())
