"""Commands about duties: what is owed, what is late, what is missing, reminders, figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, table
from shenguan_docs.cli.params import DAY, Count

_TODAY = click.option("--today", type=DAY, default=None, help="按哪一天算,默认今天。")


def _render_duties(rows: list[dict[str, Any]]) -> str:
    lines = [
        (
            f"{r['due']}{' 暂定' if r['tentative'] else ''}",
            f"逾期 {r['days_late']} 天" if r["late"] else "",
            r["from"],
            r["to"],
            r["duty"] + (f"({r['state']})" if r["state"] != "没有了结" else ""),
            r["number"] or r["event"],
            "、".join(r["companies"]),
            r["person"] + (f"(代:{r['deputy']})" if r["deputy"] else ""),
            r["remind"],
        )
        for r in rows
    ]
    late = sum(r["late"] for r in rows)
    text = table(
        lines,
        ("期限", "逾期", "由谁", "对谁", "做什么", "文号(事件)", "行政相对人", "联系人", "催办"),
        empty="没有未了结的义务。",
    )
    return text + (f"\n共 {len(rows)} 项,逾期 {late} 项。" if rows else "")


@click.command(cls=Command, epilog=example("shenguan duties --department 区社会事务局 --late"))
@answers(_render_duties)
@_TODAY
@click.option("--department", metavar="部门", default="", help="由它做的和对它做的。")
@click.option("--person", metavar="姓名", default="", help="联系人(或者代理人)是谁。")
@click.option("--company", metavar="名称或代码", default="", help="哪个行政相对人。")
@click.option("--matter", metavar="事项", default="", help="哪个事项,名称或者编码。")
@click.option("--event", metavar="事件编号", default="", help="哪一件业务事件。")
@click.option("--late", is_flag=True, help="只列逾期的。")
@click.option("--soon", metavar="天数", type=Count(0, 3660), default=None, help="只列这几天内到期的。")
@pass_context
def duties(
    ctx: CliContext,
    today: date | None,
    department: str,
    person: str,
    company: str,
    matter: str,
    event: str,
    late: bool,
    soon: int | None,
) -> list[dict[str, Any]]:
    """未了结的义务:谁对谁、什么时候以前、做什么,逾期几天。

    期限按工作日历算,起算日不计入;超出已公布的放假安排的,标“暂定”。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.duties.listing import Asked
    from shenguan_docs.office.duties.listing import duties as listed

    if late and soon is not None:
        raise Refused("--late 和 --soon 只能写一个", remedy="到期以前用 --soon,过了期用 --late")
    office = ctx.office()
    asked = Asked(department, company, matter, event, person, late, soon)
    return listed(office, asked, today or office.today)
