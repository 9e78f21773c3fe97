"""Read one profile's file and say what is wrong with it, by file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.contents import PARTS, SOURCES
from shenguan_docs.bundle.profile import CoverField, Profile, Slot, Takes
from shenguan_docs.errors import Refused, system_reason
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.kind import RETENTIONS
from shenguan_docs.notices.toml_text import parse_toml

FACTS = (
    "heading",
    "party",
    "uscc",
    "matter",
    "period",
    "retention",
    "made_on",
    "made_by",
    "office",
    "pages",
    "case",
)
"""What a line of the cover may take besides an event's field."""
NUMBER_PLACES = ("outer", "right", "left")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_WORD = ("文字，放在英文双引号里", lambda value: isinstance(value, str))
_WORDS = ('一列文字，写成 ["甲", "乙"]', lambda value: _list_of(value, str))
_YES = ("true 或 false，不加引号", lambda value: isinstance(value, bool))
_COUNT = ("1 到 2000 的整数", lambda value: type(value) is int and 1 <= value <= 2000)
_TABLES = ("几节", lambda value: _list_of(value, dict))
_Form = tuple[str, Callable[[Any], bool]]

_HEAD: Mapping[str, _Form] = {
    "name": _WORD, "title": _WORD, "heading": _WORD, "number_place": _WORD, "retention": _WORD,
    "points": _WORD, "most": _COUNT, "origin": _WORD, "slots": _TABLES, "cover": _TABLES,
}  # fmt: skip
_SLOT: Mapping[str, _Form] = {
    "key": _WORD, "name": _WORD, "volume": _WORD, "takes": _TABLES, "rest": _YES, "required": _YES,
    "required_with": _WORDS, "required_credit": _YES, "follows": _YES, "many": _YES,
}  # fmt: skip
_TAKES: Mapping[str, _Form] = dict.fromkeys(("sources", "kinds", "words", "without"), _WORDS)
_COVER: Mapping[str, _Form] = {"key": _WORD, "label": _WORD, "from": _WORDS, "required": _YES}


def read_profile(path: Path) -> Profile:
    """Read ``path``; its stem is the slug. Raises Refused naming file and line for what is wrong in it."""
    where = f"profiles/{path.name}"
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("不是 UTF-8 编码", where=where, remedy="在编辑器里另存为 UTF-8") from error
    except OSError as error:
        raise Refused(f"读不出来（{system_reason(error)}）", where=where) from error
    return _Reader(text, where).profile(path.stem, parse_toml(text, where))


def is_slug(text: str) -> bool:
    """Say whether ``text`` can be the name of a profile's file: small letters, figures, single dashes."""
    return len(text) <= 60 and _SLUG.fullmatch(text) is not None


class _Reader:
    """Turns one file's TOML into a profile; knows the text, so that a fault is told with its line."""

    def __init__(self, text: str, where: str) -> None:
        self._lines, self._where = text.splitlines(), where

    def profile(self, slug: str, raw: Mapping[str, Any]) -> Profile:
        if not is_slug(slug):
            raise Refused(f"文件名“{slug}”只能用小写英文字母、数字和短横", where=self._where)
        self._require(raw, _HEAD, ("name", "slots", "cover"), "")
        self._one_of(raw, "number_place", NUMBER_PLACES)
        self._one_of(raw, "retention", RETENTIONS)
        slots = tuple(self._slot(entry) for entry in raw["slots"])
        cover = tuple(self._line(entry) for entry in raw["cover"])
        self._once([slot.key for slot in slots], "key")
        self._once([line.key for line in cover], "key")
        if sum(slot.rest for slot in slots) != 1:
            raise self._wrong(
                "要有一处、也只能有一处写 rest = true", "rest", "它收别处都不要的材料；没有它，材料会漏掉"
            )
        known = {slot.key for slot in slots}
        for slot in slots:
            for key in slot.required_with:
                if key not in known:
                    raise self._wrong(f"“{slot.name}”的 required_with 写了没有的一处“{key}”", f'"{key}"')
        name = raw["name"]
        return Profile(
            slug, name, raw.get("title", f"{name}案卷"), raw.get("heading", "{party}{matter}" + name + "案卷"),
            slots, cover, raw.get("number_place", "outer"), raw.get("retention", ""), raw.get("points", slug),
            raw.get("most", 200), raw.get("origin", ""),
        )  # fmt: skip

    def _slot(self, raw: Mapping[str, Any]) -> Slot:
        spot = f'"{raw.get("key", "")}"'
        self._require(raw, _SLOT, ("key", "name"), spot)
        self._one_of(raw, "volume", PARTS)
        ways = []
        for way in raw.get("takes", ()):
            self._require(way, _TAKES, (), spot)
            if not way:
                raise self._wrong(f"“{raw['name']}”的 takes 里有一项是空的", spot, "写明要哪些，或者删去")
            for source in way.get("sources", ()):
                if source not in SOURCES:
                    raise self._wrong(
                        f"sources 不能是“{source}”", f'"{source}"', f"可用：{'、'.join(SOURCES)}"
                    )
            ways.append(Takes(**{key: tuple(words) for key, words in way.items()}))
        if not ways and not raw.get("rest"):
            raise self._wrong(f"“{raw['name']}”没有写 takes", spot, "写明要哪些材料")
        plain = {key: value for key, value in raw.items() if key not in ("takes", "required_with")}
        return Slot(**plain, takes=tuple(ways), required_with=tuple(raw.get("required_with", ())))

    def _line(self, raw: Mapping[str, Any]) -> CoverField:
        spot = f'"{raw.get("key", "")}"'
        self._require(raw, _COVER, ("key", "label"), spot)
        for source in raw.get("from", ()):
            if source not in FACTS and not re.fullmatch(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*", source):
                raise self._wrong(
                    f"from 不能是“{source}”", f'"{source}"', f"可用：{'、'.join(FACTS)}，或者“事件类型.项”"
                )
        return CoverField(raw["key"], raw["label"], tuple(raw.get("from", ())), raw.get("required", False))

    def _require(
        self, raw: Mapping[str, Any], shape: Mapping[str, _Form], needed: tuple[str, ...], spot: str
    ) -> None:
        for key, value in raw.items():
            if key not in shape:
                near = nearest(key, shape)
                raise self._wrong(f"不认识的项 {key}", key, f"是不是 {near[0]}" if near else "删去")
            form, fits = shape[key]
            if not fits(value):
                raise self._wrong(f"{key} 要写{form}", key)
        for key in needed:
            if not raw.get(key):
                raise self._wrong(f"缺 {key}", spot)

    def _one_of(self, raw: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> None:
        if key in raw and raw[key] not in allowed:
            raise self._wrong(f"{key} 不能是“{raw[key]}”", f'"{raw[key]}"', f"可用：{'、'.join(allowed)}")

    def _once(self, keys: list[str], what: str) -> None:
        for key in keys:
            if keys.count(key) > 1:
                raise self._wrong(f"{what} “{key}”写了两遍", f'"{key}"', "改成不同的")

    def _wrong(self, problem: str, needle: str, remedy: str = "") -> Refused:
        word = re.compile(rf"\b{re.escape(needle)}\b" if needle.isidentifier() else re.escape(needle))
        for number, line in enumerate(self._lines, 1):
            if needle and word.search(line.partition("#")[0]):
                return Refused(problem, where=f"{self._where} 第 {number} 行", remedy=remedy)
        return Refused(problem, where=self._where, remedy=remedy)


def _list_of(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(entry, kind) for entry in value)
