"""Commands about the districts of an installation."""

from __future__ import annotations

from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, table


def _rows(rows: list[dict[str, Any]]) -> str:
    return table(
        [(d["name"], d["code"], d["state"], "、".join(d["departments"])) for d in rows],
        ("区县", "标识", "状态", "部门"),
    )


def _one(d: dict[str, Any]) -> str:
    told = [("区县", d["name"]), ("标识", d["code"]), ("状态", d["state"])]
    return pairs([*told, ("部门", "、".join(d["departments"]))])


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan district"))
@answers(_rows)
@pass_context
def district(ctx: CliContext) -> list[dict[str, Any]]:
    """区县：几个区县用一个单位时，各有哪些部门。"""
    return _listed(ctx)


@district.command("list", cls=Command, epilog=example("shenguan district list"))
@answers(_rows)
@pass_context
def district_list(ctx: CliContext) -> list[dict[str, Any]]:
    """列出各区县和它们的部门。"""
    return _listed(ctx)


def _listed(ctx: CliContext) -> list[dict[str, Any]]:
    from shenguan_docs.office.keeping import districts

    return districts.list_districts(ctx.office())


@district.command("show", cls=Command, epilog=example("shenguan district show 示例东区"))
@answers(_one)
@click.argument("name", metavar="区县")
@pass_context
def district_show(ctx: CliContext, name: str) -> dict[str, Any]:
    """看一个区县和它的部门。"""
    from shenguan_docs.office.keeping import districts

    return districts.show_district(ctx.office(), name)


@district.command("add", cls=Command, epilog=example("shenguan district add 示例东区 --code east"))
@answers(_one)
@click.argument("name", metavar="名称")
@click.option("--code", metavar="标识", default="", help="小写英文字母和数字，以后不变；不写由程序给。")
@pass_context
def district_add(ctx: CliContext, name: str, code: str) -> dict[str, Any]:
    """登记一个区县；部门用 departments add、change 的 --district 归入。"""
    from shenguan_docs.office.keeping import districts

    office = ctx.office()
    return districts.show_district(office, districts.add_district(office, name, code=code).code)


@district.command("change", cls=Command, epilog=example("shenguan district change 示例东区 --closed"))
@answers(_one)
@click.argument("name", metavar="区县")
@click.option("--name", "new_name", metavar="名称", default="", help="新的名称。")
@click.option("--closed/--open", "closed", default=None, help="停用（不再归入部门），或者恢复。")
@pass_context
def district_change(ctx: CliContext, name: str, new_name: str, closed: bool | None) -> dict[str, Any]:
    """更改区县的名称，停用或者恢复。"""
    from shenguan_docs.office.keeping import districts

    office = ctx.office()
    changed = districts.change_district(office, name, name=new_name, closed=closed)
    return districts.show_district(office, changed.code)
