"""The press of the desk: letters printed in processes of their own, so that no page waits while another is printed.

What runs in one process has one interpreter: a letter that is laid out there takes the time of all other people.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shenguan_docs.document import Document
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.letters.printing import Printed
from shenguan_docs.office.letters.printing_pool import PrintingPool, result

_MOST_WAITING = 4


class PressBusy(OfficeUnusable):
    """So many pages are being printed that this one has to wait for its turn."""


class DeskPress:
    """Prints for all threads; a worker that died is replaced with the next letter."""

    def __init__(self, folders: Sequence[Path], fonts: Path, workers: int) -> None:
        self._made = (tuple(folders), fonts, workers)
        self._lock = threading.Lock()
        self._pool: PrintingPool | None = None
        self._waiting = threading.BoundedSemaphore(_MOST_WAITING)

    def pages(self, document: Document) -> bytes:
        """Return the pages of a document. Raises PressBusy at once where too many wait, Refused, OfficeUnusable."""
        if not self._waiting.acquire(blocking=False):
            raise PressBusy("正在排别人的页面", remedy="过一会儿再看")
        try:
            answer: bytes = self._asked(lambda pool: result(pool.submit_pages(document)))
            return answer
        finally:
            self._waiting.release()

    def letter(self, document: Document, slip: Mapping[str, Any], kind_name: str, reason: str) -> Printed:
        """Print a letter to be issued, as ``printing.print_letter`` does. Raises what that raises, OfficeUnusable."""
        printed: Printed = self._asked(lambda pool: result(pool.submit(document, slip, kind_name, reason)))
        return printed

    def warm_up(self) -> None:
        """Start the first worker ahead of the first letter."""
        self._asked(PrintingPool.warm_up)

    def close(self) -> None:
        """End the workers."""
        with self._lock:
            if self._pool is not None:
                self._pool.__exit__()
                self._pool = None

    def _asked(self, ask: Any) -> Any:
        with self._lock:
            pool = self._pool = self._pool or PrintingPool(*self._made)
        try:
            return ask(pool)
        finally:
            if pool.broken:
                with self._lock:
                    if self._pool is pool:
                        self._pool = None
