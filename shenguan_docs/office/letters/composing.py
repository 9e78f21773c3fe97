"""A draft checked for the day on which it becomes a letter, and composed with its number."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.document import Document
from shenguan_docs.errors import Refused
from shenguan_docs.office.letters.lookup import Known
from shenguan_docs.office.letters.manuscript import slip
from shenguan_docs.office.letters.preparing import Prepared, reopened
from shenguan_docs.office.letters.workflow import require_signed
from shenguan_docs.office.limits import require_fit
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import drafts, events, numbers
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.numbers import Taken
from shenguan_docs.register.spelling import format_number

_FURTHEST = timedelta(days=366)  # how far ahead 成文日期 may lie


@dataclass(frozen=True)
class ToPrint:
    """A draft that may be issued, composed with its number, which is used only by ``enter``."""

    kept: Draft
    prepared: Prepared
    document: Document
    taken: Taken
    day: date
    reason: str
    slip: Mapping[str, Any]

    @property
    def kind_name(self) -> str:
        """The kind's name, as the ruler is told it."""
        return self.prepared.kind.name


def to_print(
    office: Office,
    conn: Connection,
    stack: ExitStack,
    draft_id: str,
    written_on: date | None,
    printed_on: date | None,
    reason: str,
    ahead: Ahead | None = None,
) -> ToPrint:
    """Check a draft for the day on which it becomes a letter, and compose it with the next number.

    ``stack`` keeps its files at hand; ``ahead`` are the numbers that letters before it in this transaction
    will use. Raises NotFound, Refused, DataFaults.
    """
    kept = drafts.load(conn, draft_id)
    rights.require_draft(office, conn, kept, "issue")
    require_fit(office, conn, sum(len(file.content) for file in kept.files))
    day = _day_of(office, kept, written_on)
    _say_if_its_event_changed(office, conn, kept)
    if printed_on is not None and printed_on < day:
        raise Refused(f"印发日期 {printed_on} 早于成文日期 {day}", remedy="核对 --printed")
    prepared = stack.enter_context(reopened(office, conn, kept, day, ahead.known if ahead else None))
    _require_known_matters(prepared)
    require_signed(office, conn, kept, prepared)
    taken = _take(office, conn, prepared, kept, day, reason)
    if ahead is not None:
        taken = ahead.following(
            taken, office.settings.number_format(taken.group), prepared.exchange.sender.mark
        )
    document = prepared.compose(day, number=taken.number, printed_on=printed_on)
    words = slip(office, conn, kept, prepared, document, number=taken.number, day=day)
    return ToPrint(kept, prepared, document, taken, day, reason, words)


class Ahead:
    """The numbers that letters of one transaction will use, before the first is entered; ``known`` is shared."""

    def __init__(self) -> None:
        self.known = Known()
        self._last: dict[tuple[str, str, int], Taken] = {}

    def following(self, taken: Taken, format: str, mark: str) -> Taken:
        """Return the number behind the last of its series, ``taken`` where none went before."""
        place = taken.department, taken.group, taken.year
        last = self._last.get(place)
        if last is not None:
            number = format_number(format, mark=mark, group=taken.group, year=taken.year, n=last.ordinal + 1)
            taken = replace(taken, number=number, ordinal=last.ordinal + 1)
        self._last[place] = taken
        return taken


def _day_of(office: Office, kept: Draft, written_on: date | None) -> date:
    if kept.signing is None:
        if written_on is not None:
            _require_near(office, written_on)
        return written_on or office.today
    if written_on is not None and written_on != kept.signing.signed_on:
        raise Refused(
            f"“{kept.id}”已由{kept.signing.signed_by}于 {kept.signing.signed_on} 签发，成文日期就是签发之日，不能用 --date 另定",
            remedy="去掉 --date",
        )
    return kept.signing.signed_on


def _say_if_its_event_changed(office: Office, conn: Connection, kept: Draft) -> None:
    event = events.by_id(conn, kept.event) if kept.event else None
    if event is not None and event.withdrawn:
        office.notify(f"提示：起草所依的事件 {event.id} 已经撤回（{event.state_reason}），请核对。")
    elif event is not None and event.state_at is not None and event.state_at > kept.updated_at:
        office.notify(f"提示：起草以后事件 {event.id} 改动过（{event.state_reason}），请核对。")


def _require_near(office: Office, day: date) -> None:
    """A day to come is said, one further off than a year is a slip of the hand."""
    if day > office.today + _FURTHEST:
        raise Refused(
            f"成文日期 {day} 晚于今天（{office.today}）一年以上",
            where="--date",
            remedy="成文日期是签发的日期，核对年份",
        )
    if day > office.today:
        office.notify(f"提示：成文日期 {day} 晚于今天（{office.today}），请核对。")


def _require_known_matters(prepared: Prepared) -> None:
    for _, reference in prepared.filled.references:
        if reference.day is not None and reference.day > prepared.lookup.on:
            raise Refused(
                f"所引的《{reference.title}》日期 {reference.day} 晚于本件成文日期 {prepared.lookup.on}",
                remedy="核对日期",
            )


def _take(office: Office, conn: Connection, prepared: Prepared, kept: Draft, day: date, reason: str) -> Taken:
    sender, group = prepared.exchange.sender, prepared.kind.series
    return numbers.take(
        conn,
        department=sender.key,
        group=group,
        year=day.year,
        format=office.settings.number_format(group),
        mark=sender.mark,
        written_on=day,
        reason=reason,
        signed_on=kept.signing.signed_on if kept.signing else None,
    )
