"""Whole ``issue`` of a one-page letter, warm, against WeasyPrint alone on the same HTML with its settings kept.

Goal (part 1): ≤ 2.5 ×. Both are taken in turn in one process on one machine.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.office import made_office, one_page_letter
from shenguan_docs.document import from_data
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.letter_object import MODEL

ROUNDS = 40
GOAL = 2.5


def run() -> bool:
    """Measure and print; returns whether the goal was reached."""
    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        data = one_page_letter(office)
        whole: list[float] = []
        alone: list[float] = []
        parts: dict[str, list[float]] = {"PDF": [], "DOCX": []}
        for number in range(ROUNDS + 3):
            kept = draft(office, "consultation", data, None)
            start = perf_counter()
            issued = issue(office, [kept.id])[0]
            middle = perf_counter()
            document = from_data(json.loads(office.archive.read(issued.id, MODEL)))
            html = office.pdf.html(document)
            before = perf_counter()
            office.pdf.html_pdf(html, "page.css")
            after = perf_counter()
            office.docx.docx(document)
            done = perf_counter()
            if number >= 3:  # the first ones warm up fonts, templates and the index
                whole.append(middle - start)
                alone.append(after - before)
                parts["DOCX"].append(done - after)
        ratio = median(w / a for w, a in zip(whole, alone, strict=True))
        print(f"整个印发(热)        中位 {median(whole) * 1000:7.1f} ms")
        print(f"WeasyPrint 单独     中位 {median(alone) * 1000:7.1f} ms")
        print(f"其中 DOCX           中位 {median(parts['DOCX']) * 1000:7.1f} ms")
        print(f"比值                {ratio:.2f}(目标 ≤ {GOAL})")
        return ratio <= GOAL
