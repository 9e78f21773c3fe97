"""The child process that measures one file: ``python -m shenguan_docs.office.measuring.check_worker SECONDS MIB NAME``.

The file comes on standard input; the answer is JSON on standard output: a report, or refused and remedy.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract_worker import leave_network, limit
from shenguan_docs.ruler.checking import Report, check

_LIBRARIES = ("shenguan_docs.ruler.pdf.measuring", "shenguan_docs.ruler.docx.measuring")


def main() -> None:
    """Read, measure, answer, end."""
    import importlib

    seconds, memory, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    for library in _LIBRARIES:
        importlib.import_module(library)
    "字".encode("gb18030")  # the table of a codec is loaded at its first use
    leave_network()
    limit(seconds, memory, writes=False)
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(data, name), out)
    out.flush()


def _answer(data: bytes, name: str) -> dict[str, Any]:
    try:
        return {"report": as_data(check(data, name))}
    except Refused as error:
        return {"refused": error.message, "remedy": error.remedy}
    except MemoryError:
        return {"refused": "文件太大,超过了允许的内存", "remedy": "请拆成几份再量"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"refused": "文件已损坏,量不了", "remedy": "请重新取得这份文件,或者用 Word、WPS 另存一份"}


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
