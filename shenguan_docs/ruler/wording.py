"""How the elements of an official document are worded: patterns that tell them apart and judge them."""

from __future__ import annotations

import re

_YEAR = r"(?:[12][0-9]{3}|[0-9]{2}|[０-９]{4}|[〇○零一二三四五六七八九]{4})"
_OPEN, _CLOSE = r"[〔\[［（(【{〈<﹝]", r"[〕\]］）)】}〉>﹞]"

NUMBER = re.compile(
    rf"(?P<mark>[\u4e00-\u9fffA-Za-z·]{{1,20}}?)\s*(?P<open>{_OPEN})\s*(?P<year>{_YEAR})\s*年?\s*(?P<close>{_CLOSE})\s*"
    r"(?P<di>第?)\s*(?P<ordinal>[0-9０-９]+|[一二三四五六七八九十百零〇]+)\s*(?P<hao>号?)"
)
"""A 发文字号 in any of its right and wrong forms."""
MEETING_NUMBER = re.compile(r"[（(]?第\s*[0-9０-９一二三四五六七八九十百]+\s*(?:期|次|号)[)）]?")
DATE = re.compile(
    r"(?P<year>[0-9０-９]{2,4}|[〇○零一二三四五六七八九]{2,4})\s*(?P<y>[年./．\-－—])\s*"
    r"(?P<month>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})\s*(?P<m>[月./．\-－—])\s*"
    r"(?P<day>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*(?P<d>[日号]?)"
)
"""A whole date in any form; ``right_date`` tells the one that the standard asks for."""
SHORT_DATE = re.compile(r"(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?|[0-9]{4}年[0-9]{1,2}月")
FOLIO = re.compile(
    r"(?P<before>[—–\-－―一─·•~第]?)\s*(?P<number>[0-9０-９]{1,4})\s*(?P<after>[—–\-－―一─·•~页]?)(?:\s*[/／共].*)?"
)

LEVELS = (
    re.compile(r"(?P<number>[一二三四五六七八九十]{1,3})(?P<mark>[、.．，,])(?!\d)"),
    re.compile(
        r"(?P<open>[（(])(?P<number>[一二三四五六七八九十]{1,3})(?P<close>[）)])(?P<mark>[、.．，,]?)"
    ),
    re.compile(
        r"(?P<number>[0-9]{1,2}|[０-９]{1,2})(?P<mark>[.．、，])(?=(?:19|20)[0-9]{2}年|[0-9]{1,4}[件个项名家份]|[^0-9０-９]|$)"
    ),
    re.compile(r"(?P<open>[（(])(?P<number>[0-9]{1,2}|[０-９]{1,2})(?P<close>[）)])(?P<mark>[、.．，,]?)"),
)
ENCLOSURE = re.compile(r"附\s*件\s*(?P<colon>[：:])\s*(?P<rest>.*)", re.DOTALL)
ENCLOSURE_ITEM = re.compile(
    r"(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})\s*(?P<mark>[.．、])\s*(?P<rest>.*)", re.DOTALL
)
ANNEX_LABEL = re.compile(
    r"附\s*件\s*(?P<number>[0-9０-９]{0,2}|[一二三四五六七八九十]{1,2})\s*(?P<colon>[：:]?)"
)
COPIES = re.compile(r"(?:抄\s*送|分\s*送|抄\s*报|主\s*送)\s*(?P<colon>[：:]?)\s*(?P<rest>.*)", re.DOTALL)
ROSTER = re.compile(
    r"(?P<label>出\s*席|请\s*假|列\s*席|缺\s*席|参加|主持|记录)\s*(?:人员?)?\s*(?P<colon>[：:])"
)
URGENCY = re.compile(r"特\s*急|加\s*急|平\s*急|特\s*提|紧\s*急|急\s*件")
SECRECY = re.compile(r"(?:绝密|机密|秘密)(?:★.*)?")
SIGNER = re.compile(r"签\s*发\s*人\s*(?P<colon>[：:]?)\s*(?P<names>.*)")
PRINTED = re.compile(r"印\s*发\s*$")
NOTE = re.compile(r"[（(〔\[［]?\s*(?:联系人|联系电话|此件|经办人|承办人|联 系 人)")
NO_TEXT = re.compile(r"[（(]?\s*此页无正文\s*[)）]?")

GENRES = (
    "决议",
    "决定",
    "命令",
    "令",
    "公报",
    "公告",
    "通告",
    "意见",
    "通知",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "函",
    "纪要",
)
_CHINESE = {c: n for n, c in enumerate("零一二三四五六七八九")}


def level_of(text: str) -> int:
    """Which 层次序数 the paragraph begins with, 1–4; 0 for none."""
    for level, pattern in enumerate(LEVELS, 1):
        if pattern.match(text):
            return level
    return 0


def ordinal(text: str) -> int:
    """``十二`` → 12, ``３`` → 3, 0 for what is no number up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _CHINESE.get(text, 0)
    return (_CHINESE.get(tens, 0) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)


def right_date(text: str) -> bool:
    """Whether ``text`` is a date as 7.3.5.4 asks: Arabic figures, whole, no leading noughts."""
    return re.fullmatch(r"[12][0-9]{3}年(?:[1-9]|1[0-2])月(?:[1-9]|[12][0-9]|3[01])日", text) is not None


def is_date(text: str) -> bool:
    """Whether the whole of ``text`` is a date in any form, a short one among them."""
    bare = re.sub(r"\s", "", text)
    return bool(DATE.fullmatch(bare) or SHORT_DATE.fullmatch(bare))


def squeezed(text: str) -> str:
    """Without blanks of any kind."""
    return re.sub(r"[\s\u3000\u200b]", "", text)


def is_chinese(char: str) -> bool:
    """Whether ``char`` is a Chinese character (of any block of Unicode)."""
    return (
        "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
    )
