"""Words as an office writes them: widths, codes, dates, sums; used by every room."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

# What XML 1.0 cannot hold and no character is. Private-use code points stay: a name may hold such a 造字, which
# is refused where no face has it, never dropped.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Remove what no page can show: control characters, lone surrogates, byte-order marks; CRLF becomes LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.replace("\x0b", "\n").replace("\x85", "\n").replace("\ufeff", "")
    return _UNPRINTABLE.sub("", text)


def readable_name(name: str) -> str:
    """A file's name as words: one that a Chinese Windows wrote in GBK bytes is read so."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = os.fsencode(name)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "replace")
    return name


def half_width(text: str) -> str:
    """Fold full-width letters, digits and signs to half width, leave Chinese as it is."""
    return "".join(
        chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else " " if c == "\u3000" else c for c in text
    )


def fold_code(text: str) -> str:
    """Return a code in its one canonical spelling: half width, upper case, no blanks or dashes."""
    return re.sub(r"[\s\-–—]", "", half_width(unicodedata.normalize("NFKC", text))).upper()


def chinese_date(day: date) -> str:
    """``2026-03-05`` → ``2026年3月5日`` (GB/T 9704 7.3.5.4: no leading noughts)."""
    return f"{day.year}年{day.month}月{day.day}日"


def join_names(names: Iterable[str]) -> str:
    """Join names with the Chinese enumeration comma (、)."""
    return "、".join(names)


def yuan(amount: Decimal) -> str:
    """``Decimal('50000')`` → ``50000元``; ``1234.5`` → ``1234.50元`` (GB/T 15835)."""
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{cents:.0f}元" if cents == cents.to_integral_value() else f"{cents:.2f}元"


_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SMALL = ("", "拾", "佰", "仟")
_LARGE = ("", "万", "亿")


def yuan_words(amount: Decimal) -> str:
    """Sum in Chinese capitals: ``1050.20`` → ``壹仟零伍拾元贰角`` (0 ≤ amount < 10^12, rounded to 分)."""
    cents = int(amount.quantize(Decimal("0.01"), ROUND_HALF_UP).scaleb(2))
    yuan_part, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = f"{_integer_words(yuan_part)}元" if yuan_part else ""
    if not jiao and not fen:
        return f"{words or '零元'}整"
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif words:
        words += "零"
    return words + (f"{_DIGITS[fen]}分" if fen else "")


def _integer_words(number: int) -> str:
    words, gap = "", False
    for group in range(2, -1, -1):
        part = number // 10 ** (4 * group) % 10000
        if not part:
            gap = bool(words)
            continue
        if words and (gap or part < 1000):
            words += "零"
        gap, zero, inner = False, False, ""
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                inner += ("零" if zero and inner else "") + _DIGITS[digit] + _SMALL[place]
                zero = False
            else:
                zero = True
        words += inner + _LARGE[group]
    return words
