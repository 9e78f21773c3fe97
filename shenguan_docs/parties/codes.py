"""统一社会信用代码, 公民身份号码 and telephone numbers: one spelling each, and what is wrong with one."""

from __future__ import annotations

import re

from shenguan_docs.text import fold_code, half_width

_USCC_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")  # GB 32100: without I O S V Z
# GB 32100: 登记管理部门 and 机构类别 may be letters (N1… 农村集体经济组织), 行政区划码 is six digits.
# python-stdnum's own validate() wants digits in the first two places too and refuses those bodies.
_USCC_FORM = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_PHONE = re.compile(
    r"(?:\+?86[- ]?)?1[3-9]\d{9}"  # mobile
    r"|(?:\+?86[- ]?)?(?:\(0\d{2,3}\)|0\d{2,3})[- ]?\d{7,8}(?:[-转]\d{1,6})?"  # with area code, extension
    r"|\d{7,8}(?:[-转]\d{1,6})?"  # local
    r"|[48]00[- ]?\d{3}[- ]?\d{4}|[48]00[- ]?\d{4}[- ]?\d{3}"
    r"|1\d{4}|9\d{4,5}"  # service numbers such as 12345
)
_MASK_HEAD, _MASK_TAIL = 3, 4  # province and the last digits: enough to tell two people of a file apart


def uscc_problem(code: str) -> tuple[str, str] | None:
    """Return (problem, remedy) of a folded 统一社会信用代码 (GB 32100-2015), None if it is right."""
    from stdnum.cn import uscc

    if len(code) != 18:
        hint = "这像是旧的工商注册号或组织机构代码，请改填18位代码" if len(code) in (9, 13, 15) else ""
        return f"应为18位，现为{len(code)}位（{code}）", hint or "请照营业执照核对"
    strange = sorted(set(code) - _USCC_ALPHABET)
    if strange:
        hint = "是否把数字 0、1、2、5 写成了字母" if set(strange) <= set("IOSVZ") else "请照营业执照核对"
        return f"中不会有“{''.join(strange)}”（{code}）", hint
    if _ID_FORM.fullmatch(code) and id_problem(code) is None and uscc.calc_check_digit(code) != code[-1]:
        return "填的是公民身份号码", "个人请把号码填在 id_number（公民身份号码）"
    if not _USCC_FORM.fullmatch(code):
        return f"第3至8位（行政区划）应为数字（{code}）", "请照营业执照核对"
    if uscc.calc_check_digit(code) != code[-1]:
        return f"校验码不符，至少有一位写错（{code}）", "请照营业执照逐位核对"
    return None


def id_problem(number: str) -> tuple[str, str] | None:
    """Return (problem, remedy) of a folded 公民身份号码 (GB 11643), None if it is right.

    The number itself is not repeated in the message: it may end in a log. The place of birth is not
    looked up: lists of former districts are never complete.
    """
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    if len(number) != 18:
        hint = "15位的旧号码请改填18位号码" if len(number) == 15 else "请照身份证核对"
        return f"应为18位，现为{len(number)}位", hint
    if not _ID_FORM.fullmatch(number):
        return "前17位应为数字，末位为数字或X", "请照身份证核对"
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return "第7至14位不是日期", "请照身份证核对"
    if ric.calc_check_digit(number) != number[-1]:
        return "校验码不符，至少有一位写错", "请照身份证逐位核对"
    return None


def fold_phone(text: str) -> str:
    """Return a telephone number, or several, in half width with 、 between them."""
    dashes = re.sub("[‐‑‒–—―−]", "-", half_width(text))
    return "、".join(part.strip() for part in re.split(r"[、,;/\n]+", dashes) if part.strip())


def phone_problem(phone: str) -> tuple[str, str] | None:
    """Return (problem, remedy) of what ``fold_phone`` returned, None if each number has a form in use."""
    for number in phone.split("、"):
        if not _PHONE.fullmatch(number):
            return f"“{number}”不是电话号码", "固定电话写作 0737-1234567，手机写11位号码"
    return None


def masked_id(id_number: str) -> str:
    """Return a 公民身份号码 with its middle hidden: ``430***********0014``; "" stays ""."""
    number = fold_code(id_number)
    hidden = max(len(number) - _MASK_HEAD - _MASK_TAIL, 0)
    if hidden < 4:  # too short to be a number: nothing of it may show
        return "*" * len(number)
    return number[:_MASK_HEAD] + "*" * hidden + number[-_MASK_TAIL:]
