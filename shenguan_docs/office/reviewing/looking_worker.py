"""The child process that looks at pages: ``python -m …looking_worker SECONDS MIB seal NAME|blank``.

On standard input the paper, or a line of JSON: the path of a volume, the pages (from 0).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from shenguan_docs.confined import serve
from shenguan_docs.office.reviewing.page_words import blank_pages_seen
from shenguan_docs.office.reviewing.seals import seal_seen

for library in ("pypdfium2", "PIL.Image"):  # before the limits: they are large
    with suppress(ImportError):
        import_module(library)


def _look(data: bytes, words: Sequence[str]) -> Any:
    if words[0] == "seal":
        return seal_seen(data, words[1])
    path, numbers = json.loads(data)
    return blank_pages_seen(Path(path), numbers)


if __name__ == "__main__":
    serve(_look)
