"""The manual (docs/使用手册.md) as the desk shows it: chapters, sections, a search in them.

A heading of the second degree begins a chapter, one of the third a section. Its anchor is the one that repository
viewers make of it (``github_anchor``), so that a link ``#查找`` leads to the same place there and here.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from markupsafe import Markup, escape

from shenguan_docs.nearest import fold_name
from shenguan_docs.resources import shipped_manual

if TYPE_CHECKING:
    from markdown_it.token import Token

NAME, PICTURES = "使用手册.md", "图"
ADDRESS = "/help"  # of web/pages/help.py
_IDLE = re.compile(
    "怎么办|怎么样|怎么|怎样|如何|什么|为何|哪里|哪儿|可以|不能|能不能|请问|[了吗呢的我想要把是]"
)  # of questions
_AROUND = 40  # characters shown before and after what was found


@dataclass(frozen=True)
class Section:
    """A part of a chapter: its anchor and heading, its text as HTML, and as words only."""

    anchor: str
    heading: str
    html: Markup
    words: str


@dataclass(frozen=True)
class Chapter:
    """A chapter; the first of its sections is what stands before any heading of the third degree."""

    anchor: str
    heading: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Found:
    """A section that holds what was asked, and the words around it, marked."""

    chapter: Chapter
    section: Section
    snippet: Markup


def github_anchor(heading: str) -> str:
    """Return the anchor of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@lru_cache(maxsize=1)
def manual() -> tuple[Chapter, ...]:
    """Return the shipped manual. Raises MissingComponent."""
    folder = shipped_manual()
    return read_manual((folder / NAME).read_text("utf-8"), folder / PICTURES)


def read_manual(text: str, pictures: Path) -> tuple[Chapter, ...]:
    """Return the chapters of a manual; raw HTML in it is shown as it is written, never obeyed."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    starts = [n for n, t in enumerate(tokens) if t.type == "heading_open" and t.tag in ("h2", "h3")]
    homes, chapter = {}, ""
    for n in starts:
        anchor = github_anchor(tokens[n + 1].content)
        chapter = anchor if tokens[n].tag == "h2" else chapter
        homes[anchor] = chapter
    found: list[tuple[str, str, list[Section]]] = []
    for n, end in zip(starts, [*starts[1:], len(tokens)], strict=True):
        heading = tokens[n + 1].content
        body = tokens[n + 3 : end]
        _place(body, homes, pictures)
        html = Markup(reader.renderer.render(body, reader.options, {}))  # noqa: S704  of our own file, html off
        section = Section(github_anchor(heading), heading, html, _words(body))
        if tokens[n].tag == "h2":
            found.append((section.anchor, heading, [section]))
        elif found:
            found[-1][2].append(section)
    return tuple(Chapter(anchor, heading, tuple(sections)) for anchor, heading, sections in found)


def address(anchor: str, homes: dict[str, str]) -> str:
    """Return where a chapter or section is shown; "" for one that is not there."""
    home = homes.get(anchor)
    if home is None:
        return ""
    return f"{ADDRESS}/{quote(home)}" + ("" if home == anchor else f"#{quote(anchor)}")


def places(chapters: Sequence[Chapter]) -> dict[str, str]:
    """Return the chapter of each anchor."""
    return {section.anchor: chapter.anchor for chapter in chapters for section in chapter.sections}


def find(chapters: Sequence[Chapter], typed: str) -> list[Found]:
    """Return the sections that hold all the words of ``typed``; where none does, those that share the most of it."""
    words = [fold_name(word) for word in typed.split() if fold_name(word)]
    if not words:
        return []
    every = [(chapter, section) for chapter in chapters for section in chapter.sections]
    ranked = _ranked(every, words, least=len(words))
    if not ranked:
        telling = [part for word in words for part in _IDLE.split(word) if part]
        pairs = list(dict.fromkeys(part[n : n + 2] for part in telling for n in range(max(1, len(part) - 1))))
        ranked = _ranked(every, pairs, least=max(1, (len(pairs) + 1) // 3))
    return [Found(chapter, section, _snippet(section, held)) for chapter, section, held in ranked[:30]]


def _ranked(
    every: Sequence[tuple[Chapter, Section]], words: Sequence[str], least: int
) -> list[tuple[Chapter, Section, list[str]]]:
    scored = []
    for n, (chapter, section) in enumerate(every):
        heading, text = fold_name(section.heading), fold_name(section.words)
        held = [word for word in words if word in heading or word in text]
        if len(held) >= least:
            scored.append((-len(held), -sum(word in heading for word in words), n, chapter, section, held))
    return [(chapter, section, held) for *_, chapter, section, held in sorted(scored, key=lambda s: s[:3])]


def _snippet(section: Section, held: Sequence[str]) -> Markup:
    text = section.words
    # Letters are compared without case and width; what is shown is the text as it stands.
    pattern = re.compile("|".join(map(re.escape, held)), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - _AROUND) if first else 0
    piece = text[start : start + 3 * _AROUND]
    shown, at = Markup("…" if start else ""), 0
    for hit in pattern.finditer(piece):
        shown += escape(piece[at : hit.start()]) + Markup("<mark>{}</mark>").format(hit[0])
        at = hit.end()
    return shown + escape(piece[at:]) + ("…" if start + len(piece) < len(text) else "")


def _place(tokens: Sequence[Token], homes: dict[str, str], pictures: Path) -> None:
    """Lead links and pictures to where the desk shows them."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                target = str(child.attrs.get("href", ""))
                if target.startswith("#"):
                    child.attrs["href"] = address(unquote(target[1:]), homes) or target
            elif child.type == "image":
                name = Path(unquote(str(child.attrs["src"]))).name
                child.attrs["src"] = f"{ADDRESS}/pictures/{quote(name)}"
                size = _size(pictures / name)
                if size:
                    child.attrs["width"], child.attrs["height"] = size


def _size(picture: Path) -> tuple[int, int] | None:
    """Width and height of a PNG file in pixels, None where it is none."""
    try:
        head = picture.open("rb").read(24)
    except OSError:
        return None
    return struct.unpack(">II", head[16:24]) if head[12:16] == b"IHDR" else None


def _words(tokens: Sequence[Token]) -> str:
    said = []
    for token in tokens:
        if token.type == "inline":
            said.append("".join(c.content for c in token.children or () if c.type in ("text", "code_inline")))
        elif token.type in ("fence", "code_block"):
            said.append(token.content)
    return " ".join(word for word in said if word.strip())
