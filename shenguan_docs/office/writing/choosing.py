"""What one may write, in the words of what happened; and what else is to be written then."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.errors import ShenguanError
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.notices.kinds import family, kind_folders
from shenguan_docs.office.events.entering import called_letters
from shenguan_docs.office.events.forms import types_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.sheets import EVENT, Sheet
from shenguan_docs.register import documents, events

_SAID = {  # how a secretary says that it happened; a type that is not here is called by its name
    "application-accepted": "受理了申请",
    "approval-decided": "作出了审批决定",
    "penalty-decided": "处罚决定作出了",
    "penalty-effective": "处罚决定生效了",
    "penalty-changed": "处罚决定变更、撤销了",
    "inspection-abnormal": "检查结果异常",
    "hazard-found": "发现安全隐患",
    "major-change-found": "发现重大变更",
    "violation-found": "发现违法情况",
    "law-change-received": "收到上级法规文件",
    "training-notice-received": "有培训",
    "people-changed": "联络员换人了",
}


@dataclass(frozen=True)
class Happening:
    """A type of event: its key, how it is said, its name and other names, the letters that it calls for."""

    key: str
    words: str
    aliases: tuple[str, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A kind of letter to choose: its slug, its name, who writes to whom."""

    slug: str
    name: str
    detail: str


_read: dict[Path, tuple[int, Kind]] = {}


def kinds_of(office: Office) -> dict[str, Kind]:
    """Return all kinds by slug, each read again only when its kind.toml changed: for what is told of them in lists."""
    found = {}
    for slug, folder in sorted(kind_folders(office.kind_places).items()):
        stamp = (folder / "kind.toml").stat().st_mtime_ns
        kept = _read.get(folder)
        if kept is None or kept[0] != stamp:
            kept = _read[folder] = stamp, load_kind(folder)
        found[slug] = kept[1]
    return found


def happenings(office: Office) -> list[Happening]:
    """Return what may have happened, with the letters that follow."""
    names = {slug: kind.name for slug, kind in kinds_of(office).items()}
    return [
        Happening(
            t.key, _SAID.get(t.key, t.name), tuple(dict.fromkeys((t.name, *t.aliases))),
            tuple(dict.fromkeys(names.get(letter.kind, letter.kind) for letter in t.letters)),
        )
        for t in types_of(office)
    ]  # fmt: skip


def kinds_by_group(office: Office) -> list[tuple[str, list[Choice]]]:
    """Return all kinds by their direction."""
    groups: dict[str, list[Choice]] = {}
    for slug, kind in kinds_of(office).items():
        receivers = "、".join(kind.receivers) or "存档"
        groups.setdefault(kind.direction or "其他", []).append(
            Choice(slug, kind.name, f"{kind.sender} → {receivers}")
        )
    return sorted(groups.items())


def names(office: Office) -> dict[str, str]:
    """Return how a list calls what a sheet is: by the sheet's ``kind``."""
    found = {slug: kind.name for slug, kind in kinds_of(office).items()}
    return found | {EVENT + t.key: f"登记：{_SAID.get(t.key, t.name)}" for t in types_of(office)}


def after(office: Office, sheet: Sheet) -> list[dict[str, Any]]:
    """Return the other letters that the event of a sheet calls for, with the number of those that were issued."""
    if not sheet.origin.event:
        return []
    try:
        called = called_letters(office, sheet.origin.event)
    except ShenguanError:
        return []
    with office.reading() as conn:
        if sheet.origin.event not in rights.seen(office, conn, [sheet.origin.event]):
            return []
        done = {
            letter.kind: letter.number
            for some in events.letters_of(conn, [sheet.origin.event]).values()
            for letter in some
            if letter.state != "void"
        }
    return [
        {**letter, "number": done.get(letter["slug"], "")}
        for letter in mine(office, called)
        if letter["slug"] != sheet.kind
    ]


def mine(office: Office, called: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return letters that an event calls for, each with whether one's own department writes it (``own``)."""
    with office.reading() as conn:
        own = {fold_name(name) for name in rights.names_of(conn, rights.own_department(office))}
    return [
        {**letter, "own": any(fold_name(name) in own for name in letter["by"].split("、"))}
        for letter in called
    ]


_OF_OWN = ("corrects", "urges", "lifts")  # relations to a letter that one's own department wrote
_OF_THEIRS = ("answers", "claims", "forwards")  # … to one that was sent to it


def following(office: Office, id: str) -> list[Choice]:
    """Return the kinds by which one's own department may carry on an issued letter; ``detail``: what is filled in."""
    if not rights.may(office, "write"):
        return []
    with office.reading() as conn:
        record = documents.by_id(conn, id)
    if record is None or record.state == "void":
        return []
    own, cited = rights.own_department(office), set(family(office.kind_places, record.kind))
    relations: tuple[str, ...] = _OF_OWN if record.sender == own else _OF_THEIRS
    if record.sender != own and own not in {r.department for r in record.receivers}:
        relations = ("supervises",) if rights.sees_all(office) else ()
    after = (
        {c.kind for t in types_of(office) for c in t.letters if c.after in cited}
        if record.sender != own
        else set()
    )
    found = []
    for slug, kind in kinds_of(office).items():
        for f in kind.fields:
            fits = f.type == "reference" and (not f.kinds or set(f.kinds) & cited)
            if fits and (f.relation in relations if f.relation else f.required and slug in after):
                found.append(Choice(slug, kind.name, f.label))
                break
    return found
