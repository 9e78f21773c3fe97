"""The first page: a search box, and what waits for the person who came in."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from shenguan_docs.office.waiting import Item, waiting
from shenguan_docs.web.places import office

pages = Blueprint("home", __name__)


@pages.get("/")
def home() -> str:
    """What waits, by due day."""
    desk = office()
    return render_template("home.html", heaps=waiting(desk, desk.today), address_of=_address)


def _address(item: Item) -> str:
    """Where an item is shown; "" for what has no page."""
    return url_for("letters.show", id=item.id) if item.what in ("letter", "received", "draft") else ""
