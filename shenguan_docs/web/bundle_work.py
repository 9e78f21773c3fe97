"""The long works of the bundle page: review, export, 脱敏 copy; what they leave behind for the page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.masking.exporting import office_list
from shenguan_docs.office.masking.given import Given
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.judging import Judgements, judgements_of
from shenguan_docs.office.reviewing.reviewing import Case as Asked
from shenguan_docs.office.reviewing.reviewing import Reviewed, review, review_bundle
from shenguan_docs.office.reviewing.sheet import as_data, write_sheet
from shenguan_docs.web.jobs import Job, with_the_printer

_REVIEW = "评查.json"
_TARGET = "案卷"
Work = Callable[[Office, Job], str]


def reviewing(asked: Asked, address: Callable[[Job], str]) -> Work:
    """Return the work that reviews a bundle without exporting it."""

    def work(office: Office, job: Job) -> str:
        with with_the_printer(office):
            _leave(office, job, review(office, asked))
        return address(job)

    return work


def exporting(asked: Asked, address: Callable[[Job], str]) -> Work:
    """Return the work that exports a bundle and reviews it."""

    def work(office: Office, job: Job) -> str:
        with with_the_printer(office):
            result = _bundle(office, job, asked, None)
            job.step, job.total = "评查", 0
            _leave(office, job, review_bundle(office, asked, result))
        return address(job)

    return work


def masking(asked: Asked, given: Given, address: Callable[[Job], str]) -> Work:
    """Return the work that exports the 脱敏 copy; a copy has no score, the original's counts."""

    def work(office: Office, job: Job) -> str:
        with with_the_printer(office):
            result = _bundle(office, job, asked, given)
        job.made("脱敏对照表（写有原文，内部留存）", office_list(result.folder))
        return address(job)

    return work


def _bundle(office: Office, job: Job, asked: Asked, given: Given | None) -> BundleResult:
    target = job.place / (_TARGET if given is None else "案卷脱敏副本")
    result = bundle(
        office,
        asked.choice,
        target,
        case=asked.case,
        profile=asked.profile,
        values=asked.values,
        masking=given,
    )
    what = "案卷" if given is None else "脱敏副本"
    job.made(f"{what}（BagIt 包，压缩）", result.zip_path)
    for volume in result.volumes:
        path = result.folder / volume.pdf
        job.made(f"{what}{volume.label} PDF，{volume.pages} 页", path)
    for finding in result.findings:
        place = f"{finding.volume} 第 {finding.document} 件：" if finding.document else ""
        job.line(f"{place}{finding.message}")
    _let_go_of_the_rest(result)
    return result


def _let_go_of_the_rest(result: BundleResult) -> None:
    """The ZIP holds everything; of the folder the volumes stay, to be saved one by one and looked at."""
    kept = {result.folder / volume.pdf for volume in result.volumes}
    for folder in result.folder.iterdir():
        if folder.is_dir():
            for child in folder.iterdir():
                if child.is_dir():
                    shutil.rmtree(child, ignore_errors=True)
                elif child not in kept:
                    child.unlink()


def _leave(office: Office, job: Job, reviewed: Reviewed) -> None:
    """Leave the review for the page: in memory for judging, its words in a file, the 评查表 to be saved."""
    with office.reading() as conn:
        said = judgements_of(conn, reviewed.assembly)
    for ending, label in ((".pdf", "评查表 PDF"), (".xlsx", "评查表 XLSX")):
        write_sheet(office, job.place / f"评查表{ending}", reviewed, said)
        job.made(label, job.place / f"评查表{ending}")
    (job.place / _REVIEW).write_text(json.dumps(as_data(reviewed, said), ensure_ascii=False), "utf-8")
    job.result = reviewed


@dataclass(frozen=True)
class Left:
    """What a job left: ``data`` of its review (sheet.as_data), None where there was none; ``reviewed`` to judge by."""

    data: dict[str, Any] | None
    reviewed: Reviewed | None


def left_by(office: Office, job: Job) -> Left:
    """Return what a job of this page left, with the judgements as they stand now."""
    reviewed = job.result if isinstance(job.result, Reviewed) else None
    if reviewed is not None:
        return Left(as_data(reviewed, _said(office, reviewed)), reviewed)
    path: Path = job.place / _REVIEW
    if path.is_file():
        return Left(json.loads(path.read_text("utf-8")), None)
    return Left(None, None)


def _said(office: Office, reviewed: Reviewed) -> Judgements:
    with office.reading() as conn:
        return judgements_of(conn, reviewed.assembly)
