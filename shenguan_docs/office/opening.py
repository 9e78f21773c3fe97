"""An opened office: its settings and its rooms, handed to the command line and the web."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from shenguan_docs.errors import OfficeUnusable, Refused, ShenguanError
from shenguan_docs.index.engines import known
from shenguan_docs.index.opensearch_place import ENGINE as OPENSEARCH
from shenguan_docs.index.opensearch_place import is_server as is_search_server
from shenguan_docs.office.alone import LOCK_WAIT, alone
from shenguan_docs.office.settings import Settings, is_server, read_settings
from shenguan_docs.office.sharing import is_shared, shared_archive
from shenguan_docs.resources import checkout_root, shipped_templates

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from shenguan_docs.archive.journal_files import JournalFiles
    from shenguan_docs.archive.place import Place
    from shenguan_docs.archive.store import Archive
    from shenguan_docs.index.generations import StandingIndex
    from shenguan_docs.index.opensearch_client import Client
    from shenguan_docs.index.opensearch_generations import ServerIndex
    from shenguan_docs.layout.docx import DocxPrinter
    from shenguan_docs.layout.pdf import PdfPrinter
    from shenguan_docs.layout.source import LayoutSource
    from shenguan_docs.office.letters.press import DeskPress
    from shenguan_docs.office.memory import Memory
    from shenguan_docs.office.people.reach import Reach
    from shenguan_docs.register.database import Database
    from shenguan_docs.register.turns import Turn
    from shenguan_docs.register.users import User

SETTINGS_NAME = "office.toml"
INDEX_PLACE = Path("index")

_ID_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def random_id(today: date) -> str:
    """Return a new identifier such as ``20261124-x7k2mq``: ASCII, sorted by day, easy to type."""
    return f"{today:%Y%m%d}-" + "".join(secrets.choice(_ID_LETTERS) for _ in range(6))


def random_seed() -> bytes:
    """Return what a new key is made of: 32 bytes that nobody can guess."""
    return secrets.token_bytes(32)


def _silent(_message: str) -> None:
    return None


Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Shows a long work: called with its name and how many there are, lends what is called with the count done."""


def _unseen(_work: str, _count: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _done: None)


@dataclass
class Office:
    """An office in use.

    ``actor`` is the person who is recorded, ``now`` the clock, ``new_id`` makes identifiers, ``new_seed``
    keys, ``notify`` tells the person something while the work goes on, ``progress`` how far a long work is.
    ``engine_for_now`` is the search engine to use instead of the office's. ``who`` is the person at the desk
    whose rights hold (office/people/rights.py), ``memory`` what the desk keeps between two pages
    (office/memory.py), ``press`` prints in other processes (office/letters/press.py); None at the command line.
    ``within`` narrows what is looked at to a district (office/people/reach.py).
    ``patience`` is how many seconds a server that is away is waited for. The rooms are opened when they are first
    used.
    """

    root: Path
    settings: Settings
    actor: str
    now: Callable[[], datetime]
    new_id: Callable[[date], str] = random_id
    notify: Callable[[str], None] = _silent
    progress: Progress = _unseen
    engine_for_now: str = ""
    who: User | None = None
    within: Reach | None = None
    new_seed: Callable[[], bytes] = random_seed
    patience: float = 30.0
    memory: Memory | None = field(default=None, repr=False)
    press: DeskPress | None = field(default=None, repr=False)
    _depth: int = field(default=0, repr=False)
    _opened_file: tuple[int, int] | None = field(default=None, repr=False)
    _settings_of: int = field(default=0, repr=False)

    @property
    def today(self) -> date:
        """The day on which the office stands."""
        return self.now().date()

    @cached_property
    def records(self) -> Database:
        """The records database."""
        from shenguan_docs.register.database import WAIT_SECONDS, RecordsOlder, open_database

        wait = self.patience if is_server(self.settings.records) else WAIT_SECONDS
        try:
            database = open_database(self.records_url, wait=wait, told=self._tell)
        except RecordsOlder:
            from shenguan_docs.office.upgrading import upgrade_records

            upgrade_records(self)
            database = open_database(self.records_url, wait=wait, told=self._tell)
        self._opened_file = self.records_file()
        self.require_home(database)
        return database

    @property
    def home(self) -> str:
        """This folder and no copy of it; where the archive is shared, the archive: its folders are one office."""
        return shared_archive(self.settings) if is_shared(self.settings) else self.folder

    @property
    def folder(self) -> str:
        """This folder and no copy of it."""
        return f"{self.root.resolve()} #{self.root.stat().st_ino}"

    def require_home(self, database: Database) -> None:
        """A copied folder must not go on working with the records of the first one. Raises OfficeUnusable."""
        if not is_server(self.settings.records):
            return
        from shenguan_docs.register.database import home, set_home

        if (other := home(database)) in ("", self.folder) and other != self.home:
            set_home(database, self.home)
        elif other != self.home:
            database.close()
            at = other.rpartition(" #")[0] or other
            raise OfficeUnusable(
                f"这里的登记由另一个单位文件夹在用（{at}）",
                where=str(self.root),
                remedy="那个文件夹不再用了的，在这里执行 shenguan move --records，后面写 office.toml 里的地址",
            )

    @property
    def records_url(self) -> str:
        """The database's URL; a plain file name lies in the office."""
        from shenguan_docs.register.database import sqlite_url

        place = self.settings.records
        return place if "://" in place else sqlite_url(self.root / place)

    def _tell(self, words: str) -> None:
        self.notify(words)  # whatever it is by then

    def records_file(self) -> tuple[int, int] | None:
        """Which file the records are now: another one after ``rebuild`` or ``restore``."""
        try:
            found = (self.root / self.settings.records).stat()
        except (OSError, ValueError):  # not a file of this office
            return None
        return found.st_dev, found.st_ino

    def let_go_of_replaced_records(self) -> None:
        """After ``rebuild`` in another process the open connections still belong to the database put aside."""
        if "records" in self.__dict__ and self._opened_file != self.records_file():
            self.records.close()  # what comes next connects anew
            self._opened_file = self.records_file()

    def _require_same_records(self) -> None:
        """Who waited while the records were moved elsewhere must not go on writing where they were."""
        with suppress(OSError):  # not there while the office is made
            changed = (self.root / SETTINGS_NAME).stat().st_mtime_ns
            if changed != self._settings_of:
                now = read_settings(self.root / SETTINGS_NAME)
                before = self.settings
                if (now.records, now.archive) != (before.records, before.archive):
                    raise OfficeUnusable("登记或者档案刚刚搬了地方，没有写入任何内容", remedy="再执行一次")
                if now.index != before.index:
                    raise OfficeUnusable("索引刚刚搬了地方，没有写入任何内容", remedy="再执行一次")
                self._settings_of = changed

    @cached_property
    def archive(self) -> Archive:
        """The archive of objects."""
        from shenguan_docs.archive.store import Archive

        return Archive(self.archive_place)

    @cached_property
    def archive_place(self) -> Place:
        """Where the archive lies."""
        from shenguan_docs.archive.place_of import place_of

        return place_of(self.root, self.settings.archive, wait=self.patience, told=self._tell)

    @cached_property
    def journal_files(self) -> JournalFiles:
        """The journal as it lies in the archive."""
        from shenguan_docs.archive.journal_files import JournalFiles

        return JournalFiles(self.archive)

    @property
    def engine(self) -> str:
        """The name of the search engine in use. Raises Refused for one that there is not."""
        if not self.engine_for_now and is_search_server(self.settings.index):
            return OPENSEARCH
        return known(self.engine_for_now or self.settings.engine)

    @property
    def index_place(self) -> Path:
        """Where the index of the engine in use lies."""
        return self.root / INDEX_PLACE / self.engine

    @cached_property
    def index_client(self) -> Client:
        """What asks the server that holds the index."""
        from shenguan_docs.index.opensearch_client import Client
        from shenguan_docs.index.opensearch_place import place_of

        return Client(place_of(self.settings.index), self.patience, self._tell)

    @cached_property
    def index(self) -> StandingIndex | ServerIndex:
        """The full text index; made again from the archive when it is missing or broken."""
        from shenguan_docs.index.engine import IndexUnusable

        if self.engine == OPENSEARCH:
            from shenguan_docs.office.finding.following import index_on_server

            return index_on_server(self)
        from shenguan_docs.index.generations import StandingIndex

        try:
            return StandingIndex(self.index_place, self.engine)
        except IndexUnusable as problem:
            from shenguan_docs.office.finding.indexing import make_anew

            make_anew(self, problem)
            return StandingIndex(self.index_place, self.engine)

    @cached_property
    def pdf(self) -> PdfPrinter:
        """The PDF printer, kept between letters."""
        from shenguan_docs.layout.pdf import PdfPrinter

        return PdfPrinter(self.layouts, self.fonts)

    @cached_property
    def docx(self) -> DocxPrinter:
        """The DOCX printer, kept between letters."""
        from shenguan_docs.layout.docx import DocxPrinter

        return DocxPrinter(self.layouts)

    @cached_property
    def layouts(self) -> LayoutSource:
        """The layouts of letters and of the bundle; the office's own win over the shipped ones."""
        from shenguan_docs.layout.source import LayoutSource

        places = (self.root / "templates", shipped_templates())
        return LayoutSource(
            [place / folder for place in places for folder in ("layouts", "bundle", "registers")]
        )

    @property
    def fonts(self) -> Path:
        """The office's own font files."""
        return self.root / "fonts"

    @property
    def kind_places(self) -> tuple[Path, ...]:
        """Where kinds lie; the office's own win over the shipped ones."""
        return (self.root / "templates" / "notices", shipped_templates() / "notices")

    def last_entry(self) -> tuple[int, str]:
        """Return sequence number and digest of the journal's last entry, as of now."""
        from shenguan_docs.register.glance import last_entry

        with suppress(ValueError):  # a name that is no file of this office
            if "://" not in self.settings.records and (
                found := last_entry((self.root / self.settings.records).absolute())
            ):
                return found
        from shenguan_docs.register import journal

        with self.reading() as conn:
            return journal.last(conn)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read the records."""
        with self.records.reading() as conn:
            yield conn

    @cached_property
    def turn(self) -> Turn | None:
        """The turn to write among all machines, None where the records are a file of this folder."""
        if not is_server(self.settings.records):
            return None
        from shenguan_docs.register.turns import Turn

        return Turn(self.records_url, self.patience, self._tell)

    @property
    def held(self) -> Connection | None:
        """The connection of the turn that is had, on which one reads and writes. Raises OfficeUnusable once it broke."""
        return self.turn.conn if self.turn is not None and self._depth else None

    @contextmanager
    def locked(self, wait: float | None = None) -> Iterator[None]:
        """Hold the office alone: one process writes, a second waits with a word, and at last gives up."""
        if self._depth:
            yield
            return
        with alone(self, wait):
            self._depth += 1
            try:
                self._require_same_records()
                self.let_go_of_replaced_records()
                yield
            finally:
                self._depth -= 1

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Change the records: alone, in one transaction, settled before anyone is told.

        What an earlier crash left undone is settled first. If the block raises, nothing was changed.
        """
        from shenguan_docs.office.finding.indexing import follows
        from shenguan_docs.office.settling import follow, settle
        from shenguan_docs.office.standing import archived, is_indexed
        from shenguan_docs.register import journal

        with self.locked():
            with ExitStack() as stack:
                done = archived(self)
                if done and not follows(self) and not is_indexed(self, done[0]):
                    done = None
                conn = stack.enter_context(self._transaction())
                if journal.last_of_writer(conn) != done:
                    stack.close()
                    settle(self)
                    conn = stack.enter_context(self._transaction())
                yield conn
            self._until_done(lambda confirmed: settle(self, confirmed=confirmed))
        if self.turn is not None and not self._depth:
            self._until_done(lambda _confirmed: follow(self, wrote=True))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Lend one that writes; where it does not happen, what was staged for it is cleared away."""
        from shenguan_docs.office.settling import discard_staged

        try:
            with self.records.writing(self.held) as conn:
                yield conn
        except BaseException:
            with suppress(ShenguanError, OSError):  # the next writer clears them away
                discard_staged(self)
            raise

    def _until_done(self, step: Callable[[bool], None]) -> None:
        """Do what follows a commit; where the server goes away just then, again when it is back: it can be done twice.

        ``step`` is told whether what was committed is on the server that is asked now.
        """
        from shenguan_docs.office.settling import unsettled

        for left in (2, 1, 0) if self.turn is not None else (0,):
            try:
                again = self.turn is not None and self.turn.keep(LOCK_WAIT)
                step(left == 2 and not again)
                return
            except (ShenguanError, OSError) as error:
                if not left or not isinstance(error, OfficeUnusable):
                    raise unsettled(error) from error

    def close(self) -> None:
        """Give back what was opened."""
        if "records" in self.__dict__:
            self.records.close()
        if self.__dict__.get("turn") is not None and not self._depth:
            self.__dict__.pop("turn").close()
        if "index_client" in self.__dict__:
            self.index_client.close()


def require_office(root: Path) -> None:
    """Raise OfficeUnusable where there is no office."""
    if not (root / SETTINGS_NAME).is_file():
        missing = "没有这个文件夹" if not root.exists() else f"这里不是单位文件夹（没有 {SETTINGS_NAME}）"
        raise OfficeUnusable(
            missing, where=str(root), remedy="核对 -C 后面的路径，或用 shenguan init 文件夹 新建一个"
        )


def require_sound_name(root: Path) -> None:
    """Raise Refused for a path that is no text."""
    try:
        str(root).encode()
    except UnicodeEncodeError:
        raise Refused("路径里有认不出的字符（不是 UTF-8）", where=str(root), remedy="换一个名称") from None


def open_office(
    root: Path,
    *,
    actor: str,
    now: Callable[[], datetime],
    new_id: Callable[[date], str] = random_id,
    notify: Callable[[str], None] = _silent,
    progress: Progress = _unseen,
    engine: str = "",
    patience: float = 30.0,
    settled: bool = True,
) -> Office:
    """Open the office in ``root`` and settle what a crash left undone; not ``settled`` only looks at it.

    A checkout without office.toml becomes an office of its own. ``engine`` is the search engine to use instead
    of the office's, ``patience`` for how many seconds a server is waited for. Raises OfficeUnusable, Refused.
    """
    settings_file = root / SETTINGS_NAME
    require_sound_name(root)
    if not settings_file.is_file() and root.is_dir() and root == checkout_root():
        from shenguan_docs.office.founding import furnish

        furnish(root, "示例单位", actor=actor, now=now)
    require_office(root)
    office = Office(
        root, read_settings(settings_file), actor, now, new_id, notify, progress, engine, patience=patience
    )
    if settled:
        from shenguan_docs.office.standing import is_settled

        if not is_settled(office):
            from shenguan_docs.office.settling import settle, settle_or_follow

            if office.turn is None:
                with office.locked():
                    settle(office)
            else:
                settle_or_follow(office)
    return office
