"""What a person looks at before a bundle is exported: what goes in and where, what stays out and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleItem
from shenguan_docs.errors import NotFound, ShenguanError
from shenguan_docs.office.bundling.assembling import Assembly, Wishes, assemble, in_order
from shenguan_docs.office.bundling.choosing import Choice, Chosen, choose, of_subject
from shenguan_docs.office.bundling.items import candidates
from shenguan_docs.office.opening import Office


@dataclass(frozen=True)
class Row:
    """One document (件) as it is listed.

    ``record`` is what it is of (a letter, 收文, event), ``follows`` that it stands behind its letter, ``why`` the
    reason for which it stays out.
    """

    id: str
    record: str
    source: str
    number: str
    title: str
    day: date | None
    place: str = ""
    volume: str = ""
    follows: bool = False
    why: str = ""

    @property
    def back(self) -> bool:
        """Whether a person took it out, and can take it back."""
        return self.why == TAKEN_OUT


TAKEN_OUT = "您去掉的"


@dataclass(frozen=True)
class Look:
    """The documents that go in, in their order, and those that stay out; None for ``assembly``: nothing goes in."""

    assembly: Assembly | None
    rows: tuple[Row, ...]
    out: tuple[Row, ...]
    problem: str = ""


def look(office: Office, choice: Choice, *, profile: str = "", wishes: Wishes | None = None) -> Look:
    """Return what a choice gives. Raises Refused, NotFound where nothing at all is chosen."""
    with office.reading() as conn:
        try:
            made = assemble(office, conn, choice, profile=profile, wishes=wishes)
        except NotFound as error:
            out = tuple(_out(office, conn, choice, None))
            if not out:
                raise
            return Look(None, (), out, error.message)
        return Look(made, _rows(made), tuple(_out(office, conn, choice, made)))


def order_of(look: Look, ids: Sequence[str]) -> tuple[str, ...]:
    """Return ``ids`` as the order to keep: () where it is the profile's own."""
    if look.assembly is None:
        return ()
    heads = [row for row in look.rows if not row.follows]
    known = {row.id for row in heads}
    wanted = tuple(id for id in ids if id in known)
    own = in_order(look.assembly.profile, look.assembly.items)
    given = in_order(look.assembly.profile, look.assembly.items, wanted)
    return () if given == own else wanted


def _rows(made: Assembly) -> tuple[Row, ...]:
    places = {slot.key: slot for slot in made.profile.slots}
    heads = {(item.volume, item.id) for item in made.items if not places[item.slot].follows}
    return tuple(
        replace(
            _row(item), place=places[item.slot].name, volume=item.volume,
            follows=places[item.slot].follows and (item.volume, item.about) in heads,
        )
        for item in made.items
    )  # fmt: skip


def _row(item: BundleItem, why: str = "") -> Row:
    record = item.about if item.source in ("manuscript", "service") else item.id.partition("/")[0]
    return Row(item.id, record, item.source, item.number, item.title, item.day, why=why)


def _out(office: Office, conn: Connection, choice: Choice, made: Assembly | None) -> Iterator[Row]:
    """What belongs to the same subject and does not go in; with the reason."""
    inside = {item.id for item in made.items} if made else set()
    whole = of_subject(office, conn, choice) if choice.by_subject() else Chosen()
    kept = _chosen(office, conn, replace(choice, without=()))
    seen: set[str] = set()
    for letter in whole.letters:
        if letter.state == "void" and letter.id not in inside:
            seen.add(letter.id)
            why = f"作废：{letter.void_reason}"
            yield Row(letter.id, letter.id, "issued", letter.number, letter.title, letter.written_on, why=why)
    for event in whole.events:
        if event.withdrawn and event.data.get("files"):
            seen.add(event.id)
            yield Row(event.id, event.id, "event", "", "撤回的事件的佐证材料", event.day, why="事件已撤回")
    for candidate in candidates(office, conn, kept):
        item = candidate.item
        if item.id in inside or item.id in seen:
            continue
        record = _row(item).record
        taken = {item.id, record, item.number} & set(choice.without)
        if taken:
            yield _row(item, TAKEN_OUT)
        elif item.source != "manuscript":  # a profile either takes them or does not: of no interest here
            yield _row(item, "已作为附件随文书编入" if candidate.named_only else "这种案卷不收")
    left = [Row(r.id, r.id, "issued", r.number, r.title, r.written_on) for r in whole.letters]
    left += [Row(r.id, r.id, "received", r.number, r.title, r.day or r.received_on) for r in whole.received]
    left += [Row(r.id, r.id, "past", r.number, r.title, r.day or r.received_on) for r in whole.past]
    known = {r.id for r in kept.letters} | {r.id for r in kept.received} | {r.id for r in kept.past} | seen
    yield from (replace(row, why="不在这段时间") for row in left if row.id not in known)


def _chosen(office: Office, conn: Connection, choice: Choice) -> Chosen:
    try:
        return choose(office, conn, choice)
    except ShenguanError:
        return Chosen()
