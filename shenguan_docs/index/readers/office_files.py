"""Word, PowerPoint and OpenDocument files, read as what they are: a ZIP of XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from shenguan_docs.index.readers.container import Container, texts
from shenguan_docs.index.readers.reading import Reading

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_SILENT = frozenset({_FALLBACK, f"{_W}pPr", f"{_W}rPr"})  # a fallback repeats the text box that it stands for


def read_docx(data: bytes) -> Reading:
    """Read body, tables, text boxes, notes, headers, footers, comments, charts; deleted words come last."""
    file = Container(data)
    blocks: list[str] = []
    deleted: list[str] = []
    for name in (
        "word/document.xml",
        *file.names(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml"),
    ):
        root = file.xml(name)
        blocks += _paragraphs(root)
        deleted += texts(root, f"{_W}del", f"{_W}delText")
    blocks += _drawings(file, r"word/(charts|diagrams)/(chart|data)\d*\.xml")
    reading = Reading(["\n".join(blocks + deleted)], metadata=file.properties())
    reading.inside, reading.pictures = file.embedded(), file.pictures()
    return reading


def _paragraphs(root: Any) -> Iterator[str]:
    """Yield the text of every paragraph: of tables, text boxes, content controls and insertions too."""
    for child in root:
        if child.tag == f"{_W}p":
            yield "".join(_runs(child))
        elif child.tag != _FALLBACK:
            yield from _paragraphs(child)


def _runs(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == f"{_W}p":  # a text box inside the paragraph
            yield "\n" + "".join(_runs(child)) + "\n"
        elif child.tag not in _SILENT:
            yield from _runs(child)


def _drawings(file: Container, pattern: str) -> Iterator[str]:
    for name in file.names(pattern):
        root = file.xml(name)
        yield from texts(root, f"{_A}p", f"{_A}t")
        yield from ((node.text or "") for node in root.iter("{*}v"))


def read_pptx(data: bytes) -> Reading:
    """Read the slides in their order, each with its tables, notes and comments; a slide counts as a page."""
    file = Container(data)
    place = "ppt/presentation.xml"
    file.xml(place)
    slides = _slides(file, place)
    pages = []
    for slide in slides:
        blocks = list(texts(file.xml(slide), f"{_A}p", f"{_A}t", f"{_A}br"))
        for kind, part in file.related(slide):
            if part not in file:
                continue
            if kind == "notesSlide":
                blocks += texts(file.xml(part), f"{_A}p", f"{_A}t")
            elif kind == "comments":
                blocks += texts(file.xml(part), "{*}cm", "{*}text", f"{_A}t")
            elif kind in ("chart", "diagramData"):
                blocks += _drawings(file, part.replace(".", r"\."))
        pages.append("\n".join(blocks))
    return Reading(
        pages, paged=True, metadata=file.properties(), inside=file.embedded(), pictures=file.pictures()
    )


def _slides(file: Container, place: str) -> list[str]:
    """Return the slides in the order in which they are shown."""
    ids = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    rels = file.xml("ppt/_rels/presentation.xml.rels")
    targets = {r.get("Id"): r.get("Target", "") for r in rels.iterchildren("{*}Relationship")}
    known = dict.fromkeys(part for kind, part in file.related(place) if kind == "slide" and part in file)
    shown = [targets.get(node.get(ids), "") for node in file.xml(place).iter("{*}sldId")]
    ordered = [part for target in shown for part in known if target and part.endswith(target.lstrip("/."))]
    return list(dict.fromkeys([*ordered, *known]))


def read_odf(data: bytes) -> Reading:
    """Read an OpenDocument text or presentation: headings, paragraphs, tables, notes, headers, footers."""
    file = Container(data)
    blocks: list[str] = []
    for name in ("content.xml", "styles.xml"):
        if name in file or name == "content.xml":
            blocks += _odf_blocks(file.xml(name))
    pictures = [(name, file.read(name)) for name in file.names(r"Pictures/.*\.(png|jpe?g|tiff?|bmp)")][:30]
    return Reading(["\n".join(blocks)], metadata=file.properties(), pictures=pictures)


def _odf_blocks(root: Any) -> Iterator[str]:
    for node in root.iter("{*}p", "{*}h"):
        if node.tag.startswith("{urn:oasis:names:tc:opendocument:xmlns:text"):
            yield "".join(_odf_text(node))


def _odf_text(node: Any) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in ("tab", "s", "line-break"):
            yield "\n" if name == "line-break" else " "
        elif name not in ("p", "h", "note", "annotation", "frame", ""):  # their paragraphs stand on their own
            yield from _odf_text(child)
        yield child.tail or ""
