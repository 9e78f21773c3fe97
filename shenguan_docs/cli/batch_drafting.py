"""What ``draft --batch`` says: how the table was read, what is wrong with it, what became of each row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from shenguan_docs.cli.output import say
from shenguan_docs.cli.table_words import mapped, told_columns
from shenguan_docs.errors import Refused

if TYPE_CHECKING:
    from shenguan_docs.office.letters.batch import Batch
    from shenguan_docs.office.opening import Office

_TOGETHER = 5  # rows that are named before the others are only counted
_SHOWN = 20  # rows with faults that are told one by one


def draft_from_table(
    office: Office,
    kind: str,
    path: str,
    *,
    issue_them: bool,
    good_rows: bool,
    dry_run: bool,
    maps: tuple[str, ...],
    output: Path | None,
) -> list[dict[str, Any]]:
    """Draft, and issue when told so, the letters of a table; return what became of each row."""
    from shenguan_docs.office.events.sheets import read_import_file
    from shenguan_docs.office.letters.batch import draft_batch, open_ids

    content, name, folder = read_import_file(path)
    if output is not None and path != "-" and output.absolute() == Path(path).absolute():
        raise Refused("副本不能写到原表上", where=str(output), remedy="换一个文件名")
    if issue_them and dry_run:
        raise Refused("--dry-run 只核对，不能同时印发", remedy="去掉其中一个")
    done = draft_batch(
        office, kind, content, name, overrides=dict(map(mapped, maps)), good_rows=good_rows,
        dry_run=dry_run, copy_to=output, beside=folder,
    )  # fmt: skip
    say(told_columns(done.kind, done.columns))
    if done.skipped:
        say(f"第 {'、'.join(map(str, done.skipped))} 行是合计或者没有要读的内容，没有当作文书。")
    _tell_warnings(done)
    if done.faults:
        _tell_faults(done, dry_run=dry_run, good_rows=good_rows)
    issued: dict[str, Any] = {}
    failed: dict[str, Refused] = {}
    if issue_them:
        from shenguan_docs.office.letters.batch_issuing import issue_many

        many = issue_many(office, list(open_ids(done)))
        issued, failed = dict(many.done), many.failed
    rows = [_row(row, issued.get(row.id), failed.get(row.id), dry_run) for row in done.rows]
    rows += [
        {
            "row": one.row,
            "id": None,
            "number": None,
            "title": "",  # what is wrong was said above; a script reads it in "problem"
            "state": "有问题",
            "problem": one.words,
        }
        for one in done.faults
    ]
    say(_summary(rows))
    reasons: dict[str, list[int]] = {}
    for row in done.rows:
        if row.id in failed:
            reasons.setdefault(str(failed[row.id]), []).append(row.row)
    for reason, places in reasons.items():
        say(f"第 {_listed(places)}没有印发：{reason}")
    if failed:
        say("没有印发的仍是草稿；排除问题以后再执行一次同样的命令。")
    return sorted(rows, key=lambda row: row["row"])


def _tell_warnings(done: Batch) -> None:
    """A warning that many rows share is said once."""
    rows: dict[str, list[int]] = {}
    for row in done.rows:
        for warning in row.warnings:
            rows.setdefault(warning, []).append(row.row)
    for warning, places in rows.items():
        say(f"提示：第 {_listed(places)}，{warning}。")


def _listed(places: list[int]) -> str:
    named = "、".join(map(str, places[:_TOGETHER]))
    return f"{named} 等 {len(places)} 行" if len(places) > _TOGETHER else f"{named} 行"


def _row(row: Any, issued: Any, failed: Refused | None, dry_run: bool) -> dict[str, Any]:
    number = issued.number if issued else row.number or None
    state = "已印发" if issued else "先前已印发" if row.number else "可以起草" if dry_run else "草稿"
    if row.earlier and not number:
        state = "先前已起草"
    if failed is not None:
        state = "没有印发"
    told = str(failed) if failed else ""
    return {
        "row": row.row, "id": row.id or None, "number": number, "title": row.title, "state": state,
        "problem": told,
    }  # fmt: skip


def _summary(rows: list[dict[str, Any]]) -> str:
    states = list(dict.fromkeys(row["state"] for row in rows))
    counted = [f"{state} {sum(row['state'] == state for row in rows)} 件" for state in states]
    return f"共 {len(rows)} 行：{'，'.join(counted)}。"


def _tell_faults(done: Batch, *, dry_run: bool, good_rows: bool) -> None:
    listed = "\n".join(f"  第 {f.row} 行：{f.words}" for f in done.faults[:_SHOWN])
    more = f"\n  另有 {len(done.faults) - _SHOWN} 行" if len(done.faults) > _SHOWN else ""
    copy = f"带“问题”一列的副本：{done.copy}" if done.copy else ""
    found = f"{len(done.faults)} 行有问题：\n{listed}{more}"
    if dry_run:
        say("\n".join(filter(None, (found, copy))))
    elif good_rows:
        say(f"{found}\n这些行没有起草。{copy}")
    else:
        raise Refused(
            f"{found}\n什么也没有起草",
            remedy=f"{copy}。改好后用它；只起草没有问题的 {len(done.rows)} 行，加 --good-rows",
        )
