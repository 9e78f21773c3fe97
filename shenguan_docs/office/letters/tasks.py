"""Terms that the rows of a letter's table set: who does what by when (会议纪要的议定事项)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from shenguan_docs.register.letters import Deadline
from shenguan_docs.text import half_width

_DAY = re.compile(r"(\d{4})\s*[年-]\s*(\d{1,2})\s*[月-]\s*(\d{1,2})")
_TERM = re.compile(r"(\d{1,3})\s*个?\s*(工作日|日|天)")


def task_deadlines(
    term: Mapping[str, Any], ids: Mapping[str, str], data: Mapping[str, Any]
) -> Iterator[Deadline]:
    """Yield a term for each row of the table that names a day or a number of days, and for each body it names.

    ``term`` is a ``[[deadlines]]`` of the kind whose from, by and about are columns (表.栏), ``ids`` maps labels
    to ids of fields, ``data`` is the form. A row without a day (自印发之日起执行) sets none.
    """
    table, _, column = term["from"].partition(".")
    who, about = term["by"].rpartition(".")[2], str(term.get("about", "")).rpartition(".")[2]
    rows = data.get(ids.get(table, ""))
    for row in rows if isinstance(rows, list) else ():
        read = _read(str(row.get(column, "")))
        if read is not None:
            since, amount, unit = read
            named = f"{term['name']}：{row.get(about, '')}".rstrip("：")
            for body in re.split("[、,;]", half_width(str(row.get(who, ""))).replace("、", ",")):
                if body.strip():
                    yield Deadline(named, body.strip(), term["to"], since, amount, unit)


def _read(words: str) -> tuple[date | None, int, Literal["workday", "day"]] | None:
    typed = half_width(words)
    if day := _DAY.search(typed):
        try:
            return date(*map(int, day.groups())), 0, "day"
        except ValueError:
            return None
    if count := _TERM.search(typed):  # runs from 发出
        return None, int(count[1]), "workday" if count[2] == "工作日" else "day"
    return None
