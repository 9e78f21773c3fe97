"""Small edits in a DOCX's XML: a property in the schema's place, a run parted in two, words replaced in place."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from lxml import etree

from shenguan_docs.ruler.docx.package import W
from shenguan_docs.ruler.docx.parts import Piece

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# ECMA-376-1 17.3.1.26, 17.3.2.28, 17.6.17: Word refuses a file whose properties stand in another order.
_ORDERS = {
    kind: tuple(names.split())
    for kind, names in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
        "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
        "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
        "rPr": "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss "
        "imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd "
        "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange",
        "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
        "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings "
        "sectPrChange",
    }.items()
}


def box_of(node: Any, name: str) -> Any:
    """Return the ``w:pPr`` of a paragraph or ``w:rPr`` of a run, made where it is missing."""
    found = node.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        if name == "rPr" and node.tag == f"{W}pPr":
            _place(node, found)
        else:
            node.insert(0, found)
    return found


def prop(box: Any, name: str) -> Any:
    """Return the property ``name`` of a ``w:pPr``, ``w:rPr`` or ``w:sectPr``, made where the schema wants it."""
    found = box.find(f"{W}{name}")
    if found is None:
        found = etree.Element(f"{W}{name}")
        _place(box, found)
    return found


def _place(box: Any, made: Any) -> None:
    order = _ORDERS[etree.QName(box).localname]
    rank = order.index(etree.QName(made).localname)
    for n, sibling in enumerate(box):
        tag = etree.QName(sibling).localname if isinstance(sibling.tag, str) else ""
        if tag in order and order.index(tag) > rank:
            box.insert(n, made)
            return
    box.append(made)


def put(box: Any, name: str, **values: str | int) -> None:
    """Set attributes of a property; others that it has stay."""
    node = prop(box, name)
    for key, value in values.items():
        node.set(f"{W}{key}", str(value))


def put_face(box: Any, face: str, latin: bool) -> None:
    """Name the East Asian face of a run, with ``latin`` that of letters and digits too; quotation marks go with the Chinese."""
    node = prop(box, "rFonts")
    for slot in ("eastAsia", "ascii", "hAnsi") if latin else ("eastAsia",):
        node.attrib.pop(f"{W}{slot}Theme", None)
        node.set(f"{W}{slot}", face)
    node.set(f"{W}hint", "eastAsia")


def put_colour(box: Any, colour: str) -> None:
    """Set a run's colour, ``RRGGBB``."""
    node = prop(box, "color")
    for key in ("themeColor", "themeTint", "themeShade"):
        node.attrib.pop(f"{W}{key}", None)
    node.set(f"{W}val", colour)


def put_indents(paragraph: Any, inherited: dict[str, str], **twips: int) -> None:
    """Set indents in twips (left, right, first: negative hangs); those in characters are taken back to 0."""
    node = prop(box_of(paragraph, "pPr"), "ind")
    for side, value in twips.items():
        names = (
            ("firstLine", "hanging") if side == "first" else (side, {"left": "start", "right": "end"}[side])
        )
        for name in names:
            node.attrib.pop(f"{W}{name}", None)
            node.attrib.pop(f"{W}{name}Chars", None)
        key = ("firstLine" if value >= 0 else "hanging") if side == "first" else side
        if any(inherited.get(f"{name}Chars", "0") != "0" for name in names):
            node.set(f"{W}{key}Chars", "0")
        node.set(f"{W}{key}", str(abs(value) if side == "first" else value))


def split(piece: Piece, at: int) -> None:
    """Part a run in two after ``at`` characters of ``piece``; both look as it did."""
    node, run = piece.node, piece.run
    second = etree.Element(run.tag, dict(run.attrib))
    look = run.find(f"{W}rPr")
    if look is not None:
        second.append(copy.deepcopy(look))
    rest = etree.SubElement(second, node.tag)
    rest.text, node.text = node.text[at:], node.text[:at]
    for one in (node, rest):
        one.set(_SPACE, "preserve")
    following = node.getnext()
    while following is not None:
        second.append(following)
        following = node.getnext()
    second.tail, run.tail = run.tail, None
    run.addnext(second)


def replace_words(pieces: Sequence[Piece], start: int, end: int, new: str) -> bool:
    """Put ``new`` in place of the characters from ``start`` to ``end`` of the pieces' words; False when it cannot be."""
    spans, at = [], 0
    for piece in pieces:
        low, high = max(start, at), min(end, at + len(piece.text))
        if low < high:
            if piece.node is None:
                return False
            spans.append((piece, low - at, high - at))
        at += len(piece.text)
    for n, (piece, low, high) in enumerate(spans):
        text = piece.node.text or ""
        piece.node.text = text[:low] + (new if n == 0 else "") + text[high:]
        piece.node.set(_SPACE, "preserve")
    return bool(spans)
