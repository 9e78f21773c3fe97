"""A form that is sent twice (a double click, a page sent again) does its work once."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import g, request

_KEPT = 500
_done: OrderedDict[tuple[str, str], str] = OrderedDict()
_lock = threading.Lock()
_going_on: dict[tuple[str, str], threading.Lock] = {}


def mark() -> str:
    """Return a new mark for a form."""
    return secrets.token_urlsafe(12)


def given() -> str:
    """Return the mark of the form that was sent, "" for none."""
    return request.form.get("once", "")[:40]


def once(act: Callable[[], str]) -> str:
    """Do what a form asks for, and return the address where its result is; the same form again: that address.

    What raises was not done, and may be tried again.
    """
    if not given():
        return act()
    key = (g.user.name, given())
    with _lock:
        own = _going_on.setdefault(key, threading.Lock())
    with own:
        if key in _done:
            return _done[key]
        address = act()
        with _lock:
            _done[key] = address
            _going_on.pop(key, None)
            while len(_done) > _KEPT:
                _done.popitem(last=False)
        return address
