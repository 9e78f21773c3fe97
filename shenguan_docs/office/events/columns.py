"""Which item of an event a heading, or a name in a data file, stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.plan.events import EventField, EventType


@dataclass(frozen=True)
class Target:
    """An item of an event, or one part of it (the code of a party, the sender of a cited document)."""

    field: str
    part: str = ""
    label: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a file and what it is read as; ``target`` None: not read.

    ``rank`` orders the columns that claim one item: named by a person, by the item's own name, by one of
    its other names (the first of them first), by likeness.
    """

    heading: str
    target: Target | None
    rank: tuple[int, int] = (0, 0)

    @property
    def sure(self) -> bool:
        """Whether more than likeness speaks for it."""
        return self.rank > _ALIKE


_ALIKE = (0, 0)


TYPE_HEADINGS = ("事件类型", "业务事件", "事件", "事件名称", "type", "event")
IGNORED_HEADINGS = ("问题", "序号", "编号", "备注")

# Parts of an item with the names that offices give them; {} is the item's own name. A party's "code" is
# a column that holds either kind of code, a matter's "code" is 监管事项编码.
_PARTS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "party": {
        "name": (
            "名称",
            (
                "{}",
                "{}名称",
                "{}姓名",
                "行政相对人",
                "行政相对人名称",
                "当事人",
                "当事人名称",
                "申请人",
                "申请人名称",
            )
            + (
                "企业名称",
                "单位名称",
                "公司名称",
                "企业",
                "公司",
                "单位",
                "名称",
                "姓名",
                "姓名（名称）",
                "姓名或名称",
            )
            + (
                "被处罚人",
                "被处罚单位",
                "被检查单位",
                "被检查对象",
                "检查对象",
                "主体名称",
                "市场主体名称",
                "相对人名称",
            )
            + ("company", "party", "parties", "applicant", "company_name"),
        ),
        "uscc": (
            "统一社会信用代码",
            ("统一社会信用代码", "社会信用代码", "信用代码", "{}代码", "统一信用代码", "机构代码", "uscc"),
        ),
        "id_number": (
            "公民身份号码",
            ("公民身份号码", "身份证号", "身份证号码", "{}身份证号", "居民身份证号码", "id_number"),
        ),
        "code": (
            "代码或者证件号码",
            (
                "代码",
                "证件号码",
                "证件号",
                "统一社会信用代码/身份证号",
                "统一社会信用代码（身份证号）",
                "证照号码",
            )
            + ("统一社会信用代码或身份证号", "统一社会信用代码或者公民身份号码", "行政相对人代码"),
        ),
        "address": (
            "地址",
            ("地址", "{}地址", "住所", "住址", "注册地址", "联系地址", "经营地址", "address"),
        ),
        "phone": (
            "联系电话",
            ("联系电话", "电话", "{}电话", "联系方式", "手机", "手机号码", "手机号", "phone"),
        ),
        "representative": (
            "负责人",
            (
                "负责人",
                "法定代表人",
                "法人代表",
                "法定代表人（负责人）",
                "法定代表人或负责人",
                "经营者",
                "representative",
            ),
        ),
    },
    "reference": {
        "": ("", ("{}",)),
        "sender": (
            "发文单位",
            ("{}发文单位", "发文单位", "发文机关", "来文单位", "来文机关", "制发机关", "发布机关", "sender"),
        ),
        "number": (
            "文号",
            ("{}文号", "文号", "来文字号", "来文文号", "发文字号", "文件文号", "字号", "number"),
        ),
        "title": ("题名", ("{}题名", "{}名称", "题名", "标题", "文件名称", "文件标题", "来文标题", "title")),
        "date": ("日期", ("{}日期", "发文日期", "成文日期", "来文日期", "落款日期", "印发日期", "发布日期")),
    },
    "matter": {
        "": (
            "",
            (
                "{}",
                "审批事项",
                "事项名称",
                "审批事项名称",
                "许可事项",
                "涉及事项",
                "政务服务事项",
                "matter",
                "matters",
            )
            + ("政务服务事项名称", "许可事项名称", "办理事项"),
        ),
        "code": ("编码", ("监管事项编码", "事项编码", "编码", "监管编码")),
    },
}
_ALONE = ("{}",)


def targets_of(event: EventType) -> dict[str, Target]:
    """Return what each folded name stands for; an item's own name wins over the general ones."""
    found: dict[str, Target] = {}
    layers: list[Iterator[tuple[str, Target]]] = [
        ((name, _main(f)) for f in event.fields for name in (f.id, f.label)),
        ((name, _main(f)) for f in event.fields for name in f.aliases),
        _parts(event, own=True),
        _parts(event, own=False),
    ]
    for layer in layers:
        for name, target in layer:
            found.setdefault(fold_name(name), target)
    return found


def columns_of(
    event: EventType, headings: Sequence[str], overrides: Mapping[str, str] | None = None
) -> tuple[Column, ...]:
    """Propose what each column is read as; ``overrides`` maps headings to items as a person typed them.

    Raises Refused where an override names no column or no item, or two columns stand for one item.
    """
    known = targets_of(event)
    order = {name: place for place, name in enumerate(known)}
    own = {fold_name(name) for f in event.fields for name in (f.id, f.label)}
    chosen = {_heading(h): wanted for h, wanted in (overrides or {}).items()}
    unknown = [h for h in overrides or {} if _heading(h) not in map(_heading, headings)]
    if unknown:
        near = nearest(unknown[0], headings)
        raise Refused(
            f"没有“{unknown[0]}”这一列",
            where="--map",
            remedy=f"是不是“{near[0]}”" if near else f"文件里的列是：{'、'.join(filter(None, headings))}",
        )
    columns = []
    for heading in headings:
        folded = _heading(heading)
        if folded in chosen:
            columns.append(Column(heading, _typed(event, known, chosen[folded]), (3, 0)))
        elif folded in known:
            columns.append(Column(heading, known[folded], (2 if folded in own else 1, -order[folded])))
        elif not folded or folded in map(fold_name, (*IGNORED_HEADINGS, *TYPE_HEADINGS)):
            columns.append(Column(heading, None))
        else:
            near = get_close_matches(folded, known, 1, 0.8)
            columns.append(Column(heading, known[near[0]] if near else None, _ALIKE))
    return _without_clashes(tuple(columns))


def headings_of(event: EventType) -> list[tuple[str, Target]]:
    """Return the headings of a complete table of this type, each with what it stands for."""
    known = targets_of(event)
    found: list[tuple[str, Target]] = []
    for f in event.fields:
        parts = _PARTS.get(f.type, {})
        for part, (label, _) in parts.items() if f.type in ("party", "reference") else [("", ("", ()))]:
            if (f.type, part) in (("party", "code"), ("reference", "")):
                continue
            heading = label if f.type == "party" and part != "name" else f"{f.label}{label}"
            found.append((heading, known[fold_name(heading)]))
    return found


def _without_clashes(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """One column an item: the one with the best claim; where two claim it alike, a person must say which."""
    kept: dict[tuple[str, str], Column] = {}
    for column in columns:
        if column.target is None:
            continue
        place = (column.target.field, column.target.part)
        earlier = kept.get(place)
        if earlier is None or column.rank > earlier.rank:
            kept[place] = column
        elif column.rank == earlier.rank and column.sure:
            raise Refused(
                f"“{earlier.heading}”和“{column.heading}”两列都是“{column.target.label}”",
                where="表头",
                remedy="删去一列，或者改一个列名",
            )
    return tuple(
        c if c.target is None or kept[c.target.field, c.target.part] is c else Column(c.heading, None)
        for c in columns
    )


def _typed(event: EventType, known: Mapping[str, Target], wanted: str) -> Target | None:
    if not wanted.strip():
        return None
    spelt = fold_name(re.sub(r"[.·/]", "", wanted))
    for name, target in known.items():
        if spelt == name or spelt in (
            fold_name(target.label.replace("·", "")),
            fold_name(target.field + target.part),
        ):
            return target
    labels = list(dict.fromkeys(target.label for target in known.values()))
    near = nearest(wanted, labels)
    raise Refused(
        f"“{event.name}”没有“{wanted}”这一项",
        where="--map",
        remedy=f"是不是“{near[0]}”" if near else f"可用：{'、'.join(labels)}",
    )


def _heading(text: str) -> str:
    """A heading without the marks that forms put beside it: *, (必填), (元)."""
    bare = re.sub(r"[*＊]|[(（](必填|选填|可不填|元|单位[:：]?元)[)）]", "", text)
    return fold_name(bare)


def _main(f: EventField) -> Target:
    """What a column of the item's own name holds."""
    return Target(
        f.id, "name" if f.type == "party" else "", f"{f.label}·名称" if f.type == "party" else f.label
    )


def _parts(event: EventType, *, own: bool) -> Iterator[tuple[str, Target]]:
    for f in event.fields:
        for part, (label, names) in _PARTS.get(f.type, {}).items():
            target = Target(f.id, part, f"{f.label}·{label}" if label else f.label)
            for name in names:
                if ("{}" in name) is own and (own or name not in _ALONE):
                    yield name.replace("{}", f.label), target
