"""The DOCX part of ``issue`` against docxtpl's plain use, in turn in one process. Goal (part 3): ≤ 0.7 ×.

Plain use is what docxtpl's own examples do: open the layout, render, save. The same layout and the same words.
"""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.office import made_office, one_page_letter
from shenguan_docs.document import Document, from_data
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.printed import printed
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import MODEL, issue

ROUNDS = 15
GOAL = 0.7


def run() -> bool:
    """Measure and print; returns whether the goal was reached."""
    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        reached = True
        for kind in ("consultation", "superior-submission"):
            document = _document(office, kind)
            kept, first, plain = [], [], []
            for number in range(ROUNDS + 1):
                start = perf_counter()
                office.docx.docx(document)
                warm = perf_counter()
                DocxPrinter(office.layouts).docx(document)
                cold = perf_counter()
                _plain(office.layouts.path(f"{document.layout}.docx"), document)
                done = perf_counter()
                if number:
                    kept.append(warm - start)
                    first.append(cold - warm)
                    plain.append(done - cold)
            ratio = median(a / b for a, b in zip(kept, plain, strict=True))
            at_first = median(a / b for a, b in zip(first, plain, strict=True))
            reached = reached and ratio <= GOAL
            print(f"{document.layout:8} DOCX              中位 {median(kept) * 1000:7.1f} ms")
            print(f"{document.layout:8} docxtpl 平常用法  中位 {median(plain) * 1000:7.1f} ms")
            print(
                f"{document.layout:8} 比值              {ratio:.2f}(目标 ≤ {GOAL});进程里的第一件 {at_first:.2f}"
            )
        return reached


def _document(office: Any, kind: str) -> Document:
    kept = draft(office, kind, one_page_letter(office, kind), None)
    return from_data(json.loads(office.archive.read(issue(office, [kept.id])[0].id, MODEL)))


def _plain(path: Path, document: Document) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(path))
    template.render(printed(document), autoescape=True)
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()
