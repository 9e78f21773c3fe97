"""OpenSearch for the tests: nodes on loopback, out of what script/setup fetched, by a user who is not root."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import urllib3

from tests.scaled.servers import as_nobody, folder_for_nobody, free_port, where_data_lie

HEAP_OF_ONE, HEAP_OF_SEVERAL = "768m", "320m"
STARTS_WITHIN = 400.0


@dataclass
class Node:
    """One node; ``port`` is that of HTTP."""

    name: str
    port: int
    inner_port: int
    running: subprocess.Popen[bytes] | None = None


@dataclass
class OpenSearch:
    """Nodes of one cluster. The names of indexes are made with ``fresh``."""

    place: Path
    nodes: list[Node]
    heap: str
    data: Path
    names: count[int] = field(default_factory=lambda: count(1))

    def start(self, node: Node) -> None:
        """Start one, without waiting for it."""
        several = len(self.nodes) > 1
        settings = {
            "path.home": str(self.place / node.name), "path.data": str(self.data / node.name),
            "node.name": node.name, "cluster.name": "tests",
            "network.host": "127.0.0.1", "http.port": node.port, "transport.port": node.inner_port,
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            # A node that dies is noticed within seconds, so that a run of many kills ends the same day.
            "cluster.fault_detection.follower_check.interval": "500ms",
            "cluster.fault_detection.leader_check.interval": "500ms",
        }  # fmt: skip
        if several:
            settings["discovery.seed_hosts"] = ",".join(f"127.0.0.1:{one.inner_port}" for one in self.nodes)
            settings["cluster.initial_cluster_manager_nodes"] = ",".join(one.name for one in self.nodes)
        else:
            settings["discovery.type"] = "single-node"
        for folder in {self.place / node.name, self.data / node.name}:
            folder.mkdir(exist_ok=True)
            if as_nobody():
                os.chown(folder, as_nobody()["user"], as_nobody()["group"])
        java = ["java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-Xshare:auto"]
        if several:  # they are started again and again, and live for a minute
            java.append("-XX:TieredStopAtLevel=1")
        command = [*java, "-cp", f"{self.place}/classes:{self.place}/lib/*", "OneNode"]
        with (self.place / f"{node.name}.log").open("ab") as log:
            node.running = subprocess.Popen(
                [*command, *(f"{name}={value}" for name, value in settings.items())],
                cwd=self.place, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_nobody(),
            )  # fmt: skip

    def wait(self, nodes: int = 0, within: float = STARTS_WITHIN) -> None:
        """Wait until the cluster has so many nodes (all) and every shard has all its copies."""
        wanted, until = nodes or len(self.nodes), time.monotonic() + within
        while time.monotonic() < until:
            for node in self.nodes:
                if node.running is not None and node.running.poll() is not None:
                    continue
                with suppress(urllib3.exceptions.HTTPError, OSError):
                    path = f"/_cluster/health?wait_for_status=green&wait_for_nodes={wanted}&timeout=5s"
                    if not self.ask(node, "GET", path).get("timed_out", True):  # an error while none leads
                        return
            time.sleep(0.2)
        raise RuntimeError("\n".join(log.read_text()[-2000:] for log in self.place.glob("*.log")))

    def ask(self, node: Node, method: str, path: str, body: Any = None) -> Any:
        """Ask one node, past the program."""
        headers = {"content-type": "application/json"}
        got = urllib3.request(
            method, f"http://127.0.0.1:{node.port}{path}", body=None if body is None else json.dumps(body),
            headers=headers, retries=False, timeout=20,
        )  # fmt: skip
        return json.loads(got.data)

    def kill(self, node: Node) -> None:
        """Kill one, as a machine that loses its power would."""
        if node.running:
            node.running.kill()
            node.running.wait()

    def freeze(self, node: Node, signal: int) -> None:
        """Stop one in its tracks, or let it go on."""
        assert node.running is not None
        os.kill(node.running.pid, signal)

    def fresh(self, options: str = "") -> str:
        """Return the place of an index that nobody has used."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        return f"opensearch://{hosts}/office-{os.getpid()}-{next(self.names)}{options}"

    def where(self) -> list[Any]:
        """Return, as plain data, where it is: another process finds it by that."""
        return [str(self.place), [(node.name, node.port, node.inner_port) for node in self.nodes]]


def found(where: list[Any]) -> OpenSearch:
    """Return the cluster that another process started: to be asked, not to be stopped."""
    place = Path(where[0])
    return OpenSearch(place, [Node(*node) for node in where[1]], "", place)


@contextmanager
def opensearch(nodes: int = 1, heap: str = "") -> Iterator[OpenSearch]:
    """A new cluster of ``nodes``, running; nothing of it is left afterwards."""
    with begun(nodes, heap, durable=True) as cluster:
        cluster.wait()
        yield cluster


@contextmanager
def begun(nodes: int = 1, heap: str = "", *, durable: bool = False) -> Iterator[OpenSearch]:
    """The same, started and not yet waited for; unless ``durable`` its data lie in memory where there is room."""
    installed = Path(sys.prefix) / "opensearch"
    if not (installed / "classes").is_dir():
        raise RuntimeError("OpenSearch is missing: script/setup --for-tests --scaled")
    with (
        folder_for_nobody("shenguan-os-") as place,
        folder_for_nobody("shenguan-os-data-", where_data_lie(durable)) as data,
    ):
        # Another user cannot read what lies under the home of root, so it is copied.
        for part in ("lib", "classes"):
            shutil.copytree(installed / part, place / part)
        named = [Node(f"node{n}", free_port(), free_port()) for n in range(1, nodes + 1)]
        cluster = OpenSearch(place, named, heap or (HEAP_OF_ONE if nodes == 1 else HEAP_OF_SEVERAL), data)
        try:
            for node in named:
                cluster.start(node)
            yield cluster
        finally:
            for node in named:
                cluster.kill(node)
