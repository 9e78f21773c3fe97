"""The account of numbers (号段账)."""

from __future__ import annotations

from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, table


def _render(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "还没有用过号。"
    words = {"issued": "已印发", "void": "作废"}
    listing = table(
        [(r["number"], words[r["state"]], r["date"], r["title"], r["reason"]) for r in rows],
        ("号", "状态", "日期", "标题", "说明"),
    )
    series: dict[tuple[str, str, int], int] = {}
    for row in rows:
        key = (row["department"], row["series"], row["year"])
        series[key] = series.get(key, 0) + 1
    proof = [
        f"{d or '本单位'} {g} {y} 年:第 1 号至第 {n} 号,连续,没有缺号。" for (d, g, y), n in series.items()
    ]
    return listing + "\n\n" + "\n".join(proof)


@click.command(cls=Command, epilog=example("shenguan numbers --series 函 --year 2026"))
@answers(_render)
@click.option("--series", metavar="组", default="", help="文号组(函、文、纪要、收文……)。")
@click.option("--year", type=int, default=None, help="年份。")
@click.option("--department", metavar="部门", default="", help="只看这个部门的。")
@pass_context
def numbers(ctx: CliContext, series: str, year: int | None, department: str) -> list[dict[str, Any]]:
    """号段账:每一组文号的每一个号。

    列出每个号的状态,并核对中间没有缺号;缺号时退出码为 3,请运行 shenguan verify。
    """
    from shenguan_docs.office.letters.numbering import account

    return account(ctx.office(), series=series, year=year, department=department)
