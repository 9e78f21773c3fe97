"""What the records tell of an open duty, and the duty that is reckoned from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shenguan_docs.duties.rules import Rule

# What is lacking: the letter is not written, not sent, not claimed, not answered, or a day has come.
State = Literal["unwritten", "unsent", "unclaimed", "open"]


@dataclass(frozen=True)
class Subject:
    """What a duty is about: a letter (``number`` and its id) or an event, with its parties and matters."""

    letter: str = ""
    number: str = ""
    title: str = ""
    kind: str = ""
    event: str = ""
    event_name: str = ""
    day: date | None = None  # of the letter, or of the event
    clause: str = ""  # of the letter


@dataclass(frozen=True)
class Term:
    """``amount`` of ``unit`` after ``since``, and not after ``limit``."""

    since: date
    amount: int
    unit: Literal["workday", "day"] = "workday"
    limit: date | None = None


@dataclass(frozen=True)
class Open:
    """An open duty as the records tell it: ``by`` owes ``to`` (department keys, "" for one that is not known).

    ``id`` stays the same as long as the duty does. ``done_on`` is the day on which ``by`` did its part
    (sent the letter) where only the other side's claim is waited for. ``pending`` is the id of the letter
    that waits to be sent or claimed, ``reminded`` how often a letter reminded of it, ``reminded_on`` when last.
    ``urgeable`` is False for what only the own secretary of ``by`` has to do: nobody waits for it by the plan.
    """

    id: str
    rule: Rule
    subject: Subject
    by: str
    to: str
    term: Term
    duty: str = ""
    state: State = "open"
    done_on: date | None = None
    pending: str = ""
    urgency: str = ""
    urgeable: bool = True
    reminded: int = 0
    reminded_on: date | None = None
    parties: tuple[str, ...] = ()
    matters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """An open duty, reckoned for a day: ``due`` its last day, ``late`` by ``days_late`` days of the calendar.

    ``tentative`` (暂定): the arrangement of a year that it runs through is not known yet. ``remind`` is
    "remind" or "urge" where the rhythm asks for a letter today.
    """

    open: Open
    due: date
    tentative: bool
    late: bool
    days_late: int
    remind: Literal["", "remind", "urge"] = ""
