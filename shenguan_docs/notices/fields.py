"""Check filled-in data against a kind, all faults at once, before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shenguan_docs.errors import DataFaults, Fault, Refused, ShenguanError
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.notices.kinds import Field, Kind
from shenguan_docs.notices.lookup import AttachedFile, Lookup, Reference
from shenguan_docs.notices.outside import is_same_letter, not_void, outside_letter, registered_as
from shenguan_docs.notices.texts import file_label, holds
from shenguan_docs.notices.tidying import tidied
from shenguan_docs.notices.values import Card, Day, Many, Money, Number, Words
from shenguan_docs.parties.party import Party, parse_party
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import Matter, require_supervisor
from shenguan_docs.text import clean, half_width

_LONGEST = {"text": 500, "longtext": 200_000}
_SECRET = re.compile(r"(秘密|机密|绝密)\s*(★.*)?")
_SINGLE = ("date", "task_date", "number", "amount", "choice")  # types that take one word or figure
_SUM_LIMIT = Decimal(10) ** 12


@dataclass(frozen=True)
class Filled:
    """Checked data of one notice.

    ``values`` maps each filled field's label to what the texts print, ``data`` its id to canonical JSON
    (as it is kept in the archive). Parties, matters, departments, references and files carry the label of
    their field; ``warnings`` are Chinese sentences about what was cleaned.
    """

    values: Mapping[str, Any]
    data: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    parties: tuple[tuple[str, Party], ...] = ()
    matters: tuple[Matter, ...] = ()
    departments: tuple[tuple[str, Department], ...] = ()
    references: tuple[tuple[str, Reference], ...] = ()
    files: tuple[tuple[str, AttachedFile], ...] = ()


class _Refusal(Exception):
    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(frozen=True)
class _Parsed:
    value: Any  # for the texts
    data: Any  # canonical JSON
    thing: Any = None  # Party, Matter, Department, Reference or AttachedFile


class TableRows(tuple[Card, ...]):
    """The rows of a ``table`` field with its columns in order."""

    columns: tuple[str, ...] = ()
    source: str = ""


def check_data(kind: Kind, raw: Mapping[str, Any], lookup: Lookup, *, written_on: date) -> Filled:
    """Check ``raw`` (keys are field ids or Chinese labels) for a letter of ``written_on``.

    Raises DataFaults with every fault: unknown and missing fields, wrong values, broken rules.
    """
    faults: list[Fault] = []
    warnings: list[str] = []
    by_name = {name: f for f in kind.all_fields for name in (f.id, f.label)}
    given: dict[str, Any] = {}
    for name, value in raw.items():
        found = by_name.get(str(name).strip())
        if found is None:
            faults.append(_unknown(str(name), kind))
        elif found.label in given:
            faults.append(Fault(found.label, "填了两遍(英文标识和中文名称各一遍)", "只留一处"))
        else:
            given[found.label] = value
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    things: list[tuple[str, Any]] = []
    for f in kind.all_fields:
        if isinstance(given.get(f.label), list) and f.type != "table":
            given[f.label] = [item for item in given[f.label] if not _is_empty(item)]
        if _is_empty(given.get(f.label)):
            if f.required:
                faults.append(Fault(f.label, "没有填", f.help))
            continue
        items = given[f.label] if isinstance(given[f.label], list) and f.type != "table" else [given[f.label]]
        if len(items) > 1 and not f.many:
            faults.append(Fault(f.label, f"只能填一个,填了 {len(items)} 个"))
            continue
        parsed = _parse_all(f, items, kind, lookup, faults, warnings)
        if parsed is None:
            continue
        things.extend((f.label, p.thing) for p in parsed if p.thing is not None)
        values[f.label] = Many((p.value for p in parsed), f.label) if f.many else parsed[0].value
        data[f.id] = [p.data for p in parsed] if f.many else parsed[0].data
    faults.extend(_open_matters(kind, things))
    # A field that is wrong already is missing from the values: its rules would only say that once more.
    wrong = {f.label for f in kind.all_fields if f.label not in values and not _is_empty(given.get(f.label))}
    wrong |= {fault.field for fault in faults}
    faults.extend(fault for fault in broken_rules(kind, values, written_on) if fault.field not in wrong)
    if faults:
        raise DataFaults(faults)
    return Filled(
        values=values,
        data=data,
        warnings=tuple(warnings),
        parties=_of_type(things, Party),
        matters=tuple(dict.fromkeys(thing for _, thing in things if isinstance(thing, Matter))),
        departments=_of_type(things, Department),
        references=_of_type(things, Reference),
        files=_of_type(things, AttachedFile),
    )


def _open_matters(kind: Kind, things: Iterable[tuple[str, Any]]) -> Iterable[Fault]:
    """A matter whose 主管部门 the list leaves open cannot decide who writes to whom."""
    if "主管部门" in (kind.sender, *kind.receivers, *kind.copies_to):
        for label, thing in things:
            if isinstance(thing, Matter):
                try:
                    require_supervisor(thing)
                except Refused as error:
                    yield Fault(label, f":{error.message}", error.remedy)


def broken_rules(kind: Kind, values: Mapping[str, Any], written_on: date) -> list[Fault]:
    """Return a fault for each rule of the kind that does not hold on ``written_on``."""
    known = {**values, "成文日期": written_on, "今天": written_on}
    where = file_label(kind.folder / "kind.toml")
    return [Fault(r.field, r.message, r.remedy) for r in kind.rules if not holds(r.check, known, where)]


def _of_type(things: Iterable[tuple[str, Any]], cls: type) -> tuple[tuple[str, Any], ...]:
    return tuple((label, thing) for label, thing in things if isinstance(thing, cls))


def _unknown(name: str, kind: Kind) -> Fault:
    if name in ("密级", "secrecy", "classification"):
        return Fault(name, "本系统不处理涉密文件", "涉密件按保密规定另行办理,不要录入")
    known = [n for f in kind.all_fields for n in (f.label, f.id)]
    near = nearest(name, known)
    return Fault(
        name,
        f"不是“{kind.name}”的项",
        f"是不是“{near[0]}”" if near else f"运行 shenguan kinds show {kind.slug} 看有哪些项",
    )


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not clean(value).strip()) or value in ([], {})


def _parse_all(
    f: Field, items: list[Any], kind: Kind, lookup: Lookup, faults: list[Fault], warnings: list[str]
) -> list[_Parsed] | None:
    parsed = []
    before = len(faults)
    for number, item in enumerate(items, 1):
        place = f"{f.label}(第 {number} 个)" if len(items) > 1 else f.label
        try:
            if isinstance(item, list) and f.type != "table":
                raise _Refusal("方括号套得太多", "一个值写一遍,几个值放在一对方括号里")
            if isinstance(item, Mapping | bool | None) and f.type in _SINGLE:
                raise _Refusal("要填一个值", f.help)
            if isinstance(item, str) and f.type not in _LONGEST and len(item) > _LONGEST["text"]:
                raise _Refusal(f"有 {len(item)} 个字,太长了", f.help)
            item, done = tidied(f, item)
            if done:
                warnings.append(f"“{place}”已整理:{'、'.join(done)}")
            if f.type == "party":
                party = parse_party(item, place)
                if isinstance(party, list):
                    faults.extend(party)
                else:
                    parsed.append(_party(party, f.label))
            elif f.type == "attachment":
                parsed.append(_attachment(f, item, kind, lookup))
            else:
                parsed.append(_PARSERS[f.type](f, item, lookup, warnings))
        except _Refusal as refusal:
            faults.append(Fault(place, refusal.problem, refusal.remedy))
        except DataFaults as error:
            faults.extend(replace(fault, field=place) for fault in error.faults)
        except ShenguanError as error:
            faults.append(Fault(place, f":{error.message}", error.remedy))
    return parsed if len(faults) == before else None


def shortened(item: object) -> str:
    """A value as a message repeats it: one line, not too long."""
    words = " ".join(clean(str(item)).split())
    return words if len(words) <= 60 else f"{words[:60]}……"


def _words(value: object) -> str:
    """A part of a person, a reference, an attachment or a row: words or a figure, nothing is no word."""
    if value is None:
        return ""
    if isinstance(value, bool | list | Mapping):
        raise _Refusal(f"里的“{shortened(value)}”不是文字", "放在英文双引号里")
    return clean(str(value)).strip()


def _text(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    if isinstance(item, int | float | Decimal) and not isinstance(item, bool):
        item = str(item)
    if not isinstance(item, str):
        raise _Refusal("要填文字", "放在英文双引号里")
    text = clean(item).strip()
    if len(text) > _LONGEST[f.type]:
        raise _Refusal(f"有 {len(text)} 个字,最多 {_LONGEST[f.type]} 个", "长的内容作附件")
    if _SECRET.fullmatch(text):
        raise _Refusal(f"填了密级“{text}”,本系统不处理涉密文件", "涉密件按保密规定另行办理")
    return _Parsed(Words(text, f.label), text)


def _date(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    day = parse_date(item)
    return _Parsed(Day(day, f.label), day.isoformat())


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


def _number(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    text = half_width(str(item)).strip()
    if isinstance(item, bool) or not re.fullmatch(r"-?\d{1,15}", text):
        raise _Refusal(f"“{shortened(item)}”不是整数", "只写数字")
    return _Parsed(Number(int(text), f.label), int(text))


def _amount(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    text = half_width(str(item)).replace(",", "").strip().removeprefix("¥").removesuffix("元").strip()
    try:
        amount = Decimal(text) if not isinstance(item, bool) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise _Refusal(f"“{shortened(item)}”不是金额", "只写数字,单位是元,如 50000 或 1234.50")
    if not 0 <= amount < _SUM_LIMIT or amount != round(amount, 2):
        raise _Refusal(f"金额“{shortened(item)}”不对", "不能是负数,最多到分,小于一万亿元")
    return _Parsed(Money(amount, f.label), f"{amount:f}")


def _choice(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    text = clean(str(item)).strip()
    text = next((choice for choice in f.choices if fold_name(choice) == fold_name(text)), text)
    if text not in f.choices:
        raise _Refusal(f"没有“{shortened(text)}”这个选项", f"可选:{'、'.join(f.choices)}")
    return _Parsed(Words(text, f.label), text)


def _person(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> _Parsed:
    given = {"name": item} if isinstance(item, str) else item
    if not isinstance(given, Mapping) or not _words(given.get("name")):
        raise _Refusal("要填姓名", '写成 "姓名" 或 { name = "姓名", phone = "电话" }')
    extra = set(given) - {"name", "phone", "title"}
    if extra:
        raise _Refusal(f"有不认识的项 {'、'.join(sorted(map(str, extra)))}", "只能填 name、phone、title")
    parts = {key: _words(given.get(key)) for key in ("name", "phone", "title")}
    known = lookup.person(parts["name"])
    if known is not None:
        parts["phone"] = parts["phone"] or known.phone
        parts["title"] = parts["title"] or known.title
    return _Parsed(
        person_card(parts["name"], parts["phone"], parts["title"], f.label),
        {k: v for k, v in parts.items() if v},
    )


def person_card(name: str, phone: str, title: str, source: str = "") -> Card:
    """A person as the texts see one."""
    return Card(name, {"姓名": name, "电话": phone, "职务": title}, source)


def _party(party: Party, label: str) -> _Parsed:
    parts = {
        "名称": party.name,
        "代码": party.uscc,
        "证件号": party.id_number,
        "地址": party.address,
        "电话": party.phone,
        "负责人": party.representative,
    }
    return _Parsed(Card(party.name, parts, label), {k: v for k, v in asdict(party).items() if v}, party)


def _matter(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> _Parsed:
    if not isinstance(item, str):
        raise _Refusal("要填事项名称或监管事项编码")
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
    return _Parsed(Card(matter.name, parts, f.label), matter.name, matter)


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


def _department(f: Field, item: Any, lookup: Lookup, _warnings: list[str]) -> _Parsed:
    if not isinstance(item, str):
        raise _Refusal("要填部门名称")
    found = lookup.department(clean(item).strip())
    return _Parsed(department_card(found, f.label), found.key, found)


def _reference(f: Field, item: Any, lookup: Lookup, warnings: list[str]) -> _Parsed:
    if isinstance(item, str):
        found = not_void(lookup.letter(clean(item).strip()))
        return _Parsed(reference_card(found, f.label), found.id, found)
    needed = ("sender", "number", "title", "date")
    if not isinstance(item, Mapping):
        raise _Refusal(
            "要填文号", '本单位的写文号或编号,外来的写 { sender = "", number = "", title = "", date = "" }'
        )
    extra = [str(k) for k in item if k not in needed]
    missing = [k for k in needed if not _words(item.get(k))]
    if extra or missing:
        problem = "、".join([*(f"缺 {k}" for k in missing), *(f"有不认识的项 {k}" for k in extra)])
        raise _Refusal(f"外来文书{problem}", "sender 发文单位、number 文号、title 标题、date 日期四项都要填")
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
        warnings.append(f"“{f.label}”《{found.title}》是本单位登记的文书,已按登记的引用")
        return _Parsed(reference_card(found, f.label), found.id, found)
    if registered is not None:
        warnings.append(
            f"“{f.label}”填的“{outside.number}”,本单位登记的是 {registered.day} 的《{registered.title}》,"
            "题名或者日期不同,请核对;就是它的,只写文号"
        )
    data = {**words, "title": title, "date": parse_date(item["date"]).isoformat()}
    return _Parsed(reference_card(outside, f.label), data, outside)


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


def _attachment(f: Field, item: Any, kind: Kind, lookup: Lookup) -> _Parsed:
    given = {"path": item} if isinstance(item, str) else item
    if not isinstance(given, Mapping) or not given.get("path") or set(given) - {"path", "title"}:
        raise _Refusal("要填文件", '写成 "文件路径" 或 { path = "文件路径", title = "附件题名" }')
    found = lookup.attachment(str(given["path"]), kind.folder)
    title = _words(given.get("title")).replace("\n", "")
    found = replace(found, title=title) if title else found
    data = {"title": found.title, "name": found.name, "sha256": found.sha256, "size": found.size}
    return _Parsed(Card(found.title, {"题名": found.title, "文件名": found.name}, f.label), data, found)


def _table(f: Field, item: Any, _lookup: Lookup, _warnings: list[str]) -> _Parsed:
    if not isinstance(item, list) or not all(isinstance(row, Mapping) for row in item):
        raise _Refusal("要填表格", "每行一组:" + "、".join(f.columns))
    rows = []
    for number, row in enumerate(item, 1):
        extra = [str(k) for k in row if k not in f.columns]
        if extra:
            raise _Refusal(f"第 {number} 行有不认识的列 {'、'.join(extra)}", f"列是:{'、'.join(f.columns)}")
        rows.append({c: _words(row.get(c)) for c in f.columns})
    value = TableRows(Card("，".join(v for v in row.values() if v), row, f.label) for row in rows)
    value.columns, value.source = f.columns, f.label
    return _Parsed(value, rows)


_PARSERS: dict[str, Callable[[Field, Any, Lookup, list[str]], _Parsed]] = {
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
