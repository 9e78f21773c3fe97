"""Commands about kinds of notices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY


def _summary(kind: Any) -> dict[str, Any]:
    return {
        "slug": kind.slug,
        "name": kind.name,
        "genre": kind.genre,
        "layout": kind.layout,
        "direction": kind.direction,
        "clause": kind.clause,
        "clause_text": kind.clause_text,
        "series": kind.series,
        "retention": kind.retention,
        "version": kind.version,
        "fields": [asdict(f) for f in kind.all_fields],
    }


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan kinds"))
@answers(
    lambda rows: table(
        [(k["slug"], k["name"], k["genre"], k["direction"], k["clause"]) for k in rows],
        ("代号", "名称", "文种", "方向", "条款"),
    )
)
@pass_context
def kinds(ctx: CliContext) -> list[dict[str, Any]]:
    """文书的类别。"""
    from shenguan_docs.notices.kinds import load_kinds

    return [_summary(k) for k in load_kinds(ctx.office().kind_places).values()]


def _render_kind(k: dict[str, Any]) -> str:
    head = pairs(
        [
            ("名称", f"{k['name']}({k['slug']})"),
            ("文种", k["genre"]),
            ("版式", k["layout"]),
            ("方向", k["direction"]),
            ("条款", f"{k['clause_text']}({k['clause']})"),
            ("文号组", k["series"]),
            ("保管期限", k["retention"]),
            ("版本", k["version"]),
        ]
    )
    rows = [
        (
            f["label"],
            f["id"],
            f["type"],
            ("必填" if f["required"] else "") + ("可多个" if f["many"] else ""),
            f["help"] + ("(" + "、".join(f["choices"]) + ")" if f["choices"] else ""),
        )
        for f in k["fields"]
    ]
    return f"{head}\n\n{table(rows, ('项', '标识', '类型', '要求', '说明'))}"


@kinds.command("show", cls=Command, epilog=example("shenguan kinds show penalty"))
@answers(_render_kind)
@click.argument("kind", metavar="类别")
@pass_context
def kinds_show(ctx: CliContext, kind: str) -> dict[str, Any]:
    """看一类文书要填哪些项。"""
    from shenguan_docs.notices.kinds import find_kind

    return _summary(find_kind(ctx.office().kind_places, kind))


@kinds.command("example", cls=Command, epilog=example("shenguan kinds example penalty"))
@click.argument("kind", metavar="类别")
@click.option("--today", type=DAY, default=None, help="按哪一天推算示例里的日期,默认今天。")
@pass_context
def kinds_example(ctx: CliContext, kind: str, today: date | None) -> None:
    """印出一份完整示例,draft 可以直接用。"""
    from shenguan_docs.notices.examples import example_toml
    from shenguan_docs.notices.kinds import find_kind

    click.echo(example_toml(find_kind(ctx.office().kind_places, kind), today or ctx.now().date()), nl=False)


@kinds.command("check", cls=Command, epilog=example("shenguan kinds check"))
@answers(
    lambda rows: table(
        [(f["kind"], f["where"], f["message"]) for f in rows], ("类别", "位置", "问题"), empty="没有问题。"
    ),
    found=bool,
)
@click.argument("folder", metavar="[文件夹]", required=False, type=click.Path(path_type=Path))
@click.option("--today", type=DAY, default=None, help="按哪一天推算示例里的日期,默认今天。")
@pass_context
def kinds_check(ctx: CliContext, folder: Path | None, today: date | None) -> list[dict[str, Any]]:
    """检查文书类别写得对不对:每个占位名都有这一项,示例能起草。

    文件夹是一类文书,或装着几类文书的文件夹;不写就检查全部。有问题时退出码为 1。
    """
    from shenguan_docs.office.kind_keeping import check_kinds

    return [asdict(f) for f in check_kinds(ctx.office(), folder, today or ctx.now().date())]
