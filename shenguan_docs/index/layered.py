"""An index in two layers: the lasting one of some engine, and in front of it the letters that came in last.

A commit of a full-text index costs a tenth of a second and leaves a segment behind; a line appended to a file
costs a fraction of a millisecond. So an update is one line of ``recent.jsonl`` (module ``recent``), and every
few hundred letters the lines are folded into the lasting layer.

    form          names the form of the index; another one means: make it again
    recent.jsonl  updates that are not in the lasting layer yet
    letters/      the lasting layer

Order of writing: the lasting layer commits, then ``recent.jsonl`` begins anew. Order of reading:
``recent.jsonl``, then the lasting layer; whatever is in both is known by its line number.
"""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Protocol

from shenguan_docs.errors import OfficeUnusable, ShenguanError
from shenguan_docs.index import recent
from shenguan_docs.index.engine import Answer, IndexDoc, IndexUnusable
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import Record, record
from shenguan_docs.index.shelf import RecentShelf


class View(Protocol):
    """What is committed in the lasting layer, as it was at one moment."""

    @property
    def at(self) -> tuple[int, int]:
        """The number of updates and the ``seq`` that were committed last."""

    def has(self, id: str) -> bool:
        """Whether a letter of this id is in it."""

    def answer(self, question: Question, recent: RecentShelf, replaced: frozenset[str]) -> Answer:
        """Answer over this and ``recent``, which holds the letters ``replaced`` in a newer state."""


class Lasting(Protocol):
    """The lasting layer of an engine, opened. Raises whatever it likes on damage."""

    def stamp(self) -> tuple[int, ...]:
        """Return what changes with every commit of any process, quickly."""

    def view(self) -> View:
        """Return what is committed now."""

    def write(self, records: Iterable[Record], n: int, seq: int) -> None:
        """Commit ``records``, all or none, with ``n`` and ``seq``; they replace what has the same id."""

    def clear(self, n: int) -> None:
        """Commit that there is no letter any more, after ``n`` updates; ``seq`` is 0."""


@dataclass(frozen=True)
class Form:
    """What makes an engine of two layers: the name of its form, its lasting layer, when to fold."""

    name: str
    open: Callable[[Path], Lasting]
    create: Callable[[Path], object]
    fold_at: int


_Stamp = tuple[int, ...]


@dataclass(frozen=True)
class _State:
    """What one search sees: fixed once it is read, whatever is written meanwhile."""

    stamp: _Stamp
    view: View
    recent: RecentShelf
    replaced: frozenset[str]
    n: int  # number of updates so far
    seq: int
    good: int  # bytes of recent.jsonl that are whole


class LayeredEngine:
    """Search over one folder. Raises ``IndexUnusable`` when opened on something it cannot read."""

    def __init__(self, folder: Path, form: Form) -> None:
        self.folder, self.form = folder, form
        self._form, self._recent = folder / "form", folder / "recent.jsonl"
        self._reading = threading.Lock()
        self._last: _State | None = None
        try:
            found = self._form.read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise IndexUnusable("missing", where=str(folder)) from None
        except (OSError, ValueError):
            raise IndexUnusable("broken", where=str(folder)) from None
        if found != form.name:
            raise IndexUnusable("older", where=str(folder))
        with self._readable():
            self._lasting = form.open(folder / "letters")
            self._state()

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs`` by id, all or none, together with the checkpoint ``seq``.

        Raises ``IndexUnusable`` on damage, ``OfficeUnusable`` when the folder cannot be written.
        """
        records = map(record, docs)
        with self._writable() as state:
            few: list[Record] = []
            for item in records:
                few.append(item)
                if len(state.recent) + len(few) > self.form.fold_at:
                    self._fold(chain(state.recent.records, few, records), state.n + 1, seq)
                    return
            recent.append(self._recent, recent.Line(state.n + 1, seq, tuple(few)), state.good)

    def fold(self) -> None:
        """Bring the last letters into the lasting layer now; worth while after many, never necessary."""
        with self._writable() as state:
            if len(state.recent):
                self._fold(state.recent.records, state.n, state.seq)

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update, 0 for an empty index."""
        with self._readable():
            return self._state().seq

    def search(self, question: Question) -> Answer:
        """Answer ``question``. Raises ``IndexUnusable`` on damage."""
        with self._readable():
            state = self._state()
            return state.view.answer(question, state.recent, state.replaced)

    def clear(self) -> None:
        """Forget everything; the checkpoint is 0 again."""
        with self._writable() as state:
            self._lasting.clear(state.n + 1)
            recent.empty(self._recent)

    def _fold(self, records: Iterable[Record], n: int, seq: int) -> None:
        self._lasting.write(records, n, seq)
        recent.empty(self._recent)

    def _state(self) -> _State:
        """Read what changed since the last look; ``recent.jsonl`` before the lasting layer (see the module)."""
        stamp = self._stamp()
        if self._last and self._last.stamp == stamp:
            return self._last
        self._last = self._appended(stamp) or self._read(stamp)
        return self._last

    def _appended(self, stamp: _Stamp) -> _State | None:
        """Return the last state with the lines appended since, None if more has changed."""
        last = self._last
        if not last or last.stamp[2:] != stamp[2:] or last.good > stamp[0]:
            return None
        lines = recent.read_on(self._recent, last.good, stamp[2])
        if lines is None:
            return None
        return self._with(lines, replace(last, stamp=stamp, recent=last.recent.copy()))

    def _read(self, stamp: _Stamp) -> _State:
        lines = recent.read(self._recent)
        view = self._lasting.view()
        n, seq = view.at
        return self._with(lines, _State(stamp, view, RecentShelf(), frozenset(), n, seq, 0))

    def _with(self, lines: recent.Lines, state: _State) -> _State:
        n, seq, shelf = state.n, state.seq, state.recent
        fresh: set[str] = set()
        for line in lines.whole:
            if line.n > n:
                shelf.put(line.records)
                fresh.update(item.id for item in line.records)
                n, seq = line.n, line.seq
        replaced = state.replaced.union(filter(state.view.has, fresh - state.replaced))
        return replace(state, replaced=replaced, n=n, seq=seq, good=state.good + lines.length)

    def _stamp(self) -> _Stamp:
        """Return what changes when the index does: appended, begun anew, created anew, committed."""
        file = self._recent.stat()
        made = self._form.stat().st_mtime_ns
        return file.st_size, file.st_mtime_ns, file.st_ino, made, *self._lasting.stamp()

    @contextmanager
    def _readable(self) -> Iterator[None]:
        with self._reading:
            try:
                yield
            except ShenguanError:
                raise
            except Exception as error:  # engines say no more of damage than that something was odd
                raise IndexUnusable("broken", where=str(self.folder)) from error
            except BaseException as error:
                if type(error).__name__ == "PanicException":  # how a library written in Rust says the same
                    raise IndexUnusable("broken", where=str(self.folder)) from error
                raise

    @contextmanager
    def _writable(self) -> Iterator[_State]:
        with _writing(self.folder), _lock(self.folder):
            with self._readable():
                state = self._state()
            yield state


def create(folder: Path, form: Form) -> LayeredEngine:
    """Make an empty index in ``folder``, in place of one that may be there."""
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with _writing(folder), _lock(folder):
        (folder / "form").unlink(missing_ok=True)
        shutil.rmtree(folder / "letters", ignore_errors=True)
        recent.empty(folder / "recent.jsonl")
        (folder / "letters").mkdir()
        form.create(folder / "letters")
        (folder / "form").write_text(form.name, "utf-8")
    return LayeredEngine(folder, form)


def _lock(folder: Path) -> AbstractContextManager[object]:
    from filelock import FileLock  # a search has no need to wait for its import

    return FileLock(folder / "write.lock")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise OfficeUnusable(
                "磁盘已满，检索索引没有写入", where=str(folder), remedy="请腾出空间后再试"
            ) from error
        remedy = "请检查文件夹的权限和磁盘"
        raise OfficeUnusable("检索索引写不进去", where=str(folder), remedy=remedy) from error
