"""Long work: goes on in a thread of its own when the window closes, and tells how far it is.

One at a time, in order, so that the desk stays quick. How each ended is kept (office/long_work.py), so that a work
which a restart of the service cut off is told as such; what it did is in the records, whole or not at all.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from shenguan_docs.errors import NotFound, ShenguanError
from shenguan_docs.office import long_work
from shenguan_docs.office.long_work import Work
from shenguan_docs.office.opening import Office, Progress
from shenguan_docs.register.users import User
from shenguan_docs.web.places import Places, let_others_print, printing
from shenguan_docs.web.words import sentence

MOST = 500  # works of all people that are kept
_IN_MEMORY = 8  # results that are kept in memory, beside their files
_LINES = 500  # lines of one result
STATES = {
    "waiting": "等待", "running": "正在做", "done": "做完了", "failed": "没有做完", "stopped": "停下了", "cut": "中断了",
}  # fmt: skip


class Stopped(Exception):
    """Ends a work that its owner stopped; what a transaction was about to enter is not entered."""


@dataclass
class Job:
    """One long work: ``what`` it is, whose, how far (``done`` of ``total``), what it said, where its result is shown.

    ``files`` are what it made, in ``place``: label, path, name to save it by; ``lines`` its results one by one,
    each with the address where it is looked at. ``result`` is only in this process's memory.
    """

    id: str
    what: str
    owner: str
    begun: datetime
    once: str = ""
    state: str = "waiting"
    seen: bool = False
    step: str = ""
    done: int = 0
    total: int = 0
    said: list[str] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""  # where the result is, once it is done
    place: Path = Path()
    result: Any = None
    to_stop: bool = False

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.state not in ("waiting", "running")

    @property
    def percent(self) -> int:
        """How far, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def state_words(self) -> str:
        """Its state as a person says it."""
        return STATES[self.state]

    def made(self, label: str, path: Path, name: str = "") -> None:
        """Offer a file of its place to be saved."""
        self.files.append((label, path.relative_to(self.place).as_posix(), name or path.name))

    def line(self, words: str, address: str = "") -> None:
        """Tell one result; of very many the first."""
        if len(self.lines) < _LINES:
            self.lines.append((words, address))
        elif len(self.lines) == _LINES:
            self.lines.append(("……后面的不再列出", ""))


class Jobs:
    """Runs long work, one after another, each in an office of its own."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._jobs: dict[str, Job] | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "desk-job")
        self._aside = ThreadPoolExecutor(1, "desk-aside")

    def start(
        self,
        what: str,
        who: User,
        work: Callable[[Office, Job], str],
        *,
        once: str = "",
        prepare: Callable[[Path], None] = lambda _place: None,
        aside: bool = False,
    ) -> Job:
        """Begin ``work`` for a person; it is given an office and its job, and returns the result's address.

        ``once`` is the mark of the form: sent a second time it begins nothing, the first job is returned.
        ``prepare`` puts what the work needs into its place before this request ends. ``aside``: short work for
        which somebody waits, not behind the long ones. Raises OfficeUnusable.
        """
        office = self._places.office(who)
        with self._lock:
            jobs = self._all(office)
            for job in jobs.values() if once else ():
                if job.owner == who.name and job.once == once:
                    return job
            now = self._places.now()
            over = [old for old in jobs.values() if old.ended]
            for old in over[: max(0, len(over) - _IN_MEMORY)]:
                old.result = None
            ended = [old.id for old in over if now - old.begun > long_work.KEPT]
            ended += [old.id for old in over if old.id not in ended][: max(0, len(jobs) - len(ended) - MOST)]
            if ended:
                long_work.forget(office, ended)
                for id in ended:
                    del jobs[id]
            job = Job(secrets.token_urlsafe(9), what, who.name, self._places.now(), once)
            job.place = long_work.place_of(office, job.id)
            try:
                prepare(job.place)
            except BaseException:
                long_work.forget(office, [job.id])
                raise
            _keep(office, job)
            jobs[job.id] = job
        (self._aside if aside else self._pool).submit(self._run, job, who, work)
        return job

    def of(self, id: str, who: User) -> Job:
        """Return a job of this person; once it is over, it counts as seen. Raises NotFound."""
        office = self._places.office(who)
        with self._lock:
            job = self._all(office).get(id)
        if job is None or job.owner != who.name:
            if machine := long_work.elsewhere(office, id, who.name):
                raise NotFound(
                    f"这项工作在另一台机器“{machine}”上", remedy="从那台机器的办公桌看它、下载文件"
                )
            raise NotFound("没有这项工作", remedy=f"做完的工作留 {long_work.KEPT.days} 天")
        if job.ended and not job.seen:
            job.seen = True
            _keep(office, job)
        return job

    def of_person(self, who: User) -> list[Job]:
        """Return the jobs of this person, the newest first."""
        office = self._places.office(who)
        with self._lock:
            return [job for job in reversed(self._all(office).values()) if job.owner == who.name]

    def to_tell(self, who: User) -> list[Job]:
        """Return what a person should know on every page: what goes on, and what ended and was not looked at."""
        with suppress(ShenguanError):
            return [job for job in self.of_person(who) if not job.ended or not job.seen]
        return []

    def stop(self, id: str, who: User) -> Job:
        """Ask a job to stop at its next step. Raises NotFound."""
        job = self.of(id, who)
        job.to_stop = True
        return job

    def wait(self) -> None:
        """Wait until everything that was begun is over."""
        for pool in (self._aside, self._pool):
            pool.submit(lambda: None).result()

    def now(self, id: str) -> Job:
        """Return a job as it stands, whosever it is. Raises NotFound."""
        job = (self._jobs or {}).get(id)
        if job is None:
            raise NotFound("没有这项工作")
        return job

    def _all(self, office: Office) -> dict[str, Job]:
        if self._jobs is None:
            self._jobs = {work.id: _job(office, work) for work in long_work.after_a_start(office)}
        return self._jobs

    def _run(self, job: Job, who: User, work: Callable[[Office, Job], str]) -> None:
        try:
            office = self._places.office(who)
            if job.to_stop:
                raise Stopped
            job.state = "running"
            office.notify, office.progress = job.said.append, _progress(job)
            job.address = work(office, job)
            job.state = "done"
        except Stopped:
            job.said.append("照您说的停下了。已经登记的都在，没有登记的没有留下。")
            job.state = "stopped"
        except ShenguanError as error:
            job.said.append(sentence(error))
            job.state = "failed"
        except Exception as error:  # noqa: BLE001  a job that died is told, whatever killed it
            job.said.append(f"程序内部出错，没有做完（{type(error).__name__}）。")
            job.state = "failed"
        with suppress(ShenguanError):
            _keep(self._places.office(who), job)


def _keep(office: Office, job: Job) -> None:
    told = {"said": job.said, "lines": job.lines, "files": job.files, "address": job.address}
    long_work.keep(office, Work(job.id, job.owner, job.what, job.begun, job.state, job.once, job.seen, told))


def _job(office: Office, work: Work) -> Job:
    told = work.told
    job = Job(work.id, work.what, work.owner, work.begun, work.once, work.state, work.seen)
    job.said, job.address = list(told.get("said", ())), told.get("address", "")
    job.lines = [(words, address) for words, address in told.get("lines", ())]
    job.files = [(label, path, name) for label, path, name in told.get("files", ())]
    job.place = office.root / long_work.FOLDER / work.id
    if work.state == "cut":
        job.said.append("做到一半，服务重新启动了。已经登记的都在，没有登记的没有留下；需要的话请再做一次。")
    return job


def _progress(job: Job) -> Progress:
    @contextmanager
    def show(step: str, count: int) -> Iterator[Callable[[int], None]]:
        job.step, job.total, job.done = step, count, 0

        def tell(done: int) -> None:
            job.done = done
            if job.to_stop:
                raise Stopped

        yield tell

    return show


@contextmanager
def with_the_printer(office: Office) -> Iterator[None]:
    """Hold the printer for a work that prints; at each of its steps others may print in between."""
    before = office.progress

    @contextmanager
    def show(step: str, count: int) -> Iterator[Callable[[int], None]]:
        with before(step, count) as tell:

            def told(done: int) -> None:
                tell(done)
                let_others_print()

            yield told

    with printing():
        office.progress = show
        try:
            yield
        finally:
            office.progress = before
