"""Draw what was found on the pages, as a teacher would with a red pen."""

from __future__ import annotations

import base64
import html
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

from shenguan_docs.index.formats import read_file
from shenguan_docs.layout import weasy
from shenguan_docs.office.measuring.checking import (
    MEMORY,
    SECONDS,
    Checked,
    checked,
    require_measurable,
    worked,
)
from shenguan_docs.office.measuring.new_file import require_other, write_new

MARKING_MEMORY = 4096
"""MiB of address space for a DOCX: LibreOffice maps more than it uses. A PDF needs no LibreOffice."""

_PAPER, _LETTER = 206.0, 2.83  # mm: the right end of a label, the width of its characters (8 pt)
_STYLE = """
@page { size: WIDTHmm HEIGHTmm; margin: 0 }
html { font-family: "FandolKai", "LXGW WenKai", "Noto Sans CJK SC"; font-size: 8pt; color: #D00000; line-height: 1.15 }
.box { position: absolute; border: 0.3mm solid #D00000; box-sizing: border-box }
.frame { position: absolute; border: 0.15mm dashed #3060C0; box-sizing: border-box }
.word { position: absolute; background: #FFF; padding: 0 0.6mm; white-space: nowrap }
.list { position: absolute; right: 3mm; left: 3mm; top: 2mm }
"""


def mark_file(path: Path, target: Path, *, seconds: float = SECONDS, memory: int | None = None) -> Checked:
    """Measure a DOCX or PDF and write its pages to ``target`` with what was found drawn on them.

    A box at every finding that has a place, with its number, rule and measures; the dashed blue frame is the
    text area of the standard. Raises Refused as ``check_file`` does, and where ``target`` cannot be written.
    """
    name, data = str(path), read_file(path)
    require_measurable(data, name)
    require_other(path, target, "--overlay")
    if memory is None:
        memory = MEMORY if b"%PDF-" in data[:1024] else MARKING_MEMORY
    answer = worked("mark", data, path, seconds, memory)
    write_new(base64.b64decode(answer["file"]), path, target)
    return checked(name, answer["report"])


def marked(data: bytes, findings: list[dict[str, Any]]) -> bytes:
    """Return the PDF with ``findings`` (as ``check --json`` gives them, with ``boxes``) drawn on its pages."""
    import pikepdf

    by_page: dict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for n, finding in enumerate(findings, 1):
        by_page[finding["page"] or 1].append((n, finding))
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            if by_page[number]:
                _draw(page, number, by_page[number])
        pdf.remove_unreferenced_resources()
        pdf.save(out)
    return out.getvalue()


def _draw(page: Any, number: int, findings: list[tuple[int, dict[str, Any]]]) -> None:
    import pikepdf

    weasy.load()
    from weasyprint import HTML

    left, low, right, top = (float(v) for v in page.cropbox)
    width, height = right - left, top - low
    turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    wide, high = (height, width) if turned else (width, height)
    mm = 25.4 / 72
    style = _STYLE.replace("WIDTH", f"{wide * mm:.3f}").replace("HEIGHT", f"{high * mm:.3f}")
    words = "".join(_marks(number, n, f) for n, f in findings)
    frame = "" if turned or wide > high else _box("frame", 28, 37, 184, 262)
    made = HTML(string=f"<meta charset=utf-8><style>{style}</style>{frame}{words}").write_pdf()
    with pikepdf.open(io.BytesIO(made)) as over:
        page.add_overlay(over.pages[0], pikepdf.Rectangle(left, low, right, top))


def _marks(number: int, n: int, finding: dict[str, Any]) -> str:
    boxes = [box for box in finding["boxes"] if box[0] == number]
    out = "".join(_box("box", box[1] - 0.6, box[2] - 0.6, box[3] + 0.6, box[4] + 0.6) for box in boxes)
    text = html.escape(f"{n} {finding['title']}：应 {finding['expected']}，量得 {finding['found']}")
    if boxes:
        # Labels go above their box in the gap between lines, several of one place one over the other.
        _, left, top, *_ = boxes[0]
        at = max(1.0, top - 4.2)
        start = max(3.0, min(left, _PAPER - _LETTER * sum(1 if c > "\u2e7f" else 0.55 for c in text)))
        return out + f'<div class="word" style="left:{start:.2f}mm;top:{at:.2f}mm">{text}</div>'
    return out + f'<div class="word" style="left:3mm;top:{2 + 3.6 * ((n - 1) % 8):.2f}mm">{text}</div>'


def _box(kind: str, left: float, top: float, right: float, bottom: float) -> str:
    place = f"left:{left:.2f}mm;top:{top:.2f}mm;width:{max(right - left, 0.8):.2f}mm;height:{max(bottom - top, 0.8):.2f}mm"
    return f'<div class="{kind}" style="{place}"></div>'
