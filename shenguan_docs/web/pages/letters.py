"""A letter, 收文, old letter or draft: its words, its life, its relations, its pages, its files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.office.letters import commenting, drafting
from shenguan_docs.office.letters.acts import acts_for
from shenguan_docs.office.letters.files import content_of, files_of, page_count, page_picture
from shenguan_docs.office.letters.press import PressBusy
from shenguan_docs.office.letters.showing import show as describe
from shenguan_docs.office.writing.choosing import following, kinds_of
from shenguan_docs.web.files import picture, saved
from shenguan_docs.web.pages.handling import for_letter
from shenguan_docs.web.places import office, places
from shenguan_docs.web.sheets import count_of, sheet
from shenguan_docs.web.words import Wrong

pages = Blueprint("letters", __name__)


@pages.get("/letters/<id>")
def show(id: str) -> str | AnyResponse:
    """One letter, by id or number."""
    shown = describe(office(), id)
    if shown["id"] != id:
        return redirect(url_for("letters.show", id=shown["id"]))
    return shown_page(id, shown)


def shown_page(id: str, shown: dict[str, Any] | None = None, *, wrongs: list[Wrong] | None = None) -> str:
    """The page of a letter or draft; ``wrongs`` is what was refused of what one wanted to do with it."""
    shown = shown or describe(office(), id)
    if shown["number"] is None:
        printed = places().printed(_key(shown))
        return render_template(
            "draft.html", shown=shown, finished=_finished(shown), wrongs=wrongs, reading=commenting.read(office(), id),
            count=None if printed is None else page_count(printed),
        )  # fmt: skip
    files = files_of(office(), shown)
    first = next((file for file in files.values() if file.has_pages), None)
    return render_template(
        "letter.html",
        shown=shown,
        files=files,
        first=first,
        count=count_of(first.path) if first else 0,
        handling=for_letter(shown),
        acts=acts_for(office(), shown),
        follow=following(office(), shown["id"]),
        copied="kind_name" in shown and shown["kind"] in kinds_of(office()),
        wrongs=wrongs,
    )


@pages.get("/letters/<id>/sheets")
def sheets(id: str) -> str:
    """The pages of a draft, asked for when its page is there already: to print them takes a while."""
    shown = describe(office(), id)
    if shown["number"] is not None or not _finished(shown):
        abort(404)
    try:
        return render_template("draft_sheets.html", shown=shown, count=page_count(_preview(shown)))
    except PressBusy:
        return render_template("draft_sheets.html", shown=shown, count=None, again=True)


@pages.get("/letters/<id>/pages/<key>/<int:page>")
def page(id: str, key: str, page: int) -> Response:
    """A page of one of its files, as a picture."""
    shown = describe(office(), id)
    if shown["number"] is None:
        return picture(page_picture(_preview(shown), page))
    file = files_of(office(), shown).get(key)
    if file is None or not file.has_pages:
        abort(404)
    return picture(sheet(file.path, page), lasting=True)


@pages.get("/letters/<id>/files/<key>")
def file(id: str, key: str) -> Response:
    """One of its files, to be saved."""
    shown = describe(office(), id)
    if shown["number"] is None and key == "pdf":
        return saved(_preview(shown), f"草稿 {shown['title']}.pdf")
    found = files_of(office(), shown).get(key)
    if found is None:
        abort(404)
    return saved(content_of(found), found.name)


def _finished(shown: dict[str, Any]) -> bool:
    return not drafting.is_unfinished(shown["title"])


def _key(shown: dict[str, Any]) -> tuple[object, ...]:
    """What a draft's pages depend on."""
    desk = office()
    return shown["id"], shown["versions"], desk.last_entry(), desk.today


def _preview(shown: dict[str, Any]) -> bytes:
    """A draft's pages; none for one that is not filled in yet."""
    if not _finished(shown):
        return b""
    desk = office()
    return places().preview(_key(shown), lambda: drafting.preview(desk, shown["id"]))
