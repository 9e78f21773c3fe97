"""A party (行政相对人) as a form gives it: name, one code that proves who it is, how to reach it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shenguan_docs.errors import Fault
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.parties.codes import fold_phone, id_problem, phone_problem, uscc_problem
from shenguan_docs.text import clean, fold_code

LONGEST_NAME = 200  # characters; the registry's own limit for company names is far below


@dataclass(frozen=True)
class Party:
    """行政相对人: a body with its 统一社会信用代码, or a person with the 公民身份号码; never both."""

    name: str
    uscc: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""
    representative: str = ""


LABELS = {
    "name": "名称",
    "uscc": "统一社会信用代码",
    "id_number": "公民身份号码",
    "address": "地址",
    "phone": "联系电话",
    "representative": "负责人",
}
_SPELLINGS = {
    "name": ("name", "名称", "姓名", "姓名（名称）", "单位名称", "企业名称"),
    "uscc": ("uscc", "统一社会信用代码", "信用代码", "代码"),
    "id_number": ("id_number", "公民身份号码", "身份证号", "身份证号码", "证件号"),
    "address": ("address", "地址", "住址", "住所", "联系地址"),
    "phone": ("phone", "联系电话", "电话", "联系方式", "手机"),
    "representative": ("representative", "负责人", "法定代表人", "法定代表人（负责人）", "经营者"),
}
_FIELDS = {fold_name(spelling): field for field, spellings in _SPELLINGS.items() for spelling in spellings}


def parse_party(raw: object, label: str) -> Party | list[Fault]:
    """Make a Party of ``{"name", "uscc" | "id_number", …}``, or return all that is wrong with it.

    ``label`` is the field's Chinese label. Chinese names of the parts are accepted; codes are folded
    to half width and upper case and proved by their check digits.
    """
    if not isinstance(raw, Mapping):
        shape = '应写成 { name = "名称", uscc = "统一社会信用代码" }'
        return [Fault(label, "没有写全名称和代码", f'{shape}，个人用 id_number = "公民身份号码"')]
    parts, faults = _parts(raw, label)
    name = re.sub(r"\s+", " ", _line(parts["name"]))
    uscc, id_number, phone = (
        fold_code(parts["uscc"]),
        fold_code(parts["id_number"]),
        fold_phone(parts["phone"]),
    )

    def check(field: str, found: tuple[str, str] | None) -> None:
        if found:
            faults.append(Fault(f"{label}·{LABELS[field]}", *found))

    if not name:
        check("name", ("没有填写", ""))
    elif len(name) > LONGEST_NAME:
        check("name", (f"有{len(name)}字，最多{LONGEST_NAME}字", "请只写名称"))
    if uscc and id_number:
        problem = "统一社会信用代码和公民身份号码只能填一个"
        faults.append(Fault(label, problem, "单位（含个体工商户）填前者，个人填后者"))
    elif not uscc and not id_number and not {"uscc", "id_number"} & _refused(faults, label):
        problem = "没有填统一社会信用代码或公民身份号码"
        faults.append(
            Fault(label, problem, "单位填 uscc（统一社会信用代码），个人填 id_number（公民身份号码）")
        )
    check("uscc", uscc_problem(uscc) if uscc else None)
    check("id_number", id_problem(id_number) if id_number else None)
    check("phone", phone_problem(phone) if phone else None)
    if faults:
        return faults
    return Party(name, uscc, id_number, _line(parts["address"]), phone, _line(parts["representative"]))


def _parts(raw: Mapping[object, object], label: str) -> tuple[dict[str, str], list[Fault]]:
    """Return every part as words ("" where not filled in), and the faults of shape."""
    parts, faults = dict.fromkeys(LABELS, ""), []
    for key, value in raw.items():
        field = _FIELDS.get(fold_name(str(key)))
        if field is None:
            near = nearest(str(key), (s for spellings in _SPELLINGS.values() for s in spellings), 1)
            known = f"是不是“{near[0]}”" if near else f"可以填的有{'、'.join(LABELS.values())}"
            faults.append(Fault(label, f"中没有“{key}”这一项", known))
        elif isinstance(value, bool | float) or not isinstance(value, str | int | None):
            faults.append(Fault(f"{label}·{LABELS[field]}", "应是文字", "请加引号写成文字"))
        elif value not in (None, ""):
            if parts[field]:
                faults.append(Fault(f"{label}·{LABELS[field]}", "填了两次", "请只留一个"))
            parts[field] = clean(str(value)).strip()
    return parts, faults


def _refused(faults: list[Fault], label: str) -> set[str]:
    """Return the parts that already have a fault, so that "not filled in" is not added to it."""
    return {field for field, name in LABELS.items() if any(f.field == f"{label}·{name}" for f in faults)}


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text)
