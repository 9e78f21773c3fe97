"""Texts of another make than letters: few characters that repeat, Latin mixed in, rare Han, very long, very short."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.normal import normalise

_PLAIN = IndexDoc("", "", "", "x", "其他", "函", "甲局", ("乙局",), (), (), (), (), None, "out", "issued", "")
_REPEATING = "木林森木林 的的的"
_MIXED = "ABc-12. 审批abc 監管éﬁ㎡①〔2026〕号,。\n\t“”Ａｂ１２"
_RARE = "𠮷𠀀𪚥龘㐀﨑乇々〇ゞ한글Ωжא" + "\u200b\u202e\u0301\ufeff\x00"


def odd_letters(seed: int = 4) -> Iterator[IndexDoc]:
    """Yield a few hundred of them."""
    lot = random.Random(seed)

    def text(signs: str, size: int) -> str:
        return "".join(lot.choices(signs, k=size))

    for n in range(400):
        signs = lot.choice((_REPEATING, _MIXED, _RARE, _REPEATING + _MIXED + _RARE))
        size = lot.choice((0, 1, 2, 3, 40, 400, 4_000))
        yield replace(
            _PLAIN,
            id=f"odd{n}",
            number=text(_MIXED, lot.randint(0, 12)),
            title=text(signs, lot.randint(0, 60)),
            companies=tuple(text(signs, lot.randint(1, 20)) for _ in range(lot.randint(0, 3))),
            codes=(text("0123456789ABW", 12),),
            day=date(2026, 1, 1 + n % 28) if n % 3 else None,
            text=text(signs, size),
            attachments=tuple((f"附件{k}.txt", text(signs, 300)) for k in range(lot.randint(0, 2))),
            seq=n,
        )
    for n, signs in enumerate((_REPEATING, _MIXED, _RARE)):
        yield replace(_PLAIN, id=f"long{n}", text=text(signs, 200_000), seq=1_000 + n)


def odd_fragments(docs: Sequence[IndexDoc], count: int, seed: int = 6) -> list[str]:
    """Cut fragments of 1–100 characters out of ``docs``; a third are changed a little, so that few hold them."""
    lot, found = random.Random(seed), []
    while len(found) < count:
        stretch = lot.choice([stretch for stretch in lot.choice(docs).stretches if stretch])
        start = lot.randrange(len(stretch))
        fragment = stretch[start : start + lot.choice((1, 2, 3, 5, 8, 20, 100))]
        if lot.random() < 0.33:
            at = lot.randrange(len(fragment))
            fragment = fragment[:at] + lot.choice(_REPEATING + _MIXED + _RARE) + fragment[at + 1 :]
        if normalise(fragment):
            found.append(fragment)
    return found
