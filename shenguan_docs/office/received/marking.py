"""Where on the pages of a PDF a value stands, so that it is marked beside its field."""

from __future__ import annotations

import html
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shenguan_docs.confined import bound

_MARKED_PAGES = 20  # of a file, whose words are looked for


@dataclass(frozen=True)
class Sheet:
    """A page with its size and the ``marks`` on it, all in points from the upper left corner."""

    width: float
    height: float
    marks: list[tuple[str, tuple[float, float, float, float]]] = field(default_factory=list)


_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">')
_WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', re.DOTALL
)


def sheets(path: Path, values: Mapping[str, str]) -> list[Sheet]:
    """Return the first pages of a PDF with the places where the values (by field) stand; [] where it has no words.

    A value that is written over two lines is marked on both.
    """
    kept = path.parent / f".{path.name.lstrip('.')}.words"
    try:
        pages = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        pages = _words(path)
        kept.write_text(json.dumps(pages, ensure_ascii=False), "utf-8")
    found = [Sheet(width, height) for width, height, _ in pages]
    for name, value in values.items():
        wanted = _fold(value)
        for sheet, (_, _, words) in zip(found, pages, strict=True):
            boxes = list(_boxes(words, wanted)) if len(wanted) > 1 else []
            if boxes:
                sheet.marks.extend((name, box) for box in boxes)
                break
    return found


def _words(path: Path) -> list[Any]:
    command = [*bound(10, 1024), "pdftotext", "-bbox", "-l", str(_MARKED_PAGES), str(path), "-"]
    try:
        run = subprocess.run(command, capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    pages = []
    for piece in re.split("(?=<page )", run.stdout.decode("utf-8", "replace")):
        size = _PAGE.match(piece)
        if size:
            words = [[*map(float, m.groups()[:4]), html.unescape(m[5])] for m in _WORD.finditer(piece)]
            pages.append([float(size[1]), float(size[2]), words[:20_000]])
    return pages


def _boxes(words: Sequence[Any], wanted: str) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the first place where the wanted letters stand, whichever words they are cut into."""
    letters: list[
        tuple[int, float, float]
    ] = []  # word, part of its width at which the letter begins and ends
    text = ""
    for n, word in enumerate(words):
        folded = _fold(word[4])
        for at, letter in enumerate(folded):
            letters.append((n, at / len(folded), (at + 1) / len(folded)))
            text += letter
    at = text.find(wanted)
    if at < 0:
        return
    for n in dict.fromkeys(n for n, _, _ in letters[at : at + len(wanted)]):
        mine = [(a, b) for m, a, b in letters[at : at + len(wanted)] if m == n]
        x0, y0, x1, y1, _ = words[n]
        width = x1 - x0
        yield x0 + width * min(a for a, _ in mine), y0, x0 + width * max(b for _, b in mine), y1


def _fold(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)).replace("[", "〔").replace("]", "〕")


def spellings(name: str, value: str) -> Iterator[str]:
    """How a value may be written on a page: a day in Chinese figures, too."""
    yield value
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
    if day and name in ("date", "due"):
        yield f"{day[1]}年{int(day[2])}月{int(day[3])}日"
        if name == "due":
            yield f"{int(day[2])}月{int(day[3])}日"


def marked(path: Path, values: Mapping[str, str]) -> list[Sheet]:
    """Return ``sheets`` with each value in the first spelling that is found."""
    best: list[Sheet] = sheets(path, {})
    for name, value in values.items():
        for words in spellings(name, value):
            found = sheets(path, {name: words})
            if any(sheet.marks for sheet in found):
                for sheet, more in zip(best, found, strict=True):
                    sheet.marks.extend(more.marks)
                break
    return best
