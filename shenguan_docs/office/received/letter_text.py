"""What the text of an official letter says of itself, by rules: 版头, 标题, 落款, 期限, 所引文号 (GB/T 9704).

Nothing here knows an office: text in, findings out. Each says where it stands and whether the rules are sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from shenguan_docs.office.received.letter_limits import DIGITS, Until, chinese_count, limits_of

_NUMBER = re.compile(
    r"(?P<mark>[\u4e00-\u9fffA-Z]{1,24})\s*[〔\[({【〖「]\s*(?P<year>(?:19|20)[0-9][0-9])\s*[〕\])}】〗」]\s*"
    r"(?P<series>[\u4e00-\u9fff]{0,3}?)第?\s*(?P<n>[0-9]{1,6})\s*(?P<unit>[号期])"
)
_URGENCIES = {"特提": "特提", "特急": "特急", "加急": "加急", "平急": "平急", "急件": "加急"}
_URGENCY = re.compile(rf"(?:紧急程度[::]?)?({'|'.join(_URGENCIES)})")
_GENRES = "函|通知|通报|报告|请示|批复|意见|决定|公告|通告|纪要|议案|命令|令|公报|决议|办法|方案|决定书|告知书|通知书"
_TITLE_END = re.compile(rf"(?:{_GENRES})(?:\([^()]{{1,20}}\))?$")
_BODY = re.compile(
    r"(?:局|委|委员会|办|办公室|会|府|厅|部|院|处|署|科|股|室|站|所|队|组|中心|大厅|公司|合作社|厂|店|集团|校|医院|银行|协会)(?:\([\u4e00-\u9fff]+\))?$"
)
_CN_DAY = r"[〇零○O一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
_DAY = re.compile(rf"((?:19|20)[0-9][0-9])\s*年\s*([0-9]{{1,2}})\s*月\s*([0-9]{{1,2}})\s*日|({_CN_DAY})")
_FOLIO = re.compile(r"[—–\-一─·\s]*[0-9]{1,4}[—–\-一─·\s]*|第\s*[0-9]+\s*页.*")
_SEAL = re.compile(r"\(?(?:盖章|公章|印章|印)\)?$")
_FULL_WIDTH = str.maketrans("(),:;", "\uff08\uff09\uff0c\uff1a\uff1b")
_HEAD_LINES = 30  # within which the number of a letter stands


@dataclass(frozen=True)
class Told:
    """One thing that the text says: ``value``, the words of where it stands, and whether the rules are sure."""

    value: str
    where: str
    sure: bool = True


@dataclass
class LetterText:
    """What was found; a name that is missing was not found."""

    sender: Told | None = None
    number: Told | None = None
    title: Told | None = None
    day: Told | None = None
    urgency: Told | None = None
    limits: list[Until] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    replies: bool = False


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    place: int

    @property
    def where(self) -> str:
        return f"第 {self.page} 面“{self.text[:30]}”"


def read_letter(text: str) -> LetterText:
    """Return what the text of a letter says of itself; one that is no letter gives little or nothing."""
    lines = list(_lines(text))
    found = LetterText()
    head = _number(lines, found)
    end = _title(lines, head, found)
    _urgency(lines[: end if end else min(len(lines), 8)], found)
    heads = _heads(lines[: head if head is not None else 0])
    signed, signature = _ending(lines, end, heads, found)
    _sender(heads, signed, signature, found)
    body = lines[end:]
    found.limits = limits_of(
        [line.text for line in body], date.fromisoformat(found.day.value) if found.day else None
    )
    own = found.number.value if found.number else ""
    joined = _fold("".join(line.text for line in lines))
    found.cited = [n for n in dict.fromkeys(_printed(m) for m in _NUMBER.finditer(joined)) if n != own]
    title = found.title.value if found.title else ""
    found.replies = bool(re.search(r"(复函|批复|答复|回函)(\uff08|$)", title)) or "收悉" in joined
    return found


def is_letter(found: LetterText) -> bool:
    """Say whether a text looks like an official letter: a number at its head, or a title and an ending."""
    return found.number is not None or (found.title is not None and found.day is not None)


def _lines(text: str) -> Iterator[_Line]:
    """Lines without blanks and folios, folded; several cells of a line stand apart by one blank."""
    page, place = 1, 0
    started = False
    for piece in re.split(r"(\f|\n)", text.replace("\v", "")):
        if piece == "\f":
            page += started
            started = True
        elif piece != "\n" and (words := _fold(piece)) and not _FOLIO.fullmatch(words):
            place += 1
            yield _Line(words, page, place)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).replace("\t", " ")
    folded = re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff](?: |$))", "", folded)  # 益 阳 市 林 业 局
    return re.sub(r"\s+", " ", folded).strip()


def _printed(match: re.Match[str]) -> str:
    mark = re.sub(r"^(?:.*(?:以|的|据|按照|根据|你局|你办|贵局|贵单位|现将|对))(?=.{2,})", "", match["mark"])
    ordinal = ("第" if match["unit"] == "期" else "") + str(int(match["n"])) + match["unit"]
    return f"{mark}{match['series']}〔{match['year']}〕{ordinal}"


def _number(lines: list[_Line], found: LetterText) -> int | None:
    for index, line in enumerate(lines[:_HEAD_LINES]):
        bare = re.sub(rf"^(?:(?:发文)?(?:字号|文号)[::]|{_URGENCY.pattern}) *", "", line.text)
        bare = re.sub(r" *签发人[::].*$", "", bare)
        bare = re.sub(r"^[0-9]{6} *", "", bare)  # 份号
        match = _NUMBER.fullmatch(bare)
        labelled = index and re.search(r"(来文|原)(字号|文号|件)?$", lines[index - 1].text)  # a form's cell
        if match and not labelled:
            found.number = Told(_printed(match), line.where)
            return index
    return None


def _title(lines: list[_Line], head: int | None, found: LetterText) -> int:
    """Read the title; return the index of the line behind it, 0 where there is none."""
    first = 0 if head is None else head + 1
    limit = min(len(lines), first + (8 if head is not None else 14))
    starts = [n for n in range(first, limit) if re.search(r"关于|^《", lines[n].text)]
    if head is not None:
        starts = [n for n in range(first, limit) if not _is_small(lines[n].text)][:1]
    for start in starts:
        words = ""
        for n in range(start, min(start + 6, len(lines))):
            if lines[n].text.endswith((":", "。")):
                break
            words += lines[n].text
            following = lines[n + 1].text if n + 1 < len(lines) else ""
            if _TITLE_END.search(words) and not _TITLE_END.fullmatch(following):
                sure = head is not None or following.endswith(":") or words.startswith("关于")
                found.title = Told(_chinese(words), lines[start].where, sure)
                return n + 1
    return 0


def _is_small(text: str) -> bool:
    return bool(_URGENCY.fullmatch(text) or re.fullmatch(r"[0-9]{6}|签发人[::].*", text))


def _urgency(lines: list[_Line], found: LetterText) -> None:
    for line in lines:
        match = re.match(rf"{_URGENCY.pattern}(?: |$)", line.text)
        if match:
            found.urgency = Told(_URGENCIES[match[1]], line.where)
            return


def _ending(lines: list[_Line], after: int, heads: list[str], found: LetterText) -> tuple[list[str], str]:
    """Read 成文日期 and the signatures above it; return the signatures and where they stand."""
    best: tuple[int, int, date, list[str]] | None = None
    for n in range(after, len(lines)):
        text = _SEAL.sub("", lines[n].text).strip()
        match = _DAY.search(text)
        if match is None or text.endswith("印发") or match.end() != len(text):
            continue
        before = _SEAL.sub("", text[: match.start()].strip()).strip()
        day = _day_of(match)
        if day is None or (before and not _is_name(before)):
            continue
        names = [before] if before else _names_above(lines, n, after)
        following = lines[n + 1].text if n + 1 < len(lines) else ""
        score = 2 * any(_alike(name, head) for name in names for head in heads) + bool(names)
        score += not following or bool(
            re.match(r"\(|附件|抄送|抄报|主送|主题词", following) or "印发" in following
        )
        if best is None or score > best[0]:
            best = (score, n, day, names)
    if best is None:
        for line in reversed(lines):
            match = _DAY.search(line.text)
            if match and line.text.endswith("印发") and (printed := _day_of(match)):
                found.day = Told(printed.isoformat(), f"印发日期，{line.where}", False)
                break
        return [], ""
    score, place, day, names = best
    found.day = Told(day.isoformat(), lines[place].where, score > 0)
    return names, lines[max(place - 1, 0)].where


def _names_above(lines: list[_Line], place: int, after: int) -> list[str]:
    """The signatures that stand above the day on line ``place``, each on a line or several on one."""
    names: list[str] = []
    for n in range(place - 1, max(after, place - 7) - 1, -1):
        parts = [_SEAL.sub("", part).strip() for part in lines[n].text.split(" ")]
        if not all(map(_is_name, parts)):
            break
        names = parts + names
    return names


def _is_name(text: str) -> bool:
    return (
        2 < len(text) <= 50
        and bool(re.fullmatch(r"[\u4e00-\u9fff()“”\"·]+", text))
        and bool(_BODY.search(text))
    )


def _heads(above: list[_Line]) -> list[str]:
    """The issuers in the 版头, 文件 left out."""
    parts = [
        part
        for line in above
        for part in re.sub(r" *签发人.*$|文件$", "", line.text).strip().split(" ")
        if _is_name(part)
    ]
    return list(dict.fromkeys(parts))


def _sender(heads: list[str], signed: list[str], signature: str, found: LetterText) -> None:
    signed = list(dict.fromkeys(signed))
    if signed:
        agree = bool(heads) and all(any(_alike(s, h) for s in signed) for h in heads)
        more = "与版头相同" if agree else f"版头是“{'、'.join(heads)}”" if heads else ""
        told = "，".join(filter(None, (f"落款，{signature}", more)))
        found.sender = Told(_chinese("、".join(signed)), told, agree or not heads)
    elif heads:
        found.sender = Told(_chinese("、".join(heads)), "版头")


def _alike(a: str, b: str) -> bool:
    return a in b or b in a


def _day_of(match: re.Match[str]) -> date | None:
    try:
        if match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        year, rest = match[4].split("年")
        month, day = rest.rstrip("日").split("月")
        return date(int("".join(str(DIGITS[c]) for c in year)), chinese_count(month), chinese_count(day))
    except ValueError:
        return None


def _chinese(words: str) -> str:
    """The title as Chinese letters print it: marks between Chinese letters full width."""
    words = re.sub(r"(?<=[\u4e00-\u9fff”》]) +| +(?=[\u4e00-\u9fff“《])", "", words)
    return words.translate(_FULL_WIDTH)
