"""An index as it stands in an office: generations side by side, one of them current.

    index/<engine>/current    names the folder that answers
    index/<engine>/000003/    a generation

A new generation is built beside the current one, which goes on answering, and takes over by one rename. Whoever
has the old one open notices at the next question. What a crash left half-built is cleared away by the next build.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from shenguan_docs.durable import sync_tree, write_durably
from shenguan_docs.index import engines
from shenguan_docs.index.engine import Answer, Engine, IndexDoc, IndexUnusable
from shenguan_docs.index.question import Question

T = TypeVar("T")


class StandingIndex:
    """The current generation of one engine's index. Opening it raises ``IndexUnusable``, ``EngineMissing``."""

    def __init__(self, place: Path, engine: str) -> None:
        self.place, self.engine = place, engine
        self._opened: tuple[tuple[int, int], Engine] | None = None
        self._current()

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs``, all or none, together with the checkpoint ``seq``."""
        self._current().update(docs, seq=seq)

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update."""
        return self._asked(lambda engine: engine.checkpoint())

    def search(self, question: Question) -> Answer:
        """Answer ``question``."""
        return self._asked(lambda engine: engine.search(question))

    def _asked(self, ask: Callable[[Engine], T]) -> T:
        engine = self._current()
        try:
            return ask(engine)
        except IndexUnusable:
            if (newer := self._current()) is engine:
                raise
            return ask(newer)  # the old one was cleared away meanwhile

    def _current(self) -> Engine:
        """Return the generation that answers now; opened again when another one has taken over."""
        while True:
            stamp = _stamp(self.place)
            if self._opened and self._opened[0] == stamp:
                return self._opened[1]
            try:
                engine = engines.open_engine(self.engine, _current_folder(self.place))
            except IndexUnusable:
                if _stamp(self.place) == stamp:
                    raise
            else:
                self._opened = stamp, engine


@contextmanager
def building(place: Path, engine: str) -> Iterator[Engine]:
    """Lend an empty generation to fill; when the block ends well, it takes over. One builds at a time.

    Raises ``EngineMissing``.
    """
    from filelock import FileLock

    place.mkdir(parents=True, exist_ok=True)
    with FileLock(place / "build.lock"):
        current = _current_name(place)
        for folder in _generations(place):
            if folder.name != current:
                shutil.rmtree(folder, ignore_errors=True)
        last = max((int(folder.name) for folder in _generations(place)), default=0)
        fresh = place / f"{last + 1:06d}"
        try:
            yield engines.create_engine(engine, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        sync_tree(fresh)
        write_durably(place / "current", fresh.name.encode())
        if current:
            shutil.rmtree(place / current, ignore_errors=True)  # who has it open keeps what is open


def whole_file(path: Path, text: str) -> None:
    """Write a small file that can be made again in place of an older one: a reader sees the one or the other."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _stamp(place: Path) -> tuple[int, int]:
    try:
        found = (place / "current").stat()
    except OSError:
        raise IndexUnusable("missing", where=str(place)) from None
    return found.st_ino, found.st_mtime_ns


def _current_name(place: Path) -> str:
    with suppress(OSError, ValueError):
        return (place / "current").read_text("ascii").strip()
    return ""


def _current_folder(place: Path) -> Path:
    name = _current_name(place)
    if not name.isdigit():
        raise IndexUnusable("broken", where=str(place / "current"))
    return place / name


def _generations(place: Path) -> list[Path]:
    return [folder for folder in place.iterdir() if folder.is_dir() and folder.name.isdigit()]
