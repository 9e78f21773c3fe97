"""The child process that reads an old register: ``python -m shenguan_docs.office.registers.reading_worker SECONDS MIB NAME``."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from shenguan_docs.confined import serve
from shenguan_docs.office.registers.reading import workbook_sheets

for library in ("python_calamine", "openpyxl"):  # before the limits: they are large
    with suppress(ImportError):
        import_module(library)


def _read(data: bytes, words: Sequence[str]) -> Any:
    sheets = workbook_sheets(data, words[0])
    return [[sheet.name, [[r.line, r.cells, sorted(r.numeric)] for r in sheet.rows]] for sheet in sheets]


if __name__ == "__main__":
    serve(_read)
