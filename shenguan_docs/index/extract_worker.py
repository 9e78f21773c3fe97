"""The child process that reads one file: ``python -m shenguan_docs.index.extract_worker KIND SECONDS MIB [PAGE…]``.

The file comes on standard input, the answer goes to standard output as JSON: a ``Reading``, or why there is
none. The process limits itself and leaves the network before it reads a byte.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from time import process_time
from typing import Any

from shenguan_docs.confined import leave_network, limit
from shenguan_docs.index.readers.reading import Clock, Reading, Unfit, Unread

_HALF = 0.6  # of the time: then a reader stops by itself and what it has is kept
_MODULES = {
    "docx": "office_files", "pptx": "office_files", "odt": "office_files", "odp": "office_files",
    "xlsx": "sheets", "xls": "sheets", "xlsb": "sheets", "ods": "sheets",
    "pdf": "pdf", "ofd": "ofd", "html": "webpage", "eml": "mail", "zip": "archives",
    "doc": "converting", "rtf": "converting", "ppt": "converting",
    "pictures": "recognising", "scans": "recognising",
}  # fmt: skip
_LIBRARIES = {"xlsx": ("openpyxl",), "pdf": ("pypdfium2",), "scans": ("pypdfium2",)}


def main() -> None:
    """Read the file, answer, end."""
    kind, seconds, memory, pages = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    reader = importlib.import_module(f"shenguan_docs.index.readers.{_MODULES[kind]}")
    for name in _LIBRARIES.get(kind, ()):
        _try_import(name)
    if _MODULES[kind] == "recognising":
        reader.warm()
    "字".encode("gb18030")  # the table of a codec is loaded at its first use
    leave_network()
    limit(seconds, memory, writes=_MODULES[kind] == "converting")
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(lambda: _read(reader, kind, data, pages, Clock(seconds * _HALF))), out)
    out.flush()


def _read(reader: Any, kind: str, data: bytes, pages: list[str], clock: Clock) -> Reading:
    readers: dict[str, Callable[[], Reading]] = {
        "docx": lambda: reader.read_docx(data),
        "pptx": lambda: reader.read_pptx(data),
        "odt": lambda: reader.read_odf(data),
        "odp": lambda: reader.read_odf(data),
        "xlsx": lambda: reader.read_xlsx(data, clock),
        "pdf": lambda: reader.read_pdf(data, clock),
        "ofd": lambda: reader.read_ofd(data, clock),
        "html": lambda: reader.read_html(data),
        "eml": lambda: reader.read_mail(data),
        "zip": lambda: reader.read_zip(data),
        "pictures": lambda: reader.read_pictures(data, clock),
        "scans": lambda: reader.read_scans(data, [int(page) for page in pages], clock),
    }
    if kind in readers:
        reading = readers[kind]()
    elif _MODULES[kind] == "sheets":
        reading = reader.read_workbook(data, clock)
    else:
        reading = reader.read_converted(data, kind)
    return reading


def _answer(read: Callable[[], Reading]) -> dict[str, Any]:
    try:
        reading = read()
        reading.worked = process_time()
        return {"reading": reading.to_json()}
    except Unfit as error:
        return {"refused": error.problem, "remedy": error.remedy}
    except Unread as error:
        return {"unread": error.reason}
    except (MemoryError, ImportError):  # no memory is left to import with
        return {"unread": "文件太大，超过了允许的内存"}
    except Exception as error:  # whatever a parser stumbles over: the file is what is wrong
        if "memory" in str(error).lower():
            return {"unread": "文件太大，超过了允许的内存"}
        return {"refused": "文件已损坏，打不开", "remedy": "请重新取得这份文件"}


def _try_import(name: str) -> None:
    with suppress(ImportError):  # the reader says so, or has another way
        importlib.import_module(name)


if __name__ == "__main__":
    main()
