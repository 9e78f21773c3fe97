"""What people type into the small forms of the desk, read as everywhere in the product."""

from __future__ import annotations

from datetime import date

from shenguan_docs.errors import Refused
from shenguan_docs.notices.field_values import parse_date


def day_of(typed: str, where: str = "") -> date | None:
    """Return the day that was typed, None for nothing; ``where`` is the field's label. Raises Refused."""
    try:
        return parse_date(typed) if typed.strip() else None
    except Refused as error:
        raise Refused(error.message, where=where, remedy=error.remedy) from None
