"""The first page: a search box, and what waits for the person who came in."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from shenguan_docs.office.backups.last import backup_state
from shenguan_docs.office.people.rights import may
from shenguan_docs.office.waiting import Item, waiting
from shenguan_docs.office.writing.choosing import names
from shenguan_docs.office.writing.sheets import open_sheets
from shenguan_docs.web.places import office

pages = Blueprint("home", __name__)


@pages.get("/")
def home() -> str:
    """What waits, by due day."""
    desk = office()
    begun = open_sheets(desk) if may(desk, "write") else []
    return render_template(
        "home.html", heaps=waiting(desk, desk.today), address_of=_address, begun=begun,
        names=names(desk) if begun else {}, backup=backup_state(desk),
    )  # fmt: skip


def _address(item: Item) -> str:
    """Where an item is shown; "" for what has no page."""
    if item.what == "event":
        return url_for("events.show", id=item.id)
    if item.what == "upload":
        return url_for("receiving.show", id=item.id)
    if item.what == "tray":
        return url_for("service.tray", _anchor=f"t-{item.id}")
    return url_for("letters.show", id=item.id) if item.what in ("letter", "received", "draft") else ""
