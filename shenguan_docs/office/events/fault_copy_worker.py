"""The child process that writes faults into a workbook: ``python -m …fault_copy_worker SECONDS MIB``.

On standard input: a line of JSON (sheet, heading, words by line), then the workbook.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import openpyxl  # noqa: F401  before the limits: it is large

from shenguan_docs.confined import serve
from shenguan_docs.office.events.fault_copy import workbook_with_faults


def _write(data: bytes, _words: Sequence[str]) -> Any:
    line, _, content = data.partition(b"\n")
    sheet, heading, words = json.loads(line)
    made = workbook_with_faults(content, sheet, heading, {int(n): said for n, said in words.items()})
    return base64.b64encode(made).decode()


if __name__ == "__main__":
    serve(_write, writes=True)  # openpyxl writes each sheet to a file of its own first
