"""What a query is read into: a tree with the place of every word; and the fields that it may name."""

from __future__ import annotations

from dataclasses import dataclass

FIELDS: dict[str, str] = {
    name: key
    for key, names in {
        "company": "公司 企业 当事人 行政相对人 相对人 申请人 company party",
        "uscc": "信用代码 统一社会信用代码 代码 uscc",
        "matter": "事项 审批事项 matter",
        "code": "编码 监管事项编码 事项编码 code",
        "number": "字号 文号 发文字号 number no",
        "title": "标题 题名 题目 title",
        "kind": "类别 类型 文书类别 kind type",
        "genre": "文种 genre",
        "from": "发 发文 发文单位 发文机关 发文部门 来自 from sender",
        "to": "收 主送 抄送 收文单位 主送机关 抄送机关 发给 to receiver",
        "department": "部门 单位 department",
        "date": "日期 时间 成文日期 发文日期 印发日期 收文日期 来文日期 date day",
    }.items()
    for name in names.split()
}
"""What a field may be called before its colon."""


@dataclass(frozen=True)
class Word:
    """A stretch asked for; ``start:end`` is where it stands in what was typed. ``exact``: it was quoted."""

    text: str
    start: int
    end: int
    exact: bool = False


@dataclass(frozen=True)
class InField:
    """A word (or several) in the field ``key`` of ``FIELDS``."""

    key: str
    part: Tree
    start: int
    end: int
    typed: str = ""


@dataclass(frozen=True)
class Both:
    """All parts."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Either:
    """One of the parts."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class Without:
    """Not this part."""

    part: Tree


Tree = Word | InField | Both | Either | Without


@dataclass(frozen=True)
class Read:
    """What was typed: the parts that must all hold, and what the reader should be told."""

    parts: tuple[Tree, ...]
    notes: tuple[str, ...] = ()
