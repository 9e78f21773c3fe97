"""Whom a 收文 is about: the 行政相对人 that its title and words name, or that a person links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.office.companies.looking_up import find
from shenguan_docs.office.opening import Office
from shenguan_docs.register import companies, company_exchange, received
from shenguan_docs.register.received import Received

_MOST = 20  # a list of companies in an annex is not about each of them


def name_companies(office: Office, conn: Connection, record: Received, texts: Sequence[str]) -> None:
    """Note the known 行政相对人 that a 收文 names, in the transaction in which it is registered."""
    found = companies.in_text(conn, "\n".join((record.title, *texts)))
    if found and len(found) <= _MOST:
        companies.name_received(
            conn, at=office.now(), by=office.actor, received=record.id, day=record.received_on, parties=found
        )


def link(office: Office, typed: str, number: str) -> dict[str, Any]:
    """Note that a 收文 is about a 行政相对人 too. Raises NotFound, Refused."""
    with office.writing() as conn:
        company, got = find(office, conn, typed), received.find(conn, number)
        named = [companies.by_id(conn, id) for id in company_exchange.named_by(conn, got.id)]
        if company.id not in [c.id for c in named]:
            companies.name_received(
                conn, at=office.now(), by=office.actor, received=got.id, day=got.received_on,
                parties=[*named, company],
            )  # fmt: skip
        return {"id": company.id, "name": company.name, "number": got.number, "title": got.title}
