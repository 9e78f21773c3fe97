"""Measure files with the ruler: any file in a child process with limits, our own letters in this one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shenguan_docs.confined import NotRead, answer_of, worth
from shenguan_docs.errors import Refused
from shenguan_docs.index.formats import NAMES, IsProgram, file_kind, read_file
from shenguan_docs.ruler.elements import LAYOUT_NAMES

SECONDS, MEMORY = 120, 1024
"""Limits of the child: seconds of work (fewer for a small file), MiB of memory."""
_LEAST, _A_MEGABYTE = 20, 40
LARGEST = 200_000_000
"""Bytes of a file that is measured."""


@dataclass(frozen=True)
class Checked:
    """What was measured in one file; ``findings`` as ``check --json`` gives them, with ``boxes`` in mm."""

    file: str
    kind: str
    layout: str
    pages: int | None
    notes: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


def check_file(path: Path, *, seconds: float = SECONDS, memory: int = MEMORY) -> Checked:
    """Measure one DOCX or PDF. Raises Refused: no such file, broken, locked, a scan, too large, another format."""
    name = str(path)
    data = read_file(path)
    require_measurable(data, name)
    return checked(name, worked("measure", data, path, seconds, memory)["report"])


def checked(name: str, report: dict[str, Any]) -> Checked:
    """What the child reported of the file called ``name``."""
    return Checked(
        name, report["kind"], LAYOUT_NAMES[report["layout"]], report["pages"], tuple(report["notes"]),
        tuple(report["findings"]),
    )  # fmt: skip


def worked(
    work: Literal["measure", "mend", "mark"], data: bytes, path: Path, seconds: float, memory: int
) -> dict[str, Any]:
    """What the child answers of a file; raises Refused for what is too large, slow, or no good."""
    name = str(path)
    if len(data) > LARGEST:
        raise Refused(f"文件有 {len(data) // 1_000_000} MB，太大了", where=name, remedy="请拆成几份再来")
    seconds = min(seconds, worth(data, _LEAST, _A_MEGABYTE))
    worker = [sys.executable, "-BP", "-m", "shenguan_docs.office.measuring.check_worker", work]
    try:
        answer = answer_of([*worker, str(int(seconds) + 1), str(memory), path.name], data, seconds)
    except NotRead as error:
        raise Refused(str(error), where=name, remedy="请拆成几份，或者另存一份再来") from None
    if "refused" in answer:
        raise Refused(answer["refused"], where=name, remedy=answer["remedy"])
    return answer


def require_measurable(data: bytes, name: str) -> None:
    """Refuse what is neither PDF nor DOCX, saying what it is and what to do."""
    try:
        kind = file_kind(data, name)
    except IsProgram:
        raise Refused("这是程序或者脚本，不是公文，量不了", where=name, remedy="请量 PDF 或者 DOCX") from None
    if kind in ("pdf", "docx"):
        return
    if kind in ("doc", "ole", "rtf", "odt"):
        raise Refused(
            f"这是{NAMES[kind]}，不能直接量",
            where=name,
            remedy="请用 Word、WPS 或 LibreOffice 打开，另存为 .docx 再量"
            "（LibreOffice 的命令：soffice --headless --convert-to docx 文件）",
        )
    if kind == "protected":
        raise Refused("文件加了密码，打不开", where=name, remedy="请去掉密码后再量")
    if kind in ("png", "jpeg", "tiff", "bmp", "gif"):
        raise Refused("这是图片，里面没有字，量不了", where=name, remedy="请量由文字排成的 PDF 或 DOCX")
    raise Refused(
        f"这是{NAMES.get(kind, kind)}，不是 PDF，也不是 DOCX", where=name, remedy="请另存为 PDF 或 DOCX 再量"
    )


def measured_page(pdf: bytes, name: str, reason: str) -> tuple[str, ...]:
    """Measure a letter's page before it gets its number; returns its faults, which ``reason`` lets pass.

    Raises Refused with every fault when no reason is stated; what is only a warning is let pass.
    """
    from shenguan_docs.ruler.checking import check

    found = [f for f in check(pdf, name).findings if f.rule.level == "error" and not f.follows]
    faults = tuple(
        f"第 {f.page or 1} 页{f'“{f.place}”' if f.place else ''}：{f.rule.title}（{f.rule.clause}），应为 {f.expected}，量得 {f.found}"
        for f in found
    )
    if faults and not reason.strip():
        listing = "\n".join(f"  {n}. {fault}" for n, fault in enumerate(faults, 1))
        raise Refused(
            f"版面有 {len(faults)} 处不合 GB/T 9704，没有给文号：\n{listing}",
            remedy="改正填写的内容或版式；确有理由照此印发的，用 --reason 说明，原因会记下",
        )
    return faults
