"""duties, missing, company, warnings beside the bare SQL of the same rows, at 100,000 letters and 5,000 companies."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from benchmarks.filled_records import TODAY, filled_office
from shenguan_docs.office.companies.keeping import list_companies
from shenguan_docs.office.companies.showing import list_warnings, show
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.duties.missing import missing
from shenguan_docs.office.opening import Office

LETTERS, COMPANIES, ROUNDS = 100_000, 5_000, 5
GOAL = 5.0


def run() -> bool:
    """Measure in turn, so that a busy machine slows both; print the medians."""
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        office = filled_office(Path(place) / "office", LETTERS, COMPANIES)
        print(f"{LETTERS} 件文书、{COMPANIES} 个公司,填表 {time.perf_counter() - started:.0f} 秒")
        reached = True
        for name, work in (
            ("duties", lambda: duties(office, Asked(), TODAY)),
            ("duties --department", lambda: duties(office, Asked(department="区社会事务局"), TODAY)),
            ("duties --company", lambda: duties(office, Asked(company="示例第77有限公司"), TODAY)),
            ("missing --department", lambda: missing(office, Asked(department="区社会事务局"), TODAY)),
            ("missing --matter", lambda: missing(office, Asked(matter="林木采伐许可证核发"), TODAY)),
            ("missing --company", lambda: missing(office, Asked(company="示例第77有限公司"), TODAY)),
            ("company", lambda: [show(office, f"示例第{n}有限公司") for n in range(70, 90)]),
            ("company list", lambda: list_companies(office)),
            ("warnings", lambda: list_warnings(office, on=TODAY)),
        ):
            reached = _measured(office, name, work) and reached
        office.close()
    return reached


def _measured(office: Office, name: str, work: Callable[[], list[Any]]) -> bool:
    with _recorded(office) as statements:
        answer = work()
    bare = sqlite3.connect(office.root / office.settings.records)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(work))
        theirs.append(_seconds(lambda: [bare.execute(sql, given).fetchall() for sql, given in statements]))
    bare.close()
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"{name:22} {len(answer):6} 项 {statistics.median(ours) * 1000:8.0f} 毫秒,同样各行的 SQL "
        f"{statistics.median(theirs) * 1000:8.0f} 毫秒({len(statements)} 条),{ratio:.2f} 倍(目标 {GOAL} 倍以内)"
    )
    return ratio <= GOAL


@contextmanager
def _recorded(office: Office) -> Any:
    """Collect the statements that a work sends, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            found.append((statement, given))

    event.listen(office.records.engine, "before_cursor_execute", note)
    yield found
    event.remove(office.records.engine, "before_cursor_execute", note)


def _seconds(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
