"""Comments at a place of a draft: written, answered, settled; each POST leads back to the place."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.letters import commenting
from shenguan_docs.web.places import office
from shenguan_docs.web.words import status, wrongs

pages = Blueprint("commenting", __name__)


@pages.post("/letters/<id>/comments")
def add(id: str) -> Response | tuple[str, int]:
    """Comment on chosen words, or on a whole paragraph."""
    place, start = request.form.get("place", ""), request.form.get("start", "")

    def act() -> str:
        made = commenting.comment(
            office(), id, request.form.get("comment", ""),
            paragraph=int(place) if place.isdecimal() and len(place) < 7 else 0,
            quote=request.form.get("quote", ""),
            start=int(start) if start.isdecimal() and len(start) < 7 else -1,
        )  # fmt: skip
        return f"c{made}"

    return _then(id, act)


@pages.post("/letters/<id>/comments/<int:number>/answer")
def answer(id: str, number: int) -> Response | tuple[str, int]:
    """Answer a comment."""

    def act() -> str:
        commenting.answer(office(), id, number, request.form.get("answer", ""))
        return f"c{number}"

    return _then(id, act)


@pages.post("/letters/<id>/comments/<int:number>/settle")
def settle(id: str, number: int) -> Response | tuple[str, int]:
    """Settle a comment, or open it again."""

    def act() -> str:
        commenting.settle(office(), id, number, settled=request.form.get("settled") != "0")
        return f"c{number}"

    return _then(id, act)


def _then(id: str, act: Callable[[], str]) -> Response | tuple[str, int]:
    """Do it, and go back to the comment; where it was refused, show the page with the reason and what was written."""
    from shenguan_docs.web.pages.letters import shown_page

    try:
        place = act()
    except ShenguanError as error:
        return shown_page(id, wrongs=wrongs(error)), status(error)
    if request.form.get("back") == "form":  # it was written beside the form that changes the draft
        return redirect(url_for("writing.edit", id=id, _anchor=place))
    return redirect(url_for("letters.show", id=id, _anchor=place))
