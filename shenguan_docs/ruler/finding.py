"""What the ruler says: a rule of the standard, and a place in a document where it does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "hint"]


@dataclass(frozen=True)
class Rule:
    """One rule: ``name`` is its fixed identifier (kebab-case), ``title`` what it asks for, in Chinese.

    ``clause`` is the clause of GB/T 9704-2012 (or of GB/T 15835). ``consequences`` names the rules
    that a breach of this one breaks too, whenever it is a breach of this one alone (a wrong margin moves
    every line); the report shows them below it and not beside it.
    """

    name: str
    title: str
    clause: str
    level: Level
    consequences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """A rectangle on a page in mm from the paper's upper left corner; pages count from 1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Finding:
    """One breach: ``expected`` and ``found`` as a person reads them, with unit ("37 ± 1 mm", "39.0 mm").

    ``page`` is None where a DOCX does not tell; ``place`` quotes the words at the spot ("" for the page as
    a whole). ``follows`` names the rules found in the same document of which this may be a consequence.
    """

    rule: Rule
    page: int | None
    place: str
    expected: str
    found: str
    boxes: tuple[Box, ...] = ()
    follows: tuple[str, ...] = ()
