"""Hashes of the Merkle tree over a journal, and what its proofs must give (RFC 9162 2.1)."""

import hashlib

HASHES = {"sha256": hashlib.sha256}


def leaf_hash(entry: bytes, algorithm: str = "sha256") -> bytes:
    """Return the hash of one entry."""
    return HASHES[algorithm](b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes, algorithm: str = "sha256") -> bytes:
    """Return the hash of a node from those of its two children."""
    return HASHES[algorithm](b"\1" + left + right).digest()


def inclusion_root(
    leaf: bytes, index: int, size: int, path: "list[bytes]", algorithm: str = "sha256"
) -> bytes:
    """Return the root of the tree of ``size`` entries in which ``leaf`` is number ``index`` (from 0), given its path.

    Raises ValueError for a path of the wrong length (RFC 9162 2.1.3.2).
    """
    if not 0 <= index < size:
        raise ValueError("no such entry in the tree")
    fn, sn, root = index, size - 1, leaf
    for step in path:
        if not sn:
            raise ValueError("path too long")
        if fn & 1 or fn == sn:
            root = node_hash(step, root, algorithm)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            root = node_hash(root, step, algorithm)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("path too short")
    return root


def is_consistent(
    old: int, new: int, old_root: bytes, new_root: bytes, path: "list[bytes]", algorithm: str = "sha256"
) -> bool:
    """Tell whether the tree of ``new`` entries begins with that of ``old`` entries (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if not old:
        return not path
    if not path:
        return False
    steps = ([old_root] if old & (old - 1) == 0 else []) + list(path)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if not sn:
            return False
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first, algorithm), node_hash(step, second, algorithm)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step, algorithm)
        fn, sn = fn >> 1, sn >> 1
    return not sn and first == old_root and second == new_root
