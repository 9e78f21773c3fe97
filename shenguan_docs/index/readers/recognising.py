"""OCR: the words of pictures and of scanned pages, through RapidOCR, whose models come in its own package."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Any

from shenguan_docs.confined import PICTURES, SILENT
from shenguan_docs.index.readers.container import Container
from shenguan_docs.index.readers.reading import Clock, Reading, Unfit

PIXELS = 40_000_000
"""Points of the largest picture that is opened: A3 at 400 dpi has 31 million."""
_SIDE = 2400  # points; RapidOCR itself shrinks to 2000
_PAGES = 60
_DPI = 200


def read_pictures(data: bytes, clock: Clock) -> Reading:
    """Read a picture, or the pictures of a container, one page each (a TIFF has several)."""
    is_container = data.startswith(b"PK")
    file = Container(data) if is_container else None
    contents = (file.read(name) for name in file.names(r"\d+")) if file else iter((data,))
    reading = Reading(paged=True)
    for content in contents:
        pages: list[str] = []
        try:
            for picture in _frames(content):
                if clock.over:
                    reading.unread.append(f"图片太多，只识别了前 {len(reading.pages) + len(pages)} 幅")
                    break
                pages.append(_words(picture))
        except Unfit as error:
            if not is_container:
                raise
            reading.unread.append(error.problem)
        reading.pages += pages if file is None else ["\n".join(pages)]
    return reading


def read_scans(data: bytes, pages: list[int], clock: Clock) -> Reading:
    """Read these pages (from 1) of a PDF; the answer holds as many, in this order."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    reading = Reading(paged=True)
    for done, number in enumerate(pages):
        if clock.over or done >= _PAGES:
            reading.unread.append(f"扫描的页太多，只识别了 {done} 页")
            break
        page = document[number - 1]
        longest = max(page.get_size()) or 1.0
        picture = page.render(scale=min(_DPI / 72, _SIDE / longest)).to_pil()
        reading.pages.append(_words(picture.convert("RGB")))
        page.close()
    return reading


def _frames(content: bytes) -> Iterator[Any]:
    """Yield the pictures in a file, upright, none larger than OCR needs. Raises ``Unfit``."""
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = None  # we look for ourselves, before a point is decoded
    try:
        opened = Image.open(io.BytesIO(content), formats=PICTURES)
        for number, frame in enumerate(ImageSequence.Iterator(opened)):
            if frame.width * frame.height > PIXELS:
                raise Unfit("图片的尺寸太大", "请缩小后再登记")
            if number >= _PAGES:
                return
            opened.draft("RGB", (_SIDE, _SIDE))
            picture = ImageOps.exif_transpose(_smaller(frame)).convert("RGB")
            picture.thumbnail((_SIDE, _SIDE))
            yield picture
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Unfit("图片已损坏，打不开") from error


def _smaller(picture: Any) -> Any:
    """A large picture at a fraction of its size, before anything copies all of its points."""
    factor = max(picture.size) // _SIDE
    return picture.reduce(factor) if factor > 1 and picture.mode in ("L", "RGB", "RGBA", "CMYK") else picture


def _words(picture: Any) -> str:
    import numpy

    found = _engine()(numpy.asarray(picture)[:, :, ::-1])
    return "\n".join(found.txts or ())


def placed_words(picture: Any) -> list[list[tuple[str, tuple[float, float, float, float]]]]:
    """Read a picture (RGB): lines of characters, each with left, top, right, bottom in its points."""
    import numpy

    found = _engine()(numpy.asarray(picture)[:, :, ::-1], return_word_box=True, return_single_char_box=True)
    lines = []
    for words in found.word_results or ():
        line = []
        for word, _, corners in words:
            xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
            wide = (max(xs) - min(xs)) / max(len(word), 1)
            line += [
                (c, (min(xs) + n * wide, min(ys), min(xs) + (n + 1) * wide, max(ys)))
                for n, c in enumerate(word)
            ]
        lines.append(line)
    return lines


@cache
def _engine() -> Any:
    import logging

    os.environ.update(SILENT)  # before it is loaded
    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": min(4, os.cpu_count() or 1)}
    return RapidOCR(params={"Global.log_level": "critical", **threads})


def warm() -> None:
    """Load engine and models before memory is limited."""
    with suppress(ImportError):
        _engine()
