"""Pages as pictures: what is secret is blackened, and the picture alone becomes a page of a new PDF."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf

from shenguan_docs.masking.page_text import Box

_PAD = 1.2  # pt around a character that is covered


def cover(picture: Any, boxes: Sequence[Box], width: float, height: float) -> None:
    """Blacken ``boxes`` (points) of ``picture`` in place."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(picture)
    across, down = picture.width / width, picture.height / height
    for left, top, right, bottom in boxes:
        draw.rectangle(
            (
                (left - _PAD) * across, (top - _PAD) * down, (right + _PAD) * across, (bottom + _PAD) * down,
            ),
            fill=(0, 0, 0),
        )  # fmt: skip


def picture_stream(pdf: Any, picture: Any) -> Any:
    """Return ``picture`` as an image of ``pdf``: sixteen greys without loss, or JPEG where it has colours."""
    from PIL import ImageChops

    red, green, blue = picture.split()
    colour = max(ImageChops.difference(red, other).histogram()[12:] != [0] * 244 for other in (green, blue))
    grey = picture.convert("L")
    if colour:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=82)
        data, space, bits, how = out.getvalue(), pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
    elif sum(grey.histogram()[24:232]) > 0.35 * grey.width * grey.height:  # a scan with its noise
        out = io.BytesIO()
        grey.save(out, "JPEG", quality=78)
        data, space, bits, how = out.getvalue(), pikepdf.Name.DeviceGray, 8, pikepdf.Name.DCTDecode
    else:
        data, space, bits, how = (
            zlib.compress(_half_bytes(grey), 9), pikepdf.Name.DeviceGray, 4, pikepdf.Name.FlateDecode,
        )  # fmt: skip
    stream = pdf.make_stream(b"")
    stream.write(data, filter=how)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = picture.width, picture.height
    stream.ColorSpace, stream.BitsPerComponent = space, bits
    return stream


def _half_bytes(grey: Any) -> bytes:
    """Two pixels a byte, rows begin at a byte."""
    if grey.width % 2:
        from PIL import ImageOps

        grey = ImageOps.expand(grey, (0, 0, 1, 0), 255)
    raw = grey.tobytes()
    high, low = raw[::2], raw[1::2]
    table_high = bytes(min((n + 8) // 17, 15) << 4 for n in range(256))
    table_low = bytes(min((n + 8) // 17, 15) for n in range(256))
    size = len(high)
    both = int.from_bytes(high.translate(table_high), "big") | int.from_bytes(low.translate(table_low), "big")
    return both.to_bytes(size, "big")


def add_page(pdf: Any, picture: Any, width: float, height: float) -> None:
    """Append a page of ``width`` × ``height`` points that shows ``picture`` and holds nothing else."""
    page = pdf.add_blank_page(page_size=(width, height))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture_stream(pdf, picture)))
    page.obj.Contents = pdf.make_stream(f"{width:.3f} 0 0 {height:.3f} 0 0 cm /P Do".encode())
