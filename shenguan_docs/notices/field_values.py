"""Read one filled-in value by the type of its field: what the texts print of it and what the archive keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.lookup import Lookup, Reference
from shenguan_docs.notices.outside import is_same_letter, not_void, outside_letter, registered_as
from shenguan_docs.notices.values import Card, Day, Many, Money, Number, Words
from shenguan_docs.parties.party import Party
from shenguan_docs.plan.departments import Department
from shenguan_docs.text import clean, half_width

LONGEST = {"text": 500, "longtext": 200_000}
_SECRET = re.compile(r"(秘密|机密|绝密)\s*(★.*)?")
_SUM_LIMIT = Decimal(10) ** 12


class Refusal(Exception):
    """What is wrong with one value; the caller knows the field."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class Parsed:
    """One value, checked."""

    value: Any  # for the texts
    data: Any  # canonical JSON
    thing: Any = None  # Party, Matter, Department, Reference or AttachedFile


class TableRows(tuple[Card, ...]):
    """The rows of a ``table`` field with its columns in order."""

    columns: tuple[str, ...] = ()
    source: str = ""


def shortened(item: object) -> str:
    """A value as a message repeats it: one line, not too long."""
    words = " ".join(clean(str(item)).split())
    return words if len(words) <= 60 else f"{words[:60]}……"


def _words(value: object) -> str:
    """A part of a person, a reference, an attachment or a row: words or a figure, nothing is no word."""
    if value is None:
        return ""
    if isinstance(value, bool | list | Mapping):
        raise Refusal(f"里的“{shortened(value)}”不是文字", "放在英文双引号里")
    return clean(str(value)).strip()


def _text(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    if isinstance(item, int | float | Decimal) and not isinstance(item, bool):
        item = str(item)
    if not isinstance(item, str):
        raise Refusal("要填文字", "放在英文双引号里")
    text = clean(item).strip()
    if len(text) > LONGEST[f.type]:
        raise Refusal(f"有 {len(text)} 个字，最多 {LONGEST[f.type]} 个", "长的内容作附件")
    if _SECRET.fullmatch(text):
        raise Refusal(f"填了密级“{text}”，本系统不处理涉密文件", "涉密件按保密规定另行办理")
    return Parsed(Words(text, f.label), text)


def _date(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    day = parse_date(item)
    return Parsed(Day(day, f.label), day.isoformat())


def parse_date(item: Any) -> date:
    """Read a date: a TOML date, ``2026-03-05``, ``2026/3/5``, ``2026.3.5`` or ``2026年3月5日``. Raises Refused."""
    if isinstance(item, datetime):
        return item.date()
    if isinstance(item, date):
        return item
    text = half_width(str(item)).strip()
    match = re.fullmatch(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?", text)
    if not match:
        raise Refused(f"“{shortened(item)}”不是日期", remedy="写成 2026-03-05")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise Refused(f"没有“{shortened(item)}”这一天", remedy="核对年月日") from None


def _number(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    text = half_width(str(item)).strip()
    if isinstance(item, bool) or not re.fullmatch(r"-?\d{1,15}", text):
        raise Refusal(f"“{shortened(item)}”不是整数", "只写数字")
    if f.id == "copies" and not 0 < int(text) < 10_000:  # 份数, a field of every kind
        raise Refusal(f"份数“{shortened(item)}”不对", "写 1 到 9999；不填是收文单位各一份，另存一份")
    return Parsed(Number(int(text), f.label), int(text))


def _amount(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    text = half_width(str(item)).replace(",", "").strip().removeprefix("¥").removesuffix("元").strip()
    try:
        amount = Decimal(text) if not isinstance(item, bool) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise Refusal(f"“{shortened(item)}”不是金额", "只写数字，单位是元，如 50000 或 1234.50")
    if not 0 <= amount < _SUM_LIMIT or amount != round(amount, 2):
        raise Refusal(f"金额“{shortened(item)}”不对", "不能是负数，最多到分，小于一万亿元")
    return Parsed(Money(amount, f.label), f"{amount:f}")


def _choice(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    text = clean(str(item)).strip()
    text = next((choice for choice in f.choices if fold_name(choice) == fold_name(text)), text)
    if text not in f.choices:
        raise Refusal(f"没有“{shortened(text)}”这个选项", f"可选：{'、'.join(f.choices)}")
    return Parsed(Words(text, f.label), text)


def _person(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> Parsed:
    given = {"name": item} if isinstance(item, str) else item
    if not isinstance(given, Mapping) or not _words(given.get("name")):
        raise Refusal("要填姓名", '写成 "姓名" 或 { name = "姓名", phone = "电话" }')
    extra = set(given) - {"name", "phone", "title"}
    if extra:
        raise Refusal(f"有不认识的项 {'、'.join(sorted(map(str, extra)))}", "只能填 name、phone、title")
    parts = {key: _words(given.get(key)) for key in ("name", "phone", "title")}
    known = lookup.person(parts["name"])
    if known is not None:
        parts["phone"] = parts["phone"] or known.phone
        parts["title"] = parts["title"] or known.title
    return Parsed(
        person_card(parts["name"], parts["phone"], parts["title"], f.label),
        {k: v for k, v in parts.items() if v},
    )


def person_card(name: str, phone: str, title: str, source: str = "") -> Card:
    """A person as the texts see one."""
    return Card(name, {"姓名": name, "电话": phone, "职务": title}, source)


def party_value(party: Party, label: str) -> Parsed:
    """A 行政相对人 as the texts and the archive have it."""
    parts = {
        "名称": party.name,
        "代码": party.uscc,
        "证件号": party.id_number,
        "地址": party.address,
        "电话": party.phone,
        "负责人": party.representative,
    }
    return Parsed(Card(party.name, parts, label), {k: v for k, v in asdict(party).items() if v}, party)


def _matter(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> Parsed:
    if not isinstance(item, str):
        raise Refusal("要填事项名称或监管事项编码")
    matter = lookup.matter(clean(item).strip())
    supervisor = lookup.department_of(matter.supervisor) if matter.supervisor else None
    parts = {
        "名称": matter.name,
        "编码": Many((c.code for c in matter.codes), f.label),
        "监管事项": Many(
            (Card(c.item, {"编码": c.code, "名称": c.item}, f.label) for c in matter.codes), f.label
        ),
        "审批部门": department_card(lookup.department_of(matter.approver), f.label),
        "主管部门": department_card(supervisor, f.label) if supervisor else "",
        "法律依据": matter.legal_basis,
        "信用查询": matter.credit_check,
    }
    return Parsed(Card(matter.name, parts, f.label), matter.name, matter)


def department_card(department: Department, source: str = "") -> Card:
    """A department as the texts see one."""
    parts = {
        "全称": department.name,
        "简称": department.short_name,
        "地址": department.address,
        "电话": department.phone,
        "邮编": department.postcode,
    }
    return Card(department.name, parts, source)


def _department(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> Parsed:
    if not isinstance(item, str):
        raise Refusal("要填部门名称")
    found = lookup.department(clean(item).strip())
    return Parsed(department_card(found, f.label), found.key, found)


def _reference(f: Field, item: Any, lookup: Lookup, warnings: list[str]) -> Parsed:
    if isinstance(item, str):
        found = not_void(lookup.letter(clean(item).strip()))
        return Parsed(reference_card(found, f.label), found.id, found)
    needed = ("sender", "number", "title", "date")
    if not isinstance(item, Mapping):
        raise Refusal(
            "要填文号", '本单位的写文号或编号，外来的写 { sender = "", number = "", title = "", date = "" }'
        )
    extra = [str(k) for k in item if k not in needed]
    missing = [k for k in needed if not _words(item.get(k))]
    if extra or missing:
        problem = "、".join([*(f"缺 {k}" for k in missing), *(f"有不认识的项 {k}" for k in extra)])
        raise Refusal(f"外来文书{problem}", "sender 发文单位、number 文号、title 标题、date 日期四项都要填")
    words = {k: _words(item[k]) for k in ("sender", "number", "title")}
    title = (
        words["title"].removeprefix("《").removesuffix("》")
        if words["title"].startswith("《")
        else words["title"]
    )
    outside = outside_letter(lookup, title, words["number"], parse_date(item["date"]), words["sender"])
    registered = registered_as(lookup, outside)
    if registered is not None and is_same_letter(registered, outside):
        found = not_void(registered)
        warnings.append(f"“{f.label}”《{found.title}》是本单位登记的文书，已按登记的引用")
        return Parsed(reference_card(found, f.label), found.id, found)
    if registered is not None:
        warnings.append(
            f"“{f.label}”填的“{outside.number}”，本单位登记的是 {registered.day} 的《{registered.title}》，"
            "题名或者日期不同，请核对；就是它的，只写文号"
        )
    data = {**words, "title": title, "date": parse_date(item["date"]).isoformat()}
    return Parsed(reference_card(outside, f.label), data, outside)


def reference_card(reference: Reference, source: str = "") -> Card:
    """A cited letter: printed as 《题名》(字号)."""
    number = f"（{reference.number}）" if reference.number else ""
    title = reference.title.replace("《", "〈").replace("》", "〉")  # 书名号 inside 书名号 (GB/T 15834)
    parts = {
        "题名": title,
        "字号": reference.number,
        "日期": reference.day or "",
        "发文单位": reference.sender,
    }
    return Card(f"《{title}》{number}", parts, source)


def attachment_value(f: Field, item: Any, kind: Kind, lookup: Lookup) -> Parsed:
    """An enclosed file, found and read. Raises Refusal, NotFound, Refused."""
    given = {"path": item} if isinstance(item, str) else item
    if not isinstance(given, Mapping) or not given.get("path") or set(given) - {"path", "title"}:
        raise Refusal("要填文件", '写成 "文件路径" 或 { path = "文件路径", title = "附件题名" }')
    found = lookup.attachment(str(given["path"]), kind.folder)
    title = _words(given.get("title")).replace("\n", "")
    found = replace(found, title=title) if title else found
    data = {"title": found.title, "name": found.name, "sha256": found.sha256, "size": found.size}
    return Parsed(Card(found.title, {"题名": found.title, "文件名": found.name}, f.label), data, found)


def _table(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> Parsed:
    if not isinstance(item, list) or not all(isinstance(row, Mapping) for row in item):
        raise Refusal("要填表格", "每行一组：" + "、".join(f.columns))
    rows = []
    for number, row in enumerate(item, 1):
        extra = [str(k) for k in row if k not in f.columns]
        if extra:
            raise Refusal(f"第 {number} 行有不认识的列 {'、'.join(extra)}", f"列是：{'、'.join(f.columns)}")
        rows.append({c: _words(row.get(c)) for c in f.columns})
    value = TableRows(Card("，".join(v for v in row.values() if v), row, f.label) for row in rows)
    value.columns, value.source = f.columns, f.label
    return Parsed(value, rows)


PARSERS: dict[str, Callable[[Field, Any, Lookup, list[str]], Parsed]] = {
    "text": _text,
    "longtext": _text,
    "date": _date,
    "task_date": _date,
    "number": _number,
    "amount": _amount,
    "choice": _choice,
    "person": _person,
    "matter": _matter,
    "department": _department,
    "reference": _reference,
    "table": _table,
}
