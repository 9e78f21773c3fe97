"""Three nodes of OpenSearch of which one after another is killed, while letters are taken in and totals are asked.

What is proved: a total that is told is one that the index had between the question and the answer, never a part of
it; what cannot be answered is said; and everything goes on by itself, with every letter that was taken in.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

from benchmarks.corpus import letters
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.engine import IndexAway, IndexDoc
from shenguan_docs.index.normal import normalise
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_generations import ServerIndex, building
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.question import All, Holds, Node, Not, Question
from tests.scaled.opensearch_server import OpenSearch, opensearch

KILLS, STANDING, COMING = 24, 2_000, 40_000
HOME = "/故障 #1"
PATIENCE = 1.0
BACK_WITHIN = 1500.0  # seconds until all is as before: other work on the machine may take nearly all of it
_AT_ONCE = {
    "index.unassigned.node_left.delayed_timeout": "0"
}  # a second copy is made without waiting for the first


@dataclass
class _Seen:
    """What has happened so far: letters begun and taken in, answers, answers refused in words, faults."""

    begun: int = STANDING
    taken: int = STANDING
    said: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    longest: float = 0.0
    over: threading.Event = field(default_factory=threading.Event)


def run(kills: int = KILLS) -> bool:
    """Kill, and print what came of it; returns whether nothing was wrong."""
    docs = list(letters(STANDING + COMING))
    seen, chance = _Seen(), random.Random(12)
    with opensearch(nodes=3) as cluster:
        url = cluster.fresh("?shards=3")
        with building(Client(place_of(url), 60.0, print), HOME) as fresh:
            fresh.update(docs[:STANDING], seq=STANDING)
        cluster.ask(cluster.nodes[0], "PUT", "/_all/_settings", _AT_ONCE)
        cluster.wait()
        threads = [threading.Thread(target=_takes_in, args=(url, docs, seen))]
        threads += [threading.Thread(target=_asks, args=(url, docs, seen, n)) for n in range(2)]
        for thread in threads:
            thread.start()
        try:
            killed = _kills(cluster, seen, chance, kills)
        finally:
            seen.over.set()
            for thread in threads:
                thread.join()
        _judge(url, docs, seen)
    print(f"杀掉数据节点 {killed} 次;收信 {seen.taken - STANDING} 件,最长 {seen.longest:.1f} 秒没有收;"
          f"检索答出 {seen.said['answered']} 次,说明答不出 {seen.said['away']} 次,"
          f"收信时说明收不了 {seen.said['not taken']} 次;问题 {len(seen.faults)} 处")  # fmt: skip
    for fault in seen.faults[:20]:
        print(f"  {fault}")
    return not seen.faults and killed >= kills


def _kills(cluster: OpenSearch, seen: _Seen, chance: random.Random, kills: int) -> int:
    """Kill a node, let the others go on for a while, start it again, wait until every part has two copies."""
    for n in count(1):
        node = chance.choice(cluster.nodes)
        cluster.kill(node)
        time.sleep(chance.uniform(0.5, 6))
        cluster.start(node)
        cluster.wait(within=BACK_WITHIN)
        time.sleep(chance.uniform(0, 1))
        print(
            f"  第 {n} 次:{node.name},已收 {seen.taken - STANDING} 件,答出 {seen.said['answered']} 次",
            flush=True,
        )
        if n >= kills or seen.faults:
            return n
    return 0


def _takes_in(url: str, docs: list[IndexDoc], seen: _Seen) -> None:
    """Take in a few at a time; what was not taken is sent again, from the checkpoint."""
    index, chance = ServerIndex(Client(place_of(url), PATIENCE, _silent), HOME), random.Random(3)
    last = time.monotonic()
    while not seen.over.is_set() and seen.taken < len(docs):
        size = chance.randint(1, 5)
        seen.begun = max(seen.begun, min(seen.taken + size, len(docs)))
        try:
            index.update(docs[seen.taken : seen.begun], seq=seen.begun)
            seen.taken = seen.begun
            seen.longest, last = max(seen.longest, time.monotonic() - last), time.monotonic()
        except IndexAway:
            seen.said["not taken"] += 1
            time.sleep(0.1)
        except OfficeUnusable as error:
            seen.faults.append(f"收信:{error}")
        time.sleep(0.02)


def _asks(url: str, docs: list[IndexDoc], seen: _Seen, n: int) -> None:
    """Ask for totals: of all, which grow, and of words in the letters that were there from the beginning."""
    index, chance = ServerIndex(Client(place_of(url), PATIENCE, _silent), HOME), random.Random(n)
    truth, texts = _Truth(docs), [doc.title[2:6] for doc in chance.sample(docs[:STANDING], 12)]
    while not seen.over.is_set():
        text = chance.choice(texts)
        where: Node = chance.choice([All(), Holds(text), Not(Holds(text))])
        least = seen.taken
        try:
            answer = index.search(Question(where, limit=chance.choice([0, 20])))
        except IndexAway:
            seen.said["away"] += 1
            continue
        except OfficeUnusable as error:
            seen.faults.append(f"检索:{error}")
            continue
        most = seen.begun
        seen.said["answered"] += 1
        low, high = sorted((truth.of(where, least), truth.of(where, most)))
        if not low <= answer.total <= high:
            seen.faults.append(f"{where} 应有 {low} 到 {high} 件,答 {answer.total} 件")
        time.sleep(0.1)
        if sum(answer.facets["sender"].values()) != answer.total:
            seen.faults.append(f"{where} 的分面合起来不是 {answer.total} 件")


class _Truth:
    """How many of the first letters a question is true of, by reading them; what was read once is kept."""

    def __init__(self, docs: list[IndexDoc]) -> None:
        self._docs = docs
        self._known: dict[str, list[bool]] = {}

    def of(self, where: Node, first: int) -> int:
        match where:
            case Holds(text):
                return self._holding(normalise(text), first)
            case Not(Holds(text)):
                return first - self._holding(normalise(text), first)
        return first

    def _holding(self, needle: str, first: int) -> int:
        known = self._known.setdefault(needle, [])
        for doc in self._docs[len(known) : first]:
            known.append(any(needle in normalise(stretch) for stretch in doc.stretches))
        return sum(known[:first])


def _judge(url: str, docs: list[IndexDoc], seen: _Seen) -> None:
    """Everything that was taken in is there, once."""
    index = ServerIndex(Client(place_of(url), 60.0, print), HOME)
    index.update(docs[seen.taken : seen.begun], seq=seen.begun)  # what was begun last
    found = index.search(Question(limit=seen.begun, facets=()))
    ids = {hit.id for hit in found.hits}
    if found.total != seen.begun or ids != {doc.id for doc in docs[: seen.begun]}:
        seen.faults.append(f"最后应有 {seen.begun} 件,查得 {found.total} 件")
    if index.checkpoint() != seen.begun:
        seen.faults.append(f"最后停在 {index.checkpoint()},应在 {seen.begun}")


def _silent(_words: str) -> None:
    return None
