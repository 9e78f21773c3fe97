"""Commands that write letters: draft, preview, issue, void."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, pairs, say, table
from shenguan_docs.cli.params import DAY


@click.command(cls=Command, epilog=example("shenguan draft penalty --data 数据.toml"))
@answers(
    lambda a: (
        f"草稿 {a['id']}:{a['title']}\n"
        f"预览:shenguan preview {a['id']} -o 预览.pdf\n印发:shenguan issue {a['id']}"
    )
)
@click.argument("kind", metavar="类别")
@click.option("--event", "event", metavar="事件编号", default="", help="由哪一件事件起草,用它登记的内容。")
@click.option(
    "--data",
    "data",
    metavar="文件",
    default="",
    help="填写的内容,TOML 或 JSON;- 是标准输入。有 --event 的,只写要补充、改动的项,可以不写。",
)
@pass_context
def draft(ctx: CliContext, kind: str, event: str, data: str) -> dict[str, Any]:
    """起草一件文书(先核对填写的内容)。

    有错时一次全部说明,什么也不写入。附件先在数据文件旁边找,再在该类文书的文件夹里找。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.notices.datafile import DataFile, read_data_file
    from shenguan_docs.notices.kinds import find_kind
    from shenguan_docs.office.letters.drafting import draft as keep

    office = ctx.office()
    find_kind(office.kind_places, kind)
    if not data and not event:
        raise Refused("没有写明填写的内容", remedy="用 --data 文件,或者用 --event 事件编号由事件起草")
    source = read_data_file(data) if data else DataFile({}, Path.cwd())
    drafted = keep(office, kind, source.data, source.folder, event=event)
    for warning in drafted.warnings:
        say(f"提示:{warning}。")
    return asdict(drafted)


@click.command(cls=Command, epilog=example("shenguan drafts"))
@answers(
    lambda rows: table(
        [(d["id"], d["kind"], d["title"], d["created_by"]) for d in rows], ("编号", "类别", "标题", "起草人")
    )
)
@pass_context
def drafts(ctx: CliContext) -> list[dict[str, Any]]:
    """还没有印发的草稿。"""
    from shenguan_docs.office.letters.showing import list_drafts

    return list_drafts(ctx.office())


@click.command(cls=Command, epilog=example("shenguan preview 20260305-abcdef -o 预览.pdf"))
@answers(lambda a: f"预览已写到 {a['pdf']}")
@click.argument("draft_id", metavar="草稿编号")
@click.option(
    "-o", "--output", metavar="文件.pdf", required=True, type=click.Path(path_type=Path), help="写到哪里。"
)
@pass_context
def preview(ctx: CliContext, draft_id: str, output: Path) -> dict[str, Any]:
    """看草稿印出来的样子(不编号)。"""
    from shenguan_docs.office.letters.drafting import preview as page

    content = page(ctx.office(), draft_id)
    with output.open("wb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            if output.is_file():
                output.unlink()  # half a page looks like a page
            raise
    return {"pdf": str(output)}


def _render_issued(answer: dict[str, Any] | list[dict[str, Any]]) -> str:
    rows = answer if isinstance(answer, list) else [answer]
    return "\n\n".join(
        pairs(
            [
                ("文号", r["number"]),
                ("标题", r["title"]),
                ("成文日期", r["date"]),
                ("DOCX", r["docx"]),
                ("PDF", r["pdf"]),
            ]
        )
        for r in rows
    )


@click.command(cls=Command, epilog=example("shenguan issue 20260305-abcdef"))
@answers(_render_issued)
@click.argument("draft_ids", metavar="草稿编号…", nargs=-1, required=True)
@click.option("--date", "written_on", type=DAY, default=None, help="成文日期,默认签发之日或今天。")
@click.option("--printed", "printed_on", type=DAY, default=None, help="印发日期,默认成文日期。")
@click.option(
    "--reason",
    metavar="原因",
    default="",
    help="成文日期早于本组已用的最后日期,或者版面有错仍要印发时,说明原因。",
)
@pass_context
def issue(
    ctx: CliContext, draft_ids: tuple[str, ...], written_on: date | None, printed_on: date | None, reason: str
) -> dict[str, Any] | list[dict[str, Any]]:
    """编号印发:给文号,出 DOCX 和 PDF,归档,可检索。

    同一件再印发一次,回答相同。没有单独签发的,由发文部门的签发人签发。
    """
    from shenguan_docs.office.letters.issuing import issue as send

    done = [
        asdict(i)
        for i in send(
            ctx.office(), list(draft_ids), written_on=written_on, printed_on=printed_on, reason=reason
        )
    ]
    return done[0] if len(done) == 1 else done


@click.command(cls=Command, epilog=example("shenguan void 益高社函〔2026〕1号 --reason 内容有误,另行发文"))
@answers(lambda a: f"{a['number']}已作废:{a['void_reason']}")
@click.argument("number", metavar="文号")
@click.option("--reason", metavar="原因", required=True, help="为什么作废。")
@pass_context
def void(ctx: CliContext, number: str, reason: str) -> dict[str, Any]:
    """作废一件文书,文号保留并注明原因。"""
    from shenguan_docs.office.letters.issuing import void as make_void
    from shenguan_docs.office.letters.showing import show

    office = ctx.office()
    record = make_void(office, number, reason=reason)
    return show(office, record.id)
