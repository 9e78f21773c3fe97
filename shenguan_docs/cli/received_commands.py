"""The commands of 收文: receive, handle, received."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, say, table
from shenguan_docs.cli.params import DAY, Choice

_STEPS = Choice(
    {
        "propose": "拟办",
        "assign": "批办",
        "handle": "承办",
        "circulate": "传阅",
        "urge": "催办",
        "close": "办结",
        "reopen": "重办",
    }
)


def _render_received(answer: dict[str, Any]) -> str:
    if "data_file" in answer:
        return str(answer["data_file"]).rstrip()
    due = f"\n办理期限：{answer['due']}" if answer["due"] else ""
    return f"已登记：{answer['number']} {answer['title']}（编号 {answer['id']}）{due}"


@click.command(
    cls=Command, epilog=example("shenguan receive 来文.pdf --sender 示例市林业局 --number 示林发〔2026〕3号")
)
@answers(_render_received)
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--propose", is_flag=True, help="不登记，只印出由文字读出的登记内容（数据文件），核对后用 --data 登记。"
)
@click.option("--data", "data", metavar="文件", default="", help="登记内容，TOML 或 JSON;- 是标准输入。")
@click.option("--sender", metavar="单位", default="", help="来文单位。")
@click.option("--number", metavar="字号", default="", help="来文字号。")
@click.option("--title", metavar="标题", default="", help="标题；文中读不出、也不写的，用文件名。")
@click.option("--date", "day", metavar="日期", default="", help="来文日期（成文日期）。")
@click.option("--received", "received_on", metavar="日期", default="", help="收文日期，默认今天。")
@click.option("--due", metavar="日期", default="", help="办理期限。")
@click.option("--answers", metavar="文号", default="", help="它答复的是本单位的哪一件发文。")
@pass_context
def receive(
    ctx: CliContext, files: tuple[Path, ...], propose: bool, data: str, **typed: str
) -> dict[str, Any]:
    """收文登记：登记一件外来文书。

    一件可以有几个文件。给收文号，文件原样归档，文字可检索。没有填的项，由来文的文字读出（来文单位、
    字号、标题、日期、紧急程度、期限、答复的是哪一件），拿得准的才用，并且说明；拿不准的，先用 --propose 看。
    """
    from shenguan_docs.notices.datafile import read_data_file
    from shenguan_docs.office.received.proposing import FIELDS
    from shenguan_docs.office.received.receiving import propose as look
    from shenguan_docs.office.received.receiving import receive as register

    known: dict[str, Any] = dict(read_data_file(data).data) if data else {}
    typed["date"] = typed.pop("day")
    known |= {k: v for k, v in typed.items() if v}
    if propose:
        told = look(ctx.office(), list(files))
        for warning in told.warnings:
            say(f"提示：{warning}。")
        shown = {name: asdict(p) | {"label": FIELDS[name]} for name, p in told.proposals.items()}
        return {"proposals": shown, "warnings": list(told.warnings), "data_file": told.data_file}
    registered = register(ctx.office(), list(files), known)
    for name, used in registered.proposed.items():
        say(f"由来文读出{FIELDS[name]}：{used.value}（{used.where}）。")
    for warning in registered.warnings:
        say(f"提示：{warning}。")
    return asdict(registered)


def _render_handled(answer: dict[str, Any]) -> str:
    due = f"，办理期限 {answer['due']}" if answer["due"] else ""
    handler = f"，承办：{answer['handler']}" if answer["handler"] else ""
    return f"{answer['number']} {answer['title']}\n{answer['state']}{handler}{due}"


@click.command(
    cls=Command,
    epilog=example("shenguan handle 收〔2026〕1号 --step 批办 --by 示例甲 --words 请林业股办理 --to 林业股"),
)
@answers(_render_handled)
@click.argument("number", metavar="收文号或编号")
@click.option(
    "--step", type=_STEPS, required=True, help="拟办、批办、承办、传阅、催办、办结、重办，也可以写英文。"
)
@click.option("--by", metavar="姓名", required=True, help="谁拟办、批办、承办、办结。")
@click.option("--words", metavar="意见", default="", help="拟办、批办意见，办理情况，办结的结果。")
@click.option("--to", "handler", metavar="科室或人", default="", help="交给谁承办。")
@click.option("--due", type=DAY, default=None, help="办理期限；改期限的要写明原因。")
@click.option("--date", "on", type=DAY, default=None, help="哪一天，默认今天。")
@pass_context
def handle(
    ctx: CliContext,
    number: str,
    step: str,
    by: str,
    words: str,
    handler: str,
    due: date | None,
    on: date | None,
) -> dict[str, Any]:
    """登记一件收文的办理：拟办、批办、承办、传阅、催办、办结。

    每一步记下是谁、哪一天、什么意见。办结以后要再办的，用 --step 重办 写明原因。
    """
    from shenguan_docs.office.letters.showing import show
    from shenguan_docs.office.received.handling import STEPS
    from shenguan_docs.office.received.handling import handle as note_step

    office = ctx.office()
    got = note_step(office, number, STEPS[step], person=by, note=words, handler=handler, due=due, on=on)
    return show(office, got.id)


@click.command(
    cls=Command, epilog=example("shenguan correct 收〔2026〕1号 --set 紧急程度=加急 --reason 漏填")
)
@answers(_render_handled)
@click.argument("number", metavar="收文号或编号")
@click.option(
    "--set",
    "fixed",
    metavar="项=值",
    multiple=True,
    required=True,
    help="改哪一项，可以写几次；“项=”是清空。",
)
@click.option("--reason", metavar="原因", required=True, help="为什么改。")
@pass_context
def correct(ctx: CliContext, number: str, fixed: tuple[str, ...], reason: str) -> dict[str, Any]:
    """更正收文登记写错的项。

    来文单位、字号、标题、日期、期限、承办等都可以改，先前写的留在流水账里。收文号、收文日期和文件不能改。
    """
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.letters.showing import show
    from shenguan_docs.office.received.correcting import correct as put_right

    office = ctx.office()
    return show(office, put_right(office, number, settings(fixed), reason=reason).id)


@click.command(cls=Command, epilog=example("shenguan received --late"))
@answers(
    lambda rows: table(
        [
            (
                r["number"],
                r["received_on"],
                r["sender"],
                r["sender_number"],
                r["title"],
                r["handler"],
                r["due"],
            )
            + (f"{r['state']}，逾期 {r['late']} 天" if r["late"] and not r["closed_on"] else r["state"],)
            for r in rows
        ],
        ("收文号", "收文日期", "来文单位", "来文字号", "标题", "承办", "办理期限", "状态"),
    )
)
@click.option("--year", metavar="年", type=int, default=None, help="只看这一年的。")
@click.option("--open", "open_only", is_flag=True, help="只看没有办结的。")
@click.option("--late", is_flag=True, help="只看过了办理期限没有办结的。")
@click.option("--today", type=DAY, default=None, help="按哪一天算逾期，默认今天。")
@pass_context
@in_district
def received(
    ctx: CliContext, year: int | None, open_only: bool, late: bool, today: date | None
) -> list[dict[str, Any]]:
    """收文：办到哪一步，谁承办，期限是哪一天，逾期没有。"""
    from shenguan_docs.office.received.handling import listed

    return listed(ctx.office(), year=year, open_only=open_only, late=late, today=today)
