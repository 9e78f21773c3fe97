"""Begin the answer to a 收文."""

from __future__ import annotations

import json

from sqlalchemy import select

from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import plan_records, received, schema

KIND = "reply"


def begin_reply(office: Office, typed: str) -> str:
    """Keep a 复函 to a 收文 as far as its register fills it, and return the draft's id; the same one when asked again.

    Raises NotFound, Refused.
    """
    rights.require(office, "write")
    with office.reading() as conn:
        got = received.find(conn, typed)
        rights.require_seen(office, conn, got.id, typed, sort="received")
        own = rights.own_department(office)
        named = {d.key: d.name for d in plan_records.departments(conn)}
        t = schema.drafts
        for row in conn.execute(
            select(t.c.id, t.c.data, t.c.sender).where(t.c.state == "open", t.c.kind == KIND)
        ):
            if row.sender in ("", own) and json.loads(row.data).get("incoming") == got.id:
                return str(row.id)
    data = {"sender": named.get(own, ""), "receiver": got.sender, "incoming": got.id}
    given = {name: value for name, value in data.items() if value}
    return draft(office, KIND, given, None, unfinished=True).id
