"""The child process that lays pages out: ``python -m shenguan_docs.layout.apart_worker SECONDS MIB``.

The task comes pickled from our own process on standard input; the answer goes to standard output as JSON.
"""

from __future__ import annotations

import base64
import json
import pickle
import sys
from dataclasses import asdict
from typing import Any

from shenguan_docs.confined import leave_network, limit
from shenguan_docs.errors import ShenguanError
from shenguan_docs.layout.apart import Task
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource


def main() -> None:
    """Print, answer, end."""
    seconds, memory = int(sys.argv[1]), int(sys.argv[2])
    task: Task = pickle.load(sys.stdin.buffer)
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    json.dump(_answer(task, seconds, memory), out)
    out.flush()


def _answer(task: Task, seconds: int, memory: int) -> dict[str, Any]:
    try:
        printer = PdfPrinter(LayoutSource(task.folders), task.office_fonts, apart=False)
        printer.faces()  # asks a program of the machine, so it comes before the limits
        leave_network()
        limit(seconds, memory, writes=True)
        if task.document is not None:
            made = printer.fitted(task.document)
            return {"pdf": _packed(made.data), "fit": asdict(made.fit)}
        made_page = printer.html_pdf(task.html, task.css_name, lying=task.lying, keeping=task.keeping)
        return {"pdf": _packed(made_page)}
    except ShenguanError as error:
        found = {"message": error.message, "where": error.where, "remedy": error.remedy}
        return {"error": type(error).__name__, **found}
    except MemoryError:
        raise SystemExit(1) from None  # as if it had been ended
    except Exception as error:  # whatever WeasyPrint stumbles over: the layout is what is wrong
        found = {"message": "版式排不出来", "where": "", "remedy": "检查单位自己的版式文件"}
        return {"error": "Refused", **found, "why": type(error).__name__}


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


if __name__ == "__main__":
    main()
