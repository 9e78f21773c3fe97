"""One index on OpenSearch taking letters in: the letters, then a refresh, then the checkpoint.

Whoever sees the checkpoint finds the letters. What was cut off before it is sent again from the checkpoint before;
a letter keeps the number of its update as its version, so an older state never takes the place of a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.index.engine import Answer, IndexAway, IndexDoc, IndexUnusable
from shenguan_docs.index.opensearch_answer import answered
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_schema import CHECKPOINT, FORM, line
from shenguan_docs.index.question import Question
from shenguan_docs.index.record import record

IN_MEMORY, AT_ONCE = 64_000_000, 4_000_000
"""Bytes of an update that are kept in memory before they are sent, bytes of one request."""
_AGAIN = frozenset({429, 503})


class IndexOfAnother(OfficeUnusable):
    """The index under this name is that of another office, whose ``home`` is told."""

    def __init__(self, home: str, where: str) -> None:
        self.home = home
        super().__init__(
            f"这个检索索引由另一个单位文件夹在用（{home.rpartition(' #')[0] or home}）",
            where=where,
            remedy="换一个索引名；那个文件夹不再用了的，在这里执行 shenguan move --index，后面写 office.toml 里的地址",
        )


class Generation:
    """One index, by its name. ``home`` says whose it is. What is sent and not answered raises IndexAway."""

    def __init__(self, client: Client, index: str, home: str, *, patient: bool = True) -> None:
        self.client, self.index, self._home, self._patient = client, index, home, patient

    @property
    def own(self) -> str:
        """The alias that only this generation has: what is written to one that is gone makes no other."""
        return f"{self.index}.write"

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        """Add or replace ``docs``, then note the checkpoint ``seq``; nothing is sent before all of them are cut."""
        sent = False
        for lines in _cut(docs, seq):
            self._bulk(lines)
            sent = True
        if sent:
            self._ask("POST", f"/{self.own}/_refresh", whole=lambda said: not said["_shards"]["failed"])
        self._note(seq)

    def _note(self, seq: int) -> None:
        path = f"/{self.own}/_doc/{CHECKPOINT}?require_alias=true&version={max(seq, 0)}&version_type=external_gte"
        body = {"seq": seq, "form": FORM, "home": self._home}
        reply = self._ask("PUT", path, body, fine=(404, 409))
        if reply.is_missing:
            raise IndexUnusable("missing", where=str(self.client.place))

    def _bulk(self, lines: list[bytes]) -> None:
        """Send letters; what the server had no room for is sent again."""
        for _ in range(5):
            said = self._ask(
                "POST", f"/{self.own}/_bulk?require_alias=true&timeout=20s", b"".join(lines)
            ).said
            if not said["errors"]:
                return
            results = [item["index"] for item in said["items"]]
            bad = [one for one in results if one["status"] >= 300 and one["status"] not in (*_AGAIN, 409)]
            if any(one["status"] == 404 for one in bad):
                raise IndexUnusable("missing", where=str(self.client.place))
            if bad:
                reason = str(bad[0].get("error", {}).get("reason", ""))[:200]
                raise OfficeUnusable(f"检索服务器不收这件（{reason}）", where=str(bad[0]["_id"]))
            lines = [text for text, one in zip(lines, results, strict=True) if one["status"] in _AGAIN]
            if not lines:
                return
        raise IndexAway(str(self.client.place), "来不及收")

    def _ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        return self.client.ask(method, path, body, patient=self._patient, **more)

    def checkpoint(self) -> int:
        """Return the ``seq`` of the last update."""
        return noted(self.client, self.own, self._home, patient=self._patient)

    def search(self, question: Question) -> Answer:
        """Answer ``question``."""
        return answered(self.client, self.own, question)


def noted(client: Client, index: str, home: str, *, patient: bool) -> int:
    """Return the checkpoint of an index of ours. Raises IndexUnusable, IndexAway, OfficeUnusable for another's."""
    place = str(client.place)
    reply = client.ask("GET", f"/{index}/_doc/{CHECKPOINT}", fine=(400, 404), patient=patient)
    if reply.is_missing and "error" in reply.said:
        raise IndexUnusable("missing", where=place)
    if reply.status != 200 or not isinstance(reply.said.get("_source", {}).get("seq"), int):
        raise IndexUnusable("broken", where=place)
    source = reply.said["_source"]
    if source.get("home") != home:
        raise IndexOfAnother(str(source.get("home")), place)
    if source.get("form") != FORM:
        raise IndexUnusable("older", where=place)
    seq: int = source["seq"]
    return seq


def _cut(docs: Iterable[IndexDoc], seq: int) -> Iterator[list[bytes]]:
    """Yield what is sent, a request at a time; before the first, every letter has been read."""
    with SpooledTemporaryFile(IN_MEMORY) as kept:
        sizes = []
        for doc in docs:
            sizes.append(kept.write(line(record(doc), seq)))
        kept.seek(0)
        lines: list[bytes] = []
        length = 0
        for size in sizes:
            lines.append(kept.read(size))
            length += size
            if length >= AT_ONCE:
                yield lines
                lines, length = [], 0
        if lines:
            yield lines
