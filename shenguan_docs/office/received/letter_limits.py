"""Time limits in the words of a letter: 请于……前, 收到之日起……个工作日内."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0}
_ASKS = r"请|务必|须|望|恳|敬|要求|应"
_DOES = r"报|反馈|函复|复函|回复|答复|批复|函告|提交|提供|完成|办结|落实|整改|告知|书面|回执|送|参加|确认"
_UNTIL = re.compile(
    r"(?:(?P<year>(?:19|20)[0-9][0-9])年|(?P<rel>今年|明年|本年))?(?:(?P<month>[0-9]{1,2})月|(?P<this>本月))"
    r"(?:(?P<day>[0-9]{1,2})日)?(?:\([^()]{0,10}\))?(?:上午|下午|中午)?(?:[0-9]{1,2}(?::[0-9][0-9]|时|点)(?:[0-9]{1,2}分|半|整)?)?"
    r"(?:之前|以前|前|底前|底以前|下班前|内)(?:\([^()]{0,10}\))?"
)
_WITHIN = re.compile(
    r"(?P<from>收到|接到|接|收)(?:本|此|来|该)?(?:通知|函|件|文|文件|来函)?(?:之日|后|之后)?起?(?:的)?"
    r"(?P<n>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})个?(?P<unit>工作日|日|天)(?:之内|以内|内)"
)


@dataclass(frozen=True)
class Until:
    """A time limit: a ``day``, or ``days`` (``unit`` workday or day) from the receipt; ``words`` is its sentence."""

    words: str
    day: date | None = None
    days: int = 0
    unit: str = ""


def limits_of(lines: list[str], written: date | None) -> list[Until]:
    """Return the time limits that the lines of a letter set; one before the letter's own day is none."""
    found: list[Until] = []
    text = "".join(line if not line.endswith(("。", ":")) else line + "\n" for line in lines)
    for sentence in re.split(r"[。;\n!]", text):
        for match in _UNTIL.finditer(sentence):
            if match[0].endswith("内") and match["day"] is not None:
                continue
            before = ",".join(sentence[: match.start()].split(",")[-2:])
            after = re.split(r",(?=[请恳望])", sentence[match.end() : match.end() + 60])[0]
            if not re.search(_ASKS, before) or not re.search(_DOES, after):
                continue
            day = _until(match, written)
            if day is not None and not (written and day < written):
                found.append(Until(_shown(sentence, match), day))
        for match in _WITHIN.finditer(sentence):
            if re.search(_ASKS, sentence) and re.search(_DOES, sentence):
                unit = "workday" if match["unit"] == "工作日" else "day"
                found.append(Until(_shown(sentence, match), None, chinese_count(match["n"]), unit))
    return found


def _shown(sentence: str, match: re.Match[str]) -> str:
    return sentence[max(0, match.start() - 8) : match.end() + 12].strip(" ,")


def _until(match: re.Match[str], written: date | None) -> date | None:
    month = int(match["month"] or (written.month if written else 0))
    year = int(match["year"]) if match["year"] else written.year if written else 0
    if match["rel"] == "明年":
        year += 1
    if not 0 < year < MAXYEAR or not 1 <= month <= 12:
        return None
    if not match["year"] and written and not match["rel"] and month < written.month:
        year += 1  # written in December: 请于1月10日前
    try:
        if match["day"]:
            return date(year, month, int(match["day"]))
    except ValueError:
        return None
    if "底" not in match[0] and not match[0].endswith("内"):
        return None
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def chinese_count(words: str) -> int:
    """Return a count under a hundred, in figures or Chinese: 5, 五, 十五, 二十."""
    if words.isdecimal():
        return int(words)
    tens, mark, ones = words.replace("两", "二").rpartition("十")
    if not mark:
        return DIGITS.get(words.replace("两", "二"), 0)
    return 10 * (DIGITS.get(tens, 1) if tens else 1) + (DIGITS.get(ones, 0) if ones else 0)
