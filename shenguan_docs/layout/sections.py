"""Sections of a filled DOCX: turned pages for wide tables (GB/T 9704, 8), 版记 after a blank page (7.5).

The layout ends a section before and after each wide table; where two ends meet nothing stands between, and
the end that comes last of all is the document's own. A layout without such ends is left as it is.
"""

from __future__ import annotations

from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def tidy_sections(body: Any, *, flowing_imprint: bool = False) -> None:
    """Drop empty sections and all but the first section's first page; ``flowing_imprint``: 版记 floats not."""
    end, filled, ended = None, False, False
    for element in list(body):
        inner = element.find(f"{_W}pPr/{_W}sectPr") if element.tag == f"{_W}p" else None
        if inner is not None:
            if ended and not filled:
                body.remove(element)
                continue
            end, filled, ended = inner, False, True
        elif element.tag == f"{_W}sectPr":
            if end is not None and not filled:
                body.replace(element, end)
        else:
            filled = True
    for properties in list(body.iter(f"{_W}sectPr"))[1:]:
        for first in properties.findall(f"{_W}titlePg"):
            properties.remove(first)
    if flowing_imprint:
        for table in body.iterchildren(f"{_W}tbl"):
            for name in ("tblpPr", "tblOverlap"):
                for floating in table.findall(f"{_W}tblPr/{_W}{name}"):
                    floating.getparent().remove(floating)


def references(body: Any) -> set[str]:
    """Ids of the headers and footers that sections use."""
    kinds = (f"{_W}headerReference", f"{_W}footerReference")
    return {str(one.get(f"{_R}id")) for one in body.iter(*kinds)}
