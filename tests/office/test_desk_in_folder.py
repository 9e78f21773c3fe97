"""What the desk keeps beside the office, in desk.db."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.people.desk_tables import FORM, TABLES


def test_what_an_earlier_version_wrote_is_completed_and_kept(tmp_path: Path) -> None:
    place = tmp_path / desk_in_folder.NAME
    with desk_in_folder.opened(tmp_path) as desk:
        desk.execute("INSERT INTO passwords VALUES ('示例丁', 'x')")
    with closing(sqlite3.connect(place)) as earlier:
        earlier.executescript("DROP TABLE drops; DROP TABLE drop_pieces; PRAGMA user_version = 1")
    with desk_in_folder.opened(tmp_path, reading=True) as desk:
        assert desk.execute("SELECT * FROM passwords").fetchall() == [("示例丁", "x")]
        there = {name for (name,) in desk.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert there >= set(TABLES) and desk.execute("PRAGMA user_version").fetchone() == (FORM,)
