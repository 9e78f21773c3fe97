"""Commands about kinds of notices."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, say, table
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


def _render_kinds(rows: list[dict[str, Any]]) -> str:
    if rows and "event" in rows[0]:
        return "\n\n".join(map(_called_letter, rows))
    return table(
        [(k["slug"], k["name"], k["genre"], k["direction"], k["clause"]) for k in rows],
        ("代号", "名称", "文种", "方向", "条款"),
    )


def _called_letter(k: dict[str, Any]) -> str:
    return pairs(
        [
            ("文书", f"{k['name']}（{k['slug']}）"),
            ("要求", f"{k['need']}：{k['when']}"),
            ("由谁发", k["by"]),
            ("发给谁", k["to"]),
            ("期限", k["due"]),
            ("条款", f"{k['clause_text']}（{k['clause']}）"),
        ]
    )


@click.group(
    cls=Group, invoke_without_command=True, epilog=example("shenguan kinds --event penalty-effective")
)
@answers(_render_kinds)
@click.option(
    "--event",
    "event",
    metavar="类型",
    default="",
    help="这种事件（或者这个编号的事件）要发哪些文书：由谁发、发给谁、期限、条款。",
)
@pass_context
def kinds(ctx: CliContext, event: str) -> list[dict[str, Any]]:
    """文书的类别。"""
    if event:
        from shenguan_docs.office.events.entering import called_letters

        return called_letters(ctx.office(), event)
    from shenguan_docs.errors import ShenguanError
    from shenguan_docs.notices.kind_file import load_kind
    from shenguan_docs.notices.kinds import kind_folders

    rows = []
    for slug, folder in sorted(kind_folders(ctx.office().kind_places).items()):
        try:
            rows.append(_summary(load_kind(folder)))
        except ShenguanError as error:  # one faulty folder does not hide the others
            say(f"{slug} 写得不对，没有列出：{error}")
    return rows


def _render_kind(k: dict[str, Any]) -> str:
    head = pairs(
        [
            ("名称", f"{k['name']}（{k['slug']}）"),
            ("文种", k["genre"]),
            ("版式", k["layout"]),
            ("方向", k["direction"]),
            ("条款", f"{k['clause_text']}（{k['clause']}）"),
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


class _Example(dict[str, Any]):
    """An example as a script reads it; ``toml`` is the file that a person fills in, with its comments."""

    toml: str


@kinds.command("example", cls=Command, epilog=example("shenguan kinds example penalty"))
@answers(lambda data: data.toml.rstrip("\n"))
@click.argument("kind", metavar="类别")
@click.option("--today", type=DAY, default=None, help="按哪一天推算示例里的日期，默认今天。")
@pass_context
def kinds_example(ctx: CliContext, kind: str, today: date | None) -> _Example:
    """印出一份完整示例，draft 可以直接用。"""
    from shenguan_docs.notices.examples import example_data, example_toml
    from shenguan_docs.notices.kinds import find_kind

    found, day = find_kind(ctx.office().kind_places, kind), today or ctx.now().date()
    data = _Example(example_data(found, day))
    data.toml = example_toml(found, day)
    return data


@kinds.command("check", cls=Command, epilog=example("shenguan kinds check"))
@answers(
    lambda rows: table(
        [(f["kind"], f["where"], f["message"]) for f in rows], ("类别", "位置", "问题"), empty="没有问题。"
    ),
    found=bool,
)
@click.argument("folder", metavar="[文件夹]", required=False, type=click.Path(path_type=Path))
@click.option("--today", type=DAY, default=None, help="按哪一天推算示例里的日期，默认今天。")
@pass_context
def kinds_check(ctx: CliContext, folder: Path | None, today: date | None) -> list[dict[str, Any]]:
    """检查文书类别写得对不对：每个占位名都有这一项，示例能起草。

    文件夹是一类文书，或装着几类文书的文件夹；不写就检查全部。有问题时退出码为 1。
    """
    from shenguan_docs.office.keeping.kind_keeping import check_kinds

    return [asdict(f) for f in check_kinds(ctx.office(), folder, today or ctx.now().date())]


@kinds.command("new", cls=Command, epilog=example("shenguan kinds new own-penalty --like penalty"))
@answers(
    lambda k: (
        f"已复制 {k['origin'].partition('@')[0]} 为 {k['slug']}（{k['name']}），在 {k['folder']}。"
        f"\n改其中的 kind.toml 和 body.txt，改好后运行 shenguan kinds check {k['folder']}"
    )
)
@click.argument("slug", metavar="代号")
@click.option("--like", required=True, metavar="类别", help="照哪一类复制，写它的代号或名称。")
@click.option("--name", default="", metavar="名称", help="新类别的名称；不写就在原名称后加“（本单位）”。")
@click.option("--override", is_flag=True, help="代号不变：以单位的文本代替随软件带来的同一类。")
@pass_context
def kinds_new(ctx: CliContext, slug: str, like: str, name: str, override: bool) -> dict[str, Any]:
    """照一类文书复制出单位自己的一类。

    复制到单位的 templates/notices 下，代号用小写英文字母、数字和短横。
    """
    from shenguan_docs.office.keeping.kind_changes import new_kind

    return asdict(new_kind(ctx.office(), slug, like, name=name, override=override))


def _render_diffs(diffs: list[dict[str, Any]]) -> str:
    if not diffs:
        return "没有单位自己的文本，用的是随软件带来的。"
    return "\n\n".join("\n".join(_diff_lines(d)) for d in diffs)


def _diff_lines(d: dict[str, Any]) -> list[str]:
    whose = "随软件带来的" if d["base_shipped"] else "单位的"
    lines = [f"{d['kind']}（{d['name']}），版本 {d['version']}"]
    if not d["base"]:
        return [*lines, "  单位自己写的，没有可对照的文本"]
    lines.append(f"  对照{whose} {d['base']}，版本 {d['base_version']}")
    if d["base_changed"]:
        lines.append(
            f"  {whose} {d['base']} 在复制以后改过（复制时版本 {d['copied_from']}），请看下面的不同要不要照改"
        )
    if d["base_changed"] and d["sides"] is not None:
        return [*lines, *_side_lines(d["sides"])]
    if not d["changes"]:
        lines.append("  文本相同")
    for c in d["changes"]:
        place = f"{c['file']} 第 {c['line']} 行" if c["line"] else c["file"]
        if not c["line"] and c["base_line"]:
            place += f"（对照文本第 {c['base_line']} 行）"
        lines.append(f"  {place} {c['change']}")
        if c["change"] != "增加":
            lines.append(f"    - {c['base']}")
        if c["change"] != "删去":
            lines.append(f"    + {c['office']}")
    return lines


def _side_lines(sides: list[dict[str, Any]]) -> list[str]:
    lines = []
    for by in ("两边都改", "随软件改", "单位改"):
        for s in (s for s in sides if s["by"] == by):
            place = f"{s['file']} 复制时第 {s['line']} 行" if s["line"] else s["file"]
            lines.append(f"  [{by}] {place}")
            for head, name in (("复制时", "copied"), ("随软件", "base"), ("单位", "office")):
                lines += [f"    {head}：{line}" for line in s[name] or ("（没有）",)]
    return lines or ["  文本相同"]


@kinds.command("diff", cls=Command, epilog=example("shenguan kinds diff"))
@answers(_render_diffs)
@click.argument("kind", metavar="[类别]", required=False)
@pass_context
def kinds_diff(ctx: CliContext, kind: str | None) -> list[dict[str, Any]]:
    """单位自己的文本与随软件带来的有什么不同。

    + 是单位的，- 是对照的文本：随软件带来的同一代号，或者复制时所照的一类；
    复制以后对照的文本改过的，分开说明哪些是单位改的、哪些是随软件改的、哪些两边都改了。不写类别就看全部。
    """
    from shenguan_docs.office.keeping.kind_changes import diff_kinds

    return [asdict(d) for d in diff_kinds(ctx.office(), kind)]
