"""Heads on paper (纸面锚定): printed small under the 发文登记簿, they are kept where nobody can rewrite them."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.signing import head_covering
from shenguan_docs.register import heads, schema
from shenguan_docs.register.heads import SignedHead


def anchor(office: Office, year: int, month: int | None = None) -> str:
    """Return one line for the last head of each month of the period, and one for what covers every letter entered.

    That one is made where there is none; where it cannot be, the person is told, and the lines are those there are.
    """
    j = schema.journal
    query = select(func.max(j.c.seq)).where(or_(j.c.kind.like("document.%"), j.c.kind.like("past.%")))
    with office.reading() as conn:
        last = conn.execute(query).scalar() or 0
    shown: dict[int, SignedHead] = {}
    if last:
        try:
            covering = head_covering(office, last)
            shown[covering.size] = covering
        except OfficeUnusable as error:
            office.notify(f"登记簿上没有印新的树头：{error}")
    period = f"{year:04}" if month is None else f"{year:04}-{month:02}"
    with office.reading() as conn:
        monthly = {
            f"{one.at:%Y-%m}": one for one in heads.heads(conn) if f"{one.at:%Y-%m}".startswith(period)
        }
    shown |= {one.size: one for one in monthly.values()}
    lines = [
        f"树头 {one.at:%Y-%m-%d %H:%M}：流水账 {one.size} 条，根 {one.root}，公钥指纹 {one.key}"
        for _, one in sorted(shown.items())
    ]
    return "\n".join(lines)
