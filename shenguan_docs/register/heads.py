"""The office's public keys and the signed heads of its journal, in the journal itself: a rebuild keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.proof_tables import proof_heads, proof_keys
from shenguan_docs.register.rows import from_row

KEY, HEAD = "key.entered", "head.signed"
"""The kinds of entry."""


@dataclass(frozen=True)
class Key:
    """A public key: its fingerprint, algorithm and digits, since when, why, which one was before it.

    ``statement`` is a text that names it, signed with the key before. A ``lost`` one is no longer used.
    """

    fingerprint: str
    public: str
    at: datetime
    by: str
    reason: str
    before: str
    statement: str
    lost: bool
    seq: int


@dataclass(frozen=True)
class SignedHead:
    """A head: of the first ``size`` entries, ``text`` as it was signed, ``nodes`` the tree's frontier then."""

    size: int
    root: str
    at: datetime
    by: str
    key: str
    text: str
    nodes: tuple[str, ...]
    seq: int


def enter_key(
    conn: Connection,
    *,
    at: datetime,
    by: str,
    fingerprint: str,
    public: str,
    reason: str,
    before: str = "",
    statement: str = "",
    before_lost: bool = False,
) -> Entry:
    """Note the office's new public key; with ``before_lost`` the one before must not be believed any more."""
    data = {
        "public": public, "reason": reason, "before": before, "statement": statement, "before_lost": before_lost,
    }  # fmt: skip
    return journal.append(conn, at=at, by=by, kind=KEY, record=fingerprint, data=data)


def enter_head(
    conn: Connection, *, at: datetime, by: str, size: int, root: str, key: str, text: str, nodes: list[str]
) -> Entry:
    """Note a head that was signed."""
    data = {"size": size, "root": root, "key": key, "text": text, "nodes": nodes}
    return journal.append(conn, at=at, by=by, kind=HEAD, record=f"head-{size}", data=data)


@applies(KEY)
def _key(conn: Connection, entry: Entry) -> None:
    data = entry.data
    if data["before_lost"]:
        conn.execute(update(proof_keys).where(proof_keys.c.fingerprint == data["before"]).values(lost=1))
    row = {name: data[name] for name in ("public", "reason", "before", "statement")}
    row |= {"fingerprint": entry.record, "at": entry.moment, "by": entry.by, "lost": 0, "seq": entry.seq}
    conn.execute(insert(proof_keys), row)


@applies(HEAD)
def _head(conn: Connection, entry: Entry) -> None:
    row = {name: entry.data[name] for name in ("size", "root", "key", "text")}
    row |= {"nodes": " ".join(entry.data["nodes"]), "at": entry.moment, "by": entry.by, "seq": entry.seq}
    conn.execute(insert(proof_heads), row)


def keys(conn: Connection) -> tuple[Key, ...]:
    """Return all keys, the present one last."""
    rows = conn.execute(select(proof_keys).order_by(proof_keys.c.seq))
    return tuple(from_row(Key, row, lost=bool(row.lost)) for row in rows)


def heads(conn: Connection) -> tuple[SignedHead, ...]:
    """Return all heads, the smallest first."""
    return tuple(_from(row) for row in conn.execute(select(proof_heads).order_by(proof_heads.c.size)))


def last_head(conn: Connection) -> SignedHead | None:
    """Return the latest head."""
    row = conn.execute(select(proof_heads).order_by(proof_heads.c.size.desc()).limit(1)).one_or_none()
    return None if row is None else _from(row)


def covering(conn: Connection, seq: int) -> SignedHead | None:
    """Return the first head whose tree holds entry ``seq``."""
    query = select(proof_heads).where(proof_heads.c.size >= seq).order_by(proof_heads.c.size).limit(1)
    row = conn.execute(query).one_or_none()
    return None if row is None else _from(row)


def _from(row: Any) -> SignedHead:
    return from_row(SignedHead, row, nodes=tuple(row.nodes.split()))
