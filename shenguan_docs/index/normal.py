"""The one normalisation of search: what is indexed and what is typed are both seen through it.

The rules, in order; each looks at one character, only the last one at its neighbours:

1.  Dropped: control and format characters (NUL, zero-width, right-to-left marks, BOM), lone
    surrogates, variation selectors, combining accents (``é`` = ``e``).
2.  Compatibility forms become plain ones (Unicode NFKC): full width → half width, ``㎡`` → ``m2``,
    ``①`` → ``1``, compatibility ideographs and Kangxi radicals → unified ideographs.
3.  Every bracket around a year or a remark, 〔〕［］[]（）()【】〖〗﹝﹞, becomes ``(`` or ``)``, so that
    〔2026〕7号 is found with any of them. 《》「」{}<> stay.
4.  Dashes become ``-``, curly quotes ``"`` and ``'``, the middle dots of names ``·``, ○ in years 〇.
5.  Letters are folded (``ABC`` = ``abc``).
6.  A stretch of blanks and line breaks becomes one blank between two Latin words or numbers and
    vanishes everywhere else: OCR and typesetting put blanks between Chinese characters.

Hence ``normalise`` is idempotent, never contains control characters, and the normal form of a fragment
lies inside the normal form of the text that it was cut from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache

from shenguan_docs.index.variants import fold_variants

VERSION = f"1-{unicodedata.unidata_version}"
"""Names the rules; an index made by other rules (or another Unicode table) is of an older form."""

_SAME = {
    **dict.fromkeys("〔﹝⦅[【〖", "("),
    **dict.fromkeys("〕﹞⦆]】〗", ")"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("“”„‟〝〞", '"'),
    **dict.fromkeys("‘’‚‛", "'"),
    **dict.fromkeys("•‧∙⋅・", "·"),
    **dict.fromkeys("○◯", "〇"),
}


def _fold_once(text: str) -> str:
    kept = []
    for c in unicodedata.normalize("NFKD", text):
        if c.isspace():
            kept.append(" ")
        elif unicodedata.category(c) not in ("Cc", "Cf", "Cs") and not _is_mark(c):
            kept.append(_SAME.get(c, c))
    return unicodedata.normalize("NFC", "".join(kept)).casefold()


def _is_mark(c: str) -> bool:
    return "\u0300" <= c <= "\u036f" or "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef"


class _Folds(dict[int, str]):
    """Folded form by code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded, again = _fold_once(chr(code)), ""
        while folded != again:  # folding a fold may open another fold
            folded, again = "".join(_fold_once(c) for c in folded), folded
        self[code] = folded
        return folded


_FOLDS = _Folds()
_USUAL = tuple(zip("\uff0c\uff1a\uff1b\uff08\uff09", ",:;()", strict=True))
_OWN = "一-鿿0-9a-z、。《》，:;()"
"""Most of a letter: its own form. The rest may have another one (blanks are cut at all the same)."""
_ODD = re.compile(rf"[^{_OWN}\s-]+")
_BETWEEN_ODD = re.compile(f"([^{_OWN} \n-]+)")


def normalise(text: str) -> str:
    """Return the form of ``text`` in which it is compared; see the module for the rules."""
    pieces = _ODD.sub(_folded, _usual(text)).split()
    if len(pieces) < 2:
        return pieces[0] if pieces else ""
    joined = [pieces[0]]
    for before, after in zip(pieces, pieces[1:], strict=False):
        if _is_latin(before[-1]) and _is_latin(after[0]):
            joined.append(" ")
        joined.append(after)
    return "".join(joined)


def _usual(text: str) -> str:
    for mark, plain in _USUAL:
        text = text.replace(mark, plain)
    return text


def _folded(odd: re.Match[str]) -> str:
    return odd[0].translate(_FOLDS)


@lru_cache(maxsize=4_096)
def _folded_evenly(odd: str) -> str:
    """Return the fold of what is not empty, "" if a character of it vanishes or becomes several."""
    folds = [_FOLDS[ord(c)] for c in odd]
    return "".join(folds) if all(len(fold) == 1 for fold in folds) else ""


normalise_name = lru_cache(maxsize=16_384)(normalise)
"""``normalise`` for names of departments, companies, matters: they come again and again."""


def with_positions(text: str) -> tuple[str, list[int]]:
    """Return the normal form and, for each of its characters, the index in ``text`` it came from."""
    chars, positions = [], []
    for char, position in _walk(text):
        chars.append(char)
        positions.append(position)
    return "".join(chars), positions


class Folded:
    """A text with every character folded, as far as that leaves all of them in their places (``even``)."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces = _BETWEEN_ODD.split(_usual(text))
        pieces[1::2] = odd = [_folded_evenly(odd) for odd in pieces[1::2]]
        self.even = "" not in odd  # none dropped, none become several
        self.folded = "".join(pieces).replace("\n", " ") if self.even else ""
        self.tight = " " not in self.folded


class Needle:
    """A stretch of normal text, to be found in texts as they were written; ``normal`` must not be empty."""

    def __init__(self, normal: str) -> None:
        self.normal = normal

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Needle) and self.normal == other.normal

    def __hash__(self) -> int:
        return hash(self.normal)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where it stands in ``text``, as spans of ``text`` that do not overlap."""
        return self.spans_in(Folded(text))

    def spans_in(self, folded: Folded) -> list[tuple[int, int]]:
        """Return the same for a text that several needles are sought in."""
        if not folded.even:
            return self._spans_slowly(folded.text)
        if folded.tight:
            return list(_occurrences(folded.folded, self.normal))
        return [match.span() for match in self._pattern.finditer(folded.folded)]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Its characters, with the blanks between them that normalising takes away."""
        pieces = [re.escape(self.normal[0])]
        for before, c in zip(self.normal, self.normal[1:], strict=False):
            tight = _is_latin(before) and _is_latin(c) or before == " "
            pieces.append(" +" if c == " " else re.escape(c) if tight else " *" + re.escape(c))
        return re.compile("".join(pieces))

    def _spans_slowly(self, text: str, fold: Callable[[str], str] = str) -> list[tuple[int, int]]:
        normal, positions = with_positions(text)
        return [(positions[a], positions[b - 1] + 1) for a, b in _occurrences(fold(normal), self.normal)]


class WideNeedle(Needle):
    """A stretch of normal text of which each character may stand in another of its ``variants.forms``."""

    def __init__(self, normal: str) -> None:
        super().__init__(fold_variants(normal))

    def spans_in(self, folded: Folded) -> list[tuple[int, int]]:
        """Return where it stands in a text, as spans that do not overlap."""
        return self._spans_slowly(folded.text, fold_variants)


def _occurrences(text: str, needle: str) -> Iterator[tuple[int, int]]:
    at = text.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = text.find(needle, at + len(needle))


def _walk(text: str) -> Iterator[tuple[str, int]]:
    before, blank = "", -1
    for position, original in enumerate(text):
        for char in _FOLDS[ord(original)]:
            if char == " ":
                if blank < 0:
                    blank = position
                continue
            if blank >= 0 and before and _is_latin(before) and _is_latin(char):
                yield " ", blank
            before, blank = char, -1
            yield char, position


def _is_latin(c: str) -> bool:
    if "一" <= c <= "鿿":  # nearly all there are
        return False
    return c.isascii() and c.isalnum() or c.isalnum() and unicodedata.east_asian_width(c) not in "WF"
