"""Write the 脱敏 copy of a bundle, and beside it the list with the words, which stays in the office."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shenguan_docs.bundle.contents import BundleResult, Finding
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.errors import Refused
from shenguan_docs.office.bundling.assembling import Assembly
from shenguan_docs.office.masking.copying import masked_copy
from shenguan_docs.office.masking.given import Given
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.sealing import OfficeSeal
from shenguan_docs.office.registers.sheets import write_file

_KEPT = "-脱敏对照表（内部留存）.xlsx"


def office_list(target: Path) -> Path:
    """Return where the list with the words of the copy at ``target`` lies."""
    return target.with_name(target.name + _KEPT)


def export_masked(
    office: Office, assembly: Assembly, given: Given, target: Path, made_at: datetime
) -> BundleResult:
    """Write the masked copy of ``assembly`` to ``target``. Raises Refused, OfficeUnusable; then nothing stays."""
    kept = office_list(target)
    if kept.exists():
        raise Refused("这个脱敏对照表已经存在", where=str(kept), remedy="移走它，或者换一个文件夹名称")
    with tempfile.TemporaryDirectory(prefix="shenguan-") as work:
        with office.reading() as conn:
            copy = masked_copy(office, conn, assembly, given, target, Path(work))
        result = make_bundle(
            copy.items, copy.cover, target, printer=office.pdf.html_pdf, made_at=made_at, layouts=office.layouts,
            most=assembly.profile.most, number_place=assembly.profile.number_place, inspect=copy.inspect,
            seal=OfficeSeal(office), progress=office.progress,
        )  # fmt: skip
    write_file(kept, copy.office_list)
    return replace(result, findings=(*result.findings, *_placed(copy.findings, result)))


def _placed(findings: Sequence[Finding], result: BundleResult) -> list[Finding]:
    """Say of each finding in which volume its document stands, and under which 顺序号."""
    placed = {
        line.document or line.order: (line.order, line.first, volume.label)
        for volume in reversed(result.volumes)
        for line in volume.lines
    }
    found = []
    for one in findings:
        order, first, label = placed[one.document]
        found.append(replace(one, document=order, page=first, volume=label))
    return found
