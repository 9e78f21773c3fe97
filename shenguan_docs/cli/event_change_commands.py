"""Commands that change what is known of an event: change, withdraw, join."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, say


def _render_changed(a: dict[str, Any]) -> str:
    items = f",改动了{'、'.join(a['changed'])}" if a["changed"] else ""
    return f"{a['state']} {a['id']}:{a['title']}{items}"


def _tell(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        say(f"提示:{warning}。")


@click.command(
    "change",
    cls=Command,
    epilog=example("shenguan event change 20260305-event2 --data 更正.toml --reason 录入有误"),
)
@answers(_render_changed)
@click.argument("id", metavar="事件编号")
@click.option(
    "--data", "data", metavar="文件", required=True, help="只写要改的项,TOML 或 JSON;写成空的是清除。"
)
@click.option("--reason", metavar="理由", required=True, help="为什么改动。")
@pass_context
def event_change(ctx: CliContext, id: str, data: str, reason: str) -> dict[str, Any]:
    """改动一件登记过的事件。

    没有写的项不变;改动前后和理由都留在流水账里。由它发过文书的,说明是哪一件、要不要更正。
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

    它不再算数,但仍可查看;同一件事可以重新登记。由它发过文书的,说明是哪一件。
    """
    from shenguan_docs.office.events.changing import withdraw

    done = withdraw(ctx.office(), id, reason=reason)
    _tell(done.warnings)
    return asdict(done)


@click.command("join", cls=Command, epilog=example("shenguan event join 20260305-event2 益高社函〔2026〕1号"))
@answers(lambda e: f"事件 {e['id']} 的文书:{'、'.join(x['number'] for x in e['letters'])}")
@click.argument("id", metavar="事件编号")
@click.argument("letter", metavar="文号")
@pass_context
def event_join(ctx: CliContext, id: str, letter: str) -> dict[str, Any]:
    """起草时没有写明事件的文书,印发以后并入它的事件。

    event list --open 列出可能就是的文书。
    """
    from shenguan_docs.office.events.joining import join
    from shenguan_docs.office.events.showing import show

    office = ctx.office()
    _tell(join(office, id, letter))
    return show(office, id)
