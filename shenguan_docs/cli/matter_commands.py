"""Commands that change the matter list: one matter's particulars, a new list from letters of adjustment."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, say, table
from shenguan_docs.cli.params import DAY

_PARTS = (
    ("approver-section", "审批部门的科（股）室。"),
    ("approver-person", "审批部门的责任人。"),
    ("approver-phone", "审批部门的联系电话。"),
    ("supervisor-section", "主管部门的科（股）室。"),
    ("supervisor-person", "主管部门的责任人。"),
    ("supervisor-phone", "主管部门的联系电话。"),
    ("legal-basis", "法律依据，如《中华人民共和国森林法》第五十七条。"),
)


OF_DISTRICT = click.option(
    "--district", metavar="区县", default="", help="改一个区县的清单；不写是整个单位（市级）的。"
)


def _part_options(function: Any) -> Any:
    for name, help in reversed(_PARTS):
        function = click.option(f"--{name}", metavar="文字", default="", help=help)(function)
    return function


@click.command(
    "change",
    cls=Command,
    epilog=example(
        "shenguan matters change 临时使用林地审批 --legal-basis 《中华人民共和国森林法》第三十八条 --credit-check 必须"
    ),
)
@answers(
    lambda a: f"《{a['name']}》第 {a['version']} 版，自 {a['effective_on']} 起有效：已更改“{a['matter']}”。"
)
@click.argument("typed", metavar="事项名称或编码")
@_part_options
@click.option("--credit-check", type=click.Choice(["必须", "鼓励"]), default=None, help="信用查询的要求。")
@click.option("--effective", "effective_on", type=DAY, default=None, help="自哪一天起有效，默认今天。")
@OF_DISTRICT
@pass_context
def matters_change(
    ctx: CliContext,
    typed: str,
    credit_check: str | None,
    effective_on: date | None,
    district: str,
    **parts: str,
) -> dict[str, Any]:
    """更改一个事项的科室、责任人、电话、法律依据、信用查询，成为新的一版。"""
    from shenguan_docs.office.keeping.list_proposing import change_matter

    made = change_matter(
        ctx.office(),
        typed,
        {**parts, "credit_check": credit_check or ""},
        effective_on=effective_on,
        district=district,
    )
    return {"version": made.version, "name": made.name, "effective_on": made.effective_on, "matter": typed}


@click.command("versions", cls=Command, epilog=example("shenguan matters versions"))
@answers(
    lambda rows: table(
        [(v["version"], v["name"], v["effective_on"], v["source_name"], v["withdrawn"]) for v in rows],
        ("版", "名称", "自", "来源", "撤回"),
    )
)
@pass_context
def matters_versions(ctx: CliContext) -> list[dict[str, Any]]:
    """事项清单的各版：自哪一天起、由哪一件文书印发。"""
    from shenguan_docs.office.keeping import plan_keeping
    from shenguan_docs.office.keeping.districts import district_names, districts

    office = ctx.office()
    names, rows = district_names(districts(office)), []
    for version in plan_keeping.matter_versions(office):
        row = {key: value for key, value in asdict(version).items() if key not in ("matters", "behind")}
        district = row.pop("district")
        rows.append(row | ({"district": names[district]} if names else {}))
    return rows


@click.command(
    "propose", cls=Command, epilog=example("shenguan matters propose 益高经函〔2026〕1号 --data 印发.toml")
)
@answers(lambda d: pairs([("草稿编号", d["id"]), ("标题", d["title"])]))
@click.argument("numbers", metavar="[调整函文号…]", nargs=-1)
@click.option("--data", "data", metavar="文件", default="", help="补充或者改动的项，TOML 或 JSON。")
@pass_context
@in_district
def matters_propose(ctx: CliContext, numbers: tuple[str, ...], data: str) -> dict[str, Any]:
    """由已经认领的调整函起草印发清单的通知（不写文号是全部没有采纳的）。

    原来的清单不是由本系统的文书印发的，在数据文件里写“原清单文件”。
    """
    from shenguan_docs.notices.datafile import read_data_file
    from shenguan_docs.office.keeping.list_proposing import propose_list

    read = read_data_file(data) if data else None
    made = propose_list(ctx.office(), list(numbers), read.data if read else {}, read.folder if read else None)
    for warning in made.warnings:
        say(f"提示：{warning}。")
    return asdict(made)
