"""Read the matter list as offices keep it: CSV or XLSX, in any order of columns, all faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import get_args

from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.departments import Directory, find_department, nearest_departments
from shenguan_docs.plan.matters import CODE, CreditCheck, Matter, MatterCode
from shenguan_docs.plan.tables import Row, read_sheets
from shenguan_docs.text import fold_code, join_names

# What a column is called in the plan comes first; the others are how offices write the same.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "row": ("序号", "编号"),
    "approver": ("行政审批部门", "审批部门", "审批单位", "行政审批部门（科室）", "审批部门（科室）"),
    "name": ("审批事项", "审批事项名称", "事项名称", "政务服务事项名称"),
    "supervisor": ("行业主管部门", "主管部门", "监管部门", "行业管理部门", "行业主管（监管）部门"),
    "code": ("监管事项编码", "监管编码", "事项编码", "编码"),
    "item": ("监管事项名称", "监管事项"),
    "approver_section": ("审批科室", "审批科（股）室", "审批科股室", "审批责任科室"),
    "approver_person": ("审批责任人", "审批责任人员", "审批联系人"),
    "approver_phone": ("审批联系电话", "审批电话", "审批联系方式"),
    "supervisor_section": ("主管科室", "主管科（股）室", "主管科股室", "监管科室"),
    "supervisor_person": ("主管责任人", "主管责任人员", "监管责任人", "主管联系人"),
    "supervisor_phone": ("主管联系电话", "主管电话", "监管联系电话", "主管联系方式"),
    "legal_basis": ("法律依据", "设定依据", "依据"),
    "credit_check": ("信用查询", "信用查询要求"),
}
# Headings that stand on both sides of a list: which side, the column of a department before them tells.
_SIDED: Mapping[str, tuple[str, ...]] = {
    "section": ("科室", "科（股）室", "科股室", "责任科室", "责任科（股）室", "股室", "业务科室"),
    "person": ("责任人", "责任人员", "联系人", "负责人", "经办人"),
    "phone": ("联系电话", "电话", "联系方式", "电话号码", "手机"),
}
_SIDES = {fold_name(heading): part for part, headings in _SIDED.items() for heading in headings}
_UNITS = frozenset(map(fold_name, ("单位", "部门", "单位名称", "部门名称", "名称")))
_REQUIRED = ("approver", "name", "supervisor", "code", "item")
_COLUMNS = {fold_name(heading): column for column, headings in HEADINGS.items() for heading in headings}
_CREDIT: Mapping[str, CreditCheck] = {word: word for word in get_args(CreditCheck)}

_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}")
_CODE_BREAK = re.compile(r"[\n、,;\uff0c\uff1b]+")
# "1、", "2.", "(3)" before an item: at the beginning, or after a blank or a full stop (one-line cells).
_NUMBERED = re.compile(
    r"(?:\A|(?<=[\s。;\uff1b]))"
    r"(?:(\d{1,2})\s*[、.\uff0e](?!\d)|[(\uff08](\d{1,2})[)\uff09][、.\uff0e]?)\s*"
)


def read_matter_list(data: bytes, name: str, directory: Directory) -> tuple[Matter, ...]:
    """Return the matters of a CSV or XLSX file in its order; ``name`` is the file's, for messages.

    Several codes and 监管事项 in one cell are paired by position, codes are folded, the numbers and
    final full stops of 监管事项 are dropped. A row without 主管部门 is kept as 待补. Raises Refused for
    a file that is no such table, DataFaults (with the line of each) for everything wrong in it.
    """
    heading, rows = _table(read_sheets(data, name), name)
    columns = _columns(heading, name)
    if not rows:
        raise Refused("只有表头，没有事项", where=name)
    faults: list[Fault] = []
    matters: list[Matter] = []
    lines: dict[str, int] = {}
    for row in rows:
        reader = _RowReader(row, columns, directory, faults)
        if any(row.cells[len(heading.cells) :]):
            reader.fault("name", "这一行比表头多出几列", "格里的内容有逗号时，请用英文双引号括住")
        matter = reader.matter(len(matters) + 1)
        folded = fold_name(matter.name)
        if folded in lines:
            reader.fault(
                "name", f"“{matter.name}”与第 {lines[folded]} 行重复", "同一事项请并为一行，编码写在同一格"
            )
        elif folded:
            lines[folded] = row.line
        matters.append(matter)
    if faults:
        raise DataFaults(faults, where=name)
    return tuple(matters)


def _table(sheets: Sequence[list[Row]], name: str) -> tuple[Row, list[Row]]:
    """Return the headings of the first sheet that has them, and the rows below."""
    for rows in sheets:
        for place, row in enumerate(rows[:10]):  # a title may stand above the headings
            if len({_COLUMNS[h] for h in map(fold_name, row.cells) if h in _COLUMNS}) >= 3:
                # A list made for printing repeats its headings on every page.
                heading, below = _with_second_row(row, rows[place + 1 :])
                repeated = {row.cells, heading.cells}
                return heading, [r for r in below if r.cells not in repeated]
    first = next(
        (f"：第一行是“{join_names(filter(None, rows[0].cells))[:60]}”" for rows in sheets if rows), ""
    )
    raise Refused(f"没有找到表头{first}", where=name, remedy=f"表头应有{_listing(_REQUIRED)}各列")


def _with_second_row(heading: Row, below: list[Row]) -> tuple[Row, list[Row]]:
    """Join a heading of two rows: 行政审批部门 over 单位, 科室, 责任人, 电话."""
    second = below[0].cells if below else ()
    own = [fold_name(cell) for cell, above in zip(second, heading.cells, strict=False) if cell != above]
    if not any(own) or not all(not cell or cell in _SIDES or cell in _UNITS for cell in own):
        return heading, below
    joined = []
    for place, above in enumerate(heading.cells):
        under = second[place] if place < len(second) else ""
        joined.append(above if not under or fold_name(under) in _UNITS else under)
    return Row(heading.line, tuple(joined)), below[1:]


def _columns(heading: Row, name: str) -> dict[str, int]:
    where = f"{name} 第 {heading.line} 行"
    columns: dict[str, int] = {}
    faults = []
    side = ""
    for place, cell in enumerate(heading.cells):
        column = _COLUMNS.get(fold_name(cell))
        if column in ("approver", "supervisor"):
            side = column
        if column is None and side and fold_name(cell) in _SIDES:
            column = f"{side}_{_SIDES[fold_name(cell)]}"
        if column is None:
            faults += _misspelt(cell)
        elif column in columns:
            faults.append(Fault("表头", f"有两列都是“{HEADINGS[column][0]}”", "请只留一列"))
        else:
            columns[column] = place
    faults += [
        Fault("表头", f"缺“{HEADINGS[c][0]}”一列", "请补上这一列") for c in _REQUIRED if c not in columns
    ]
    if faults:
        raise DataFaults(faults, where=where)
    return columns


def _misspelt(cell: str) -> list[Fault]:
    """Refuse a heading one slip away from a known one; other columns (备注 …) are the office's own."""
    near = get_close_matches(fold_name(cell), _COLUMNS, 1, 0.85)
    if not near:
        return []
    return [Fault("表头", f"不认得“{cell}”，是不是“{HEADINGS[_COLUMNS[near[0]]][0]}”", "请改正表头")]


def _listing(columns: Sequence[str]) -> str:
    return join_names(f"“{HEADINGS[column][0]}”" for column in columns)


class _RowReader:
    """One row under examination; what is wrong goes to ``faults``, named by line and column."""

    def __init__(
        self, row: Row, columns: Mapping[str, int], directory: Directory, faults: list[Fault]
    ) -> None:
        self.row, self.columns, self.directory, self.faults = row, columns, directory, faults

    def fault(self, column: str, problem: str, remedy: str = "") -> None:
        self.faults.append(Fault(f"第 {self.row.line} 行 {HEADINGS[column][0]}", problem, remedy))

    def cell(self, column: str) -> str:
        place = self.columns.get(column, len(self.row.cells))
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def line(self, column: str) -> str:
        """Return a cell on one line: its line breaks only fit the words into a narrow column."""
        return re.sub(r"\s*\n\s*", "", self.cell(column))

    def matter(self, position: int) -> Matter:
        """Return the row as a Matter; parts with a fault are left empty."""
        if not self.line("name"):
            self.fault("name", "没有填写")
        credit = self.line("credit_check")
        if credit not in _CREDIT:
            self.fault("credit_check", f"应为“必须”“鼓励”或留空，现为“{credit}”")
        return Matter(
            position=position,
            row=self.line("row") or str(position),
            name=self.line("name"),
            approver=self._department("approver") or "",
            supervisor=self._department("supervisor"),
            codes=self._codes(),
            approver_section=self.line("approver_section"),
            approver_person=self.line("approver_person"),
            approver_phone=self.line("approver_phone"),
            supervisor_section=self.line("supervisor_section"),
            supervisor_person=self.line("supervisor_person"),
            supervisor_phone=self.line("supervisor_phone"),
            credit_check=_CREDIT.get(credit, ""),
            legal_basis=self.line("legal_basis"),
        )

    def _department(self, column: str) -> str | None:
        typed = self.line(column)
        if not typed:
            if column == "approver":
                self.fault(column, "没有填写")
            return None
        try:
            return find_department(self.directory, typed).key
        except NotFound:
            near = nearest_departments(self.directory, typed)
            advice = f"最接近的有{join_names(near)}；" if near else ""
            self.fault(
                column, f"写的“{typed}”没有登记", f"{advice}新部门先用 shenguan departments add … 登记"
            )
        except Refused as shared:
            self.fault(column, shared.message, shared.remedy)
        return None

    def _codes(self) -> tuple[MatterCode, ...]:
        codes = split_codes(self.cell("code"))
        items = split_items(self.cell("item"), len(codes))
        lost = self.columns["code"] in self.row.numeric
        for code in codes:
            if _SCIENTIFIC.fullmatch(code):
                self.fault(
                    "code",
                    f"“{code}”被表格软件写成了科学记数法，后几位已经丢了",
                    "把这一列设为“文本”格式后重新填写",
                )
            elif lost and not CODE.fullmatch(code):
                self.fault(
                    "code", f"“{code}”被表格当成了数字，前面的零可能已丢", "把这一列设为“文本”格式后重新填写"
                )
            elif not CODE.fullmatch(code):
                size = f"现为{len(code)}位" if len(code) != 12 else "不能有其他字符"
                self.fault("code", f"“{code}”应为12位数字或字母，{size}", "请核对编码")
            elif codes.count(code) > 1:
                self.fault("code", f"“{code}”写了两次", "请删去一个或改正")
                break
        if len(codes) != len(items):
            self.fault(
                "item",
                f"编码有 {len(codes)} 个，监管事项有 {len(items)} 项，对不上",
                "请每个编码、每项监管事项各写一行，次序一致",
            )
        return tuple(map(MatterCode, codes, items))


def split_codes(cell: str) -> list[str]:
    """Return the codes of a cell, folded; they stand on lines of their own or between 、 , ; or blanks."""
    codes = []
    for part in _CODE_BREAK.split(cell):
        words = [fold_code(word) for word in part.split()]
        # Blanks inside one code are dropped; between whole codes they part them.
        codes += words if all(map(CODE.fullmatch, words)) else ["".join(words)]
    return codes


def split_items(cell: str, wanted: int) -> list[str]:
    """Return the 监管事项 of a cell without their numbers and final full stops.

    Numbered items may follow each other on one line; without numbers each line is an item, except
    that the lines of a cell with a single code (``wanted`` 1) are one item.
    """
    starts: list[re.Match[str]] = []
    for found in _NUMBERED.finditer(cell):
        if int(found[1] or found[2]) == len(starts) + 1:  # a number out of turn belongs to the words
            starts.append(found)
    if starts and not cell[: starts[0].start()].strip():
        ends = [s.start() for s in starts[1:]] + [len(cell)]
        parts = [cell[s.end() : end] for s, end in zip(starts, ends, strict=True)]
    else:
        parts = [cell] if wanted == 1 else cell.split("\n")
    return [item for item in (re.sub(r"\s*\n\s*", "", part).strip(" \n。;\uff1b") for part in parts) if item]
