"""The records database: made, opened, brought up to date, on whichever engine ``records`` in office.toml names.

Readers and writers take ``Database.reading()`` and ``Database.writing()``; a writing transaction
has the database to itself from its first statement. Whatever the engine complains of becomes an
OfficeUnusable with a Chinese sentence here. What is different from one engine to another is in on_sqlite.py
and on_postgresql.py, which have the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from types import ModuleType
from typing import Literal

from sqlalchemy import Connection, Engine, RootTransaction, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.register import on_sqlite
from shenguan_docs.register.complaints import cause, in_words
from shenguan_docs.register.revisions import REVISION, REVISIONS

SchemaState = Literal["missing", "current", "older", "newer"]
Told = Callable[[str], None]
Complete = Callable[[Connection], object]

sqlite_url = on_sqlite.url_of
SOON = 3.0  # seconds after which one who waits for a commit is told so
WAIT_SECONDS = 30.0  # how long one writer waits for another, or for a server, before it says so


def _silent(_words: str) -> None:
    return None


class RecordsOlder(OfficeUnusable):
    """The records were written by an earlier version and can be upgraded."""


@dataclass(frozen=True)
class Database:
    """An opened records database; ``kind`` is the module of its engine."""

    url: str
    engine: Engine
    kind: ModuleType = on_sqlite
    told: Told = _silent

    @contextmanager
    def reading(self, on: Connection | None = None) -> Iterator[Connection]:
        """A transaction that sees one state of the records and changes nothing. Raises OfficeUnusable."""
        with in_words(self.kind), self._begun("reading", on) as (conn, _transaction):
            yield conn

    @contextmanager
    def writing(self, on: Connection | None = None) -> Iterator[Connection]:
        """The one writing transaction at a time: all of it is kept, or nothing; ``on`` is that of the turn (turns.py).

        Raises OfficeUnusable.
        """
        with in_words(self.kind), self._begun("writing", on) as (conn, transaction), transaction:
            yield conn
            self._commit(conn, transaction)

    @contextmanager
    def beside(self, mode: str) -> Iterator[Connection]:
        """A transaction in what is no part of the records, on the same server; ``mode`` as the engine knows it.

        Raises OfficeUnusable, also where nobody can tell whether it was kept.
        """
        with in_words(self.kind), self._begun(mode) as (conn, transaction), transaction:
            yield conn
            self._commit(conn, transaction)

    def confirm(self, on: Connection | None = None) -> None:
        """Return when what can be read now stands wherever it has to, on a standby that is waited for too.

        Raises OfficeUnusable.
        """
        if not self.kind.ON_SERVER:
            return
        with in_words(self.kind), self._begun("plain", on) as (conn, transaction), transaction:
            self.kind.confirm(conn)
            with self._word_of_waiting():
                transaction.commit()

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    @contextmanager
    def _word_of_waiting(self) -> Iterator[None]:
        """Say so when a server takes its time to agree: a commit waits for the standby without end."""
        if not self.kind.ON_SERVER:
            yield
            return
        saying = Timer(SOON, self.told, ["登记数据库还没有答应这次写入（正在切换，或者在等备机），请稍候……"])
        saying.daemon = True
        saying.start()
        try:
            yield
        finally:
            saying.cancel()

    @contextmanager
    def _begun(self, mode: str, on: Connection | None = None) -> Iterator[tuple[Connection, RootTransaction]]:
        """A connection in a transaction; one that broke while nobody used it is replaced by another.

        Not so ``on``, which is given: with it more was lost than a connection.
        """
        if on is not None:
            try:
                begun = on.execution_options(mode=mode).begin()
            except BaseException:
                on.invalidate()
                raise
            try:
                yield on, begun
            finally:
                if begun.is_active:  # a reader's; a writer's has ended one way or the other
                    begun.rollback()
            return
        for last in (False, True):
            conn = self.engine.connect().execution_options(mode=mode)
            try:
                transaction = conn.begin()
            except BaseException as error:
                conn.invalidate()
                conn.close()
                if last or not self.kind.lost(cause(error)):
                    raise
                self.engine.dispose()
                continue
            with conn:
                yield conn, transaction
                return

    def _commit(self, conn: Connection, transaction: RootTransaction) -> None:
        """Commit; where the connection breaks at that moment, find out whether it happened."""
        end = self.kind.end(conn)
        try:
            with self._word_of_waiting():
                transaction.commit()
        except DBAPIError as error:
            if end is None or not self.kind.lost(cause(error)):
                raise
            conn.invalidate()
            stands = self._stands(end)
            if stands is None:
                raise OfficeUnusable(
                    "登记数据库的连接在写完的时候断了，不知道写成没有", remedy="先看一看，没有写成的再做一遍"
                ) from error
            if not stands:
                raise

    def _stands(self, end: tuple[int, str]) -> bool | None:
        """Find out whether the transaction that wrote ``end`` last happened; where the connection breaks, once more."""
        for left in (2, 1, 0):
            self.engine.dispose()
            try:
                # The lock of a writer is had only when the other end has done with the transaction, one way or the
                # other.
                with self._begun("writing") as (conn, asking), asking:
                    stands: bool | None = self.kind.stands(conn, end)
                    with self._word_of_waiting():
                        asking.commit()
                    return stands
            except DBAPIError as error:
                if not self.kind.lost(cause(error)):
                    raise
                if not left:
                    return None
        return None


def module_of(url: str) -> ModuleType:
    """Return the module of the engine that a URL names. Raises OfficeUnusable."""
    try:
        name = url.partition(":")[0].partition("+")[0]
        if name in ("postgresql", "postgres"):
            from shenguan_docs.register import on_postgresql

            return on_postgresql
        if make_url(url).get_backend_name() == "sqlite":
            return on_sqlite
    except ArgumentError:
        pass
    raise OfficeUnusable(
        f"登记数据库的地址“{url.partition('://')[0]}”不能用",
        remedy='office.toml 里写 records = "records.db"，或者 records = "postgresql://主机/数据库"',
    )


def create_database(url: str) -> None:
    """Make an empty records database. Raises Refused if there is one, OfficeUnusable if it cannot be made."""
    kind = module_of(url)
    if schema_state(url) != "missing":
        raise Refused("这里已经有登记数据库", where=kind.place(url), remedy="换一个文件夹，或打开已有的单位")
    engine = kind.engine(url, WAIT_SECONDS, _silent)
    try:
        with in_words(kind):
            kind.prepare(engine)
        _migrate(kind, engine)
    finally:
        engine.dispose()


def scratch_database(file: Path) -> Database:
    """Make a database to replay into and throw away: all tables at once, without the migrations."""
    from shenguan_docs.register import schema

    engine = on_sqlite.engine(sqlite_url(file), WAIT_SECONDS, _silent)
    on_sqlite.forget_at_crash(engine)
    with in_words(on_sqlite), engine.begin() as conn:
        schema.journal.metadata.create_all(conn)
    return Database(sqlite_url(file), engine)


def open_database(url: str, *, wait: float = WAIT_SECONDS, told: Told = _silent) -> Database:
    """Open the records; ``told`` is called when a server has to be waited for.

    Raises OfficeUnusable if missing, unreadable, out of reach, or of an older or newer version.
    """
    kind = module_of(url)
    engine = kind.engine(url, wait, told)
    try:
        state = _state(kind, engine, url)
        if state == "missing":
            message, remedy = kind.MISSING
            raise OfficeUnusable(message, where=kind.place(url), remedy=remedy)
        if state == "newer":
            raise OfficeUnusable(
                "登记数据库由更新版本的程序写成", where=kind.place(url), remedy="请安装较新版本的程序再打开"
            )
        if state == "older":
            raise RecordsOlder(
                "登记数据库由较早版本的程序写成，要先升级",
                where=kind.place(url),
                remedy="先备份，再升级登记数据库",
            )
    except BaseException:
        engine.dispose()
        raise
    return Database(url, engine, kind, told)


def schema_state(url: str) -> SchemaState:
    """Say whether the database at ``url`` fits this version. Raises OfficeUnusable if it cannot be read."""
    kind = module_of(url)
    engine = kind.engine(url, WAIT_SECONDS, _silent)
    try:
        return _state(kind, engine, url)
    finally:
        engine.dispose()


def _state(kind: ModuleType, engine: Engine, url: str) -> SchemaState:
    if not kind.present(url):
        return "missing"
    with in_words(kind), engine.connect() as conn:
        if not engine.dialect.has_table(conn, "alembic_version"):
            return "missing"
        revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision == REVISION:
        return "current"
    return "older" if revision in REVISIONS else "newer"


def upgrade(url: str, complete: Complete | None = None) -> None:
    """Bring an older database to this version, all of it or nothing. Raises OfficeUnusable.

    ``complete`` adds, in the same transaction, what the earlier version did not note.
    """
    kind = module_of(url)
    engine = kind.engine(url, WAIT_SECONDS, _silent)
    try:
        state = _state(kind, engine, url)
        if state == "older":
            _migrate(kind, engine, upgraded=True, complete=complete)
        elif state != "current":
            open_database(url).close()  # says what is wrong
    finally:
        engine.dispose()


def _migrate(
    kind: ModuleType, engine: Engine, *, upgraded: bool = False, complete: Complete | None = None
) -> None:
    # Imported here: opening an office that fits must stay quick.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    mode = "writing" if upgraded else kind.MAKING
    with in_words(kind), engine.connect() as conn, conn.execution_options(mode=mode).begin():
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        kind.complete(conn)
        if upgraded:  # what is new in the tables is filled from the journal, as a rebuild would fill it
            from shenguan_docs.register.journal import project_again

            project_again(conn)
        if complete is not None:
            complete(conn)


# -- what only one engine can tell -----------------------------------------------------------


def structure_faults(database: Database, conn: Connection) -> list[str]:
    """Return what the engine itself finds wrong with its file, [] where nothing is or it cannot tell."""
    found: list[str] = database.kind.structure_faults(conn)
    return found


def version(database: Database, conn: Connection) -> str:
    """Return the name and version of the engine."""
    return str(database.kind.version(conn))


def place(url: str) -> str:
    """Return where the records lie, for people: no password is in it."""
    return str(module_of(url).place(url))


def missing_tables(conn: Connection) -> list[str]:
    """Return the names of tables that should be there and are not."""
    from shenguan_docs.register import schema

    return sorted(set(schema.documents.metadata.tables) - set(inspect(conn).get_table_names()))


@contextmanager
def replacing(url: str, stamp: str) -> Iterator[tuple[Database, str]]:
    """Lend an empty database that takes the place of the one at ``url`` when the block ends, and the old one's new name.

    The name is "" where there is nothing to keep. The caller has closed both by then. Raises OfficeUnusable; then
    all is as it was.
    """
    kind = module_of(url)
    with in_words(kind), kind.replacing(url, stamp) as (fresh, kept):
        create_database(fresh)
        database = open_database(fresh)
        try:
            yield database, kept
        finally:
            database.close()


def home(database: Database) -> str:
    """Return which office folder works with these records, "" where none was told: a file lies in its own."""
    with in_words(database.kind):
        return str(database.kind.home(database.engine))


def set_home(database: Database, folder: str) -> None:
    """Say which office folder works with these records from now on."""
    with in_words(database.kind):
        database.kind.set_home(database.engine, folder)


def put_aside(url: str, name: str) -> str:
    """Give the records at ``url`` another name, part of which is ``name``; return it, "" where there are none.

    Records that bear that name already are left alone.
    """
    kind = module_of(url)
    with in_words(kind):
        return str(kind.put_aside(url, name))
