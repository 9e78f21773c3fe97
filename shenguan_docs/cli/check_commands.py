"""The command that measures files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, say

_LEVELS = {"error": "错误", "warning": "提醒", "hint": "建议"}


def _render(findings: list[dict[str, Any]]) -> str:
    if not findings:
        return "没有发现问题。"
    lines: list[str] = []
    file = None
    for n, f in enumerate(findings, 1):
        if f["file"] != file:
            file = f["file"]
            lines.append(f"{file}:")
        page = f"第 {f['page']} 页 " if f["page"] else ""
        place = f"“{f['place']}” " if f["place"] else ""
        after = f"(随“{'、'.join(f['follows'])}”而来)" if f["follows"] else ""
        lines.append(f"{n:3}. [{_LEVELS[f['level']]}] {page}{place}{f['title']}({f['clause']}){after}")
        lines.append(f"     应为 {f['expected']},量得 {f['found']}  〔{f['rule']}〕")
    return "\n".join(lines)


@click.command(cls=Command, epilog=example("shenguan check 来文.pdf"))
@answers(_render, found=bool)
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--overlay",
    "overlay",
    metavar="输出.pdf",
    type=click.Path(path_type=Path),
    default=None,
    help="另写一份 PDF,在页面上用红笔标出问题和尺寸(只能量一个文件)。",
)
def check(files: tuple[Path, ...], overlay: Path | None) -> list[dict[str, Any]]:
    """量 DOCX、PDF 合不合公文格式(GB/T 9704)。

    哪里来的文件都能量,不需要单位文件夹。每处说明条款、页、应为、量得、轻重,以及是不是由另一处引起的。
    有问题时退出码为 1。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.checking import check_file

    if overlay is not None and len(files) > 1:
        raise Refused("标注只能做一个文件的", remedy="一次量一个")
    found: list[dict[str, Any]] = []
    for path in files:
        try:
            checked = check_file(path)
        except Refused as error:
            if len(files) == 1:
                raise
            say(str(error))
            found.append(_refused(path, error))
            continue
        pages = f",{checked.pages} 页" if checked.pages else ""
        say(f"{path}:{checked.layout}{pages},{len(checked.findings)} 处问题。")
        for remark in checked.notes:
            say(f"  {remark}。")
        found += [
            {"file": str(path)} | {k: v for k, v in f.items() if k != "boxes"} for f in checked.findings
        ]
        if overlay is not None:
            from shenguan_docs.office.marking import write_marked

            write_marked(path, checked, overlay)
            say(f"标注已写到 {overlay}")
    return found


def _refused(path: Path, error: Any) -> dict[str, Any]:
    return {
        "file": str(path), "rule": "file", "title": "文件能打开、能量", "clause": "", "page": None, "place": "",
        "expected": "能量的 PDF 或 DOCX", "found": error.message, "level": "error", "follows": [],
    }  # fmt: skip
