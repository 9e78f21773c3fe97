"""How several files of a drop belong together: one letter with what goes with it, or each on its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received import incoming


def arrange(office: Office, id: str, first: int) -> None:
    """Say that the files are one letter, of which file ``first`` (from 1) is the letter itself. Raises NotFound."""
    with incoming.alone(office, id) as drop:
        order = [first, *(n for n in range(1, len(drop.files) + 1) if n != first)]
        if first < 1 or first > len(drop.files):
            raise Refused("没有选哪一个是正文", remedy="选一个文件")
        folder, read = office.root / incoming.PLACE / id, incoming.kept_reading(office, drop)
        for n in order:
            (folder / str(n)).rename(folder / f"x{n}")
        for n, old in enumerate(order, 1):
            (folder / f"x{old}").rename(folder / str(n))
        if read is not None:
            incoming.keep_reading(office, drop, [read[n - 1] for n in order])
        incoming.note(folder, replace(drop, decided=True, files=tuple(drop.files[n - 1] for n in order)))


def part(office: Office, id: str, groups: Sequence[Sequence[int]]) -> list[str]:
    """Part a drop into several, one for each group of its files (numbers from 1); return their ids in order.

    The first keeps the id. Raises NotFound.
    """
    with incoming.alone(office, id) as drop:
        folder, read = office.root / incoming.PLACE / id, incoming.kept_reading(office, drop)
        ids = [id]
        for group in groups[1:]:
            new = office.new_id(office.today)
            fresh = office.root / incoming.PLACE / f".{new}"
            fresh.mkdir(mode=0o700)
            for at, n in enumerate(group, 1):
                (folder / str(n)).rename(fresh / str(at))
            files = tuple(drop.files[n - 1] for n in group)
            one = replace(
                drop,
                id=new,
                record=office.new_id(office.today),
                files=files,
                decided=True,
                batch=drop.batch or id,
            )
            incoming.note(fresh, one)
            if read is not None:
                (fresh / incoming.READ).write_text(
                    json.dumps([read[n - 1] for n in group], ensure_ascii=False), "utf-8"
                )
            fresh.rename(office.root / incoming.PLACE / new)
            ids.append(new)
        first = groups[0]
        for at, n in enumerate(first, 1):
            if at != n:
                (folder / str(n)).rename(folder / str(at))
        mine = replace(
            drop, files=tuple(drop.files[n - 1] for n in first), decided=len(first) == 1 or drop.decided
        )
        if read is not None:
            incoming.keep_reading(office, mine, [read[n - 1] for n in first])
        incoming.note(folder, replace(mine, batch=drop.batch or id))
    return ids
