"""Where a quotation ends, with nested, forgotten and doubled signs."""

from __future__ import annotations

OPENING = {'"': '"', "“": "”", "„": "”", "＂": "＂", "「": "」", "『": "』", "”": "”"}
CLOSING = '"”“＂'


def quotation_end(text: str, start: int) -> int | None:
    """Return where the quotation that opens at ``start`` closes, None where nothing closes it.

    A sign closes it best where the word ends, else wherever it stands.
    """
    own = OPENING[text[start]]
    nested = text[start] in "“「『"
    ends = [n for n in range(start + 1, len(text)) if text[n] == own]
    if nested and ends:
        depth = 1
        for n in range(start + 1, len(text)):
            depth += (text[n] == text[start]) - (text[n] == own)
            if depth == 0:
                ends = [n]
                break
        else:
            ends = ends[-1:]
    elif text[start] in '"＂':
        ends = [n for n in ends if _ends_word(text, n + 1)] or ends
    if not ends and own in CLOSING:
        ends = [n for n in range(start + 1, len(text)) if text[n] in CLOSING and _ends_word(text, n + 1)]
    return ends[0] if ends else None


def _ends_word(text: str, at: int) -> bool:
    rest = text[at : at + 2]
    return (
        not rest
        or rest[0].isspace()
        or rest[0] in "()（）|｜「『"
        or rest[0] in '"“＂-－'
        and len(rest) > 1
        or rest[0] == "或"
        and (len(rest) < 2 or rest[1] in ' "“＂「(（　')
    )
