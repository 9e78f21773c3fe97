"""脱敏 on random documents with planted secrets: ``python -m benchmarks.faults masking``."""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from random import Random

from benchmarks.masking_check import leaks
from benchmarks.masking_documents import BEHIND, HTML_SORTS, Planted, pdf_document
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.masking.copies import Copying, Original
from shenguan_docs.masking.finding import Known
from shenguan_docs.masking.rules import read_rules
from shenguan_docs.masking.showing import masked
from shenguan_docs.resources import shipped_templates

TOGETHER = 8  # documents in one case


def planted(printer: PdfPrinter, count: int, seed: int) -> list[Planted]:
    """Return ``count`` documents: every sort of page with every sort of hiding, in turn."""
    dice = Random(seed)
    pairs = [(sort, behind) for sort in HTML_SORTS for behind in BEHIND]
    dice.shuffle(pairs)
    return [pdf_document(printer, seed * 100_000 + n, *pairs[n % len(pairs)]) for n in range(count)]


def run_case(printer: PdfPrinter, documents: Sequence[Planted], *, ocr: bool = False) -> list[str]:
    """Mask the documents of one case; return what is still found in their copies."""
    rules = read_rules([shipped_templates() / "bundle"])
    copying = Copying(
        [Original(pdf=document.data) for document in documents],
        [words for document in documents for words in (document.name, document.title)],
        rules,
        Known(()),
        ocr=ocr,
    )
    secrets = sorted({words for document in documents for words in document.secrets})

    def slips(pages: Sequence[tuple[int | None, str]]) -> bytes:
        body = "".join(f"<p style='break-after:page'>{html.escape(reason)}</p>" for _, reason in pages)
        return printer.html_pdf(f"<!DOCTYPE html><body>{body}</body>", "bundle.css")

    found = []
    for n, document in enumerate(documents):
        copy = copying.copy(n, printer.pdf, slips)
        read = copying.flat(n)
        left = [entry for entry in copy.entries if entry.key == "left-out"]
        found += leaks(document, copy.pdf, secrets, None if left else read)
        if left and not ocr and "scan" not in document.sort:
            found.append(f"{document.sort} 没有编入:{left[0].why}")
        for words in (document.name, document.title):
            shown = masked(words, rules, copying.known)
            found += [f"{document.sort} 名称:{shown}" for secret in secrets if secret in shown]
    return found


__all__ = ["base64", "planted", "run_case"]
