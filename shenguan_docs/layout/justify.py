"""Spread Chinese lines to the right edge: WeasyPrint 70 stretches only blanks, of which Chinese has none.

``install`` replaces one function of WeasyPrint's line layout (``justify_line``, private; the version is
pinned in pyproject.toml and ``tests/layout/test_pdf.py`` measures the result). The rest of a full line
is shared out evenly between all its characters, as Word does with ``jc=both``.
"""

from __future__ import annotations

from typing import Any

# More than this share of a character between two characters is uglier than a ragged edge.
_MOST = 0.5


def install() -> None:
    """Put the hook in place; calling it again changes nothing."""
    from weasyprint.layout import inline

    if inline.justify_line is not _justify_line:
        inline.justify_line = _justify_line


def _justify_line(context: Any, line: Any, extra: float) -> None:
    boxes = list(_text_boxes(line))
    gaps = sum(len(box.text) for box in boxes) - 1
    if gaps < 1 or extra <= 0:
        return
    each = min(extra / gaps, _MOST * boxes[0].style["font_size"])
    _spread(context, line, each, 0.0, boxes[-1])


def _text_boxes(box: Any) -> Any:
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _text_boxes(child)


def _spread(context: Any, box: Any, each: float, shift: float, last: Any) -> float:
    """Widen ``box`` by ``each`` px after every character but the line's last; return the shift so far."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.text.line_break import create_layout

    if isinstance(box, boxes.TextBox):
        box.position_x += shift
        spacing = box.style["letter_spacing"]
        style = box.style.copy()
        style["letter_spacing"] = (0 if spacing == "normal" else spacing) + each
        layout = create_layout(box.text, style, context, None, 0)
        layout.deactivate()
        added = each * (len(box.text) - (box is last))
        box.style, box.pango_layout = style, layout
        box.width += added
        return shift + added
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift
        before = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(context, child, each, shift, last)
        box.width += shift - before
        return shift
    box.translate(shift, 0)
    return shift
