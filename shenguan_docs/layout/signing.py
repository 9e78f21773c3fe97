"""Where 发文机关署名 and 成文日期 stand (GB/T 9704 7.3.5), in characters from the right edge."""

from __future__ import annotations

from typing import Any

from shenguan_docs.document import Signature
from shenguan_docs.layout import figures
from shenguan_docs.layout.measure import width
from shenguan_docs.text import chinese_date, clean

_LONG_LINE = figures.TEXT_HEIGHT_MM / figures.CHARACTER_MM


def signature(sign: Signature, *, close: bool = False, turned: bool = False) -> dict[str, Any]:
    """Like ``_placed``, with each distance also in mm (``…_mm``), as a template does not reckon.

    ``close``: one blank line less over a sealed signature (``Fit.close``). ``turned``: it stands on the
    turned page of the wide table before it, whose lines are as long as an upright page is high.
    """
    place = _placed(sign)
    if close and sign.style == "seal" and sign.organs:
        place["blank"] -= 1
    for row in place["rows"]:
        for organ in row:
            organ["right_mm"] = _mm(organ["right"])
    # Lists to loop over: a template counts nothing.
    place |= {"blanks": list(range(place["blank"])), "betweens": list(range(place["between"]))}
    place |= {"turned": turned, "characters": _LONG_LINE if turned else figures.CHARACTERS}
    return place | {f"{key}_mm": _mm(place[key]) for key in ("date_right", "title_right")}


def _mm(characters: float) -> float:
    return round(characters * figures.CHARACTER_MM, 3)


def _placed(sign: Signature) -> dict[str, Any]:
    """Rows of organs (each with ``right``, its distance in characters from the right edge) and the date.

    ``blank`` counts blank lines over the first row, ``between`` those between rows of seals.
    """
    organs = [clean(o).replace("\n", "") for o in sign.organs]
    date = chinese_date(sign.date) if sign.date else ""
    place: dict[str, Any] = {
        "style": sign.style, "rows": [], "date": date, "date_right": figures.DATE_RIGHT,
        "office_title": "", "title_right": 0.0, "blank": figures.PLAIN_LINES, "between": 0, "date_blank": 0,
    }  # fmt: skip
    if sign.style == "stamp":
        title = clean(sign.office_title).replace("\n", "")
        right = figures.DATE_RIGHT + figures.STAMP_WIDTH + 2  # room for the stamp, then two characters
        return place | {
            "office_title": title,
            "title_right": right,
            "blank": figures.STAMP_LINES,
            "date_blank": 1,
        }
    if not organs:
        return place
    if sign.style == "plain":
        return place | _plain(organs, date)
    if len(organs) == 1:
        organ_right, date_right = _centred(width(organs[0]), width(date))
        row = [{"text": organs[0], "right": organ_right}]
        return place | {"rows": [row], "date_right": date_right, "blank": figures.SEAL_LINES}
    return place | _joint(organs, date)


def _centred(organ: float, date: float) -> tuple[float, float]:
    """7.3.5.1: the date leaves four characters, the organ is centred on it; neither leaves the text area."""
    organ_right = figures.DATE_RIGHT + (date - organ) / 2
    if organ_right >= 0 or not date:
        return max(0.0, organ_right), figures.DATE_RIGHT
    # The organ is much longer than the date: it fills up to the edge and the date moves under its middle.
    return 0.0, max(figures.DATE_RIGHT, (min(organ, figures.CHARACTERS) - date) / 2)


def _plain(organs: list[str], date: str) -> dict[str, Any]:
    """7.3.5.2: organ right 2, date's first character two right of the organ's; a longer date right 2."""
    longest = max(width(o) for o in organs)
    right = min(figures.PLAIN_RIGHT, max(0.0, figures.CHARACTERS - longest))
    date_right = right + longest - 2 - width(date)
    if date and date_right < figures.PLAIN_RIGHT:
        right, date_right = figures.PLAIN_RIGHT + width(date) + 2 - longest, figures.PLAIN_RIGHT
    # Joint organs begin on one line one below the other.
    rows = [[{"text": o, "right": max(0.0, right + longest - width(o))}] for o in organs]
    return {"rows": rows, "date_right": max(0.0, date_right)}


def _joint(organs: list[str], date: str) -> dict[str, Any]:
    """Rows of up to three organs, one seal each, as many to a row as fit; the last organ stands over the date."""
    groups: list[list[str]] = [[]]
    for organ in organs:
        if groups[-1] and (len(groups[-1]) == _MOST_SEALS or _room(*groups[-1], organ) > figures.CHARACTERS):
            groups.append([])
        groups[-1].append(organ)
    columns = max(map(len, groups))
    rows = [_spread(group, columns) for group in groups]
    last = rows[-1][-1]
    date_right = last["right"] + (width(last["text"]) - width(date)) / 2
    return {
        "rows": rows, "date_right": max(0.0, date_right),
        "blank": figures.SEAL_LINES, "between": figures.SEAL_ROW_LINES,
    }  # fmt: skip


_MOST_SEALS = 3
_SEAL = 7.6  # characters across a seal of 42 mm


def _room(*organs: str) -> float:
    """Characters that organs with their seals take in a row, a blank between."""
    return sum(max(_SEAL, width(o)) for o in organs) + len(organs) - 1


def _spread(organs: list[str], columns: int) -> list[dict[str, Any]]:
    """A row with its white shared out evenly; one of fewer organs stands at the right, where the date is."""
    cell = figures.CHARACTERS / columns
    if all(max(_SEAL, width(o)) <= cell for o in organs):
        lefts = [(columns - len(organs) + n) * cell + (cell - width(o)) / 2 for n, o in enumerate(organs)]
    else:
        white = max(0.0, figures.CHARACTERS - _room(*organs) + len(organs) - 1) / len(organs)
        lefts, at = [], 0.0
        for organ in organs:
            slot = max(_SEAL, width(organ)) + white
            lefts.append(at + (slot - width(organ)) / 2)
            at += slot
    places = zip(organs, lefts, strict=True)
    return [{"text": o, "right": max(0.0, figures.CHARACTERS - left - width(o))} for o, left in places]
