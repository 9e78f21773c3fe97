"""The Merkle tree over a journal's entries (RFC 9162 2.1): roots as it grows, inclusion and consistency proofs.

Nothing here holds the whole tree. ``Frontier`` keeps one hash for each power of two that adds up to the size
(transparency-dev calls it a compact range), so a new head costs the entries since the last one; proofs are
taken in one pass over the entries, keeping only the nodes that they need.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shenguan_docs.proof.alone.tree import HASHES, node_hash

Range = tuple[int, int]
"""Entries from the first number (counted from 0) up to, but without, the second."""


class Frontier:
    """A growing tree; ``size`` entries, ``nodes`` the roots of its whole subtrees, the largest first."""

    def __init__(self, size: int = 0, nodes: Sequence[bytes] = (), algorithm: str = "sha256") -> None:
        """Go on from a tree of ``size`` entries. Raises ValueError when ``nodes`` are not as many as it has."""
        if size < 0 or len(nodes) != size.bit_count():
            raise ValueError("these nodes are not of a tree of this size")
        self.size, self.nodes, self.algorithm = size, list(nodes), algorithm

    def add(self, leaf: bytes) -> None:
        """Take in the hash of the next entry."""
        node, size = leaf, self.size
        while size & 1:
            node, size = node_hash(self.nodes.pop(), node, self.algorithm), size >> 1
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return _joined(self.nodes, self.algorithm)

    def copy(self) -> Frontier:
        """Return a frontier that grows on its own."""
        return Frontier(self.size, self.nodes, self.algorithm)


def _joined(nodes: Sequence[bytes], algorithm: str) -> bytes:
    if not nodes:
        return HASHES[algorithm]().digest()
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = node_hash(node, root, algorithm)
    return root


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return which subtrees prove that entry ``index`` (from 0) is in a tree of ``size`` (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("no such entry in the tree")
    path: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """Return which subtrees prove that a tree of ``new`` entries begins with that of ``old`` (RFC 9162 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError("no older tree")
    path: list[Range] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + path[::-1]


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def proofs(
    leaves: Iterable[bytes], size: int, wanted: Sequence[Sequence[Range]], algorithm: str = "sha256"
) -> list[list[bytes]]:
    """Return the hashes of the ranges of each proof, from the first ``size`` leaf hashes.

    Ranges must be those of ``inclusion_ranges`` and ``consistency_ranges`` for ``size``. Raises ValueError
    when there are fewer leaves.
    """
    kept: dict[Range, bytes] = {}
    asked = {one for path in wanted for one in path}
    stack: list[tuple[int, bytes]] = []  # whole subtrees: where each begins, its root
    count = 0
    for leaf in leaves:
        if count == size:
            break
        start, node = count, leaf
        count += 1
        if (start, count) in asked:
            kept[start, count] = node
        while stack and start - stack[-1][0] == count - start:  # two neighbours of one size
            start, left = stack.pop()
            node = node_hash(left, node, algorithm)
            if (start, count) in asked:
                kept[start, count] = node
        stack.append((start, node))
    if count < size:
        raise ValueError("fewer entries than the tree has")
    for start, end in asked - kept.keys():  # those at the right edge are not whole
        if end != size:
            raise ValueError("not a subtree of this tree")
        kept[start, end] = _joined([node for begin, node in stack if begin >= start], algorithm)
    return [[kept[one] for one in path] for path in wanted]
