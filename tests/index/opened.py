"""An engine's index opened once more, as another process does."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from shenguan_docs.index.engines import open_engine
from shenguan_docs.index.layered import LayeredEngine


def opened(name: str, folder: Path) -> LayeredEngine:
    """Open what was made in ``folder``."""
    if name != "opensearch":
        return open_engine(name, folder)
    from tests.scaled.opensearch_index import OnServer

    return cast(LayeredEngine, OnServer((folder / "url").read_text()))
