"""How names are shortened: departments by rule (社事局), companies and matters by leaving characters out (恒能公司)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.departments import Department


def in_order(piece: str, name: str) -> bool:
    """Whether the characters of ``piece`` stand in ``name`` in this order."""
    rest = iter(name)
    return all(c in rest for c in piece)


def gaps(piece: str, name: str) -> int:
    """Into how many further runs ``piece`` falls when it is laid greedily over ``name``; many if it does not fit."""
    count, at = 0, 0
    for n, c in enumerate(piece):
        if name.startswith(c, at):
            at += 1
            continue
        at = name.find(c, at) + 1
        if at == 0:
            return 99
        count += n > 0
    return count


def cores(d: Department) -> list[str]:
    """The names of a department without the place before them."""
    names = [fold_name(n) for n in (d.name, d.short_name)]
    names += [re.sub(r"\(.*?\)", "", n) for n in names]
    short = names[1]
    core = short[1:] if short[:1] in "区市县州省" and len(short) > 3 else short
    return list(dict.fromkeys([core, *(n[n.find(core) :] for n in names if core in n)]))


def shortened(d: Department) -> Iterator[str]:
    """Everyday short forms that follow from the name: 社会事务局 → 社会局, 社事局, 区社会局."""
    for core in cores(d):
        if len(core) > 3:
            yield core
        if re.fullmatch(r"[\u4e00-\u9fff]{5}", core) and core[-1] in "局委":
            end = core[-1]
            for short in (core[:2] + end, core[0] + core[2] + end):
                yield short
                yield "区" + short
