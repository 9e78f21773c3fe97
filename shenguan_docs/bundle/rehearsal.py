"""What is done with the pages of a PDF from outside is done first in a child process with limits.

What the child does not survive, or what takes too long there, becomes a slip sheet; what it does survive is done
again in this process, with the same steps on the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.pages import Taken, Unreadable
from shenguan_docs.confined import NotRead, answer_of

SECONDS, MEMORY = 8, 1024
"""Limits for one file, and what each of its megabytes adds: seconds of work, MiB."""
_SECONDS_A_MEGABYTE, _MEMORY_A_MEGABYTE = 0.5, 3
_MANY_PAGES = 30  # seconds of work more, for files of thousands of pages
_TOGETHER = 200_000_000  # bytes of files that one child takes


def rehearsed(sources: Sequence[Content], *, only_look: bool = False) -> list[Taken | Unreadable]:
    """Return for every PDF what it gives, or why it gives nothing; ``only_look`` tries nothing out."""
    found: list[Taken | Unreadable] = []
    group: list[Content] = []
    size = 0
    for source in sources:
        if group and size + _size(source) > _TOGETHER:
            found += _together(group, only_look)
            group, size = [], 0
        group.append(source)
        size += _size(source)
    return found + (_together(group, only_look) if group else [])


def seconds_for(size: int) -> float:
    """Return the seconds of work that a file of ``size`` bytes is worth."""
    return SECONDS + _SECONDS_A_MEGABYTE * size / 1_000_000


def page_counts(sources: Sequence[Content]) -> list[int]:
    """Return the pages of every PDF, 0 for one that cannot be read."""
    found = rehearsed(sources, only_look=True)
    return [one.pages if isinstance(one, Taken) else 0 for one in found]


def _together(sources: Sequence[Content], only_look: bool) -> list[Taken | Unreadable]:
    try:
        return _asked(sources, only_look)
    except NotRead:
        if len(sources) > 1:  # one of them is too much for the child: the others shall not suffer for it
            return [each for source in sources for each in _together([source], only_look)]
        return [Unreadable("PDF 太复杂，或者已损坏，打不开")]


def _asked(sources: Sequence[Content], only_look: bool) -> list[Taken | Unreadable]:
    told = [str(one) if isinstance(one, Path) else len(one) for one in sources]
    sizes = [_size(one) for one in sources]
    memory = MEMORY + int(_MEMORY_A_MEGABYTE * max(sizes) / 1_000_000)
    seconds = _MANY_PAGES + sum(map(seconds_for, sizes))
    # -P: do not import what lies in the working folder
    command = [sys.executable, "-BP", "-m", "shenguan_docs.bundle.rehearse_worker"]
    command += [str(memory), "look" if only_look else "try"]
    blobs = b"".join(one for one in sources if isinstance(one, bytes))
    answer = answer_of(command, json.dumps(told).encode() + b"\n" + blobs, seconds)
    return [Unreadable(one["unreadable"]) if "unreadable" in one else Taken(**one) for one in answer["files"]]


def _size(source: Content) -> int:
    if isinstance(source, bytes):
        return len(source)
    try:
        return source.stat().st_size
    except OSError:  # the child will say what is wrong with it
        return 0
