"""发文字号 in any typed form: 益高社函〔2026〕7号, [2026]第007号, （2026）7, 2026-7 name the same number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shenguan_docs.index.normal import normalise

_MARK = r"(?P<mark>[^\s\d()\-,;:，。；：、\"“”《》]{0,40}?)"
_ORDINAL = r"(?P<ordinal>\d{1,6})"
_FORMS = (
    rf"{_MARK}\((?P<year>(?:19|20)\d\d)\)-?第?{_ORDINAL}(?:号|期|次)?",
    rf"{_MARK}-?(?P<year>(?:19|20)\d\d)年第?{_ORDINAL}(?:号|期|次)",
    rf"{_MARK}-?(?P<year>(?:19|20)\d\d)-{_ORDINAL}(?:号|期|次)?",
)
_DAY = re.compile(r"(?:19|20)\d\d-\d\d?-\d")
_INSIDE = re.compile(  # a number with blanks in it, on its own between blanks
    r"""(?<!\S)[^\s"“”]{0,40}?[〔［\[（(【]\s*(?:19|20|１９|２０)\d\d\s*[〕］\]）)】]\s*第?\s*\d{1,6}(?:\s*[号期次])?(?!\S)"""
)


@dataclass(frozen=True)
class NumberForm:
    """What a number says: ``mark`` is the 机关代字 in normal form ("" if it was not typed)."""

    mark: str
    year: int
    ordinal: int

    @property
    def term(self) -> str:
        """Year and ordinal in one spelling, as a document is looked up by."""
        return f"{self.year}#{self.ordinal}"

    @property
    def mention(self) -> str:
        """The normal form in which a text cites this number."""
        return f"{self.mark}（{self.year}）{self.ordinal}号"

    def __str__(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.ordinal}号"

    def names(self, other: NumberForm) -> bool:
        """Whether this typed form means ``other``; a part of the 机关代字 is enough."""
        return (self.year, self.ordinal) == (other.year, other.ordinal) and self.mark in other.mark


def number_form(typed: str) -> NumberForm | None:
    """Return what ``typed`` says when all of it is one 发文字号, else None."""
    if len(typed) > 80:
        return None
    text = normalise(typed)
    for form in _FORMS:
        if (match := re.fullmatch(form, text)) and not _DAY.match(text):
            ordinal = int(match["ordinal"])
            return NumberForm(match["mark"], int(match["year"]), ordinal) if ordinal else None
    return None


def number_forms(typed: str) -> tuple[NumberForm, ...]:
    """Return every 发文字号 among the words of ``typed``, in the order typed."""
    found = [number_form(word) for word in split_words(typed)]
    return tuple(form for form in found if form)


def split_words(typed: str) -> list[str]:
    """Split at blanks, but keep year, ordinal and 号 together when they were typed with blanks between."""
    words, at = [], 0
    for match in _INSIDE.finditer(typed):
        words += [*typed[at : match.start()].split(), match.group()]
        at = match.end()
    return words + typed[at:].split()
