"""What a move still has to do once the office stands elsewhere: what it used before gets another name.

It is noted before office.toml changes. A move that is cut off behind that moment is finished by the next command.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shenguan_docs.archive.files import fsync_folder, in_words
from shenguan_docs.archive.s3_address import is_s3, parse
from shenguan_docs.durable import sync, write_durably
from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.settings import is_server, read_settings
from shenguan_docs.register.database import Database, home, module_of, put_aside, sqlite_url

NAME = ".moving.json"
What = Literal["records", "archive", "index"]


class AlreadyThere(Refused):
    """What shall be moved stands where it shall go."""


@dataclass(frozen=True)
class Finished:
    """What was moved, and what the earlier one is called now; for an index, what is to be said of it."""

    what: What
    kept: str


def note(office: Office, what: What, stamp: str) -> None:
    """Write down what is used up to now; the caller changes office.toml next, then calls ``finish``."""
    told = {"what": what, "earlier": getattr(office.settings, what), "stamp": stamp, "home": office.home}
    place = office.root / NAME
    with in_words(place):
        write_durably(place, json.dumps(told, ensure_ascii=False).encode(), 0o600)


def is_unfinished(root: Path) -> bool:
    """Whether a move was cut off there, or goes on just now."""
    return (root / NAME).exists()


def finish(office: Office) -> Finished | None:
    """Give what the last move left its other name; None where nothing was left to do, or the move did not happen.

    The caller holds the office's lock. Raises OfficeUnusable.
    """
    place = office.root / NAME
    with in_words(place):
        if not place.exists():
            return None
        text = place.read_text("utf-8")
    told = json.loads(text)
    what, earlier, found = told["what"], told["earlier"], None
    now = getattr(read_settings(office.root / SETTINGS_NAME), what)
    if now != earlier:
        aside = f"before-move-{told['stamp']}"
        if what == "records":
            if is_server(now) and not is_server(earlier):
                put_desk_aside(office, aside)
            kept = _records(office, earlier, aside, {"", office.folder, told["home"]})
        elif what == "archive":
            kept = _archive(office, earlier, aside)
        else:
            kept = _index(office, earlier, told["home"])
        found = Finished(what, kept)
    with in_words(place):
        place.unlink()
        sync(office.root)
    return found


def _records(office: Office, earlier: str, aside: str, homes: set[str]) -> str:
    url = earlier if "://" in earlier else sqlite_url(office.root / earlier)
    if not is_server(earlier):
        return put_aside(url, aside)
    from shenguan_docs.office.people.desk_on_server import put_aside as put_desk_on_server_aside
    from shenguan_docs.office.received.incoming_on_server import come_home

    come_home(office)
    kind = module_of(url)
    database = Database(url, kind.engine(url, office.patience, office.notify), kind)
    try:
        if home(database) not in homes:  # somebody else works with them by now
            return ""
        put_desk_on_server_aside(database, aside)
    finally:
        database.close()
    return put_aside(url, aside)


def put_desk_aside(office: Office, aside: str) -> None:
    """Rename the folder's desk.db, unless that was done."""
    place = office.root / desk_in_folder.NAME
    kept = place.with_name(f"{place.name}.{aside}")
    with in_words(place):
        if place.exists() and not kept.exists():
            place.rename(kept)
            fsync_folder(office.root)


def _archive(office: Office, earlier: str, aside: str) -> str:
    """Give the earlier folder another name; what is in a bucket stays as it is."""
    if is_s3(earlier):
        return parse(earlier).shown()
    here = office.root / earlier
    kept = here.with_name(f"{earlier}.{aside}")
    with in_words(here):
        if here.exists() and not kept.exists():
            here.rename(kept)
            fsync_folder(office.root)
    return kept.name


def _index(office: Office, earlier: str, home: str) -> str:
    """Take the earlier index away from its server; say what is left of it."""
    from shenguan_docs.index.opensearch_client import Client
    from shenguan_docs.index.opensearch_place import is_server, place_of

    if not is_server(earlier):
        return "原来的索引留在 index 文件夹里，可以删去"
    from shenguan_docs.index.opensearch_generations import removed

    client = Client(place_of(earlier), office.patience, office.notify)
    try:
        removed(client, home)
    except ShenguanError as error:
        return f"原来的索引还在服务器上，没有删去：{error.message}"
    finally:
        with suppress(ShenguanError):
            client.close()
    return ""
