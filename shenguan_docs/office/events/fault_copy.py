"""A copy of an imported table with a 问题 column: what is wrong stands beside the row it is wrong in."""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from shenguan_docs.confined import ask, worth

_WORKER, _SECONDS, _A_MEGABYTE = "shenguan_docs.office.events.fault_copy_worker", 9, 60
FAULT_HEADING = "问题"
_SUFFIX = "-问题"
_FILL = "FFF2CC"  # a light yellow that prints


def copy_name(folder: Path, name: str, content: bytes) -> Path:
    """Return a free file name beside the original: ``月报.csv`` → ``月报-问题.csv``."""
    suffix = ".xlsx" if content.startswith(b"PK") else ".csv"
    stem = Path(name).stem.removesuffix(_SUFFIX) + _SUFFIX
    place, number = folder / f"{stem}{suffix}", 2
    while place.exists():
        place, number = folder / f"{stem}({number}){suffix}", number + 1
    return place


def copy_with_faults(content: bytes, sheet: int, heading: int, words: Mapping[int, str]) -> bytes:
    """Return the table with the column added; ``sheet`` counts from 0, ``heading`` and the keys of ``words`` are lines.

    Raises Refused for a workbook that cannot be written again.
    """
    if content.startswith(b"PK"):
        told = json.dumps([sheet, heading, dict(words)])
        seconds = worth(content, _SECONDS, _A_MEGABYTE)
        made = ask(_WORKER, [], told.encode() + b"\n" + content, seconds=seconds, memory=1024, name="原表")
        return base64.b64decode(made)
    return _csv(content.decode("utf-8-sig"), heading, words)


def _csv(text: str, heading: int, words: Mapping[int, str]) -> bytes:
    first_line = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;", key=first_line.count)  # as plan.tables reads it
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, begins = [], 1
    for cells in reader:
        rows.append((begins, cells))
        begins = reader.line_num + 1
    width = max(len(cells) for _, cells in rows)
    named = next((cells for line, cells in rows if line == heading), [])
    place = named.index(FAULT_HEADING) if FAULT_HEADING in named else width
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for line, cells in rows:
        padded = [*cells, *[""] * (max(width, place + 1) - len(cells))]
        padded[place] = FAULT_HEADING if line == heading else words.get(line, "")
        writer.writerow(padded)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def workbook_with_faults(content: bytes, sheet: int, heading: int, words: Mapping[int, str]) -> bytes:
    """Work on a workbook in this process: for the child that ``copy_with_faults`` starts."""
    import openpyxl
    from openpyxl.styles import Alignment, PatternFill

    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[sheet]
    named = [cell.value for cell in page[heading]]
    place = named.index(FAULT_HEADING) + 1 if FAULT_HEADING in named else page.max_column + 1
    page.cell(heading, place, FAULT_HEADING)
    fill = PatternFill("solid", fgColor=_FILL)
    for line in range(heading + 1, page.max_row + 1):
        cell = page.cell(line, place)
        cell.value = words.get(line) or None
        if line in words:
            for column in range(1, place + 1):
                page.cell(line, column).fill = fill
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions[cell.column_letter].width = 60
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
