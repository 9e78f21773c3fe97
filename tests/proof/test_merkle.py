"""The tree is certificate transparency's: its vectors, and what must hold of any tree (RFC 9162 2.1)."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shenguan_docs.proof.alone.tree import inclusion_root, is_consistent, leaf_hash, node_hash
from shenguan_docs.proof.merkle import Frontier, consistency_ranges, inclusion_ranges, proofs

VECTORS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("ct_vectors.toml").read_text("utf-8"))
LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in VECTORS["roots"]]


def grown(leaves: list[bytes]) -> Frontier:
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree


def of_numbers(count: int) -> list[bytes]:
    return [leaf_hash(str(n).encode()) for n in range(count)]


def by_definition(leaves: list[bytes]) -> bytes:
    """MTH as the RFC defines it (2.1.1), from leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert Frontier().root().hex() == VECTORS["empty"]
    assert [grown(LEAVES[:n]).root() for n in range(1, 9)] == ROOTS


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=str)
def test_the_inclusion_proofs_are_those_of_certificate_transparency(case: dict[str, Any]) -> None:
    index, size, path = case["leaf"] - 1, case["size"], [bytes.fromhex(step) for step in case["path"]]
    assert proofs(LEAVES, size, [inclusion_ranges(index, size)]) == [path]
    assert inclusion_root(LEAVES[index], index, size, path) == ROOTS[size - 1]


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=str)
def test_the_consistency_proofs_are_those_of_certificate_transparency(case: dict[str, Any]) -> None:
    old, new, path = case["old"], case["new"], [bytes.fromhex(step) for step in case["path"]]
    assert proofs(LEAVES, new, [consistency_ranges(old, new)]) == [path]
    assert is_consistent(old, new, ROOTS[old - 1], ROOTS[new - 1], path)


def spoilt(path: list[bytes], root: bytes) -> Iterator[list[bytes]]:
    """What certificate transparency's own tests do to a good path."""
    yield [*path, b""]
    yield [*path, root]
    yield [b"", *path]
    yield [root, *path]
    if path:
        yield path[:-1]
        yield path[1:]
        yield [path[0], *path]
    for n, step in enumerate(path):
        yield [*path[:n], bytes([step[0] ^ 8]) + step[1:], *path[n + 1 :]]


@given(st.integers(1, 70), st.data())
def test_any_entry_is_proven_and_no_spoilt_proof_is_believed(size: int, data: st.DataObject) -> None:
    leaves = of_numbers(size)
    root = by_definition(leaves)
    assert grown(leaves).root() == root
    index = data.draw(st.integers(0, size - 1))
    (path,) = proofs(leaves, size, [inclusion_ranges(index, size)])
    assert inclusion_root(leaves[index], index, size, path) == root
    wrong = [(other, index, path) for other in leaves if other != leaves[index]]
    wrong += [(leaves[index], place, path) for place in range(size) if place != index]
    wrong += [(leaves[index], index, bad) for bad in spoilt(path, root)]
    for leaf, place, bad in wrong:
        try:
            assert inclusion_root(leaf, place, size, bad) != root
        except ValueError:
            continue


@given(st.integers(1, 70), st.data())
def test_any_older_tree_is_shown_to_be_the_beginning(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    leaves = of_numbers(new)
    first, second = by_definition(leaves[:old]), by_definition(leaves)
    (path,) = proofs(leaves, new, [consistency_ranges(old, new)])
    assert is_consistent(old, new, first, second, path)
    for bad in spoilt(path, first):
        assert not is_consistent(old, new, first, second, bad)
    assert not is_consistent(old, new, leaf_hash(b"other"), second, path)
    assert not is_consistent(old, new, first, leaf_hash(b"other"), path)
    if old < new:
        assert not is_consistent(old, new, second, first, path)


def test_proofs_of_many_entries_are_taken_in_one_pass() -> None:
    leaves = of_numbers(1000)
    root = grown(leaves).root()
    taken = proofs(iter(leaves), 1000, [inclusion_ranges(n, 1000) for n in range(0, 1000, 37)])
    assert all(
        inclusion_root(leaves[n], n, 1000, path) == root
        for n, path in zip(range(0, 1000, 37), taken, strict=True)
    )


@given(st.integers(0, 70), st.integers(0, 30))
def test_a_kept_frontier_grows_on(before: int, more: int) -> None:
    leaves = of_numbers(before + more)
    kept = grown(leaves[:before])
    later = Frontier(kept.size, kept.nodes)
    for leaf in leaves[before:]:
        later.add(leaf)
    assert later.root() == by_definition(leaves)


def test_what_is_no_tree_is_refused() -> None:
    for wrong in (
        lambda: Frontier(3, [b"1"]),
        lambda: inclusion_ranges(3, 3),
        lambda: consistency_ranges(4, 3),
    ):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError, match="fewer"):
        proofs(of_numbers(3), 4, [inclusion_ranges(0, 4)])
