"""What strangers hand in as a proof, a signed text or a manifest: believed only when it is whole, never a crash."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from one_letter import OneLetterSeal

from shenguan_docs.proof.alone.bags import escaped, read_manifest, unescaped
from shenguan_docs.proof.alone.command import main
from shenguan_docs.proof.alone.notes import Head, Note
from shenguan_docs.proof.alone.proven import Proven

LETTER = SimpleNamespace(path="文书/01.docx", sha256="ab" * 32)
GOOD: dict[str, Any] = dict(OneLetterSeal().prove([LETTER], {}).proof or {})
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def test_a_whole_proof_is_believed() -> None:
    proven = Proven(GOOD)
    assert (proven.problems, proven.files, proven.entries) == ([], {"data/文书/01.docx": "ab" * 32}, 1)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, one in inner for deeper in places(one, (*path, key)))]


@settings(max_examples=150)
@given(st.sampled_from(places(GOOD)[1:]), ANYTHING)
def test_a_proof_with_anything_in_any_place_is_not_believed_and_no_crash(
    path: tuple[Any, ...], other: Any
) -> None:
    spoilt = json.loads(json.dumps(GOOD))
    inner = spoilt
    for key in path[:-1]:
        inner = inner[key]
    same = inner[path[-1]] == other
    inner[path[-1]] = other
    proven = Proven(spoilt)
    if not same and path[-1] != "number":
        left = proven.files == {"data/文书/01.docx": "ab" * 32} and not proven.problems
        assert not left or path[:1] == ("inventories",)


@given(ANYTHING)
def test_no_value_at_all_is_a_proof(value: Any) -> None:
    assert Proven(value).problems


@given(st.text(max_size=200))
def test_no_text_makes_the_readers_crash(text: str) -> None:
    for read in (Note, Head, read_manifest):
        try:
            read(text)
        except ValueError:
            continue


@given(st.text(max_size=30))
def test_paths_in_manifests_come_back(path: str) -> None:
    assert unescaped(escaped(path)) == path
    assert "\n" not in escaped(path) and "\r" not in escaped(path)


def test_a_manifest_that_leads_out_of_the_bag_is_refused() -> None:
    for path in ("../x", "/etc/passwd", "data/../../x", "~/x"):
        with pytest.raises(ValueError, match="manifest"):
            read_manifest(f"{'0' * 64}  {path}\n")
    assert read_manifest(f"{'0' * 64}  data/a%0Ab%25.txt\n") == {"data/a\nb%.txt": "0" * 64}


def test_a_bag_of_pipes_links_and_names_that_pose_as_an_answer_is_told_and_waits_for_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bagit.txt").write_text("x")
    os.mkfifo(tmp_path / "证明.json")
    (tmp_path / "签名.txt").symlink_to("/dev/zero")
    (tmp_path / "manifest-sha256.txt").symlink_to("/dev/zero")
    (tmp_path / "data").mkdir()
    os.mkfifo(tmp_path / "data" / "pipe")
    (tmp_path / "manifest-sha512.txt").write_text(
        f"{'0' * 128}  data/pipe\n{'0' * 128}  data/x%0A一致：9 个\n"
    )
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "\n一致" not in said
    assert "问题  data/pipe（读不出来）" in said and "证明读不出来" in said
