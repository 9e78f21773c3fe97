"""Reads and hashes the archive's files while something else is reckoned: hashing leaves the interpreter free."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shenguan_docs.archive.verify_object import hash_regular

_MOST = 300_000  # files; some 100 MB are kept of them, what is beyond is read when it is asked for


@contextmanager
def hashed_ahead(folder: Path) -> Iterator[dict[str, str]]:
    """Lend the SHA-256 of the files below ``folder`` by path, as far as it is known: it grows meanwhile.

    What cannot be read is left out: whoever asks for it reads it himself, and says so.
    """
    known: dict[str, str] = {}
    stop = threading.Event()
    thread = threading.Thread(target=_hash_all, args=(str(folder), known, stop), daemon=True)
    thread.start()
    try:
        yield known
    finally:
        stop.set()
        thread.join()


def _hash_all(folder: str, known: dict[str, str], stop: threading.Event) -> None:
    for place, _, names in os.walk(folder):
        for name in names:
            if stop.is_set() or len(known) >= _MOST:
                return
            path = f"{place}/{name}"
            with suppress(OSError):
                known[path] = hash_regular(path)
