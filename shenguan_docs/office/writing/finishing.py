"""A sheet becomes what it is for: a draft, the next version of one, an event, a changed event; once, however often asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection

from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.notices.kind import Kind
from shenguan_docs.office.events.changing import change as change_event
from shenguan_docs.office.events.entering import enter
from shenguan_docs.office.events.forms import checked_data, find_type
from shenguan_docs.office.letters.drafting import keep, ready
from shenguan_docs.office.letters.workflow import submit
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.beginning import draft_inputs, inputs_of
from shenguan_docs.office.writing.kinds import kind_of, lookup_for, path_in, with_files
from shenguan_docs.office.writing.shape import TITLE, data_of
from shenguan_docs.office.writing.sheets import (
    Clash,
    Sheet,
    finish,
    load,
    save,
    set_origin,
    target_of,
)
from shenguan_docs.register import drafts, journal


@dataclass(frozen=True)
class Made:
    """What a sheet became, and what is to be said about it."""

    what: Literal["draft", "event"]
    id: str
    notes: tuple[str, ...] = ()


class DraftChanged(Refused):
    """The draft was changed by somebody else since the sheet was begun; ``clashes`` are the inputs both changed."""

    def __init__(self, by: str, clashes: Sequence[Clash]) -> None:
        self.by, self.clashes = by, tuple(clashes)
        super().__init__(f"{by}已经改过这份草稿", remedy="看过不同的地方，再存一次")


def to_draft(office: Office, id: str) -> Made:
    """Keep a sheet as a draft, or as the next version of the draft that it changes.

    Raises DataFaults, Refused, DraftChanged, NotFound, and makes nothing then.
    """
    sheet = load(office, id)
    if sheet.made:
        return Made("draft", sheet.made)
    target = sheet.origin.draft or target_of(office, id)
    kind = kind_of(office, sheet)
    data = data_of(kind, sheet.fields, sheet.files)
    with with_files(office, sheet) as folder, office.writing() as conn:
        notes: tuple[str, ...] = ()
        earlier = _draft(conn, target)
        if earlier is None or sheet.origin.draft:
            if sheet.origin.draft and earlier is None:
                raise NotFound(f"没有编号为“{target}”的草稿", remedy="它可能已经删去，照这一件另写一份")
            if earlier is not None:
                rights.require_draft(office, conn, earlier, "write")
                _require_same(office, conn, kind, sheet, earlier)
            lookup = lookup_for(office, conn, sheet, folder)
            for file in sheet.files:
                if file.sha256 not in lookup.texts:
                    raise Refused(f"“{file.name}”还没有读完", remedy="过一会儿再存一次")
            one = ready(office, conn, kind, data, lookup, sheet.origin.remarks)
            kept = keep(office, conn, one, event=sheet.origin.event, earlier=earlier, id=target)
            notes = kept.warnings
    finish(office, id, target)
    return Made("draft", target, notes)


def to_submitted(office: Office, id: str) -> Made:
    """Like ``to_draft``, and 送审 at once; a kind that has no such step stays a draft."""
    made = to_draft(office, id)
    try:
        submit(office, made.id, by=office.actor)
    except Refused as error:
        if isinstance(error, DataFaults):
            raise
        return made  # only 签发 is asked for, or it was passed on before
    return made


def to_event(office: Office, id: str, *, reason: str = "") -> Made:
    """Register the event of a sheet, or change the one that it changes (with the reason).

    Raises DataFaults, Refused, NotFound, and makes nothing then.
    """
    sheet = load(office, id)
    if sheet.made:
        return Made("event", sheet.made)
    kind = kind_of(office, sheet)
    data = data_of(kind, sheet.fields, sheet.files)
    with with_files(office, sheet) as folder:
        made = (
            _changed(office, kind, sheet, data, folder, reason)
            if sheet.origin.subject
            else _entered(office, sheet, data, folder)
        )
    finish(office, id, made.id)
    return made


def _entered(office: Office, sheet: Sheet, data: Mapping[str, Any], folder: Path) -> Made:
    rights.require(office, "write")
    type = find_type(office, sheet.event_type)
    with office.writing() as conn:
        lookup = lookup_for(office, conn, sheet, folder)
        found = checked_data(type, data, lookup, office.today, office.new_id(office.today))
        done = enter(office, conn, type, found, lookup)
    notes = ("这件事先前登记过，没有再登记，这是先前的那一件",) if done.double else ()
    return Made("event", done.id, (*notes, *done.warnings))


def _changed(
    office: Office, kind: Kind, sheet: Sheet, data: dict[str, Any], folder: Path, reason: str
) -> Made:
    if not reason.strip():
        raise DataFaults([Fault("改动的原因", "没有填", "写明为什么改，如“送达日期抄错”")])
    for f in kind.all_fields:
        data.setdefault(f.id, "")  # what was emptied is to be empty
        if f.type == "attachment" and data[f.id]:
            data[f.id] = [{**item, "path": path_in(sheet, item["path"])} for item in data[f.id]]
    with office.locked():
        with office.reading() as conn:
            if len(tuple(journal.history(conn, sheet.origin.subject))) != sheet.origin.base:
                raise Refused("这件事件在别处改动过，这次没有改", remedy="打开事件看过，再点“改动登记的内容”")
        done = change_event(office, sheet.origin.subject, data, reason=reason.strip(), folder=folder)
    return Made("event", done.id, done.warnings)


def _draft(conn: Connection, id: str) -> drafts.Draft | None:
    try:
        return drafts.load(conn, id)
    except NotFound:
        return None


@dataclass(frozen=True)
class _Versions:
    """What a draft said when the sheet was begun, what it says now, as inputs; ``by`` changed it last."""

    before: Mapping[str, str]
    now: Mapping[str, str]
    number: int
    by: str
    files: tuple[Clash, ...]


def _versions(office: Office, conn: Connection, kind: Kind, sheet: Sheet, draft: drafts.Draft) -> _Versions:
    known = drafts.versions(conn, draft.id)
    then = next((v for v in known if v.version == sheet.origin.base), known[0])
    said = json.loads(then.data or "{}")
    now, _ = draft_inputs(conn, office, kind, draft)
    files = tuple(
        Clash(
            f.id,
            "这里的附件",
            f"草稿的附件：{'、'.join(x.title or x.original_name for x in draft.files if x.field == f.id)}",
        )
        for f in kind.all_fields
        if f.type == "attachment" and said.get(f.id) != draft.data.get(f.id)
    )
    before = inputs_of(conn, office, kind, said)
    return _Versions(
        before, {k: v for k, v in now.items() if not k.startswith(TITLE)}, len(known), known[-1].by, files
    )


def _require_same(office: Office, conn: Connection, kind: Kind, sheet: Sheet, draft: drafts.Draft) -> None:
    """Raise DraftChanged where the draft is of another version than the one on which the sheet rests."""
    known = _versions(office, conn, kind, sheet, draft)
    if known.number == sheet.origin.base:
        return
    clashes = [
        Clash(name, sheet.fields.get(name, ""), known.now.get(name, ""))
        for name in dict.fromkeys([*known.before, *known.now, *sheet.fields])
        if not name.startswith(TITLE)
        and known.before.get(name, "") != known.now.get(name, "")
        and sheet.fields.get(name, "") not in (known.before.get(name, ""), known.now.get(name, ""))
    ]
    raise DraftChanged(known.by or "别人", (*clashes, *known.files))


def take_over(office: Office, id: str) -> None:
    """After ``DraftChanged`` was shown: let the sheet rest on the present version of its draft.

    What only they changed is taken from theirs; what both changed stays as it is here, to be looked at.
    """
    sheet = load(office, id)
    with office.reading() as conn:
        kind = kind_of(office, sheet)
        draft = drafts.load(conn, sheet.origin.draft)
        rights.require_draft(office, conn, draft, "write")
        known = _versions(office, conn, kind, sheet, draft)
    theirs = {
        name: known.now.get(name, "")
        for name in dict.fromkeys([*known.before, *known.now])
        if known.before.get(name, "") == sheet.fields.get(name, "") != known.now.get(name, "")
    }
    save(office, id, theirs, sheet.revision)
    set_origin(office, sheet, replace(sheet.origin, base=known.number))
