"""Page numbers on the upper outer corner of pages (DA/T 22: front upper right, back upper left).

The ten digits are printed once and become ten small forms that all pages share. So a stamp costs one
short stream a page, the font is embedded once, and the digits can be read and searched as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pikepdf

from shenguan_docs.bundle.geometry import A4, View, view_of

WIDTH, HEIGHT = 7.0, 14.0  # pt, the cell of one digit; ``@page digit`` in sheets.py prints it
_MARGIN = 10 * 72 / 25.4  # pt from both edges: outside the text area and outside of most headers
_PAD = 1.5
_PREFIX = "/ShenguanDigit"
_SCALE = 0.7, 6.0
_A4_SHORT_SIDE = 595.276
_STATE = re.compile(rb"(?:(?<=\s)|^)(?:q|Q|BT|ET)(?=\s|$)")
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_STEP = {b"q": (1, 0), b"Q": (-1, 0), b"BT": (0, 1), b"ET": (0, -1)}
_PLACED = re.compile(rb"q ([-\d.]+ [-\d.]+ [-\d.]+ [-\d.]+) ([-\d.]+) ([-\d.]+) cm")
_DRAWN = re.compile(rb"/ShenguanDigit(\d) Do")


class Stamp:
    """Puts numbers on pages of ``pdf``; ``digits`` are ten pages of another PDF that show 0 … 9.

    ``place`` is outer (odd numbers to the right, even ones to the left), right or left.
    """

    def __init__(self, pdf: Any, digits: Sequence[Any], place: str = "outer") -> None:
        self._pdf, self._place = pdf, place
        self._forms = {
            f"{_PREFIX}{n}": pdf.copy_foreign(page.as_form_xobject()) for n, page in enumerate(digits)
        }
        self._save = pdf.make_stream(b"q\n")

    def put(self, page: Any, number: int) -> None:
        """Stamp ``number`` on ``page``."""
        obj = page.obj
        right = number % 2 == 1 if self._place == "outer" else self._place == "right"
        drawing = _drawing(view_of(obj), number, right)
        streams = _streams(obj)
        if not _balanced(streams):
            streams = [self._isolated(page, streams)]
        own = self._pdf.make_stream(b"\nQ\n" + drawing)
        obj.Contents = pikepdf.Array([self._save, *streams, own])
        resources = obj.get("/Resources")
        if not isinstance(resources, pikepdf.Dictionary):
            resources = obj.Resources = pikepdf.Dictionary()
        forms = resources.get("/XObject")
        if not isinstance(forms, pikepdf.Dictionary):
            resources.XObject = pikepdf.Dictionary(self._forms)
        elif f"{_PREFIX}0" not in forms:  # pages often share their resources
            for name, form in self._forms.items():
                forms[name] = form

    def _isolated(self, page: Any, streams: Sequence[Any]) -> Any:
        """Move the page's content into a form, out of which no graphics state leaks."""
        obj = page.obj
        # Not page.as_form_xobject: its form reads the page only when it is saved, and so itself.
        form = self._pdf.make_stream(b"\n".join(part.read_bytes() for part in streams))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = obj.get("/CropBox", obj.get("/MediaBox", pikepdf.Array(A4)))
        form.Resources = obj.get("/Resources", pikepdf.Dictionary())
        if "/Group" in obj:
            form.Group = obj.Group
        obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/ShenguanPage": form}))
        return self._pdf.make_stream(b"/ShenguanPage Do\n")


def read_stamp(page: Any) -> int | None:
    """Return the number that stands on ``page``, None when it bears none."""
    contents = page.obj.get("/Contents")
    if not isinstance(contents, pikepdf.Array) or not len(contents):
        return None
    drawn = _DRAWN.findall(contents[-1].read_bytes())
    return int(b"".join(drawn)) if drawn else None


def read_corner(page: Any) -> str:
    """Return in which corner the number of ``page`` is seen: 左上, 右上, 左下, 右下; "" where it cannot be told."""
    contents = page.obj.get("/Contents")
    placed = _PLACED.search(contents[-1].read_bytes()) if isinstance(contents, pikepdf.Array) else None
    if placed is None:
        return ""
    seen = view_of(page.obj)
    a, b, c, d, e, f = seen.matrix
    x, y = float(placed[2]) - e, float(placed[3]) - f
    across, up = a * x + b * y, c * x + d * y  # the matrix only turns and moves
    return ("右" if across > seen.width / 2 else "左") + ("上" if up > seen.height / 2 else "下")


def _drawing(seen: View, number: int, right: bool) -> bytes:
    digits = str(number)
    width, height = len(digits) * WIDTH, HEIGHT
    wide, high = seen.width * seen.unit, seen.height * seen.unit  # pt
    low, most = _SCALE
    scale = min(max(min(wide, high) / _A4_SHORT_SIDE, low), most)
    scale = min(scale, 0.8 * wide / width, 0.8 * high / height)
    margin = min(_MARGIN * scale, (wide - width * scale) / 2, (high - height * scale) / 2)
    across = wide - margin - width * scale if right else margin
    up = high - margin - height * scale
    a, b, c, d, e, f = seen.matrix
    scale, across, up = scale / seen.unit, across / seen.unit, up / seen.unit
    x, y = seen.point(across, up)
    # The white ground keeps the number legible on dark scans; it is no larger than the digits.
    parts = [
        f"q {a * scale:.5f} {b * scale:.5f} {c * scale:.5f} {d * scale:.5f} {x:.4f} {y:.4f} cm",
        f"1 g {-_PAD} 0 {width + 2 * _PAD} {height} re f",
    ]
    parts += [f"/ShenguanDigit{digit} Do 1 0 0 1 {WIDTH} 0 cm" for digit in digits]
    return ("\n".join(parts) + "\nQ\n").encode()


def _streams(obj: Any) -> list[Any]:
    contents = obj.get("/Contents")
    if isinstance(contents, pikepdf.Stream):
        return [contents]
    if isinstance(contents, pikepdf.Array):
        return [part for part in contents if isinstance(part, pikepdf.Stream)]
    return []


def _balanced(streams: Sequence[Any]) -> bool:
    """Tell whether all states, texts and strings that the content begins are ended.

    Tokens are only counted, so in doubt it says no.
    """
    try:
        data = b"\n".join(part.read_bytes() for part in streams)
    except pikepdf.PdfError:
        return True  # nobody can draw it
    words = _ESCAPED.sub(b"", data) if b"\\" in data else data
    if words.count(b"(") != words.count(b")"):
        return False
    states = texts = 0
    for token in _STATE.findall(data):
        state, text = _STEP[token]
        states, texts = states + state, texts + text
        if states < 0 or texts < 0:
            return False
    return not states and not texts
