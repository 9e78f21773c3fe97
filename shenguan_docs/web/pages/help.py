"""The manual in the desk: its chapters, its pictures, a search in it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.resources import shipped_manual
from shenguan_docs.web.manual import ADDRESS, PICTURES, address, find, manual, places

pages = Blueprint("help", __name__, url_prefix=ADDRESS)


@pages.get("")
def contents() -> str:
    """The contents, and what a search in the manual finds (``?q=``)."""
    typed = request.args.get("q", "")[:200]
    chapters = manual()
    homes = places(chapters)
    return render_template(
        "help.html", chapters=chapters, typed=typed, found=find(chapters, typed) if typed.strip() else None,
        address_of=lambda anchor: address(anchor, homes),
    )  # fmt: skip


@pages.get("/<name>")
def chapter(name: str) -> str | AnyResponse:
    """One chapter; the name of a section leads to its place."""
    chapters = manual()
    homes = places(chapters)
    at = next((n for n, one in enumerate(chapters) if one.anchor == name), None)
    if at is None:
        return redirect(address(name, homes)) if name in homes else abort(404)
    return render_template(
        "chapter.html", chapters=chapters, shown=chapters[at], address_of=lambda anchor: address(anchor, homes),
        before=chapters[at - 1] if at else None, after=chapters[at + 1] if at + 1 < len(chapters) else None,
    )  # fmt: skip


@pages.get("/whole")
def whole() -> str:
    """The whole manual on one page, to be printed."""
    return render_template("manual.html", chapters=manual())


@pages.get("/pictures/<name>")
def picture(name: str) -> Response:
    """A picture of the manual."""
    return send_from_directory(shipped_manual() / PICTURES, name, mimetype="image/png", max_age=3600)
