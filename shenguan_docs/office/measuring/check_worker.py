"""The child process that measures or mends one file: ``python -m …check_worker measure|mend SECONDS MIB NAME``.

The file comes on standard input; the answer is JSON on standard output: a report (mending: the changes and the new
file in base64 too), or refused and remedy.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract_worker import leave_network, limit
from shenguan_docs.ruler.checking import Report, check

_LIBRARIES = {
    "measure": ("shenguan_docs.ruler.pdf.measuring", "shenguan_docs.ruler.docx.measuring"),
    "mend": ("shenguan_docs.ruler.mend.mend",),
}


def main() -> None:
    """Read, measure, answer, end."""
    import importlib

    work, seconds, memory, name = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    for library in _LIBRARIES[work]:
        importlib.import_module(library)
    "字".encode("gb18030")  # the table of a codec is loaded at its first use
    leave_network()
    limit(seconds, memory, writes=False)
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(work, data, name), out)
    out.flush()


def _answer(work: str, data: bytes, name: str) -> dict[str, Any]:
    try:
        return {"report": as_data(check(data, name))} if work == "measure" else _mended(data, name)
    except Refused as error:
        return {"refused": error.message, "remedy": error.remedy}
    except MemoryError:
        return {"refused": "文件太大,超过了允许的内存", "remedy": "请拆成几份再量"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"refused": "文件已损坏,量不了", "remedy": "请重新取得这份文件,或者用 Word、WPS 另存一份"}


def _mended(data: bytes, name: str) -> dict[str, Any]:
    from shenguan_docs.ruler.mend.mend import mend

    mended = mend(data, name)
    made = base64.b64encode(mended.data).decode()
    return {
        "report": as_data(mended.report),
        "changes": [str(change) for change in mended.changes],
        "file": made,
    }


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain JSON data; ``boxes`` are page, left, top, right, bottom in mm."""
    return {
        "kind": report.kind,
        "layout": report.layout,
        "pages": report.pages,
        "notes": list(report.notes),
        "findings": [
            {
                "rule": f.rule.name,
                "title": f.rule.title,
                "clause": f.rule.clause,
                "page": f.page,
                "place": f.place,
                "expected": f.expected,
                "found": f.found,
                "level": f.rule.level,
                "follows": list(f.follows),
                "boxes": [list(asdict(box).values()) for box in f.boxes],
            }
            for f in report.findings
        ],
    }


if __name__ == "__main__":
    main()
