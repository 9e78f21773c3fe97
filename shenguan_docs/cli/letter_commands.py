"""Commands that write letters: draft, preview, issue, void."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, say, table
from shenguan_docs.cli.params import DAY
from shenguan_docs.cli.table_words import settings


def _render_draft(a: Any) -> str:
    if isinstance(a, list):
        return table([(r["row"], r["id"], r["number"], r["title"], r["state"]) for r in a], _BATCH_HEADINGS)
    from shenguan_docs.office.letters.drafting import is_unfinished

    if is_unfinished(a["title"]):
        return (
            f"草稿 {a['id']}：{a['title']}\n补齐：shenguan revise {a['id']} --set 项=值（或者 --data 文件）"
        )
    return (
        f"草稿 {a['id']}：{a['title']}\n"
        f"预览：shenguan preview {a['id']} -o 预览.pdf\n印发：shenguan issue {a['id']}"
    )


_BATCH_HEADINGS = ("行", "编号", "文号", "标题", "状态")


@click.command(cls=Command, epilog=example("shenguan draft penalty --data 数据.toml"))
@answers(_render_draft)
@click.argument("kind", metavar="类别")
@click.option("--event", "event", metavar="事件编号", default="", help="由哪一件事件起草，用它登记的内容。")
@click.option(
    "--data",
    "data",
    metavar="文件",
    default="",
    help="填写的内容，TOML 或 JSON;- 是标准输入。有 --event、--letter 的，只写要补充、改动的项，可以不写。",
)
@click.option(
    "--letter", metavar="文号", default="", help="由哪一件文书起草（答复、更正、移出、回执），用它的内容。"
)
@click.option("--set", "fixed", metavar="项=值", multiple=True, help="补充、改动一项，可以写几次。")
@click.option("--unfinished", is_flag=True, help="没有填完的先存着，对的留下，还缺的说明。")
@click.option("--batch", "batch", metavar="表格", default="", help="许多件：XLSX 或 CSV，一行一件。")
@click.option("--issue", "issue_them", is_flag=True, help="（--batch）起草以后随即编号印发。")
@click.option(
    "--good-rows", "--only-good", "good_rows", is_flag=True, help="（--batch）有问题的行不起草，其余照办。"
)
@click.option("--dry-run", is_flag=True, help="（--batch）只核对，不起草。")
@click.option("--map", "maps", metavar="列=项", multiple=True, help="（--batch）指明一列是哪一项，可写多次。")
@click.option(
    "-o", "--output", metavar="文件", default=None, type=click.Path(path_type=Path, dir_okay=False),
    help="（--batch）带“问题”一列的副本写到哪里，默认在原表旁边。",
)  # fmt: skip
@pass_context
@in_district
def draft(
    ctx: CliContext,
    kind: str,
    event: str,
    data: str,
    letter: str,
    fixed: tuple[str, ...],
    unfinished: bool,
    batch: str,
    issue_them: bool,
    **options: Any,
) -> dict[str, Any] | list[dict[str, Any]]:
    """起草一件文书（先核对填写的内容），或者由一张表起草许多件。

    有错时一次全部说明，什么也不写入。附件先在数据文件旁边找，再在该类文书的文件夹里找。
    没有填完先存着的，用 shenguan revise 补齐；签发、印发以前全部再核对一遍。

    --batch 的表头写各项的名称（导入事件的表也可以用）；有一行不对就都不起草，原表复制一份，加“问题”一列。
    中途断了，再执行一次同样的命令，起草过的、印发过的不会重复。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.notices.datafile import DataFile, read_data_file
    from shenguan_docs.notices.kinds import find_kind
    from shenguan_docs.office.letters.drafting import draft as keep

    office = ctx.office()
    find_kind(office.kind_places, kind)
    if batch:
        from shenguan_docs.cli.batch_drafting import draft_from_table

        if data or event or letter or fixed or unfinished:
            raise Refused("--batch 不与别的内容同用", remedy="各行的内容写在表里")
        return draft_from_table(office, kind, batch, issue_them=issue_them, **options)
    if issue_them or any(options.values()):
        raise Refused("这几个选项只与 --batch 同用", remedy="一件文书的印发用 shenguan issue")
    if event and letter:
        raise Refused("--event 和 --letter 只能写一个", remedy="由事件起草，或者由来函起草")
    if not data and not event and not letter and not fixed:
        raise Refused(
            "没有写明填写的内容",
            remedy="用 --data 文件，或者用 --event 事件编号、--letter 文号由事件、文书起草",
        )
    source = read_data_file(data) if data else DataFile({}, Path.cwd())
    given = {**source.data, **settings(fixed)}
    drafted = keep(office, kind, given, source.folder, event=event, letter=letter, unfinished=unfinished)
    for warning in drafted.warnings:
        say(f"提示：{warning}。")
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
    """看草稿印出来的样子（不编号）。"""
    from shenguan_docs.office.letters.drafting import preview as page

    return _written(page(ctx.office(), draft_id), output)


def _written(content: bytes, output: Path) -> dict[str, Any]:
    with output.open("wb") as file:
        try:
            file.write(content)
            file.flush()
        except OSError:
            if output.is_file():
                output.unlink()  # half a page looks like a page
            raise
    return {"pdf": str(output)}


@click.command(cls=Command, epilog=example("shenguan manuscript 20260305-abcdef -o 发文稿纸.pdf"))
@answers(lambda a: f"发文稿纸已写到 {a['pdf']}")
@click.argument("typed", metavar="文号或编号")
@click.option(
    "-o", "--output", metavar="文件.pdf", required=True, type=click.Path(path_type=Path), help="写到哪里。"
)
@pass_context
def manuscript(ctx: CliContext, typed: str, output: Path) -> dict[str, Any]:
    """发文稿纸：拟稿、核稿、会签、签发的意见和日期。

    草稿的随时可以印出来送签；印发时的与文书一起归档。
    """
    from shenguan_docs.office.letters.manuscript import manuscript as slip

    return _written(slip(ctx.office(), typed), output)


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
@click.option("--date", "written_on", type=DAY, default=None, help="成文日期，默认签发之日或今天。")
@click.option("--printed", "printed_on", type=DAY, default=None, help="印发日期，默认成文日期。")
@click.option(
    "--reason",
    metavar="原因",
    default="",
    help="成文日期早于本组已用的最后日期，或者版面有错仍要印发时，说明原因。",
)
@pass_context
def issue(
    ctx: CliContext, draft_ids: tuple[str, ...], written_on: date | None, printed_on: date | None, reason: str
) -> dict[str, Any] | list[dict[str, Any]]:
    """编号印发：给文号，出 DOCX 和 PDF，归档，可检索。

    同一件再印发一次，回答相同。没有单独签发的，由发文部门的签发人签发。
    """
    from shenguan_docs.office.letters.issuing import issue as send

    done = [
        asdict(i)
        for i in send(
            ctx.office(), list(draft_ids), written_on=written_on, printed_on=printed_on, reason=reason
        )
    ]
    return done[0] if len(done) == 1 else done


@click.command(cls=Command, epilog=example("shenguan void 益高社函〔2026〕1号 --reason 内容有误，另行发文"))
@answers(lambda a: f"{a['number']}已作废：{a['void_reason']}")
@click.argument("number", metavar="文号")
@click.option("--reason", metavar="原因", required=True, help="为什么作废。")
@pass_context
def void(ctx: CliContext, number: str, reason: str) -> dict[str, Any]:
    """作废一件文书，文号保留并注明原因。"""
    from shenguan_docs.office.letters.issuing import void as make_void
    from shenguan_docs.office.letters.showing import show

    office = ctx.office()
    record = make_void(office, number, reason=reason)
    return show(office, record.id)
