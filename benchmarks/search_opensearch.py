"""The engine on OpenSearch beside OpenSearch itself: the same index asked the same over HTTP, nothing done to the answer.

    script/bench scaled --only search                     100,000 letters
    script/bench scaled --only search --letters 100000 --letters 1000000 --heap 2g

Several sizes are one index that grows. Times are those on the wall, of which the server has most; both sides are
asked each question in turn. What the server's processor works on a question is told beside, since it says how things
grow whatever else the machine does. With ``--nice 19`` the filling waits for others more than the asking does.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import urllib3

from benchmarks.corpus import letters
from benchmarks.measuring import Ask, Table, in_turn
from benchmarks.search_questions import questions
from shenguan_docs.index.engine import Engine, IndexDoc
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_generations import ServerIndex, building, current
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.opensearch_query import where
from shenguan_docs.index.opensearch_writing import Generation
from shenguan_docs.index.question import Question
from tests.scaled.opensearch_server import OpenSearch, opensearch

AT_ONCE, SINGLES = 10_000, 100
HOME = "/测量 #1"
GOAL = 3


def run(*options: str) -> bool:
    """Measure at every size and print; returns whether the goals were reached."""
    pairs = list(zip(options[::2], options[1::2], strict=True))
    given = {name: [v for n, v in pairs if n == name] for name, _ in pairs}
    counts = sorted(map(int, given.get("--letters", ["100000"])))
    table, docs, asking = Table(), letters(counts[-1]), os.getpriority(os.PRIO_PROCESS, 0)
    filling = int(given.get("--nice", [str(asking)])[0])
    with opensearch(heap=given.get("--heap", ["1g"])[0]) as cluster:
        _give_way(cluster, filling)
        client = Client(place_of(cluster.fresh()), 600.0, print)
        size = _Growth(table, cluster, client)
        first: dict[str, float] = {}
        for before, count in zip([0, *counts], counts, strict=False):
            size.fill(islice(docs, count - before), count)
            _give_way(cluster, asking)
            found = _measured(table, cluster, client, count)
            for name, cpu in found.items() if first else ():
                table.told(f"{count:,} ÷ {counts[0]:,} 件:{name},服务器的处理器时间", f"{cpu:.1f} ms",
                           f"{first[name]:.1f} ms", f"{cpu / first[name]:.2f}")  # fmt: skip
            first = first or found
            _give_way(cluster, filling)
    table.print()
    return table.reached


def _give_way(cluster: OpenSearch, nice: int) -> None:
    """Let this process and the server's, all their threads, be as nice as that."""
    for node in cluster.nodes:
        assert node.running is not None
        for process in (os.getpid(), node.running.pid):
            for thread in Path(f"/proc/{process}/task").iterdir():
                if os.getpriority(os.PRIO_PROCESS, int(thread.name)) != nice:
                    os.setpriority(os.PRIO_PROCESS, int(thread.name), nice)


def _measured(table: Table, cluster: OpenSearch, client: Client, count: int) -> dict[str, float]:
    """Ask everything of both sides; return the server's processor time of each sort of question, ms."""
    index, name = ServerIndex(client, HOME), client.place.name
    pool = urllib3.PoolManager(retries=False)
    url = f"http://{client.place.hosts[0]}/{name}/_search"
    found = {}
    for what, asked in questions().items():
        ours: list[Ask] = [lambda q=q: index.search(q) for q in asked]  # type: ignore[misc]
        bare = [_bare(pool, url, question) for question in asked]
        for ask in (*ours[:20], *bare[:20]):  # the server's code is compiled as it runs
            ask()
        middle, found[what] = _median(cluster, ours)
        times, other = in_turn(ours, bare)
        table.told(f"{count:,} 件:{what},中位数", f"{middle:.1f} ms", f"服务器的处理器 {found[what]:.1f} ms")
        table.ratio(f"{count:,} 件:{what}", f"{times.wall:.1f} ms", f"OpenSearch {other.wall:.1f} ms",
                    times.wall / other.wall, GOAL)  # fmt: skip
    _singles(table, index, count)
    return found


def _median(cluster: OpenSearch, asks: list[Ask]) -> tuple[float, float]:
    """Return the median on the wall and the mean of the server's processor time, in ms."""
    before, taken = _worked(cluster), []
    for ask in asks:
        start = perf_counter()
        ask()
        taken.append(perf_counter() - start)
    return median(taken) * 1000, (_worked(cluster) - before) / len(asks) * 1000


def _worked(cluster: OpenSearch) -> float:
    """Return the seconds that the servers' processors have worked."""
    total = 0
    for node in cluster.nodes:
        assert node.running is not None
        fields = Path(f"/proc/{node.running.pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


class _Growth:
    """One index that gets more and more letters, and how large it is then."""

    def __init__(self, table: Table, cluster: OpenSearch, client: Client) -> None:
        self._table, self._cluster, self._client = table, cluster, client
        self._text = self._count = 0

    def fill(self, docs: Iterator[IndexDoc], count: int) -> None:
        """Bring it to ``count`` letters by the product's own writing, and tell what that took."""
        start, worked, before = perf_counter(), _worked(self._cluster), self._count
        if not before:
            with building(self._client, HOME) as fresh:
                self._put(fresh, docs, count)
        else:
            self._put(Generation(self._client, current(self._client), HOME), docs, count)
        took = perf_counter() - start
        while self._stats()["merges"]["current"]:
            time.sleep(1)
        added = count - before
        self._table.told(
            f"{count:,} 件:{before:,} 件以后的建索引,连同造信", f"{added / took:.0f} 件/秒",
            f"{took:.0f} 秒,服务器的处理器 {(_worked(self._cluster) - worked) / added * 1000:.2f} ms 一件",
        )  # fmt: skip
        self._tell_size(count)

    def _put(self, index: Engine, docs: Iterator[IndexDoc], count: int) -> None:
        while self._count < count:
            index.update(self._some(docs), seq=1)
            print(f"{self._count:,}", end="\r", flush=True)

    def _some(self, docs: Iterator[IndexDoc]) -> Iterator[IndexDoc]:
        for doc in islice(docs, AT_ONCE):
            self._text += sum(len(stretch.encode()) for stretch in doc.stretches)
            self._count += 1
            yield doc

    def _tell_size(self, count: int) -> None:
        name, node = self._client.place.name, self._cluster.nodes[0]
        self._client.ask("POST", f"/{name}/_flush?wait_if_ongoing=true")
        stats = self._stats()
        size, segments = stats["store"]["size_in_bytes"], stats["segments"]["count"]
        heap = self._cluster.ask(node, "GET", "/_nodes/stats/jvm")["nodes"].popitem()[1]["jvm"]["mem"]
        pools = heap["pools"]
        self._table.told(f"{count:,} 件:索引 ÷ 文字(UTF-8)", f"{size / 2**20:.0f} MB,{segments} 段",
                         f"{self._text / 2**20:.0f} MB", f"{size / self._text:.2f}")  # fmt: skip
        self._table.told(
            f"{count:,} 件:堆", f"老年代 {pools['old']['used_in_bytes'] / 2**20:.0f} MB",
            f"最多 {pools['old']['peak_used_in_bytes'] / 2**20:.0f} MB,给了 {heap['heap_max_in_bytes'] / 2**20:.0f} MB",
        )  # fmt: skip

    def _stats(self) -> dict[str, Any]:
        found = self._client.ask("GET", f"/{self._client.place.name}/_stats/store,segments,merge")
        primaries: dict[str, Any] = found.said["_all"]["primaries"]
        return primaries


def _bare(pool: urllib3.PoolManager, url: str, question: Question) -> Ask:
    """Return what asks the server: the page, what is kept of its letters, the facets."""
    sort = [{"order": "desc"}] if question.sort == "date" else ["_score"]
    facets = {
        facet: {"terms": {"field": f"f_{facet}", "size": 20 if facet == "company" else 1_000}}
        for facet in question.facets
    }
    body: dict[str, Any] = {"query": where(question.where), "size": question.limit, "sort": sort,
                            "track_total_hits": True, **({"aggs": facets} if facets else {})}  # fmt: skip
    data = json.dumps(body).encode()

    def ask() -> object:
        got = pool.request(
            "POST", f"{url}?request_cache=false", body=data, headers={"content-type": "application/json"}
        )
        return json.loads(got.data)

    return ask


def _singles(table: Table, index: ServerIndex, count: int) -> None:
    docs = list(islice(letters(count), SINGLES))
    start = perf_counter()
    for n, doc in enumerate(docs, 2):
        index.update([doc], seq=n)
    table.told(f"{count:,} 件:收一件,到查得到", f"{(perf_counter() - start) / SINGLES * 1000:.0f} ms")
