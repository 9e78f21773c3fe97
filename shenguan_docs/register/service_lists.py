"""Receipts by what they lack, the newest first, a stretch at a time: not all of an office's for one page."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Connection, or_, select

from shenguan_docs.register import services as kept
from shenguan_docs.register.service_tables import service_scans, services
from shenguan_docs.register.services import Service

Which = Literal["lacking", "unscanned", "standing", "all"]


def newest(conn: Connection, which: Which, limit: int, after: int = 0) -> tuple[Service, ...]:
    """Return ``limit`` receipts behind the ``after`` newest.

    lacking: not served, or without a scan; unscanned: in force, without a scan; standing: in force.
    """
    t = services
    query = select(t.c.id).order_by(t.c.made_at.desc(), t.c.id.desc()).limit(limit).offset(after)
    scanned = select(service_scans.c.service)
    if which != "all":
        query = query.where(t.c.state != "void")
    if which == "lacking":
        query = query.where(or_(t.c.state == "open", t.c.id.not_in(scanned)))
    elif which == "unscanned":
        query = query.where(t.c.id.not_in(scanned))
    ids = list(conn.execute(query).scalars())
    found = {one.id: one for one in kept.by_ids(conn, ids)}
    return tuple(found[id] for id in ids if id in found)
