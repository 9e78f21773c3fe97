"""Show and print 送达回证, and what waits in the tray."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from shenguan_docs.errors import NotFound
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.service.form import notes_of
from shenguan_docs.office.service.lookup import find, find_page, only_seen, sees_page
from shenguan_docs.office.service.missing import lacks_of
from shenguan_docs.register import documents, service_lists, services, tray
from shenguan_docs.register.services import FORM_DOCX, FORM_PDF, STATES, Service
from shenguan_docs.register.tray import TrayPage
from shenguan_docs.serving import codes
from shenguan_docs.serving.ways import way_name

_STRETCH, _LOOKED_THROUGH = 300, 6000
Which = Literal["lacking", "open", "no-scan", "all"]


def listed(office: Office, which: Which, letters: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return receipts: those that lack something, not served yet, without a scan, or all; of these letters only.

    Raises NotFound.
    """
    with office.reading() as conn:
        some = [one for typed in letters for one in _named(office, conn, typed)]
        found = some if letters else only_seen(office, conn, services.all_services(conn))
    fits: dict[Which, Callable[[Service], bool]] = {
        "lacking": lambda one: one.state != "void" and bool(lacks_of(one)),
        "open": lambda one: one.state == "open",
        "no-scan": lambda one: one.state != "void" and not one.scans,
        "all": lambda one: True,
    }
    return [described(office, one) for one in dict.fromkeys(found) if fits[which](one)]


def newest(office: Office, which: service_lists.Which, limit: int) -> list[dict[str, Any]]:
    """Return the newest receipts that the person may see, at most ``limit``."""
    found: list[Service] = []
    at = 0
    with office.reading() as conn:
        while len(found) < limit and at < _LOOKED_THROUGH:
            some = service_lists.newest(conn, which, _STRETCH, at)
            found += only_seen(office, conn, some)
            at += _STRETCH
            if len(some) < _STRETCH:
                break
    return [described(office, one) for one in found[:limit]]


def _named(office: Office, conn: Any, typed: str) -> tuple[Service, ...]:
    """The receipts of a letter (number or id), or the one receipt of an id or code."""
    try:
        one = services.find(conn, typed)
    except NotFound:
        letter = documents.find(conn, typed)
        rights.require_seen(office, conn, letter.id, typed)
        return services.services_of(conn, [letter.id]).get(letter.id, ())
    return (find(office, conn, one.id),)


def show(office: Office, typed: str) -> dict[str, Any]:
    """Return one receipt (id or code). Raises NotFound."""
    with office.reading() as conn:
        return described(office, find(office, conn, typed))


def printed(office: Office, typed: Sequence[str]) -> bytes:
    """Return the forms of receipts (ids, codes, or letters) as one PDF. Raises NotFound."""
    import pikepdf

    with office.reading() as conn:
        found = dict.fromkeys(
            one for name in typed for one in _named(office, conn, name) if one.state != "void"
        )
    if not found:
        raise NotFound("没有可以打印的送达回证", remedy="先制作：shenguan service new 文号")
    forms = [office.archive.read(one.object_id, FORM_PDF) for one in found]
    if len(forms) == 1:
        return forms[0]
    out = io.BytesIO()
    with pikepdf.Pdf.new() as made:
        for form in forms:
            with pikepdf.Pdf.open(io.BytesIO(form)) as one:
                made.pages.extend(one.pages)
        made.save(out, deterministic_id=True)
    return out.getvalue()


def form_docx(office: Office, typed: str) -> bytes:
    """Return the form of one receipt as DOCX. Raises NotFound."""
    with office.reading() as conn:
        service = find(office, conn, typed)
    return office.archive.read(service.object_id, FORM_DOCX)


def waiting(office: Office) -> list[dict[str, Any]]:
    """Return what waits in the tray."""
    rights.require(office, "deliver")
    with office.reading() as conn:
        return [tray_page(office, page) for page in tray.waiting(conn) if sees_page(office, conn, page)]


def waiting_count(office: Office) -> int:
    """Return how many pages wait in the tray for this person, 0 for one who has nothing to do with it."""
    if not rights.may(office, "deliver"):
        return 0
    with office.reading() as conn:
        return sum(sees_page(office, conn, page) for page in tray.waiting(conn))


def tray_file(office: Office, id: str) -> Path:
    """Return where a page of the tray lies. Raises NotFound."""
    with office.reading() as conn:
        page = find_page(office, conn, id)
    return office.archive.path(page.object_id, page.stored_name)


def tray_page(office: Office, page: TrayPage) -> dict[str, Any]:
    """Return a page of the tray as the commands tell it."""
    file = office.archive.where(page.object_id, page.stored_name) if page.object_id else ""
    return {
        "id": page.id,
        "from": page.original_name,
        "page": page.page,
        "reason": page.reason,
        "beside": page.beside,
        "state": page.state,
        "end_reason": page.end_reason,
        "file": file,
    }


def described(office: Office, service: Service) -> dict[str, Any]:
    """Return a receipt as the commands tell it; paths are relative to the office."""

    def place(stored: str) -> str:
        return office.archive.where(service.object_id, stored)

    return {
        "id": service.id,
        "code": codes.shown(service.code),
        "organ": service.organ,
        "receiver": service.receiver,
        "uscc": service.uscc,
        "papers": [{"title": p.title, "number": p.number, "letter": p.record} for p in service.papers],
        "state": STATES[service.state],
        "way": way_name(service.way),
        "place": service.place,
        "server": service.server,
        "served_on": service.served_on,
        "served_time": service.served_time,
        "signer": service.signer,
        "proxy": service.proxy,
        "notes": notes_of(service),
        "made_on": service.made_on,
        "void_reason": service.void_reason,
        "lacks": [] if service.state == "void" else list(lacks_of(service)),
        "pdf": place(FORM_PDF),
        "docx": place(FORM_DOCX),
        "scans": [
            {"file": place(s.stored_name), "from": s.original_name, "page": s.page, "sha256": s.sha256}
            for s in service.scans
        ],
    }
