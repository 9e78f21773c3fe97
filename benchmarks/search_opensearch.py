"""The engine on OpenSearch beside OpenSearch itself: the same index asked the same over HTTP, nothing done to the answer.

    script/bench scaled --only search                     100,000 letters
    script/bench scaled --only search --letters 100000 --letters 1000000

Times are those on the wall, of which the server has most; both sides are asked each question in turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from time import perf_counter
from typing import Any

import urllib3

from benchmarks.corpus import letters
from benchmarks.measuring import Ask, Table, Times, in_turn
from benchmarks.search_questions import questions
from shenguan_docs.index.engine import IndexDoc
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_generations import ServerIndex, building
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.opensearch_query import where
from shenguan_docs.index.question import Question
from tests.scaled.opensearch_server import OpenSearch, opensearch

AT_ONCE, SINGLES = 10_000, 100
HOME = "/测量 #1"
GOAL = 3


def run(*options: str) -> bool:
    """Measure at every size and print; returns whether the goals were reached."""
    counts = [int(options[n + 1]) for n, option in enumerate(options) if option == "--letters"] or [100_000]
    table = Table()
    with opensearch(heap="1g") as cluster:
        first: dict[str, Times] = {}
        for count in sorted(counts):
            found = _measured(table, cluster, count)
            for name, times in found.items() if first else ():
                table.told(f"{count:,} ÷ {min(counts):,} 件:{name}", f"{times.wall:.1f} ms",
                           f"{first[name].wall:.1f} ms", f"{times.wall / first[name].wall:.2f}")  # fmt: skip
            first = first or found
    table.print()
    return table.reached


def _measured(table: Table, cluster: OpenSearch, count: int) -> dict[str, Times]:
    client = Client(place_of(cluster.fresh()), 600.0, print)
    _built(table, client, cluster, count)
    index, name = ServerIndex(client, HOME), client.place.name
    pool = urllib3.PoolManager(retries=False)
    url = f"http://{client.place.hosts[0]}/{name}/_search"
    found = {}
    for what, asked in questions().items():
        ours: list[Ask] = [lambda q=q: index.search(q) for q in asked]  # type: ignore[misc]
        bare = [_bare(pool, url, question) for question in asked]
        for ask in (*ours[:20], *bare[:20]):  # the server's code is compiled as it runs
            ask()
        times, other = in_turn(ours, bare)
        found[what] = times
        table.ratio(f"{count:,} 件:{what}", f"{times.wall:.1f} ms", f"OpenSearch {other.wall:.1f} ms",
                    times.wall / other.wall, GOAL)  # fmt: skip
    _singles(table, index, count)
    return found


def _built(table: Table, client: Client, cluster: OpenSearch, count: int) -> None:
    text, start = 0, perf_counter()
    docs = letters(count)

    def some() -> Iterator[IndexDoc]:
        nonlocal text
        for doc in islice(docs, AT_ONCE):
            text += sum(len(stretch.encode()) for stretch in doc.stretches)
            yield doc

    with building(client, HOME) as fresh:
        for _ in range(0, count, AT_ONCE):
            fresh.update(some(), seq=1)
    took = perf_counter() - start
    name = client.place.name
    node = cluster.nodes[0]
    cluster.ask(node, "POST", f"/{name}/_flush?wait_if_ongoing=true")
    stats = cluster.ask(node, "GET", f"/{name}/_stats/store,segments")["_all"]["primaries"]
    size = stats["store"]["size_in_bytes"]
    table.told(f"{count:,} 件:建索引,连同造信", f"{count / took:.0f} 件/秒", f"{took:.0f} 秒")
    table.told(
        f"{count:,} 件:索引 ÷ 文字(UTF-8)",
        f"{size / 2**20:.0f} MB",
        f"{text / 2**20:.0f} MB",
        f"{size / text:.2f}",
    )


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
