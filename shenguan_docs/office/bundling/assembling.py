"""Put the documents of a case into the order of its profile: their places, the cover, what is lacking."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import PARTS, BundleItem, Cover, CoverLine
from shenguan_docs.bundle.profile import DEFAULT, CoverField, Profile, Slot, find_profile
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.bundling.choosing import Choice, Chosen, choose
from shenguan_docs.office.bundling.items import candidates
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.matters import find_matter
from shenguan_docs.register import plan_records
from shenguan_docs.register.events import Event
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.register.past_records import PastLetter
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import chinese_date

_TERMS = ("永久", "30年", "10年")


@dataclass(frozen=True)
class Assembly:
    """The documents in the order of the bundle, the cover, the profile, the required slots with nothing in them.

    ``chosen`` are the records, ``case`` the name of the saved case, "" where none was asked for.
    """

    items: tuple[BundleItem, ...]
    cover: Cover
    profile: Profile
    lacking: tuple[Slot, ...]
    chosen: Chosen
    case: str = ""


@dataclass(frozen=True)
class Wishes:
    """What a person says beyond the choice: the name of a saved case, values of the cover by key or label."""

    case: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def profile_places(office: Office) -> list[Path]:
    """Return where profiles lie; the office's own win over the shipped ones."""
    return [place / "bundle" / "profiles" for place in (office.root / "templates", shipped_templates())]


def assemble(
    office: Office,
    conn: Connection,
    choice: Choice,
    *,
    profile: str = "",
    made_on: date | None = None,
    wishes: Wishes | None = None,
) -> Assembly:
    """Return the bundle of a choice by the profile's slug or name. Raises Refused, NotFound."""
    said = wishes or Wishes()
    kind = find_profile(profile_places(office), profile or DEFAULT)
    chosen = choose(office, conn, choice)
    items = in_order(kind, _placed(office, conn, kind, chosen, choice.without), choice.order)
    if not items:
        raise NotFound("符合条件的材料都不属于这种案卷", remedy=f"核对案卷类型“{kind.name}”的各处要哪些材料")
    cover = _cover(office, conn, choice, kind, chosen, items, made_on or office.today, said)
    filled = frozenset(item.slot for item in items)
    lacking = kind.lacking(filled, credit=_credit_required(office, conn, chosen))
    return Assembly(items, cover, kind, lacking, chosen, said.case)


def _placed(
    office: Office, conn: Connection, profile: Profile, chosen: Chosen, without: Collection[str]
) -> list[BundleItem]:
    placed = []
    for candidate in candidates(office, conn, chosen):
        if candidate.item.id and candidate.item.id in without:
            continue
        slot = profile.slot_of(candidate.item, named=candidate.named_only)
        if slot is not None:
            placed.append(replace(candidate.item, slot=slot.key, volume=slot.volume))
    return placed


def in_order(
    profile: Profile, items: Iterable[BundleItem], order: Sequence[str] = ()
) -> tuple[BundleItem, ...]:
    """Return placed items in the order of the parts, the slots and the days; what follows a letter right behind it.

    ``order`` are ids that a person put into another order: within a part they take one another's places.
    """
    place = {slot.key: n for n, slot in enumerate(profile.slots)}
    following = {slot.key for slot in profile.slots if slot.follows}
    listed = sorted(
        items, key=lambda item: (PARTS.index(item.volume), place[item.slot], item.day or date.max)
    )  # stable: the order of the records within a day
    led: dict[tuple[str, str], list[BundleItem]] = {}
    heads = []
    ids = {(item.volume, item.id) for item in listed if item.slot not in following and item.id}
    for item in listed:
        key = (item.volume, item.about)
        if item.slot in following and item.about and key in ids:
            led.setdefault(key, []).append(item)
        else:
            heads.append(item)
    heads = [one for part in PARTS for one in _as_given([h for h in heads if h.volume == part], order)]
    return tuple(one for item in heads for one in (item, *led.get((item.volume, item.id), ())))


def _as_given(heads: list[BundleItem], order: Sequence[str]) -> list[BundleItem]:
    wanted = {id: n for n, id in enumerate(order)}
    moved = iter(sorted((one for one in heads if one.id in wanted), key=lambda one: wanted[one.id]))
    return [next(moved) if one.id in wanted else one for one in heads]


def _credit_required(office: Office, conn: Connection, chosen: Chosen) -> bool:
    """Whether a matter of the case calls for a credit check (第三部分第(三)项第4条)."""
    names = {m.name for letter in chosen.letters for m in letter.matters}
    names |= {name for event in chosen.events for name in event.matters}
    try:
        listed = plan_records.matter_list(conn, None, rights.lists_of(office)).all
    except NotFound:
        return False
    return any(matter.name in names and matter.credit_check == "必须" for matter in listed)


def _cover(
    office: Office,
    conn: Connection,
    choice: Choice,
    profile: Profile,
    chosen: Chosen,
    items: Sequence[BundleItem],
    made_on: date,
    said: Wishes,
) -> Cover:
    company, uscc = _party(choice, chosen)
    matter = _matter(office, conn, choice, chosen)
    days = [item.day for item in items if item.day]
    start, end = min(days, default=None), max(days, default=None)
    retention = profile.retention or next(
        (term for term in _TERMS if any(r.retention == term for r in chosen.letters)), "10年"
    )
    told = {"party": company, "matter": matter, "case": said.case}
    told["subject"] = company or matter or choice.code or said.case or office.settings.name
    heading = said.values.get("heading") or profile.heading.format_map(_Blank(told))
    facts = told | {
        "heading": heading,
        "uscc": uscc,
        "period": f"{chinese_date(start)}至{chinese_date(end)}" if start and end else "",
        "retention": retention,
        "made_on": chinese_date(made_on),
        "made_by": office.actor,
        "office": office.settings.name,
    }
    lines = tuple(_line(entry, facts, chosen, said) for entry in profile.cover)
    unknown = (
        set(said.values) - {entry.key for entry in profile.cover} - {entry.label for entry in profile.cover}
    )
    if unknown:
        raise Refused(
            f"封面没有这一项：{'、'.join(sorted(unknown))}",
            remedy=f"可用：{'、'.join(entry.label for entry in profile.cover)}",
        )
    shown = {line.key: line.value for line in lines}
    return Cover(
        heading=shown.get("heading") or heading, office=office.settings.name, party=company, uscc=uscc,
        matter=matter, period_from=start, period_to=end, retention=shown.get("retention") or retention,
        made_on=made_on, made_by=office.actor, profile=profile.name, title=profile.title, lines=lines,
    )  # fmt: skip


class _Blank(dict[str, str]):
    """The pattern of a heading may name what is not known: nothing stands there then."""

    def __missing__(self, key: str) -> str:
        return ""


def _line(entry: CoverField, facts: Mapping[str, str], chosen: Chosen, said: Wishes) -> CoverLine:
    value = said.values.get(entry.key) or said.values.get(entry.label) or ""
    for source in entry.sources:
        value = value or facts.get(source, "") or _of_event(source, chosen)
    return CoverLine(entry.key, entry.label, value, entry.required)


def _of_event(source: str, chosen: Chosen) -> str:
    """The value of ``type.field`` in the last event of this type that has one; "date" is the day of the event."""
    type_, _, name = source.partition(".")
    for event in reversed(chosen.events):
        if event.type == type_:
            found = event.day.isoformat() if name == "date" else event.data.get(name)
            if found not in (None, "", []):
                return _words(found)
    return ""


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(map(_words, value))
    try:
        return chinese_date(date.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def _party(choice: Choice, chosen: Chosen) -> tuple[str, str]:
    """Name and code of the party on the cover: the one asked for, else the only one that there is."""
    records: list[IssuedRecord | Event | PastLetter] = [*chosen.letters, *chosen.events, *chosen.past]
    named = [(party.name, party.uscc) for record in records for party in record.parties]
    codes = {name: uscc for name, uscc in sorted(named) if uscc}
    typed, code = choice.company.strip(), choice.uscc.strip().upper()
    if typed in {name for name, _ in named}:
        return typed, codes.get(typed, "")
    for name, uscc in named:
        if uscc and (uscc == code or uscc == typed.upper()):
            return name, uscc
    matching = {name for name, _ in named if typed and typed in name}
    only = matching or {name for name, _ in named}
    if len(only) == 1:
        name = next(iter(only))
        return name, codes.get(name, "")
    return typed, ""


def _matter(office: Office, conn: Connection, choice: Choice, chosen: Chosen) -> str:
    names = {m.name for letter in chosen.letters for m in letter.matters}
    names |= {name for event in chosen.events for name in event.matters}
    if choice.matter.strip():
        try:
            return find_matter(
                plan_records.matter_list(conn, None, rights.lists_of(office)), choice.matter
            ).name
        except (NotFound, Refused):
            return choice.matter.strip()  # a matter of an earlier list
    return next(iter(names)) if len(names) == 1 else ""
