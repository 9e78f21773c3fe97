"""Long work: goes on in a thread of its own when the window closes, and tells how far it is.

One at a time, in order, so that the desk stays quick. What a job did is in the records; the list of jobs is only
this process's memory.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from shenguan_docs.errors import NotFound, ShenguanError
from shenguan_docs.office.opening import Office, Progress
from shenguan_docs.register.users import User
from shenguan_docs.web.places import Places
from shenguan_docs.web.words import sentence

_KEPT = 200


@dataclass
class Job:
    """One long work: ``what`` it is, whose, how far (``done`` of ``total``), what it said, where its result is shown."""

    id: str
    what: str
    owner: str
    begun: datetime
    state: str = "waiting"  # waiting, running, done, failed
    step: str = ""
    done: int = 0
    total: int = 0
    said: list[str] = field(default_factory=list)
    address: str = ""  # where the result is, once it is done

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.state in ("done", "failed")

    @property
    def percent(self) -> int:
        """How far, 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class Jobs:
    """Runs long work, one after another, each in an office of its own."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(1, "desk-job")

    def start(self, what: str, who: User, work: Callable[[Office, Job], str]) -> Job:
        """Begin ``work`` for a person; it is given an office and its job, and returns the result's address."""
        job = Job(secrets.token_urlsafe(9), what, who.name, self._places.now())
        with self._lock:
            ended = [old for old in self._jobs.values() if old.ended]
            for old in ended[: max(0, len(self._jobs) - _KEPT)]:
                del self._jobs[old.id]
            self._jobs[job.id] = job
        self._pool.submit(self._run, job, who, work)
        return job

    def of(self, id: str, who: User) -> Job:
        """Return a job of this person. Raises NotFound."""
        job = self._jobs.get(id)
        if job is None or job.owner != who.name:
            raise NotFound("没有这项工作", remedy="它可能已经做完,或者服务重新启动过")
        return job

    def of_person(self, who: User) -> list[Job]:
        """Return the jobs of this person, the newest first."""
        return [job for job in reversed(list(self._jobs.values())) if job.owner == who.name]

    def _run(self, job: Job, who: User, work: Callable[[Office, Job], str]) -> None:
        job.state = "running"
        try:
            office = self._places.office(who)
            office.notify, office.progress = job.said.append, _progress(job)
            job.address = work(office, job)
            job.state = "done"
        except ShenguanError as error:
            job.said.append(sentence(error))
            job.state = "failed"
        except Exception as error:  # noqa: BLE001  a job that died is told, whatever killed it
            job.said.append(f"程序内部出错,没有做完({type(error).__name__})。")
            job.state = "failed"


def _progress(job: Job) -> Progress:
    @contextmanager
    def show(step: str, count: int) -> Iterator[Callable[[int], None]]:
        job.step, job.total, job.done = step, count, 0
        yield lambda done: setattr(job, "done", done)

    return show
