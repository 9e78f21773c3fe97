"""The child process for one file: ``python -m …check_worker measure|mend|mark SECONDS MIB NAME``.

The file comes on standard input; the answer is JSON on standard output: a report (mending: the changes; mending and
marking: the new file in base64), or refused and remedy.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict, replace
from typing import Any

from shenguan_docs.confined import leave_network, limit
from shenguan_docs.errors import MissingComponent, Refused
from shenguan_docs.layout import weasy
from shenguan_docs.layout.fontconfig import prepare
from shenguan_docs.ruler.checking import Report, check

_LIBRARIES = {
    "measure": ("shenguan_docs.ruler.pdf.measuring", "shenguan_docs.ruler.docx.measuring"),
    "mend": ("shenguan_docs.ruler.mend.mend",),
    "mark": (
        "shenguan_docs.ruler.pdf.measuring",
        "shenguan_docs.ruler.docx.measuring",
        "pikepdf",
    ),
}


def main() -> None:
    """Read, measure, answer, end."""
    import importlib

    work, seconds, memory, name = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    if work == "mark":
        prepare()  # writes its settings, for WeasyPrint and LibreOffice
        weasy.load()
    for library in _LIBRARIES[work]:
        importlib.import_module(library)
    "字".encode("gb18030")  # the table of a codec is loaded at its first use
    leave_network()
    limit(seconds, memory, writes=work == "mark")
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(work, data, name), out)
    out.flush()


def _answer(work: str, data: bytes, name: str) -> dict[str, Any]:
    try:
        return {"measure": _measured, "mend": _mended, "mark": _marked}[work](data, name)
    except Refused as error:
        return {"refused": error.message, "remedy": error.remedy}
    except MissingComponent as error:
        return {"refused": error.message, "remedy": error.remedy}
    except MemoryError:
        return {"refused": "文件太大，超过了允许的内存", "remedy": "请拆成几份再量"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"refused": "文件已损坏，量不了", "remedy": "请重新取得这份文件，或者用 Word、WPS 另存一份"}


def _measured(data: bytes, name: str) -> dict[str, Any]:
    return {"report": as_data(check(data, name))}


def _marked(data: bytes, name: str) -> dict[str, Any]:
    """The report, and the pages with its findings drawn on them; a DOCX's pages are LibreOffice's."""
    from shenguan_docs.office.measuring.docx_pages import pages_of, placed
    from shenguan_docs.office.measuring.marking import marked

    report, pdf = check(data, name), data
    if report.kind == "docx":
        pdf = pages_of(data)
        findings = placed(report.findings, check(pdf, name).elements)
        report = replace(report, findings=findings, notes=(*report.notes, "页面是 LibreOffice 排出的"))
    said = as_data(report)
    return {"report": said, "file": base64.b64encode(marked(pdf, said["findings"])).decode()}


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
