"""The names that searching recognises, kept until the records or the templates change.

They are kept in memory and, for the next process, in ``index/names.json``: to gather them anew takes SQLAlchemy
and every kind's file, several times as long as a search. The file is derived like the index beside it; one that
is missing, torn or of another state of the office is not used.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from shenguan_docs.asking.vocabulary import KindName, Vocabulary
from shenguan_docs.errors import NotFound
from shenguan_docs.index.generations import whole_file
from shenguan_docs.office.opening import INDEX_PLACE, Office
from shenguan_docs.plan.departments import Department
from shenguan_docs.resources import shipped_templates

SAYINGS = Path("plan") / "sayings.toml"
KEPT = INDEX_PLACE / "names.json"
_FORM = 1
"""Of the file; another one is not read."""

_kept: dict[Path, tuple[list[Any], Vocabulary]] = {}


def vocabulary(office: Office) -> Vocabulary:
    """Return what the office knows by name, as of now."""
    stamp = _stamp(office)
    kept = _kept.get(office.root)
    if kept is None or kept[0] != stamp:
        kept = _kept[office.root] = stamp, _read(office, stamp) or _gathered(office, stamp)
    if office.who is None and office.within is None:
        return kept[1]
    return _within_bounds(office, kept)


_kept_within: dict[tuple[Path, str], tuple[list[Any], Vocabulary]] = {}


def _within_bounds(office: Office, whole: tuple[list[Any], Vocabulary]) -> Vocabulary:
    """The same without the companies that only other districts know: a name that is recognised is told."""
    from shenguan_docs.office.people import rights

    far = rights.bounds(office)
    if far is None:
        return whole[1]
    key = office.root, far.district or ""
    kept = _kept_within.get(key)
    if kept is None or kept[0] != whole[0]:
        from shenguan_docs.office.finding.gathering import companies_within

        with office.reading() as conn:
            known = replace(whole[1], companies=companies_within(conn, far))
        kept = _kept_within[key] = whole[0], known
    return kept[1]


def _stamp(office: Office) -> list[Any]:
    """Return what changes when the records, a kind or the sayings do."""
    places = (office.root / "templates", shipped_templates())
    files = [str(place / SAYINGS) for place in places]
    for place in office.kind_places:
        with suppress(OSError):
            files += sorted(os.path.join(folder.path, "kind.toml") for folder in os.scandir(place))  # noqa: PTH118
    return [_FORM, *office.last_entry(), [[file, *_state(file)] for file in files]]


def _state(file: str) -> tuple[int, ...]:
    try:
        found = os.stat(file)  # noqa: PTH116
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size


def _gathered(office: Office, stamp: list[Any]) -> Vocabulary:
    from shenguan_docs.office.finding.gathering import gathered

    with office.reading() as conn:
        names = gathered(office, conn)
    if office.last_entry()[0] == stamp[1]:  # else somebody has written meanwhile
        with suppress(OSError):  # a folder that may only be read
            whole_file(office.root / KEPT, json.dumps([stamp, asdict(names)], ensure_ascii=False))
    return names


def _read(office: Office, stamp: list[Any]) -> Vocabulary | None:
    try:
        found, names = json.loads((office.root / KEPT).read_text("utf-8"))
        if found != stamp:
            return None
        names["departments"] = [
            Department(**{**d, "aliases": tuple(d["aliases"])}) for d in names["departments"]
        ]
        names["kinds"] = [KindName(tuple(k["slugs"]), k["name"], k["genre"]) for k in names["kinds"]]
        called = names.pop("called")
        return Vocabulary(called=called, **{key: tuple(several) for key, several in names.items()})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def known_kind(office: Office, typed: str) -> str:
    """Return the slug of the kind that ``typed`` names in any way. Raises ``NotFound``."""
    from shenguan_docs.notices.kinds import find_kind

    if typed in ("received", "收文"):
        return "received"
    try:
        return find_kind(office.kind_places, typed).slug
    except NotFound:
        name = vocabulary(office).find(typed, "kind")
        if name is None or len(name.values) > 1:
            raise
        return name.values[0]
