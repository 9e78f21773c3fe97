"""The language of a query, as a tree with the place of every word. Any text is a query.

林木采伐 处罚              both
"林木 采伐"                this stretch; “…”, 「」 and 『』 do the same
处罚 -撤销                 the first without the second; NOT 撤销 too
甲公司 或 乙公司 处罚       one of the two, and 处罚; OR and | do the same
(甲 乙) 或 丙              brackets hold together
公司:恒能 日期:上月         a word in one field; company: and date: too, either width of colon

A bracket or a quote that lacks its partner is read as if it stood at the end, and that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from shenguan_docs.asking.quoting import OPENING, quotation_end
from shenguan_docs.asking.tree import FIELDS, Both, Either, InField, Read, Tree, Without, Word
from shenguan_docs.errors import Refused
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.numbers import split_words

LONGEST = 2_000
"""Characters that a query may have; more is no question any more."""
MOST_WORDS = 64
DEEPEST = 20

_BRACKETS = {"(": ")", "（": "）"}
_QUOTES = re.compile('["“”„＂「」『』]')
_OR = frozenset({"或", "或者", "OR", "Or", "or", "|", "｜", "||"})
_AND = frozenset({"AND", "and", "And", "&", "&&", "且", "并且", "和", "与", "及", "以及", "+", "＋"})
_NOT = frozenset({"NOT", "Not", "not", "不含", "不包括", "排除", "除了"})
_MINUS = "-－﹣−"
_COLON = re.compile(r"([^\s\"“”():：（）|｜]{1,12})[:：]")


@dataclass
class _Reader:
    text: str
    at: int = 0
    depth: int = 0
    words: int = 0
    groups: int = 0
    notes: list[str] = field(default_factory=list)


def read(typed: str) -> Read:
    """Read a query. Raises ``Refused`` for one too long or without a single searchable character."""
    if len(typed) > LONGEST:
        raise Refused(f"检索词太长（{len(typed)} 字），最多 {LONGEST} 字", remedy="请只输入其中一句或几个词")
    reader = _Reader(typed)
    parts = _parts(reader, closing="")
    notes = tuple(dict.fromkeys(reader.notes))
    if not parts and typed.strip():
        bare = _QUOTES.sub("", typed)
        if not normalise(typed) or not normalise(bare) and len(typed) - len(bare) > 1:
            raise Refused("输入里没有可以检索的字", remedy="请输入要找的字、词或文号")
        parts = (
            Word(typed.strip(), 0, len(typed), exact=True),
        )  # signs of the language are sought as they are
    return Read(parts, notes)


def _count(reader: _Reader) -> None:
    reader.words += 1
    if reader.words > MOST_WORDS:
        raise Refused(f"检索词太多，最多 {MOST_WORDS} 个", remedy="请减少几个词")


def _parts(reader: _Reader, closing: str) -> tuple[Tree, ...]:
    """Read up to ``closing`` (or the end): parts joined by AND, neighbours of 或 joined first."""
    parts: list[Tree] = []
    joins = denies = False
    while True:
        _skip_blanks(reader)
        if reader.at >= len(reader.text):
            break
        if closing and reader.text[reader.at] in ")）":
            reader.at += 1
            return tuple(parts)
        sign = _sign(reader, closing)
        if sign == "or":
            joins = bool(parts)
            continue
        if sign == "and":
            continue
        if sign == "not":
            denies = True
            continue
        part = _part(reader, closing)
        if part is None:
            continue
        if denies:
            part, denies = Without(part), False
        if joins and not isinstance(parts[-1], Without):
            before = parts[-1]
            options = before.parts if isinstance(before, Either) else (before,)
            parts[-1] = Either((*options, part))
        else:
            parts.append(part)
        joins = False
    if closing:
        reader.notes.append("括号没有配对，按到末尾为止理解")
    return tuple(parts)


def _skip_blanks(reader: _Reader) -> None:
    while reader.at < len(reader.text) and reader.text[reader.at].isspace():
        reader.at += 1


def _sign(reader: _Reader, closing: str) -> str:
    """Eat a word of the language and tell which, "" if a part begins here."""
    text, at = reader.text, reader.at
    if text[at] in "|｜":
        while reader.at < len(text) and text[reader.at] in "|｜":
            reader.at += 1
        return "or"
    end = at
    while end < len(text) and not text[end].isspace() and text[end] not in '|｜"“”＂「『()（）':
        end += 1
    word = text[at:end]
    if word == "" and text[at] in ")）" and not closing:
        reader.at += 1
        reader.notes.append("括号没有配对，多出的右括号不算")
        return "and"
    opens = end < len(text) and text[end] in '"“＂「『(（'
    alone = end >= len(text) or text[end].isspace() or opens or closing and text[end] in ")）"
    if not alone:
        return ""
    rest = text[end:].strip()
    if word in _OR and (rest or at):
        reader.at = end
        return "or"
    if word in _NOT and rest:
        reader.at = end
        return "not"
    if word in _AND and rest and text[:at].strip():
        reader.at = end
        return "and"
    if (
        word
        and all(c in _MINUS for c in word)
        and (rest and not opens or len(text.strip()) > len(word))
        and not opens
    ):
        reader.at = end
        return "and"
    return ""


def _part(reader: _Reader, closing: str) -> Tree | None:
    """Read one word, quotation, group or field, with the minus before it."""
    text, start = reader.text, reader.at
    if text[start] in _MINUS and start + 1 < len(text) and not text[start + 1].isspace():
        while reader.at < len(text) and text[reader.at] in _MINUS:
            reader.at += 1
        if reader.at >= len(text) or text[reader.at].isspace():
            return None
        part = _part(reader, closing)
        return Without(part) if part and not isinstance(part, Without) else part
    named = _COLON.match(text, start)
    if named and (key := FIELDS.get(named[1].casefold())):
        return _in_field(reader, key, named[1], named.end(), closing)
    if text[start] in OPENING and (word := _quoted(reader)):
        return word
    if text[start] in _BRACKETS and (group := _group(reader)):
        return group
    return _bare(reader, closing)


def _in_field(reader: _Reader, key: str, name: str, at: int, closing: str) -> Tree | None:
    start, reader.at = reader.at, at
    _skip_blanks(reader)
    text, at = reader.text, reader.at
    if at < len(text) and not (closing and text[at] in ")）") and not _COLON.match(text, at):
        if text[at] in _BRACKETS and (group := _group(reader, always=True)):
            return InField(key, group, start, reader.at, text[start : reader.at])
        part = _quoted(reader) if text[at] in OPENING else _bare(reader, closing)
        if part is not None:
            part = _alternatives(reader, part, closing)
            return InField(key, part, start, reader.at, text[start : reader.at])
    reader.notes.append(f"“{name}：”后面没有写内容，不算")
    return None


def _alternatives(reader: _Reader, part: Tree, closing: str) -> Tree:
    """公司:甲|乙 are two companies, not a company and a word."""
    options = [part]
    while re.match(r"[|｜]+[^\s|｜]", reader.text[reader.at : reader.at + 4]):
        _sign(reader, closing)
        text = reader.text
        further = _quoted(reader) if text[reader.at] in OPENING else _bare(reader, closing)
        if further is not None:
            options.append(further)
    return options[0] if len(options) == 1 else Either(tuple(options))


def _quoted(reader: _Reader) -> Tree | None:
    text, start = reader.text, reader.at
    end = quotation_end(text, start)
    if end is None:
        reader.notes.append("引号没有配对，按到末尾为止理解")
        end = len(text)
    reader.at = min(end + 1, len(text))
    content = text[start + 1 : end]
    if not normalise(content):
        return None
    _count(reader)
    return Word(content, start, reader.at, exact=True)


def _group(reader: _Reader, always: bool = False) -> Tree | None:
    """Read a bracket that holds several words together; None where it is a sign of the word itself."""
    text, start = reader.text, reader.at
    reader.groups += 1
    if reader.depth >= DEEPEST or reader.groups > MOST_WORDS:
        reader.notes.append("括号太多，后面的括号当作字查找")
        return None
    end, depth = start, 0
    for end in range(start, len(text)):
        depth += (text[end] in _BRACKETS) - (text[end] in ")）")
        if depth == 0:
            break
    closed = depth == 0
    inside = text[start + 1 : end] if closed else text[start + 1 :]
    after = text[end + 1 : end + 2] if closed else ""
    if not always:
        parted = len(split_words(inside)) > 1 or any(c in inside for c in "|｜")
        choice = "或" in inside[1:-1] and (not after or after.isspace())
        if not (parted or choice) or re.match(
            r"[(（]\s*(?:19|20|１９|２０)[0-9０-９]{2}\s*[)）]", text[start:]
        ):
            return None
    reader.depth += 1
    reader.at = start + 1
    parts = _parts(reader, closing=")")
    reader.depth -= 1
    flat = [_halves(part) if not always or "或" in inside else part for part in parts]
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else Both(tuple(flat))


def _halves(part: Tree) -> Tree:
    """Inside brackets 甲或乙 needs no blanks."""
    if isinstance(part, Word) and not part.exact and "或" in part.text[1:-1]:
        pieces, at = [], part.start
        for piece in part.text.split("或"):
            if piece:
                pieces.append(replace(part, text=piece, start=at, end=at + len(piece)))
            at += len(piece) + 1
        return Either(tuple(pieces))
    return part


def _bare(reader: _Reader, closing: str) -> Tree | None:
    """Read up to a blank or a sign of the language; brackets inside a word belong to it."""
    text, start = reader.text, reader.at
    end, depth = start, 0
    while end < len(text):
        c = text[end]
        if c.isspace() or c in "|｜":
            break
        if c in _BRACKETS:
            depth += 1
        elif c in ")）":
            if closing and depth <= 0:
                break
            depth -= 1
        if end > start and c in OPENING and c != "”":
            break
        end += 1
    whole = _with_blanks(text, start, end)
    reader.at = max(whole, start + 1)
    word = text[start : reader.at]
    if not normalise(word):
        return None
    if depth:
        reader.notes.append("括号没有配对，当作字查找")
    _count(reader)
    return Word(word, start, reader.at)


def _with_blanks(text: str, start: int, end: int) -> int:
    """A number with blanks in it, 益高社函〔2026〕 7 号, is one word."""
    if not any(c in text[start:end] for c in "〔［[（(【"):
        return end
    first = split_words(text[start : start + 120])
    if first and len(first[0]) > end - start and not any(c in first[0] for c in '"“”|｜'):
        return start + len(first[0])
    return end
