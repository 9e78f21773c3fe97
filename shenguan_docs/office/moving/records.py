"""Carry an office's records to another engine, and back: copied, compared row by row, then used from there.

What the desk keeps goes with them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from shenguan_docs.archive.files import in_words
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.moving.desk import carried
from shenguan_docs.office.moving.finishing import AlreadyThere, finish, note
from shenguan_docs.office.moving.homes import keep_for_this_folder
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.settings import RECORDS, is_server, with_records
from shenguan_docs.office.settling import settle
from shenguan_docs.register import journal
from shenguan_docs.register.copying import copy_all, rows_of, unequal
from shenguan_docs.register.database import (
    Database,
    create_database,
    home,
    open_database,
    place,
    put_aside,
    schema_state,
    set_home,
    sqlite_url,
)


@dataclass(frozen=True)
class Moved:
    """What was carried over: entries of the journal, rows in all; where it went; what the earlier records are called."""

    entries: int
    rows: int
    place: str
    kept_old: str


def move_records(office: Office, to: str) -> Moved:
    """Put the office's records at ``to``, a file name in the office or a URL, and use them from there.

    What was cut off is begun again; until the last step the office uses its earlier records, which are kept.
    Raises Refused, OfficeUnusable.
    """
    require_place(to)
    url = to if is_server(to) else sqlite_url(office.root / to)
    if to == office.settings.records or url == office.records_url:
        if not is_server(to):
            raise AlreadyThere("登记已经在那里", where=place(url))
        return _taken_over(office, url)
    with office.locked():
        finish(office)
        settle(office)
        stamp = f"{office.now():%Y%m%d%H%M%S}"
        target = _ready(office, url, stamp)
        try:
            with office.reading() as here:
                entries, rows = journal.last(here)[0], rows_of(here)
                with office.progress("搬登记", rows) as done, target.writing() as there:
                    copy_all(here, there, done)
                with target.reading() as there:
                    if different := unequal(here, there):
                        raise OfficeUnusable(
                            f"搬过去的和原来的不同（{'、'.join(different)}），仍用原来的", remedy="再执行一次"
                        )
            set_home(target, office.home)
            keep_for_this_folder(office)
            note(office, "records", stamp)
            with carried(office, target, f"before-move-{stamp}"):
                settings = office.root / SETTINGS_NAME
                with in_words(settings):
                    write_durably(settings, with_records(settings.read_text("utf-8-sig"), to).encode())
        finally:
            target.close()
        office.close()  # nobody holds the earlier records open
        left = finish(office)
    return Moved(entries, rows, place(url), left.kept if left else "")


def require_place(to: str) -> None:
    """Raise Refused for what is no place of records."""
    if to != RECORDS and not is_server(to):
        raise Refused("登记不能搬到那里", where=to, remedy=f"写 {RECORDS}，或者 postgresql://主机/数据库")


def _taken_over(office: Office, url: str) -> Moved:
    """The records are there already, and from now on this folder is the one that works with them."""
    database = open_database(url)
    try:
        set_home(database, office.home)
        with database.reading() as conn:
            return Moved(journal.last(conn)[0], rows_of(conn), place(url), "")
    finally:
        database.close()


def _ready(office: Office, url: str, stamp: str) -> Database:
    """Return empty records at ``url``; what an earlier move of this office left there is put aside."""
    state = schema_state(url)
    if state == "missing":
        create_database(url)
    elif state != "current":
        raise Refused("那里的登记数据库是另一个版本的程序写成的", where=place(url), remedy="换一个地方")
    target = open_database(url)
    with target.reading() as there, office.reading() as here:
        if not rows_of(there):
            return target
        first, other = next(journal.lines(here), ""), next(journal.lines(there), "")
        seq, _ = journal.last(there)
        known = not seq or (first == other and _line(here, seq) == _line(there, seq))
    used_by = home(target)
    target.close()
    if used_by not in ("", office.home):
        raise Refused(f"那里的登记由另一个单位文件夹在用（{used_by.rpartition(' #')[0]}）", where=place(url))
    if not known:
        raise Refused("那里已有别的登记", where=place(url), remedy="换一个空的数据库，或者另一个文件名")
    put_aside(url, f"before-move-{stamp}-0")
    create_database(url)
    return open_database(url)


def _line(conn: Connection, seq: int) -> str:
    return next(journal.lines(conn, seq - 1), "")
