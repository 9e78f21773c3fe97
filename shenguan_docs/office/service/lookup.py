"""Find a receipt for the person at the desk: it is seen by whoever sees a letter that it serves."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, services, tray, users
from shenguan_docs.register.services import Service
from shenguan_docs.register.tray import TrayPage


def only_seen(office: Office, conn: Connection, found: Iterable[Service]) -> list[Service]:
    """Return those of these receipts that the person may see."""
    listed = list(found)
    if rights.sees_all(office):
        return listed
    seen = rights.seen(office, conn, (paper.record for one in listed for paper in one.papers))
    return [one for one in listed if seen & {paper.record for paper in one.papers}]


def sees_page(office: Office, conn: Connection, page: TrayPage) -> bool:
    """Whether the person may see a page of the tray: scanned by the person, the department, or at the command line."""
    far = rights.reach(office)
    if far is None or page.by == office.actor:
        return True
    scanner = users.find(conn, page.by)
    if (
        scanner is None
    ):  # not at the desk: it is the clerks' of the whole office, of the city where there are districts
        return rights.may(office, "deliver") and not rights.own_district(office)
    return scanner.department in far.departments


def find_page(office: Office, conn: Connection, id: str) -> TrayPage:
    """Return a page of the tray that the person may see. Raises NotFound, Forbidden."""
    rights.require(office, "deliver")
    page = tray.find(conn, id)
    if not sees_page(office, conn, page):
        raise NotFound(f"待认的扫描页里没有“{id}”", remedy="用 shenguan service tray 查看")
    return page


def find(office: Office, conn: Connection, typed: str) -> Service:
    """Return the receipt of an id or the code printed on it, or the only one in force of a letter's number.

    Raises NotFound, also for what is not to be seen, Refused (several).
    """
    try:
        found = [services.find(conn, typed)]
    except NotFound as error:
        found = _of_letter(conn, typed, error)
    found = only_seen(office, conn, found)
    if not found:
        raise NotFound(f"没有编号为“{typed}”的送达回证", remedy="用 shenguan service list --all 查看")
    if len(found) > 1:
        listed = "、".join(f"{one.id}（{one.receiver}）" for one in found)
        raise Refused(f"“{typed}”有 {len(found)} 份送达回证：{listed}", remedy="写回证的编号")
    return found[0]


def _of_letter(conn: Connection, typed: str, error: NotFound) -> list[Service]:
    """The receipts in force of a letter, whose number was typed in place of theirs."""
    try:
        letter = documents.find(conn, typed)
    except NotFound:
        raise error from None
    made = services.services_of(conn, [letter.id]).get(letter.id, ())
    return [one for one in made if one.state != "void"]


def find_own(office: Office, conn: Connection, typed: str, what: str) -> Service:
    """Return a receipt that the person may change: of a letter of the own department. Raises NotFound, Refused."""
    service = find(office, conn, typed)
    rights.require(office, "deliver")
    for letter in documents.load(conn, [paper.record for paper in service.papers]):
        rights.require_own(office, conn, letter.sender, what)
    services.require_open(service)
    return service
