"""Whether what a pattern found is what it looks like, and where it ends: numbers, telephones, plates, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable

from shenguan_docs.masking.rules import Rules
from shenguan_docs.masking.seen import Seen
from shenguan_docs.parties.codes import id_problem, uscc_problem

Span = tuple[int, int]
_GROUPS = re.compile(r"[0-9a-z]+")
_SPLIT = re.compile(r"[ ·.()/、,或-]+")
_PROVINCES = {
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    81,
    82,
    83,
    91,
}
_MARKS = "省市县区镇乡村组路街道巷弄号室栋幢楼苑园庄湾坪冲户座"
_DOOR = "号室栋幢楼组户层房座元"


def passes(check: str, seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    """Return the span that is to be hidden, None where it is something else."""
    return _CHECKS[check](seen, span, labelled, rules) if check else span


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isascii() and c.isalnum())


def _id_number(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    """A plausible place and day of birth; the check digit decides only where the digits stand oddly apart."""
    written = seen.text[span[0] : span[1]]
    number = _digits(written).upper()
    if not id_like(number):
        return None
    right = len(number) == 18 and id_problem(number) is None
    if len(number) == 15 and "\n" in written and (seen.text[span[1] : span[1] + 1] or " ") in "年月日元号":
        return None  # a number at a line's end and a date below it
    usual = len(_groups(written)) <= 4 or _apart(written)
    return span if right or usual else None


def _groups(text: str) -> list[int]:
    """Return the lengths of the groups of digits; a line break does not part them."""
    return [len(group) for group in _SPLIT.split(text.replace("\n", "")) if group]


def _apart(text: str) -> bool:
    """Whether each digit stands alone: spaced letters, or boxes of a form."""
    return all(len(group) == 1 for group in re.split(r"[ \n·.()+-]+", text) if group)


def id_like(number: str) -> bool:
    """Tell whether 18 or 15 digits hold a province and a day of birth where a 公民身份号码 has them.

    (No 统一社会信用代码 does: there its seventh and eighth digits are of a district, GB 32100.)
    """
    day = number[6:14] if len(number) == 18 else "19" + number[6:12]
    return (
        number[:17].isdigit()
        and int(number[:2]) in _PROVINCES
        and 1800 <= int(day[:4]) <= 2099
        and 1 <= int(day[4:6]) <= 12
        and 1 <= int(day[6:8]) <= 31
    )


def _label_number(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    """A number after its label: a whole 公民身份号码, else up to the first line break after seven characters."""
    start, end = span
    text = seen.text[start:end]
    code = _digits(text)[:18].upper()
    if not any(c.isdigit() for c in text) or (uscc_problem(code) is None and not id_like(code)):
        return None
    for length in (18, 15):
        at = _after(text, length)
        if at and re.fullmatch(r"[1-9]\d{13,16}[0-9x]", _digits(text[:at])) and id_like(_digits(text[:at])):
            return start, start + at
    for at, c in enumerate(text):
        if c in " \n" and len(_digits(text[:at])) >= 7:
            return start, start + at
    return span


def _after(text: str, count: int) -> int:
    """Return the place after the first ``count`` letters and digits, 0 where there are not as many."""
    for at, c in enumerate(text, 1):
        count -= c.isascii() and c.isalnum()
        if not count:
            return at
    return 0


def _bank_card(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    """Sixteen to nineteen digits whose last one is right (Luhn, ISO/IEC 7812), or that begin as 银联 cards do."""
    number = _digits(seen.text[span[0] : span[1]])
    total = 0
    for n, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return span if 16 <= len(number) <= 19 and (total % 10 == 0 or number.startswith("62")) else None


def _telephone(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    text = seen.text[span[0] : span[1]]
    if labelled:
        return _called(text, span)
    plain = re.sub(r"^(?:00)?86(?=[ ·.(-]?[01])", "", text.strip("+("))
    groups = _groups(plain)
    if _apart(text):
        return span
    if "." in text and groups not in ([3, 4, 4], [11], [3, 8], [4, 7], [4, 8]):
        return None
    return span if len(groups) <= 5 and min(groups[1:-1], default=2) > 1 and groups[0] >= 3 else None


def _called(text: str, span: Span) -> Span | None:
    """Numbers after 电话: as many as are listed; what stands apart and is too short for one is not of them."""
    end, digits = 0, ""
    for group in _GROUPS.finditer(text):
        between = text[end : group.start()]
        whole = len(digits) >= {"1": 11, "0": 10}.get(digits[:1], 7)
        if whole and re.search(r"[ \n]", between) and not re.search("[、,/或]", between):
            break
        if whole and re.search("[、,/或]", between):
            if len(group[0]) < 3:
                break
            digits = ""
        digits += group[0]
        end = group.end()
    return (span[0], span[0] + end) if len(_digits(text[:end])) >= 7 else None


def _plate(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    text = _digits(seen.text[span[0] : span[1]])[1:]
    return span if sum(c.isdigit() for c in text) >= 2 and 5 <= len(text) <= 6 else None


def _address(seen: Seen, span: Span, labelled: bool, rules: Rules) -> Span | None:
    """Up to the next label, or the line break after a door; a place must be named in it."""
    start, end = span
    text = seen.text[start:end]
    if label := rules.labels.search(text):
        text = text[: label.start()]
    for n in range(1, len(text)):
        if labelled and text[n - 1] in _DOOR and seen.gap(start + n) == "\n" and not text[n].isdigit():
            text = text[:n]
            break
    opened = text.rfind("(")
    if opened >= 0 and ")" not in text[opened:]:
        text = text[:opened]
    text = text.rstrip(" \n)-#")
    before = seen.text[max(start - 1, 0) : start]
    needed = 2 if before == "住" else 1
    if not labelled:
        if any(word in text for word in ("第", "字")):
            return None
        text, start = _from_place(text, start)
    if len(text) < 4 or sum(text.count(mark) for mark in _MARKS) < needed:
        return None
    return start, start + len(text)


def _from_place(text: str, start: int) -> tuple[str, int]:
    """Leave out the words that lead to the place: 现住在…"""
    first = re.search("[省市州盟区县旗镇乡道路街巷村]", text)
    lead = max(
        (text.rfind(word, 0, first.start() if first else 0) for word in "在住于到至由从址系为"), default=-1
    )
    return text[lead + 1 :], start + lead + 1


_CHECKS: dict[str, Callable[[Seen, Span, bool, Rules], Span | None]] = {
    "id-number": _id_number,
    "label-number": _label_number,
    "bank-card": _bank_card,
    "telephone": _telephone,
    "plate": _plate,
    "address": _address,
}
