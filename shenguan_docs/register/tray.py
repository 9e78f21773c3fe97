"""The tray: scanned pages that matched no 送达回证, until somebody says whose they are or that they are nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from shenguan_docs.errors import NotFound
from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of
from shenguan_docs.register.service_tables import scan_tray

SCANNED = "service.scanned"


@dataclass(frozen=True)
class ScannedPage:
    """A page that came back, or other evidence (``what``), in the object of its receipt under ``stored_name``.

    ``original_name`` and ``page`` (from 1; 0 for a whole file) say where it came from, ``picture`` is the SHA-256 of
    what it shows ("" unknown), ``tray`` the tray's page that it was.
    """

    stored_name: str
    original_name: str
    page: int
    sha256: str
    picture: str = ""
    tray: str = ""
    what: Literal["scan", "evidence"] = "scan"
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class TrayPage:
    """A page in the tray: why it is there, the receipt ``beside`` which it came; ``object_id`` holds it."""

    id: str
    original_name: str
    page: int
    reason: str
    stored_name: str
    sha256: str
    picture: str = ""
    beside: str = ""
    # filled in by the register
    state: Literal["waits", "matched", "discarded"] = "waits"
    service: str = ""
    end_reason: str = ""
    at: datetime | None = None
    by: str = ""
    object_id: str = ""


def put(conn: Connection, page: TrayPage, *, object: ObjectRef, at: datetime, by: str) -> Entry:
    """Lay a page in the tray."""
    names = ("original_name", "page", "reason", "stored_name", "sha256", "picture", "beside")
    plain = plain_data(page)
    data = {name: plain[name] for name in names} | {"object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="scan.waits", record=page.id, data=data)


@applies("scan.waits")
def _waits(conn: Connection, entry: Entry) -> None:
    given = {k: v for k, v in entry.data.items() if k != "object"}
    page = from_plain(TrayPage, {**given, "id": entry.record})
    more = {"at": entry.moment, "by": entry.by, "object_id": entry.data["object"]["object_id"]}
    conn.execute(insert(scan_tray), row_of(page, scan_tray, **more))


def discard(conn: Connection, id: str, *, reason: str, at: datetime, by: str) -> Entry:
    """Note that a page in the tray is no receipt's; the archive keeps it."""
    return journal.append(conn, at=at, by=by, kind="scan.discarded", record=id, data={"reason": reason})


@applies("scan.discarded")
def _discarded(conn: Connection, entry: Entry) -> None:
    named = update(scan_tray).where(scan_tray.c.id == entry.record)
    conn.execute(named.values(state="discarded", end_reason=entry.data["reason"]))


def find(conn: Connection, id: str) -> TrayPage:
    """Return a page of the tray, also one that left it. Raises NotFound."""
    row = conn.execute(select(scan_tray).where(scan_tray.c.id == id.strip())).one_or_none()
    if row is None:
        raise NotFound(f"待认的扫描页里没有“{id}”", remedy="用 shenguan service tray 查看")
    return from_row(TrayPage, row)


def waiting(conn: Connection) -> tuple[TrayPage, ...]:
    """Return what waits, the first first."""
    t = scan_tray
    rows = conn.execute(select(t).where(t.c.state == "waits").order_by(t.c.at, t.c.id))
    return tuple(from_row(TrayPage, row) for row in rows)


def page_like(conn: Connection, sha256: str, picture: str) -> TrayPage | None:
    """Return a page that waits or was discarded and holds the same bytes, or shows the same."""
    t = scan_tray
    same = t.c.sha256 == sha256
    if picture:
        same = same | (t.c.picture == picture)
    query = select(t).where(same, t.c.state != "matched").order_by(t.c.at, t.c.id).limit(1)
    row = conn.execute(query).one_or_none()
    return from_row(TrayPage, row) if row else None


def objects(conn: Connection) -> dict[str, tuple[str, str]]:
    """Return id and title of the archive's objects that hold a page of the tray, for reports."""
    rows = conn.execute(select(scan_tray.c.object_id, scan_tray.c.id, scan_tray.c.original_name))
    return {row.object_id: (row.id, f"扫描页（{row.original_name}）") for row in rows}
