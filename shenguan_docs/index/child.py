"""Start the child process that reads a file for its words, and tell what it answered."""

from __future__ import annotations

import sys

from shenguan_docs.confined import NotRead, answer_of
from shenguan_docs.errors import Refused
from shenguan_docs.index.readers.reading import Reading


def read_in_child(
    data: bytes, kind: str, name: str, seconds: float, memory: int, *, pages: list[int] | None = None
) -> Reading:
    """Read ``data`` of a kind that the worker knows. ``memory`` in MiB.

    Raises ``Refused`` (the file is what is wrong), ``NotRead`` (the limits, or what is not installed).
    """
    worker = ["-m", "shenguan_docs.index.extract_worker", kind, str(int(seconds) + 1), str(memory)]
    # -P: do not import what lies in the working folder
    answer = answer_of([sys.executable, "-BP", *worker, *map(str, pages or ())], data, seconds)
    if "refused" in answer:
        raise Refused(answer["refused"], where=name, remedy=answer["remedy"])
    if "unread" in answer:
        raise NotRead(answer["unread"])
    return Reading.from_json(answer["reading"])
