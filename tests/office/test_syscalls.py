"""Calls that change the disk, spoilt one at a time, leave a whole office; all of them: ``script/faults syscalls``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.syscalls import compiled

ROOT = Path(__file__).resolve().parents[2]


def test_an_issue_whose_writes_are_spoilt_leaves_a_whole_office(tmp_path: Path) -> None:
    library = str(compiled(tmp_path))
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.syscalls", "150", "印发", "断电", "磁盘满"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "LD_PRELOAD": library, "SHENGUAN_FAULTS": library, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "断了,未办" in run.stdout and "断电 2" in run.stdout
