"""A PDF that others made: read with the places of its characters, then painted anew as pictures."""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shenguan_docs.confined import NotRead, answer_of
from shenguan_docs.index.programs import recogniser
from shenguan_docs.masking.finding import Hit, Known, find
from shenguan_docs.masking.page_text import Box, PageText
from shenguan_docs.masking.rules import Rules
from shenguan_docs.masking.showing import Hidden, stretches

LONGEST = 2000
"""Pages of the longest file that is painted anew."""
_READ, _PAINTED, _RECOGNISED = 60, 20, 6  # pages a child is asked at once
_SECONDS, _MEMORY = 120, 2048
_OCR_SECONDS, _OCR_MEMORY = 90, 4096  # seconds a page
_DIGIT_LIKE = {"o": "0", "O": "0", "〇": "0", "l": "1", "I": "1", "|": "1", "B": "8", "S": "5"}
NO_OCR = "未能核查：是扫描页，没有安装文字识别（OCR）"
_NOT_SURE = "未能核查：页上的字读不出来，没有安装文字识别（OCR）"
_LEFT = "未能核查：遮去以后仍然识别出要隐去的内容"
PICTURE_WHY = "图片里的字未能核查，整幅遮去"


class NotMasked(Exception):
    """The whole file cannot be painted anew; the message is Chinese, for its slip sheet."""


@dataclass
class Page:
    """A page on its way: what it says, what hides on it by hand, and at last why it is left out."""

    text: PageText
    by_hand: tuple[Box, ...] | None = None
    left_out: str = ""
    covered_pictures: bool = False
    extra: tuple[Hit, ...] = ()
    """What was recognised after the first covering; its indices are of ``more``."""
    more: tuple[Box, ...] = ()
    recognised: bool = False


@dataclass
class Foreign:
    """A PDF that was read. ``data`` is the PDF without annotations and password."""

    data: bytes
    pages: list[Page]

    @property
    def recognised(self) -> tuple[int, ...]:
        """The pages (from 1) whose words were recognised: a person should look at them."""
        return tuple(n for n, page in enumerate(self.pages, 1) if page.recognised and not page.left_out)


def available() -> bool:
    """Whether PDFs can be painted on this machine."""
    try:
        import pypdfium2  # noqa: F401
    except ImportError:
        return False
    return True


def read_foreign(data: bytes, by_hand: Mapping[int, Sequence[Box]], *, ocr: bool | None = None) -> Foreign:
    """Read a PDF; ``by_hand`` are the places (points) on pages (from 1) that a person looked at.

    ``ocr`` False does without recognition. Raises NotMasked.
    """
    if not available():
        raise NotMasked("这台机器没有 PDFium，外来的文件不能脱敏")
    first = _ask("read", {"first": 0, "last": _READ, "flat": True}, data)
    count, flat = int(first["count"]), base64.b64decode(first["file"])
    if count > LONGEST:
        raise NotMasked(f"有 {count} 页，超过 {LONGEST} 页的文件不作脱敏")
    given = list(first["pages"])
    while len(given) < count:
        more = _ask("read", {"first": len(given), "last": len(given) + _READ, "flat": False}, flat)
        given += more["pages"]
    pages = []
    for number, page in enumerate(given, 1):
        hand = tuple(by_hand[number]) if number in by_hand else None
        if page is None:
            empty = PageText(595, 842, "", ())
            pages.append(Page(empty, hand, "PDF 的这一页已损坏"))
        else:
            pages.append(Page(PageText.from_json(page), hand))
    foreign = Foreign(flat, pages)
    _look_closer(foreign, bool(recogniser()) if ocr is None else ocr)
    return foreign


def _look_closer(foreign: Foreign, ocr: bool) -> None:
    """Recognise the pages whose characters do not say all; without recognition cover or leave out."""
    doubtful = [n for n, page in enumerate(foreign.pages) if page.text.look and not page.left_out]
    if ocr:
        unseen = [n for n in doubtful if foreign.pages[n].by_hand is None]
        for n, (chars, boxes) in zip(
            unseen, _recognise(foreign.data, dict.fromkeys(unseen, ())), strict=True
        ):
            page = foreign.pages[n]
            text = page.text
            joined = replace(
                text,
                chars=text.chars + "\n" + chars,
                boxes=(*text.boxes, None, *boxes),
                scanned=len(text.chars) + 1,
            )
            page.text, page.recognised = joined, True
        return
    for n in doubtful:
        page = foreign.pages[n]
        if page.by_hand is not None:
            continue
        if page.text.look == "picture":
            page.covered_pictures = True
        else:
            page.left_out = NO_OCR if page.text.look == "scan" else _NOT_SURE


def hits_of(foreign: Foreign, rules: Rules, known: Known) -> dict[int, list[Hit]]:
    """Return what must be hidden, by page (from 0)."""
    return {
        n: find(page.text.chars, page.text.views(), rules, known, recognised=page.recognised)
        for n, page in enumerate(foreign.pages)
        if not page.left_out and page.text.chars
    }


@dataclass(frozen=True)
class Painted:
    """The new PDF's pages (None where one was left out, with the reason), and what was hidden on each."""

    pdf: bytes
    left_out: Mapping[int, str]
    hidden: Mapping[int, Sequence[Hidden]]
    by_hand: Mapping[int, int]
    pictures: Mapping[int, int]


def paint(
    foreign: Foreign, rules: Rules, known: Known, progress: Callable[[int], None] = lambda _: None
) -> Painted:
    """Paint the pages anew with what must be hidden covered. Raises NotMasked.

    The pages that were recognised are recognised once more afterwards; what still shows is covered too, and a page
    on which something shows even then is left out.
    """
    hits = hits_of(foreign, rules, known)
    boxes: dict[int, list[Box]] = {}
    hidden: dict[int, list[Hidden]] = {}
    for n, page in enumerate(foreign.pages):
        hidden[n] = stretches(hits.get(n, []))
        places = _places(page.text, hidden[n])
        if places is None:
            page.left_out = page.left_out or "未能核查：要隐去的内容找不到位置"
        boxes[n] = [*(places or ()), *(page.by_hand or ())]
        if page.covered_pictures:
            boxes[n] += page.text.pictures
    _again(foreign, rules, known, boxes, hidden)
    kept = [n for n, page in enumerate(foreign.pages) if not page.left_out]
    parts = []
    for start in range(0, len(kept), _PAINTED):
        some = kept[start : start + _PAINTED]
        answer = _ask("paint", {"pages": [{"number": n, "boxes": boxes[n]} for n in some]}, foreign.data)
        parts.append(base64.b64decode(answer["file"]))
        progress(start + len(some))
    return Painted(
        _joined(parts),
        {n: page.left_out for n, page in enumerate(foreign.pages) if page.left_out},
        {n: found for n, found in hidden.items() if found and n in set(kept)},
        {n: len(page.by_hand) for n, page in enumerate(foreign.pages) if page.by_hand and not page.left_out},
        {n: len(page.text.pictures) for n, page in enumerate(foreign.pages) if page.covered_pictures},
    )


def _again(
    foreign: Foreign, rules: Rules, known: Known, boxes: dict[int, list[Box]], hidden: dict[int, list[Hidden]]
) -> None:
    unsure = [
        n for n, page in enumerate(foreign.pages) if page.recognised and hidden[n] and not page.left_out
    ]
    for last in (False, True):
        still = []
        for n, (chars, found) in zip(
            unsure, _recognise(foreign.data, {n: boxes[n] for n in unsure}), strict=True
        ):
            text = replace(foreign.pages[n].text, chars=chars, boxes=found, scanned=0)
            more = stretches(find(chars, text.views(), rules, known, recognised=True)) if chars else []
            if not more:
                continue
            if last:
                foreign.pages[n].left_out = _LEFT
                continue
            boxes[n] += _places(text, more) or ()
            hidden[n] += more
            still.append(n)
        unsure = still


def _places(text: PageText, hidden: Sequence[Hidden]) -> list[Box] | None:
    """Return the boxes of these stretches, those on one line as one; None where a stretch has no place at all."""
    found: list[Box] = []
    for stretch in hidden:
        placed = [box for i in stretch.indices if (box := text.boxes[i]) is not None]
        written = [i for i in stretch.indices if not text.chars[i].isspace()]
        if not placed:
            return None
        if len([i for i in written if text.boxes[i] is not None]) < len(written):
            found.append(
                (min(b[0] for b in placed), min(b[1] for b in placed), max(b[2] for b in placed), max(b[3] for b in placed))
            )  # fmt: skip
        found += _lines(placed)
    return found


def _lines(boxes: Sequence[Box]) -> list[Box]:
    """Join boxes that touch on one line, so that no shape of a character or gap tells anything."""
    joined: list[Box] = []
    for left, top, right, bottom in boxes:
        if joined:
            a, b, c, d = joined[-1]
            high = max(d - b, bottom - top)
            if abs(top - b) < 0.6 * high and -0.5 * high <= left - c < 1.5 * high:
                joined[-1] = (min(a, left), min(b, top), max(c, right), max(d, bottom))
                continue
        joined.append((left, top, right, bottom))
    return joined


def _recognise(data: bytes, pages: Mapping[int, Sequence[Box]]) -> list[tuple[str, tuple[Box | None, ...]]]:
    """Return the characters and boxes that recognition finds on ``pages`` after their boxes were covered."""
    found: list[tuple[str, tuple[Box | None, ...]]] = []
    numbers = list(pages)
    for start in range(0, len(numbers), _RECOGNISED):
        some = numbers[start : start + _RECOGNISED]
        asked = {"pages": [{"number": n, "boxes": list(pages[n])} for n in some]}
        answer = _ask("recognise", asked, data, _OCR_SECONDS * len(some) + 60, _OCR_MEMORY)
        for page in answer["pages"]:
            boxes = tuple(tuple(box) if box else None for box in page["boxes"])
            found.append((_likely_digits(page["chars"]), boxes))
    return found


def _likely_digits(text: str) -> str:
    """Read O as 0 and l as 1 between digits: recognition takes one for the other."""
    return re.sub(
        r"(?<=[0-9])[oO〇lI|BS](?=[0-9oOlI|BSxX]|\b)|(?<![A-Za-z])[lI|oO](?=[0-9]{4})",
        lambda m: _DIGIT_LIKE[m[0]],
        text,
    )


def _ask(
    work: str, asked: Mapping[str, Any], data: bytes, seconds: float = _SECONDS, memory: int = _MEMORY
) -> dict[str, Any]:
    worker = ["-m", "shenguan_docs.masking.worker", work, str(int(seconds) + 1), str(memory)]
    line = json.dumps(asked).encode() + b"\n"
    try:
        # -P: do not import what lies in the working folder
        answer = answer_of([sys.executable, "-BP", *worker], line + data, seconds)
    except NotRead as error:
        raise NotMasked(str(error)) from error
    if "unfit" in answer:
        raise NotMasked(answer["unfit"])
    return answer


def _joined(parts: Sequence[bytes]) -> bytes:
    import io

    import pikepdf

    if not parts:
        return b""
    if len(parts) == 1:
        return parts[0]
    whole = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as pdf:
            whole.pages.extend(pdf.pages)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()
