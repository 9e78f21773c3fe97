"""The child process that reads a workbook: ``python -m shenguan_docs.plan.tables_worker SECONDS MIB NAME``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import openpyxl  # noqa: F401  before the limits: it is large

from shenguan_docs.confined import serve
from shenguan_docs.plan.tables import xlsx_sheets


def _read(data: bytes, words: Sequence[str]) -> Any:
    return [[[r.line, r.cells, sorted(r.numeric)] for r in sheet] for sheet in xlsx_sheets(data, words[0])]


if __name__ == "__main__":
    serve(_read)
