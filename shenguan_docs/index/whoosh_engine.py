"""The engine on Whoosh: pure Python, runs wherever Python runs.

Whoosh keeps postings of one- and two-character pieces and three columns a letter; the fragment asked for
is looked up by its rarest pieces and confirmed in the letter's body, hence exact. The letters that came in
last lie in ``recent.jsonl`` (module ``recent``) and are folded into Whoosh a few hundred at a time.

    index/form          names the form of the index; another one means: make it again
    index/recent.jsonl  updates that are not in Whoosh yet
    index/letters/      the Whoosh index

Order of writing: Whoosh commits (its table of contents changes by one rename), then ``recent.jsonl`` begins
anew. Order of reading: ``recent.jsonl``, then Whoosh; whatever is in both is known by its line number.
"""

from __future__ import annotations

import errno
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from shenguan_docs.errors import OfficeUnusable, ShenguanError
from shenguan_docs.index import normal, recent
from shenguan_docs.index.engine import Answer, IndexDoc, IndexUnusable
from shenguan_docs.index.finding import answer
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import Record, record
from shenguan_docs.index.shelf import RecentShelf
from shenguan_docs.index.whoosh_codec import Storage
from shenguan_docs.index.whoosh_segments import SegmentShelf, add, checkpoint_entry, schema, write, writing

FORM = f"whoosh 1, normal {normal.VERSION}\n"
FOLD_AT = 512
"""Letters in ``recent.jsonl`` at which they are folded into Whoosh."""


_Stamp = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class _State:
    """What one search sees: fixed once it is read, whatever is written meanwhile."""

    stamp: _Stamp
    reader: Any
    segments: tuple[SegmentShelf, ...]
    views: tuple[SegmentShelf, ...]  # segments without what ``recent`` replaces
    recent: RecentShelf
    n: int  # number of updates so far
    seq: int
    good: int  # bytes of recent.jsonl that are whole


class WhooshEngine:
    """Search over one folder. Raises ``IndexUnusable`` when opened on something it cannot read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._form, self._recent = folder / "form", folder / "recent.jsonl"
        self._reading = threading.Lock()  # Whoosh's readers are not made for several threads
        self._last: _State | None = None
        try:
            form = self._form.read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            raise IndexUnusable("missing", where=str(folder)) from None
        except (OSError, ValueError):
            raise IndexUnusable("broken", where=str(folder)) from None
        if form != FORM:
            raise IndexUnusable("older", where=str(folder))
        with self._readable():
            self._index = Storage(str(folder / "letters")).open_index()
            self._state()

    @classmethod
    def create(cls, folder: Path) -> WhooshEngine:
        """Make an empty index in ``folder``, in place of one that may be there."""
        with _writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with _writing(folder), _lock(folder):
            (folder / "form").unlink(missing_ok=True)
            shutil.rmtree(folder / "letters", ignore_errors=True)
            recent.empty(folder / "recent.jsonl")
            (folder / "letters").mkdir()
            Storage(str(folder / "letters")).create_index(schema())
            (folder / "form").write_text(FORM, "utf-8")
        return cls(folder)

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs`` by id, all or none, together with the checkpoint ``seq``.

        Raises ``IndexUnusable`` on damage, ``OfficeUnusable`` when the folder cannot be written.
        """
        records = map(record, docs)
        with self._writable() as state:
            few: list[Record] = []
            for item in records:
                few.append(item)
                if len(state.recent) + len(few) > FOLD_AT:
                    self._fold(state, chain(state.recent.records, few, records), state.n + 1, seq)
                    return
            recent.append(self._recent, recent.Line(state.n + 1, seq, tuple(few)), state.good)

    def fold(self) -> None:
        """Bring the last letters into Whoosh now; worth while at a quiet moment, never necessary."""
        with self._writable() as state:
            if len(state.recent):
                self._fold(state, state.recent.records, state.n, state.seq)

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update, 0 for an empty index."""
        with self._readable():
            return self._state().seq

    def search(self, question: Question) -> Answer:
        """Answer ``question``. Raises ``IndexUnusable`` on damage."""
        with self._readable():
            state = self._state()
            return answer([*state.views, state.recent], question)

    def clear(self) -> None:
        """Forget everything; the checkpoint is 0 again."""
        with self._writable() as state:
            with writing(self._index) as writer:
                add(writer, checkpoint_entry(state.n + 1, 0))
                writer.commit(mergetype=lambda *_: [])
            recent.empty(self._recent)

    def _fold(self, state: _State, records: Iterable[Record], n: int, seq: int) -> None:
        with writing(self._index) as writer:
            write(writer, state.reader, records, n, seq)
        recent.empty(self._recent)

    def _state(self) -> _State:
        """Read what changed since the last look; ``recent.jsonl`` before Whoosh (see the module)."""
        stamp = self._stamp()
        if self._last and self._last.stamp == stamp:
            return self._last
        self._last = self._appended(stamp) or self._read(stamp)
        return self._last

    def _appended(self, stamp: _Stamp) -> _State | None:
        """Return the last state with the lines appended since, None if more has changed."""
        last = self._last
        if not last or last.stamp[:3] != stamp[:3] or last.good > stamp[3]:
            return None
        lines = recent.read_on(self._recent, last.good, stamp[2])
        if lines is None:
            return None
        return self._with(lines, replace(last, stamp=stamp, recent=last.recent.copy()))

    def _read(self, stamp: _Stamp) -> _State:
        lines = recent.read(self._recent)
        reader = self._index.reader()
        segments = self._segments(reader)
        n, seq = max((s.checkpoint for s in segments if s.checkpoint), default=(0, 0))
        return self._with(lines, _State(stamp, reader, segments, segments, RecentShelf(), n, seq, 0))

    def _with(self, lines: recent.Lines, state: _State) -> _State:
        n, seq, shelf = state.n, state.seq, state.recent
        fresh: set[str] = set()
        for line in lines.whole:
            if line.n > n:
                shelf.put(line.records)
                fresh.update(item.id for item in line.records)
                n, seq = line.n, line.seq
        views = tuple(view.without(fresh) for view in state.views)
        return replace(state, views=views, n=n, seq=seq, good=state.good + lines.length)

    def _segments(self, reader: Any) -> tuple[SegmentShelf, ...]:
        known = {segment.key: segment for segment in self._last.segments} if self._last else {}
        segments = tuple(SegmentShelf(leaf) for leaf, _ in reader.leaf_readers() if leaf.doc_count_all())
        for segment in segments:
            if segment.key in known:
                segment.remember(known[segment.key])
        return segments

    def _stamp(self) -> _Stamp:
        """Return what changes when the index does: created anew, committed, begun anew, appended."""
        file = self._recent.stat()
        made, generation = self._form.stat().st_mtime_ns, self._index.latest_generation()
        return made, generation, file.st_ino, file.st_size, file.st_mtime_ns

    @contextmanager
    def _readable(self) -> Iterator[None]:
        with self._reading:
            try:
                yield
            except ShenguanError:
                raise
            except Exception as error:  # Whoosh says no more of damage than that something was odd
                raise IndexUnusable("broken", where=str(self.folder)) from error

    @contextmanager
    def _writable(self) -> Iterator[_State]:
        with _writing(self.folder), _lock(self.folder):
            with self._readable():
                state = self._state()
            yield state


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
                "磁盘已满,检索索引没有写入", where=str(folder), remedy="请腾出空间后再试"
            ) from error
        remedy = "请检查文件夹的权限和磁盘"
        raise OfficeUnusable("检索索引写不进去", where=str(folder), remedy=remedy) from error
