"""``check --mend``: puts a foreign DOCX right where its settings break the standard, and says what it changed.

Settings are changed paragraph by paragraph in the text itself; styles, headers, footers, notes, comments,
pictures and everything else in the package stay byte for byte. Words change only as ``mend_words`` declares.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

from shenguan_docs.errors import Refused
from shenguan_docs.ruler.checking import Report, report
from shenguan_docs.ruler.docx.editing import replace_words
from shenguan_docs.ruler.docx.measuring import Item, Reading, notes, read
from shenguan_docs.ruler.docx.package import Package, open_package
from shenguan_docs.ruler.docx.rules import check_settings
from shenguan_docs.ruler.elements import Measured
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.mend.lines import mend_gaps
from shenguan_docs.ruler.mend.looks import mend_looks, split_headings
from shenguan_docs.ruler.mend.mending import Change, Changes
from shenguan_docs.ruler.mend.page import mend_page
from shenguan_docs.ruler.mend.places import mend_place
from shenguan_docs.ruler.mend.words import replacements

_MOST_ROUNDS = 5  # a right size may show what an element is; two rounds are usual


@dataclass(frozen=True)
class Mended:
    """The mended package, what was changed, and what the ruler says of it now."""

    data: bytes
    changes: tuple[Change, ...]
    report: Report

    @property
    def left(self) -> tuple[Finding, ...]:
        """What still breaks a rule."""
        return self.report.findings


def mend(data: bytes, name: str) -> Mended:
    """Mend the DOCX called ``name``; raises Refused for what cannot be opened, has macros or is signed."""
    package = open_package(data, name)
    _refuse(package)
    changes = Changes()
    reading = read(package)
    for _ in range(_MOST_ROUNDS):
        before = len(changes)
        if split_headings(reading):
            reading = read(package)
        for step in (_mend_page_and_words, _mend_places, mend_gaps):
            told = len(changes)
            step(reading, changes)
            if len(changes) != told:
                reading = read(package)
        if len(changes) == before:
            break
    made = changes.gathered()
    elements = tuple(item.element for item in reading.items)
    findings = tuple(check_settings(reading))
    measured = Measured("docx", reading.layout, None, elements, findings, notes(reading.docx))
    return Mended(_packed(package) if made else data, made, report(measured, name))


def _refuse(package: Package) -> None:
    if package.macros or package.name.lower().endswith((".docm", ".dotm")):
        raise Refused("文件里有宏，不改", where=package.name, remedy="请在 Word 里另存为不带宏的 .docx，再改")
    if any(member.startswith("_xmlsignatures/") for member in package.archive.namelist()):
        raise Refused("文件有数字签名，改动会使签名失效", where=package.name, remedy="请取没有签名的原稿来改")


def _mend_page_and_words(reading: Reading, changes: Changes) -> None:
    mend_page(reading, changes)
    for item in reading.items:
        if _is_ours(item):
            mend_looks(item, changes)
            _mend_words(item, changes)


def _mend_places(reading: Reading, changes: Changes) -> None:
    for n, item in enumerate(reading.items):
        if _is_ours(item):
            mend_place(reading, n, changes)


def _is_ours(item: Item) -> bool:
    """Whether mending may touch this paragraph: not in a header or footer, nor a cell of a real table."""
    return item.paragraph.where in ("body", "table", "box") and item.element.role != "table"


def _mend_words(item: Item, changes: Changes) -> None:
    role = item.element.role
    for one in replacements(role, item.span.text):
        old = item.span.text[one.start : one.end]
        if replace_words(item.span.pieces, one.start, one.end, one.new):
            changes.add(item.element, one.what, old, one.new or "（删去）")


def _packed(package: Package) -> bytes:
    """The package again: every member as it was but the text part."""
    target = io.BytesIO()
    root = package.xml(package.main)
    text = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in package.archive.infolist():
            kept = zipfile.ZipInfo(info.filename, info.date_time)
            kept.compress_type, kept.external_attr = zipfile.ZIP_DEFLATED, info.external_attr
            archive.writestr(
                kept, text if info.filename == package.main else package.archive.read(info.filename)
            )
    return target.getvalue()
