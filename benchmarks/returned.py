"""Scans as a multifunction printer gives them, made from printed pages: turned, skewed, noisy, grey, in PDF, TIFF, JPEG."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from shenguan_docs.serving import qr

SIZE = {150: (1240, 1754), 200: (1654, 2339), 300: (2480, 3508)}
"""Points of A4 by dpi."""


def sheet(dpi: int, *texts: str) -> Any:
    """A sheet with QR codes of 27 mm, the first at the upper right, a second at the left."""
    page = Image.new("L", SIZE[dpi], 255)
    side = round(27 / 25.4 * dpi)
    for n, text in enumerate(texts):
        code = (
            Image.open(io.BytesIO(qr.png(text))).convert("L").resize((side, side), Image.Resampling.BICUBIC)
        )
        page.paste(code, (page.width - side - dpi if not n else dpi // 2, dpi // 3))
    return page


def paper(pdf: bytes, dpi: int, page: int = 0) -> Any:
    """A printed page as it lies on the glass, in grey."""
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def signed(picture: Any, by: random.Random) -> Any:
    """With a signature and a date scribbled somewhere below the code."""
    wide, high = picture.size
    draw = ImageDraw.Draw(picture)
    at = wide * 0.45, high * by.uniform(0.35, 0.7)
    points = [at]
    for _ in range(40):
        x, y = points[-1]
        points.append((x + by.uniform(-0.01, 0.02) * wide, y + by.uniform(-0.012, 0.012) * high))
    draw.line(points, fill=by.randrange(20, 90), width=max(2, wide // 500))
    return picture


def worn(picture: Any, by: random.Random) -> Any:
    """Skewed, turned, dimmed, noisy: as machines and people leave it."""
    picture = picture.rotate(
        by.uniform(-4, 4), Image.Resampling.BICUBIC, expand=by.random() < 0.5, fillcolor=255
    )
    quarter = by.choice((0, 0, 90, 180, 180, 270))
    picture = picture.rotate(quarter, expand=True)
    if by.random() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(by.uniform(0.3, 1.2) * picture.width / 1650))
    light, dark = by.randrange(205, 256), by.randrange(0, 80)
    picture = picture.point([dark + n * (light - dark) // 255 for n in range(256)])
    if by.random() < 0.7:
        picture = _noisy(picture, by.uniform(2, 22), by)
    if by.random() < 0.3:
        picture = _specks(picture, by)
    return picture


def _noisy(picture: Any, sigma: float, by: random.Random) -> Any:
    wide, high = picture.size
    noise = Image.frombytes("L", (wide, high), by.randbytes(wide * high))  # flat; about 0.29 × 256 wide
    factor = sigma / 74
    noise = noise.point([max(0, min(255, round(128 + (n - 128) * factor))) for n in range(256)])
    return ImageChops.add(picture, noise, offset=-128)


def _specks(picture: Any, by: random.Random) -> Any:
    draw = ImageDraw.Draw(picture)
    for _ in range(by.randrange(20, 120)):
        x, y = by.randrange(picture.width), by.randrange(picture.height)
        draw.ellipse((x, y, x + by.randrange(1, 4), y + by.randrange(1, 4)), fill=by.choice((0, 40, 255)))
    return picture


def blank(size: tuple[int, int], by: random.Random) -> Any:
    """The empty back of a page, with the noise of the glass."""
    return _noisy(Image.new("L", size, by.randrange(225, 256)), by.uniform(1, 12), by)


def as_jpeg(picture: Any, by: random.Random, dpi: int) -> bytes:
    """One picture as JPEG, as scanners pack it."""
    out = io.BytesIO()
    picture.convert(by.choice(("L", "RGB"))).save(out, "JPEG", quality=by.randrange(30, 91), dpi=(dpi, dpi))
    return out.getvalue()


def as_pdf(pictures: Sequence[Any], by: random.Random, dpi: int) -> bytes:
    """A PDF of one JPEG a page."""
    out = io.BytesIO()
    first, *rest = [Image.open(io.BytesIO(as_jpeg(picture, by, dpi))) for picture in pictures]
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=dpi)
    return out.getvalue()


def as_tiff(pictures: Sequence[Any], by: random.Random, dpi: int) -> bytes:
    """A TIFF of many pages: black and white (fax packing), or grey."""
    out = io.BytesIO()
    packing = by.choice(("group4", "tiff_lzw", "jpeg"))
    if packing == "group4":
        pictures = [picture.point([0] * 128 + [255] * 128).convert("1") for picture in pictures]
    first, *rest = pictures
    first.save(out, "TIFF", save_all=True, append_images=rest, compression=packing, dpi=(dpi, dpi))
    return out.getvalue()
