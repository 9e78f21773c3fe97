"""归档: arranging a year, its catalogue and 备考表, the handover to the archive."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, say, table
from shenguan_docs.cli.params import DAY, Count

_YEAR = click.argument("year", metavar="年度", type=Count(1949, 2999))
_OUTPUT = click.option(
    "-o", "output", metavar="文件", required=True, type=click.Path(path_type=Path), help=".xlsx 或者 .pdf。"
)


@click.group(cls=Group, epilog=example("shenguan filing arrange 2026 --dry-run"))
def filing() -> None:
    """归档：档号、归档文件目录、备考表、移交。"""


def _render(answer: dict[str, Any]) -> str:
    done = [(r["filed"], r["number"], r["title"], r["pages"], r["note"]) for r in answer["filed"]]
    left = [(r["number"] or "（草稿）", r["title"], r["why"]) for r in answer["left"]]
    parts = [table(done, ("档号", "文号", "题名", "页数", "说明"), empty="还没有归档的。")]
    if left:
        parts.append("没有归档：\n" + table(left, ("文号", "题名", "原因")))
    dry = "（试编，没有登记）" if answer["dry_run"] else ""
    parts.append(f"{answer['year']} 年已归档 {len(done)} 件，没有归档 {len(left)} 项{dry}。")
    return "\n\n".join(parts)


def _answer(year: int, found: list[Any], *, dry_run: bool = False) -> dict[str, Any]:
    from shenguan_docs.office.filing.arranging import described

    rows = [described(one) for one in found]
    return {
        "year": year,
        "dry_run": dry_run,
        "filed": [row for row in rows if row["filed"]],
        "left": [row for row in rows if not row["filed"]],
    }


@filing.command("arrange", cls=Command, epilog=example("shenguan filing arrange 2026 --dry-run"))
@answers(_render)
@_YEAR
@click.option(
    "--with",
    "passing_over",
    metavar="缺项",
    multiple=True,
    help="缺这一项的也归档：未发出、未认领、无盖章件、未答复、未办结；可以写几次。",
)
@click.option("--reason", metavar="原因", default="", help="缺项的为什么也归档。")
@click.option("--date", "filed_on", type=DAY, default=None, help="归档日期，默认今天。")
@click.option("--dry-run", is_flag=True, help="只看会怎样编，不登记。")
@pass_context
def filing_arrange(
    ctx: CliContext,
    year: int,
    passing_over: tuple[str, ...],
    reason: str,
    filed_on: date | None,
    dry_run: bool,
) -> dict[str, Any]:
    """整理一年的文书，逐件编档号归档。

    办完的（发出、认领、附了盖章件，要答复的已答复，收文已办结）才归档，其余说明原因。以后再执行，新办完的接着编，
    编过的档号不变。归档以后不再改动；补的盖章件作为补充。
    """
    from shenguan_docs.office.filing.arranging import arrange

    found = arrange(
        ctx.office(), year, passing_over=passing_over, reason=reason, filed_on=filed_on, dry_run=dry_run
    )
    return _answer(year, found, dry_run=dry_run)


@filing.command("list", cls=Command, epilog=example("shenguan filing list 2026"))
@answers(_render)
@_YEAR
@pass_context
@in_district
def filing_list(ctx: CliContext, year: int) -> dict[str, Any]:
    """一年的文书哪些已归档，哪些没有，为什么。"""
    from shenguan_docs.office.filing.sheets import of_year

    return _answer(year, of_year(ctx.office(), year))


@filing.command(
    "catalogue", cls=Command, epilog=example("shenguan filing catalogue 2026 -o 归档文件目录.xlsx")
)
@answers(lambda a: f"归档文件目录：{a['rows']} 件，{a['file']}")
@_YEAR
@_OUTPUT
@pass_context
def filing_catalogue(ctx: CliContext, year: int, output: Path) -> dict[str, Any]:
    """归档文件目录，XLSX 或者 PDF。"""
    from shenguan_docs.office.filing.sheets import catalogue, of_year
    from shenguan_docs.office.registers.sheets import write_tables

    office = ctx.office()
    tables = catalogue(office, of_year(office, year), year)
    write_tables(office, output, tables)
    return {"rows": sum(len(one.rows) for one in tables), "file": output}


@filing.command(
    "endnote", cls=Command, epilog=example("shenguan filing endnote 2026 -o 备考表.pdf --checked-by 示例乙")
)
@answers(lambda a: f"备考表：{a['file']}")
@_YEAR
@_OUTPUT
@click.option("--words", metavar="文字", default="", help="另外要说明的情况。")
@click.option("--checked-by", metavar="姓名", default="", help="检查人。")
@click.option("--checked-on", type=DAY, default=None, help="检查日期。")
@pass_context
def filing_endnote(
    ctx: CliContext, year: int, output: Path, words: str, checked_by: str, checked_on: date | None
) -> dict[str, Any]:
    """备考表，XLSX 或者 PDF。"""
    from shenguan_docs.office.filing.sheets import endnote, of_year, write_endnote

    office = ctx.office()
    note = endnote(
        office, of_year(office, year), year, words=words, checked_by=checked_by, checked_on=checked_on
    )
    write_endnote(office, output, note)
    return {"lines": note.lines, "file": output}


def _render_export(answer: dict[str, Any]) -> str:
    left = [(r["number"] or "（草稿）", r["title"], r["why"]) for r in answer["left"]]
    listed = "没有移交：\n" + table(left, ("文号", "题名", "原因")) + "\n\n" if left else ""
    return (
        f"{listed}{answer['folder']}：移交 {len(answer['filed'])} 件、{answer['files']} 个文件，没有移交 {len(left)} 项"
        f"（本次写入 {answer['written']} 个文件）。核对用：在文件夹里执行 sha256sum -c 校验.sha256"
    )


@filing.command("export", cls=Command, epilog=example("shenguan filing export 2026 -o 移交2026"))
@answers(_render_export)
@_YEAR
@click.option(
    "-o", "folder", metavar="文件夹", required=True, type=click.Path(path_type=Path), help="导出到哪里。"
)
@pass_context
def filing_export(ctx: CliContext, year: int, folder: Path) -> dict[str, Any]:
    """导出一年的归档文件，移交档案馆。

    有文件、归档文件目录（XLSX、PDF、带 DA/T 46 元数据的 XML）、备考表、移交清单（移交了什么，没有移交什么，为什么）。
    中断了再执行一遍，结果一样。
    """
    from shenguan_docs.office.filing.handover import export

    done = export(ctx.office(), year, folder)
    if done.strange:
        say(f"提示：文件夹里还有别的文件，没有动：{'、'.join(done.strange)}。")
    counts = {"folder": folder, "files": done.files, "written": done.written}
    return {**_answer(year, list(done.standings)), **counts, "strange": done.strange}


_REASON = click.option("--reason", metavar="原因", default="", help="为什么。")
_PIECE = click.argument("number", metavar="文号或编号")


@filing.command(
    "retention",
    cls=Command,
    epilog=example("shenguan filing retention 益高社函〔2026〕1号 --to 永久 --reason 涉及重大争议"),
)
@answers(lambda a: f"{a['number']}的保管期限由{a['was']}改为{a['retention']}：{a['reason']}")
@_PIECE
@click.option("--to", "retention", metavar="期限", required=True, help="永久、30年或者 10年。")
@_REASON
@pass_context
def filing_retention(ctx: CliContext, number: str, retention: str, reason: str) -> dict[str, Any]:
    """改一件的保管期限（归档以前），不照它的类别。"""
    from shenguan_docs.office.filing.mending import set_retention

    return set_retention(ctx.office(), number, retention, reason=reason)


@filing.command(
    "undo", cls=Command, epilog=example("shenguan filing undo 益高社函〔2026〕1号 --reason 盖章件附错了")
)
@answers(lambda a: f"{a['number']}已撤销归档（原档号 {a['was']}）：{a['reason']}")
@_PIECE
@_REASON
@pass_context
def filing_undo(ctx: CliContext, number: str, reason: str) -> dict[str, Any]:
    """撤销归错的一件的归档（移交以前）；改好以后再整理，空出的件号先用。"""
    from shenguan_docs.office.filing.mending import undo

    return undo(ctx.office(), number, reason=reason)


@filing.command(
    "handed-over", cls=Command, epilog=example("shenguan filing handed-over 2026 --to 示例档案馆")
)
@answers(lambda a: f"{a['year']} 年归档的 {a['pieces']} 件已于 {a['date']} 移交{a['receiver']}，不再撤销")
@_YEAR
@click.option("--to", "receiver", metavar="档案馆", required=True, help="接收的档案馆（室）。")
@click.option("--date", "on", type=DAY, default=None, help="移交日期，默认今天。")
@pass_context
def filing_handed_over(ctx: CliContext, year: int, receiver: str, on: date | None) -> dict[str, Any]:
    """登记一年的归档文件已经移交，此后不再撤销归档。"""
    from shenguan_docs.office.filing.mending import hand_over

    return hand_over(ctx.office(), year, receiver, on=on)
