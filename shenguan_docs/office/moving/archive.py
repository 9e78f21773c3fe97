"""Carry an office's archive over to a bucket, and back: copied, every object and the journal compared, then used from there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shenguan_docs.archive.files import in_words
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.moving import carry_over, differing
from shenguan_docs.archive.place import Place
from shenguan_docs.archive.place_of import place_of
from shenguan_docs.archive.root import ROOT_FILES
from shenguan_docs.archive.s3_address import is_s3, parse
from shenguan_docs.archive.store import Archive
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.moving.finishing import AlreadyThere, finish, note
from shenguan_docs.office.moving.homes import keep_for_this_folder
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.settings import ARCHIVE, is_server, with_archive
from shenguan_docs.office.settling import settle
from shenguan_docs.register.database import set_home


@dataclass(frozen=True)
class ArchiveMoved:
    """What was carried over: objects, files written anew; where it went; where the earlier archive is."""

    objects: int
    written: int
    archive: str
    kept_archive: str


def move_archive(office: Office, to: str) -> ArchiveMoved:
    """Put the office's archive at ``to``, ``archive`` or ``s3://…``, and use it from there.

    What was cut off goes on where it stopped: what is there with the right content is not written again. Until the
    last step the office uses its earlier archive, which is kept. Raises Refused, OfficeUnusable.
    """
    require_place(to)
    here = office.settings.archive
    if to == here or (is_s3(to) and is_s3(here) and parse(to).shown() == parse(here).shown()):
        raise AlreadyThere("档案已经在那里", where=to)
    with office.locked():
        finish(office)
        settle(office)
        target = place_of(office.root, to, wait=office.patience, told=office.notify)
        _require_ours(office, target)
        there = Archive.create(target)
        source = office.archive
        count = sum(1 for _ in source.place.object_folders())
        with office.progress("搬档案", 2 * count) as done:
            written = carry_over(source, there, done)
            if different := differing(source, there, lambda n: done(count + n)):
                raise OfficeUnusable(
                    f"搬过去的和原来的不同（{different[0]} 等 {len(different)} 处），仍用原来的",
                    remedy="再执行一次",
                )
        keep_for_this_folder(office)
        note(office, "archive", f"{office.now():%Y%m%d%H%M%S}")
        settings = office.root / SETTINGS_NAME
        with in_words(settings):
            write_durably(settings, with_archive(settings.read_text("utf-8-sig"), to).encode())
        office.settings = replace(office.settings, archive=to)
        for room in ("archive", "archive_place", "journal_files"):
            office.__dict__.pop(room, None)
        if is_server(office.settings.records):
            set_home(office.records, office.home)
        left = finish(office)
    return ArchiveMoved(count, written, target.where("").rstrip("/"), left.kept if left else "")


def require_place(to: str) -> None:
    """Raise Refused for what is no place of an archive."""
    if to != ARCHIVE and not is_s3(to):
        remedy = f"写 {ARCHIVE}，或者 s3://桶/前缀?endpoint=http://主机:端口"
        raise Refused("档案不能搬到那里", where=to, remedy=remedy)
    if is_s3(to):
        parse(to)


def _require_ours(office: Office, target: Place) -> None:
    """What lies there already has to be what an earlier move of this office left. Raises Refused."""
    where, remedy = target.where(""), "换一个前缀，或者换一个空的桶"
    try:
        target.read(f"objects/{list(ROOT_FILES)[-1]}")
    except FileNotFoundError:
        target.require_unused()
        return
    try:
        first = next(JournalFiles(Archive.as_it_is(target)).lines(), "")
        folder = next(target.object_folders(), "")
    except (OfficeUnusable, OSError) as error:
        raise Refused("那里已有别的档案，而且读不出来", where=where, remedy=remedy) from error
    if (
        first != next(office.journal_files.lines(), "")
        if first
        else folder and not office.archive.place.holds(folder, "v1")
    ):
        raise Refused("那里已有别的档案", where=where, remedy=remedy)
