"""Two PostgreSQL kept by Patroni, three etcd: three machines of loopback, of which the parts are killed.

What is started here is what the manual tells an administrator to start, with the settings that it names; only the disk
is not waited for (``fsync``): what is killed are processes.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import urllib3

from tests.scaled.servers import (
    as_nobody,
    folder_for_nobody,
    free_port,
    lives,
    postgresql_programs,
    programs_in,
    where_data_lie,
)

TTL, LOOP, RETRY = 20, 5, 5  # seconds, as in the manual
SYSTEM_PYTHON = (
    "/usr/bin/python3"  # one that another user may run; script/setup made Patroni's packages with it
)
STARTS_WITHIN = 1500.0  # other work on the machine may take nearly all of it


@dataclass
class Machine:
    """One machine; the third has an etcd alone, so that two of three can agree."""

    name: str
    place: Path
    client: int = field(default_factory=free_port)  # of etcd
    peer: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)  # of PostgreSQL
    rest: int = field(default_factory=free_port)  # of Patroni
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.place / "data"

    def start(self, part: str, command: list[str], environment: dict[str, str]) -> None:
        with (self.place / f"{part}.log").open("ab") as log:
            self.running[part] = subprocess.Popen(
                command, cwd=self.place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={"HOME": str(self.place), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"} | environment,
                **as_nobody(),
            )  # fmt: skip

    def kill(self, part: str) -> None:
        """Kill ``etcd``, ``patroni`` or ``postgres``, that one with all its processes, and wait until it is gone."""
        if part == "postgres":
            self._kill_postgres()
        elif one := self.running.pop(part, None):
            one.kill()
            one.wait()

    def _kill_postgres(self) -> None:
        with suppress(FileNotFoundError, IndexError, ValueError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
            every = [pid, *(int(child) for child in found.stdout.split())]
            for one in every:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            while any(lives(one) for one in every):
                time.sleep(0.02)


@dataclass
class Cluster:
    """The machines; which of them has the server that takes writes is Patroni's affair."""

    programs: Path
    machines: list[Machine]
    strict: bool = False

    @property
    def pair(self) -> list[Machine]:
        """Those that have a PostgreSQL."""
        return self.machines[:2]

    def url(self, database: str) -> str:
        hosts = ",".join(f"127.0.0.1:{one.port}" for one in self.pair)
        return f"postgresql://shenguan@{hosts}/{database}?target_session_attrs=read-write"

    def start(self, machine: Machine) -> None:
        """Start of a machine what does not run."""
        if "etcd" not in machine.running:
            machine.start("etcd", self._etcd(machine), {})
        if machine in self.pair and "patroni" not in machine.running:
            settings = machine.place / "patroni.yml"
            settings.write_text(json.dumps(self._settings(machine)))  # JSON is YAML
            command = [SYSTEM_PYTHON, "-m", "patroni", str(settings)]
            machine.start("patroni", command, {"PYTHONPATH": str(self.programs / "packages")})

    def stop(self) -> None:
        """Stop all without ceremony."""
        for machine in self.machines:
            machine.kill("patroni")
            with suppress(FileNotFoundError, IndexError, ValueError, ProcessLookupError):
                # not killed: it clears away what it has of the machine's memory
                pid = int((machine.data / "postmaster.pid").read_text().split()[0])
                os.kill(pid, signal.SIGQUIT)
                while lives(pid):
                    time.sleep(0.02)
            machine.kill("etcd")

    def members(self) -> dict[str, tuple[str, str]]:
        """Return role and state by name, as a Patroni that answers has them; {} where none does."""
        for machine in self.pair:
            with suppress(urllib3.exceptions.HTTPError, OSError, ValueError, KeyError):
                url = f"http://127.0.0.1:{machine.rest}/cluster"
                said = json.loads(urllib3.request("GET", url, retries=False, timeout=3).data)
                return {one["name"]: (one["role"], one["state"]) for one in said["members"]}
        return {}

    def leader(self) -> Machine | None:
        """Return the machine of which Patroni says that it leads and runs."""
        members = self.members()
        return next((one for one in self.pair if members.get(one.name) == ("leader", "running")), None)

    def wait(self) -> Machine:
        """Wait until one leads and the other follows synchronously; return the one that leads."""
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            if set(self.members().values()) == {("leader", "running"), ("sync_standby", "streaming")}:
                leader = self.leader()
                if leader is not None:
                    return leader
            time.sleep(0.2)
        logs = [log for one in self.machines for log in one.place.glob("*.log")]
        raise RuntimeError(
            "\n".join([str(self.members()), *(f"{log}\n{log.read_text()[-3000:]}" for log in logs)])
        )

    def _etcd(self, machine: Machine) -> list[str]:
        at, peer = f"http://127.0.0.1:{machine.client}", f"http://127.0.0.1:{machine.peer}"
        every = ",".join(f"{one.name}=http://127.0.0.1:{one.peer}" for one in self.machines)
        return [
            str(self.programs / "etcd"), "--name", machine.name, "--data-dir", str(machine.place / "etcd"),
            "--listen-client-urls", at, "--advertise-client-urls", at, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", every, "--initial-cluster-state", "new",
        ]  # fmt: skip

    def _settings(self, machine: Machine) -> dict[str, Any]:
        user = {"username": "shenguan"}
        return {
            "scope": "shenguan",
            "name": machine.name,
            "etcd3": {"hosts": [f"127.0.0.1:{one.client}" for one in self.machines]},
            "restapi": {"listen": f"127.0.0.1:{machine.rest}", "connect_address": f"127.0.0.1:{machine.rest}"},
            "bootstrap": {
                "dcs": {
                    "ttl": TTL, "loop_wait": LOOP, "retry_timeout": RETRY,
                    "synchronous_mode": True, "synchronous_mode_strict": self.strict,
                    "postgresql": {
                        "use_pg_rewind": True,
                        "parameters": {"wal_log_hints": "on", "max_connections": 100},
                    },
                },
                "initdb": [
                    {"encoding": "UTF8"}, {"locale-provider": "builtin"}, {"builtin-locale": "C.UTF-8"},
                    {"locale": "C"}, "no-sync",
                ],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{machine.port}", "connect_address": f"127.0.0.1:{machine.port}",
                "data_dir": str(machine.data), "bin_dir": str(programs_in(self.programs)),
                "pgpass": str(machine.place / "pgpass"),
                "authentication": {"superuser": user, "replication": user, "rewind": user},
                "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust",
                           "local all all trust"],
                "basebackup": ["no-sync", {"checkpoint": "fast"}],
                "parameters": {
                    "unix_socket_directories": str(machine.place), "fsync": "off",
                    "dynamic_shared_memory_type": "mmap", "log_checkpoints": "off",
                },
            },
        }  # fmt: skip


@contextmanager
def patroni(*, strict: bool = False) -> Iterator[Cluster]:
    """A new cluster, one leading and one following; nothing of it is left afterwards."""
    venv = Path(sys.prefix)
    packages = sorted(venv.glob("patroni/lib/python3*/site-packages"))
    if not packages or not (venv / "etcd" / "etcd").exists():
        raise RuntimeError("Patroni and etcd are missing: script/setup --for-tests --scaled --patroni")
    with (
        postgresql_programs() as programs,
        folder_for_nobody("shenguan-patroni-", where_data_lie(durable=False)) as place,
    ):
        # Another user cannot read what lies under the home of root, so it is copied.
        shutil.copytree(packages[-1], programs / "packages")
        shutil.copy(venv / "etcd" / "etcd", programs / "etcd")
        machines = [Machine(name, place / name) for name in ("db1", "db2", "witness")]
        cluster = Cluster(programs, machines, strict)
        try:
            for machine in machines:
                machine.place.mkdir()
                if as_nobody():
                    os.chown(machine.place, as_nobody()["user"], as_nobody()["group"])
                cluster.start(machine)
            cluster.wait()
            yield cluster
        finally:
            cluster.stop()
