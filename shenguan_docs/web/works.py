"""The long works of the desk: what each does with what was handed over, and how its result is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from shenguan_docs.errors import Refused
from shenguan_docs.office.backups.last import last_backup
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.events.columns import Column
from shenguan_docs.office.events.importing import import_events
from shenguan_docs.office.events.sheets import RowFaults
from shenguan_docs.office.finding.indexing import document_count, rebuild_index
from shenguan_docs.office.finding.rereading import read_again
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.batch import Batch, draft_batch, open_ids
from shenguan_docs.office.letters.batch_issuing import issue_many
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.importing import STATES, import_register
from shenguan_docs.office.registers.report import write_report
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.web.jobs import Job, with_the_printer
from shenguan_docs.web.places import printing
from shenguan_docs.web.words import plain

Work = Callable[[Office, Job], str]
_POOLED = 8  # from so many on letters are printed in processes of their own


@dataclass(frozen=True)
class Table:
    """A table that was handed over: its ``path`` beside the files that it names, how its columns are read.

    ``way`` is check (only look), good (only the good rows) or all (nothing where a row is faulty).
    """

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    way: Literal["check", "good", "all"] = "all"


def drafting(kind: str, table: Table, *, issue: bool) -> Work:
    """Return the work that drafts, and issues when told so, the letters of a table."""

    def work(office: Office, job: Job) -> str:
        done = draft_batch(
            office, kind, table.path.read_bytes(), table.path.name, overrides=table.columns, beside=job.place,
            dry_run=table.way == "check", good_rows=table.way == "good",
        )  # fmt: skip
        _tell_columns(job, done.columns)
        _tell_faults(job, done.faults, done.copy, "起草", table, len(done.rows))
        if not done.drafted:
            for row in done.rows[:200]:
                job.line(f"第 {row.row} 行可以起草：{row.title}")
            return ""
        earlier = sum(row.earlier for row in done.rows)
        job.said.append(
            f"起草了 {len(done.rows) - earlier} 件"
            + (f"，先前起草过的 {earlier} 件没有再起草。" if earlier else "。")
        )
        numbers = _issue(office, job, done) if issue else {}
        for row in done.rows:
            number = numbers.get(row.id) or row.number
            job.line(f"第 {row.row} 行 {number or '草稿'} {row.title}", _letter(row.id))
        return ""

    return work


def _issue(office: Office, job: Job, done: Batch) -> dict[str, str]:
    ids = list(open_ids(done))
    with printing():
        office.pdf.faces()
    with with_the_printer(office) if len(ids) < _POOLED else nullcontext():
        many = issue_many(office, ids)
    job.said.append(f"印发了 {len(many.done)} 件。")
    reasons = Counter(f"{error.message}。" for error in many.failed.values())
    job.said += [f"{count} 件没有印发，仍是草稿：{reason}" for reason, count in reasons.items()]
    return {id: one.number for id, one in many.done.items()}


def importing_events(type_name: str, table: Table) -> Work:
    """Return the work that enters the events of a table."""

    def work(office: Office, job: Job) -> str:
        done = import_events(
            office, table.path.read_bytes(), table.path.name, type_name=type_name, overrides=table.columns,
            beside=job.place, dry_run=table.way == "check", good_rows=table.way == "good",
        )  # fmt: skip
        for columns in done.columns.values():
            _tell_columns(job, columns)
        _tell_faults(job, done.faults, done.copy, "登记", table, len(done.rows))
        doubles = sum(one.double for _, one in done.rows)
        if done.entered:
            job.said.append(
                f"登记了 {len(done.rows) - doubles} 件"
                + (f"，登记过的 {doubles} 件没有再登记。" if doubles else "。")
            )
        for row, one in done.rows:
            state = "登记过" if one.double else "" if done.entered else "可以登记："
            job.line(f"第 {row} 行 {state}{one.name} {one.title}")
        return ""

    return work


def _tell_columns(job: Job, columns: Sequence[Column]) -> None:
    unread = [column.heading for column in columns if column.target is None and column.heading.strip()]
    if unread:
        job.said.append(f"没有读的列：{'、'.join(unread[:20])}。")


def _tell_faults(
    job: Job, faults: Sequence[RowFaults], copy: Path | None, verb: str, table: Table, good: int
) -> None:
    if not faults:
        if table.way == "check":
            job.said.append(f"{good} 行都没有问题。")
        return
    nothing = {"check": "只核对，没有" + verb, "good": f"这些行没有{verb}", "all": f"一行也没有{verb}"}[
        table.way
    ]
    job.said.append(
        f"{len(faults)} 行有问题，{nothing}。" + ("改好带“问题”一列的副本，再交一次。" if copy else "")
    )
    if copy is not None:
        job.made("带“问题”一列的副本", copy)
    for one in faults:
        job.line(f"第 {one.row} 行：{one.words}")


def importing_matters(path: Path, *, name: str, day: date | None, reason: str) -> Work:
    """Return the work that takes in a matter list as a new version."""

    def work(office: Office, job: Job) -> str:
        done = import_matters(office, path, name=name or path.stem, effective_on=day, reason=reason)
        job.said.append(f"“{done.name}”共 {len(done.matters)} 项，自 {done.effective_on} 起执行。")
        return "/matters"

    return work


def importing_register(
    path: Path,
    direction: Literal["out", "in"],
    columns: Mapping[str, str],
    folder: Path | None,
    *,
    dry_run: bool,
) -> Work:
    """Return the work that takes in a register of past years, with its old files."""

    def work(office: Office, job: Job) -> str:
        done = import_register(office, path, direction, overrides=columns, dry_run=dry_run, folder=folder)
        counts = Counter(row.state for row in done.rows)
        told = "，".join(f"{words} {counts[state]} 行" for state, words in STATES.items() if counts[state])
        job.said.append(("试读，什么也没有登记：" if dry_run else "") + (told or "没有行") + "。")
        if folder is not None:
            job.said.append(f"归入文件 {done.files_joined} 个，没有归入 {len(done.files_left)} 个。")
        report = job.place / "逐行的报告.xlsx"
        write_report(report, done)
        job.made("逐行的报告", report)
        for one in done.series:
            if one.words:
                job.line(f"{one.series or '（没有代字）'} {one.year} 年：{one.words}")
        for row in done.rows:
            if row.state == "fault":
                job.line(f"{row.sheet} 第 {row.row} 行：{row.words}")
        return ""

    return work


def rebuilding(*, read_first: bool) -> Work:
    """Return the work that makes the index again, after reading once more what was not read when told so."""

    def work(office: Office, job: Job) -> str:
        if read_first:
            job.step = "再读没有读出文字的文件"
            job.said.append(f"重新读出文字的有 {read_again(office)} 件。")
        with office.progress("重建索引", document_count(office)) as show:
            count = rebuild_index(office, show)
        job.said.append(f"索引里有 {count} 件，已换成新的。")
        return ""

    return work


def verifying(*, quick: bool) -> Work:
    """Return the work that reads everything again; what is amiss is told line by line."""

    def work(office: Office, job: Job) -> str:
        job.step = "核验档案、流水账、登记、号段账和树头"
        report = verify_office(office, quick=quick)
        job.said.append(
            f"核验了 {report.checked_objects} 件、{report.checked_files} 个文件、{report.checked_entries} 条流水账。"
        )
        if report.sound:
            job.said.append("都完好，没有缺、没有改、没有多。")
            return ""
        job.said.append(f"有 {len(report.findings)} 处不对。请先不要改动文件夹，把下面的告诉维护人员。")
        for one in report.findings:
            place = one.number or one.where
            job.line(plain(f"{place}：{one.message}" if place else one.message), _letter(one.number))
        return ""

    return work


def backing_up() -> Work:
    """Return the work that adds a backup where the last one lies."""

    def work(office: Office, job: Job) -> str:
        last = last_backup(office.root)
        if last is None:
            raise Refused("还没有备份过，不知道放在哪里", remedy="第一次请维护人员照《管理手册》“备份”一章做")
        job.step = "备份"
        made = back_up(office, Path(last.place))
        job.said.append(
            f"备份好了：{made.name}，{made.files} 个文件，新存 {made.new_files} 个，都已读回核对。"
        )
        job.said += [f"有问题：{doubt}" for doubt in made.doubts]
        return ""

    return work


def _letter(id: str) -> str:
    return f"/letters/{quote(id)}" if id else ""


def columns_of(typed: str) -> dict[str, str]:
    """Read how columns are to be read, one a line: 表头=项. Raises Refused."""
    found = {}
    for line in typed.splitlines():
        if line.strip():
            heading, equals, item = line.partition("=")
            if not equals or not heading.strip() or not item.strip():
                raise Refused(f"“{line.strip()}”写得不对", where="列的对应", remedy="一行一列，写成 表头=项")
            found[heading.strip()] = item.strip()
    return found
