"""The rule table of duties (``templates/plan/duties.toml``): what makes each, by whom, by when, what ends it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused

STATES = ("issued", "sent", "claimed", "corrected")
ENDS = ("issued", "sent", "claimed", "cited", "claim", "minutes", "original", "followed", "report")
PERIODS = {"month": 1, "quarter": 3, "year": 12}  # months


@dataclass(frozen=True)
class Unless:
    """An event of the same number whose ``field`` has one of ``values`` keeps a duty from arising."""

    event: str
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One row. It is made by events (``event``), by letters (``on``, in a ``state``) or by a period's end (``every``).

    The head of ``duties.toml`` says what each item means; ``since`` is its ``from``, the id of the event's field.
    """

    key: str
    row: str
    clause: str
    duty: str
    by: str
    to: str
    ended: str
    event: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    reported: bool = False
    since: str = "date"
    not_after: str = ""
    on: tuple[str, ...] = ()
    state: str = "sent"
    every: str = ""
    letter: str = ""
    deadline: str = ""
    workdays: int | None = None
    days: int | None = None
    begins: str = ""
    relations: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    received: bool = False
    reached: str = "sent"
    writes: str = ""
    need: str = "必须"
    unless: Unless | None = None
    title_not: str = ""
    causes: tuple[str, ...] = ()
    urgency: str = ""
    terms: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True)
class Rhythm:
    """When to remind: ``after`` so many days late, again ``every`` so many workdays, ``times`` before 督办."""

    after: int = 1
    every: int = 5
    times: int = 2


@dataclass(frozen=True)
class Rules:
    """The rules in force, and the rhythm of reminders by urgency ("" is the ordinary one)."""

    duties: tuple[Rule, ...]
    rhythms: Mapping[str, Rhythm]

    def of(self, key: str) -> Rule | None:
        """Return the rule of this key, None where the office does without it."""
        return next((rule for rule in self.duties if rule.key == key), None)

    def rhythm(self, urgency: str) -> Rhythm:
        """Return the rhythm for an urgency."""
        return self.rhythms.get(urgency) or self.rhythms.get("") or Rhythm()


def read_rules(places: Sequence[Path]) -> Rules:
    """Return the rules of these files; a row of an earlier file wins over the same key of a later one.

    A file that does not exist is passed over. Raises Refused naming file and row for what is wrong.
    """
    found: dict[str, Rule] = {}
    rhythms: dict[str, Rhythm] = {}
    for place in reversed(places):
        if place.is_file():
            rules, rhythm = _read(place, place.stat().st_mtime_ns)
            found |= {rule.key: rule for rule in rules}
            rhythms |= rhythm
    return Rules(tuple(rule for rule in found.values() if not rule.off), rhythms)


@cache
def _read(place: Path, _changed: int) -> tuple[tuple[Rule, ...], dict[str, Rhythm]]:
    try:
        raw = tomllib.loads(place.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            f"不是正确的 TOML 文件（{error}）", where=str(place), remedy="对照随软件带来的文件改正"
        ) from error
    rules = []
    for entry in raw.get("duties", ()):
        try:
            rules.append(_rule(entry))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            name = entry.get("key", "?") if isinstance(entry, Mapping) else "?"
            raise Refused(
                f"义务“{name}”缺少一项，或有一项写错：{error}",
                where=str(place),
                remedy="对照文件开头的说明改正",
            ) from error
    try:
        rhythms = {name: Rhythm(**given) for name, given in raw.get("rhythm", {}).items()}
    except TypeError as error:
        raise Refused(
            f"催办的节奏写错：{error}", where=str(place), remedy="对照随软件带来的文件改正"
        ) from error
    return tuple(rules), rhythms


_NAMES = {f.name for f in fields(Rule)}
_LISTS = ("event", "also", "on", "relations", "kinds", "causes", "terms")


def _rule(entry: Mapping[str, Any]) -> Rule:
    if entry.get("off"):
        return Rule(entry["key"], "", "", "", "", "", "sent", off=True)
    parts = dict(entry)
    if "from" in parts:
        parts["since"] = parts.pop("from")
    unknown = sorted(parts.keys() - _NAMES)
    if unknown:
        raise KeyError("、".join(unknown))
    for name in _LISTS:
        if name in parts:
            parts[name] = tuple(parts[name])
    if "only" in parts:
        parts["only"] = {id: tuple(values) for id, values in parts["only"].items()}
    if "unless" in parts:
        given = parts["unless"]
        parts["unless"] = Unless(given["event"], given["field"], tuple(given["values"]))
    rule = Rule(**parts)
    if rule.ended not in ENDS or rule.state not in STATES or rule.every not in ("", *PERIODS):
        raise ValueError(f"ended = {rule.ended}, state = {rule.state}, every = {rule.every}")
    if sum(map(bool, (rule.event, rule.on, rule.every))) != 1:
        raise ValueError("event、on、every 写一种")
    return rule
