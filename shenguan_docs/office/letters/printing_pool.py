"""Letters printed side by side in worker processes, one a core; the records stay with the one that writes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from typing import Any, TypeVar

from shenguan_docs.document import Document
from shenguan_docs.errors import OfficeUnusable, Refused, ShenguanError
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.office.letters.printing import Press, Printed, print_letter

MOST = 2  # each worker holds about 150 MB


@dataclass(frozen=True)
class _Failure:
    message: str
    where: str
    remedy: str


class _Workshop:
    """The printers of a worker process."""

    def __init__(self, folders: Sequence[Path], fonts: Path) -> None:
        self.fonts = fonts
        self._layouts = LayoutSource(folders)

    @cached_property
    def pdf(self) -> PdfPrinter:
        return PdfPrinter(self._layouts, self.fonts)

    @cached_property
    def docx(self) -> DocxPrinter:
        return DocxPrinter(self._layouts)


_workshop: Press | None = None


def _begin(folders: Sequence[Path], fonts: Path) -> None:
    global _workshop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends them
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _workshop = _Workshop(folders, fonts)


def _end_with_parent() -> None:
    """A worker whose main process was killed must not stay behind."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _print(document: Document, slip: Mapping[str, Any], kind_name: str, reason: str) -> Printed | _Failure:
    assert _workshop is not None
    try:
        return print_letter(_workshop, document, slip, kind_name, reason)
    except ShenguanError as error:
        return _Failure(error.message, error.where, error.remedy)


def _print_pages(document: Document) -> bytes | _Failure:
    assert _workshop is not None
    try:
        return _workshop.pdf.pdf(document)
    except ShenguanError as error:
        return _Failure(error.message, error.where, error.remedy)


def _faces() -> None:
    assert _workshop is not None
    _workshop.pdf.faces()


class PrintingPool:
    """Worker processes that print; a context manager that ends them."""

    def __init__(self, folders: Sequence[Path], fonts: Path, workers: int) -> None:
        self._pool = ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(tuple(folders), fonts)
        )

    def __enter__(self) -> PrintingPool:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(
        self, document: Document, slip: Mapping[str, Any], kind_name: str, reason: str
    ) -> Future[Printed | _Failure]:
        """Begin to print a letter."""
        return self._pool.submit(_print, document, slip, kind_name, reason)

    def submit_pages(self, document: Document) -> Future[bytes | _Failure]:
        """Begin to print the pages alone, as PDF."""
        return self._pool.submit(_print_pages, document)

    def warm_up(self) -> None:
        """Start a worker and let it find its fonts, so that the first letter need not wait for that."""
        self._pool.submit(_faces)

    @property
    def broken(self) -> bool:
        """Whether a worker died: then nothing is printed here any more."""
        return bool(getattr(self._pool, "_broken", False))


T = TypeVar("T", Printed, bytes)


def result(future: Future[T | _Failure]) -> T:
    """Return what was printed. Raises what printing raised, OfficeUnusable where a worker died."""
    try:
        answer = future.result()
    except BrokenProcessPool:
        raise OfficeUnusable("排版的进程意外结束，多半是内存不够", remedy="再执行一次，会接着做") from None
    if isinstance(answer, _Failure):
        raise Refused(answer.message, where=answer.where, remedy=answer.remedy)
    return answer


def cores() -> int:
    """Return how many processes print at once here."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, usable)
