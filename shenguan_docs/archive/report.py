"""What a check of the archive is told by the records, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ExpectedObject:
    """One version of an object as the records know it; several versions of one object may be given.

    ``inventory`` is the SHA-256 of its ``inventory.json``, ``number`` and ``title`` stand in messages, as does
    ``at``, the moment when it was archived; ``sizes`` (bytes by logical name, where known) let the quick check
    see a changed length.
    """

    object_id: str
    version: str
    inventory: str
    number: str = ""
    title: str = ""
    sizes: Mapping[str, int] = field(default_factory=dict, hash=False)
    at: str = ""

    @property
    def label(self) -> str:
        """The letter as an office names it."""
        return f"{self.number}《{self.title}》" if self.title else self.number or self.object_id


@dataclass(frozen=True)
class Finding:
    """One thing that is missing, changed or too much; ``number`` is the letter's, "" where there is none."""

    code: str
    number: str
    where: str
    message: str


@dataclass(frozen=True)
class Report:
    """The answer of a check; counts say how much was looked at."""

    checked_objects: int
    checked_files: int
    checked_entries: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """True when nothing was found."""
        return not self.findings
