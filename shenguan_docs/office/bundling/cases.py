"""Saved cases (案件): a choice of documents under a name, with the profile and the cover of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.bundle.profile import DEFAULT, find_profile
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.bundling.assembling import Assembly, Wishes, assemble, profile_places
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import cases
from shenguan_docs.register.cases import Case
from shenguan_docs.text import clean

LONGEST_NAME = 100


@dataclass(frozen=True)
class Changes:
    """What to change in a case; None and empty leave it. A cover value of "" takes the value back."""

    choice: Choice | None = None
    name: str = ""
    profile: str = ""
    values: Mapping[str, str] | None = None
    note: str | None = None
    add: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    back: tuple[str, ...] = ()


def save_case(office: Office, name: str, choice: Choice, changes: Changes) -> Case:
    """Save a new case; what it chooses must be there. Raises Refused, NotFound."""
    _require_keeping(office)
    case = Case(office.new_id(office.today), _name(name), plain_choice(choice))
    return _save(office, case, replace(changes, name=""))


def change_case(office: Office, typed: str, changes: Changes) -> Case:
    """Change a saved case. Raises NotFound, Refused (nothing to change)."""
    if changes == Changes():
        raise Refused("没有写明改什么", remedy="见 shenguan case change --help")
    _require_keeping(office)
    with office.reading() as conn:
        case = find_case(office, conn, typed)
    return _save(office, case, changes)


def drop_case(office: Office, typed: str) -> Case:
    """Take a case off the list; its documents stay what they are."""
    _require_keeping(office)
    with office.writing() as conn:
        case = replace(find_case(office, conn, typed), state="dropped")
        cases.save(conn, case, at=office.now(), by=office.actor)
    return case


def listed_cases(office: Office, conn: Connection) -> list[Case]:
    """Return the cases that the person may see, by name."""
    rights.require(office, "bundle")
    return [case for case in cases.all_cases(conn) if _is_seen(office, conn, case)]


def find_case(office: Office, conn: Connection, typed: str) -> Case:
    """Return a case of a name or id that the person may see. Raises NotFound with the nearest names."""
    rights.require(office, "bundle")
    try:
        case = cases.find(conn, typed)
    except NotFound:
        if rights.sees_all(office):
            raise
        case = None  # names of others' cases are not told
    if case is None or not _is_seen(office, conn, case):
        raise NotFound(f"没有叫“{typed.strip()}”的案件", remedy="在案件一览里选")
    return case


def _is_seen(office: Office, conn: Connection, case: Case) -> bool:
    """A case is its department's: its name tells what it is about."""
    far = rights.reach(office)
    if far is None or (office.who is not None and case.changed_by == office.who.name):
        return True
    return rights.draft_department(conn, "", case.changed_by) in far.departments


def _require_keeping(office: Office) -> None:
    rights.require(office, "bundle")
    if not rights.may(office, "file"):  # who only looks does not save cases
        rights.require(office, "write")


def choice_of(case: Case) -> Choice:
    """Return what a case chooses."""
    known = {f.name for f in fields(Choice)}
    told: dict[str, Any] = {k: v for k, v in case.choice.items() if k in known}
    for name in ("numbers", "added", "without", "order"):
        told[name] = tuple(told.get(name, ()))
    for name in ("day_from", "day_to"):
        told[name] = date.fromisoformat(told[name]) if told.get(name) else None
    return Choice(**told)


def plain_choice(choice: Choice) -> dict[str, Any]:
    """Return a choice as the journal keeps it: only what is said."""
    told = {
        k: list(v) if isinstance(v, tuple) else v.isoformat() if isinstance(v, date) else v
        for k, v in asdict(choice).items()
    }
    return {k: v for k, v in told.items() if v}


def assemble_case(
    office: Office, conn: Connection, typed: str, *, profile: str = "", made_on: date | None = None,
    values: Mapping[str, str] | None = None,
) -> Assembly:  # fmt: skip
    """Return the bundle of a saved case; ``profile`` and ``values`` win over what it says. Raises NotFound, Refused."""
    case = find_case(office, conn, typed)
    cover = {**case.cover, **(values or {})}
    wishes = Wishes(case.name, cover)
    return assemble(
        office, conn, choice_of(case), profile=profile or case.profile, made_on=made_on, wishes=wishes
    )


def _save(office: Office, case: Case, changes: Changes) -> Case:
    choice = changes.choice or choice_of(case)
    choice = replace(
        choice,
        added=_joined(choice.added, changes.add, {*changes.without, *changes.back}),
        without=_joined(choice.without, changes.without, {*changes.add, *changes.back}),
    )
    cover = {k: v for k, v in {**case.cover, **(changes.values or {})}.items() if v}
    case = replace(
        case,
        name=_name(changes.name) if changes.name else case.name,
        choice=plain_choice(choice),
        profile=find_profile(profile_places(office), changes.profile or case.profile or DEFAULT).slug,
        cover=cover,
        note=case.note if changes.note is None else clean(changes.note),
    )
    with office.writing() as conn:
        assemble(office, conn, choice, profile=case.profile, wishes=Wishes(case.name, cover))
        cases.save(conn, case, at=office.now(), by=office.actor)
    return case


def _joined(kept: Iterable[str], more: Iterable[str], gone: set[str]) -> tuple[str, ...]:
    wanted = [one.strip() for one in (*kept, *more)]
    return tuple(one for one in dict.fromkeys(wanted) if one not in {word.strip() for word in gone})


def _name(typed: str) -> str:
    name = " ".join(clean(typed).split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"案件的名称要有 1 到 {LONGEST_NAME} 个字", remedy="如“示例木业无证收购木材案”")
    return name
