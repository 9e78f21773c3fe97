"""The offices of all tests on a server: where a test makes one or copies its folder, its records go there too.

So the tests of the office, which know nothing of this, hold for both engines.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from shenguan_docs.office import founding, opening
from shenguan_docs.office.settings import RECORDS
from tests.scaled.servers import PostgreSQL

_RECORDS = re.compile(r'(?<=^records = ")postgresql://[^"]+', re.MULTILINE)


def put_on_server(server: Callable[[], PostgreSQL], plugins: Iterable[object]) -> None:
    """Have every office that is made from now on keep its records on ``server()``.

    ``plugins`` are pytest's: of several conftest.py only the last is to be found among the modules.
    """
    furnish, open_office = founding.furnish, opening.open_office
    homes: dict[str, Path] = {}

    def furnish_there(root: Path, name: str, *, records: str = RECORDS, **more: Any) -> None:
        if records == RECORDS:
            records = server().fresh()
            homes[records] = root
        furnish(root, name, records=records, **more)

    def open_there(root: Path, **more: Any) -> opening.Office:
        file = root / opening.SETTINGS_NAME
        text = file.read_text("utf-8") if file.is_file() else ""
        found = _RECORDS.search(text)
        if found and homes.get(found[0], root) != root:  # a copied folder
            url = server().copy(found[0])
            homes[url] = root
            with psycopg.connect(url) as conn:
                conn.execute("DELETE FROM shenguan_home.home")
            file.write_text(_RECORDS.sub(url, text), "utf-8")
        return open_office(root, **more)

    # What was imported before (the conftest.py of a folder that pytest was given) has the old ones by name.
    for module in (*list(sys.modules.values()), *plugins):
        for name, old, new in (("furnish", furnish, furnish_there), ("open_office", open_office, open_there)):
            if getattr(module, "__dict__", {}).get(name) is old:
                setattr(module, name, new)
