"""An empty table for a batch of one kind: the headings, and on a second sheet what each of them wants."""

from __future__ import annotations

from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.batch_table import table_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import Heading, PrintedTable

_TYPES = {
    "date": "日期，如 2026-03-20", "int": "整数", "money": "金额（元）", "attachment": "附件的文件名", "bool": "是或者否",
}  # fmt: skip


def batch_form(office: Office, kind_name: str) -> list[PrintedTable]:
    """Return the table's sheets. Raises NotFound for the kind."""
    rights.require(office, "write")
    kind = find_kind(office.kind_places, kind_name)
    fields = table_of(office, kind).fields
    wide = tuple(Heading(f.label, max(8, 2 * len(f.label))) for f in fields)
    told = tuple(
        (
            f.label, "要填" if f.required else "", _TYPES.get(f.type, ""), "、".join(map(str, f.choices)),
            "几个用顿号分开" if f.many else "", f.help,
        )
        for f in fields
    )  # fmt: skip
    headings = (
        Heading("项", 12), Heading("必填", 5, True), Heading("怎样写", 14), Heading("可以写", 24), Heading("几个", 10),
        Heading("说明", 40),
    )  # fmt: skip
    return [
        PrintedTable(
            "成批", f"成批起草：{kind.name}", "表头下面一行一件；有“说明”一页讲各项怎样填", wide, ()
        ),
        PrintedTable("说明", f"{kind.name}：各项怎样填", "", headings, told),
    ]
