"""Heads as they are signed, and as files that are kept outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shenguan_docs.proof.alone.ed25519 import fingerprint
from shenguan_docs.proof.alone.notes import HEAD_TITLE, Head
from shenguan_docs.proof.details import Detail, details_digest, read_details
from shenguan_docs.proof.merkle import Frontier
from shenguan_docs.proof.signing import signed_text

FILE_PREFIX = "树头-"


@dataclass(frozen=True)
class Kept:
    """A head that was kept somewhere, with what its file tells of the entries since the head before.

    ``fault`` says why it cannot be believed, "" if it can; ``nodes`` are the tree's frontier, where it was kept.
    """

    head: Head
    where: str
    details: Mapping[int, Detail] = field(default_factory=dict)
    fault: str = ""
    nodes: tuple[bytes, ...] = ()

    @property
    def name(self) -> str:
        """The head as people call it."""
        return f"{self.head.at} 的树头（{self.head.size} 条）"

    def tree(self) -> Frontier | None:
        """Return the tree that was signed, to grow on; None where its nodes were not kept or are not of its root."""
        try:
            tree = Frontier(self.head.size, self.nodes, self.head.hash)
        except ValueError:
            return None
        return tree if tree.root() == self.head.root else None


def head_text(tree: Frontier, *, office: str, at: datetime, details: str, seed: bytes) -> str:
    """Return the signed text of the head of ``tree``; ``details`` is the list of the entries since the last one."""
    pairs = [
        ("单位", " ".join(office.split())),
        ("条数", str(tree.size)),
        ("散列", tree.algorithm),
        ("根", tree.root().hex()),
        ("明细", details_digest(details)),
        ("时间", at.isoformat(timespec="seconds")),
    ]
    return signed_text(HEAD_TITLE, pairs, seed)


def file_name(head: Head) -> str:
    """Return the name of a head's file; another root has another name."""
    return f"{FILE_PREFIX}{head.size:09}-{head.root.hex()[:8]}.txt"


def file_text(text: str, details: str) -> str:
    """Return a head's file: what is signed, the signature, the list."""
    return f"{text}\n{details}"


def read_kept(text: str, where: str) -> Kept:
    """Read a head with or without its list. Raises ValueError for a text that is no head at all."""
    head = Head(text)
    fault, details = head.fault(), {}
    rest = head.rest.lstrip("\n")
    if rest and not fault:
        if details_digest(rest) == head.details:
            details = read_details(rest)
        else:
            fault = "明细被改动，与签名的不一致"
    return Kept(head, where, details, fault)


def key_name(head: Head) -> str:
    """Return the fingerprint of the key that signed a head."""
    return fingerprint(head.public)
