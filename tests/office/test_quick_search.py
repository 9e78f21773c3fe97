"""A search as a process of its own: quick because it looks at little, and never at less than it must."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from shenguan_docs.asking.query import Query
from shenguan_docs.office.finding import known_names
from shenguan_docs.office.finding.known_names import KEPT, vocabulary
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.opening import Office
from shenguan_docs.register import journal
from shenguan_docs.register.glance import last_entry
from tests.office.office_helpers import issued

_SEARCH = """
import sys
from shenguan_docs.cli.main import main
try:
    status = main(["-C", sys.argv[1], "search", "--json", *sys.argv[2:]])
except SystemExit as end:
    status = end.code
assert not status, status
print([name for name in ("sqlalchemy", "weasyprint", "pypinyin") if name in sys.modules], file=sys.stderr)
"""


def searched(root: Path, *words: str) -> tuple[int, str]:
    """Search in a process of its own: the total, and which of the large libraries it imported."""
    command = [sys.executable, "-c", _SEARCH, str(root), *words]
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    return json.loads(done.stdout)["total"], done.stderr.strip().splitlines()[-1]


def test_a_second_search_needs_no_large_library_and_sees_what_was_issued_since(office: Office) -> None:
    assert searched(office.root, "示例木业")[0] == 0  # gathers the names
    assert searched(office.root, "示例木业") == (0, "[]")
    issued(office, "penalty")
    assert searched(office.root, "示例木业")[0] == 1
    assert searched(office.root, "示例木业") == (1, "[]")
    assert searched(office.root, "示例木业", "处罚", "今年") == (1, "[]")


def test_a_glance_says_what_the_journal_says(office: Office) -> None:
    file = office.root / "records.db"
    for _ in range(2):
        with office.reading() as conn:
            assert last_entry(file) == journal.last(conn) == office.last_entry()
        issued(office, "penalty")


def test_a_glance_leaves_what_is_odd_to_the_usual_way(office: Office, tmp_path: Path) -> None:
    assert last_entry(tmp_path / "没有.db") is None
    assert not (tmp_path / "没有.db").exists()
    (tmp_path / "坏.db").write_bytes(b"no database" * 100)
    assert last_entry(tmp_path / "坏.db") is None
    older = tmp_path / "旧.db"
    with sqlite3.connect(older) as conn:
        conn.execute("CREATE TABLE alembic_version (version_num)")
        conn.execute("INSERT INTO alembic_version VALUES ('0001')")
    assert last_entry(older) is None
    with office.reading() as conn:
        known = journal.last(conn)
    url = f"sqlite:///{office.root / 'records.db'}"
    settings = office.root / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace('"records.db"', f'"{url}"'), "utf-8")
    assert office.last_entry() == known


def test_names_are_kept_for_the_next_process_until_anything_changes(opened: Callable[[], Office]) -> None:
    office = opened()
    names = vocabulary(office)
    known_names._kept.clear()
    assert vocabulary(office) == names
    kept = office.root / KEPT
    before = kept.read_bytes()

    issued(office, "penalty")
    assert "示例木业有限公司" not in names.companies
    assert "示例木业有限公司" in vocabulary(office).companies
    assert kept.read_bytes() != before

    sayings = office.root / "templates" / "plan" / "sayings.toml"
    sayings.parent.mkdir(parents=True, exist_ok=True)
    sayings.write_text('[kinds]\npenalty = ["罚单"]\n', "utf-8")
    (part,) = search(office, Query("罚单 今年")).understood[:1]
    assert part["value"] == "penalty"

    for torn in (b"", b"[1, 2", b"[]", b'[[1], {"kinds": 3}]', kept.read_bytes()[:-40]):
        kept.write_bytes(torn)
        known_names._kept.clear()
        assert vocabulary(office).find("罚单", "kind")
