"""Search: results as one types, facets, what was understood as parts to take back, a preview; each state an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup, escape

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import Refused
from shenguan_docs.index.engine import Hit
from shenguan_docs.office.finding.exporting import found_table
from shenguan_docs.office.finding.searching import search as find
from shenguan_docs.office.letters.files import files_of
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.registers.sheets import xlsx
from shenguan_docs.web.files import saved
from shenguan_docs.web.narrowing import district_choices
from shenguan_docs.web.places import office
from shenguan_docs.web.words import wrongs

pages = Blueprint("searching", __name__)

PER_PAGE = 20
_LAST_PAGE = 500
_FACETS = {  # facet: heading, the field that narrows to it
    "kind": ("类别", "类别"),
    "year": ("年份", "日期"),
    "sender": ("发文单位", "发文单位"),
    "receiver": ("收文单位", "收文单位"),
    "company": ("行政相对人", "公司"),
    "matter": ("事项", "事项"),
}
_SHOWN = 6


@dataclass(frozen=True)
class State:
    """What the address says: words, chosen facets (field:value), parts taken back, order, page."""

    q: str = ""
    chosen: tuple[str, ...] = ()
    off: tuple[int, ...] = ()
    sort: Literal["relevance", "date"] = "relevance"
    page: int = 1

    @property
    def query(self) -> Query:
        """The question that this is."""
        text = " ".join((self.q, *map(_as_typed, self.chosen))).strip()
        return Query(
            text, sort=self.sort, limit=PER_PAGE, offset=(self.page - 1) * PER_PAGE, not_understood=self.off
        )

    def address(self, **changes: Any) -> str:
        """The address of a state that differs in ``changes``; another question begins at its first page."""
        other = replace(self, **{"page": 1, **changes})
        return url_for("searching.search", **other.arguments())

    def arguments(self) -> dict[str, Any]:
        """What stands in the address, nothing that goes without saying."""
        given: dict[str, Any] = {"q": self.q or None, "f": list(self.chosen), "off": list(self.off)}
        given["sort"] = self.sort if self.sort != "relevance" else None
        given["page"] = self.page if self.page > 1 else None
        return {key: value for key, value in given.items() if value}


def _as_typed(chosen: str) -> str:
    field, _, value = chosen.partition(":")
    return f"{field}:{value}年" if field == "日期" else f'{field}:"{value}"'


def _state() -> State:
    args = request.args
    chosen = [f for f in args.getlist("f") if f.partition(":")[0] in {field for _, field in _FACETS.values()}]
    off = [int(n) for n in args.getlist("off") if n.isdecimal() and len(n) < 4]
    page = args.get("page", "1")
    return State(
        args.get("q", "")[:2000],
        tuple(dict.fromkeys(f.replace('"', "") for f in chosen))[:10],
        tuple(dict.fromkeys(off)),
        "date" if args.get("sort") == "date" else "relevance",
        min(max(int(page), 1), _LAST_PAGE) if page.isdecimal() and len(page) < 5 else 1,
    )


@pages.get("/search")
def search() -> tuple[str, int] | str:
    """The page, or for htmx what changes of it."""
    state = _state()
    asks_part = request.headers.get("HX-Request") and not request.headers.get("HX-History-Restore-Request")
    template = "found.html" if asks_part else "search.html"
    try:
        results = find(office(), state.query)
    except Refused as error:
        if state.off:  # the words changed under the parts that were taken back
            return _again(replace(state, off=()), template, error)
        return render_template(template, state=state, results=None, wrongs=wrongs(error)), 200
    return _shown(state, template, results)


def _again(state: State, template: str, error: Refused) -> str:
    try:
        return _shown(state, template, find(office(), state.query))
    except Refused:
        return render_template(template, state=state, results=None, wrongs=wrongs(error))


def _shown(state: State, template: str, results: Any) -> str:
    return render_template(
        template, state=state, results=results, parts=_parts(state, results.understood), facets=_facets(state, results.facets),
        marked=marked, per_page=PER_PAGE, last_page=min(-(-results.total // PER_PAGE), _LAST_PAGE),
    )  # fmt: skip


def _parts(state: State, understood: Any) -> list[dict[str, str]]:
    """What was understood, each with the address without it; a chosen facet among them."""
    parts = []
    chosen = list(state.chosen)
    for n, part in enumerate(understood, 1):
        if part["start"] > len(state.q.strip()) or not state.q.strip():
            continue
        parts.append({"label": part["label"], "address": state.address(off=(*state.off, n))})
    for one in chosen:
        rest = tuple(other for other in state.chosen if other != one)
        parts.append({"label": one.replace(":", "：", 1), "address": state.address(chosen=rest)})
    return parts


def _facets(state: State, counted: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """Each facet that still narrows: its values with counts and addresses."""
    found = []
    for facet, (heading, field) in _FACETS.items():
        counts = [(value, count) for value, count in counted.get(facet, {}).items() if value]
        if len(counts) > 1:
            values = [
                {"value": value, "count": count, "address": state.address(chosen=(*state.chosen, f"{field}:{value}"))}
                for value, count in counts[:_SHOWN]
            ]  # fmt: skip
            found.append({"heading": heading, "values": values, "more": max(0, len(counts) - _SHOWN)})
    if districts := counted.get("district"):
        values = [
            {
                "value": one.name,
                "count": districts[one.name],
                "address": url_for("searching.search", **state.arguments(), district=one.value),
            }
            for one in district_choices()
            if one.name in districts
        ]
        found.insert(0, {"heading": "区县", "values": values, "more": 0})
    return found


def marked(hit: Hit) -> Markup:
    """Return a snippet with what was asked for marked."""
    pieces, last = [], 0
    for start, end in hit.marks:
        pieces += [escape(hit.snippet[last:start]), Markup("<mark>{}</mark>").format(hit.snippet[start:end])]
        last = end
    return Markup("").join([*pieces, escape(hit.snippet[last:])])


@pages.get("/search/preview/<id>")
def preview(id: str) -> str:
    """One letter at the side of the results."""
    shown = show(office(), id)
    first = next((file for file in files_of(office(), shown).values() if file.is_pdf), None)
    return render_template("preview.html", shown=shown, first=first)


@pages.get("/search/found.xlsx")
def export() -> Response:
    """What was found, as XLSX."""
    return saved(xlsx([found_table(office(), _state().query)]), "查找结果.xlsx")
