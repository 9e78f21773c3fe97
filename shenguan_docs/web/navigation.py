"""The columns at the top of every page: those that the person's roles open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from shenguan_docs.office.people.rights import may
from shenguan_docs.web.places import office
from shenguan_docs.web.routes import RIGHTS

_COLUMNS = (  # endpoint, words
    ("home.home", "首页"),
    ("writing.choose", "写文书"),
    ("searching.search", "查找"),
    ("receiving.listed", "收文"),
    ("duties.listed", "义务"),
    ("companies.listed", "行政相对人"),
    ("plan.matters", "事项"),
    ("books.register", "登记簿"),
    ("bundling.listed", "案卷"),
    ("filing.listed", "归档"),
    ("figures.show", "统计"),
    ("batching.begin", "成批"),
    ("plan.departments", "部门"),
    ("people.listed", "用户"),
    ("keeping.show", "管理"),
)


_GIVEN: dict[str, dict[str, Any]] = {"books.register": {"direction": "out"}}


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
            found.append(
                Column(url_for(endpoint, **_GIVEN.get(endpoint, {})), words, _is_here(endpoint, here))
            )
    return found


def _is_here(endpoint: str, blueprint: str | None) -> bool:
    """Two columns of one blueprint are told apart by the beginning of their pages' names."""
    own, _, page = endpoint.partition(".")
    if own != blueprint:
        return False
    same = [name for name, _ in _COLUMNS if name.partition(".")[0] == own]
    here = (request.endpoint or "").partition(".")[2]
    return len(same) == 1 or here.startswith(page[:6])
