"""The timeline as a picture: SVG with real text, and the same on A4 pages as PDF."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import Any

from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.office.opening import Office
from shenguan_docs.office.timeline.collecting import Timeline
from shenguan_docs.office.timeline.entries import LABELS, Entry, What

# Millimetres of the picture.
WIDTH, TOP, ROW, SPINE = 180.0, 22.0, 11.0, 44.0
_TEXT = SPINE + 5.0
_FOOT = 6.0
_LETTER, _SMALL = 3.6, 2.8  # of the two lines of a row: a Chinese letter is as wide as high
_PER_PAGE = 22
_FAMILY = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', SimHei, sans-serif"
_RED, _BLUE, _INK, _FAINT, _WHITE = "#c00000", "#1f4e79", "#111111", "#555555", "#ffffff"
_CIRCLE = "M -1.4 0 A 1.4 1.4 0 1 0 1.4 0 A 1.4 1.4 0 1 0 -1.4 0 Z"
_MARKS: dict[What, str] = {
    "event": "M 0 -1.8 L 1.8 0 L 0 1.8 L -1.8 0 Z",
    "letter": _CIRCLE,
    "dispatch": "M -1.2 -1.4 L 1.5 0 L -1.2 1.4 Z",
    "service": "M 0 1.6 L -1.6 -1.2 L 1.6 -1.2 Z",
    "claim": _CIRCLE,
    "received": "M -1.3 -1.3 L 1.3 -1.3 L 1.3 1.3 L -1.3 1.3 Z",
    "duty": _CIRCLE,
}
_HOLLOW = ("claim", "duty")


def svg(layouts: LayoutSource, line: Timeline) -> str:
    """Return the picture as SVG, to stand alone: real text, fonts by name, no script."""
    return layouts.render("timeline.svg", _values(line, 0, max(len(line.entries), 1), alone=True))


def pdf(office: Office, line: Timeline) -> bytes:
    """Return the picture on A4 pages; a line that joins an answer goes on from page to page."""
    pages = [
        office.layouts.render("timeline.svg", _values(line, start, _PER_PAGE, alone=False))
        for start in range(0, max(len(line.entries), 1), _PER_PAGE)
    ]
    head = f'<!DOCTYPE html><html lang="zh"><head><title>{escape(_title(line))}</title></head><body>'
    return office.pdf.html_pdf(f"{head}{''.join(pages)}</body></html>", "timeline.css")


def _title(line: Timeline) -> str:
    return f"往来时间线：{line.name}"


def _values(line: Timeline, start: int, count: int, *, alone: bool) -> dict[str, Any]:
    """What the template shows of the rows from ``start``; the picture is a window on the whole."""
    rows = [_row(one, n) for n, one in enumerate(line.entries)]
    end = min(start + count, max(len(rows), 1))
    top = 0.0 if start == 0 else _y(start) - ROW / 2
    bottom = _y(end - 1) + ROW / 2 + (_FOOT if end >= len(rows) else 0.0)
    there = {one.what for one in line.entries}
    legend = [_key(what, n) for n, what in enumerate(what for what in LABELS if what in there)]
    return {
        "alone": alone, "title": _title(line), "family": _FAMILY, "width": WIDTH, "top": _mm(top),
        "height": _mm(bottom - top), "spine": SPINE, "text_x": _TEXT, "first": _y(0),
        "last": _y(max(len(rows), 1) - 1), "legend": legend, "red_x": 4 + 20 * len(legend),
        "empty": not rows, "arcs": _arcs(line), "rows": rows[start:end],
    }  # fmt: skip


def _y(place: int) -> float:
    return _mm(TOP + ROW * (place + 0.5))


def _mm(value: float) -> float:
    return round(value, 2)


def _key(what: What, place: int) -> dict[str, Any]:
    fill = _WHITE if what in _HOLLOW else _BLUE
    return {
        "x": 4 + 20 * place,
        "words_x": 7 + 20 * place,
        "mark": _MARKS[what],
        "fill": fill,
        "label": LABELS[what],
    }


def _row(one: Entry, place: int) -> dict[str, Any]:
    told = "" if one.what in ("dispatch", "service", "claim") else one.title
    first = " ".join(filter(None, (LABELS[one.what], one.number, told)))
    way = f"{one.sender} → {'、'.join(one.receivers)}" if one.receivers else one.sender
    second = " · ".join(filter(None, (one.late, way, one.state, one.detail)))
    colour, y = _RED if one.late else _BLUE, _y(place)
    return {
        "y": y, "day_y": _mm(y + 1.1), "second_y": _mm(y + 4.2), "day": one.day.isoformat(),
        "mark": _MARKS[one.what], "fill": _WHITE if one.what in _HOLLOW else colour, "edge": colour,
        "colour": _RED if one.late else _INK, "faint": _RED if one.late else _FAINT,
        "first": _cut(first, _LETTER), "second": _cut(second, _SMALL), "title": f"{first}\n{second}".strip(),
    }  # fmt: skip


def _cut(words: str, size: float) -> str:
    """As much as one line holds."""
    room, used = (WIDTH - _TEXT - 2.0) / size, 0.0
    for n, char in enumerate(words):
        used += 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.56
        if used > room:
            return words[: max(n - 1, 0)] + "…"
    return words


def _arcs(line: Timeline) -> list[dict[str, str]]:
    """The lines that lead from an answer back to what it answers, side by side where they run together."""
    places = {one.id: n for n, one in enumerate(line.entries) if one.what in ("letter", "received")}
    arcs: list[dict[str, str]] = []
    for n, one in enumerate(line.entries):
        for target in (places[id] for id in one.answers if id in places):
            reach = _mm(SPINE - 5.0 - 3.0 * (len(arcs) % 4))
            path = f"M {SPINE} {_y(n)} C {reach} {_y(n)} {reach} {_y(target)} {SPINE} {_y(target)}"
            arcs.append({"path": path, "colour": _RED if "天答复" in one.late else "#2e75b6"})
    return arcs
