"""Commands about 业务事件: what happened and may call for a letter."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.event_change_commands import event_change, event_join, event_withdraw
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, say, table
from shenguan_docs.cli.params import DAY
from shenguan_docs.cli.table_words import mapped, told_columns


def _render_types(rows: list[dict[str, Any]]) -> str:
    return table(
        [(t["type"], t["name"], "、".join(t["kinds"]), "、".join(t["required"])) for t in rows],
        ("代号", "事件", "对应的文书", "必填"),
    )


def _types(ctx: CliContext) -> list[dict[str, Any]]:
    from shenguan_docs.office.events.forms import types_of

    return [
        {
            "type": t.key,
            "name": t.name,
            "aliases": t.aliases,
            "kinds": [letter.kind for letter in t.letters if not letter.after],
            "required": [f.label for f in t.fields if f.required],
            "fields": [asdict(f) for f in t.fields],
        }
        for t in types_of(ctx.office())
    ]


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan event list"))
@answers(_render_types)
@pass_context
def event(ctx: CliContext) -> list[dict[str, Any]]:
    """业务事件：发生了什么，要发哪些文书。

    登记事件，由事件起草文书，填过的不用再填。不写命令时列出事件的类型。
    """
    return _types(ctx)


@event.command("types", cls=Command, epilog=example("shenguan event types"))
@answers(_render_types)
@pass_context
def event_types(ctx: CliContext) -> list[dict[str, Any]]:
    """事件有哪些类型。"""
    return _types(ctx)


@event.command("example", cls=Command, epilog=example("shenguan event example penalty-effective"))
@click.argument("type_name", metavar="类型")
@click.option("--csv", "as_table", is_flag=True, help="印成 event import 用的样表。")
@click.option("--today", type=DAY, default=None, help="按哪一天推算示例里的日期，默认今天。")
@pass_context
def event_example(ctx: CliContext, type_name: str, as_table: bool, today: date | None) -> None:
    """印出一种事件的完整示例，event add 可以直接用。"""
    from shenguan_docs.office.events.examples import event_csv, event_toml
    from shenguan_docs.office.events.forms import find_type

    type = find_type(ctx.office(), type_name)
    make = event_csv if as_table else event_toml
    click.echo(make(type, today or ctx.now().date()), nl=False)


def _render_entered(a: dict[str, Any]) -> str:
    if a["double"]:
        return f"这件事件已经登记过，没有再登记。先登记的编号 {a['id']}：{a['title']}"
    lines = [f"已登记事件 {a['id']}：{a['title']}"]
    lines += [f"起草：shenguan draft {kind} --event {a['id']} --data 文件" for kind in a["kinds"]]
    return "\n".join(lines)


@event.command("add", cls=Command, epilog=example("shenguan event add penalty-effective --data 事件.toml"))
@answers(_render_entered)
@click.argument("type_name", metavar="类型")
@click.option("--data", "data", metavar="文件", required=True, help="登记的内容，TOML 或 JSON;- 是标准输入。")
@pass_context
@in_district
def event_add(ctx: CliContext, type_name: str, data: str) -> dict[str, Any]:
    """登记一件事件。

    有错时一次全部说明，什么也不登记。同一件事件（流水号相同，或者行政相对人、事项、日期相同）不登记两次，
    回答先登记的那一件。
    """
    from shenguan_docs.notices.datafile import read_data_file
    from shenguan_docs.office.events.entering import add
    from shenguan_docs.office.events.forms import find_type

    office = ctx.office()
    find_type(office, type_name)
    read = read_data_file(data)
    entered = add(office, type_name, read.data, read.folder)
    for warning in entered.warnings:
        say(f"提示：{warning}。")
    return asdict(entered)


def _render_import(rows: list[dict[str, Any]]) -> str:
    words = {"entered": "已登记", "double": "登记过", "good": "可以登记", "fault": "有问题"}
    return table(
        [(r["row"], words[r["state"]], r["id"] or "", r["title"], "、".join(r["kinds"])) for r in rows],
        ("行", "结果", "编号", "事件", "对应的文书"),
    )


@event.command(
    "import", cls=Command, epilog=example("shenguan event import 事件.csv --type penalty-effective")
)
@answers(_render_import, found=lambda rows: any(r["state"] == "fault" and r["dry_run"] for r in rows))
@click.argument("file", metavar="文件")
@click.option(
    "--type", "type_name", metavar="类型", default="", help="事件的类型；表里有“事件类型”一列的可以不写。"
)
@click.option(
    "--map", "maps", metavar="列=项", multiple=True, help="指明一列是哪一项，可写多次；“列=”是不读这一列。"
)
@click.option("--dry-run", is_flag=True, help="只核对，不登记；有问题时退出码为 1。")
@click.option("--good-rows", is_flag=True, help="有问题的行不登记，其余照登记。")
@click.option(
    "-o",
    "--output",
    metavar="文件",
    default=None,
    type=click.Path(path_type=Path, dir_okay=False),
    help="带“问题”一列的副本写到哪里，默认在原文件旁边。",
)
@pass_context
@in_district
def event_import(
    ctx: CliContext,
    file: str,
    type_name: str,
    maps: tuple[str, ...],
    dry_run: bool,
    good_rows: bool,
    output: Path | None,
) -> list[dict[str, Any]]:
    """由表格（CSV 或 XLSX）登记许多事件。

    先按表头认出每一列是什么，再核对每一行。有一行不对就都不登记，原表复制一份，加“问题”一列写明哪里不对；
    改好以后导入副本即可，登记过的不会再登记。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.events.importing import import_events
    from shenguan_docs.office.events.sheets import read_import_file

    content, name, folder = read_import_file(file)
    overrides = dict(mapped(text) for text in maps)
    if output is not None and file != "-" and output.absolute() == Path(file).absolute():
        raise Refused("副本不能写到原文件上", where=str(output), remedy="换一个文件名")
    done = import_events(
        ctx.office(),
        content,
        name,
        type_name=type_name,
        overrides=overrides,
        dry_run=dry_run,
        good_rows=good_rows,
        copy_to=output,
        beside=folder,
    )
    for key, columns in done.columns.items():
        say(told_columns(key, columns))
    if done.skipped:
        say(f"第 {'、'.join(map(str, done.skipped))} 行是合计或者没有要读的内容，没有当作事件。")
    for row, entered in done.rows:
        for warning in entered.warnings:
            say(f"提示：第 {row} 行，{warning}。")
    if done.faults:
        _tell_faults(done, dry_run=dry_run, good_rows=good_rows)
    rows = [
        {
            **asdict(entered),
            "id": entered.id if done.entered or entered.double else None,
            "row": row,
            "state": "double" if entered.double else "entered" if done.entered else "good",
            "problem": "",
            "dry_run": dry_run,
        }
        for row, entered in done.rows
    ]
    rows += [
        {
            **{"id": None, "type": type_name, "kinds": [], "name": "", "title": "", "date": None},
            **{"double": False, "warnings": [], "row": faults.row, "state": "fault", "problem": faults.words},
            "dry_run": dry_run,
        }
        for faults in done.faults
    ]
    return sorted(rows, key=lambda r: r["row"])


def _tell_faults(done: Any, *, dry_run: bool, good_rows: bool) -> None:
    from shenguan_docs.errors import Refused

    listed = "\n".join(f"  第 {f.row} 行：{f.words}" for f in done.faults[:20])
    more = f"\n  另有 {len(done.faults) - 20} 行" if len(done.faults) > 20 else ""
    copy = f"带“问题”一列的副本：{done.copy}" if done.copy else ""
    found = f"{len(done.faults)} 行有问题：\n{listed}{more}"
    if dry_run:
        say("\n".join(filter(None, (found, copy))))
    elif good_rows:
        say(f"{found}\n这些行没有登记。{copy}")
    else:
        raise Refused(
            f"{found}\n什么也没有登记",
            remedy=f"{copy}。改好后导入它；只登记没有问题的 {len(done.rows)} 行，加 --good-rows",
        )


def _render_list(rows: list[dict[str, Any]]) -> str:
    return table(
        [
            (
                r["id"],
                r["date"],
                r["name"],
                "、".join(c["name"] for c in r["companies"]),
                "、".join(r["matters"]),
                "、".join(x["number"] + ("（作废）" if x["state"] == "作废" else "") for x in r["letters"]),
                "、".join(r["open"]) or ("已撤回" if r["state"] == "已撤回" else ""),
                "、".join(x["number"] for x in r["proposed"]),
            )
            for r in rows
        ],
        ("编号", "日期", "事件", "行政相对人", "事项", "已发文书", "还要发", "可能就是"),
    )


@event.command("list", cls=Command, epilog=example("shenguan event list --open"))
@answers(_render_list)
@click.option("--type", "type_name", metavar="类型", default="", help="哪一种事件。")
@click.option("--company", metavar="名称", default="", help="行政相对人名称里的几个字，或者它的代码。")
@click.option("--matter", metavar="事项", default="", help="审批事项或者监管事项编码。")
@click.option("--from", "day_from", type=DAY, default=None, help="自哪一天（含）。")
@click.option("--to", "day_to", type=DAY, default=None, help="至哪一天（含）。")
@click.option("--open", "only_open", is_flag=True, help="只看应发的文书还没有发的。")
@pass_context
@in_district
def event_list(ctx: CliContext, **narrowed: Any) -> list[dict[str, Any]]:
    """登记过的事件，和由它们发出的文书。"""
    from shenguan_docs.office.events.entering import list_events

    return list_events(ctx.office(), **narrowed)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_words(item) for item in value)
    if isinstance(value, dict):
        order = ("name", "uscc", "id_number", "sender", "number", "title", "date", "address")
        return " ".join(str(value[k]) for k in sorted(value, key=lambda k: (*order, k).index(k)))
    return str(value)


def _told(step: dict[str, Any]) -> str:
    lines = [" ".join(filter(None, (step["at"][:16].replace("T", " "), step["by"], step["detail"])))]
    lines += [
        f"{c['item']}：{_words(c['from']) if c['from'] is not None else '（没有填）'} → "
        f"{_words(c['to']) if c['to'] is not None else '（清除）'}"
        for c in step["changes"]
    ]
    return "\n".join(lines)


def _render_event(e: dict[str, Any]) -> str:
    letters = [f"{x['number']} {x['title']}（{x['state']}）" for x in e["letters"]]
    return pairs(
        [
            ("编号", e["id"]),
            ("事件", f"{e['name']}（{e['type']}）"),
            *((e["labels"][key], _words(value)) for key, value in e["data"].items()),
            ("佐证材料", "\n".join(f"{f['title']}（{f['path']}）" for f in e["files"])),
            ("状态", e["state"] + (f"（{e['reason']}）" if e["reason"] else "")),
            *((s["what"], _told(s)) for s in e["story"]),
            ("已发文书", "\n".join(letters)),
            ("草稿", "\n".join(f"{d['id']}（{d['kind']}）" for d in e["drafts"])),
            ("还要发", "、".join(e["open"])),
            ("可能就是", "\n".join(f"{x['number']} {x['title']}" for x in e["proposed"])),
        ]
    )


@event.command("show", cls=Command, epilog=example("shenguan event show 20260305-event2"))
@answers(_render_event)
@click.argument("id", metavar="事件编号")
@pass_context
def event_show(ctx: CliContext, id: str) -> dict[str, Any]:
    """看一件事件：登记的内容，由它发出的文书。"""
    from shenguan_docs.office.events.showing import show

    return show(ctx.office(), id)


for command in (event_change, event_withdraw, event_join):
    event.add_command(command)
