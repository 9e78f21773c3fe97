"""The account of numbers (号段账), opening numbers, letters by hand."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, say, table
from shenguan_docs.cli.params import DAY, Count

STATES = {"issued": "已印发", "void": "作废", "by_hand": "手写", "unused": "不用"}


def _render(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "还没有用过号。"
    lines: list[tuple[Any, ...]] = []
    for _, run in groupby(enumerate(rows), key=_run):
        several = [row for _, row in run]
        first, last = several[0], several[-1]
        name = first["number"] if len(several) == 1 else f"{first['number']} 至 {last['number']}"
        lines.append((name, STATES[first["state"]], first["date"], first["title"], first["reason"]))
    listing = table(lines, ("号", "状态", "日期", "标题", "说明"))
    proof = []
    for (department, series, year), found in groupby(rows, key=_series):
        several = list(found)
        unused = sum(row["state"] == "unused" for row in several)
        explained = f"，其中 {unused} 个号不用，原因已说明" if unused else ""
        proof.append(
            f"{department or '本单位'} {series} {year} 年：第 1 号至第 {several[-1]['ordinal']} 号，"
            f"连续，没有缺号{explained}。"
        )
    return listing + "\n\n" + "\n".join(proof)


def _series(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["department"], row["series"], row["year"]


def _run(placed: tuple[int, dict[str, Any]]) -> tuple[Any, ...]:
    """Numbers that are not used stand on one line, every other on its own."""
    place, row = placed
    if row["state"] != "unused":
        return (place,)
    return (*_series(row), row["reason"], row["ordinal"] - place)


@click.group(
    cls=Group, invoke_without_command=True, epilog=example("shenguan numbers --series 函 --year 2026")
)
@answers(_render)
@click.option(
    "--series", metavar="组", default="", help="文号组（函、文、纪要、收文……），或者带代字的，如 益高社函。"
)
@click.option("--year", type=int, default=None, help="年份。")
@click.option("--department", metavar="部门", default="", help="只看这个部门的。")
@pass_context
@in_district
def numbers(ctx: CliContext, series: str, year: int | None, department: str) -> list[dict[str, Any]]:
    """号段账：每一组文号的每一个号。

    列出每个号的状态，并核对中间没有缺号；缺号时退出码为 3，请运行 shenguan verify。
    """
    from shenguan_docs.office.letters.numbering import account

    return account(ctx.office(), series=series, year=year, department=department)


@numbers.command(
    "open",
    cls=Command,
    epilog=example("shenguan numbers open 益高经函 --next 57 --reason 7月启用本系统，以前的号见纸质登记簿"),
)
@answers(lambda a: f"这一组从“{a['number']}”开始。")
@click.argument("series", metavar="组")
@click.option("--next", "next_", type=Count(1, 99_999), required=True, help="下一个号的序号。")
@click.option("--reason", metavar="原因", required=True, help="为什么从这个号开始。")
@click.option("--year", type=Count(1949, 2999), default=None, help="哪一年的，默认今年。")
@click.option("--department", metavar="部门", default="", help="组写“函”“文”时，是哪个部门的。")
@pass_context
def numbers_open(
    ctx: CliContext, series: str, next_: int, reason: str, year: int | None, department: str
) -> dict[str, Any]:
    """设定一组文号的起始号（年中启用的单位）。

    组写机关代字加组名，如 益高经函、益高经；收文写 收文。前面的号记为不用，可以用 numbers by-hand 逐件补登。
    """
    from shenguan_docs.office.letters.by_hand import open_numbers

    number = open_numbers(ctx.office(), series, next_, reason=reason, year=year, department=department)
    return {"number": number, "reason": reason}


@numbers.command(
    "by-hand",
    cls=Command,
    epilog=example(
        "shenguan numbers by-hand --series 益高经函 --title 关于协助核查的函 --to 区社会事务局 --date 2026-03-09"
    ),
)
@answers(lambda a: f"已补登：{a['number']} {a['title']}（编号 {a['id']}）")
@click.argument("number", metavar="[文号]", required=False, default="")
@click.option("--series", metavar="组", default="", help="不写文号时，取这一组的下一个号。")
@click.option("--department", metavar="部门", default="", help="组写“函”“文”时，是哪个部门的。")
@click.option("--title", metavar="标题", required=True, help="标题。")
@click.option("--date", "day", type=DAY, required=True, help="成文日期。")
@click.option("--to", "receivers", metavar="单位", multiple=True, help="主送单位，可以写几次。")
@click.option("--company", metavar="名称", default="", help="行政相对人。")
@click.option("--uscc", metavar="代码", default="", help="行政相对人的统一社会信用代码。")
@click.option("--signed-by", "signatory", metavar="签发人", default="", help="签发人。")
@click.option("--remark", metavar="文字", default="", help="备注。")
@click.option(
    "--file",
    "files",
    metavar="文件",
    multiple=True,
    type=click.Path(path_type=Path),
    help="扫描件，可以写几次。",
)
@click.option("--reason", metavar="原因", default="", help="前面空着的号为什么不用，或者为什么倒签。")
@pass_context
def numbers_by_hand(ctx: CliContext, day: date, reason: str, **told: Any) -> dict[str, Any]:
    """补登一件在纸上手写、没有经过本系统的发文。

    文号要是这一组的下一个号，或者起始号以前没有用过的号；越过下一个号的，要用 --reason 说明空着的号为什么不用。
    """
    from shenguan_docs.office.letters.by_hand import ByHand, enter
    from shenguan_docs.office.letters.showing import show

    office = ctx.office()
    letter = enter(office, ByHand(day=day, **told), reason=reason)
    if not letter.files:
        say("提示：没有附扫描件，只能按标题、文号检索。")
    return show(office, letter.id)
