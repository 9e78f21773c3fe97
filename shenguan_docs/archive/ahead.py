"""Reads and hashes the archive's files while something else is reckoned: hashing leaves the interpreter free."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shenguan_docs.archive.place import Look

_MOST = 300_000  # files; some 100 MB are kept of them, what is beyond is read when it is asked for


@contextmanager
def hashed_ahead(look: Look) -> Iterator[dict[str, str]]:
    """Lend the SHA-256 of the files below objects/ by key, as far as it is known: it grows meanwhile.

    What cannot be read is left out: whoever asks for it reads it himself, and says so.
    """
    known: dict[str, str] = {}
    stop = threading.Event()
    thread = threading.Thread(target=look.hash_ahead, args=(known, _MOST, stop), daemon=True)
    thread.start()
    try:
        yield known
    finally:
        stop.set()
        thread.join()
