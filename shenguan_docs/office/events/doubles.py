"""Is an event entered already? By its serial number, or by company, matter and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.events import EventType
from shenguan_docs.register import events
from shenguan_docs.register.events import Event
from shenguan_docs.text import join_names


@dataclass(frozen=True)
class Compared:
    """What was entered before: ``double`` is this very event; ``warnings`` speak of what only looks like it."""

    double: Event | None = None
    warnings: tuple[str, ...] = ()


def compare(conn: Connection, event: EventType, new: Event, seen: events.Seen | None = None) -> Compared:
    """Look for an earlier entry of ``new``. Raises Refused where its serial is that of another event.

    ``seen`` are the keys of all that is entered, where the caller has them.
    """
    if seen is not None and not events.keys_of(new) & seen:
        return Compared()
    for earlier in _others(events.of_serial(conn, new.type, new.serial), new):
        if not _of_one_source(earlier, new):
            continue
        if earlier.same != new.same or _numbers_differ(earlier, new):
            raise Refused(
                f"流水号“{new.serial}”已用于另一件事件（{described(earlier)}，编号 {earlier.id}）",
                remedy="核对流水号，或者核对两件事件的内容",
            )
        return Compared(earlier, _differences(event, earlier, new))
    warnings: list[str] = []
    for earlier in _others(events.of_same(conn, new.type, new.same), new):
        if _is_same(earlier, new):
            return Compared(earlier, _differences(event, earlier, new))
        warnings.append(
            f"与已登记的事件 {earlier.id} 行政相对人、事项、日期等相同，只有编号或者流水号不同，请核对是不是一件事"
        )
    for earlier in _others(events.of_number(conn, [new.type], new.number), new):
        if earlier.same != new.same:
            warnings.append(
                f"同一文号的事件已登记过（{described(earlier)}，编号 {earlier.id}），请核对是不是一件事"
            )
    return Compared(None, tuple(warnings))


def _others(found: Iterable[Event], new: Event) -> list[Event]:
    return [event for event in found if event.id != new.id]  # itself, where it is changed


def described(event: Event) -> str:
    """Return an event in a few words: type, whom or what it is about, day."""
    names = join_names(p.name for p in event.parties[:2]) + ("等" if len(event.parties) > 2 else "")
    return " ".join(filter(None, (event.type_name, names or subject(event), event.day.isoformat())))


def subject(event: Event) -> str:
    """Return what an event without a company is about: the training, the document, the person."""
    for id in ("training", "document", "after"):
        value = event.data.get(id)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("title") if isinstance(value, Mapping) else value
        if value:
            return str(value)
    return ""


def _is_same(earlier: Event, new: Event) -> bool:
    if earlier.number and new.number:
        return earlier.number == new.number
    if earlier.serial and new.serial and fold_name(earlier.source) == fold_name(new.source):
        # The platform counts them as two; without a number of their own only equal content says otherwise.
        return _content(earlier.data) == _content(new.data)
    return True


def _of_one_source(earlier: Event, new: Event) -> bool:
    first, second = fold_name(earlier.source), fold_name(new.source)
    return first == second or not first or not second


def _numbers_differ(earlier: Event, new: Event) -> bool:
    return bool(earlier.number and new.number and earlier.number != new.number)


def _differences(event: EventType, earlier: Event, new: Event) -> tuple[str, ...]:
    first, second = _content(earlier.data), _content(new.data)
    labels = [f.label for f in event.fields if f.id in second and first.get(f.id) != second[f.id]]
    if not labels:
        return ()
    return (
        f"{join_names(f'“{label}”' for label in labels)}与先登记的 {earlier.id} 不同，没有改动先登记的，请核对",
    )


def _content(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("source", "serial")}
