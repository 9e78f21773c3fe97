"""Commands about the plan's data: departments, people, officers, matters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.matter_commands import OF_DISTRICT, matters_change, matters_propose, matters_versions
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office
    from shenguan_docs.plan.departments import Department

_DEPARTMENT_OPTIONS = (
    click.option("--short", "short_name", metavar="简称", default="", help="规范化简称，用于主送机关。"),
    click.option("--alias", "aliases", metavar="别名", multiple=True, help="别的叫法，可写多次。"),
    click.option("--mark", metavar="代字", default="", help="机关代字，文号由它开头；不发文的外单位不写。"),
    click.option("--address", metavar="地址", default="", help="地址。"),
    click.option("--phone", metavar="电话", default="", help="电话。"),
    click.option("--postcode", metavar="邮编", default="", help="邮编。"),
    click.option("--signatory", metavar="姓名", default="", help="签发人。"),
    click.option("--signatory-title", metavar="职务", default="", help="签发人的职务。"),
    click.option("--parent", metavar="部门", default="", help="所属的上级部门或机构。"),
    click.option("--district", metavar="区县", default="", help="所属的区县；不属于区县的写市级。"),
)


def _department_options(function: Any) -> Any:
    for option in reversed(_DEPARTMENT_OPTIONS):
        function = option(function)
    return function


def _one_department(d: dict[str, Any]) -> str:
    return pairs(
        [
            ("全称", d["name"]),
            ("简称", d["short_name"]),
            ("别名", "、".join(d["aliases"])),
            ("机关代字", d["mark"]),
            ("区县", d.get("district")),
            ("地址", d["address"]),
            ("电话", d["phone"]),
            ("签发人", f"{d['signatory']} {d['signatory_title']}".strip()),
            ("外单位", "是" if d["outside"] else None),
        ]
    )


def _departments(rows: list[dict[str, Any]]) -> str:
    titles = ("简称", "机关代字", "签发人", "电话", "全称")
    cells = [(d["short_name"], d["mark"], d["signatory"], d["phone"], d["name"]) for d in rows]
    if any("district" in d for d in rows):
        return table([(d["district"], *row) for d, row in zip(rows, cells, strict=True)], ("区县", *titles))
    return table(cells, titles)


def _told(office: Office, found: Sequence[Department]) -> list[dict[str, Any]]:
    """Departments as they are answered, with their districts' names where there are districts."""
    from shenguan_docs.office.keeping.districts import district_names, districts

    names = district_names(districts(office))
    rows = []
    for one in found:
        row = asdict(one)
        code = row.pop("district")
        rows.append(row | ({"district": names[code]} if names else {}))
    return rows


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan departments"))
@answers(_departments)
@pass_context
def departments(ctx: CliContext) -> list[dict[str, Any]]:
    """部门和外单位：名称、代字、地址、电话。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    return _told(office, plan_keeping.departments(office))


@departments.command(
    "add",
    cls=Command,
    epilog=example("shenguan departments add 示例区城市管理局 --short 区城管局 --mark 示城"),
)
@answers(_one_department)
@click.argument("name", metavar="全称")
@_department_options
@click.option("--outside", is_flag=True, help="外单位（只收文，不从本系统发文）。")
@pass_context
def departments_add(ctx: CliContext, name: str, **parts: Any) -> dict[str, Any]:
    """登记一个部门或外单位。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    return _told(office, [plan_keeping.add_department(office, name, **parts)])[0]


@departments.command(
    "change", cls=Command, epilog=example("shenguan departments change 区社会事务局 --phone 0737-0000099")
)
@answers(_one_department)
@click.argument("name", metavar="部门")
@_department_options
@click.option("--name", "new_name", metavar="全称", default="", help="新的全称。")
@pass_context
def departments_change(ctx: CliContext, name: str, new_name: str, **parts: Any) -> dict[str, Any]:
    """更改部门的资料；以前的文书不变。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    return _told(office, [plan_keeping.change_department(office, name, name=new_name, **parts)])[0]


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan people"))
@answers(
    lambda rows: table(
        [(p["name"], p["department"], p["title"], p["phone"], p["valid_from"], p["valid_to"]) for p in rows],
        ("姓名", "部门", "职务", "电话", "自", "至"),
    )
)
@click.option("--on", type=DAY, default=None, help="只看这一天在任的。")
@pass_context
def people(ctx: CliContext, on: date | None) -> list[dict[str, Any]]:
    """人员：姓名、部门、电话、任期。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    names = {d.key: d.short_name for d in plan_keeping.departments(office)}
    return [{**asdict(p), "department": names[p.department]} for p in plan_keeping.people(office, on)]


@people.command(
    "set",
    cls=Command,
    epilog=example("shenguan people set 示例丁 --department 区社会事务局 --phone 0737-0000088"),
)
@answers(
    lambda p: pairs(
        [("姓名", p["name"]), ("部门", p["department"]), ("职务", p["title"]), ("电话", p["phone"])]
    )
)
@click.argument("name", metavar="姓名")
@click.option("--department", metavar="部门", required=True, help="所在部门。")
@click.option("--title", metavar="职务", default="", help="职务。")
@click.option("--phone", metavar="电话", default="", help="电话。")
@click.option("--from", "valid_from", type=DAY, default=None, help="任职之日。")
@click.option("--to", "valid_to", type=DAY, default=None, help="离任之日（含当日）。")
@pass_context
def people_set(ctx: CliContext, name: str, department: str, **parts: Any) -> dict[str, Any]:
    """登记一个人，或更改同部门同名的人。"""
    from shenguan_docs.office.keeping import plan_keeping

    person = plan_keeping.set_person(ctx.office(), name, department, **parts)
    return {**asdict(person), "department": department}


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan officers"))
@answers(
    lambda rows: table(
        [(o["sender"], o["receiver"], o["role"], o["person"], o["valid_from"], o["valid_to"]) for o in rows],
        ("推送部门", "接收部门", "职责", "联络员", "自", "至"),
    )
)
@click.option("--on", type=DAY, default=None, help="只看这一天在任的。")
@pass_context
def officers(ctx: CliContext, on: date | None) -> list[dict[str, Any]]:
    """部门之间的推送与接收联络员。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    names = {d.key: d.short_name for d in plan_keeping.departments(office)}
    persons = {p.key: p.name for p in plan_keeping.people(office)}
    words = {"push": "推送", "receive": "接收"}
    return [
        {
            **asdict(o),
            "sender": names[o.sender],
            "receiver": names[o.receiver],
            "role": words[o.role],
            "person": persons[o.person],
        }
        for o in plan_keeping.officers(office, on)
    ]


@officers.command(
    "set",
    cls=Command,
    epilog=example("shenguan officers set 区社会事务局 区经济合作局 --role push --person 示例戊"),
)
@answers(lambda o: f"已登记联络员：{o['person']}。")
@click.argument("sender", metavar="推送部门")
@click.argument("receiver", metavar="接收部门")
@click.option(
    "--role", type=click.Choice(["push", "receive"]), required=True, help="push 推送，receive 接收。"
)
@click.option("--person", metavar="姓名", required=True, help="联络员；先用 shenguan people set 登记。")
@click.option(
    "--from", "valid_from", type=DAY, default=None, help="自哪一天起，默认今天；原来的到前一天为止。"
)
@click.option("--to", "valid_to", type=DAY, default=None, help="到哪一天为止（含当日）。")
@pass_context
def officers_set(
    ctx: CliContext, sender: str, receiver: str, role: str, person: str, **dates: Any
) -> dict[str, Any]:
    """登记或更换一名联络员。"""
    from shenguan_docs.office.keeping import plan_keeping

    return {
        **asdict(plan_keeping.set_officer(ctx.office(), sender, receiver, role, person, **dates)),
        "person": person,
    }


def _matter_rows(rows: list[dict[str, Any]]) -> str:
    return table(
        [
            (
                m["row"],
                m["name"],
                m["approver"],
                m["supervisor"] or "待补",
                " ".join(c["code"] for c in m["codes"]),
            )
            for m in rows
        ],
        ("序号", "审批事项", "审批部门", "主管部门", "监管事项编码"),
    )


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan matters"))
@answers(_matter_rows)
@click.option("--on", type=DAY, default=None, help="看这一天有效的清单。")
@pass_context
@in_district
def matters(ctx: CliContext, on: date | None) -> list[dict[str, Any]]:
    """审管联动事项清单：谁审批、谁主管、什么编码。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    return _named(office, plan_keeping.matter_list(office, on).all)


def _named(office: Any, rows: Any) -> list[dict[str, Any]]:
    from shenguan_docs.office.keeping import plan_keeping

    names = {d.key: d.short_name for d in plan_keeping.departments(office)}
    return [
        {
            **asdict(m),
            "approver": names[m.approver],
            "supervisor": names[m.supervisor] if m.supervisor else None,
        }
        for m in rows
    ]


def _render_list(answer: dict[str, Any]) -> str:
    open_rows = "、".join(answer["open"])
    more = f"\n主管部门待补：{open_rows}（用 shenguan matters fill 补上）" if open_rows else ""
    return f"已导入《{answer['name']}》第 {answer['version']} 版，{answer['matters']} 个事项，自 {answer['effective_on']} 起有效。{more}"


def _list_answer(entered: Any) -> dict[str, Any]:
    return {
        "version": entered.version,
        "name": entered.name,
        "effective_on": entered.effective_on,
        "matters": len(entered.matters),
        "open": [m.name for m in entered.matters if m.supervisor is None],
    }


@matters.command("import", cls=Command, epilog=example("shenguan matters import 清单.csv"))
@answers(_render_list)
@click.argument("file", metavar="清单文件", type=click.Path(path_type=Path))
@click.option("--name", metavar="名称", default="", help="清单的名称；不写用文件名。")
@click.option("--effective", "effective_on", type=DAY, default=None, help="自哪一天起有效，默认今天。")
@click.option("--reason", metavar="理由", default="", help="取消的事项还有没办结的，写明为什么取消。")
@click.option("--district", metavar="区县", default="", help="是一个区县的清单；不写是整个单位（市级）的。")
@pass_context
def matters_import(
    ctx: CliContext, file: Path, name: str, effective_on: date | None, reason: str, district: str
) -> dict[str, Any]:
    """导入事项清单（CSV 或 XLSX），成为新的一版。

    不再列出、以前的文书用过的编码和事项会说明；还有申请没有决定、草稿没有印发的，不写理由不导入。
    """
    from shenguan_docs.office.keeping import plan_keeping

    return _list_answer(
        plan_keeping.import_matters(
            ctx.office(), file, name=name, effective_on=effective_on, reason=reason, district=district
        )
    )


def _person(m: dict[str, Any], side: str) -> str:
    return " ".join(filter(None, (m[f"{side}_{part}"] for part in ("section", "person", "phone"))))


@matters.command("show", cls=Command, epilog=example("shenguan matters show 430264034W0Y"))
@answers(
    lambda rows: "\n\n".join(
        pairs(
            [
                ("审批事项", m["name"]),
                ("审批部门", m["approver"]),
                ("主管部门", m["supervisor"] or "待补"),
                *((f"编码 {c['code']}", c["item"]) for c in m["codes"]),
                ("审批科室", _person(m, "approver")),
                ("主管科室", _person(m, "supervisor")),
                ("法律依据", m["legal_basis"]),
                ("信用查询", m["credit_check"]),
            ]
        )
        for m in rows
    )
)
@click.argument("typed", metavar="事项名称或编码")
@pass_context
@in_district
def matters_show(ctx: CliContext, typed: str) -> list[dict[str, Any]]:
    """看一个事项，或一个编码对应的所有事项。"""
    from shenguan_docs.office.keeping import plan_keeping

    office = ctx.office()
    return _named(office, plan_keeping.show_matters(office, typed))


@matters.command(
    "fill",
    cls=Command,
    epilog=example(
        "shenguan matters fill 建设工程消防验收备案 --supervisor 区消防救援大队"
        " --code 000125049000 --item 公众聚集场所消防安全检查"
    ),
)
@answers(_render_list)
@click.argument("matter", metavar="事项名称")
@click.option("--supervisor", metavar="部门", required=True, help="行业主管部门。")
@click.option("--code", metavar="编码", required=True, help="监管事项编码。")
@click.option("--item", metavar="名称", required=True, help="监管事项名称。")
@click.option("--effective", "effective_on", type=DAY, default=None, help="自哪一天起有效，默认今天。")
@OF_DISTRICT
@pass_context
def matters_fill(
    ctx: CliContext,
    matter: str,
    supervisor: str,
    code: str,
    item: str,
    effective_on: date | None,
    district: str,
) -> dict[str, Any]:
    """补上清单里待补的主管部门和监管事项，成为新的一版。"""
    from shenguan_docs.office.keeping import plan_keeping

    return _list_answer(
        plan_keeping.fill_matter(
            ctx.office(), matter, supervisor, code, item, effective_on=effective_on, district=district
        )
    )


matters.add_command(matters_change)
matters.add_command(matters_propose)
matters.add_command(matters_versions)
