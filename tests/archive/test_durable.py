"""Small files are replaced whole or not at all; the power itself fails in ``script/faults power``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shenguan_docs.durable import make_folder, sync_tree, write_durably


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    place = tmp_path / "甲" / "设置.toml"
    make_folder(place.parent)
    write_durably(place, "旧的".encode(), 0o600)
    write_durably(place, "新的".encode())
    assert place.read_text("utf-8") == "新的"
    assert place.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_where_it_cannot_be_written_the_old_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "设置.toml"
    write_durably(place, b"old")

    def fails(_descriptor: int) -> None:
        raise OSError(5, "EIO")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="EIO"):
            write_durably(place, b"new")
    assert place.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == [place.name]
    sync_tree(tmp_path)
