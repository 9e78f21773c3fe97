"""Long lists in parts: which part is asked for, and the addresses of those beside it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

_LONGEST = 6  # digits of a page's number


@dataclass(frozen=True)
class Paging:
    """Part ``page`` of ``last`` (both from 1) of ``total`` rows, ``size`` a part."""

    page: int
    last: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """How many rows stand before this part."""
        return (self.page - 1) * self.size

    def address(self, page: int) -> str:
        """The address of another part of what this request asked for."""
        given = {name: request.args.getlist(name) for name in request.args if name != "page"}
        return url_for(request.endpoint or "", **(request.view_args or {}), **given, page=page)  # type: ignore[arg-type]


def paging(total: int, size: int, *, newest: bool = False) -> Paging:
    """Return the part that ``?page=`` asks for, without it the first, or with ``newest`` the last."""
    last = max(1, -(-total // size))
    page = asked_page() or (last if newest else 1)
    return Paging(min(max(page, 1), last), last, total, size)


def asked_page() -> int:
    """Return the number that ``?page=`` gives, 0 where it gives none."""
    typed = request.args.get("page", "")
    return int(typed) if typed.isdecimal() and len(typed) <= _LONGEST else 0
