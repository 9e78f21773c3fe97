"""Names as people type them: one folded form to compare by, and the nearest known names to suggest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

_BRACKETS = str.maketrans("〔〕[]【】﹝﹞", "()()()()")
# Blanks, quotation marks and middle dots are written in many ways and never tell two names apart.
_IDLE = re.compile(r"[\s\u200b-\u200d\ufeff\"'“”‘’「」『』《》<>·•・‧]")
# 0.45: two of four characters may differ (区经济局 ~ 经济合作局), while names that only share
# an ending such as 局 or 审批 do not come up.
_CUT = 0.45


def fold_name(text: str) -> str:
    """Return the form by which two spellings of a name are compared.

    Width, case, blanks, line breaks, quotation marks and the shape of brackets do not count.
    """
    return _IDLE.sub("", unicodedata.normalize("NFKC", text).translate(_BRACKETS)).casefold()


def nearest(word: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Return at most ``n`` of the ``known`` names that ``word`` may have meant, the nearest first.

    A name that contains the word, or is contained in it, ranks before one that is merely alike.
    """
    typed = fold_name(word)
    if not typed:
        return []
    ranked: list[tuple[float, int, str]] = []
    for place, name in enumerate(dict.fromkeys(known)):
        folded = fold_name(name)
        if not folded:
            continue
        score = SequenceMatcher(None, typed, folded, autojunk=False).ratio()
        if min(len(typed), len(folded)) > 1 and (typed in folded or folded in typed):
            score += 1
        if score >= _CUT:
            ranked.append((-score, place, name))
    return [name for _, _, name in sorted(ranked)[:n]]
