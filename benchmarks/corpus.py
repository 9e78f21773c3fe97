"""Letters to measure search with: as many as wanted, always the same ones, 300–1,500 characters each.

The sentences are made once: half from the shipped kinds' own words and half by a Markov chain over the plan,
with places for names, sums and days. A letter is a handful of them about one company and one matter.
"""

from __future__ import annotations

import csv
import random
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.resources import shipped_templates

COMPANIES = 2_000
SENTENCES = 12_000
FIRST_DAY, DAYS = date(2016, 1, 1), 3_900

_SYLLABLES = "恒能华瑞鑫达盛源宏泰安康益阳高新朝东部长春金银城谢林港龙岭鱼形山衡富民兴旺通运海洋蓝天绿洲明德立信诚博雅远航"
_TRADES = re.findall("..", "建设木业食品餐饮医疗运输人力物业环保药房化工水产林业文化")
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "经营部", "合作社")
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
_COMMON = "".join(
    bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF)
)
_MARKS = {
    "经济合作局": "经",
    "社会事务局": "社",
    "产业发展局": "产",
    "建设交通局": "建",
    "市场监管局": "市",
    "应急管理局": "应",
}
_SLOT = re.compile("[甲乙丙丁戊]〇")


@dataclass(frozen=True)
class Material:
    """What letters are made of."""

    companies: tuple[tuple[str, str], ...]
    matters: tuple[tuple[str, tuple[str, ...]], ...]
    kinds: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]


@cache
def material() -> Material:
    """Return it, always the same."""
    lot = random.Random(20260301)
    return Material(
        tuple(_companies(lot)), tuple(_matters()), tuple(_kinds()), tuple(_sentences(lot, _shipped_words()))
    )


def letters(count: int, seed: int = 1) -> Iterator[IndexDoc]:
    """Yield ``count`` letters."""
    lot, stuff = random.Random(seed), material()
    departments = [f"益阳高新区{name}" for name in _MARKS]
    for n in range(1, count + 1):
        sender, receiver = lot.sample(departments, 2)
        company, uscc = stuff.companies[min(int(lot.paretovariate(0.7)) - 1, COMPANIES - 1)]
        if lot.random() < 0.7:
            company, uscc = lot.choice(stuff.companies)
        matter, codes = lot.choice(stuff.matters)
        slug, name, genre = lot.choice(stuff.kinds)
        day = FIRST_DAY + timedelta(lot.randrange(DAYS))
        length, size, body = lot.randint(300, 1_500), 0, [f"{receiver}:"]
        while size < length:
            sentence = _SLOT.sub(lambda m: _fill(lot, m[0], company), lot.choice(stuff.sentences))  # noqa: B023
            body.append(sentence)
            size += len(sentence)
        title = f"关于{company}{matter}有关情况的{genre}"
        body.append(f"{sender}\n{day.year}年{day.month}月{day.day}日")
        yield IndexDoc(
            id=f"{day:%Y%m%d}-{n:06x}",
            number=f"益高{_MARKS[sender[5:]]}函〔{day.year}〕{n}号",
            title=title,
            kind=slug,
            kind_name=name,
            genre=genre,
            sender=sender,
            receivers=(receiver,),
            companies=(company,),
            usccs=(uscc,),
            matters=(matter,),
            codes=codes,
            day=day,
            direction="out",
            state="issued",
            text="\n".join(body),
            seq=1_450_000_000 + n * 60,
        )


def fragments(docs: list[IndexDoc], count: int, shortest: int, longest: int, seed: int = 2) -> list[str]:
    """Cut ``count`` fragments out of random letters' texts."""
    lot, found = random.Random(seed), []
    while len(found) < count:
        text, size = lot.choice(docs).text, lot.randint(shortest, longest)
        start = lot.randrange(len(text) - size)
        fragment = text[start : start + size]
        if fragment.strip() and "\n" not in fragment:
            found.append(fragment)
    return found


def _fill(lot: random.Random, slot: str, company: str) -> str:
    match slot[0]:
        case "甲":
            return company
        case "乙":
            return lot.choice(_SURNAMES) + "".join(lot.choices(_COMMON, k=lot.randint(1, 2)))
        case "丙":
            return "".join(lot.choices(_COMMON, k=2)) + lot.choice(("街道", "镇", "村", "路", "工业园"))
        case "丁":
            return f"{lot.randint(1, 99_999_999) / 100:.2f}元"
    return f"{lot.randint(2016, 2026)}年{lot.randint(1, 12)}月{lot.randint(1, 28)}日"


def _companies(lot: random.Random) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    while len(seen) < COMPANIES:
        own = "".join(lot.choices(_SYLLABLES, k=lot.randint(2, 4)))
        name = lot.choice(("益阳市", "湖南", "")) + own + lot.choice(_TRADES) + lot.choice(_FORMS)
        if name not in seen:
            seen.add(name)
            yield name, "9143090" + "".join(lot.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=11))


def _matters() -> Iterator[tuple[str, tuple[str, ...]]]:
    (place,) = (shipped_templates() / "plan").glob("*.csv")
    with place.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            codes = tuple(re.findall(r"43[0-9A-Z]{10}", row["监管事项编码"]))
            if name := "".join(row["审批事项"].split()):
                yield name, codes


def _kinds() -> Iterator[tuple[str, str, str]]:
    for place in sorted((shipped_templates() / "notices").glob("*/kind.toml")):
        kind = tomllib.loads(place.read_text("utf-8"))
        yield place.parent.name, kind["name"], kind["genre"]


def _shipped_words() -> list[str]:
    """Return the runs of Chinese in what the product ships."""
    words: list[str] = []
    for place in sorted(shipped_templates().rglob("*")):
        if place.suffix in (".md", ".toml", ".txt"):
            text = re.sub(r"\{[{%].*?[}%]\}", "", place.read_text("utf-8"))
            words += re.findall(r"[一-鿿,、,《》“”()]{6,}", text)
    return words


def _sentences(lot: random.Random, words: list[str]) -> Iterator[str]:
    follows: defaultdict[str, list[str]] = defaultdict(list)
    for run in words:
        for at in range(len(run) - 2):
            follows[run[at : at + 2]].append(run[at + 2])
    starts = [run[:2] for run in words]
    slots = ("甲〇", "当事人乙〇", "位于丙〇", "金额丁〇", "戊〇", "经办人乙〇", *[""] * 8)
    for n in range(SENTENCES):
        text = lot.choice(words) if n % 2 else lot.choice(starts)
        while n % 2 == 0 and len(text) < 60 and (next_ := follows.get(text[-2:])):
            text += lot.choice(next_)
        yield lot.choice(slots) + text[:60] + lot.choice(slots) + "。"
