"""What only a server of OpenSearch can do to us: it answers in part, goes away, comes back; many shards, two builders."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index import opensearch_generations
from shenguan_docs.index.engine import IndexAway, IndexDoc, IndexUnusable
from shenguan_docs.index.finding import newest, relevance
from shenguan_docs.index.opensearch_client import Client, state_of
from shenguan_docs.index.opensearch_generations import ServerIndex, building, current, removed, taken_over
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.opensearch_writing import IndexOfAnother
from shenguan_docs.index.question import All, Any, Holds, Node, Question
from shenguan_docs.index.question import asked as asked_of
from shenguan_docs.index.record import record
from shenguan_docs.index.shelf import RecentShelf
from tests.index.letters import PENALTY, letter
from tests.scaled.cutting import Wire
from tests.scaled.opensearch_server import OpenSearch

HOME = "/单位 #1"
SEVERAL = "?shards=3"


def client_of(url: str, patience: float = 30.0, told: list[str] | None = None) -> Client:
    return Client(place_of(url), patience, (told if told is not None else []).append)


def made(client: Client, docs: list[IndexDoc] | None = None) -> ServerIndex:
    with building(client, HOME) as fresh:
        fresh.update(docs or [], seq=1)
    return ServerIndex(client, HOME)


@pytest.fixture
def client(cluster: OpenSearch) -> Iterator[Client]:
    one = client_of(cluster.fresh())
    yield one
    with suppress(OfficeUnusable):
        removed(one, HOME)
    one.close()


@pytest.fixture
def spread(cluster: OpenSearch) -> Iterator[Client]:
    """An index in several shards."""
    one = client_of(cluster.fresh(SEVERAL))
    yield one
    removed(one, HOME)
    one.close()


def total(index: ServerIndex, text: str) -> int:
    return index.search(Question(Holds(text), limit=0, facets=())).total


def test_a_letter_is_found_as_soon_as_it_was_taken_in(client: Client) -> None:
    index = made(client)
    for n in range(5):
        index.update([letter(n)], seq=n + 2)
        assert total(index, "许可结果") == n + 1
        assert ServerIndex(client, HOME).checkpoint() == n + 2


def test_facets_and_pages_are_exact_over_several_shards(spread: Client) -> None:
    docs = [
        letter(
            n, companies=tuple({f"公司{n % 700:03}", f"商行{n * 7 % 40:02}"}), day=date(2026, 1, 1 + n % 28)
        )
        for n in range(2_500)
    ]
    index = made(spread, docs)
    counts = Counter(name for doc in docs for name in doc.companies)
    expected = sorted(counts.items(), key=lambda known: (-known[1], known[0]))
    for most in (1, 20, 60, None):
        answer = index.search(Question(limit=1, most=most))
        assert answer.total == 2_500
        assert list(answer.facets["company"].items()) == expected[:most]
        assert answer.facets["sender"] == {"益阳高新区经济合作局": 2_500}
    right = [doc.id for doc in sorted(docs, key=lambda d: newest_of(d), reverse=True)]
    whole = index.search(Question(limit=2_500, facets=()))
    assert [hit.id for hit in whole.hits] == right
    assert [hit.id for hit in index.search(Question(limit=30, offset=2_200)).hits] == right[2_200:2_230]
    assert index.search(Question(limit=30, offset=9_999)).hits == ()


def newest_of(doc: IndexDoc) -> int:
    return newest((shelf_of([doc]), 0))


def shelf_of(docs: list[IndexDoc]) -> RecentShelf:
    shelf = RecentShelf()
    shelf.put(map(record, docs))
    return shelf


@pytest.mark.parametrize(
    "where", [Holds("湿地"), All((Holds("湿地"), Holds("采伐"))), Any((Holds("湿地"), Holds("林木采伐")))]
)
def test_what_is_relevant_comes_first_as_it_is_defined(spread: Client, where: Node) -> None:
    docs = [
        letter(
            n,
            title="关于" + "湿地" * (n % 3 == 0) + "采伐" * (n % 5 == 0) + "的函",
            text="湿地保护。" * (n % 7) + "林木采伐。" * (n % 4) + "函告。" * (n * 3 % 11),
            day=date(2026, 1, 1 + n % 9),
        )
        for n in range(120)
    ]
    index = made(spread, docs)
    shelf = shelf_of(docs)
    rank = relevance(where)
    assert rank is not None
    score = {doc.id: rank((shelf, n)) for n, doc in enumerate(docs)}
    found = [hit.id for hit in index.search(Question(where, limit=200)).hits]
    titles = {doc.id: doc.title for doc in docs}
    parts = where.parts if isinstance(where, All) else (where,)
    asked = [{leaf.text for leaf in asked_of(part) if isinstance(leaf, Holds)} for part in parts]
    for better, worse in zip(found, found[1:], strict=False):
        named = [[any(text in titles[id] for text in group) for group in asked] for id in (better, worse)]
        assert (all(named[0]), sum(named[0])) >= (all(named[1]), sum(named[1]))
        if isinstance(
            where, Holds
        ):  # of several, what the title says is counted with the text; lengths are rounded
            assert score[better] > score[worse] * 0.97
    assert found == [hit.id for hit in index.search(Question(where, limit=200)).hits]


def test_a_part_is_never_shown_as_the_whole(cluster: OpenSearch, spread: Client) -> None:
    index = made(spread, [letter(n) for n in range(60)])
    hasty = ServerIndex(client_of(f"{spread.place}", 0), HOME)
    name, node = current(spread), cluster.nodes[0]
    cancel = {"index": name, "shard": 1, "node": node.name, "allow_primary": True}
    for question in (Question(), Question(limit=0), Question(limit=50, offset=2_000)):
        refused = 0
        for _ in range(20):  # the part comes back within a tenth of a second, whatever one forbids the server
            cluster.ask(node, "POST", "/_cluster/reroute", {"commands": [{"cancel": cancel}]})
            try:
                assert hasty.search(question).total == 60
            except IndexAway as error:
                assert "只答得出一部分" in str(error)
                refused += 1
            assert index.search(Question(limit=0)).total == 60  # it waits until every part is there
        assert refused
    assert state_of(spread)[0] is True


def test_an_update_that_was_cut_off_is_sent_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    index = made(client, [letter(1)])
    with monkeypatch.context() as patch:
        patch.setattr(opensearch_generations.Generation, "_note", gone)
        with pytest.raises(IndexAway):
            index.update([letter(2), letter(3)], seq=3)
    assert index.checkpoint() == 1
    index.update([letter(2), letter(3)], seq=3)
    assert (index.checkpoint(), total(index, "许可结果")) == (3, 3)


def gone(*_: object) -> None:
    raise IndexAway("", "")


def test_an_older_state_does_not_take_the_place_of_a_newer_one(client: Client) -> None:
    index = made(client)
    index.update([replace(PENALTY, state="void")], seq=9)
    index.update([PENALTY], seq=7)  # of a process that was held up
    assert (index.checkpoint(), index.search(Question()).hits[0].state) == (9, "void")


def test_the_next_host_is_asked(cluster: OpenSearch) -> None:
    wire = Wire(cluster.nodes[0].port)
    wire.refuse = True
    url = cluster.fresh().replace("//127.0.0.1:", f"//127.0.0.1:1,127.0.0.1:{wire.port},127.0.0.1:")
    told: list[str] = []
    one = client_of(url, told=told)
    index = made(one, [PENALTY])
    assert total(index, "恒能") == 1 and told == []
    removed(one, HOME)
    wire.close()


def test_letters_are_not_waited_for_and_questions_are(cluster: OpenSearch) -> None:
    wire, told = Wire(cluster.nodes[0].port), list[str]()
    url = cluster.fresh()
    one = client_of(url.replace(f":{cluster.nodes[0].port}/", f":{wire.port}/"), 20.0, told)
    made(one, [PENALTY])
    behind = [letter(2)]

    def follow() -> None:
        index.update(behind, seq=2)

    index = ServerIndex(one, HOME, lambda: 2, follow)
    wire.refuse = True
    one.close()
    start = time.monotonic()
    for act in (index.checkpoint, follow):
        with pytest.raises(IndexAway):
            act()
    assert time.monotonic() - start < 2 and told == []
    threading.Timer(1.5, lambda: setattr(wire, "refuse", False)).start()
    assert index.search(Question(limit=0)).total == 2  # what was left out meanwhile is there
    assert told == ["检索服务器没有回答，正在等它恢复……"]
    removed(one, HOME)
    wire.close()


def test_more_words_than_the_server_takes_are_refused_in_words(client: Client) -> None:
    index = made(client, [PENALTY])
    with pytest.raises(Refused, match="检索词太多"):
        index.search(Question(Any(tuple(Holds(f"词{n:04}") for n in range(1_500)))))
    assert index.search(Question(Any(tuple(Holds(f"词{n:04}") for n in range(100))))).total == 0


def test_the_index_of_another_office_is_left_alone(client: Client) -> None:
    index = made(client, [PENALTY])
    strange = ServerIndex(client, "/别处 #2")
    with pytest.raises(IndexOfAnother, match="另一个单位文件夹在用"):
        strange.checkpoint()
    with pytest.raises(IndexOfAnother), building(client, "/别处 #2"):
        pass
    assert index.search(Question()).total == 1
    taken_over(client, "/别处 #2")
    assert strange.checkpoint() == 1
    taken_over(client, HOME)


def test_what_is_missing_or_of_another_form_says_so(client: Client, cluster: OpenSearch) -> None:
    index = ServerIndex(client, HOME)
    for act in (index.checkpoint, lambda: index.search(Question()), lambda: index.update([PENALTY], seq=1)):
        with pytest.raises(IndexUnusable, match="还没有检索索引"):
            act()
    made(client, [PENALTY])
    other = {"seq": 1, "form": "0", "home": HOME}
    cluster.ask(cluster.nodes[0], "PUT", f"/{client.place.name}/_doc/%23checkpoint", other)
    with pytest.raises(IndexUnusable, match="别的版本"):
        index.checkpoint()
    made(client, [PENALTY])  # the answer to it
    assert index.checkpoint() == 1


def test_the_old_one_answers_until_the_new_one_is_whole(client: Client) -> None:
    index = made(client, [PENALTY])
    before = current(client)
    with building(client, HOME) as fresh:
        fresh.update([letter(n) for n in range(10)], seq=2)
        assert (total(index, "恒能"), total(index, "许可结果"), index.checkpoint()) == (1, 0, 1)
    assert (total(index, "恒能"), total(index, "许可结果"), index.checkpoint()) == (0, 10, 2)
    assert current(client) != before
    with pytest.raises(ZeroDivisionError), building(client, HOME):
        raise ZeroDivisionError
    assert index.search(Question()).total == 10
    assert len(opensearch_generations._generations(client)) == 1


def test_what_is_written_to_an_old_generation_makes_no_index(client: Client) -> None:
    made(client, [PENALTY])
    held = opensearch_generations.Generation(client, current(client), HOME)
    made(client, [PENALTY])
    for docs in ([letter(1)], []):
        with pytest.raises(IndexUnusable, match="还没有"):
            held.update(docs, seq=5)
    assert ServerIndex(client, HOME).checkpoint() == 1


def test_two_build_one_after_the_other(cluster: OpenSearch) -> None:
    url, told = cluster.fresh(), list[str]()
    first, second = client_of(url), client_of(url, told=told)
    may_end = threading.Event()

    def build() -> None:
        with building(first, HOME) as fresh:
            may_end.wait(30)
            fresh.update([letter(1)], seq=1)

    thread = threading.Thread(target=build)
    thread.start()
    while not opensearch_generations._generations(first):
        time.sleep(0.05)
    threading.Timer(1.5, may_end.set).start()
    made(second, [letter(1), letter(2)])
    thread.join()
    assert told == ["另一个程序正在重建这个索引，请稍候……"]
    assert ServerIndex(first, HOME).search(Question()).total == 2
    removed(first, HOME)


def test_a_builder_that_stands_still_is_not_waited_for_and_cannot_come_back(
    cluster: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_generations, "DEAD", 1.0)
    monkeypatch.setattr(opensearch_generations, "BEAT", 60.0)  # as if its machine slept
    url = cluster.fresh()
    first, second = client_of(url), client_of(url)
    made(first, [PENALTY])
    with pytest.raises(OfficeUnusable), building(first, HOME) as fresh:  # noqa: PT012
        made(second, [letter(1), letter(2)])
        with suppress(OfficeUnusable):
            fresh.update([PENALTY], seq=7)
    index = ServerIndex(second, HOME)
    assert (index.checkpoint(), index.search(Question()).total) == (1, 2)
    removed(first, HOME)
