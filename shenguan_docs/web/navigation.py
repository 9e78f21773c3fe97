"""The columns at the top of every page: those that the person's roles open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from shenguan_docs.office.people.rights import may
from shenguan_docs.web.places import office
from shenguan_docs.web.routes import RIGHTS

_COLUMNS = (  # endpoint, words
    ("home.home", "首页"),
    ("searching.search", "查找"),
)


@dataclass(frozen=True)
class Column:
    """One column."""

    address: str
    words: str
    current: bool


def navigation() -> list[Column]:
    """Return the columns of this page for the person who came in."""
    here = request.blueprint
    found = []
    for endpoint, words in _COLUMNS:
        need = RIGHTS[endpoint]
        if need in ("open", "any") or may(office(), need):  # type: ignore[arg-type]
            found.append(Column(url_for(endpoint), words, endpoint.partition(".")[0] == here))
    return found
