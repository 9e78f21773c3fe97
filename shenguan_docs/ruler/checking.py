"""One report of one file, the same for DOCX and PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from shenguan_docs.ruler.catalogue import consequences
from shenguan_docs.ruler.elements import Element, LayoutName, Measured
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.word_rules import check_words

_STRANGE = "认不出是哪一种公文版式（没有发文机关标志、发文字号），只量了各种公文共同的要求"


@dataclass(frozen=True)
class Report:
    """What was measured: ``findings`` by page, what follows from another rule after all others.

    ``notes`` say what could not be measured or was left alone (a scanned page, a macro). ``pages`` is None
    where a DOCX does not tell.
    """

    name: str
    kind: Literal["pdf", "docx"]
    layout: LayoutName
    pages: int | None
    elements: tuple[Element, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


def report(measured: Measured, name: str) -> Report:
    """Add the rules about words, which are the same for both formats, and relate the findings."""
    findings = [*measured.findings, *check_words(measured.layout, measured.elements)]
    notes = (_STRANGE, *measured.notes) if measured.layout == "unknown" else measured.notes
    return Report(
        name,
        measured.kind,
        measured.layout,
        measured.pages,
        measured.elements,
        related(findings),
        notes,
    )


def related(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Fill in ``follows`` and order by page; what follows from another rule stands after the others."""
    unique = list(dict.fromkeys(findings))
    broken = {finding.rule.name for finding in unique}
    causes = {name: consequences(name) for name in broken}
    out = [replace(f, follows=tuple(sorted(n for n in broken if f.rule.name in causes[n]))) for f in unique]
    return tuple(sorted(out, key=lambda f: (bool(f.follows), f.page or 0)))


def check(data: bytes, name: str) -> Report:
    """Measure a DOCX or PDF called ``name``; raises Refused for what is neither, broken, locked or a scan."""
    if b"%PDF-" in data[:1024]:
        from shenguan_docs.ruler.pdf.measuring import measure_pdf

        return report(measure_pdf(data, name), name)
    from shenguan_docs.ruler.docx.measuring import measure_docx

    return report(measure_docx(data, name), name)
