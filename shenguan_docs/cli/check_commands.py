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
    titles = {f["rule"]: f["title"] for f in findings}
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for f in findings:  # the same breach at many places is one line for a person
        alike.setdefault((f["file"], f["rule"], f["expected"], f["found"]), []).append(f)
    lines: list[str] = []
    file = None
    for n, group in enumerate(alike.values(), 1):
        f = group[0]
        if f["file"] != file:
            file = f["file"]
            lines.append(f"{file}：")
        page = f"第 {f['page']} 页 " if f["page"] else ""
        place = f"“{f['place']}” " if f["place"] else ""
        more = f"等 {len(group)} 处 " if len(group) > 1 else ""
        causes = "、".join(titles.get(name, name) for name in f["follows"])
        after = f"（随“{causes}”而来）" if causes else ""
        lines.append(
            f"{n:3}. [{_LEVELS[f['level']]}] {page}{place}{more}{f['title']}（{f['clause']}）{after}"
        )
        lines.append(f"     应为 {f['expected']}，量得 {f['found']}  〔{f['rule']}〕")
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
    help="另写一份 PDF，在页面上用红笔标出问题和尺寸（只能量一个文件；DOCX 的页面由 LibreOffice 排出）。",
)
@click.option("--mend", "mend", is_flag=True, help="把 DOCX 改正，写到 -o 的文件；说明改了什么、什么没有改。")
@click.option(
    "-o",
    "--output",
    "target",
    metavar="输出.docx",
    type=click.Path(path_type=Path),
    default=None,
    help="改正以后的文件，不能是原来的文件。",
)
def check(
    files: tuple[Path, ...], overlay: Path | None, mend: bool, target: Path | None
) -> list[dict[str, Any]]:
    """量 DOCX、PDF 合不合公文格式（GB/T 9704）。

    哪里来的文件都能量，不需要单位文件夹。每处说明条款、页、应为、量得、轻重，以及是不是由另一处引起的。
    有问题时退出码为 1。

    --mend 把外来的 DOCX 改正：页边、网格、字体、字号、缩进、层次、文号和日期的写法；别的字不动，原文件不动。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.measuring.checking import check_file
    from shenguan_docs.office.measuring.marking import mark_file

    if mend or target is not None:
        if not mend or target is None or len(files) > 1 or overlay is not None:
            raise Refused(
                "改正要写 --mend 和 -o，一次一个文件", remedy="shenguan check --mend -o 改好.docx 来文.docx"
            )
        return _mended(files[0], target)
    if overlay is not None and len(files) > 1:
        raise Refused("标注只能做一个文件的", remedy="一次量一个")
    found: list[dict[str, Any]] = []
    for path in files:
        try:
            checked = mark_file(path, overlay) if overlay is not None else check_file(path)
        except Refused as error:
            if len(files) == 1:
                raise
            say(str(error))
            found.append(_refused(path, error))
            continue
        pages = f"，{checked.pages} 页" if checked.pages else ""
        say(f"{path}：{checked.layout}{pages}，{len(checked.findings)} 处问题。")
        for remark in checked.notes:
            say(f"  {remark}。")
        found += [
            {"file": str(path)} | {k: v for k, v in f.items() if k != "boxes"} for f in checked.findings
        ]
        if overlay is not None:
            say(f"标注已写到 {overlay}")
    return found


def _mended(path: Path, target: Path) -> list[dict[str, Any]]:
    """Mend into ``target``; what was changed is said, what still breaks a rule is the answer."""
    from shenguan_docs.office.measuring.mending import mend_file

    mended = mend_file(path, target)
    say(
        f"{path}：改了 {len(mended.changes)} 处，写到 {target}。"
        if mended.changes
        else f"{path}：没有要改的，照原样写到 {target}。"
    )
    for change in mended.changes:
        say(f"  {change}")
    for remark in mended.notes:
        say(f"  {remark}。")
    if mended.findings:
        say(f"还有 {len(mended.findings)} 处没有改：")
    return [{"file": str(target)} | {k: v for k, v in f.items() if k != "boxes"} for f in mended.findings]


def _refused(path: Path, error: Any) -> dict[str, Any]:
    return {
        "file": str(path), "rule": "file", "title": "文件能打开、能量", "clause": "", "page": None, "place": "",
        "expected": "能量的 PDF 或 DOCX", "found": error.message, "level": "error", "follows": [],
    }  # fmt: skip
