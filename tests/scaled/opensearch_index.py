"""An index on OpenSearch as the tests of the engines use one: made in a folder, which only says where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from shenguan_docs.index.engine import Answer, IndexDoc
from shenguan_docs.index.layered import Form, LayeredEngine
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_generations import ServerIndex, building
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.index.question import Question
from tests.scaled.opensearch_server import OpenSearch

HOME = "/单位 #1"


def _silent(_words: str) -> None:
    return None


class OnServer:
    """What an engine in a folder does, on the server."""

    form = Form("opensearch", cast(Any, None), cast(Any, None), 0)

    def __init__(self, url: str) -> None:
        self.client = Client(place_of(url), 30.0, _silent)
        self._index = ServerIndex(self.client, HOME)

    def update(self, docs: Iterable[IndexDoc], *, seq: int) -> None:
        self._index.update(docs, seq=seq)

    def checkpoint(self) -> int:
        return self._index.checkpoint()

    def search(self, question: Question) -> Answer:
        return self._index.search(question)

    def fold(self) -> None:
        """There is one layer."""

    def clear(self) -> None:
        with building(self.client, HOME):
            pass


def maker(cluster: OpenSearch, options: str = "") -> Callable[[Path], LayeredEngine]:
    """Return what makes an empty index and notes in a folder where."""

    def make(folder: Path) -> LayeredEngine:
        folder.mkdir(parents=True)
        url = cluster.fresh(options)
        (folder / "url").write_text(url)
        made = OnServer(url)
        made.clear()
        return cast(LayeredEngine, made)

    return make
