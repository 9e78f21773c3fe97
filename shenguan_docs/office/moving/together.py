"""Carry over what is asked for, one after another: what an earlier run of the same command has done is not done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.office.moving import archive, index, records
from shenguan_docs.office.moving.finishing import AlreadyThere, finish
from shenguan_docs.office.opening import Office


def move(office: Office, to_records: str, to_archive: str, to_index: str) -> dict[str, Any]:
    """Carry over to each place that is not ""; return what was carried, and ``finished``, what a cut off run had left.

    The index goes first: it is made from the archive where that is near. Raises Refused, before anything is moved for a
    place that is none, AlreadyThere where all of it is there; OfficeUnusable.
    """
    if not to_records and not to_archive and not to_index:
        raise Refused("没有写搬什么", remedy="写 --records、--archive 或者 --index")
    for to, require in (
        (to_records, records.require_place),
        (to_archive, archive.require_place),
        (to_index, index.require_place),
    ):
        if to:
            require(to)
    answer: dict[str, Any] = {}
    with office.locked():
        left = finish(office)
    if left:
        answer["finished"] = asdict(left)
    there: list[AlreadyThere] = []
    steps: list[tuple[str, Callable[[str], dict[str, Any]]]] = [
        (to_index, lambda to: {"index": asdict(index.move_index(office, to))}),
        (to_archive, lambda to: asdict(archive.move_archive(office, to))),
        (to_records, lambda to: asdict(records.move_records(office, to))),
    ]
    for to, step in steps:
        try:
            answer |= step(to) if to else {}
        except AlreadyThere as error:
            there.append(error)
    if there and not answer:
        raise there[0]
    return answer
