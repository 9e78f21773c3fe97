"""What a paragraph and a run of a DOCX really look like: document defaults, styles, numbering, direct settings.

A property set is ``{element: {attribute: value}}`` with local names, as in ``{"ind": {"firstLine": "640"}}``.
ECMA-376-1 17.7.2 gives the order; 17.3.1.12 and 17.3.2.26 how ``ind`` and ``rFonts`` are laid over each other.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from shenguan_docs.ruler.docx.package import Package, W

Props = dict[str, dict[str, str]]
_BY_ATTRIBUTE = {"ind", "spacing", "rFonts"}
_OTHER_WAY = {"firstLine": "hanging", "hanging": "firstLine"}
_RENAMED = {"start": "left", "end": "right", "startChars": "leftChars", "endChars": "rightChars"}
_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEPEST = 30  # Word itself allows 10 styles based on one another; a circle must end


def own_props(box: Any) -> Props:
    """Return the properties written in a ``w:pPr`` or ``w:rPr`` (None: none)."""
    props: Props = {}
    for child in () if box is None else box:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        attributes = {etree.QName(k).localname: v for k, v in child.attrib.items()}
        if name == "ind":
            attributes = {_RENAMED.get(k, k): v for k, v in attributes.items()}
        if name in ("pBdr", "tabs", "numPr"):
            for part in child:
                if isinstance(part.tag, str):
                    values = {etree.QName(k).localname: v for k, v in part.attrib.items()}
                    key = f"{name}.{etree.QName(part).localname}" + (
                        f".{values.get('pos')}" if name == "tabs" else ""
                    )
                    props[key] = values
        elif name not in ("rPr", "sectPr", "pPrChange", "rPrChange"):
            props.setdefault(name, attributes)
    return props


def overlay(base: Props, own: Props) -> Props:
    """Return ``base`` with ``own`` laid over it."""
    if not own:
        return base
    out = dict(base)
    for name, values in own.items():
        if name not in _BY_ATTRIBUTE or name not in out:
            out[name] = values
            continue
        kept = dict(out[name])
        for key in values:
            if name == "ind":
                other = _OTHER_WAY.get(key.removesuffix("Chars"))
                if other:
                    kept.pop(other, None)
                    kept.pop(f"{other}Chars", None)
            elif name == "rFonts" and key.removesuffix("Theme") in _SLOTS:
                kept.pop(key.removesuffix("Theme"), None)
                kept.pop(f"{key.removesuffix('Theme')}Theme", None)
        out[name] = kept | values
    return out


def is_on(props: Props, name: str, default: bool = False) -> bool:
    """Whether a property that is on or off is on."""
    if name not in props:
        return default
    return props[name].get("val", "1") not in ("0", "false", "off")


class Styles:
    """Styles, theme faces and numbering of one package; what a style gives is reckoned once."""

    def __init__(self, package: Package) -> None:
        root = package.related("styles")
        self.nodes: dict[str, Any] = {}
        self.default: dict[str, str] = {}
        self.base_p: Props = {}
        self.base_r: Props = {}
        if root is not None:
            for style in root.iterchildren(f"{W}style"):
                key = style.get(f"{W}styleId") or ""
                self.nodes.setdefault(key, style)
                if style.get(f"{W}default") in ("1", "true", "on"):
                    self.default.setdefault(style.get(f"{W}type") or "", key)
            self.base_p = own_props(root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr"))
            self.base_r = own_props(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self.faces = _theme_faces(package)
        self.numbering = Numbering(package)
        self._kept: dict[tuple[str, str], tuple[Props, Props]] = {}

    def name(self, style: str) -> str:
        """The name of a style as Word shows it."""
        node = self.nodes.get(style)
        found = None if node is None else node.find(f"{W}name")
        return style if found is None else found.get(f"{W}val") or style

    def of(self, style: str, kind: str) -> tuple[Props, Props]:
        """Return what a style and those it is based on say of paragraphs and runs; "" is the default style."""
        key = style if style in self.nodes else self.default.get(kind, "")
        if (key, kind) not in self._kept:
            paragraph: Props = {}
            run: Props = {}
            for node in reversed(self.chain(key)):
                own = own_props(node.find(f"{W}pPr"))
                if "numPr.numId" in own:
                    level = self.numbering.level(
                        own["numPr.numId"].get("val", ""), own.get("numPr.ilvl", {}).get("val", "0")
                    )
                    paragraph = overlay(paragraph, level.props if level else {})
                paragraph = overlay(paragraph, own)
                run = overlay(run, own_props(node.find(f"{W}rPr")))
            self._kept[key, kind] = paragraph, run
        return self._kept[key, kind]

    def chain(self, key: str) -> list[Any]:
        """The style and those it is based on, nearest first."""
        chain: list[Any] = []
        while key in self.nodes and len(chain) < _DEEPEST:
            node = self.nodes[key]
            chain.append(node)
            based = node.find(f"{W}basedOn")
            key = "" if based is None else based.get(f"{W}val") or ""
        return chain

    def paragraph(self, style: str, own: Props, table: str | None) -> Props:
        """Return what holds for a paragraph with this style and these direct settings, in a table of style ``table``."""
        props = self.base_p
        if table is not None:
            props = overlay(props, self.of(table, "table")[0])
        props = overlay(props, self.of(style, "paragraph")[0])
        if "numPr.numId" in own:
            level = self.numbering.level(
                own["numPr.numId"].get("val", ""), own.get("numPr.ilvl", {}).get("val", "0")
            )
            props = overlay(props, level.props if level else {})
        return overlay(props, own)

    def run(self, style: str, character: str, own: Props, table: str | None) -> Props:
        """Return what holds for a run; ``character`` is its character style ("" for none)."""
        props = self.base_r
        if table is not None:
            props = overlay(props, self.of(table, "table")[1])
        of_paragraph = self.of(style, "paragraph")[1]
        props = overlay(props, of_paragraph)
        if character in self.nodes:
            of_character = self.of(character, "character")[1]
            props = overlay(props, of_character)
            if is_on(of_paragraph, "b") and is_on(of_character, "b"):  # 17.7.3: toggles undo each other
                props = {**props, "b": {"val": "0"}}
        return overlay(props, own)

    def face(self, props: Props, slot: str) -> str:
        """Return the face of a slot (eastAsia, ascii); Word's own default where none is named."""
        fonts = props.get("rFonts", {})
        theme = fonts.get(f"{slot}Theme")
        if theme:
            return self.faces.get((theme[:5], slot), "") or (
                "宋体" if slot == "eastAsia" else "Times New Roman"
            )
        return fonts.get(slot) or ("宋体" if slot == "eastAsia" else "Times New Roman")


def _theme_faces(package: Package) -> dict[tuple[str, str], str]:
    """(major or minor, slot) → face; an empty East Asian face falls to the script's (Hans) own."""
    root = package.related("theme")
    found: dict[tuple[str, str], str] = {}
    for kind in ("major", "minor") if root is not None else ():
        box = next(root.iter(f"{_A}{kind}Font"), None)
        if box is None:
            continue
        named = {
            s: box.find(f"{_A}{t}")
            for s, t in (("ascii", "latin"), ("hAnsi", "latin"), ("eastAsia", "ea"), ("cs", "cs"))
        }
        for slot, node in named.items():
            found[kind, slot] = "" if node is None else node.get("typeface") or ""
        for font in box.iter(f"{_A}font"):
            if font.get("script") == "Hans" and not found.get((kind, "eastAsia")):
                found[kind, "eastAsia"] = font.get("typeface") or ""
    return found


class Level:
    """One level of a numbering: its format, its words ("%1、") and the indents it brings."""

    def __init__(self, node: Any) -> None:
        self.format = _value(node, "numFmt", "decimal")
        self.words = _value(node, "lvlText", "")
        self.start = int(_value(node, "start", "1") or 1)
        self.props = own_props(node.find(f"{W}pPr"))
        self.suffix = _value(node, "suff", "tab")


class Numbering:
    """Automatic numbers: what Word prints before a paragraph, counted in the order of the text."""

    def __init__(self, package: Package) -> None:
        root = package.related("numbering")
        self._abstract: dict[str, dict[str, Level]] = {}
        self._of: dict[str, str] = {}
        self._starts: dict[tuple[str, str], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[str] = set()
        for node in () if root is None else root.iterchildren(f"{W}abstractNum"):
            levels = {lvl.get(f"{W}ilvl") or "0": Level(lvl) for lvl in node.iterchildren(f"{W}lvl")}
            self._abstract[node.get(f"{W}abstractNumId") or ""] = levels
        for node in () if root is None else root.iterchildren(f"{W}num"):
            number = node.get(f"{W}numId") or ""
            self._of[number] = _value(node, "abstractNumId", "")
            for change in node.iterchildren(f"{W}lvlOverride"):
                start = change.find(f"{W}startOverride")
                if start is not None:
                    self._starts[number, change.get(f"{W}ilvl") or "0"] = int(start.get(f"{W}val") or 1)

    def level(self, number: str, ilvl: str) -> Level | None:
        """Return a level of a numbering, None when there is none (0 takes numbers away)."""
        return self._abstract.get(self._of.get(number, ""), {}).get(ilvl) if number != "0" else None

    def label(self, number: str, ilvl: str) -> str:
        """Count one paragraph and return its number as printed ("一、"), "" without one."""
        level = self.level(number, ilvl)
        if level is None or not ilvl.isdigit() or int(ilvl) > 8:
            return ""
        depth, key = int(ilvl), self._of[number]
        counts = self._counts.setdefault(key, [0] * 9)
        for n in range(9):
            if (number, str(n)) in self._starts and f"{number}/{n}" not in self._begun:
                self._begun.add(f"{number}/{n}")
                counts[n] = 0
        for n in range(depth + 1):
            lvl = self.level(number, str(n))
            start = self._starts.get((number, str(n)), lvl.start if lvl else 1)
            if n == depth:
                counts[n] = counts[n] + 1 if counts[n] else start
            elif not counts[n]:
                counts[n] = start
        counts[depth + 1 :] = [0] * (8 - depth)
        words = level.words
        for n in range(depth + 1):
            lvl = self.level(number, str(n))
            words = words.replace(f"%{n + 1}", counted(counts[n], lvl.format if lvl else "decimal"))
        return "" if level.format == "bullet" else words


_CHINESE = "零一二三四五六七八九"


def counted(number: int, form: str) -> str:
    """Return a number as Word prints it in a numbering format; 1–99 in Chinese."""
    if form in (
        "chineseCounting",
        "chineseCountingThousand",
        "japaneseCounting",
        "taiwaneseCountingThousand",
    ):
        tens, ones = divmod(number, 10)
        if number < 10:
            return _CHINESE[number]
        if number < 100:
            return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    return "" if form == "none" else str(number)


def _value(node: Any, name: str, default: str) -> str:
    found = node.find(f"{W}{name}")
    return default if found is None else found.get(f"{W}val") or default
