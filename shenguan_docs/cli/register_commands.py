"""发文登记簿 and 收文登记簿: printed, and those of past years brought in."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, say
from shenguan_docs.cli.params import Choice, Count

_SHOWN = 30
_KINDS = Choice({"out": "发文", "in": "收文"})


@click.group(cls=Group, epilog=example("shenguan register out --year 2026 -o 发文登记簿.xlsx"))
def register() -> None:
    """发文登记簿、收文登记簿：打印，补录以前的。"""


def _mapped(text: str) -> tuple[str, str]:
    from shenguan_docs.errors import Refused

    column, sign, wanted = text.replace("＝", "=").partition("=")
    if not sign or not column.strip():
        raise Refused(f"“{text}”不是“列=项”", where="--map", remedy="写成 --map 文件名=标题")
    return column.strip(), wanted.strip()


def _render(answer: dict[str, Any]) -> str:
    lines = []
    for told in answer["columns"]:
        sheet = f"（{told['sheet']}）" if told["sheet"] else ""
        read = [
            f"{c['heading']} → {c['item']}{'' if c['sure'] else '（近似，请核对）'}"
            for c in told["read"]
            if c["item"]
        ]
        lines.append(f"表头{sheet}：" + "；".join(read))
        unread = [c["heading"] for c in told["read"] if not c["item"] and c["heading"]]
        if unread:
            lines.append(f"没有读的列：{'、'.join(unread)}（要读的用 --map 列=项）")
    if answer["passed_over"]:
        lines.append(f"没有表头、没有读的工作表：{'、'.join(answer['passed_over'])}")
    told_rows = [row for row in answer["rows"] if row["words"] and row["state"] != "skipped"]
    lines += [f"第 {row['row']} 行 {row['number']} {row['words']}" for row in told_rows[:_SHOWN]]
    if len(told_rows) > _SHOWN:
        lines.append(f"另有 {len(told_rows) - _SHOWN} 行有说明，用 --report 存成表格看")
    series = [one["words"] for one in answer["series"] if one["words"]]
    lines += series[:_SHOWN] + ([f"另有 {len(series) - _SHOWN} 组号不连续"] if len(series) > _SHOWN else [])
    if answer["files"] is not None:
        files = answer["files"]
        lines += [f"没有归入的文件：{f['name']}（{f['reason']}）" for f in files["left"][:_SHOWN]]
        if len(files["left"]) > _SHOWN:
            lines.append(f"另有 {len(files['left']) - _SHOWN} 个文件没有归入")
        lines.append(
            f"归入文件 {files['joined']} 个，没有归入 {len(files['left'])} 个；"
            f"还没有文件的文书 {len(files['without_file'])} 件。"
        )
    counts = "、".join(f"{words} {n} 行" for words, n in answer["counts"].items())
    done = "试读（什么也没有登记）" if answer["dry_run"] else "完成"
    lines.append(f"{done}：{counts}，用时 {answer['seconds']} 秒。")
    return "\n".join(lines)


@register.command(
    "import", cls=Command, epilog=example("shenguan register import 旧发文登记簿.csv --kind out --dry-run")
)
@answers(_render)
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--kind", "direction", type=_KINDS, required=True, help="发文登记簿还是收文登记簿。")
@click.option("--map", "maps", metavar="列=项", multiple=True, help="哪一列读作哪一项，可以写几次。")
@click.option("--files", "folder", metavar="文件夹", type=click.Path(path_type=Path), help="旧文书的文件。")
@click.option("--report", metavar="文件.xlsx", type=click.Path(path_type=Path), help="逐行的报告存成表格。")
@click.option("--dry-run", is_flag=True, help="只看会怎样，什么也不登记。")
@pass_context
def register_import(
    ctx: CliContext,
    file: Path,
    direction: Literal["out", "in"],
    maps: tuple[str, ...],
    folder: Path | None,
    report: Path | None,
    dry_run: bool,
) -> dict[str, Any]:
    """补录以前的登记簿（XLSX、XLS、CSV），连同旧文书的文件。

    先用 --dry-run 看每一列读作什么。中断了再执行一遍，登记过的不会再登记；有问题的行改好后也是再执行一遍。
    """
    from shenguan_docs.office.registers.importing import STATES, import_register
    from shenguan_docs.office.registers.report import write_report

    started = monotonic()
    if report is not None and report.suffix.lower() != ".xlsx":
        raise click.BadParameter("报告的文件名要以 .xlsx 结尾。", param_hint="--report")
    overrides = dict(_mapped(text) for text in maps)
    done = import_register(ctx.office(), file, direction, overrides=overrides, dry_run=dry_run, folder=folder)
    if report is not None:
        write_report(report, done)
        say(f"逐行的报告：{report}")
    counts = Counter(row.state for row in done.rows)
    return {
        "dry_run": dry_run,
        "counts": {STATES[state]: counts[state] for state in STATES if counts[state]},
        "states": {state: counts[state] for state in STATES},
        "columns": [
            {
                "sheet": sheet,
                "read": [
                    {"heading": c.heading, "item": c.item.label if c.item else None, "sure": c.sure}
                    for c in columns
                ],
            }
            for sheet, columns in done.columns.items()
        ],
        "passed_over": done.passed_over,
        "rows": [asdict(row) for row in done.rows],
        "series": [
            {
                "series": one.series,
                "year": one.year,
                "last": one.last,
                "missing": one.missing,
                "doubled": one.doubled,
                "words": one.words,
            }
            for one in done.series
        ],
        "files": {
            "joined": done.files_joined,
            "left": [{"name": name, "reason": reason} for name, reason in done.files_left],
            "without_file": done.without_file,
        }
        if folder is not None
        else None,
        "seconds": round(monotonic() - started, 1),
    }


def _write_book(
    ctx: CliContext,
    direction: Literal["out", "in"],
    year: int,
    department: str,
    output: Path,
    month: int | None = None,
) -> dict[str, Any]:
    from dataclasses import replace

    from shenguan_docs.office.proving.anchoring import anchor
    from shenguan_docs.office.registers.books import book
    from shenguan_docs.office.registers.sheets import write_tables

    office = ctx.office()
    table = book(office, direction, year, department=department, month=month)
    if direction == "out":
        table = replace(table, anchor=anchor(office, year, month))
    write_tables(office, output, [table])
    return {"title": table.title, "rows": len(table.rows), "file": output}


def _told_book(answer: dict[str, Any]) -> str:
    return f"{answer['title']}：{answer['rows']} 行，{answer['file']}"


_YEAR = click.option("--year", type=Count(1949, 2999), required=True, help="哪一年。")
_OUTPUT = click.option(
    "-o", "output", metavar="文件", required=True, type=click.Path(path_type=Path), help=".xlsx 或者 .pdf。"
)


@register.command("out", cls=Command, epilog=example("shenguan register out --year 2026 -o 发文登记簿.xlsx"))
@answers(_told_book)
@_YEAR
@click.option("--month", type=Count(1, 12), default=None, help="只要这一个月的。")
@click.option("--department", metavar="部门", default="", help="只要这个部门的。")
@_OUTPUT
@pass_context
@in_district
def register_out(
    ctx: CliContext, year: int, month: int | None, department: str, output: Path
) -> dict[str, Any]:
    """发文登记簿，XLSX 或者 PDF。

    包括本系统印发的、手写补登的和补录的旧登记；列和次序在 office.toml 的 [registers] 里设定。
    表下用小字印着每月最后一个树头（没有包括全部发文的，现在签一个）：纸上的改不了，以后由它核对流水账。
    """
    return _write_book(ctx, "out", year, department, output, month)


@register.command("in", cls=Command, epilog=example("shenguan register in --year 2026 -o 收文登记簿.xlsx"))
@answers(_told_book)
@_YEAR
@_OUTPUT
@pass_context
@in_district
def register_in(ctx: CliContext, year: int, output: Path) -> dict[str, Any]:
    """收文登记簿，XLSX 或者 PDF。"""
    return _write_book(ctx, "in", year, "", output)
