"""Spread Chinese lines to the right edge: WeasyPrint 70 stretches only blanks, of which Chinese has none.

``install`` replaces one function of WeasyPrint's line layout (``justify_line``, private; the version is
pinned in pyproject.toml and ``tests/layout/test_page.py`` measures the result). The rest of a full line
is shared out evenly between all its characters, as Word does with ``jc=both``. WeasyPrint writes the
distances between glyphs as whole thousandths of the size, cut off: up to 0.4 mm in a line of 50 letters;
the second replacement writes them to two more places.
"""

from __future__ import annotations

from typing import Any

# More than a whole character between two characters is uglier than a ragged edge; a line that ends before
# a code of 18 characters needs little more than half of one.
_MOST = 1.0


def install() -> None:
    """Put the hook in place; calling it again changes nothing."""
    from weasyprint.draw import text
    from weasyprint.layout import inline

    inline.justify_line = _justify_line
    text.int = _exact  # the module's own name hides the builtin


def _exact(value: float) -> float:
    """What ``int`` is to WeasyPrint's drawing: distances between glyphs in thousandths keep their fractions."""
    return round(value, 2) if abs(value) < 5000 else int(value)  # a width for Pango must be whole


def _justify_line(context: Any, line: Any, extra: float) -> None:
    boxes = list(_text_boxes(line))
    gaps = sum(len(box.text) for box in boxes) - 1
    if gaps < 1:
        return
    # The spacing behind the last character is outside the line.
    extra += _spacing(boxes[-1].style)
    each = min(extra / gaps, _MOST * boxes[0].style["font_size"])
    _spread(context, line, each, 0.0, boxes[-1])


def _spacing(style: Any) -> float:
    spacing = style["letter_spacing"]
    return 0.0 if spacing == "normal" else float(spacing)


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
        style = box.style.copy()
        style["letter_spacing"] = _spacing(style) + each
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
