"""Find a receipt for the person at the desk: it is seen by whoever sees a letter that it serves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, services
from shenguan_docs.register.services import Service


def only_seen(office: Office, conn: Connection, found: Iterable[Service]) -> list[Service]:
    """Return those of these receipts that the person may see."""
    listed = list(found)
    if rights.sees_all(office):
        return listed
    seen = rights.seen(office, conn, (paper.record for one in listed for paper in one.papers))
    return [one for one in listed if seen & {paper.record for paper in one.papers}]


def find(office: Office, conn: Connection, typed: str) -> Service:
    """Return the receipt of an id or of the code printed on it. Raises NotFound, also for what is not to be seen."""
    service = services.find(conn, typed)
    if not only_seen(office, conn, [service]):
        raise NotFound(f"没有编号为“{typed}”的送达回证", remedy="用 shenguan service list --all 查看")
    return service


def find_own(office: Office, conn: Connection, typed: str, what: str) -> Service:
    """Return a receipt that the person may change: of a letter of the own department. Raises NotFound, Refused."""
    service = find(office, conn, typed)
    rights.require(office, "deliver")
    for letter in documents.load(conn, [paper.record for paper in service.papers]):
        rights.require_own(office, conn, letter.sender, what)
    services.require_open(service)
    return service
