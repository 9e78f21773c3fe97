"""What a person says of the pages in the tray: whose they are, or that they are nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.service.lookup import find_own, find_page, sees_page
from shenguan_docs.office.service.storing import staged
from shenguan_docs.register import services, tray
from shenguan_docs.register.services import Service
from shenguan_docs.register.tray import ScannedPage, TrayPage


def match(office: Office, tray_id: str, typed: str = "") -> Service:
    """File a page of the tray with a receipt (id, code); without one, with that beside which it came.

    A page that was discarded may be matched too. Raises NotFound, Refused.
    """
    with office.writing() as conn:
        page = find_page(office, conn, tray_id)
        if page.state == "matched":
            raise Refused(f"这一页已归入送达回证 {page.service}")
        if not typed and not page.beside:
            raise Refused(
                "没有写明归入哪一份送达回证", remedy="写上回证的编号，用 shenguan service list 查看"
            )
        service = find_own(office, conn, typed or page.beside, "归入扫描件")
        path = office.archive.path(page.object_id, page.stored_name)
        stored = f"scans/{len(service.scans) + 1:03}{Path(page.stored_name).suffix}"
        kept = ScannedPage(stored, page.original_name, page.page, page.sha256, page.picture, page.id)
        reference = staged(office, service.object_id, {stored: path}, f"送达回证扫描件 {service.id}")
        services.add_scans(conn, service.id, [kept], object=reference, at=office.now(), by=office.actor)
        return services.find(conn, service.id)


def discard(office: Office, tray_ids: Sequence[str], reason: str, *, file: str = "") -> list[TrayPage]:
    """Note that pages of the tray (or all of a file, by its name) are no receipt's, and why; the archive keeps them.

    Raises NotFound, Refused.
    """
    if not reason.strip():
        raise Refused("弃置要说明原因", remedy="用 --reason 写明")
    rights.require(office, "deliver")
    with office.writing() as conn:
        pages = [find_page(office, conn, id) for id in dict.fromkeys(tray_ids)]
        if file:
            pages += [
                page
                for page in tray.waiting(conn)
                if page.original_name == file and page not in pages and sees_page(office, conn, page)
            ]
        if not pages:
            raise NotFound(
                f"没有来自“{file}”的待认扫描页" if file else "没有写明弃置哪几页",
                remedy="用 shenguan service tray 查看",
            )
        for page in pages:
            if page.state != "waits":
                what = f"已归入送达回证 {page.service}" if page.state == "matched" else "已经弃置"
                raise Refused(f"扫描页 {page.id} {what}")
            tray.discard(conn, page.id, reason=reason.strip(), at=office.now(), by=office.actor)
        return [replace(page, state="discarded", end_reason=reason.strip()) for page in pages]
