"""The office that a request works in: one for each thread, opened when first used, with the person who asks."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from flask import current_app, g

from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.remembered import remembered
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.letters.press import DeskPress
from shenguan_docs.office.memory import Memory
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office, random_id
from shenguan_docs.office.people import passwords
from shenguan_docs.register.users import User

NOBODY = "办公桌"  # recorded where nobody has come in yet: the first start

PATIENCE = 5.0  # a page that waits longer for a server says so instead
_printing = threading.RLock()
_PREVIEWS = 40


class Places:
    """Opens the office once for each thread: its connections and its index are not shared between threads."""

    def __init__(
        self,
        root: Path,
        now: Callable[[], datetime],
        new_id: Callable[[date], str] = random_id,
        *,
        workers: int = 0,
    ) -> None:
        """``workers`` processes print, 0: this one does, one letter at a time."""
        self.root, self.now, self.new_id = root, now, new_id
        self._workers = workers
        self._press: DeskPress | None = None
        self._own = threading.local()
        self._printers: dict[str, object] = {}
        self._memory = Memory()
        self._looking = threading.Lock()
        self._locks: dict[tuple[object, ...], threading.Lock] = {}
        self._previews: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self.to_say: dict[str, list[str]] = {}  # on the next page of each person

    def office(self, who: User | None) -> Office:
        """Return this thread's office, in which ``who`` works from now on; None: somebody who may do nothing.

        Raises OfficeUnusable.
        """
        kept: tuple[Office, int] | None = getattr(self._own, "kept", None)
        settings = (self.root / SETTINGS_NAME).stat().st_mtime_ns
        if kept is None or kept[1] != settings:
            if kept is not None:
                kept[0].close()
            opened = open_office(self.root, actor=NOBODY, now=self.now, new_id=self.new_id, patience=PATIENCE)
            with _printing:  # one printer for all threads: it is slow to make, and used by one at a time
                for name in ("layouts", "pdf", "docx"):
                    opened.__dict__[name] = self._printers.setdefault(name, getattr(opened, name))
                if self._workers and self._press is None:
                    self._press = DeskPress(opened.layouts.folders, opened.fonts, self._workers)
            opened.memory, opened.press = self._memory, self._press
            kept = self._own.kept = (opened, settings)
        office = kept[0]
        office.let_go_of_replaced_records()
        # Never None here: that is the command line, which may do everything.
        office.who = who or User(NOBODY, ())
        office.actor, office.within = office.who.name, None
        return office

    def preview(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """Return a draft's pages, printed once for each ``key`` (what they depend on)."""
        own = self._own_lock(key)
        with own if self._press else _printing:
            found = self.printed(key)
            if found is None:
                found = make()
                with self._looking:
                    self._previews[key] = found
                    while len(self._previews) > _PREVIEWS:
                        self._previews.popitem(last=False)
            return found

    def printed(self, key: tuple[object, ...]) -> bytes | None:
        """Return the pages if they were printed already."""
        with self._looking:
            if key in self._previews:
                self._previews.move_to_end(key)
            return self._previews.get(key)

    def _own_lock(self, key: tuple[object, ...]) -> threading.Lock:
        """Two who look at the same draft have it printed once."""
        with self._looking:
            if len(self._locks) > 10 * _PREVIEWS:
                self._locks.clear()
            return self._locks.setdefault(key, threading.Lock())

    def close(self) -> None:
        """End what runs beside."""
        if self._press is not None:
            self._press.close()

    def warm_up(self) -> None:
        """Make the printer ready in a thread of its own, so that the first page need not wait for it."""

        def prepare() -> None:
            from shenguan_docs.errors import ShenguanError

            with suppress(ShenguanError, OSError):
                opened = self.office(None)
                passwords.nobodys()
                if self._press is None:
                    with _printing:
                        opened.pdf.faces()
                if self._press is not None:
                    self._press.warm_up()
                with opened.reading() as conn:
                    remembered(Ground(opened, conn, opened.today, Scope()))

        threading.Thread(target=prepare, name="desk-printer", daemon=True).start()


def places() -> Places:
    """Return the places of the running desk."""
    found: Places = current_app.extensions["places"]
    return found


def office() -> Office:
    """Return the office of this request; what it has to say is kept for the page (``said``)."""
    if "office" not in g:
        opened = places().office(g.get("user"))
        g.said = []
        opened.notify = g.said.append
        g.office = opened
    found: Office = g.office
    return found


def say_next(sentences: Iterable[str]) -> None:
    """Keep what is to be said on the next page: this answer leads to another one."""
    if g.get("user") is not None:
        places().to_say.setdefault(g.user.name, []).extend(sentences)


def said() -> list[str]:
    """Return what the office had to say in this request, and in the one that led here."""
    kept = places().to_say.pop(g.user.name, []) if g.get("user") is not None else []
    return [*kept, *g.get("said", ())]


@contextmanager
def printing() -> Iterator[None]:
    """Hold the printer alone: neither Pango nor PDFium is made for several threads at once."""
    with _printing:
        yield


@contextmanager
def printing_letters() -> Iterator[None]:
    """The same for letters: with a press of its own processes nobody need wait."""
    if office().press is not None:
        yield
        return
    with _printing:
        yield


def let_others_print() -> None:
    """Give the printer, which this thread holds, to whoever waits for it, and take it back."""
    _printing.release()
    time.sleep(0.002)  # a lock alone goes back to the thread that has just let it go
    _printing.acquire()
