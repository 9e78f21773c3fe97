"""Words as they are pasted from Word, a web page or a form: brought to how a letter writes them, and said.

Nothing that means something is dropped: letters, figures and characters stay, only blanks, line breaks, widths
and punctuation change.
"""

from __future__ import annotations

import re
from functools import lru_cache

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

# The dot in a foreign name (GB/T 15834 4.13): whatever is typed for it, and the characters that transcribe names.
_DOTS = re.compile(f"(?<=[{_HAN}])[ \t]*[•・‧∙⋅･·][ \t]*(?=[{_HAN}])")
_NAME_DOTS = re.compile(f"(?<=[{_HAN}])[ \t]*[.．。•・‧∙⋅･·][ \t]*(?=[{_HAN}])")
_HEARD = (
    "阿艾安奥巴拜贝比别波伯布查达代黛戴德迪丁东杜多厄恩尔法菲费弗福富盖戈格古哈海汉赫亨霍基吉加坚简江杰金卡凯康柯科"
    "克肯库奎拉莱兰朗劳勒雷里力利莉丽林琳隆卢鲁路伦罗洛马玛麦曼梅米密莫默穆姆木纳娜奈内妮尼涅诺努欧帕派佩皮珀普其奇乔"
    "切琼热肉茹瑞萨塞赛桑瑟莎沙什史斯丝思苏孜所塔泰坦汤特提汀吐图托瓦娃旺威维韦温沃乌吾西希夏肖谢辛休逊雅亚扬耶叶伊依因"
    "尤于约赞泽詹珍朱兹佐买提日"
)
_HEARD_DOT = re.compile(f"(?<=[{_HEARD}]{{2}})[.．](?=[{_HEARD}]{{2}})")

# 百家姓, the frequent ones: several short words of which each begins with one are names, parted by blanks.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙陶黎史贺毛郝顾龚邵万覃武钱戴严莫孔向汤温欧晏易文阳符颜柳"
)
_STRETCH = re.compile(f"[{_HAN}]+(?:[ \t{_ODD}]+[{_HAN}]+)+")

BLANKS = "去掉多余的空白"
DOTS = "间隔号改为“·”"
BREAKS = "接起换行"
WIDTH = "全角字母、数字改为半角"
PUNCTUATION = "半角标点改为全角"
BRACKETS = "年份改用六角括号"
STOP = "去掉句末的标点"
UNPRINTABLE = "去掉印不出的字符"


def tidy(
    text: str, *, lines: bool = False, punctuation: bool = True, name: bool = False
) -> tuple[str, tuple[str, ...]]:
    """Return pasted ``text`` as a letter writes it, and what was done to it (Chinese, in few words).

    ``lines`` keeps line breaks (each line is a paragraph), ``punctuation`` makes half-width marks between
    Chinese characters full-width, ``name`` says that a dot parts the words of a name. ``tidy`` of its own
    answer changes nothing.
    """
    tidied = _tidied_once if len(text) <= _REPEATED else _tidied
    return tidied(text, lines, punctuation, name)


def _tidied(text: str, lines: bool, punctuation: bool, name: bool) -> tuple[str, tuple[str, ...]]:
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
        dotted = _NAME_DOTS.sub("·", text) if name else _HEARD_DOT.sub("·", _DOTS.sub("·", text))
        text = _noted(text, dotted, DOTS, done)
        if punctuation:
            text = _noted(text, _full_marks(text), PUNCTUATION, done)
        text = _spaced(text, done)
    if not lines and "\n" in text:
        text = _noted(text, _one_line(text), BREAKS, done)
        again, more = tidy(text, punctuation=punctuation, name=name)
        return again, tuple(dict.fromkeys([*done, *more]))
    if lines:
        text = "\n".join(line for line in text.split("\n") if line)
    return text, tuple(done)


_REPEATED = (
    100  # characters: what an import says again in row after row (laws, matters, choices) is no longer
)
_tidied_once = lru_cache(maxsize=4096)(_tidied)


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
        apart = _STRETCH.sub(lambda match: _names(match) or match[0], outer)
        lines.append(_noted(outer, _BLANKS.sub(_blank, apart).replace(_APART, " "), BLANKS, done))
    return "\n".join(lines)


_APART = "\x00"  # holds the place of a blank that stays; no pasted text has it any more


def _names(match: re.Match[str]) -> str:
    """Names stay apart by one blank, and so do short words with a plain blank that are all there is; else ""."""
    words = re.split(f"[ \t{_ODD}]+", match[0])
    if all(2 <= len(word) <= 4 and word[0] in _SURNAMES for word in words):
        return _APART.join(words)
    listed = match[0] == match.string == " ".join(words) and all(2 <= len(word) <= 3 for word in words)
    return _APART.join(words) if listed else ""


def _blank(match: re.Match[str]) -> str:
    line = match.string
    left, right = line[match.start() - 1], line[match.end()]
    if left in _FULL or right in _FULL:
        return ""
    return "" if _CHINESE.match(left) and _CHINESE.match(right) else " "


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
