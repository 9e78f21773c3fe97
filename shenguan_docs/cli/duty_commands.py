"""Commands about duties: what is owed, what is late, what is missing, reminders, figures."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, say, table
from shenguan_docs.cli.params import DAY, Choice, Count

_TODAY = click.option("--today", type=DAY, default=None, help="按哪一天算，默认今天。")


def _render_duties(rows: list[dict[str, Any]]) -> str:
    lines = [
        (
            f"{r['due']}{' 暂定' if r['tentative'] else ''}",
            f"逾期 {r['days_late']} 天" if r["late"] else "",
            r["from"],
            r["to"],
            r["duty"] + (f"（{r['state']}）" if r["state"] != "没有了结" else ""),
            r["number"] or r["event"],
            "、".join(r["companies"]),
            r["person"] + (f"（代：{r['deputy']}）" if r["deputy"] else ""),
            r["remind"],
        )
        for r in rows
    ]
    late = sum(r["late"] for r in rows)
    text = table(
        lines,
        ("期限", "逾期", "由谁", "对谁", "做什么", "文号（事件）", "行政相对人", "联系人", "催办"),
        empty="没有未了结的义务。",
    )
    return text + (f"\n共 {len(rows)} 项，逾期 {late} 项。" if rows else "")


@click.command(cls=Command, epilog=example("shenguan duties --department 区社会事务局 --late"))
@answers(_render_duties)
@_TODAY
@click.option("--department", metavar="部门", default="", help="由它做的和对它做的。")
@click.option("--person", metavar="姓名", default="", help="联系人（或者代理人）是谁。")
@click.option("--company", metavar="名称或代码", default="", help="哪个行政相对人。")
@click.option("--matter", metavar="事项", default="", help="哪个事项，名称或者编码。")
@click.option("--event", metavar="事件编号", default="", help="哪一件业务事件。")
@click.option("--late", is_flag=True, help="只列逾期的。")
@click.option("--soon", metavar="天数", type=Count(0, 3660), default=None, help="只列这几天内到期的。")
@pass_context
@in_district
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
    """未了结的义务：谁对谁、什么时候以前、做什么，逾期几天。

    期限按工作日历算，起算日不计入；超出已公布的放假安排的，标“暂定”。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.duties.listing import Asked
    from shenguan_docs.office.duties.listing import duties as listed

    if late and soon is not None:
        raise Refused("--late 和 --soon 只能写一个", remedy="到期以前用 --soon，过了期用 --late")
    office = ctx.office()
    asked = Asked(department, company, matter, event, person, late, soon)
    return listed(office, asked, today or office.today)


def _render_missing(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "往来齐全，没有缺的。"
    lines = []
    for n, r in enumerate(rows, 1):
        about = "、".join(r["companies"])
        lines += [
            f"{n}. {r['from']} → {r['to']}：{r['duty']}" + (f"（{about}）" if about else ""),
            f"   依据：{r['printed']}（{r['clause']}）",
            f"   因为：{r['because']}",
            f"   补办：{r['command']}",
        ]
    return "\n".join([*lines, f"共缺 {len(rows)} 项。"])


@click.command(cls=Command, epilog=example("shenguan missing --company 示例木业有限公司"))
@answers(_render_missing)
@click.option("--company", metavar="名称或代码", default="", help="哪个行政相对人。")
@click.option("--matter", metavar="事项", default="", help="哪个事项，名称或者编码。")
@click.option("--department", metavar="部门", default="", help="哪个部门发的和收的。")
@_TODAY
@pass_context
@in_district
def missing(
    ctx: CliContext, company: str, matter: str, department: str, today: date | None
) -> list[dict[str, Any]]:
    """缺了哪些往来：方案要求而没有的，每项写明条款、事件和补办的命令。

    依登记的事件和文书判断：处罚生效没有通报、发出没有认领、没有收到意见就作决定、
    没有信用查询记录、处罚变更没有更正、警示期满没有移出等。不写范围的，看整个单位。
    """
    from shenguan_docs.errors import NotFound
    from shenguan_docs.office.duties.listing import Asked
    from shenguan_docs.office.duties.missing import missing as lacking
    from shenguan_docs.plan.clauses import printed_clause

    office = ctx.office()
    rows = []
    for lack in lacking(office, Asked(department, company, matter), today or office.today):
        row = asdict(lack)
        try:
            printed = printed_clause(lack.clause)
        except NotFound:  # a clause of an office's own rule
            printed = lack.clause
        rows.append(
            {"clause": row.pop("clause"), "duty": row.pop("duty"), "because": row.pop("because"),
             "from": row.pop("by"), **row, "printed": printed}
        )  # fmt: skip
    return rows


def _render_reminder(a: dict[str, Any]) -> str:
    urged = a["kind"] == "supervision-urge"
    what = f"催办 {a['order']} 次以后督办" if urged else f"第 {a['order']} 次催办"
    head = f"已印发 {a['number']}" if a["number"] else f"草稿 {a['id']}"
    rows = [
        (i["number"] or i["basis"], i["date"], i["duty"], i["due"], i["days_late"], i["order"])
        for i in a["items"]
    ]
    listed = table(rows, ("文号（依据）", "日期", "应办", "应办结日期", "逾期天数", "第几次"))
    more = (
        ""
        if a["number"]
        else f"\n预览：shenguan preview {a['id']} -o 预览.pdf\n印发：shenguan issue {a['id']}"
    )
    return f"{head}：{a['title']}\n{what}\n{listed}{more}"


@click.command(cls=Command, epilog=example("shenguan remind 区社会事务局 --by 区经济合作局"))
@answers(_render_reminder)
@click.argument("department", metavar="逾期的部门")
@click.option(
    "--by", metavar="部门", default="", help="由哪个部门催办（督办的，哪个部门在等）；只有一个在等的不用写。"
)
@click.option("--issue", "issued", is_flag=True, help="直接编号印发，不写只起草。")
@click.option("--urge", is_flag=True, help="由区优办督办：催办以后仍然逾期的。")
@_TODAY
@pass_context
def remind(
    ctx: CliContext, department: str, by: str, issued: bool, urge: bool, today: date | None
) -> dict[str, Any]:
    """催办：把一个部门逾期的事项写成一件催办函，逐件列明文号、日期、逾期天数。

    同样的事项再催，写明是第几次。催办以后仍不办的，用 --urge 由区优办督办。
    """
    from shenguan_docs.office.duties.reminding import remind as urge_on

    office = ctx.office()
    done = urge_on(office, department, by=by, today=today or office.today, issued=issued, urge=urge)
    for warning in done.warnings:
        say(f"提示：{warning}。")
    return asdict(done)


_COUNTED = {
    "issued": "印发",
    "sent": "发出",
    "received": "收到",
    "claimed": "认领",
    "asked": "应复",
    "answered": "已复",
    "in_time": "按时",
    "answered_late": "迟复",
    "open": "未了结",
    "late": "逾期",
    "reminded": "被催办",
    "urged": "被督办",
}


def _render_figures(rows: list[dict[str, Any]]) -> str:
    lines = [(row["name"], *(row[name] for name in _COUNTED)) for row in rows]
    return table(lines, ("", *_COUNTED.values()), empty="这段时间没有往来。")


@click.command(cls=Command, epilog=example("shenguan figures --by department --year 2026"))
@answers(_render_figures)
@click.option(
    "--by",
    type=Choice({"department": "部门", "month": "月份", "kind": "类别"}),
    default="department",
    help="按部门、按月份，还是按文书类别。",
)
@click.option("--year", metavar="年", type=Count(1900, 9999), default=None, help="哪一年，默认今年。")
@click.option("--from", "start", type=DAY, default=None, help="从哪一天起（不按整年时）。")
@click.option("--to", "end", type=DAY, default=None, help="到哪一天止。")
@click.option("--department", metavar="部门", default="", help="只看一个部门。")
@_TODAY
@pass_context
@in_district
def figures(
    ctx: CliContext,
    by: str,
    year: int | None,
    start: date | None,
    end: date | None,
    department: str,
    today: date | None,
) -> list[dict[str, Any]]:
    """往来的数字：印发、发出、认领、应复、按时、逾期、催办、督办，按部门、月份、类别。

    印发、催办、督办按成文日期算；发出（主送都发出了）、收到、认领、应复按发出日期算，只印发没有发出的不在内；
    未了结、逾期是到 --today 那天为止的。
    """
    from typing import cast

    from shenguan_docs.errors import Refused
    from shenguan_docs.office.duties.figures import By
    from shenguan_docs.office.duties.figures import figures as counted

    if year is not None and (start or end):
        raise Refused("--year 和 --from、--to 只能写一种", remedy="整年用 --year，别的用 --from、--to")
    office = ctx.office()
    day = today or office.today
    year = year or day.year
    first, last = start or date(year, 1, 1), end or (day if start else date(year, 12, 31))
    lines = counted(office, cast(By, by), first, last, day, department)
    return [{"key": line.key, "name": line.name, **line.counts} for line in lines]
