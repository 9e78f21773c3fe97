"""Bring archive and index up to what the records know; the same steps after a commit and after a crash.

The database's commit is the moment at which a thing has happened. What follows it (objects moved into
place, lines added to the archive's journal, the index) can be done again at any time, and is, until it is
done; only then is anything acknowledged.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from shenguan_docs.errors import OfficeUnusable, ShenguanError, system_reason
from shenguan_docs.index.engine import IndexAway
from shenguan_docs.office.alone import Busy
from shenguan_docs.register import journal, schema

if TYPE_CHECKING:
    from shenguan_docs.archive.store import ObjectVersion
    from shenguan_docs.office.opening import Office


def settle(office: Office, *, confirmed: bool = False) -> None:
    """Finish what the records know and archive or index lack. The caller holds the office's lock.

    ``confirmed``: the commit of what is lacking was answered; else it is asked for first (register/turns.py).
    """
    try:
        settle_with_index(office, confirmed=confirmed)
    except IndexAway as away:  # it keeps nobody from issuing
        office.notify(f"{away.short}。文书照常登记、存档；它恢复以后，索引自动补上。")


def settle_with_index(office: Office, *, confirmed: bool = False) -> None:
    """Do the same, and raise IndexAway where the index cannot follow."""
    _settle_archive(office, confirmed)
    _update_index(office)


def _update_index(office: Office) -> None:
    from shenguan_docs.office.finding.indexing import follows, update_index

    if not follows(office):
        update_index(office)


def follow(office: Office, *, wrote: bool = False) -> None:
    """Bring this machine's index up to what was archived, here or elsewhere; without a turn, so that nobody waits."""
    from shenguan_docs.office.finding.indexing import follow

    follow(office, wrote=wrote)


def settle_or_follow(office: Office) -> None:
    """What a machine does when it opens an office that several share: settle, unless another one writes just now.

    That one settles what is there; this one needs no more than its index brought up to it.
    """
    with suppress(Busy), office.locked(0.0):
        settle(office)
    follow(office)


def discard_staged(office: Office) -> None:
    """Clear away objects of a transaction that did not happen."""
    staged = office.archive.staged()
    if not staged:
        return
    with office.records.reading(office.held) as conn:
        unknown = [version for version in staged if not _is_known(conn, version)]
    for version in unknown:
        office.archive.discard(version)


def _settle_archive(office: Office, confirmed: bool) -> None:
    """Publish and write down what the records know, clear away what they do not.

    They are asked where the turn is had: who has lost it must not clear away what the next one has staged (turns.py).
    """
    (archived, digest), staged = office.journal_files.last(), office.archive.staged()
    with office.records.reading(office.held) as conn:
        known = [_is_known(conn, version) for version in staged]
        lines = list(journal.lines(conn, archived))
        last = None if lines else journal.last(conn)
    if not staged and last == (archived, digest):
        return
    if not confirmed:
        office.records.confirm(office.held)
    if last and last[0] < archived:
        _catch_up_records(office, last[0], archived)
        _settle_archive(office, confirmed)  # they may know now what is staged
        return
    if last and last[1] != digest:
        raise _parted(archived)
    for version, stays in zip(staged, known, strict=True):
        if stays:
            office.archive.publish(version)
        else:
            office.archive.discard(version)
    try:
        office.journal_files.append(lines)
    except ValueError as error:  # a line that was put into the database by hand
        raise _parted(archived + 1) from error


def _is_known(conn: Connection, version: ObjectVersion) -> bool:
    objects = schema.objects
    found = conn.execute(
        select(objects.c.inventory).where(
            objects.c.object_id == version.object_id,
            objects.c.version == int(version.version.removeprefix("v") or 0),
        )
    ).scalar()
    return found is not None and found == version.inventory


def _catch_up_records(office: Office, seq: int, archived: int) -> None:
    """Records older than the archive (restored from a copy) are caught up from the archive's journal."""
    office.notify(f"登记数据库停在第 {seq} 条，档案已有 {archived} 条，正在由档案补齐……")
    with office.records.writing(office.held) as conn:
        journal.replay(conn, office.journal_files.lines(seq))


def _parted(seq: int) -> OfficeUnusable:
    return OfficeUnusable(
        "登记数据库与档案里的流水账对不上",
        where=f"第 {seq} 条",
        remedy="运行 shenguan verify 查明，必要时 shenguan rebuild",
    )


def unsettled(error: ShenguanError | OSError) -> OfficeUnusable:
    """The transaction stands, what follows it does not: nobody shall do the thing once more."""
    if isinstance(error, OSError):
        problem, where, remedy = system_reason(error), str(error.filename or ""), ""
    else:
        problem, where, remedy = error.message, error.where, error.remedy
    return OfficeUnusable(
        f"这件事已经登记在案，但存档或索引没有做完：{problem}",
        where=where,
        remedy=f"{remedy + '。' if remedy else ''}不要重做一遍；排除后运行 shenguan verify，会接着做完",
    )
