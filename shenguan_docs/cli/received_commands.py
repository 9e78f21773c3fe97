"""The command that registers outside documents."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, say


@click.command(
    cls=Command, epilog=example("shenguan receive 来文.pdf --sender 示例市林业局 --number 示林发〔2026〕3号")
)
@answers(lambda a: f"已登记:{a['number']} {a['title']}(编号 {a['id']})")
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--data", "data", metavar="文件", default="", help="登记内容,TOML 或 JSON;- 是标准输入。")
@click.option("--sender", metavar="单位", default="", help="来文单位。")
@click.option("--number", metavar="字号", default="", help="来文字号。")
@click.option("--title", metavar="标题", default="", help="标题;不写用文件名。")
@click.option("--date", "day", metavar="日期", default="", help="来文日期。")
@click.option("--answers", metavar="文号", default="", help="它答复的是本单位的哪一件发文。")
@pass_context
def receive(
    ctx: CliContext,
    files: tuple[Path, ...],
    data: str,
    sender: str,
    number: str,
    title: str,
    day: str,
    answers: str,
) -> dict[str, Any]:
    """收文登记:登记一件外来文书。

    一件可以有几个文件(正文在前)。给收文号,文件原样归档,文字可检索。
    """
    from shenguan_docs.notices.datafile import read_data_file
    from shenguan_docs.office.received.receiving import receive as register

    known: dict[str, Any] = dict(read_data_file(data).data) if data else {}
    typed = {"sender": sender, "number": number, "title": title, "date": day, "answers": answers}
    known |= {k: v for k, v in typed.items() if v}
    registered = register(ctx.office(), list(files), known)
    for warning in registered.warnings:
        say(f"提示:{warning}。")
    return asdict(registered)
