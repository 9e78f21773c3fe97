"""What OpenSearch found, as an answer: whole or not at all, counted exactly, in pages that fit together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.engine import Answer, Hit, IndexUnusable
from shenguan_docs.index.finding import cut, hit
from shenguan_docs.index.opensearch_client import Client, Reply
from shenguan_docs.index.opensearch_query import ranked, where
from shenguan_docs.index.question import LONG_FACETS, Facet, Question
from shenguan_docs.index.record import read_both
from shenguan_docs.index.snippet import Wanted

SHORT_FACET, EACH_SHARD, AT_ONCE = 2_000, 500, 10_000
"""Values of a short facet, values of a long one that each shard tells, values told at once when all are wanted."""
ONE_REQUEST, PAGE, SKIP = 1_000, 200, 10_000
"""Letters that one request reaches; beyond, so many are fetched, or passed over, with each."""
_PARAMETERS = "?allow_partial_search_results=false&request_cache=false"


def answered(client: Client, index: str, question: Question) -> Answer:
    """Answer ``question`` over ``index``. Raises IndexAway where a part of it does not answer, IndexUnusable."""
    start, limit = max(question.offset, 0), max(question.limit, 0)
    query, asked = where(question.where), _sorted(question)
    few = start + limit <= ONE_REQUEST
    aggs = {facet: _terms(facet, question.most) for facet in question.facets if _is_short(facet, question)}
    body = {
        **asked, "from": start if few and limit else 0, "size": limit if few else 0,
        "track_total_hits": True, "_source": ["letter"], **({"aggs": aggs} if aggs else {}),
    }  # fmt: skip
    said = _searched(client, f"/{index}/_search{_PARAMETERS}", body).said
    total = said["hits"]["total"]["value"]
    wanted = Wanted.of(question.where)
    found: Iterator[dict[str, Any]] = iter(said["hits"]["hits"])
    if not few and start < total:
        found = _walked(client, index, asked, start, min(limit, total - start))
    hits = tuple(_hit(one, wanted) for one in found)
    counts: dict[Facet, dict[str, int]] = {}
    for facet in question.facets:
        told = said.get("aggregations", {}).get(facet)
        if told is None or not _is_exact(told, facet, question.most):
            told = {"buckets": _every_value(client, index, query, facet)}
        counts[facet] = cut(facet, {b["key"]: b["doc_count"] for b in told["buckets"]}, question.most)
    return Answer(total, hits, counts)


def is_whole(said: Any) -> bool:
    """Whether every shard has answered, in time."""
    shards = said.get("_shards", {})
    return not (
        said.get("timed_out") or shards.get("failed") or shards.get("successful") != shards.get("total")
    )


def _sorted(question: Question) -> dict[str, Any]:
    newest: list[dict[str, str]] = [{"order": "desc"}, {"id": "desc"}]
    if question.sort == "relevance" and question.limit > 0 and (query := ranked(question.where)):
        return {"query": query, "sort": [{"_score": "desc"}, *newest]}
    return {"query": {"constant_score": {"filter": where(question.where)}}, "sort": newest}


def _searched(client: Client, path: str, body: dict[str, Any]) -> Reply:
    reply = client.ask("POST", path, body, fine=(404,), whole=is_whole)
    if reply.is_missing:
        raise IndexUnusable("missing", where=str(client.place))
    return reply


def _hit(found: dict[str, Any], wanted: Wanted) -> Hit:
    return hit(*read_both(found["_source"]["letter"]), wanted)


def _walked(
    client: Client, index: str, asked: dict[str, Any], start: int, count: int
) -> Iterator[dict[str, Any]]:
    """Yield ``count`` letters after the first ``start`` of one state of the index, by as many requests as it takes."""
    opened = client.ask(
        "POST", f"/{index}/_search/point_in_time?keep_alive=2m&allow_partial_pit_creation=false"
    )
    pit, after, passed = opened.said["pit_id"], None, 0
    try:
        while passed < start + count:
            fetching = passed >= start
            size = min(PAGE, start + count - passed) if fetching else min(SKIP, start - passed)
            body = {
                **asked, "size": size, "pit": {"id": pit, "keep_alive": "2m"}, "track_total_hits": False,
                "_source": ["letter"] if fetching else False, **({"search_after": after} if after else {}),
            }  # fmt: skip
            hits = _searched(client, "/_search?allow_partial_search_results=false", body).said["hits"]["hits"]
            if fetching:
                yield from hits
            if len(hits) < size:
                return
            after, passed = hits[-1]["sort"], passed + size
    finally:
        with suppress(OfficeUnusable):  # it ends by itself
            client.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit]}, fine=(404,), patient=False)


def _is_short(facet: Facet, question: Question) -> bool:
    return facet not in LONG_FACETS or question.most is not None


def _terms(facet: Facet, most: int | None) -> dict[str, Any]:
    size = max(most or 1, 1) if facet in LONG_FACETS else SHORT_FACET
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {
        "terms": {"field": f"f_{facet}", "size": size, "shard_size": max(size, EACH_SHARD), "order": order}
    }


def _is_exact(told: dict[str, Any], facet: Facet, most: int | None) -> bool:
    """Whether nothing that a shard did not tell could change what is shown."""
    if facet not in LONG_FACETS:
        return not told["sum_other_doc_count"]
    return not told["doc_count_error_upper_bound"] or most == 0


def _every_value(client: Client, index: str, query: dict[str, Any], facet: Facet) -> Iterator[dict[str, Any]]:
    """Yield each value of a facet with its exact count, whatever the number of shards."""
    sources = [{"value": {"terms": {"field": f"f_{facet}"}}}]
    composite: dict[str, Any] = {"size": AT_ONCE, "sources": sources}
    while True:
        body = {"query": query, "size": 0, "aggs": {"all": {"composite": composite}}}
        told = _searched(client, f"/{index}/_search{_PARAMETERS}", body).said["aggregations"]["all"]
        for bucket in told["buckets"]:
            yield {"key": bucket["key"]["value"], "doc_count": bucket["doc_count"]}
        if "after_key" not in told or len(told["buckets"]) < AT_ONCE:
            return
        composite = composite | {"after": told["after_key"]}
