"""Golden letters: a new WeasyPrint, Pango or font shows what moved, in mm."""

from __future__ import annotations

import json

from golden_pages import KEPT, golden, moved

from shenguan_docs.layout.pdf import PdfPrinter


def test_nothing_moved(pdf: PdfPrinter) -> None:
    """After a wanted change: ``python tests/layout/golden_pages.py``."""
    assert moved(json.loads(KEPT.read_text(encoding="utf-8")), golden(pdf)) == []


def test_what_moved_is_told_in_mm() -> None:
    old = {"letter": [[1, 50.0, 28.0, 184.0, "特此函告。"]]}
    assert moved(old, {"letter": [[1, 50.05, 28.0, 184.0, "特此函告。"]]}) == []
    assert moved(old, {"letter": [[1, 50.5, 28.0, 184.0, "特此函告。"]]}) == [
        "letter: page 1 “特此函告。” base +0.50 mm"
    ]
    assert moved(old, {"letter": [[2, 44.0, 28.0, 184.0, "特此函告。"]]}) == [
        "letter: “特此函告。” page 1 → 2"
    ]
    assert (
        "break elsewhere"
        in moved(old, {"letter": [[1, 50.0, 28.0, 184.0, "特此函"], [1, 60.0, 28.0, 30.0, "告。"]]})[0]
    )
