"""What a newer matter list has no more although it is in use: said, or refused where something is still open."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.plan.list_changes import difference
from shenguan_docs.plan.matters import Matter
from shenguan_docs.register import company_exchange, list_letters
from shenguan_docs.text import join_names


def dropped_words(conn: Connection, before: Sequence[Matter], after: Sequence[Matter]) -> tuple[str, ...]:
    """Return a Chinese sentence for each code and matter in use that the newer list has no more."""
    lost = difference(before, after)
    uses = list_letters.uses_of(conn, lost.dropped_codes, lost.dropped_matters)
    said = [f"清单里不再有“{word}”，{count} 件文书用过它，那些文书仍按旧清单" for word, count in uses.items()]
    return (*said, *open_words(conn, lost.dropped_matters))


def open_words(conn: Connection, matters: Sequence[str]) -> tuple[str, ...]:
    """Return a Chinese sentence for each of these matters with an open application or draft."""
    if not matters:
        return ()
    said = []
    for name in matters:
        waiting = company_exchange.open_applications(conn, matters=[name])
        if waiting:
            who = join_names(dict.fromkeys(f"{a.name}（{a.event}）" for a in waiting[:5]))
            said.append(f"清单里不再有“{name}”，还有 {len(waiting)} 件申请没有决定：{who}")
    drafts = list_letters.drafts_on(conn, matters)
    said += [f"清单里不再有“{name}”，还有草稿 {'、'.join(ids)} 用到它" for name, ids in drafts.items()]
    return tuple(said)


def require_nothing_open(
    conn: Connection, before: Sequence[Matter], after: Sequence[Matter], reason: str
) -> None:
    """Refuse a list that drops a matter on which something is open, unless a reason is given. Raises Refused."""
    lost = difference(before, after)
    waiting = open_words(conn, lost.dropped_matters)
    if waiting and not reason.strip():
        raise Refused(
            f"{'；'.join(waiting)}",
            where="新清单",
            remedy="先办结，或者核对清单；确实要取消的，用 --reason 写明理由再导入",
        )
