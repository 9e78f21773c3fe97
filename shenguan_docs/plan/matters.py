"""The list of matters (审管联动事项清单): which department approves, which supervises, by which codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name, nearest
from shenguan_docs.text import fold_code, join_names

CODE = re.compile("[0-9A-Z]{12}")  # 监管事项编码; nothing is guessed from its parts
CreditCheck = Literal["", "必须", "鼓励"]


@dataclass(frozen=True)
class MatterCode:
    """A 监管事项编码 (folded: half width, upper case) and the 监管事项 it stands for."""

    code: str
    item: str


@dataclass(frozen=True)
class Matter:
    """One row of the list.

    ``position`` counts the rows from 1, ``row`` is the 序号 as the list prints it. ``approver`` and
    ``supervisor`` are department keys and may be the same, with different sections; ``supervisor`` is
    None where the list leaves it open (row 13 of the first list). Sections, persons and telephones
    are words as the list writes them. ``credit_check`` is 第三部分第(三)项第4条's 必须 or 鼓励.
    """

    position: int
    row: str
    name: str
    approver: str
    supervisor: str | None
    codes: tuple[MatterCode, ...] = ()
    approver_section: str = ""
    approver_person: str = ""
    approver_phone: str = ""
    supervisor_section: str = ""
    supervisor_person: str = ""
    supervisor_phone: str = ""
    credit_check: CreditCheck = ""
    legal_basis: str = ""


@dataclass(frozen=True)
class MatterList:
    """A version of the list; it holds from ``effective_on`` until a later version does.

    ``version`` counts from 1; ``source_sha256`` is the hex digest of the imported file, ``letter`` the id
    of the letter that issued it, ``withdrawn`` why it never takes effect ("": it does). ``district`` is the code of
    the district whose list it is ("": the city's, where there are districts), ``behind`` the city's list of the day,
    which holds for what a district's does not name; it is no part of the version.
    """

    version: int
    name: str
    effective_on: date
    imported_on: date
    source_name: str
    source_sha256: str
    matters: tuple[Matter, ...]
    letter: str = ""
    withdrawn: str = ""
    district: str = ""
    behind: MatterList | None = field(default=None, compare=False)

    @property
    def all(self) -> tuple[Matter, ...]:
        """Every matter that holds: its own, and those of the list behind it that it does not name."""
        if self.behind is None:
            return self.matters
        own = {fold_name(m.name) for m in self.matters}
        return (*self.matters, *(m for m in self.behind.all if fold_name(m.name) not in own))

    def list_of(self, name: str) -> MatterList:
        """Return the list that names a matter: this one, or the one behind it."""
        if self.behind is None or any(m.name == name for m in self.matters):
            return self
        return self.behind


def find_matter(matters: MatterList, typed: str) -> Matter:
    """Return the matter that ``typed`` names, or whose code it is where one matter only has that code.

    Width, case and blanks do not count. Raises Refused with the names if several matters share the
    code, NotFound with the nearest names or codes. The list comes first, then the one behind it.
    """
    if matters.behind is not None:
        try:
            return find_matter(replace(matters, behind=None), typed)
        except NotFound:
            return find_matter(replace(matters.behind, matters=matters.all[len(matters.matters) :]), typed)
    name, code = fold_name(typed), fold_code(typed)
    for matter in matters.matters:
        if name and fold_name(matter.name) == name:
            return matter
    holders = [m for m in matters.matters if code and any(c.code == code for c in m.codes)]
    if len(holders) == 1:
        return holders[0]
    if holders:
        names = join_names(f"“{m.name}”" for m in holders)
        raise Refused(f"编码 {code} 由 {len(holders)} 个事项共用：{names}", remedy="请写事项名称")
    if CODE.fullmatch(code):
        near = nearest(code, (c.code for m in matters.matters for c in m.codes))
        what = f"没有编码为 {code} 的事项"
    else:
        near = nearest(typed, (m.name for m in matters.matters))
        what = f"没有名为“{' '.join(typed.split())}”的事项"
    advice = f"最接近的有{join_names(f'“{n}”' for n in near)}；" if near else ""
    raise NotFound(f"《{matters.name}》中{what}", remedy=f"{advice}用 shenguan matters 查看清单")


def require_supervisor(matter: Matter) -> str:
    """Return the key of the supervising department. Raises Refused with the command where it is 待补."""
    if matter.supervisor is None:
        raise Refused(
            f"事项“{matter.name}”的主管部门待补：清单第 {matter.row} 行没有写主管部门和监管事项",
            remedy="查明后补入："
            f"shenguan matters fill {matter.name} --supervisor 部门 --code 编码 --item 监管事项",
        )
    return matter.supervisor


def fill(matters: MatterList, name: str, supervisor: str, code: str, item: str) -> tuple[Matter, ...]:
    """Return the rows with the supervisor (key), code and item of a 待补 matter filled in.

    A further code of the same supervisor is added when called again. Raises NotFound for the matter,
    Refused if another department supervises it, the code has a wrong form or is there already.
    """
    matter, code, item = find_matter(matters, name), fold_code(code), item.strip()
    if matter.supervisor not in (None, supervisor):
        raise Refused(
            f"事项“{matter.name}”已有主管部门和监管事项",
            remedy="要改动清单，请用 shenguan matters import 导入新的一版",
        )
    if not CODE.fullmatch(code):
        raise Refused(f"监管事项编码“{code}”应为12位数字或字母，现为{len(code)}位", remedy="请核对编码")
    if not item:
        raise Refused("没有写监管事项名称", remedy="请用 --item 写明")
    if any(c.code == code for c in matter.codes):
        raise Refused(f"事项“{matter.name}”已有编码 {code}")
    filled = replace(matter, supervisor=supervisor, codes=(*matter.codes, MatterCode(code, item)))
    return tuple(filled if m is matter else m for m in matters.matters)
