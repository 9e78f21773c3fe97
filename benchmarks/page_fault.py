"""What a planted fault of a page is, apart from the lists of them."""

from __future__ import annotations

from dataclasses import dataclass

from shenguan_docs.document import Layout, Seal

LETTERS: tuple[Layout, ...] = ("letter", "general", "upward", "minutes")
DATED: tuple[Layout, ...] = ("letter", "general", "upward")
FILED: tuple[Layout, ...] = ("general", "upward", "minutes")


@dataclass(frozen=True)
class Fault:
    """``rule`` is where it must be found; it is made by more ``css``, or by ``words`` (old, new) in the HTML.

    ``beside`` names rules that are broken too although no consequence is declared: what one change of the style
    sheet cannot help to move as well.
    """

    name: str
    rule: str
    layout: Layout
    css: str = ""
    words: tuple[str, str] = ("", "")
    paragraphs: int = 5
    sign: Seal = "seal"
    beside: frozenset[str] = frozenset()
