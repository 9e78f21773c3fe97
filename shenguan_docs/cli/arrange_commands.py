"""Commands for what an office arranges: workdays, people on leave, ways of claiming."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, table
from shenguan_docs.cli.params import DAY


def _notice(notice: Any) -> dict[str, Any]:
    return {
        "year": notice.year, "source": notice.source,
        "off": sorted(notice.off), "working": sorted(notice.working),
    }  # fmt: skip


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan workdays"))
@answers(
    lambda rows: table(
        [(n["year"], len(n["off"]), len(n["working"]), n["source"]) for n in rows],
        ("年份", "放假天数", "调休上班天数", "来源"),
    )
)
@pass_context
def workdays(ctx: CliContext) -> list[dict[str, Any]]:
    """工作日：各年的放假调休安排。

    没有安排的年份按周一至周五算，算出的期限标“暂定”；录入当年的通知以后自然落定。
    """
    from shenguan_docs.office.keeping.arranging import years

    return [_notice(notice) for notice in years(ctx.office())]


@workdays.command("import", cls=Command, epilog=example("shenguan workdays import 放假安排.csv"))
@answers(lambda n: f"已录入 {n['year']} 年的安排：放假 {len(n['off'])} 天，调休上班 {len(n['working'])} 天。")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--source", metavar="来源", default="", help="通知的名称和文号；不写用文件名。")
@pass_context
def workdays_import(ctx: CliContext, file: Path, source: str) -> dict[str, Any]:
    """录入一年的放假调休安排（CSV 或 XLSX：日期，休或者班）。"""
    from shenguan_docs.office.keeping.arranging import enter_year

    return _notice(enter_year(ctx.office(), file, source=source))


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan leave"))
@answers(
    lambda rows: table(
        [(a["person"], a["first"], a["last"], a["deputy"]) for a in rows],
        ("不在岗的人", "自", "至", "代理人"),
    )
)
@click.option("--on", type=DAY, default=None, help="只看这一天不在岗的。")
@pass_context
def leave(ctx: CliContext, on: date | None) -> list[dict[str, Any]]:
    """不在岗的人和代理人。"""
    from shenguan_docs.office.keeping.arranging import leaves

    return leaves(ctx.office(), on)


@leave.command(
    "add",
    cls=Command,
    epilog=example("shenguan leave add 示例丙 --deputy 示例乙 --from 2026-03-09 --to 2026-03-13"),
)
@answers(lambda a: f"已登记：{a['first']} 至 {a['last']} 由代理人认领。")
@click.argument("person", metavar="姓名")
@click.option("--deputy", metavar="姓名", required=True, help="代理人，同一个部门的。")
@click.option("--from", "first", type=DAY, required=True, help="自哪一天起。")
@click.option("--to", "last", type=DAY, required=True, help="到哪一天为止（含当日）。")
@pass_context
def leave_add(ctx: CliContext, person: str, deputy: str, first: date, last: date) -> dict[str, Any]:
    """登记一个人不在岗，和这些天的代理人。"""
    from shenguan_docs.office.keeping.arranging import enter_leave

    return asdict(enter_leave(ctx.office(), person, deputy, first=first, last=last))


@click.group("claim-ways", cls=Group, invoke_without_command=True, epilog=example("shenguan claim-ways"))
@answers(
    lambda rows: table(
        [(w["sender"], w["receiver"], w["way"], w["agreed_in"], w["since"]) for w in rows],
        ("推送部门", "接收部门", "认领方式", "商定的文件", "自"),
    )
)
@pass_context
def claim_ways(ctx: CliContext) -> list[dict[str, Any]]:
    """两个部门商定的认领方式（不用平台推送时）。"""
    from shenguan_docs.office.keeping.arranging import agreements

    return agreements(ctx.office())


@claim_ways.command(
    "set",
    cls=Command,
    epilog=example(
        "shenguan claim-ways set 区社会事务局 区经济合作局 --way 电话确认 --in 示例会议纪要〔2026〕第1期"
    ),
)
@answers(lambda w: f"已登记：自 {w['since']} 起，线下送达的按“{w['way']}”认领。")
@click.argument("sender", metavar="推送部门")
@click.argument("receiver", metavar="接收部门")
@click.option("--way", metavar="方式", required=True, help="怎样认领。")
@click.option("--in", "agreed_in", metavar="文件", required=True, help="双方商定的文件。")
@click.option("--from", "since", type=DAY, default=None, help="自哪一天起，默认今天。")
@pass_context
def claim_ways_set(
    ctx: CliContext, sender: str, receiver: str, way: str, agreed_in: str, since: date | None
) -> dict[str, Any]:
    """登记两个部门商定的认领方式。"""
    from shenguan_docs.office.keeping.arranging import agree

    return asdict(agree(ctx.office(), sender, receiver, way=way, agreed_in=agreed_in, since=since))
