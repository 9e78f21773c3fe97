"""The command that shows what went to and fro, in order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, say, table
from shenguan_docs.cli.params import DAY


def _render(rows: list[dict[str, Any]]) -> str:
    return table([_line(row) for row in rows], ("日期", "经过", "文号", "内容", "往来", "状态"))


def _line(row: dict[str, Any]) -> tuple[object, ...]:
    way = f"{row['from']} → {'、'.join(row['to'])}" if row["to"] else row["from"]
    answered = "、".join(one["number"] or one["id"] for one in row["answers"])
    state = [row["state"], row["detail"], f"答复{answered}" if answered else "", row["late_words"]]
    title = "" if row["type"] in ("dispatch", "claim") else row["title"]
    return row["date"], row["label"], row["number"], title, way, "，".join(filter(None, state))


@click.command(cls=Command, epilog=example("shenguan timeline --company 示例木业有限公司 -o 时间线.svg"))
@answers(_render)
@click.option(
    "--company", metavar="名称", default="", help="行政相对人：名称（曾用名也可以）或者名称的一部分。"
)
@click.option("--uscc", metavar="代码", default="", help="行政相对人的统一社会信用代码。")
@click.option("--matter", metavar="事项", default="", help="审批事项；与行政相对人同写的，只看两者都有的。")
@click.option("--code", metavar="编码", default="", help="监管事项编码。")
@click.option("--today", type=DAY, default=None, help="按哪一天算逾期，默认今天。")
@click.option(
    "-o", "--output", metavar="文件", default=None, type=click.Path(path_type=Path, dir_okay=False),
    help="同时画成图，写到 .svg 或 .pdf 文件。",
)  # fmt: skip
@pass_context
def timeline(ctx: CliContext, today: date | None, output: Path | None, **asked: str) -> list[dict[str, Any]]:
    """往来时间线：事件、发文、发出、认领、收文、待办，按日期排列。

    答复连到它所答复的来函；逾期的、迟办的注明，图上是红的。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.timeline.collecting import timeline as collect
    from shenguan_docs.office.timeline.picture import pdf, svg
    from shenguan_docs.office.timeline.subject import Asked

    form = output.suffix.lower() if output else ""
    if output is not None and form not in (".svg", ".pdf"):
        raise Refused("图只画成 .svg 或者 .pdf", where=str(output), remedy="换一个文件名")
    office = ctx.office()
    line = collect(office, Asked(**asked), today)
    if output is not None:
        output.write_bytes(svg(office.layouts, line).encode() if form == ".svg" else pdf(office, line))
        say(f"图已写到 {output}")
    return line.shown()
