"""Words as they are pasted from Word, a web page or a form: brought to how a letter writes them, and said.

Nothing that means something is dropped: letters, figures and characters stay, only blanks, line breaks, widths
and punctuation change.
"""

from __future__ import annotations

import re

from shenguan_docs.text import clean

# Blanks that no keyboard types into a letter, and marks that have no width at all.
_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_BLANK = re.compile(f"[{_ODD}]")
_BLANKS = re.compile(f"[ \t{_ODD}]+")
_NO_WIDTH = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SOFT = re.compile("[ \t]*(?:\x0b|\u2028)[ \t]*")  # Word's line break inside a paragraph

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FULL = "，。；：？！、（）〔〕【】《》〈〉“”‘’…—"
_CHINESE = re.compile(f"[{_HAN}{_FULL}]")
_IS_HAN = re.compile(f"[{_HAN}]")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_WIDE_POINT = re.compile("(?<=[0-9])．(?=[0-9])")
_YEAR_BRACKET = re.compile(
    r"[\[［【〖﹝]\s*((?:19|20)[0-9]{2})\s*[\]］】〗﹞](?=\s*第?\s*[0-9]{1,6}\s*[号期次])"
)
_NUMBER_YEAR = re.compile(
    r"[\[［【〖﹝(（{｛〔]\s*((?:19|20)[0-9]{2})\s*[\]］】〗﹞)）}｝〕](?=\s*第?\s*[0-9]{1,6}\s*[号期次])"
)
_MARKS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
# What keeps its half-width marks: addresses of the web and of mail, paths.
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[!-~]+|www\.[!-~]+|[\w.+-]+@[A-Za-z0-9.-]+", re.ASCII)

BLANKS = "去掉多余的空白"
BREAKS = "接起换行"
WIDTH = "全角字母、数字改为半角"
PUNCTUATION = "半角标点改为全角"
BRACKETS = "年份改用六角括号"
STOP = "去掉句末的标点"
UNPRINTABLE = "去掉印不出的字符"


def tidy(text: str, *, lines: bool = False, punctuation: bool = True) -> tuple[str, tuple[str, ...]]:
    """Return pasted ``text`` as a letter writes it, and what was done to it (Chinese, in few words).

    ``lines`` keeps line breaks (each line is a paragraph), ``punctuation`` makes half-width marks between
    Chinese characters full-width. ``tidy`` of its own answer changes nothing.
    """
    done: dict[str, None] = {}
    text = text.replace("\r\n", "\n")
    text = _noted(text, _join_soft(text), BREAKS, done) if lines else text
    printable = clean(text)
    if len(printable) != len(text) + text.count("\u2029"):  # a paragraph separator becomes two line feeds
        done[UNPRINTABLE] = None
    text, before = printable, ""
    while before != text:
        before = text
        text = _noted(text, _NO_WIDTH.sub("", text), BLANKS, done)
        text = _noted(text, _half(text), WIDTH, done)
        text = _noted(text, _YEAR_BRACKET.sub(r"〔\1〕", text), BRACKETS, done)
        if punctuation:
            text = _noted(text, _full_marks(text), PUNCTUATION, done)
        text = _spaced(text, done)
    if not lines and "\n" in text:
        text = _noted(text, _one_line(text), BREAKS, done)
        again, more = tidy(text, punctuation=punctuation)
        return again, tuple(dict.fromkeys([*done, *more]))
    if lines:
        text = "\n".join(line for line in text.split("\n") if line)
    return text, tuple(done)


def tidy_number(number: str) -> tuple[str, tuple[str, ...]]:
    """Return a 发文字号 with its year in 〔〕 (GB/T 9704 7.2.5), without blanks, in half-width figures."""
    text, done = tidy(number, punctuation=False)
    notes = dict.fromkeys(done)
    text = _noted(text, re.sub(r"\s+", "", text), BLANKS, notes)
    return _noted(text, _NUMBER_YEAR.sub(r"〔\1〕", text), BRACKETS, notes), tuple(notes)


def without_stop(text: str) -> str:
    """Return an item without the mark at its end, for a text that goes on after it."""
    return re.sub(r"[\s。．；;，,、.]+$", "", text)


def _noted(old: str, new: str, what: str, done: dict[str, None]) -> str:
    if new != old:
        done[what] = None
    return new


def _join_soft(text: str) -> str:
    """A soft line break inside a sentence is none; after a full stop it begins a paragraph."""
    pieces, last, said = [], 0, ""
    for match in _SOFT.finditer(text):
        before, following = text[last : match.start()], text[match.end() : match.end() + 1]
        said = before.rstrip()[-1:] or said
        ends = not said or said in "。！？；：.!?;:\n”）)" or following in ("", "\n")
        pieces += [before, "\n" if ends else " " if _latin_edges(said, following) else ""]
        last = match.end()
    return "".join([*pieces, text[last:]])


def _one_line(text: str) -> str:
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    joined = parts[0] if parts else ""
    for part in parts[1:]:
        joined += (" " if _latin_edges(joined, part) else "") + part
    return joined


def _latin_edges(left: str, right: str) -> bool:
    return bool(left and right) and " " <= left[-1] <= "~" and " " <= right[0] <= "~"


def _half(text: str) -> str:
    text = _WIDE.sub(lambda match: chr(ord(match[0]) - 0xFEE0), text)
    return _WIDE_POINT.sub(".", text)


def _spaced(text: str, done: dict[str, None]) -> str:
    lines = []
    for line in text.split("\n"):
        outer = line.strip()
        if _ODD_BLANK.search(line[: len(line) - len(line.lstrip())] + line[len(line.rstrip()) :]):
            done[BLANKS] = None  # blanks of two characters before a paragraph are set by the layout
        lines.append(_noted(outer, _BLANKS.sub(_blank, outer), BLANKS, done))
    return "\n".join(lines)


def _blank(match: re.Match[str]) -> str:
    line = match.string
    left, right = line[match.start() - 1], line[match.end()]
    if left in _FULL or right in _FULL:
        return ""
    if _CHINESE.match(left) and _CHINESE.match(right):
        # One plain blank between characters may part two names; any other was meant for the eye only.
        return " " if match[0] == " " else ""
    return " "


def _full_marks(text: str) -> str:
    """Make , ; : ? ! . ( ) full-width where Chinese is written, not in figures, times, addresses, Latin."""
    kept = [match.span() for match in _LATIN.finditer(text)]
    chars = list(text)
    frozen = bytearray(len(chars))
    for start, end in kept:
        frozen[start:end] = b"\x01" * (end - start)
    _full_brackets(chars, frozen)
    previous = ""
    for at, char in enumerate(chars):
        if char in _MARKS and not frozen[at]:
            following = chars[at + 1] if at + 1 < len(chars) else ""
            if _takes_mark(char, previous, following):
                chars[at] = _MARKS[char]
        elif char == "." and not frozen[at] and _is_stop(chars, at, previous):
            chars[at] = "。"
        if chars[at] not in " \t":
            previous = chars[at]
    return "".join(chars)


def _takes_mark(char: str, previous: str, following: str) -> bool:
    if not previous or previous == "\n" or following == "/":
        return False
    if _CHINESE.match(previous):
        return True
    # After a figure or a letter it is Chinese punctuation only when Chinese goes on: 面积1.6公顷,苗圃…
    return char != ":" and previous.isalnum() and bool(following) and bool(_IS_HAN.match(following))


def _is_stop(chars: list[str], at: int, previous: str) -> bool:
    following = chars[at + 1] if at + 1 < len(chars) else ""
    if at and chars[at - 1] == "." or following == ".":
        return False
    if not previous or not (_IS_HAN.match(previous) or previous in "）”》’"):
        return False
    return following in ("", "\n", "”", "’", "）") or bool(_IS_HAN.match(following))


def _full_brackets(chars: list[str], frozen: bytearray) -> None:
    """Brackets around Chinese, or after it, are full-width; both of a pair or none."""
    han = [0]
    for char in chars:
        han.append(han[-1] + bool(_IS_HAN.match(char)))
    open_at: list[int] = []
    for at, char in enumerate(chars):
        if frozen[at]:
            continue
        if char == "\n":
            open_at.clear()
        elif char in "(（":
            open_at.append(at)
        elif char in ")）" and open_at:
            start = open_at.pop()
            if han[at] > han[start]:
                chars[start], chars[at] = "（", "）"
