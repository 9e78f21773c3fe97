"""Memory and time of long letters: printing and measuring 100, 200 and 400 pages, each in a process of its own.

Goals (part 3): a PDF of 400 pages takes no more than 500 MB, and time and memory grow with the pages, not faster.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

PAGES = (100, 200, 400)
GOAL = 500.0  # MB
LINEAR = 1.35  # of twice the time for twice the pages
_LINES = 22


def run() -> bool:
    """Measure and print; returns whether the goals were reached."""
    found: dict[str, list[dict[str, Any]]] = {"print": [], "check": []}
    with tempfile.TemporaryDirectory() as place:
        for pages in PAGES:
            path = Path(place) / f"{pages}.pdf"
            for work, rows in found.items():
                rows.append(_child(work, pages, path))
    print("要做的事    面数   处理器时间(秒)   每面(毫秒)   最大内存(MB)   PDF(MB)")
    reached = True
    for work, rows in found.items():
        for row in rows:
            print(
                f"{'排版' if work == 'print' else '量':6} {row['pages']:8} {row['seconds']:12.1f}"
                f" {row['seconds'] / row['pages'] * 1000:14.1f} {row['memory']:14.0f} {row['size']:10.1f}"
            )
        for less, more in pairwise(rows):
            share = more["seconds"] / less["seconds"] / (more["pages"] / less["pages"])
            print(f"       {less['pages']} → {more['pages']} 面:时间比 ÷ 面数比 {share:.2f}(目标 ≤ {LINEAR})")
            reached = reached and share <= LINEAR
        reached = reached and all(row["memory"] <= GOAL for row in rows)
    return reached


def _child(work: str, pages: int, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.long_pdf", work, str(pages), str(path)]
    answer = subprocess.run(command, check=True, capture_output=True, env=os.environ)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _print(pages: int, path: Path) -> int:
    import pikepdf

    from benchmarks.page_faults import sample
    from shenguan_docs.layout.pdf import PdfPrinter
    from shenguan_docs.layout.source import LayoutSource
    from shenguan_docs.resources import shipped_templates

    # A paragraph of the sample has six or seven lines.
    document = sample("general", round(pages * _LINES / 6.6))
    data = PdfPrinter(LayoutSource([shipped_templates() / "layouts"])).pdf(document)
    path.write_bytes(data)
    with pikepdf.open(path) as file:
        return len(file.pages)


def _check(path: Path) -> int:
    from shenguan_docs.ruler.checking import check

    found = check(path.read_bytes(), path.name)
    if found.findings:
        raise SystemExit(f"量出 {len(found.findings)} 处:{found.findings[0]}")
    return found.pages or 0


def main(work: str, pages: int, path: Path) -> None:
    """Do one piece of work and say what it took."""
    begun = process_time()
    count = _print(pages, path) if work == "print" else _check(path)
    seconds = process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"pages": count, "seconds": seconds, "memory": memory, "size": path.stat().st_size / 1e6})
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
