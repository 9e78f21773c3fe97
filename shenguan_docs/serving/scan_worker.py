"""The child process for scans: ``python -m …scan_worker KIND SECONDS MIB FIRST COUNT``.

The file comes on standard input; the answer is JSON on standard output: ``total`` and ``pages`` (their ``data`` in
base64), or refused and remedy.
"""

from __future__ import annotations

import base64
import json
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from shenguan_docs.confined import leave_network, limit
from shenguan_docs.errors import Refused


def main() -> None:
    """Cut, look, answer, end."""
    import importlib

    kind, seconds, memory, first, count = sys.argv[1], *map(int, sys.argv[2:6])
    for library in ("pypdfium2", "pikepdf", "PIL.Image", "PIL.ImageFilter", "PIL.ImageOps", "zxingcpp"):
        with suppress(ImportError):
            importlib.import_module(library)
    with suppress(ImportError):  # its formats are loaded at the first picture else
        from PIL import Image

        Image.init()
    leave_network()
    limit(seconds, memory, writes=False)
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(data, kind, first, count), out)
    out.flush()


def _answer(data: bytes, kind: str, first: int, count: int) -> dict[str, Any]:
    from shenguan_docs.serving.pages import pages_of

    try:
        total, pages = pages_of(data, kind, first, count)
        return {
            "total": total,
            "pages": [asdict(page) | {"data": base64.b64encode(page.data).decode()} for page in pages],
        }
    except Refused as error:
        return {"refused": error.message, "remedy": error.remedy}
    except MemoryError:
        return {"refused": "文件太大，超过了允许的内存", "remedy": "请拆成几份，或者用 300 dpi 扫描"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"refused": "文件已损坏，打不开", "remedy": "请重新扫描，或者另存一份"}


if __name__ == "__main__":
    main()
