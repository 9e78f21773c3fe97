"""A month's letters from a table, against as many single ones: drafted and issued, warm, on one machine.

Goal (part 5): 1,000 letters at ≤ 0.7 × the time of a single one each, all processes together < 500 MB. The
singles are taken before and after the batch, one after the other in this process, which stays warm; the
batch is the whole command, its start and its worker processes included.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter
from typing import Any

import openpyxl

from benchmarks.office import made_office
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office

LETTERS, SINGLES = 1000, 30
GOAL, MOST_MB = 0.7, 500
KIND = "consultation"
_START = "import sys; from shenguan_docs.cli.main import main; sys.exit(main())"


def run(letters: int = LETTERS) -> bool:
    """Measure and print; returns whether both goals were reached."""
    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        data = _data(office)
        for _ in range(3):
            _single(office, data)  # warms fonts, templates and the index
        single = [_single(office, data) for _ in range(SINGLES)]
        table = _table(office, data, Path(place) / "月报.xlsx", letters)
        office.close()
        with _Memory() as memory:
            start, used = perf_counter(), _cpu()
            command = ["-C", str(office.root), "draft", KIND, "--batch", str(table), "--issue", "--json"]
            told = subprocess.run(
                [sys.executable, "-c", _START, *command], capture_output=True, text=True, check=True
            )
            took, spent = perf_counter() - start, _cpu() - used
        rows = json.loads(told.stdout)
        assert [row["state"] for row in rows] == ["已印发"] * letters, told.stderr
        single += [_single(office, data) for _ in range(SINGLES)]
        alone = median(one for one, _ in single)
        ratio = took / letters / alone
        print(
            f"单件(起草加印发)    中位 {alone * 1000:7.1f} ms(处理器 {median(c for _, c in single) * 1000:.1f} ms)"
        )
        print(
            f"成批 {letters} 件       每件 {took / letters * 1000:7.1f} ms(处理器 {spent / letters * 1000:.1f} ms)"
        )
        print(f"比值                {ratio:.2f}(目标 ≤ {GOAL})")
        print(
            f"各进程内存之和      最多   {memory.most:5.0f} MB(目标 < {MOST_MB};共用的重复计算是 {memory.resident:.0f} MB)"
        )
        return ratio <= GOAL and memory.most < MOST_MB


def _data(office: Office) -> dict[str, Any]:
    """What a row of a table can hold of the kind's example, without an attachment to read."""
    kind = find_kind(office.kind_places, KIND)
    example = example_data(kind, office.today)
    return {
        f.id: example[f.id] for f in kind.all_fields if f.required and f.type not in ("attachment", "table")
    }


def _single(office: Office, data: dict[str, Any]) -> tuple[float, float]:
    start, used = perf_counter(), _cpu()
    issue(office, [draft(office, KIND, data, None).id])
    return perf_counter() - start, _cpu() - used


def _table(office: Office, data: dict[str, Any], path: Path, letters: int) -> Path:
    kind = find_kind(office.kind_places, KIND)
    labels = {f.id: f.label for f in kind.all_fields}
    headings: list[str] = []
    cells: list[str] = []
    for id, value in data.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = value[0]
        if isinstance(value, dict):
            headings += [
                {"name": labels[id], "uscc": "统一社会信用代码", "address": "地址"}.get(k, k) for k in value
            ]
            cells += [str(v) for v in value.values()]
        else:
            headings.append(labels[id])
            cells.append("\n".join(map(str, value)) if isinstance(value, list) else str(value))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings)
    changing = next(n for n, text in enumerate(cells) if len(text) > 10 and not text[:4].isdigit())
    for number in range(letters):
        sheet.append([f"{text}(第{number + 1}批)" if n == changing else text for n, text in enumerate(cells)])
    book.save(path)
    return path


def _cpu() -> float:
    """Seconds of CPU of this process and of its children that have ended."""
    return sum(getrusage(who).ru_utime + getrusage(who).ru_stime for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


class _Memory:
    """The most memory in MB that the children of this process held together: ``most`` of the machine's, what they
    share counted once, and ``resident``, what they share (libraries, faces) counted in each."""

    def __enter__(self) -> _Memory:
        self.most, self.resident, self._stop = 0.0, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            held = [_held(pid) for pid in _children(os.getpid())]
            self.most = max(self.most, sum(one["Pss"] for one in held))
            self.resident = max(self.resident, sum(one["Rss"] for one in held))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in map(int, task.read_text().split()):
                found += [child, *_children(child)]
        except OSError:
            continue
    return found


def _held(pid: int) -> dict[str, float]:
    found = {"Pss": 0.0, "Rss": 0.0}
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            name, _, amount = line.partition(":")
            if name in found:
                found[name] = int(amount.split()[0]) * 1024 / 1e6
    except (OSError, IndexError):  # it has ended
        pass
    return found
