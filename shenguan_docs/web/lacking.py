"""What is missing, as the pages of a company, a matter and a department show it, with the button that writes it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from shenguan_docs.errors import NotFound
from shenguan_docs.office.duties.lacks import Lack
from shenguan_docs.office.duties.listing import Asked
from shenguan_docs.office.duties.missing import missing
from shenguan_docs.office.duties.remedying import Remedy, remedy_for, remedy_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.writing.beginning import letter_or_open
from shenguan_docs.plan.clauses import printed_clause


@dataclass(frozen=True)
class Shown:
    """A lack with its clause as letters cite it, and how it is mended."""

    lack: Lack
    clause: str
    remedy: Remedy


MOST = 50


def lacking(office: Office, asked: Asked) -> list[Shown]:
    """Return what is missing, the first due first; of very much the beginning."""
    found = missing(office, asked, office.today, most=MOST)
    return [Shown(one, _printed(one.clause), remedy_of(one)) for one in found]


def _printed(clause: str) -> str:
    try:
        return printed_clause(clause)
    except NotFound:  # a clause of an office's own rule
        return clause


def write(office: Office, asked: Asked) -> Response:
    """Begin the letter that the pressed button stands for, and go to its form."""
    remedy = remedy_for(office, asked, request.form.get("lack", ""))
    sheet = letter_or_open(
        office, remedy.kind, event=remedy.event, letter=remedy.letter, given=dict(remedy.fields)
    )
    return redirect(url_for("writing.sheet", id=sheet.id))
