"""The columns of a register (条例 2012 第 25 条等;standards.md §2): which heading of an old one stands for which item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.register.past_records import Direction


@dataclass(frozen=True)
class Item:
    """One item of a row: its key, its name, the other names that offices give it (in one line), whether it is a day."""

    key: str
    label: str
    names: str = ""
    day: bool = False


_COMMON = (
    Item(
        "title",
        "标题",
        "文件标题 题名 文件题名 文件名称 公文标题 来文标题 发文标题 事由 文件名 文件内容 内容摘要",
    ),
    Item("genre", "文种", "公文种类 文件种类 文件类型"),
    Item("urgency", "紧急程度", "缓急 紧急 缓急程度 等级"),
    Item("secrecy", "密级", "秘密等级 保密等级"),
    Item("copies", "份数", "印数 印发份数 收文份数 数量 打印份数"),
    Item("pages", "页数", "页码数"),
    Item("retention", "保管期限", "保存期限"),
    Item("filing", "归档号", "档号 归档情况 归档 归卷号 案卷号"),
    Item("company", "行政相对人", "当事人 企业名称 公司名称 企业 相对人 涉及企业 单位（企业）名称"),
    Item("uscc", "统一社会信用代码", "社会信用代码 信用代码"),
    Item("remark", "备注", "说明 附注"),
)
_OUT = (
    Item("number", "发文字号", "文号 发文号 发文编号 文件字号 字号 文件编号 编号 公文文号 发文文号 文件文号"),
    Item("day", "成文日期", "发文日期 日期 发文时间 印发日期 签发日期 时间 成文时间 年月日", day=True),
    Item("sender", "发文单位", "发文机关 制发机关 责任者 发文部门"),
    Item("signatory", "签发人", "签发 签发领导 批准人"),
    Item(
        "drafter",
        "拟稿",
        "拟稿部门 拟稿人 拟稿部门/人 拟稿单位 承办 承办人 承办部门 承办单位 起草人 经办人 拟稿科室 主办科室",
    ),
    Item(
        "receivers",
        "主送",
        "主送机关 主送单位 发往单位 受文单位 收文单位 送往单位 发往机关 发送单位 发往何处 主送部门",
    ),
    Item("copies_to", "抄送", "抄送机关 抄送单位 抄报抄送"),
    Item("sent_on", "发出日期", "发出时间 寄出日期 送出日期 发送日期", day=True),
    Item("channel", "渠道", "发送方式 发送渠道 传递方式 发文方式 寄发方式"),
)
_IN = (
    Item("number", "收文号", "收文编号 收文字号 收文序号 登记号 编号 收文登记号 收文流水号"),
    Item(
        "received_on", "收文日期", "收到日期 收文时间 收件日期 来文登记日期 登记日期 日期 收到时间", day=True
    ),
    Item("sender", "来文单位", "来文机关 发文单位 发文机关 来文部门 来文单位名称 来文处所 责任者"),
    Item(
        "sender_number",
        "来文字号",
        "来文文号 来文号 原文号 文号 原发文号 文件字号 字号 来文编号 文件文号 发文字号",
    ),
    Item("day", "来文日期", "成文日期 发文日期 文件日期", day=True),
    Item("proposed", "拟办", "拟办意见 办公室意见 拟办情况"),
    Item("instructed", "批办", "批办意见 领导批示 批示 领导批办 批示意见 领导意见"),
    Item("handler", "承办", "承办人 承办部门 承办单位 承办科室 办理部门 办理人 经办人 分送 阅办 承办单位/人"),
    Item("due", "办理期限", "办结期限 限办日期 期限 办理时限 时限", day=True),
    Item("done_on", "办结日期", "办结时间 完成日期 办毕日期 办理完成时间", day=True),
    Item("result", "办理结果", "办理情况 处理结果 落实情况 办结情况"),
    Item("signed_by", "签收人", "签收 收件人 收文人"),
)

ITEMS: Mapping[Direction, tuple[Item, ...]] = {"out": (*_OUT, *_COMMON), "in": (*_IN, *_COMMON)}
YEAR_HEADINGS = ("年度", "年份", "年")
IGNORED = ("序号", "顺序号", "行号", "页次", "问题")
OWN = frozenset(
    {"number", "title", "sender", "sender_number", "receivers", "day", "received_on", "company", "uscc"}
)
"""Items that a past letter has places of their own for; the others are kept as words."""


@dataclass(frozen=True)
class Column:
    """A column of an old register: the item that it is read as, None: not read; ``sure`` False: only alike."""

    heading: str
    item: Item | None
    sure: bool = True


YEAR = Item("year", "年度")


def label_of(key: str) -> str:
    """Return the name of an item, the key itself for one that is none."""
    every = (*ITEMS["out"], *ITEMS["in"], YEAR)
    return next((item.label for item in every if item.key == key), key)


def known_names(direction: Direction) -> dict[str, Item]:
    """Return the item of each folded name; an item's own name wins over the others'."""
    found: dict[str, Item] = {fold_name(name): YEAR for name in YEAR_HEADINGS}
    for item in ITEMS[direction]:
        found[fold_name(item.label)] = item
    for item in ITEMS[direction]:
        for name in item.names.split():
            found.setdefault(fold_name(name), item)
    return found


def columns_of(
    direction: Direction, headings: Sequence[str], overrides: Mapping[str, str]
) -> tuple[Column, ...]:
    """Propose what each column is read as; ``overrides`` maps headings to items as a person typed them.

    Of several columns that may be one item the one with the better name is read. Raises Refused where an
    override names no column or no item, or no column is the title.
    """
    known = known_names(direction)
    chosen = {_bare(heading): wanted for heading, wanted in overrides.items()}
    for heading in overrides:
        if _bare(heading) not in map(_bare, headings):
            near = nearest(heading, headings)
            listed = "、".join(filter(None, headings))
            advice = f"是不是“{near[0]}”" if near else f"表里的列是：{listed}"
            raise Refused(f"没有“{heading}”这一列", where="--map", remedy=advice)
    order = list(known)
    claims: list[tuple[int, Item | None]] = []
    for heading in headings:
        folded = _bare(heading)
        if folded in chosen:
            claims.append((3_000_000, _typed(direction, known, chosen[folded])))
        elif not folded or folded in map(fold_name, IGNORED):
            claims.append((0, None))
        elif folded in known:
            claims.append((2_000_000 - order.index(folded), known[folded]))
        else:
            near = get_close_matches(folded, known, 1, 0.75)
            claims.append((1, known[near[0]]) if near else (0, None))
    best: dict[str, int] = {}
    for place, (rank, item) in enumerate(claims):
        if item is not None and (item.key not in best or rank > claims[best[item.key]][0]):
            best[item.key] = place
    columns = tuple(
        Column(heading, item if item is not None and best[item.key] == place else None, rank > 1)
        for place, (heading, (rank, item)) in enumerate(zip(headings, claims, strict=True))
    )
    if "title" not in best:
        listed = "、".join(f"“{h}”" for h in headings if h)
        raise Refused(
            "没有“标题”一列", where="表头", remedy=f"表里的列是{listed}；用 --map 列名=标题 指明是哪一列"
        )
    return columns


def _typed(direction: Direction, known: Mapping[str, Item], wanted: str) -> Item | None:
    if not wanted.strip():
        return None
    item = known.get(fold_name(wanted)) or next(
        (i for i in ITEMS[direction] if i.key == wanted.strip()), None
    )
    if item is not None:
        return item
    labels = [item.label for item in ITEMS[direction]]
    near = nearest(wanted, labels)
    advice = f"是不是“{near[0]}”" if near else f"可用：{'、'.join(labels)}"
    raise Refused(f"登记簿没有“{wanted}”这一项", where="--map", remedy=advice)


def _bare(heading: str) -> str:
    return fold_name(re.sub(r"[*＊]|[(（](必填|选填)[)）]", "", heading))
