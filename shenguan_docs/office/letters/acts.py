"""What the person at the desk may still do with an issued letter: to whom it is to be sent, who is to claim it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights


@dataclass(frozen=True)
class Acts:
    """``own``: the person's department wrote it. The names are receivers that wait to be sent to, or to claim."""

    own: bool
    to_send: tuple[str, ...] = ()
    to_claim: tuple[str, ...] = ()


def acts_for(office: Office, shown: Mapping[str, Any]) -> Acts | None:
    """Return what may be done with what ``showing.show`` returned; None for what is no letter in force."""
    if shown["state"] == "作废" or "deliveries" not in shown:
        return None
    with office.reading() as conn:

        def mine(name: str) -> bool:
            return office.who is None or rights.same_department(office, conn, name)

        own = mine(shown["sender"])
        delivering = rights.may(office, "deliver")
        waiting = [d["receiver"] for d in shown["deliveries"] if not d["claimed_on"]]
        claimed = {d["receiver"] for d in shown["deliveries"] if d["claimed_on"]}
        named = [*shown["receivers"], *shown["copies_to"]]
        sent = {d["receiver"] for d in shown["deliveries"]}
        to_send = tuple(name for name in named if name not in claimed and name not in sent)
        to_claim = tuple(name for name in waiting if own or mine(name))
    return Acts(own, to_send if own and delivering else (), to_claim if delivering else ())
