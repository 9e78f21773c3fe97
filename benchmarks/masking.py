"""脱敏 on random documents with planted secrets: ``python -m benchmarks.faults masking``."""

from __future__ import annotations

import html
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.masking_check import leaks
from benchmarks.masking_documents import BEHIND, HTML_SORTS, Planted, Planter, pdf_document, scanned
from benchmarks.masking_office import case
from benchmarks.office import made_office
from shenguan_docs.document import Cell, Document, Enclosure, Paragraph, Run, Signature, Table
from shenguan_docs.index.programs import recogniser
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.masking.copies import Copying, Original
from shenguan_docs.masking.finding import Known
from shenguan_docs.masking.foreign import available
from shenguan_docs.masking.rules import read_rules
from shenguan_docs.masking.showing import masked
from shenguan_docs.resources import shipped_templates

TOGETHER = 8  # documents of one case
FOREIGN, LETTERS, SCANS, CASES = 156, 32, 12, 3


def planted(printer: PdfPrinter, count: int, seed: int) -> list[Planted]:
    """Return ``count`` PDFs: every sort of page with every sort of hiding, in turn."""
    dice = Random(seed)
    pairs = [(sort, behind) for sort in HTML_SORTS for behind in BEHIND]
    dice.shuffle(pairs)
    return [pdf_document(printer, seed * 100_000 + n, *pairs[n % len(pairs)]) for n in range(count)]


def letter(seed: int) -> tuple[Document, set[str]]:
    """Return a letter of the office's own: secrets across runs, in cells, the title, the note, an enclosure's name."""
    planter = Planter(seed)
    name = planter.name()

    def runs(words: str) -> tuple[Run, ...]:
        cut = planter.dice.randint(1, len(words) - 1)
        return Run(words[:cut]), Run(words[cut:], "当事人")

    heads = tuple(Cell((Run(words),), head=True) for words in ("姓名", "公民身份号码", "联系电话"))
    rows = tuple(
        tuple(Cell(runs(words)) for words in (planter.name(), planter.id_number(), planter.mobile()))
        for _ in range(3)
    )
    blocks = (
        Paragraph(runs(f"当事人：{name}，男，身份证号码{planter.vary(planter.id_number())}。")),
        *(Paragraph(runs(planter.sentence())) for _ in range(3)),
        Table((heads, *rows), (1, 2, 2)),
    )
    document = Document(
        "penalty", "函", "letter", "示例区社会事务局", (runs(f"关于{name}有关情况的函"),), blocks,
        Signature(("示例区社会事务局",), None), number="示社函〔2026〕1号", recipients=("示例区政务服务局",),
        enclosures=(Enclosure(f"{planter.name()}的身份证复印件", f"{planter.mobile()}.pdf"),),
        note=runs(f"联系人：{planter.name()}，联系电话：{planter.vary(planter.landline())}"),
    )  # fmt: skip
    return document, planter.secrets


def run_case(printer: PdfPrinter, documents: Sequence[Planted], *, ocr: bool = False) -> list[str]:
    """Mask the PDFs of one case; return what is still found in their copies."""
    copying = _copying([Original(pdf=one.data) for one in documents], documents, ocr)
    secrets = sorted({words for one in documents for words in one.secrets})
    found = []
    for n, document in enumerate(documents):
        copy = copying.copy(n, printer.pdf, _slips(printer))
        left = [entry for entry in copy.entries if entry.key == "left-out"]
        pages = document.seen_as or copying.flat(n)
        found += leaks(document, copy.pdf, secrets, None if left else pages)
        if left and not document.seen_as:
            found.append(f"{document.sort} 没有编入:{left[0].why}")
        for words in (document.name, document.title):
            shown = masked(words, copying.rules, copying.known)
            found += [f"{document.sort} 名称:{shown}" for secret in secrets if secret in shown]
    return found


def _letters(printer: PdfPrinter, seeds: Sequence[int]) -> list[str]:
    made = [letter(seed) for seed in seeds]
    copying = _copying([Original(document) for document, _ in made], (), False)
    secrets = sorted({words for _, own in made for words in own})
    found = []
    for n in range(len(made)):
        copy = copying.copy(n, printer.pdf, _slips(printer))
        found += leaks(Planted("letter", f"公文{n}.pdf", "", b""), copy.pdf, secrets, None)
    return found


def _copying(originals: Sequence[Original], documents: Sequence[Planted], ocr: bool) -> Copying:
    strings = [words for one in documents for words in (one.name, one.title)]
    return Copying(originals, strings, read_rules([shipped_templates() / "bundle"]), Known(()), ocr=ocr)


def _slips(printer: PdfPrinter) -> Any:
    def slips(pages: Sequence[tuple[int | None, str]]) -> bytes:
        body = "".join(f"<p style='break-after:page'>{html.escape(reason)}</p>" for _, reason in pages)
        return printer.html_pdf(f"<!DOCTYPE html><body>{body}</body>", "bundle.css")

    return slips


def masking(
    foreign: int = FOREIGN, letters: int = LETTERS, scans: int = SCANS, cases: int = CASES, seed: int = 1
) -> bool:
    """Copy random documents and search the copies; returns whether nothing was left."""
    if not available():
        print("这台机器没有 PDFium,外来的文件不作脱敏,没有可量的")
        return True
    printer = PdfPrinter(LayoutSource([shipped_templates() / folder for folder in ("layouts", "bundle")]))
    found: list[str] = []
    total = 0

    def told(what: str, count: int, more: list[str]) -> None:
        nonlocal total
        total += count
        found.extend(more)
        print(f"{what} {count} 件,仍查到 {len(more)} 处", flush=True)
        for one in more:
            print(f"  {one}", flush=True)

    documents = planted(printer, foreign, seed)
    for start in range(0, foreign, TOGETHER):
        some = documents[start : start + TOGETHER]
        told(f"外来的 PDF(自第 {start + 1} 件)", len(some), run_case(printer, some))
    told("本单位的公文", letters, _letters(printer, range(seed * 1000, seed * 1000 + letters)))
    if recogniser() and scans:
        plain = [
            pdf_document(printer, seed * 7000 + n, ("plain", "table", "form-table")[n % 3], "nothing")
            for n in range(scans)
        ]
        turned = [scanned(one, (0, 0, 0, 90, 180)[n % 5]) for n, one in enumerate(plain)]
        for start in range(0, scans, 4):
            told(
                "扫描件(识别)",
                len(turned[start : start + 4]),
                run_case(printer, turned[start : start + 4], ocr=True),
            )
    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        for n in range(cases):
            count, left = case(office, seed * 500 + n)
            told("整卷(文书、DOCX、XLSX、邮件、文本、收文)", count, left)
        office.close()
    print(f"共 {total} 件,仍查到 {len(found)} 处", flush=True)
    return not found
