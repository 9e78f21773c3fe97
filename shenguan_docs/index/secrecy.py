"""Whether a document is MARKED 秘密, 机密 or 绝密 (GB/T 9704 7.2.2): such a one must not enter this system.

A mark is a line of its own in the head (绝密, 机密★1年, 秘密 ★ 长期), a bracket in the file's name, or a
property of the file. The words 商业秘密, 国家秘密, 保密 in a text are not a mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from shenguan_docs.index.normal import normalise

_HEAD_LINES = 12
_TERM = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:年|个?月|天|日)"
_STAR = r"[★☆*✩✭⋆]"
_MARK = rf"(?P<mark>绝密|机密|秘密)级?(?:{_STAR}?(?:{_TERM}|长期|启用前|解密前)?|{_STAR}.{{0,12}})"
_COPY = r"(?:№|no\.?)?\d{3,8}"
_LINE = re.compile(rf"(?:密级[::]?|{_COPY})?[(]?{_MARK}[)]?(?:(?:特急|加急|急件|特提|平急)|{_COPY})?")
_NAME = re.compile(
    rf"[(]{_MARK}[)]|(?P<star>绝密|机密|秘密)(?={_STAR})|^(?P<alone>绝密|机密|秘密)(?:[-_·.]|$)"
)
_PROPERTIES = ("keywords", "category", "subject", "content_status", "comments", "密级")


def secrecy_mark(text: str, name: str = "", metadata: Mapping[str, str] | None = None) -> str | None:
    """Return the mark as found (绝密, 机密★1年 …) or None. ``metadata`` is what the file says of itself."""
    lines = (line for line in text.splitlines() if line.strip())
    for line in islice(lines, _HEAD_LINES):
        cells = map(_squeeze, re.split(r"[\t|]", line))  # set in a table, 份号 or 紧急程度 stand beside it
        marks = {_shown(cell) for cell in cells if len(cell) <= 40 and _LINE.fullmatch(cell)}
        if len(marks) == 1:  # several are the choices of a form
            return marks.pop()
    if found := _NAME.search(_squeeze(name.rpartition("/")[2])):
        return found["mark"] or found["star"] or found["alone"]
    for key, value in (metadata or {}).items():
        if key.lower() in _PROPERTIES:
            for word in re.split(r"[,;,;、\s]+", value):
                if _LINE.fullmatch(_squeeze(word)):
                    return _shown(_squeeze(word))
    return None


def _squeeze(text: str) -> str:
    return normalise(text).replace(" ", "")


def _shown(line: str) -> str:
    found = _LINE.fullmatch(line)
    assert found
    rest = line[found.start("mark") :]
    shown = re.match(_MARK, rest)
    return shown.group() if shown else found["mark"]
