"""Every long command is killed at any moment of its work: what stands afterwards is whole, and the command goes on.

``python -m benchmarks.command_kills [points] [commands]``. A fork does the command and is ended by its own clock of
work (``ITIMER_PROF``, whose signal ends it at once), at moments spread over what the whole command takes; then the
same command is done again, the way a person would, and the office is looked over.
"""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.syscalls import _forked
from benchmarks.tampering import furnish
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, restore
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.letters.batch_issuing import issue_many
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.registers.importing import import_register
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import past
from shenguan_docs.register.past_tables import past_letters

POINTS = 12
_ROWS, _DRAFTS = 1200, 6
_EARLIER = "0020"


@dataclass
class Outcome:
    """How often which command was killed; ``faults`` are Chinese sentences, empty when all held."""

    killed: int = 0
    finished: int = 0
    said: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def _open(place: Path, name: str = "office") -> Office:
    return open_office(place / name, actor="测量", now=china_now)


# -- the commands: what is done in the folder ``place``, the second time with ``again`` ---------------------------


def _backup(place: Path) -> None:
    office = _open(place)
    back_up(office, place / "backup")
    office.close()


def _restore(place: Path) -> None:
    if (place / "back").exists():  # it was there in time
        return
    progress: Any = lambda _what, _total=0: nullcontext(lambda _done: None)  # noqa: E731
    found = restore(place / "made", place / "back", Opening("测量", china_now, lambda _words: None, progress))
    assert not found.findings, found.findings


def _rebuild(place: Path) -> None:
    root = place / "office"
    rebuild(root, Office(root, read_settings(root / SETTINGS_NAME), "测量", china_now))


def _upgrade(place: Path) -> None:
    _open(place).close()


def _bundle(place: Path) -> None:
    target = place / "案卷"
    if target.exists():
        return
    office = _open(place)
    with office.reading() as conn:
        numbers = tuple(row["number"] for row in account(office) if conn is not None)[:3]
    bundle(office, Choice(numbers=numbers), target)
    office.close()


def _import(place: Path) -> None:
    office = _open(place)
    done = import_register(office, place / "旧登记.csv", "out")
    assert done is not None
    office.close()


def _index(place: Path) -> None:
    office = _open(place)
    rebuild_index(office)
    office.close()


def _batch(place: Path) -> None:
    office = _open(place)
    issue_many(office, (place / "drafts").read_text().split(), workers=0)
    office.close()


COMMANDS: dict[str, Callable[[Path], None]] = {
    "备份": _backup, "恢复": _restore, "重建": _rebuild, "升级": _upgrade, "案卷": _bundle, "导入登记簿": _import,
    "重建索引": _index, "成批印发": _batch,
}  # fmt: skip


def _laid(place: Path) -> dict[str, Any]:
    """Make the office that every kill begins with, a backup of it, a register to import, drafts to issue."""
    from benchmarks.office import one_page_letter

    furnish(place, letters=3)
    office = _open(place)
    ids = [draft(office, "consultation", one_page_letter(office), None).id for _ in range(_DRAFTS)]
    (place / "drafts").write_text("\n".join(ids))
    back_up(office, place / "made")
    office.close()
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("标题", "文号", "成文日期", "主送"))
    for n in range(1, _ROWS + 1):
        rows.writerow((f"关于某事的函之{n}", f"益高社函〔2019〕{n}号", "2019-03-05", "区行政审批局"))
    (place / "旧登记.csv").write_text(out.getvalue(), "utf-8")
    for name in ("good", "older", "kept"):
        shutil.rmtree(place / name)
    return {"loaded": list(sys.modules)}


def _prepared(source: Path, place: Path, command: str) -> None:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    if command == "升级":
        from tests.register.earlier import at_revision, journal_rows

        file = place / "office" / "records.db"
        rows = journal_rows(file)
        file.unlink()
        at_revision(file, _EARLIER, rows)


# -- killing and looking ------------------------------------------------------------------------------------------


def _worked(command: str, place: Path, limit: float = 0.0) -> dict[str, Any]:
    """Do a command in this fork, to be ended after ``limit`` seconds of work; 0 for never."""
    if limit:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        COMMANDS[command](place)
    except ShenguanError as error:
        return {"refused": str(error)}
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"done": used.ru_utime + used.ru_stime}


def _looked(command: str, place: Path) -> dict[str, Any]:
    """Look the office over after the command was done again."""
    office = _open(place, "back" if command == "恢复" else "office")
    faults = [f"核验：{one.where} {one.message}" for one in verify_office(office).findings]
    if command == "备份":
        progress: Any = lambda _what, _total=0: nullcontext(lambda _done: None)  # noqa: E731
        opening = Opening("测量", china_now, lambda _words: None, progress)
        found = restore(place / "backup", place / "from-backup", opening)
        faults += [f"备份恢复出来：{one.message}" for one in found.findings]
    if command == "导入登记簿":
        with office.reading() as conn:
            count = conn.exec_driver_sql(f"SELECT count(*) FROM {past_letters.name}").scalar_one()  # noqa: S608
            assert past.objects(conn) is not None
        if count != _ROWS:
            faults.append(f"导入了 {count} 行，应当 {_ROWS}")
    ordinals = [row["ordinal"] for row in account(office)]
    wanted = 3 + (_DRAFTS if command == "成批印发" else 0)
    series = sorted(ordinals)[-wanted:]
    if command == "成批印发" and max(ordinals) != wanted:
        faults.append(f"印发到第 {max(ordinals)} 号，应当 {wanted}:{series}")
    office.close()
    return {"faults": faults}


def play(points: int, commands: list[str]) -> Outcome:
    """Kill each command ``points`` times."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        source, place = Path(folder) / "laid", Path(folder) / "now"
        source.mkdir()
        loaded = _forked(lambda: _laid(source))
        for name in loaded["loaded"]:
            with suppress(Exception):
                import_module(name)
        for command in commands:
            _prepared(source, place, command)
            whole = _forked(lambda command=command: _worked(command, place))  # type: ignore[misc]
            if "done" not in whole:
                outcome.faults.append(f"{command}：不出事也没有做成 {whole}")
                continue
            before = outcome.killed
            for n in range(points):
                limit = whole["done"] * (n + 0.5) / points
                _prepared(source, place, command)
                first = _forked(lambda c=command, at=limit: _worked(c, place, at))  # type: ignore[misc]
                if "done" in first:
                    outcome.finished += 1
                else:
                    outcome.killed += 1
                label = f"{command}，做了 {limit:.2f} 秒（共 {whole['done']:.2f} 秒）时强杀"
                if first.get("refused") or first.get("odd"):
                    outcome.faults.append(f"{label}:{first}")
                again = _forked(lambda c=command: _worked(c, place))  # type: ignore[misc]
                if "done" not in again:
                    outcome.faults.append(f"{label}：再做没有做成 {again}")
                    print(f"  {outcome.faults[-1]}", flush=True)
                    continue
                told = _forked(lambda c=command: _looked(c, place))  # type: ignore[misc]
                for fault in told.get("faults", [str(told)]):
                    outcome.faults.append(f"{label}:{fault}")
                    print(f"  {outcome.faults[-1]}", flush=True)
                outcome.said.update(_left(command, place))
            print(f"{command}：强杀 {outcome.killed - before} 次，问题 {len(outcome.faults)} 处", flush=True)
    return outcome


def _left(command: str, place: Path) -> set[str]:
    """What lies about that was not there before: names, digits left out."""
    known = {
        "office",
        "drafts",
        "made",
        "旧登记.csv",
        "来文.txt",
        "盖章件.pdf",
        "backup",
        "back",
        "案卷",
        "from-backup",
    }
    known |= {"案卷.zip"}
    inside = {path.name for path in (place / "office").iterdir()}
    usual = {
        "archive",
        "fonts",
        "heads",
        "index",
        "keys",
        "office.lock",
        "office.next",
        "office.toml",
        "records.db",
    }
    usual |= {"templates", "backup.json"}
    left = [path.name for path in place.iterdir() if path.name not in known]
    left += [f"office/{name}" for name in inside - usual]
    return {f"{command}:{''.join('…' if c.isdigit() else c for c in name)}" for name in left}


def commands(*words: str) -> bool:
    """All commands, or those named; returns whether all held."""
    points = next((int(word) for word in words if word.isdigit()), POINTS)
    outcome = play(points, [word for word in words if word in COMMANDS] or list(COMMANDS))
    print(f"强杀 {outcome.killed} 次（另有 {outcome.finished} 次先做完了），问题 {len(outcome.faults)} 处")
    for fault in outcome.faults:
        print(f"  {fault}")
    for left in sorted(outcome.said):
        print(f"  留下：{left}")
    return not outcome.faults


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(0 if commands(*sys.argv[1:]) else 1)
