"""The types of 业务事件 and the letters that each calls for, read from ``events.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest

NEEDS = ("必须", "必要时", "鼓励", "按事项")


@dataclass(frozen=True)
class EventField:
    """One thing to fill in: as a field of a kind of notice, and its other names (``aliases``).

    ``spellings`` maps other words for a choice to the choice.
    """

    id: str
    label: str
    type: str
    required: bool = False
    many: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CalledLetter:
    """A letter that an event calls for.

    ``by`` and ``to`` are roles in words (主管部门 …), ``since`` is the id of the event's field from whose day
    the time runs, "" where it runs from something else (``due`` says what). ``workdays`` None: as the
    kind's own deadline says. ``only`` maps a field's id to the values for which the letter is called for;
    ``after`` is the kind of the letter that it follows. ``fill`` maps the kind's fields to where their
    values come from (see the head of ``events.toml``).
    """

    kind: str
    by: str
    to: str
    clause: str
    need: str
    when: str
    since: str = ""
    workdays: int | None = None
    due: str = ""
    only: Mapping[str, Any] | None = None
    after: str = ""
    fill: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class EventType:
    """A type of event. Two events whose ``same`` fields agree are one, unless their ``number`` fields differ.

    ``continues`` are the types that it follows up, found by the same number; ``future`` says that its day
    may lie ahead.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    fields: tuple[EventField, ...]
    rules: tuple[Mapping[str, str], ...]
    letters: tuple[CalledLetter, ...]
    example: Mapping[str, Any]
    number: str = ""
    same: tuple[str, ...] = ("company", "matter", "date")
    continues: tuple[str, ...] = ()
    future: bool = False
    place: Path = Path()

    @property
    def day(self) -> EventField:
        """The field that holds the day of the event."""
        return self.field("date")

    def field(self, id: str) -> EventField:
        """Return the field of this id; KeyError if the type has none."""
        for known in self.fields:
            if known.id == id:
                return known
        raise KeyError(id)


SOURCE = EventField(
    "source",
    "来源",
    "text",
    help="从哪里得知，如“市一体化平台”“收文登记簿”",
    aliases=("信息来源", "数据来源", "来源平台", "平台"),
)
SERIAL = EventField(
    "serial",
    "流水号",
    "text",
    help="在市一体化平台（或者别的来源）上的流水号；同一流水号只登记一次",
    aliases=("平台流水号", "市平台流水号", "市一体化平台流水号", "业务流水号", "办件流水号", "来源流水号"),
)


FILES = EventField(
    "files",
    "佐证材料",
    "attachment",
    many=True,
    help="决定书、检查记录、通知原件等文件；由这件事件起草的文书以它为附件",
    aliases=("证据材料", "佐证文件", "证据文件", "材料文件", "附件文件"),
)


def event_types(places: Sequence[Path]) -> tuple[EventType, ...]:
    """Return the types that the files describe; an earlier file wins over the same key in a later one.

    A file that does not exist is passed over. Raises Refused naming file and type for what is wrong.
    """
    found: dict[str, EventType] = {}
    for place in reversed(places):
        if place.is_file():
            found |= {event.key: event for event in _read(place, place.stat().st_mtime_ns)}
    return tuple(found.values())


def find_event_type(types: Sequence[EventType], typed: str) -> EventType:
    """Return the type that ``typed`` names by key, name or alias. Raises NotFound with the nearest names."""
    folded = fold_name(typed).replace("_", "-")
    for named in (lambda t: (t.key, t.name), lambda t: t.aliases):
        for event in types:
            if folded and folded in map(fold_name, named(event)):
                return event
    known = {name: event for event in types for name in (event.key, event.name, *event.aliases)}
    near = dict.fromkeys(f"{known[n].name}（{known[n].key}）" for n in nearest(typed, known))
    raise NotFound(
        f"没有“{typed}”这种事件",
        remedy=(f"最接近的是：{'、'.join(near)}。" if near else "") + "运行 shenguan event types 看全部类型",
    )


@cache
def _read(place: Path, _changed: int) -> tuple[EventType, ...]:
    try:
        raw = tomllib.loads(place.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            f"不是正确的 TOML 文件（{error}）", where=str(place), remedy="对照随软件带来的文件改正"
        ) from error
    types = []
    for entry in raw.get("events", ()):
        try:
            types.append(_type(entry, place))
        except (KeyError, TypeError, AttributeError) as error:
            name = entry.get("key") or entry.get("name") or "?"
            raise Refused(
                f"事件“{name}”缺少一项，或有一项写错：{error}",
                where=str(place),
                remedy="对照文件开头的说明改正",
            ) from error
    return tuple(types)


def _type(entry: Mapping[str, Any], place: Path) -> EventType:
    parts = dict(entry)
    fields = tuple(
        EventField(**{**f, "choices": tuple(f.get("choices", ())), "aliases": tuple(f.get("aliases", ()))})
        for f in parts.pop("fields")
    )
    letters = tuple(_letter(letter) for letter in parts.pop("letters", ()))
    for name in ("aliases", "same", "continues", "rules"):
        if name in parts:
            parts[name] = tuple(parts[name])
    event = EventType(
        **{"aliases": (), "rules": (), "example": {}, **parts},
        fields=(*fields, SOURCE, SERIAL, FILES),
        letters=letters,
        place=place,
    )
    known = {f.id for f in event.fields}
    asked = {"date", *event.same, *filter(None, (event.number,))}
    asked |= {id for letter in letters for id in (*(letter.only or {}), *filter(None, (letter.since,)))}
    unknown = sorted(asked - known)
    if unknown or event.day.type != "date":
        raise KeyError("、".join(unknown) or "date")
    return event


def _letter(entry: Mapping[str, Any]) -> CalledLetter:
    parts = dict(entry)
    parts["since"] = parts.pop("from", "")
    letter = CalledLetter(**parts)
    if letter.need not in NEEDS:
        raise KeyError(f"need = {letter.need}")
    return letter
