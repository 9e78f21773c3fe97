"""Commands of a letter's life: revise, compare, submit, approve, return, sign, dispatch, claim, attach-signed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, say
from shenguan_docs.cli.params import DAY

_FILE = click.Path(path_type=Path)


@click.command(cls=Command, epilog=example("shenguan revise 20260305-abcdef --data 数据.toml"))
@answers(lambda a: f"草稿 {a['id']} 已改：{a['title']}\n与前一稿比较：shenguan compare {a['id']}")
@click.argument("draft_id", metavar="草稿编号")
@click.option(
    "--data", "data", metavar="文件", default="", help="整份填写的内容，TOML 或 JSON;- 是标准输入。"
)
@click.option(
    "--set",
    "fixed",
    metavar="项=值",
    multiple=True,
    help="补充、改动一项，可以写几次；没有 --data 的，其余照旧。",
)
@pass_context
def revise(ctx: CliContext, draft_id: str, data: str, fixed: tuple[str, ...]) -> dict[str, Any]:
    """改一件草稿，前一稿的文字留着。

    改过的草稿要重新送审、签发。附件不变的，照 shenguan show 草稿编号 里写的填。
    只改几项的，用 --set；没有填完先存着的草稿，只写还缺的项。
    """
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.errors import Refused
    from shenguan_docs.notices.datafile import DataFile, read_data_file
    from shenguan_docs.office.letters.revising import revise as change

    if not data and not fixed:
        raise Refused("没有写明改成什么", remedy="用 --data 文件；只改几项的用 --set 项=值")
    source = read_data_file(data) if data else DataFile({}, Path.cwd())
    given = {**source.data, **settings(fixed)}
    changed = change(ctx.office(), draft_id, given, source.folder, partly=not data)
    for warning in changed.warnings:
        say(f"提示：{warning}。")
    return asdict(changed)


def _render_changes(answer: dict[str, Any]) -> str:
    head = f"第 {answer['old']} 稿 → 第 {answer['new']} 稿"
    lines = []
    for change in answer["changes"]:
        if change["before"]:
            lines.append(f"- {change['before']}")
        if change["after"]:
            lines.append(f"+ {change['after']}")
    return "\n".join([head, *lines]) if lines else f"{head}：文字没有不同"


@click.command(cls=Command, epilog=example("shenguan compare 20260305-abcdef"))
@answers(_render_changes)
@click.argument("draft_id", metavar="草稿编号")
@click.option("--from", "old", metavar="第几稿", type=int, default=None, help="默认最后一稿的前一稿。")
@click.option("--to", "new", metavar="第几稿", type=int, default=None, help="默认最后一稿。")
@pass_context
def compare(ctx: CliContext, draft_id: str, old: int | None, new: int | None) -> dict[str, Any]:
    """比较一件草稿的两稿，逐段列出不同的文字。"""
    from shenguan_docs.office.letters.revising import compare as differences

    first, second, changes = differences(ctx.office(), draft_id, old, new)
    return {"old": first, "new": second, "changes": [asdict(change) for change in changes]}


def _described(ctx: CliContext, id: str) -> dict[str, Any]:
    from shenguan_docs.office.letters.showing import show

    return show(ctx.office(), id)


def _next_step(answer: dict[str, Any]) -> str:
    following = answer["next"]
    return f"{answer['title']}\n{answer['state']}" + (
        f"，下一步：{following}" if following else "，可以编号印发"
    )


_DRAFT = click.argument("draft_id", metavar="草稿编号")
_NOTE = click.option("--note", metavar="意见", default="", help="意见，可以不写。")


@click.command(cls=Command, epilog=example("shenguan submit 20260305-abcdef --by 示例戊"))
@answers(_next_step)
@_DRAFT
@click.option("--by", metavar="拟稿人", required=True, help="谁送审。")
@_NOTE
@pass_context
def submit(ctx: CliContext, draft_id: str, by: str, note: str) -> dict[str, Any]:
    """送审一件草稿。"""
    from shenguan_docs.office.letters.workflow import submit as pass_on

    return _described(ctx, pass_on(ctx.office(), draft_id, by=by, note=note).id)


@click.command(cls=Command, epilog=example("shenguan approve 20260305-abcdef --by 示例己"))
@answers(_next_step)
@_DRAFT
@click.option("--by", metavar="审核人", required=True, help="谁审核（会签）。")
@_NOTE
@pass_context
def approve(ctx: CliContext, draft_id: str, by: str, note: str) -> dict[str, Any]:
    """审核（会签）一件送审的草稿，同意进入下一步。"""
    from shenguan_docs.office.letters.workflow import approve as agree

    return _described(ctx, agree(ctx.office(), draft_id, by=by, note=note).id)


@click.command(
    "return", cls=Command, epilog=example("shenguan return 20260305-abcdef --by 示例己 --reason 事实不清")
)
@answers(_next_step)
@_DRAFT
@click.option("--by", metavar="审核人", default="", help="谁退回，默认操作人。")
@click.option("--reason", metavar="原因", required=True, help="为什么退回。")
@pass_context
def return_(ctx: CliContext, draft_id: str, by: str, reason: str) -> dict[str, Any]:
    """退回一件送审、审核中或者已签发的草稿。"""
    from shenguan_docs.office.letters.workflow import send_back

    office = ctx.office()
    return _described(ctx, send_back(office, draft_id, by=by or office.actor, reason=reason).id)


@click.command(cls=Command, epilog=example("shenguan sign 20260305-abcdef --by 示例甲"))
@answers(lambda a: f"已由{a['signed_by']}于 {a['signed_on']} 签发，可以编号印发：shenguan issue {a['id']}")
@_DRAFT
@click.option("--by", "signed_by", metavar="签发人", required=True, help="谁签发。")
@click.option("--date", "signed_on", type=DAY, default=None, help="签发之日，即成文日期，默认今天。")
@_NOTE
@pass_context
def sign(ctx: CliContext, draft_id: str, signed_by: str, signed_on: date | None, note: str) -> dict[str, Any]:
    """签发一件草稿。"""
    from shenguan_docs.office.letters.workflow import sign as put

    return _described(
        ctx, put(ctx.office(), draft_id, signed_by=signed_by, signed_on=signed_on, note=note).id
    )


def _render_deliveries(answer: dict[str, Any]) -> str:
    lines = [f"{answer['number']} {answer['title']}"]
    for one in answer["deliveries"]:
        claimed = (
            f"，{one['claimed_on']} 由{one['claimed_by']}认领（{one['way']}）"
            if one["claimed_on"]
            else "，待认领"
        )
        lines.append(f"{one['receiver']}：{one['sent_on']} {one['channel_name']}{claimed}")
    return "\n".join(lines)


@click.command(cls=Command, epilog=example("shenguan dispatch 益高社函〔2026〕1号 --channel online"))
@answers(_render_deliveries)
@click.argument("letter", metavar="文号或编号")
@click.option(
    "--channel",
    type=click.Choice(["online", "paper", "mail", "fax"]),
    required=True,
    help="online 线上推送（推送即认领），paper 当面送达，mail 邮寄，fax 传真。",
)
@click.option("--date", "on", type=DAY, default=None, help="发出之日，默认今天。")
@click.option("--to", metavar="收文单位", multiple=True, help="只发给其中几个单位，可以写几次；默认全部。")
@click.option("--serial", metavar="流水号", default="", help="平台流水号或者邮件号码。")
@click.option("--evidence", metavar="文件", type=_FILE, default=None, help="截图、邮寄凭证，与文书一起归档。")
@pass_context
def dispatch(
    ctx: CliContext,
    letter: str,
    channel: str,
    on: date | None,
    to: tuple[str, ...],
    serial: str,
    evidence: Path | None,
) -> dict[str, Any]:
    """登记一件文书的发出。

    线上推送的，由当天的接收联络员（不在岗的由代理人）即时认领；其他方式的等认领，见 shenguan claim。
    """
    from shenguan_docs.office.letters.delivering import dispatch as send

    sent = send(ctx.office(), letter, channel=channel, on=on, to=to, serial=serial, evidence=evidence)
    return _described(ctx, sent.id)


@click.command(cls=Command, epilog=example("shenguan claim 益高社函〔2026〕1号 --by 示例丙"))
@answers(_render_deliveries)
@click.argument("letter", metavar="文号或编号")
@click.option("--by", metavar="认领人", required=True, help="谁认领。")
@click.option("--date", "on", type=DAY, default=None, help="认领之日，默认今天。")
@click.option("--to", metavar="收文单位", default="", help="有几个收文单位的，写明是哪一个。")
@click.option("--receipt", metavar="回执号", default="", help="证明认领的回执（流水号）或者收文号。")
@click.option("--evidence", metavar="文件", type=_FILE, default=None, help="回执的扫描件，与文书一起归档。")
@pass_context
def claim(
    ctx: CliContext, letter: str, by: str, on: date | None, to: str, receipt: str, evidence: Path | None
) -> dict[str, Any]:
    """登记一件文书的认领（签收）。"""
    from shenguan_docs.office.letters.delivering import claim as take

    taken = take(ctx.office(), letter, by=by, on=on, to=to, receipt=receipt, evidence=evidence)
    return _described(ctx, taken.id)


@click.command(
    "attach-signed", cls=Command, epilog=example("shenguan attach-signed 益高社函〔2026〕1号 盖章件.pdf")
)
@answers(lambda a: f"{a['number']}已附盖章件：{(a.get('sealed') or a['files'])[-1]['path']}")
@click.argument("letter", metavar="文号或编号")
@click.argument("file", metavar="文件", type=_FILE)
@pass_context
def attach_signed(ctx: CliContext, letter: str, file: Path) -> dict[str, Any]:
    """附上盖章件的扫描件（PDF、OFD、图片），原样归档。

    手写补登的发文也用它附扫描件。
    """
    from shenguan_docs.office.letters.by_hand import attach_scan

    return _described(ctx, attach_scan(ctx.office(), letter, file))
