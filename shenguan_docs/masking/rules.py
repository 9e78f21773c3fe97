"""The rules of 脱敏 as data: ``templates/bundle/masking.toml``, which an office may copy and edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.index.normal import normalise

FILE_NAME = "masking.toml"
_BETWEEN = r"[ \n·.-]?"
CHECKS = ("", "id-number", "label-number", "bank-card", "telephone", "plate", "address")
_RULE_KEYS = {"key", "name", "why", "pattern", "labels", "check", "whole"}
_NAME_KEYS = {
    "key", "name", "why", "persons", "parties", "titles", "title_ends", "papers", "ends", "not_names", "surnames", "compound_surnames",
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule: what matches ``pattern`` in a normal text (its group ``v``, if it has one) and passes ``check``.

    ``whole``: the words are hidden wherever else they stand, too. ``labelled``: a label stands before them.
    """

    key: str
    name: str
    why: str
    pattern: re.Pattern[str]
    check: str
    whole: bool
    labelled: bool


@dataclass(frozen=True)
class NameRule:
    """How names of persons are known: by the label before them, their surname, and what follows them."""

    key: str
    name: str
    why: str
    persons: frozenset[str]
    parties: frozenset[str]
    labels: re.Pattern[str]
    titles: re.Pattern[str]
    title_ends: re.Pattern[str]
    papers: re.Pattern[str]
    ends: re.Pattern[str]
    not_names: tuple[str, ...]
    surnames: frozenset[str]
    compound: frozenset[str]


@dataclass(frozen=True)
class Rules:
    """All rules; ``labels`` finds where one value ends because another begins."""

    rules: tuple[Rule, ...]
    names: NameRule
    labels: re.Pattern[str]
    why: str


def read_rules(places: Sequence[Path]) -> Rules:
    """Read the first ``masking.toml`` in the folders ``places``. Raises NotFound; Refused with the file and the rule."""
    for place in places:
        path = place / FILE_NAME
        if path.is_file():
            try:
                return _rules(tomllib.loads(path.read_text("utf-8-sig")))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise Refused(
                    f"脱敏规则写错了：{error}", where=str(path), remedy="改正，或者删去单位自己的一份"
                ) from error
            except _Wrong as error:
                raise Refused(str(error), where=str(path), remedy="照随软件带来的一份核对") from error
    raise NotFound(f"没有脱敏规则 {FILE_NAME}", remedy="重新安装 shenguan-docs")


class _Wrong(Exception):
    """A rule that cannot be used; the message is Chinese."""


def _rules(data: Mapping[str, Any]) -> Rules:
    why = str(data.get("why", ""))
    if not isinstance(data.get("rules"), list) or not isinstance(data.get("names"), dict):
        raise _Wrong("脱敏规则里要有 [names] 和 [[rules]]")
    rules = tuple(_rule(n, given, why) for n, given in enumerate(data["rules"], 1))
    names = _names(data["names"], why)
    labels = {label for given in data["rules"] for label in given.get("labels", ()) if len(label) > 1}
    return Rules(rules, names, _any_of({*labels, *names.persons, *names.parties}), why)


def _rule(number: int, given: object, why: str) -> Rule:
    where = f"第 {number} 条规则"
    if not isinstance(given, dict) or set(given) - _RULE_KEYS:
        strange = "、".join(sorted(set(given) - _RULE_KEYS)) if isinstance(given, dict) else str(given)
        raise _Wrong(f"{where}里有不认识的项：{strange}")
    if not all(isinstance(given.get(key), str) and given[key] for key in ("key", "name", "pattern")):
        raise _Wrong(f"{where}要写 key、name、pattern")
    labels = _list(given, "labels", where)
    pattern = given["pattern"].replace("{s}", _BETWEEN)
    if labels:
        before = "|".join(re.escape(normalise(label)) for label in sorted(labels, key=len, reverse=True))
        pattern = rf"(?:{before})(?:\([^()]{{0,12}}\))?[ \n]?[:;]?[ \n]?(?P<v>{pattern})"
    check = str(given.get("check", ""))
    if check not in CHECKS:
        raise _Wrong(f"{where}的 check 应是 {'、'.join(CHECKS[1:])} 之一")
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise _Wrong(f"{where}的 pattern 不是正则表达式：{error}") from error
    if compiled.fullmatch(""):
        raise _Wrong(f"{where}的 pattern 什么都不写也符合")
    return Rule(
        given["key"], given["name"], str(given.get("why", why)), compiled, check, bool(given.get("whole")), bool(labels)
    )  # fmt: skip


def _names(given: Mapping[str, Any], why: str) -> NameRule:
    if set(given) - _NAME_KEYS:
        raise _Wrong(f"[names] 里有不认识的项：{'、'.join(sorted(set(given) - _NAME_KEYS))}")
    persons, parties = (
        frozenset(normalise(label) for label in _list(given, key, "[names] "))
        for key in ("persons", "parties")
    )
    return NameRule(
        str(given.get("key", "name")),
        str(given.get("name", "姓名")),
        str(given.get("why", why)),
        persons,
        parties,
        _any_of(persons | parties),
        _any_of(set(_list(given, "titles", "[names] "))),
        _any_of(set(_list(given, "title_ends", "[names] "))),
        _any_of(set(_list(given, "papers", "[names] "))),
        _any_of(set(_list(given, "ends", "[names] "))),
        tuple(normalise(word) for word in _list(given, "not_names", "[names] ")),
        frozenset("".join(str(given.get("surnames", "")).split())),
        frozenset(str(given.get("compound_surnames", "")).split()),
    )


def _list(given: Mapping[str, Any], key: str, where: str) -> list[str]:
    value = given.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise _Wrong(f'{where}的 {key} 应写成 ["…", "…"]')
    return value


def _any_of(words: set[str] | frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(map(normalise, words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")
