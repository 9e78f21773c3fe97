"""Whether a red seal shows on a paper: a round red mark of 25 to 60 mm, or a digital signature."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shenguan_docs.confined import PICTURES, ask, worth
from shenguan_docs.errors import Refused
from shenguan_docs.review.facts import Seal

_WORKER, _SECONDS, _A_MEGABYTE = "shenguan_docs.office.reviewing.looking_worker", 9, 2

_DPI = 50
_CELL = 4  # pixels: a cell is some 2 mm
_SMALLEST, _LARGEST = 25, 62  # mm
_MM = _DPI / 25.4 / _CELL  # cells a millimetre
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_FEW = 20  # characters: a scan has none but a scanner's stamp
_LAST = 3  # pages from the end: the seal stands on the date
_PICTURES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp")


def seal_on(content: Path | bytes, name: str) -> Seal:
    """Return whether a seal shows. ``unknown`` where there is no colour to tell it by, or no page can be drawn.

    The paper comes from outside: a child process looks at it.
    """
    if not (name.lower().endswith(_PICTURES) or _is_pdf(content)):
        return "unknown"
    data = content.read_bytes() if isinstance(content, Path) else content
    try:
        seal: Seal = ask(
            _WORKER, ["seal", name], data, seconds=worth(data, _SECONDS, _A_MEGABYTE), memory=1024, name=name
        )
    except Refused:
        return "unknown"
    return seal


def _is_pdf(content: Path | bytes) -> bool:
    if isinstance(content, bytes):
        return content.startswith(b"%PDF")
    with content.open("rb") as file:
        return file.read(4) == b"%PDF"


def seal_seen(data: bytes, name: str) -> Seal:
    """Look at a paper in this process: for the child that ``seal_on`` starts."""
    try:
        pictures = list(_pictures(data, name))
    except Exception:  # whatever a drawing program makes of a file from outside: nobody could look
        return "unknown"
    if any(signed or _has_seal(picture) for picture, _, signed in pictures):
        return "seen"
    if not pictures or any(scan and not _has_colour(picture) for picture, scan, _ in pictures):
        return "unknown"
    return "none"


def _pictures(data: bytes, name: str) -> Iterator[tuple[Any, bool, bool]]:
    """Yield each page to look at as an RGB picture, whether it is a scan, whether the file is signed digitally."""
    if name.lower().endswith(_PICTURES):
        from PIL import Image

        with Image.open(io.BytesIO(data), formats=PICTURES) as picture:
            picture.thumbnail((_DPI * 9, _DPI * 13))
            yield picture.convert("RGB"), True, False
        return
    if not data.startswith(b"%PDF"):
        return
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        signed = b"/ByteRange" in data and b"/Sig" in data
        count = len(document)
        for n in range(max(0, count - _LAST), count):
            page = document[n]
            pictures = any(part.type == _IMAGE for part in page.get_objects(max_depth=2))
            scan = pictures and len("".join(page.get_textpage().get_text_range().split())) < _FEW
            yield page.render(scale=_DPI / 72).to_pil().convert("RGB"), scan, signed
    finally:
        document.close()


def _red_cells(picture: Any) -> Any:
    """A small picture in which each cell says how red it is there."""
    from PIL import ImageChops

    red, green, blue = picture.split()
    over_green = ImageChops.subtract(red, green)
    over_blue = ImageChops.subtract(red, blue)
    mask = ImageChops.darker(over_green, over_blue).point(lambda value: 255 if value > 60 else 0)
    return mask.reduce(_CELL)


def _has_colour(picture: Any) -> bool:
    from PIL import ImageChops

    red, green, blue = picture.split()
    return any(
        max(ImageChops.difference(one, other).tobytes()) > 40 for one, other in ((red, green), (green, blue))
    )


def _has_seal(picture: Any) -> bool:
    cells = _red_cells(picture)
    wide, high = cells.size
    red = {(n % wide, n // wide) for n, value in enumerate(cells.tobytes()) if value > 20}
    while red:
        mark = _connected(red)
        xs, ys = [x for x, _ in mark], [y for _, y in mark]
        across, up = (max(xs) - min(xs) + 1) / _MM, (max(ys) - min(ys) + 1) / _MM
        round_ = 0.6 <= across / up <= 1.7
        full = len(mark) / ((max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1))
        if round_ and _SMALLEST <= max(across, up) <= _LARGEST and full > 0.1:
            return True
    return False


def _connected(red: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take out of ``red`` what hangs together, two cells apart or nearer."""
    start = red.pop()
    found, waiting = [start], [start]
    while waiting:
        x, y = waiting.pop()
        for dx in range(-2, 3):
            for dy in range(-2, 3):
                near = (x + dx, y + dy)
                if near in red:
                    red.remove(near)
                    found.append(near)
                    waiting.append(near)
    return found
