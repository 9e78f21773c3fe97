"""A register of past years with 100,000 rows comes in: seconds, CPU, memory; and the same file once more.

``script/bench registers``; ``SHENGUAN_ROWS`` for another size. Goal: nothing but an answer (issue 8, bad input).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

ROWS = int(os.environ.get("SHENGUAN_ROWS", "100000"))
_HEAD = (
    "序号",
    "文号",
    "文件标题",
    "文种",
    "日期",
    "签发人",
    "承办人",
    "发往单位",
    "份数",
    "企业名称",
    "备注",
)


def run() -> bool:
    """Measure and print; returns whether every row came in once."""
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        root, table = Path(place) / "office", Path(place) / "旧登记.xlsx"
        _write(table)
        shenguan = str(Path(sys.executable).with_name("shenguan"))
        subprocess.run([shenguan, "init", str(root)], check=True, stdout=subprocess.DEVNULL)
        command = [shenguan, "-C", str(root), "register", "import", str(table), "--kind", "out", "--json"]
        first, second = _measured("第一遍", command), _measured("再一遍", command)
    return first.get("entered") == ROWS and second.get("known") == ROWS


def _measured(label: str, command: list[str]) -> dict[str, int]:
    before, started = getrusage(RUSAGE_CHILDREN), perf_counter()
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, after = perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    states: dict[str, int] = json.loads(answer)["states"]
    print(f"{label} {ROWS} 行:{seconds:7.1f} 秒,CPU {cpu:6.1f} 秒,内存最多 {after.ru_maxrss / 1024:5.0f} MB")
    return states


def _write(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("发文")
        sheet.write_row(0, 0, _HEAD)
        for n in range(1, ROWS + 1):
            year = 2015 + n % 8
            company = f"示例{n}木业有限公司"
            row = (
                n, f"益高社函〔{year}〕{n // 8 + 1}号", f"关于通报{company}行政处罚决定的函", "函",
                f"{year}.{n % 12 + 1}.{n % 28 + 1}", "示例甲", "示例乙", "区经济合作局", 3, company, "",
            )  # fmt: skip
            sheet.write_row(n, 0, row)
