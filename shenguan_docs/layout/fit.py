"""What is decided about a letter's page once its length is known; ``printed`` tells it to both outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from shenguan_docs.layout import figures

# 7.3.5.5 allows other pitches and spacings; beyond these shares of the normal pitch a page looks wrong.
CLOSEST, WIDEST, WIDEST_OF_ALL = 0.855, 1.12, 1.2

Imprint = Literal["here", "next", "blank", "flow"]


@dataclass(frozen=True)
class Fit:
    """How the end of a letter is brought onto one page with text (GB/T 9704 7.3.5.5), by spacing alone.

    From block ``start`` on, lines stand ``line`` times the normal pitch apart with ``characters`` to a
    line. ``close``: one blank line less over a sealed signature, so that the seal's top meets the text
    (within one line of it: 7.3.5.1). ``keep`` is the last resort: the text's last line goes to the next page with the signature.
    ``recipients_last``: 主送 stands in 版记, as page 1 would hold no text (7.3.2). ``imprint``: 版记 on the
    last page, alone on the next one, on the one after a blank page (7.5), or, longer than a page, from the next one on.
    """

    start: int = 0
    line: float = 1.0
    characters: int = figures.CHARACTERS
    close: bool = False
    keep: bool = False
    recipients_last: bool = False
    imprint: Imprint = "here"

    @property
    def changed(self) -> bool:
        """Whether any pitch or spacing differs from the normal one."""
        return self.line != 1.0 or self.characters != figures.CHARACTERS

    def printed(self) -> dict[str, Any]:
        """As plain values in mm and pt for a layout."""
        character_mm = figures.TEXT_WIDTH_MM / self.characters
        # A little less than the arithmetic, as rounding must not cost the last character (28: −0.21).
        spacing = character_mm / figures.MM_PER_PT - figures.BODY_PT - 0.003
        return {
            "changed": self.changed, "start": self.start, "keep": self.keep, "imprint": self.imprint,
            "line": self.line, "line_mm": self.line * figures.LINE_MM, "characters": self.characters,
            "spacing_pt": round(spacing, 3) if self.changed else figures.LETTER_SPACING_PT,
            "indent_mm": round(2 * character_mm, 3),
        }  # fmt: skip


PLAIN = Fit()
