"""Keep an office whole: rebuild its database and index from the archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.companies.base_letters import enter_earlier_letters
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.opening import Office
from shenguan_docs.register import drafts, events, journal
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import (
    Database,
    open_database,
    replacing,
    schema_state,
)


@dataclass(frozen=True)
class Rebuilt:
    """What ``rebuild`` did: entries replayed, letters indexed, where the old database went, how it differed."""

    entries: int
    documents: int
    kept_old: str
    differences: tuple[str, ...]


def rebuild(
    office_root: Path, office: Office, progress: Callable[[int], None] = lambda _done: None
) -> Rebuilt:
    """Make database and index again from the archive alone; the old database is kept beside the new one.

    Open drafts are carried over where the old database can still be read. Raises OfficeUnusable.
    """
    stamp = f"{office.now():%Y%m%d%H%M%S}"
    with office.locked():
        old = _old_records(office)
        with replacing(office.records_url, stamp) as (fresh, kept):
            with fresh.writing() as conn:
                entries = journal.replay(conn, office.journal_files.lines())
                enter_earlier_letters(office, conn)
            if entries == 0:
                raise OfficeUnusable(
                    "档案里没有流水账，无从重建", where=office.archive_place.shown("journal")
                )
            differences = _carry_over(old, fresh)
            if old is not None:
                old.close()
        office.__dict__.pop("records", None)
        count = rebuild_index(office, progress)
    return Rebuilt(entries, count, kept, tuple(differences))


def _old_records(office: Office) -> Database | None:
    """Return what the office had, None where it cannot be read. Raises OfficeUnusable for a newer one."""
    try:
        newer = schema_state(office.records_url) == "newer"
        if not newer:
            database = open_database(office.records_url)
    except OfficeUnusable:
        return None
    if not newer:
        office.require_home(database)
        return database
    raise OfficeUnusable("登记数据库由更新版本的程序写成，不能由本程序重建", remedy="请安装较新版本的程序")


def _carry_over(old: Database | None, fresh: Database) -> list[str]:
    if old is None:
        return []
    try:
        with old.reading() as before, fresh.writing() as after:
            differences = tables_equal(before, after)
            for head in drafts.list_drafts(before):
                try:
                    kept = drafts.load(before, head.id)
                except OfficeUnusable as error:
                    differences.append(f"{error.message}，没有带过来")
                    continue
                drafts.create(
                    after,
                    id=kept.id,
                    kind=kept.kind,
                    title=kept.title,
                    data=kept.data,
                    files=kept.files,
                    at=kept.created_at,
                    by=kept.created_by,
                    event=kept.event if events.by_id(after, kept.event) else "",
                    sender=kept.sender,
                )
                drafts.set_versions(after, kept.id, drafts.versions(before, kept.id))
            return differences
    except OfficeUnusable as error:
        return [f"原来的登记数据库读不全：{error.message}"]
