"""Pages of a file that a scanner made: cut apart with their own bytes, and seen. Runs in the child process."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from shenguan_docs.confined import PICTURES
from shenguan_docs.errors import Refused
from shenguan_docs.serving.seeing import LONGEST, codes_on, digest_of, is_blank
from shenguan_docs.serving.tiff import one_picture

PIXELS = 120_000_000
"""Points of the largest picture that is opened: A3 at 600 dpi has 70 million."""
MOST = 1000
"""Pages of one file."""
_BROKEN = "文件已损坏，打不开"
_AGAIN = "请重新扫描，或者另存一份"
_WIDTH = 8.27  # inches: a picture is taken to be as wide as A4


@dataclass(frozen=True)
class Page:
    """One page: ``data`` is a file of its own ("" for a blank page), ``unseen`` why its codes could not be read."""

    number: int
    codes: tuple[str, ...] = ()
    blank: bool = False
    picture: str = ""
    data: bytes = b""
    suffix: str = ""
    unseen: str = ""


def pages_of(data: bytes, kind: str, first: int, count: int) -> tuple[int, list[Page]]:
    """Return how many pages a PDF or picture has, and those from ``first`` (from 1) on, ``count`` at most.

    Raises Refused: broken, locked, too large.
    """
    if kind == "pdf":
        return _of_pdf(data, first, count)
    return _of_picture(data, kind, first, count)


def _of_pdf(data: bytes, first: int, count: int) -> tuple[int, list[Page]]:
    import pikepdf

    try:
        source = pikepdf.Pdf.open(io.BytesIO(data))
        total = len(source.pages)
    except pikepdf.PasswordError:
        raise Refused("文件加了密码，打不开", remedy="请去掉密码后再来") from None
    except pikepdf.PdfError:
        raise Refused(_BROKEN, remedy=_AGAIN) from None
    _require_fair(total)
    drawn = _drawer(data)
    found = []
    for number in range(first, min(total, first + count - 1) + 1):
        whole = total == 1 and not source.is_encrypted
        found.append(
            _seen(
                number,
                lambda dpi, n=number: drawn(n, dpi),  # type: ignore[misc]
                lambda n=number, whole=whole: data if whole else _cut(source, n),  # type: ignore[misc]
                ".pdf",
            )
        )
    return total, found


def _require_fair(total: int) -> None:
    if not total:
        raise Refused("文件里一页也没有", remedy=_AGAIN)
    if total > MOST:
        raise Refused(f"文件有 {total} 页，太多了", remedy=f"请拆成几份，每份不超过 {MOST} 页")


def _drawer(data: bytes) -> Callable[[int, int], Any]:
    """What draws page ``n`` at a resolution in grey."""
    try:
        import pypdfium2
    except ImportError:
        return _no_drawer("没有安装画页面的组件（pypdfium2）")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return _no_drawer("这一页已损坏，画不出来")

    def draw(number: int, dpi: int) -> Any:
        try:
            page = document[number - 1]
            scale = min(dpi / 72, LONGEST / (max(page.get_size()) or 1.0))
            return page.render(scale=scale, grayscale=True).to_pil().convert("L")
        except pypdfium2.PdfiumError as error:
            raise ValueError("这一页已损坏，画不出来") from error

    return draw


def _no_drawer(why: str) -> Callable[[int, int], Any]:
    def draw(_number: int, _dpi: int) -> Any:
        raise ValueError(why)

    return draw


def _cut(source: Any, number: int) -> bytes:
    """One page as a PDF of its own: its streams are copied as they are."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.Pdf.new() as made:
        made.pages.append(source.pages[number - 1])
        made.remove_unreferenced_resources()
        made.save(out, deterministic_id=True)
    return out.getvalue()


def _of_picture(data: bytes, kind: str, first: int, count: int) -> tuple[int, list[Page]]:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # we look for ourselves, before a point is decoded
    try:
        opened = Image.open(io.BytesIO(data), formats=PICTURES)
        total = getattr(opened, "n_frames", 1) if kind == "tiff" else 1
        _require_fair(total)
        found = []
        for number in range(first, min(total, first + count - 1) + 1):
            opened.seek(number - 1)
            if opened.width * opened.height > PIXELS:
                raise Refused("图片的尺寸太大", remedy="请用 300 dpi 扫描")
            grey = _square(opened.convert("L"), opened.info.get("dpi"))
            cut = (lambda n=number: _frame(data, opened, n)) if total > 1 else (lambda: data)  # type: ignore[misc]
            found.append(_seen(number, lambda dpi, grey=grey: _scaled(grey, dpi), cut, f".{_SUFFIX[kind]}"))  # type: ignore[misc]
    except (OSError, ValueError, SyntaxError, EOFError, KeyError) as error:
        raise Refused("图片已损坏，打不开", remedy=_AGAIN) from error
    return total, found


_SUFFIX = {"tiff": "tif", "jpeg": "jpg", "png": "png", "bmp": "bmp", "gif": "gif"}


def _square(grey: Any, dpi: Any) -> Any:
    """The picture with points as wide as high: a fax has twice as many across as down (ITU-T T.4)."""
    try:
        across, down = (float(number) for number in dpi)
        ratio = across / down
    except (TypeError, ValueError, ZeroDivisionError):
        return grey
    if 0.9 < ratio < 1.1 or not 0.2 < ratio < 5:
        return grey
    return grey.resize((grey.width, max(1, round(grey.height * ratio))))


def _scaled(grey: Any, dpi: int) -> Any:
    """The picture as if its shorter side were that of A4 at a resolution; it is not enlarged more than twice."""
    from PIL import Image

    factor = min(_WIDTH * dpi / min(grey.size), 2.0, LONGEST / max(grey.size))
    wanted = tuple(max(1, round(side * factor)) for side in grey.size)
    return grey if wanted == grey.size else grey.resize(wanted, Image.Resampling.BICUBIC)


def _frame(data: bytes, opened: Any, number: int) -> bytes:
    """One picture of a TIFF, its bytes copied; where it is laid out oddly, its points are, without loss."""
    from PIL import Image

    opened.seek(number - 1)
    with suppress(ValueError, OSError, SyntaxError):
        made = one_picture(data, number - 1)
        if Image.open(io.BytesIO(made)).tobytes() == opened.tobytes():
            return made
    out = io.BytesIO()
    packing = "group4" if opened.mode == "1" else "tiff_adobe_deflate"
    opened.save(out, format="TIFF", compression=packing, dpi=opened.info.get("dpi", (200, 200)))
    return out.getvalue()


def _seen(number: int, raster: Callable[[int], Any], cut: Callable[[], bytes], suffix: str) -> Page:
    kept: dict[int, Any] = {}

    def draw(dpi: int) -> Any:
        if dpi not in kept:
            kept[dpi] = raster(dpi)
        return kept[dpi]

    try:
        picture = draw(200)
    except ValueError as error:
        return Page(number, data=cut(), suffix=suffix, unseen=str(error))
    if is_blank(picture):
        return Page(number, blank=True)
    try:
        found, unseen = tuple(codes_on(draw)), ""
    except ImportError:
        found, unseen = (), "没有安装读码的组件（zxing-cpp）"
    return Page(number, found, False, digest_of(picture), cut(), suffix, unseen)
