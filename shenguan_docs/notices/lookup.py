"""What checking a form must be able to ask of the office: the interface, without any database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from shenguan_docs.parties.party import Party
from shenguan_docs.plan.departments import Department, Person
from shenguan_docs.plan.matters import Matter


@dataclass(frozen=True)
class Reference:
    """A letter that is cited: ``id`` is set for one that the office has, "" for one from outside.

    ``issued`` tells a letter of this office from a 收文; only of such a letter is known what follows it.
    ``sender_key`` is "" for a body that is not on the list, ``kinds`` are its kind and what that kind was
    copied from, ``answered_by`` the numbers of its replies.
    """

    title: str
    number: str
    day: date | None
    sender: str
    id: str = ""
    sender_key: str = ""
    issued: bool = False
    receivers: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    kind_name: str = ""
    genre: str = ""
    parties: tuple[Party, ...] = ()
    matters: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    void_reason: str = ""


@dataclass(frozen=True)
class AttachedFile:
    """A file that was found and is what its name says it is; ``sha256`` in hex, ``size`` in bytes."""

    title: str
    name: str
    path: Path
    sha256: str
    size: int


class Lookup(Protocol):
    """Answers about departments, matters, people, letters and files; every miss is a ShenguanError in Chinese."""

    def department(self, typed: str) -> Department:
        """Find a department by full name, short name or alias."""

    def department_of(self, key: str) -> Department:
        """Return the department with this key."""

    def matter(self, typed: str) -> Matter:
        """Find a matter by its name or by a code that names one matter only."""

    def person(self, name: str) -> Person | None:
        """Find a person of the office who is in post on the day of the letter."""

    def letter(self, typed: str) -> Reference:
        """Find a letter of the office by number or ID; one that is void is found with its ``void_reason``."""

    def attachment(self, path: str, kind_folder: Path) -> AttachedFile:
        """Find a file beside the data, then in the kind's folder; check that it is what it says it is."""
