"""A new office is made in a folder: whole, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from shenguan_docs.durable import sync, write_durably
from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.index.engines import best
from shenguan_docs.index.opensearch_place import is_server as is_search_server
from shenguan_docs.office.opening import INDEX_PLACE, SETTINGS_NAME, Office, require_sound_name
from shenguan_docs.office.settings import ARCHIVE, INDEX, RECORDS, Settings, settings_text
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import clean

if TYPE_CHECKING:
    from shenguan_docs.index.opensearch_client import Client

UNFINISHED = "init.lock"  # lies in a folder while an office is made there


def init_office(
    root: Path,
    name: str,
    *,
    actor: str,
    now: Callable[[], datetime],
    records: str = RECORDS,
    archive: str = ARCHIVE,
    index: str = INDEX,
) -> None:
    """Make a new office in an empty or new folder; what an interrupted ``init`` left there is made again.

    ``records``, ``archive`` and ``index`` are where those go, as in office.toml.
    Raises Refused if the folder holds anything else, or if another process is making an office there.
    """
    from filelock import FileLock, Timeout

    require_sound_name(root)
    name = " ".join(clean(name).split()) or "本单位"
    if root.exists() and not root.is_dir():
        raise Refused("这是文件，不是文件夹", where=str(root))
    made = not root.exists()
    if not made and any(root.iterdir()) and not _is_unfinished(root):
        raise Refused("文件夹不是空的", where=str(root), remedy="换一个新的文件夹名")
    root.mkdir(parents=True, exist_ok=True)
    # The mark says, after a crash, that nothing in here is anyone's work yet.
    lock = FileLock(root / UNFINISHED)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refused("另一个程序正在这里新建单位", where=str(root), remedy="等它做完") from None
    try:
        (root / UNFINISHED).touch()
        _take_back(root, False)
        furnish(root, name, actor=actor, now=now, records=records, archive=archive, index=index)
    except BaseException:
        lock.release()
        (root / UNFINISHED).unlink(missing_ok=True)
        _take_back(root, made)
        raise
    lock.release()
    (root / UNFINISHED).unlink(missing_ok=True)


def _is_unfinished(root: Path) -> bool:
    """Whether an ``init`` was cut off in ``root``: its mark lies there, no settings, and nothing that it did not make."""
    names = {path.name for path in root.iterdir()}
    made = {"templates", "archive", "index", "fonts", "cache", "office.lock", "office.next", UNFINISHED}
    strange = {name for name in names - made if not name.startswith("records.db")}
    return UNFINISHED in names and not strange


def furnish(
    root: Path,
    name: str,
    *,
    actor: str,
    now: Callable[[], datetime],
    records: str = RECORDS,
    archive: str = ARCHIVE,
    index: str = INDEX,
) -> None:
    """Put an office's folders, records and the plan's sample departments into ``root``; office.toml comes last."""
    from shenguan_docs.archive.store import Archive
    from shenguan_docs.index.generations import building
    from shenguan_docs.index.opensearch_generations import building as building_on_server
    from shenguan_docs.index.opensearch_generations import removed
    from shenguan_docs.office.keeping.plan_keeping import seed_directory
    from shenguan_docs.register.database import create_database, put_aside

    if index != INDEX and not is_search_server(index):
        raise Refused("索引不能放在那里", where=index, remedy="写 opensearch://主机/索引名，或者不写")
    for folder in ("templates/notices", "templates/layouts", "index", "fonts"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    engine = best()
    if index == INDEX:
        with building(root / INDEX_PLACE / engine, engine):
            pass
    # What an interrupted set-up left: office.toml, written last, was not there.
    (root / RECORDS).unlink(missing_ok=True)
    text = settings_text(name, engine, records, archive, index)
    draft_settings = Settings(name, records, engine=engine, archive=archive, index=index)
    office = Office(root, draft_settings, actor, now)
    client = office.index_client if index != INDEX else None  # Refused for an address that is none
    office.archive_place.require_unused()
    Archive.create(office.archive_place)
    create_database(office.records_url)
    made: Client | None = None
    try:
        if client is not None:
            with building_on_server(client, office.home):  # refuses where it is another one's
                pass
            made = client
        with office.writing() as conn:
            seed_directory(conn, shipped_templates() / "plan" / "departments.toml", at=now(), by=actor)
        office.close()
        write_durably(root / SETTINGS_NAME, text.encode())
        sync(root.absolute().parent)
    except BaseException:  # the next ``init`` finds an empty database again
        with suppress(ShenguanError):
            put_aside(office.records_url, f"unfinished-{now():%Y%m%d%H%M%S}")
        with suppress(ShenguanError):
            office.archive_place.take_back()
        if made is not None:
            with suppress(ShenguanError):
                removed(made, office.home)
        raise


def _take_back(root: Path, made: bool) -> None:
    import shutil

    for path in list(root.iterdir()):
        if path.name == UNFINISHED:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    if made:
        root.rmdir()
