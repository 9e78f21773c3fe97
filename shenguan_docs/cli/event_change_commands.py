"""Commands that change what is known of an event: change, withdraw, join."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, pairs, say, table


def _render_changed(a: dict[str, Any]) -> str:
    items = f"，改动了{'、'.join(a['changed'])}" if a["changed"] else ""
    return f"{a['state']} {a['id']}：{a['title']}{items}"


def _tell(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        say(f"提示：{warning}。")


@click.command(
    "change",
    cls=Command,
    epilog=example("shenguan event change 20260305-event2 --data 更正.toml --reason 录入有误"),
)
@answers(_render_changed)
@click.argument("id", metavar="事件编号")
@click.option(
    "--data", "data", metavar="文件", required=True, help="只写要改的项，TOML 或 JSON；写成空的是清除。"
)
@click.option("--reason", metavar="理由", required=True, help="为什么改动。")
@pass_context
def event_change(ctx: CliContext, id: str, data: str, reason: str) -> dict[str, Any]:
    """改动一件登记过的事件。

    没有写的项不变；改动前后和理由都留在流水账里。由它发过文书的，说明是哪一件、要不要更正。
    """
    from shenguan_docs.notices.datafile import read_data_file
    from shenguan_docs.office.events.changing import change

    read = read_data_file(data)
    done = change(ctx.office(), id, read.data, reason=reason, folder=read.folder)
    _tell(done.warnings)
    return asdict(done)


@click.command(
    "withdraw", cls=Command, epilog=example("shenguan event withdraw 20260305-event2 --reason 重复登记")
)
@answers(_render_changed)
@click.argument("id", metavar="事件编号")
@click.option("--reason", metavar="理由", required=True, help="为什么撤回。")
@pass_context
def event_withdraw(ctx: CliContext, id: str, reason: str) -> dict[str, Any]:
    """撤回一件登记错了的事件。

    它不再算数，但仍可查看；同一件事可以重新登记。由它发过文书的，说明是哪一件。
    """
    from shenguan_docs.office.events.changing import withdraw

    done = withdraw(ctx.office(), id, reason=reason)
    _tell(done.warnings)
    return asdict(done)


@click.command("join", cls=Command, epilog=example("shenguan event join 20260305-event2 益高社函〔2026〕1号"))
@answers(lambda e: f"事件 {e['id']} 的文书：{'、'.join(x['number'] for x in e['letters'])}")
@click.argument("id", metavar="事件编号")
@click.argument("letter", metavar="文号")
@pass_context
def event_join(ctx: CliContext, id: str, letter: str) -> dict[str, Any]:
    """起草时没有写明事件的文书，印发以后并入它的事件。

    event list --open 列出可能就是的文书。
    """
    from shenguan_docs.office.events.joining import join
    from shenguan_docs.office.events.showing import show

    office = ctx.office()
    _tell(join(office, id, letter))
    return show(office, id)


def _render_touched(a: dict[str, Any]) -> str:
    laws = "、".join(f"《{c['law']}》{'、'.join(f'第{n}条' for n in c['articles'])}" for c in a["laws"])
    parts = [
        pairs(
            [
                ("变动的法规", laws),
                ("事件", a["event"]),
                ("收文", a["received"]),
                ("已函送", "、".join(a["letters"])),
            ]
        ),
        table(
            [(m["name"], m["cited"], m["approver"], m["supervisor"]) for m in a["matters"]],
            ("事项", "法律依据", "审批部门", "主管部门"),
            empty="清单里没有以它为法律依据的事项。",
        ),
        table(
            [
                (
                    c["name"],
                    c["uscc"] or c["id_number"],
                    c["matter"],
                    c["why"],
                    c["date"],
                    c["number"],
                    c["until"],
                )
                for c in a["companies"]
            ],
            ("行政相对人", "代码", "事项", "情况", "日期", "编号", "期限"),
            empty="没有在办申请和有效许可。",
        ),
    ]
    return "\n\n".join(filter(None, parts)) + f"\n\n起草：{a['command']}"


@click.command(
    "law-change", cls=Command, epilog=example("shenguan law-change --law 《中华人民共和国森林法》第五十七条")
)
@answers(_render_touched)
@click.argument("typed", metavar="[事件编号或收文号]", default="")
@click.option(
    "--law", "laws", metavar="法规", multiple=True, help="法规和条款，如《森林法》第五十七条，可写多次。"
)
@pass_context
def law_change(ctx: CliContext, typed: str, laws: tuple[str, ...]) -> dict[str, Any]:
    """法规政策变动：哪些事项以它为依据，哪些申请、许可受影响。

    事项按清单的法律依据查出；写事件编号或者收文号的，法规从那里取。
    """
    from shenguan_docs.office.events.law_changes import law_change

    return law_change(ctx.office(), typed, laws)
