"""How each element of a DOCX should look: face and size of each stretch of its words, for the check and for mending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.docx.measuring import Item, colour_of
from shenguan_docs.ruler.docx.parts import Piece
from shenguan_docs.ruler.elements import Element, LayoutName
from shenguan_docs.ruler.faces import family_of, is_face
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import note, pt
from shenguan_docs.ruler.roles import is_red

FACES = {
    "仿宋": "仿宋_GB2312",
    "小标宋": "方正小标宋简体",
    "黑体": "黑体",
    "楷体": "楷体_GB2312",
    "宋体": "宋体",
}
"""The name by which an office's machine knows each face."""
_LONGEST_HEADING = 40
_SIZE_OFF = 0.25


@dataclass(frozen=True)
class Look:
    """Face and size (pt; None: any) with the rules that ask for them."""

    family: str
    points: float | None
    face_rule: str
    size_rule: str


@dataclass(frozen=True)
class Stretch:
    """Words of one piece from ``start`` to ``end`` that should have this look."""

    piece: Piece
    start: int
    end: int
    look: Look

    @property
    def text(self) -> str:
        """The words."""
        return self.piece.text[self.start : self.end]


_BODY = Look("仿宋", 16.0, "body-face", "body-size")
_LOOKS: dict[str, Look] = {
    "recipients": _BODY, "body": _BODY, "enclosure": _BODY, "organ": _BODY, "date": _BODY, "office-title": _BODY,
    "note": _BODY, "number": Look("仿宋", 16.0, "number-face", "number-size"),
    "urgency": Look("黑体", 16.0, "urgency-face", "urgency-face"), "mark": Look("小标宋", None, "mark-face", "mark-size"),
    "title": Look("小标宋", 22.0, "title-face", "title-size"),
    "annex-title": Look("小标宋", 22.0, "title-face", "title-size"),
    "annex-label": Look("黑体", 16.0, "annex-label-face", "annex-label-face"),
    "copies": Look("仿宋", 14.0, "copies-face", "copies-size"),
    "printed-by": Look("仿宋", 14.0, "printed-by-face", "printed-by-size"),
    "level-1": Look("黑体", 16.0, "level-1-face", "body-size"), "level-2": Look("楷体", 16.0, "level-2-face", "body-size"),
    "level-3": Look("仿宋", 16.0, "level-3-face", "body-size"), "level-4": Look("仿宋", 16.0, "level-4-face", "body-size"),
    "signer": Look("仿宋", 16.0, "signer-face", "signer-face"), "roster": Look("黑体", 16.0, "roster-face", "body-size"),
}  # fmt: skip
_AFTER = {
    "signer": Look("楷体", 16.0, "signer-face", "signer-face"),
    "roster": Look("仿宋", 16.0, "roster-face", "body-size"),
}


def stretches(item: Item) -> Iterator[Stretch]:
    """The words of an element with the look that the standard asks of each; none for tables and unknown words."""
    role = item.element.role
    look = _LOOKS.get(role)
    if look is None:
        return
    text = item.span.text
    lead = _lead(role, text, item.paragraph.label if item.span.pieces == item.paragraph.pieces else "")
    after = _AFTER.get(role, _BODY)
    at = 0
    for piece in item.span.pieces:
        end = at + len(piece.text)
        if lead is None or end <= lead:
            yield Stretch(piece, 0, len(piece.text), look)
        elif at >= lead:
            yield Stretch(piece, 0, len(piece.text), after)
        else:
            yield Stretch(piece, 0, lead - at, look)
            yield Stretch(piece, lead - at, len(piece.text), after)
        at = end


def _lead(role: str, text: str, label: str) -> int | None:
    """Where the heading (label) at the start of a paragraph ends; None: the whole of it is one."""
    if role in ("signer", "roster"):
        found = re.search(r"[：:]", text)
        if found is None and role == "signer":
            return 0  # names below those of the first row
        return None if found is None else found.end()
    if not role.startswith("level-"):
        return None
    full = text.find("。")
    if 0 <= full < len(text.rstrip()) - 1:
        return full + 1
    if len(text.strip()) <= _LONGEST_HEADING:
        return None
    bare = text.lstrip(" \u3000\u00a0")
    if label:
        return 0  # the number is Word's own
    mark = wording.LEVELS[int(role[-1]) - 1].match(bare)
    return len(text) - len(bare) + (mark.end() if mark else 0)


def check_looks(layout: LayoutName, items: tuple[Item, ...]) -> Iterator[Finding]:
    """Judge face, size and colour of every element."""
    for item in items:
        element = item.element
        for one in stretches(item):
            if any(wording.is_chinese(char) for char in one.text) and not is_face(
                one.piece.face, one.look.family, one.piece.bold
            ):
                yield note(one.look.face_rule, element, one.look.family, one.piece.face)
            if one.piece.bold and one.text.strip():
                yield note("bold", element, "不加粗", "加粗")
            if is_odd_latin(one):
                yield note("latin-face", element, f"{one.look.family}或 Times New Roman", one.piece.latin)
            if one.look.points and one.text.strip() and abs(one.piece.points - one.look.points) > _SIZE_OFF:
                yield note(one.look.size_rule, element, pt(one.look.points), pt(one.piece.points))
            if element.role == "mark":
                yield from _mark(layout, element, one)
            elif one.text.strip() and not is_black(colour_of(one.piece)):
                yield note("text-colour", element, "黑色", colour_of(one.piece))


def is_odd_latin(one: Stretch) -> bool:
    """Whether digits or Latin letters stand in a face that goes with no Chinese one (Calibri, Arial …)."""
    latin = one.piece.latin
    return (
        re.search("[0-9A-Za-z]", one.text) is not None
        and not family_of(latin)
        and not re.match(r"times|tinos|liberation serif|nimbus roman", latin.lower())
    )


def _mark(layout: LayoutName, element: Element, one: Stretch) -> Iterator[Finding]:
    if not one.text.strip():
        return
    if not is_red(colour_of(one.piece)):
        yield note("mark-colour", element, "红色", colour_of(one.piece))
    if one.piece.points <= 22.0:
        yield note("mark-size", element, "大于 22 pt", pt(one.piece.points))


def is_black(colour: str) -> bool:
    """Whether ``#RRGGBB`` prints as black."""
    return all(int(colour[n : n + 2], 16) <= 0x40 for n in (1, 3, 5)) if len(colour) == 7 else True
