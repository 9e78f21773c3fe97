"""The child process for one PDF: ``python -m …worker read|recognise|paint SECONDS MIB``.

Standard input: one line of JSON (what is asked), then the PDF. The answer is JSON on standard output.

``read`` {"first", "last"} → {"count", "pages"}; ``recognise`` {"pages": [{"number", "boxes"}]} → the characters of
each page, after its boxes were covered; ``paint`` the same → {"file"}: a PDF of pictures, in base64.
"""

from __future__ import annotations

import base64
import io
import json
import sys
from dataclasses import asdict
from typing import Any

from shenguan_docs.confined import leave_network, limit

_OCR_DPI = 200
_UNDER = 0.25  # of a recognised character's height: its box is a guess


def main() -> None:
    """Read, do what is asked, answer, end."""
    import pikepdf  # noqa: F401
    import PIL.ImageDraw
    import PIL.JpegImagePlugin  # noqa: F401
    import pypdfium2  # noqa: F401

    from shenguan_docs.masking import painting, pdf_pages  # noqa: F401

    work, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    if work == "recognise":
        from shenguan_docs.index.readers.recognising import warm

        warm()
    leave_network()
    limit(seconds, memory, writes=False)
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(work, asked, data), out)
    out.flush()


def _answer(work: str, asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    from shenguan_docs.masking.pdf_pages import NoPages

    try:
        return {"read": _read, "recognise": _recognise, "paint": _paint}[work](asked, data)
    except NoPages as error:
        return {"unfit": str(error)}
    except MemoryError:
        return {"unfit": "文件太大，超过了允许的内存"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"unfit": "PDF 已损坏，读不出来"}


def _read(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Also hand back the PDF without annotations, which all later questions are asked of."""
    from shenguan_docs.masking.pdf_pages import Pages, flat

    made = flat(data) if asked["flat"] else data
    pages = Pages(made)
    last = min(asked["last"], pages.count)
    texts = [pages.read(number) for number in range(asked["first"], last)]
    return {
        "count": pages.count,
        "pages": [asdict(text) if text else None for text in texts],
        "file": base64.b64encode(made).decode() if asked["flat"] else "",
    }


def _recognise(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    from shenguan_docs.index.readers.recognising import placed_words
    from shenguan_docs.masking.painting import cover
    from shenguan_docs.masking.pdf_pages import Pages

    pages = Pages(data)
    found: list[dict[str, Any]] = []
    for page in asked["pages"]:
        picture = pages.picture(page["number"], _OCR_DPI)
        width, height = pages.size(page["number"])
        cover(picture, page["boxes"], width, height)
        across, down = width / picture.width, height / picture.height
        chars: list[str] = []
        boxes: list[list[float] | None] = []
        for line in placed_words(picture):
            for c, (left, top, right, bottom) in line:
                pad = _UNDER * (bottom - top)
                chars.append(c)
                boxes.append(
                    [
                        (left - pad) * across,
                        (top - pad / 3) * down,
                        (right + pad) * across,
                        (bottom + pad / 3) * down,
                    ]
                )
            chars.append("\n")
            boxes.append(None)
        found.append({"chars": "".join(chars), "boxes": boxes})
    return {"pages": found}


def _paint(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    import pikepdf

    from shenguan_docs.masking.painting import add_page, cover
    from shenguan_docs.masking.pdf_pages import Pages

    pages = Pages(data)
    made = pikepdf.new()
    for page in asked["pages"]:
        picture = pages.picture(page["number"])
        width, height = pages.size(page["number"])
        cover(picture, page["boxes"], width, height)
        add_page(made, picture, width, height)
    out = io.BytesIO()
    made.save(out, deterministic_id=True)
    return {"file": base64.b64encode(out.getvalue()).decode()}


if __name__ == "__main__":
    main()
