"""An office's index on OpenSearch: generations side by side, one of them under the name that answers.

    gaoxin                an alias: the generation that answers
    gaoxin-000004         a generation, and its own alias gaoxin-000004.write
    gaoxin-building       one document while somebody builds a new one

A new generation is built beside the one that answers and takes its name over in one step, in which the old one goes.
Who builds touches the document again and again; one that stands still was left by a crash, and who builds next
clears away what is unfinished, so that the builder who comes back finds nothing to give the name to.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from shenguan_docs.errors import OfficeUnusable, ShenguanError
from shenguan_docs.index.engine import Answer, Engine, IndexDoc, IndexUnusable
from shenguan_docs.index.opensearch_answer import answered
from shenguan_docs.index.opensearch_client import Client, Reply
from shenguan_docs.index.opensearch_schema import CHECKPOINT, index_body
from shenguan_docs.index.opensearch_writing import Generation, noted
from shenguan_docs.index.question import Question

BEAT, DEAD = 3.0, 20.0
"""Seconds between two touches of who builds, and after which one who has not is dead."""


class ServerIndex:
    """The generation that answers. ``now`` tells how far it should be, ``follow`` brings it there.

    Updates and the checkpoint wait for nobody, so that letters are issued while the server is away; a search waits,
    and what was left out meanwhile, by any process, is made up for before it.
    """

    def __init__(
        self,
        client: Client,
        home: str,
        now: Callable[[], int] = lambda: 0,
        follow: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._home, self._now, self._follow = client, home, now, follow
        self._name = client.place.name
        self._seen = 0  # a checkpoint that it had

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs`` together with the checkpoint ``seq``. Raises IndexAway at once."""
        index = current(self._client, patient=False)
        if not index:
            raise IndexUnusable("missing", where=str(self._client.place))
        Generation(self._client, index, self._home, patient=False).update(docs, seq=seq)

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update. Raises IndexAway at once, IndexUnusable."""
        return self._looked_at(patient=False)

    def search(self, question: Question) -> Answer:
        """Answer ``question``. Raises IndexAway after waiting, IndexUnusable."""
        wanted = self._now()
        if self._seen < wanted and self._looked_at(patient=True) < wanted:
            self._follow()
        return answered(self._client, self._name, question)

    def _looked_at(self, *, patient: bool) -> int:
        self._seen = noted(self._client, self._name, self._home, patient=patient)
        return self._seen


def current(client: Client, *, patient: bool = True) -> str:
    """Return the name of the index that answers, "" if there is none. Raises IndexUnusable if there are several."""
    reply = client.ask("GET", f"/_alias/{client.place.name}", fine=(404,), patient=patient)
    if reply.is_missing:
        return ""
    names = list(reply.said)
    if len(names) != 1 or not client.place.generation(names[0]):
        raise IndexUnusable("broken", where=str(client.place))
    return str(names[0])


@contextmanager
def building(client: Client, home: str) -> Iterator[Engine]:
    """Lend an empty generation to fill; when the block ends well, it answers from then on. One builds at a time."""
    place = client.place
    with _alone(client):
        answering = current(client)
        if answering:
            _require_ours(client, home)
        there = _generations(client)
        for index in there:
            if index != answering:
                client.ask("DELETE", f"/{index}", fine=(404,))
        last = max(map(place.generation, there), default=0)
        fresh = f"{place.name}-{last + 1:06d}"
        made = Generation(client, fresh, home)
        body = index_body(place) | {"aliases": {made.own: {}}}
        client.ask("PUT", f"/{fresh}", body, fine=(400,))  # 400: it was made, and the answer was lost
        try:
            made.update((), seq=0)
            yield made
            _take_over(client, fresh, answering)
        except BaseException:
            with suppress(ShenguanError):
                client.ask("DELETE", f"/{fresh}", fine=(404,), patient=False)
            raise


def removed(client: Client, home: str) -> None:
    """Take an office's index away from the server: it is used no longer."""
    with _alone(client):
        if current(client):
            _require_ours(client, home)
        for index in _generations(client):
            client.ask("DELETE", f"/{index}", fine=(404,))


def taken_over(client: Client, home: str) -> None:
    """From now on the index that answers is that of this ``home``. Raises IndexUnusable where there is none."""
    index = current(client)
    reply = client.ask("GET", f"/{index}/_doc/{CHECKPOINT}", fine=(404,)) if index else Reply(404, {})
    if reply.is_missing:
        raise IndexUnusable("missing", where=str(client.place))
    Generation(client, index, home).update((), seq=reply.said["_source"]["seq"])


def _require_ours(client: Client, home: str) -> None:
    with suppress(IndexUnusable):  # that is why it is built anew
        noted(client, client.place.name, home, patient=True)


def _take_over(client: Client, fresh: str, answering: str) -> None:
    name = client.place.name
    actions: list[dict[str, dict[str, str]]] = [{"add": {"index": fresh, "alias": name}}]
    if answering:
        actions.append({"remove_index": {"index": answering}})
    reply = client.ask("POST", "/_aliases", {"actions": actions}, fine=(404,))
    if reply.is_missing and current(client) != fresh:  # else it was done, and the answer was lost
        raise OfficeUnusable("另一个程序也在重建这个索引，这一次没有用上", where=str(client.place))


def _generations(client: Client) -> list[str]:
    reply = client.ask("GET", f"/_alias/{client.place.name}-*.write", fine=(404,))
    return (
        sorted(index for index in reply.said if client.place.generation(index)) if reply.status == 200 else []
    )


@contextmanager
def _alone(client: Client) -> Iterator[None]:
    """Hold the document that says who builds; a second one waits with a word."""
    mark = _Mark(client)
    mark.take()
    stop = threading.Event()
    beating = threading.Thread(target=mark.beat, args=(stop,), daemon=True)
    beating.start()
    try:
        yield
    finally:
        stop.set()
        beating.join()
        mark.leave()


class _Mark:
    """The document ``…-building/_doc/1``; ``_at`` is its state as this builder wrote it last."""

    def __init__(self, client: Client) -> None:
        self._client, self._token = client, secrets.token_hex(8)
        self._place = f"/{client.place.name}-building"
        self._path = f"{self._place}/_doc/1"
        self._at = (0, 0)

    def take(self) -> None:
        """Make it, or wait until the one who has it ends or stands still for ``DEAD`` seconds."""
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        self._client.ask("PUT", self._place, {"settings": settings}, fine=(400,))  # 400: it is there
        seen, since, told = (0, 0), time.monotonic(), False
        while True:
            reply = self._put("?op_type=create")
            if reply.status != 409 or self._is_mine():
                return
            found = self._client.ask("GET", self._path, fine=(404,))
            if found.is_missing:
                continue
            at = _state(found)
            if at != seen:
                seen, since = at, time.monotonic()
            elif time.monotonic() - since > DEAD and self._touched(at):
                return
            if not told:
                self._client.say("另一个程序正在重建这个索引，请稍候……")
                told = True
            time.sleep(0.5)

    def beat(self, stop: threading.Event) -> None:
        """Touch it until ``stop``; who cannot any more finds at the end that the name was not his to give."""
        while not stop.wait(BEAT):
            with suppress(ShenguanError):
                if not self._touched(self._at):
                    return

    def leave(self) -> None:
        """Take it away, if it is still this builder's."""
        with suppress(ShenguanError):
            path = f"{self._path}?if_seq_no={self._at[0]}&if_primary_term={self._at[1]}"
            self._client.ask("DELETE", path, fine=(404, 409), patient=False)

    def _touched(self, at: tuple[int, int]) -> bool:
        """Write it anew if it is in the state ``at``."""
        return self._put(f"?if_seq_no={at[0]}&if_primary_term={at[1]}").status != 409

    def _put(self, how: str) -> Reply:
        reply = self._client.ask("PUT", f"{self._path}{how}", {"by": self._token}, fine=(409,))
        if reply.status != 409:
            self._at = _state(reply)
        return reply

    def _is_mine(self) -> bool:
        """Whether it was made by this builder after all, and only the answer was lost."""
        found = self._client.ask("GET", self._path, fine=(404,))
        if found.is_missing or found.said["_source"].get("by") != self._token:
            return False
        self._at = _state(found)
        return True


def _state(reply: Reply) -> tuple[int, int]:
    return reply.said["_seq_no"], reply.said["_primary_term"]
