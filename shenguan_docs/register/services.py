"""送达回证 in the register: made, filled in, void; the scans that came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, update

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import journal
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.rows import from_plain, from_row, plain_data, row_of
from shenguan_docs.register.service_tables import scan_tray, service_papers, service_scans, services
from shenguan_docs.register.tray import SCANNED, ScannedPage

FORM_PDF, FORM_DOCX = "receipt.pdf", "receipt.docx"
"""The form in a receipt's object, as it was last filled in."""
STATES: Mapping[str, str] = {"open": "待送达", "served": "已送达", "void": "作废"}


@dataclass(frozen=True)
class ServedPaper:
    """送达文书名称及文号; ``record`` is the id of the letter, 收文 or past letter that it belongs to, "" for none."""

    title: str
    number: str = ""
    record: str = ""


@dataclass(frozen=True)
class Outcome:
    """How it was served: ``way`` as ``serving.ways`` names it, ``server`` 送达人, ``signer`` who took it.

    ``proxy`` is 代收理由, ``post`` the number of the post, ``through`` who served in the sender's stead or where it was
    announced, ``witness`` who saw a 留置.
    """

    served_on: date
    way: str
    server: str
    served_time: str = ""
    place: str = ""
    signer: str = ""
    proxy: str = ""
    post: str = ""
    through: str = ""
    witness: str = ""
    note: str = ""


@dataclass(frozen=True)
class Service:
    """A 送达回证. ``organ`` 送达机关, ``code`` what its QR code says; ``department`` is a key, "" for others.

    ``object_id`` holds the form (``FORM_PDF``, ``FORM_DOCX``) and the scans under their ``stored_name``.
    """

    id: str
    code: str
    organ: str
    receiver: str
    made_on: date
    papers: tuple[ServedPaper, ...]
    uscc: str = ""
    department: str = ""
    place: str = ""
    way: str = ""
    server: str = ""
    note: str = ""
    # filled in by the register
    state: Literal["open", "served", "void"] = "open"
    served_on: date | None = None
    served_time: str = ""
    signer: str = ""
    proxy: str = ""
    post: str = ""
    through: str = ""
    witness: str = ""
    void_reason: str = ""
    made_at: datetime | None = None
    made_by: str = ""
    scans: tuple[ScannedPage, ...] = ()
    object_id: str = ""
    object_version: int = 0

    def with_outcome(self, outcome: Outcome) -> Service:
        """The receipt as it is when it was served so."""
        return replace(self, state="served", **vars(outcome))


_MADE = ("code", "organ", "receiver", "made_on", "uscc", "department", "place", "way", "server", "note")


def make(conn: Connection, service: Service, *, object: ObjectRef, at: datetime, by: str) -> Entry:
    """Enter a new receipt."""
    plain = plain_data(service)
    data = {name: plain[name] for name in (*_MADE, "papers")} | {"object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="service.made", record=service.id, data=data)


@applies("service.made")
def _made(conn: Connection, entry: Entry) -> None:
    object, given = entry.data["object"], {k: v for k, v in entry.data.items() if k != "object"}
    service = from_plain(Service, {**given, "id": entry.record})
    row = row_of(
        service, services, made_at=entry.moment, made_by=entry.by,
        object_id=object["object_id"], object_version=object["version"],
    )  # fmt: skip
    conn.execute(insert(services), row)
    for position, paper in enumerate(service.papers, 1):
        conn.execute(
            insert(service_papers), row_of(paper, service_papers, service=service.id, position=position)
        )


def serve(
    conn: Connection, id: str, outcome: Outcome, *, object: ObjectRef, at: datetime, by: str, reason: str = ""
) -> Entry:
    """Enter how a receipt was served; ``reason`` says why it is entered anew."""
    data = {"outcome": plain_data(outcome), "reason": reason, "object": plain_data(object)}
    return journal.append(conn, at=at, by=by, kind="service.done", record=id, data=data)


@applies("service.done")
def _served(conn: Connection, entry: Entry) -> None:
    outcome = from_plain(Outcome, entry.data["outcome"])
    changed = row_of(outcome, services) | {
        "state": "served", "served_at": entry.moment, "served_by": entry.by,
    }  # fmt: skip
    _change(conn, entry, changed)


def void(conn: Connection, id: str, *, reason: str, at: datetime, by: str) -> Entry:
    """Make a receipt void; its code stays known."""
    return journal.append(conn, at=at, by=by, kind="service.voided", record=id, data={"reason": reason})


@applies("service.voided")
def _voided(conn: Connection, entry: Entry) -> None:
    _change(conn, entry, {"state": "void", "void_reason": entry.data["reason"]})


def add_scans(
    conn: Connection,
    id: str,
    scans: Iterable[ScannedPage],
    *,
    object: ObjectRef | None,
    at: datetime,
    by: str,
) -> Entry:
    """Enter pages that came back for a receipt, or other evidence; one that lay in the tray (``tray``) leaves it.

    ``object`` is None where the version that holds them was entered with the outcome.
    """
    data: dict[str, Any] = {"scans": [_plain(scan) for scan in scans]}
    if object is not None:
        data["object"] = plain_data(object)
    return journal.append(conn, at=at, by=by, kind=SCANNED, record=id, data=data)


def _plain(scan: ScannedPage) -> dict[str, Any]:
    return {name: value for name, value in plain_data(scan).items() if name not in ("at", "by")}


@applies(SCANNED)
def _scanned(conn: Connection, entry: Entry) -> None:
    t = service_scans
    last = conn.execute(select(func.max(t.c.position)).where(t.c.service == entry.record)).scalar() or 0
    for position, data in enumerate(entry.data["scans"], last + 1):
        scan = from_plain(ScannedPage, data)
        more = {"service": entry.record, "position": position, "at": entry.moment, "by": entry.by}
        conn.execute(insert(t), row_of(scan, t, **more))
        if scan.tray:
            named = update(scan_tray).where(scan_tray.c.id == scan.tray)
            conn.execute(named.values(state="matched", service=entry.record))
    _change(conn, entry, {})


def _change(conn: Connection, entry: Entry, changed: Mapping[str, Any]) -> None:
    if "object" in entry.data:
        changed = {**changed, "object_version": entry.data["object"]["version"]}
    if changed:
        conn.execute(update(services).where(services.c.id == entry.record).values(changed))


def find(conn: Connection, typed: str) -> Service:
    """Return the receipt of an id or of the code printed on it, in any width and case. Raises NotFound."""
    from shenguan_docs.text import half_width

    words = half_width(typed).strip()
    told = "".join(c for c in words if c.isalnum()).upper()
    t = services
    found = _load(conn, (t.c.id == words) | (t.c.id == words.lower()) | (t.c.code == told))
    if not found:
        raise NotFound(f"没有编号为“{typed}”的送达回证", remedy="用 shenguan service list --all 查看")
    return found[0]


def by_code(conn: Connection, code: str) -> Service | None:
    """Return the receipt whose QR code says ``code``, None if there is none."""
    return next(iter(_load(conn, services.c.code == code)), None)


def any_code(conn: Connection) -> str:
    """Return the code of the first receipt, "" before there is one: all codes of an office begin alike."""
    query = select(services.c.code).order_by(services.c.made_at, services.c.id).limit(1)
    return conn.execute(query).scalar() or ""


def all_services(conn: Connection) -> tuple[Service, ...]:
    """Return all receipts, the first made first."""
    return _load(conn, services.c.id.is_not(None))


def by_ids(conn: Connection, ids: Sequence[str]) -> tuple[Service, ...]:
    """Return these receipts, the first made first; at most some hundred."""
    return _load(conn, services.c.id.in_(ids)) if ids else ()


def ids(conn: Connection) -> frozenset[str]:
    """Return the ids of all 送达回证."""
    return frozenset(id for (id,) in conn.execute(select(services.c.id)))


def services_of(conn: Connection, records: Iterable[str]) -> dict[str, tuple[Service, ...]]:
    """Return the receipts of each of these letters, 收文, past letters (ids); void ones too. None: not in the answer.

    A receipt of several letters stands under each of them.
    """
    wanted = list(dict.fromkeys(records))
    found: dict[str, list[Service]] = {}
    t = service_papers
    for first in range(0, len(wanted), 500):
        part = wanted[first : first + 500]
        ids = select(t.c.service).where(t.c.record.in_(part))
        for service in _load(conn, services.c.id.in_(ids)):
            for record in dict.fromkeys(paper.record for paper in service.papers):
                if record in part:
                    found.setdefault(record, []).append(service)
    return {record: tuple(several) for record, several in found.items()}


def scan_like(conn: Connection, sha256: str, picture: str) -> tuple[str, ScannedPage] | None:
    """Return receipt in force and scan that hold the same bytes, or show the same, None where there is none."""
    t = service_scans
    same = t.c.sha256 == sha256
    if picture:
        same = same | (t.c.picture == picture)
    query = select(t).join(services, services.c.id == t.c.service).where(same, services.c.state != "void")
    row = conn.execute(query.order_by(t.c.at, t.c.service, t.c.position).limit(1)).one_or_none()
    return (row.service, from_row(ScannedPage, row)) if row else None


def objects(conn: Connection) -> dict[str, tuple[str, str]]:
    """Return number and title of the archive's objects that are receipts, for reports."""
    rows = conn.execute(select(services.c.object_id, services.c.id, services.c.receiver))
    return {row.object_id: (row.id, f"送达回证（{row.receiver}）") for row in rows}


def _load(conn: Connection, which: ColumnElement[bool]) -> tuple[Service, ...]:
    rows = conn.execute(select(services).where(which).order_by(services.c.made_at, services.c.id)).all()
    ids = [row.id for row in rows]
    papers = _of(conn, service_papers, ids, ServedPaper)
    scans = _of(conn, service_scans, ids, ScannedPage)
    return tuple(
        from_row(Service, row, papers=tuple(papers.get(row.id, ())), scans=tuple(scans.get(row.id, ())))
        for row in rows
    )


def _of(conn: Connection, table: Table, ids: Sequence[str], cls: type[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for first in range(0, len(ids), 500):
        query = select(table).where(table.c.service.in_(ids[first : first + 500]))
        for row in conn.execute(query.order_by(table.c.service, table.c.position)):
            found.setdefault(row.service, []).append(from_row(cls, row))
    return found


def require_open(service: Service) -> None:
    """Raise Refused for a void receipt."""
    if service.state == "void":
        raise Refused(
            f"送达回证 {service.id} 已作废（{service.void_reason}）", remedy="另制一份：shenguan service new"
        )
