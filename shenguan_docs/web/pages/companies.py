"""行政相对人: found by name or code; one with its timeline, what is missing, its warning state."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import Refused
from shenguan_docs.office.companies.looking_up import candidates, code_of
from shenguan_docs.office.companies.showing import show as describe
from shenguan_docs.office.companies.showing import warnings_page
from shenguan_docs.office.duties.listing import Asked
from shenguan_docs.office.timeline import collecting, picture
from shenguan_docs.office.timeline.subject import Asked as AskedLine
from shenguan_docs.web.files import picture as as_picture
from shenguan_docs.web.lacking import lacking, write
from shenguan_docs.web.paging import asked_page, paging
from shenguan_docs.web.places import office

pages = Blueprint("companies", __name__)

PER_PAGE = 100


@pages.get("/companies")
def listed() -> str | AnyResponse:
    """Those whose name or code holds what was typed; without words, those in the warning base."""
    typed = request.args.get("q", "").strip()
    desk = office()
    if not typed:
        warned, total = warnings_page(desk, first=(max(asked_page(), 1) - 1) * PER_PAGE, most=PER_PAGE)
        return render_template(
            "companies.html", typed="", found=None, warned=warned, paging=paging(total, PER_PAGE)
        )
    try:
        with desk.reading() as conn:
            found = [(c, code_of(c)) for c in candidates(desk, conn, typed)]
    except Refused as error:
        return render_template("companies.html", typed=typed, found=[], problem=error.message)
    if len(found) == 1:
        return redirect(url_for("companies.show", id=found[0][0].id))
    return render_template("companies.html", typed=typed, found=found)


@pages.get("/companies/<id>")
def show(id: str) -> str | AnyResponse:
    """One with everything that went to and fro about it."""
    desk = office()
    shown = describe(desk, id)
    if shown["id"] != id:
        return redirect(url_for("companies.show", id=shown["id"]))
    line = collecting.timeline(desk, AskedLine(company=id))
    return render_template(
        "company.html", shown=shown, entries=line.shown(), lacks=lacking(desk, Asked(company=id)),
        writes=url_for("companies.write_missing", id=id),
    )  # fmt: skip


@pages.get("/companies/<id>/timeline.svg")
def timeline(id: str) -> Response:
    """The timeline as a picture."""
    desk = office()
    line = collecting.timeline(desk, AskedLine(company=id))
    return as_picture(picture.svg(desk.layouts, line).encode(), "image/svg+xml")


@pages.post("/companies/<id>/missing")
def write_missing(id: str) -> AnyResponse:
    """Begin the letter that is missing."""
    return write(office(), Asked(company=id))
