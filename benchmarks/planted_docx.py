"""Single faults planted in right DOCX: each must be found under its rule, and nothing else but its consequences."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree

from benchmarks.planted_documents import LAYOUTS, document
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.catalogue import consequences
from shenguan_docs.ruler.checking import report
from shenguan_docs.ruler.docx.editing import box_of, prop, put, put_colour, put_face
from shenguan_docs.ruler.docx.measuring import measure_docx
from shenguan_docs.ruler.docx.package import W

Parts = dict[str, Any]
Plant = Callable[[Parts], None]
BODY = "word/document.xml"


@dataclass(frozen=True)
class Fault:
    """One fault: what is planted in which layout, under which rule it must be found, which rules it may break beside."""

    name: str
    layout: str
    rule: str
    plant: Plant
    beside: frozenset[str] = frozenset()


@cache
def right(layout: str) -> bytes:
    """The right document of a layout as DOCX."""
    printer = DocxPrinter(LayoutSource([shipped_templates() / "layouts"]))
    return printer.docx(document(layout))  # type: ignore[arg-type]


def planted(fault: Fault) -> bytes:
    """The right document with the fault in it."""
    with zipfile.ZipFile(io.BytesIO(right(fault.layout))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    parts = {name: etree.fromstring(data) for name, data in members.items() if name.endswith(".xml")}
    try:
        fault.plant(parts)
    except (LookupError, AttributeError, StopIteration) as error:
        raise LookupError(f"{fault.layout} {fault.name}") from error
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(name, etree.tostring(parts[name]) if name in parts else data)
    return target.getvalue()


def missed(fault: Fault) -> str:
    """What is wrong with the ruler's answer; "" when it is right."""
    try:
        data = planted(fault)
    except LookupError as error:
        return f"没有种错误的地方:{error.__cause__!r}"
    found = {finding.rule.name for finding in report(measure_docx(data, "样张.docx"), "样张.docx").findings}
    allowed = {fault.rule} | consequences(fault.rule) | fault.beside
    if fault.rule not in found:
        return f"没有找到 {fault.rule},找到的是 {sorted(found)}"
    return f"多报了 {sorted(found - allowed)}" if found - allowed else ""


# Where to plant


def styled(parts: Parts, style: str, n: int = 0) -> Any:
    """The n-th paragraph with this style and words, in the text, else in the first page's header."""
    for member in (m for m in (BODY, "word/headerfirst.xml") if m in parts):
        found = [
            p for p in parts[member].iter(f"{W}p")
            if (s := p.find(f"{W}pPr/{W}pStyle")) is not None and s.get(f"{W}val") == style
            and any((t.text or "").strip() for t in p.iter(f"{W}t"))
        ]  # fmt: skip
        if len(found) > n:
            return found[n]
    raise LookupError(style)


def runs(paragraph: Any) -> list[Any]:
    """Its runs with words."""
    return [r for r in paragraph.iter(f"{W}r") if any((t.text or "").strip() for t in r.iter(f"{W}t"))]


def setting(style: str, name: str, n: int = 0, **values: str | int) -> Plant:
    """Set a property of a paragraph directly."""
    return lambda parts: put(box_of(styled(parts, style, n), "pPr"), name, **values)


def look(style: str, name: str, n: int = 0, run: slice = slice(None), **values: str | int) -> Plant:
    """Set a property of a paragraph's runs directly."""

    def plant(parts: Parts) -> None:
        for one in runs(styled(parts, style, n))[run]:
            put(box_of(one, "rPr"), name, **values)

    return plant


def faced(style: str, face: str, run: slice = slice(None), n: int = 0) -> Plant:
    """Give a paragraph's runs another face."""

    def plant(parts: Parts) -> None:
        for one in runs(styled(parts, style, n))[run]:
            put_face(box_of(one, "rPr"), face, False)

    return plant


def coloured(style: str, colour: str) -> Plant:
    """Give a paragraph's runs a colour."""

    def plant(parts: Parts) -> None:
        for one in runs(styled(parts, style)):
            put_colour(box_of(one, "rPr"), colour)

    return plant


def worded(style: str, old: str, new: str, n: int = 0) -> Plant:
    """Write a paragraph's words otherwise."""

    def plant(parts: Parts) -> None:
        texts = [t for t in styled(parts, style, n).iter(f"{W}t") if old in (t.text or "")]
        texts[0].text = texts[0].text.replace(old, new, 1)

    return plant


def section(name: str, **values: str | int) -> Plant:
    """Set an attribute of the section."""
    return lambda parts: put(next(parts[BODY].iter(f"{W}sectPr")), name, **values)


def style_rule(parts_name: str, style: str, change: Callable[[Any], None]) -> Plant:
    """Change a style's own definition."""

    def plant(parts: Parts) -> None:
        change(next(s for s in parts[parts_name].iter(f"{W}style") if s.get(f"{W}styleId") == style))

    return plant


def border(style: str, side: str = "bottom", **values: str | int) -> Plant:
    """Change the border of a style; without values it is taken away."""

    def change(node: Any) -> None:
        found = node.find(f"{W}pPr/{W}pBdr/{W}{side}")
        if not values:
            node.find(f"{W}pPr").remove(node.find(f"{W}pPr/{W}pBdr"))
        for key, value in values.items():
            found.set(f"{W}{key}", str(value))

    return style_rule("word/styles.xml", style, change)


def styled_ind(style: str, **values: int) -> Plant:
    """Change the indents in a style's definition."""
    return style_rule("word/styles.xml", style, lambda node: put(node.find(f"{W}pPr"), "ind", **values))


def footer(kind: str, change: Callable[[Any], None]) -> Plant:
    """Change the paragraph of a footer that holds the page number."""
    return lambda parts: change(next(parts[f"word/footer{kind}.xml"].iter(f"{W}p")))


def each_run(name: str, **values: str | int) -> Callable[[Any], None]:
    """Set a property of every run of a paragraph."""

    def change(paragraph: Any) -> None:
        for one in paragraph.iter(f"{W}r"):
            if name == "rFonts":
                box = prop(box_of(one, "rPr"), "rFonts")
                for slot in ("ascii", "hAnsi", "eastAsia"):
                    box.set(f"{W}{slot}", str(values["face"]))
            else:
                put(box_of(one, "rPr"), name, **values)

    return change


def dashes(new: str) -> Callable[[Any], None]:
    """Write the dashes beside the page number otherwise."""

    def change(paragraph: Any) -> None:
        for one in paragraph.iter(f"{W}t"):
            one.text = (one.text or "").replace("—", new)

    return change


def imprint_border(row: int, side: str, size: int) -> Plant:
    """Set a line of the 版记's table (eighths of a point; 0: none)."""

    def plant(parts: Parts) -> None:
        table = [t for t in parts[BODY].iter(f"{W}tbl") if t.find(f"{W}tblPr/{W}tblpPr") is not None][-1]
        rows = table.findall(f"{W}tr")
        for box in rows[row].iter(f"{W}tcBorders"):
            box.find(f"{W}{side}").set(f"{W}sz", str(size))
            if not size:
                box.find(f"{W}{side}").set(f"{W}val", "nil")

    return plant


def gone(style: str) -> Plant:
    """Take a paragraph away."""

    def plant(parts: Parts) -> None:
        node = styled(parts, style)
        node.getparent().remove(node)

    return plant


def faults() -> Iterator[Fault]:
    """All faults, layout by layout."""
    from benchmarks import planted_docx_faults

    for layout in LAYOUTS:
        yield from planted_docx_faults.of(layout)


def run() -> bool:
    """Plant every fault and print those that the ruler judges wrong."""
    every = list(faults())
    wrong = [(fault, said) for fault in every if (said := missed(fault))]
    clean = [
        layout for layout in LAYOUTS if report(measure_docx(right(layout), "样张.docx"), "样张.docx").findings
    ]
    for fault, said in wrong:
        print(f"{fault.layout} {fault.name}:{said}")
    print(
        f"DOCX 单个错误 {len(every)} 个,查对 {len(every) - len(wrong)} 个;没有错误的样张有报错的:{clean or '无'}"
    )
    return not wrong and not clean and len(every) >= 300
