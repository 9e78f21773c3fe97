"""The child process that turns one file into pages: ``python -m …turn_worker office|picture KIND SECONDS MIB``.

The file comes on standard input, the answer goes to standard output as JSON: the PDF in base64, or why there is none.
"""

from __future__ import annotations

import base64
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from shenguan_docs.confined import leave_network, limit


def main() -> None:
    """Read the file, answer, end."""
    work, kind, seconds, memory = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    if work == "office":
        from shenguan_docs.layout.fontconfig import prepare

        prepare()  # LibreOffice finds the faces of official documents
    else:
        import pikepdf  # noqa: F401  loaded before the limits hold
        from PIL import Image

        Image.init()
    leave_network()
    limit(seconds, memory, writes=work == "office")
    data = sys.stdin.buffer.read()
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump(_answer(work, kind, data), out)
    out.flush()


def _answer(work: str, kind: str, data: bytes) -> dict[str, Any]:
    try:
        made = _office(data, kind) if work == "office" else _picture(data)
    except MemoryError:
        return {"unread": "文件太大，超过了允许的内存"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {"unread": "文件已损坏，打不开"}
    if not made:
        return {"unread": "LibreOffice 打不开，可能加了密码、已损坏，或者太复杂"}
    return {"pdf": base64.b64encode(made).decode()}


def _office(data: bytes, kind: str) -> bytes | None:
    from shenguan_docs.index.readers.converting import convert

    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        return convert(data, kind, "pdf", Path(place))


def _picture(data: bytes) -> bytes:
    from shenguan_docs.bundle.pictures import pages_of_picture

    return pages_of_picture(data)


if __name__ == "__main__":
    main()
