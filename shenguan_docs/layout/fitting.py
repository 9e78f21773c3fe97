"""Find the ``Fit`` of a letter from what its laid-out pages look like (GB/T 9704 7.3.2, 7.3.5.5, 7.5).

Each question is asked of a real layout; nothing is guessed. Most letters need one layout only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from shenguan_docs.layout import figures
from shenguan_docs.layout.fit import CLOSEST, PLAIN, WIDEST, WIDEST_OF_ALL, Fit, Imprint
from shenguan_docs.layout.looking import Look

_FOOT = figures.TOP_MM + figures.TEXT_HEIGHT_MM
_SLACK = 0.3  # mm: rounding of the layout must not cost a line
_HOLE = 1.2 * figures.LINE_MM  # more white than this at the foot of the page before is a hole
_CLOSE = 0.9
_GENTLE = 0.94  # a pitch this close is not seen; closer ones are tried after other spacings
# A very long letter is laid out some few times only.
_LONG = 60

LookAt = Callable[[Fit], Look]


def fit(look_at: LookAt, *, has_recipients: bool, sealed: bool) -> Fit:
    """Return the fit of the letter that ``look_at`` lays out when it is given the fit to try."""
    found, seen = PLAIN, look_at(PLAIN)
    if has_recipients and not _text_on_first_page(seen):
        moved = replace(found, recipients_last=True)
        seen_moved = look_at(moved)
        if _text_on_first_page(seen_moved) and _imprint(seen_moved) != "flow":
            found, seen = moved, seen_moved
    if _ending_is_alone(seen):
        found, seen = _together(look_at, found, seen, sealed)
    elif _imprint(seen) in ("next", "blank"):
        found, seen = _with_imprint(look_at, found, seen, sealed)
    return replace(found, imprint=_imprint(seen))


def _text_on_first_page(seen: Look) -> bool:
    lines = seen.of("text")
    return not lines or lines[0].page == 0


def _ending_is_alone(seen: Look) -> bool:
    ending = seen.of("ending")
    return bool(ending) and not any(line.page == ending[-1].page for line in seen.of("text", "enclosure"))


def _imprint(seen: Look) -> Imprint:
    imprint = seen.of("imprint")
    if not imprint or any(
        line.page == imprint[-1].page for line in seen.of("text", "enclosure", "ending", "annex")
    ):
        return "here"
    if imprint[0].top < figures.TOP_MM - 1:
        return "flow"
    # 6.2: printed on both sides, 版记 stands on the back (an even page), its last one.
    return "next" if imprint[-1].page % 2 else "blank"


@dataclass(frozen=True)
class _Foot:
    """The last page of the text, from the first block that may be spaced: all in mm at the normal pitch."""

    start: int
    top: float
    spaced: float  # height of the lines that the pitch changes
    fixed: float  # of tables and other white
    lines: int
    ending: float
    below: float  # of what is to stand under the ending, unspaced

    @classmethod
    def of(cls, seen: Look, below: float = 0.0) -> _Foot | None:
        """None where the text ends on a turned page, which is not spaced."""
        ending = seen.of("ending")  # minutes have none
        text = seen.of("text", "enclosure")
        page = text[-1].page if text else -1
        here = [line for line in text if line.page == page]
        if not here or page in seen.turned:
            return None
        earlier = {line.block for line in text if line.page < page}
        own = [line for line in here if line.block not in earlier and line.part == "text"]
        first = own[0] if own else here[0]
        here = here[here.index(first) :]
        spaced = sum(line.bottom - line.top for line in here if not line.row)
        fixed = here[-1].bottom - first.top - spaced
        return cls(
            max(0, first.block), first.top, spaced, fixed, sum(not line.row for line in here),
            ending[-1].bottom - ending[0].top if ending else 0.0, below,
        )  # fmt: skip

    @property
    def room(self) -> float:
        return _FOOT - _SLACK - self.top - self.fixed

    def closer(self, less: float = 0.0) -> float:
        """Share of the pitch at which the ending, ``less`` mm lower, fits below the text."""
        rest = self.spaced + self.ending - less
        return (self.room - self.below) / rest if rest > 0 else 0.0

    def wider(self, white: float = 0.0) -> float:
        """Share of the pitch at which the text without its last line fills this page but for ``white`` mm."""
        rest = self.spaced * (self.lines - 1) / self.lines if self.lines > 1 else 0.0
        return max(1.0, (self.room - white) / rest) if rest else 2.0


def _together(look_at: LookAt, plain: Fit, seen: Look, sealed: bool) -> tuple[Fit, Look]:
    """Bring the ending onto one page with text, and 版记 too if it can be, by the smallest change found."""
    second = None
    for below in dict.fromkeys((_imprint_height(seen), 0.0)):
        for fit in _ways(look_at, plain, seen, sealed, below):
            now = look_at(fit)
            if _ending_is_alone(now) or _has_hole(now, seen):
                continue
            if _imprint(now) == "here":
                return fit, now
            second = second or (fit, now)  # 版记 on a page of its own: only where nothing else is found
        if second:
            return second
    last = _last_resort(plain, seen)
    return last, look_at(last)


def _has_hole(now: Look, before: Look) -> bool:
    """Whether spacing left white at the foot of the page before the last one of the text and its ending."""
    page = _page_before(now)
    text = before.of("text", "enclosure")
    # White that was there before more of the text (a heading or a row went on) is none of this ending's.
    known = _white(before, page) + _SLACK if text and page < text[-1].page else 0.0
    return _white(now, page) > max(_HOLE, known)


def _imprint_height(seen: Look) -> float:
    """Height in mm of 版记 where it is to stand below the ending, 0 where annexes come between."""
    imprint = seen.of("imprint")
    if not imprint or seen.of("annex"):
        return 0.0
    return imprint[-1].bottom - imprint[0].top + 3 * figures.IMPRINT_THICK_MM


def _with_imprint(look_at: LookAt, plain: Fit, seen: Look, sealed: bool) -> tuple[Fit, Look]:
    """Rather than on a sheet of its own, 版记 stands below the text's end when spacing makes room there."""
    height = _imprint_height(seen)
    # A sheet with 版记 alone on its back is worth more than a page on the back of the text.
    limit = _CLOSE if _imprint(seen) == "next" else CLOSEST
    for fit in _ways(look_at, plain, seen, sealed, height, limit) if height else ():
        now = look_at(fit)
        if _settled(now) and not _has_hole(now, seen):
            return fit, now
    return plain, seen


def _settled(seen: Look) -> bool:
    return not _ending_is_alone(seen) and _imprint(seen) == "here"


def _ways(
    look_at: LookAt, plain: Fit, seen: Look, sealed: bool, below: float, closest: float = CLOSEST
) -> Iterator[Fit]:
    """What may be tried, the least visible first; ``below`` mm are to be left free under the ending."""
    foot = _Foot.of(seen, below)
    if foot is None:
        return
    base = replace(plain, start=foot.start)
    blank = figures.LINE_MM if sealed else 0.0
    yield from _closer(base, foot, 0.0, _GENTLE)
    yield from _closer(base, foot, blank, _GENTLE)
    feet: dict[int, _Foot] = {figures.CHARACTERS: foot}
    # One more or one fewer character a line changes the number of lines, and no page's 22 lines.
    for characters in (figures.CHARACTERS + 1, figures.CHARACTERS - 1) if seen.pages <= _LONG else ():
        spaced = replace(base, characters=characters)
        yield spaced
        there = _Foot.of(now, below) if not _settled(now := look_at(spaced)) else None
        if there is not None:
            feet[characters] = there
            yield from _closer(spaced, there, blank, _GENTLE)
    for characters, there in feet.items():
        yield from _closer(replace(base, characters=characters), there, blank, closest)
    for characters, there in feet.items():
        if there.wider() <= WIDEST:
            yield replace(base, characters=characters, line=_floor(there.wider()), keep=True)


def _closer(base: Fit, foot: _Foot, less: float, limit: float) -> Iterator[Fit]:
    share = min(1.0, _floor(foot.closer(less)))
    if share >= limit:
        yield replace(base, line=share, close=less > 0)


def _last_resort(plain: Fit, seen: Look) -> Fit:
    """The last line goes with the ending; the white that it leaves is spread between the lines above."""
    foot = _Foot.of(seen)
    if foot is None:
        return replace(plain, keep=True)
    share = min(WIDEST_OF_ALL, _floor(foot.wider(0.95 * figures.LINE_MM)))
    return replace(plain, start=foot.start, line=share, keep=True)


def _page_before(seen: Look) -> int:
    """The page before the one on which the ending, or the text where there is none, comes to its end."""
    last = seen.of("ending") or seen.of("text", "enclosure")
    return last[-1].page - 1 if last else -1


def _white(seen: Look, page: int) -> float:
    """White at the foot of a page in mm."""
    bottoms = [line.bottom for line in seen.lines if line.page == page]
    return _FOOT - max(bottoms) if bottoms else 0.0


def _floor(share: float) -> float:
    return int(share * 1000) / 1000
