"""Names of persons after their labels (法定代表人:…), and beside their identity or telephone number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shenguan_docs.masking.rules import NameRule
from shenguan_docs.masking.seen import Seen

_HAN = re.compile("[㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff〇]")
_AFTER_LABEL = re.compile(r"(?:\([^()]{0,10}\))?[ \n]?(?P<colon>[:;]?)[ \n]?")
_DOTTED = re.compile("[㐀-䶿一-鿿]{1,12}(?:·[㐀-䶿一-鿿]{1,12}){1,4}")
_LATIN = re.compile(r"[a-z][a-z.'-]{1,20}(?: [a-z][a-z.'-]{0,20}){1,3}")
_NEXT = re.compile("[、,/和及与]|以及")
_BEFORE_NUMBER = re.compile(
    r"[,(:]?(?:男|女)?[,]?(?:(?:[汉土苗侗瑶回满壮蒙藏]|土家)族[,]?)?(?:(?:公民|居民)?身份证?(?:号码|件号码|号)?[:]?)?"
    r"(?:[1-9](?:[ \n·-]?[0-9]){16}[ \n·-]?[0-9x]|[1-9](?:[ \n·-]?[0-9]){14}|1[3-9](?:[ \n·-]?[0-9]){9})(?![0-9])"
    r"|[,(][ ]?(?:男|女)[,)]"
)
_BODY = re.compile(
    "公司|集团|厂|店|铺|部|局|院|站|所|社|会|中心|委|政府|办|处|场|园|馆|校|学|行|队|村|组|合作|单位|企业|银行|机关|科|室|组织"
)
_PLACES = "区市县省镇乡村路州街道厅山河江湖局员者等"
_LONGEST = 12


@dataclass(frozen=True)
class Name:
    """A name at ``start`` to ``end`` of the text; one that is not ``sure`` is hidden here and not elsewhere."""

    start: int
    end: int
    sure: bool = True


def names_in(seen: Seen, rule: NameRule) -> Iterator[Name]:
    """Yield the names that labels and neighbours show; the same name may come twice."""
    text = seen.text
    for label in rule.labels.finditer(text):
        after = _AFTER_LABEL.match(text, label.end())
        assert after is not None  # every part of it may be empty
        person = label[0] in rule.persons
        at, colon = after.end(), bool(after["colon"]) or seen.gap(after.end()) != ""
        head = person and not after["colon"] and seen.gap(at) == "\n"
        while (name := _name_at(seen, at, rule, person=person, marked=colon)) is not None:
            yield name
            following = _NEXT.match(text, name.end)
            if following is not None:
                at = following.end()
            elif head and (row := _next_row(seen, name.end)):
                at = row
            else:
                break
    yield from _in_titles(seen, rule)
    yield from _beside_numbers(seen, rule)


_NO_REST = "男女年月日时元是否有无章"


def names_alone(seen: Seen, rule: NameRule) -> Iterator[Name]:
    """Yield lines that are nothing but a surname and one or two characters, or one character, the rest of a name.

    For recognised pages: what would label such a cell may have been misread. They are hidden where they stand only.
    """
    text, start = seen.text, 0
    while start < len(text):
        end = next(
            (n for n in range(start + 1, len(text) + 1) if n == len(text) or seen.gap(n) == "\n"), len(text)
        )
        first, last = start, end
        while first < last and text[first] == "\n":
            first += 1
        while last > first and text[last - 1] == "\n":
            last -= 1
        line = text[first:last]
        if _is_name(line, rule) or (len(line) == 1 and _HAN.match(line) and line not in _NO_REST):
            yield Name(first, last, False)
        start = end


def _is_name(line: str, rule: NameRule) -> bool:
    family = 2 if line[:2] in rule.compound else int(line[:1] in rule.surnames)
    if not family or not family < len(line) <= family + 2 or not all(map(_HAN.match, line)):
        return False
    return not (line.startswith(rule.not_names) or rule.labels.match(line) or _BODY.search(line))


def _name_at(seen: Seen, at: int, rule: NameRule, *, person: bool, marked: bool) -> Name | None:
    text = seen.text
    if dotted := _DOTTED.match(text, at):
        return Name(at, dotted.end())
    if marked and (latin := _LATIN.match(text, at)) and not _BODY.search(text[at : at + 30]):
        return Name(at, latin.end())
    run = at
    while run < len(text) and run - at < _LONGEST and _HAN.match(text[run]):
        run += 1
    family = 2 if text[at : at + 2] in rule.compound else int(text[at : at + 1] in rule.surnames)
    word = rule.ends.match(text, at)
    if rule.labels.match(text, at) or (word and len(word[0]) > 1):
        return None
    if text.startswith(rule.not_names, at) and not (marked and _long_name(seen, at, rule)):
        return None
    if not family:
        return _odd_name(seen, at, run, rule) if person and marked else None
    if run - at <= family:
        return None
    short, long = at + family + 1, at + family + 2
    spread = all(seen.gap(n) for n in range(at + 1, min(run, long)))
    if run == short:
        return Name(at, short)
    if run == long:
        if not spread and seen.gap(short) == " " and not seen.gap(at + 1):
            return Name(at, long, False)
        return Name(at, long)
    if rule.ends.match(text, short) or rule.labels.match(text, short):
        return Name(at, short)
    if rule.ends.match(text, long) or rule.labels.match(text, long):
        return Name(at, long)
    if not spread:
        for end in (short, long):
            if seen.gap(end) and not (end == short and _lonely(seen, short, run)):
                return Name(at, end)
    if _BODY.search(text[at:run]) or not person:
        return None
    return Name(at, long, False)


def _long_name(seen: Seen, at: int, rule: NameRule) -> bool:
    """Whether three characters make a name though the first two are a word (高新 in 高新红, but not in 高新区)."""
    text, end = seen.text, at + 3
    third = text[end - 1 : end]
    if not all(map(_HAN.match, text[at:end])) or _BODY.search(text[at:end]) or third in _PLACES:
        return False
    follows = end >= len(text) or not _HAN.match(text[end]) or rule.ends.match(text, end) or seen.gap(end)
    return text[at] in rule.surnames and bool(follows)


def _odd_name(seen: Seen, at: int, run: int, rule: NameRule) -> Name | None:
    """Two to four characters alone after 联系人: and the like, whose first is no surname that is known."""
    end = next((n for n in range(at + 2, run) if seen.gap(n)), run)
    if not 2 <= end - at <= 4 or _BODY.search(seen.text[at:end]) or rule.ends.match(seen.text, at):
        return None
    return Name(at, end, False)


def _next_row(seen: Seen, at: int) -> int:
    """Return where the next cell of the column of names begins, 0 where no short line follows."""
    row = next((n for n in range(at, at + 4) if seen.gap(n) == "\n"), 0)
    short = any(seen.gap(row + length) == "\n" and not seen.gap(row + 1) for length in (2, 3, 4, 5))
    return row if row < len(seen.text) and short else 0


def _in_titles(seen: Seen, rule: NameRule) -> Iterator[Name]:
    """Names in 关于…涉嫌…案: between what begins a title and what a person does or suffers."""
    text = seen.text
    for before in rule.titles.finditer(text):
        at = before.end()
        family = 2 if text[at : at + 2] in rule.compound else int(text[at : at + 1] in rule.surnames)
        if not family or text.startswith(rule.not_names, at):
            continue
        for end in (at + family + 1, at + family + 2):
            if rule.title_ends.match(text, end) and all(map(_HAN.match, text[at:end])):
                yield Name(at, end)
                break


def _lonely(seen: Seen, at: int, run: int) -> bool:
    """Whether one character stands alone on the next line: the rest of a name that was broken."""
    return at + 1 == run or bool(seen.gap(at + 1))


def _beside_numbers(seen: Seen, rule: NameRule) -> Iterator[Name]:
    """Names right before an identity or mobile number, (男), or a paper of theirs: a row of a list, a file's name."""
    ends = [match.start() for match in _BEFORE_NUMBER.finditer(seen.text)]
    for match in rule.papers.finditer(seen.text):
        ends.append(match.start() - seen.text.startswith("的", match.start() - 1))
    for end in ends:
        for length in (2, 3, 4):
            if (name := _name_to(seen, end, length, rule)) is not None:
                yield name
                break


def _name_to(seen: Seen, end: int, length: int, rule: NameRule) -> Name | None:
    text, start = seen.text, end - length
    if start < 0 or not all(map(_HAN.match, text[start:end])) or text.startswith(rule.not_names, start):
        return None
    family = 2 if text[start : start + 2] in rule.compound else int(text[start] in rule.surnames)
    alone = start == 0 or not _HAN.match(text[start - 1]) or seen.gap(start) != ""
    return Name(start, end) if family and family < length <= family + 2 and alone else None
