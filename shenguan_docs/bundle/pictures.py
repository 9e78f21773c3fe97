"""Pictures become pages of A4 paper: a scan fills the page, a photograph stands within margins."""

from __future__ import annotations

import io
import zlib
from typing import Any

from shenguan_docs.confined import PICTURES

A4 = (595.276, 841.89)  # pt
_MARGIN = 56.7  # pt, 20 mm around a photograph: the page number has its place
_SCAN = 1000  # px: what is as long as this and as slim as A4 is taken for a scanned page
_LIKE = 0.06
_MOST_PIXELS, _MOST_FRAMES = 75_000_000, 400  # A3 at 600 dpi has 70 million
_TURNED = {3: 180, 6: 90, 8: 270}  # EXIF's orientation as clockwise degrees


def page_of_jpeg(data: bytes) -> bytes | None:
    """Return a page that shows a JPEG just as it is; None where it must be decoded first (CMYK, mirrored, odd).

    Only its head is read, so that a hostile picture does no harm here.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["JPEG"]) as picture:
            mode, (width, height) = picture.mode, picture.size
            orientation = picture.getexif().get(0x0112, 1)
    except Exception:  # whatever Pillow stumbles over: the child says what is wrong
        return None
    if mode not in ("L", "RGB") or orientation not in (1, *_TURNED) or width * height > _MOST_PIXELS:
        return None
    pdf = _Pages()
    pdf.add(data, "/DCTDecode", width, height, grey=mode == "L", turn=_TURNED.get(orientation, 0))
    return pdf.saved()


def pages_of_picture(data: bytes) -> bytes:
    """Return a page for each frame of any picture. Raises what Pillow raises for a broken one, ValueError for a huge one."""
    from PIL import Image, ImageOps, ImageSequence

    Image.MAX_IMAGE_PIXELS = None  # looked at here
    pdf = _Pages()
    with Image.open(io.BytesIO(data), formats=PICTURES) as opened:
        moving = opened.format == "GIF" or opened.format == "WEBP"
        for number, frame in enumerate(ImageSequence.Iterator(opened)):
            if number >= (1 if moving else _MOST_FRAMES):
                break
            if frame.width * frame.height > _MOST_PIXELS:
                raise ValueError("too large")
            upright: Any = frame  # each copy of a large one takes hundreds of megabytes
            if frame.getexif().get(0x0112, 1) != 1:
                upright = ImageOps.exif_transpose(frame)
            if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
                seen = upright if upright.mode == "RGBA" else upright.convert("RGBA")
                upright = Image.new("RGB", seen.size, "white")
                upright.paste(seen, mask=seen.getchannel("A"))
                del seen
            grey = upright.mode in ("1", "L", "I;16", "I")
            mode = "L" if grey else "RGB"
            picture = upright if upright.mode == mode else upright.convert(mode)
            packed = zlib.compress(picture.tobytes(), 6)
            pdf.add(packed, "/FlateDecode", picture.width, picture.height, grey=grey)
    return pdf.saved()


class _Pages:
    """A PDF of pictures."""

    def __init__(self) -> None:
        import pikepdf

        self._pdf = pikepdf.new()

    def add(self, data: bytes, packed: str, width: int, height: int, *, grey: bool, turn: int = 0) -> None:
        import pikepdf

        seen = (height, width) if turn % 180 else (width, height)
        paper = A4 if seen[1] >= seen[0] else A4[::-1]
        scan = max(seen) >= _SCAN and abs(min(seen) / max(seen) * A4[1] / A4[0] - 1) < _LIKE
        room = paper if scan else (paper[0] - 2 * _MARGIN, paper[1] - 2 * _MARGIN)
        scale = min(room[0] / seen[0], room[1] / seen[1])
        if turn % 180:  # the page itself is turned: reckon on the paper as it lies
            paper = paper[::-1]
        wide, high = width * scale, height * scale
        left, low = (paper[0] - wide) / 2, (paper[1] - high) / 2
        image = self._pdf.make_stream(
            data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
            ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB, BitsPerComponent=8,
            Filter=pikepdf.Name(packed),
        )  # fmt: skip
        page = self._pdf.add_blank_page(page_size=paper)
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=image))
        page.obj.Contents = self._pdf.make_stream(
            f"q {wide:.3f} 0 0 {high:.3f} {left:.3f} {low:.3f} cm /Picture Do Q".encode()
        )
        if turn:
            page.obj.Rotate = turn

    def saved(self) -> bytes:
        out = io.BytesIO()
        self._pdf.save(out, deterministic_id=True)
        return out.getvalue()
