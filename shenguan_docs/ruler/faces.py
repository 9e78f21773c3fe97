"""Names of faces in files, and which of the standard's faces they are."""

from __future__ import annotations

import re
from functools import lru_cache

# Longest first: 小标宋 holds 宋, 仿宋 holds 宋. Families without spaces, hyphens, underscores, in lower case.
_FAMILIES = (
    ("小标宋", r"小标宋|xiaobiaosong|xbsj|fzxbs|fzxiaobs|fandolsong.*bold|notoserifcjk\w*(bold|black|heavy)"
               r"|sourcehanserif\w*(bold|heavy)|华文中宋|stzhongsong|方正大标宋|dabiaosong"),
    ("仿宋", r"仿宋|fangsong|fandolfang|^stfangso|^fzfs|fsgb"),
    ("黑体", r"黑体|simhei|heiti|fandolhei|^sthei|^fzhei|^fzht|wqyzenhei|wenquanyizenhei|notosanscjk|sourcehansans"
             r"|microsoftyahei|微软雅黑|msyh|droidsansfallback|hei"),
    ("楷体", r"楷|kaiti|simkai|fandolkai|stkai|fzkai|wenkai|ukai"),
    ("宋体", r"宋体|simsun|nsimsun|fandolsong|stsong|fzshusong|fzss|uming|sungti|mingti|notoserifcjk|sourcehanserif|songti"),
)  # fmt: skip
_PATTERNS = tuple((family, re.compile(pattern)) for family, pattern in _FAMILIES)
# A free face that other characters fall back on: it is nobody's choice.
_FALLBACKS = {"wenkai": frozenset({"仿宋", "楷体"}), "notoserifcjk": frozenset({"仿宋", "宋体", "小标宋"}),
              "notosanscjk": frozenset({"黑体", "楷体"})}  # fmt: skip


def plain_name(name: str) -> str:
    """``ABCDEF+FandolFang-Regular`` → ``FandolFang-Regular``: without the mark of a subset."""
    return name[7:] if re.match(r"[A-Z]{6}\+", name) else name


@lru_cache(maxsize=4096)
def family_of(name: str, bold: bool = False) -> str:
    """The standard's name for the face ``name`` (小标宋, 仿宋, 黑体, 楷体, 宋体), "" for any other.

    A bold 宋体 stands for 小标宋 where the machine has none, as FandolSong Bold does.
    """
    folded = re.sub(r"[\s\-_,]", "", plain_name(name)).lower()
    for family, pattern in _PATTERNS:
        if pattern.search(folded):
            return "小标宋" if bold and family == "宋体" and "fandolsong" in folded else family
    return ""


def is_face(name: str, wanted: str, bold: bool = False) -> bool:
    """Whether ``name`` is the standard's face ``wanted``, or the free one that characters without it fall to."""
    if family_of(name, bold) == wanted:
        return True
    folded = re.sub(r"[\s\-_,]", "", plain_name(name)).lower()
    return any(key in folded and wanted in families for key, families in _FALLBACKS.items())
