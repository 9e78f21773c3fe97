"""The child process that tries PDFs out: ``python -m shenguan_docs.bundle.rehearse_worker MIB look|try``.

On standard input come a line of JSON, for every file its path or the length of its bytes, and then those bytes.
"""

from __future__ import annotations

import io
import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.pages import BROKEN, Merged, Unreadable, probe
from shenguan_docs.bundle.rehearsal import seconds_for
from shenguan_docs.bundle.stamp import Stamp
from shenguan_docs.bundle.words import Reader, content_of
from shenguan_docs.confined import leave_network, limit

_A_PAGE = 0.003  # seconds of work
_LARGEST = 30_000_000  # bytes of what draws one page


def main() -> None:
    """Try every file out, answer, end."""
    memory, trying = int(sys.argv[1]), sys.argv[2] == "try"
    leave_network()
    told = json.loads(sys.stdin.buffer.readline())
    given: list[Content] = [Path(one) if isinstance(one, str) else sys.stdin.buffer.read(one) for one in told]
    limit(60 * len(given) + 3600, memory, writes=False)
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump({"files": [_tried(one, trying) for one in given]}, out)
    out.flush()


def _tried(source: Content, trying: bool) -> dict[str, Any]:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size if source.is_file() else 0
    signal.setitimer(signal.ITIMER_PROF, seconds_for(size))  # which ends the process: no library hears more
    try:
        taken = probe(source)
        if trying:
            signal.setitimer(signal.ITIMER_PROF, seconds_for(size) + _A_PAGE * taken.pages)
            _rehearse(source)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except BROKEN:
        return {"unreadable": "PDF 已损坏，打不开"}
    except MemoryError:
        return {"unreadable": "PDF 太大，超过了允许的内存"}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return asdict(taken)


def _rehearse(source: Content) -> None:
    """All that is done in a volume with what came from outside."""
    reader = Reader()
    with Merged() as merged:
        merged.add(source)
        stamp = Stamp(merged.pdf, [])
        for number, page in enumerate(merged.pdf.pages, 1):
            content = content_of(page)
            if len(content) > _LARGEST:
                raise Unreadable(f"PDF 第 {number} 页的内容太大")
            reader.text(page, content)
            stamp.put(page, 0)
        merged.pdf.save(_Nowhere())


class _Nowhere(io.RawIOBase):
    """A file that keeps nothing."""

    def __init__(self) -> None:
        self._place = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def write(self, data: Any) -> int:
        self._place += len(data)
        return len(data)


if __name__ == "__main__":
    main()
