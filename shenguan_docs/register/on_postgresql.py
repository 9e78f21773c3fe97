"""Records on PostgreSQL: how it is reached, what it complains of, how records are made anew. See on_sqlite.py.

One office is one database. Its tables are in the schema ``shenguan``, in ``shenguan_home`` stands which folder works
with them. The URL is libpq's own, with several hosts if need be; the password is found where libpq looks
for it. A writer locks one small table against other writers, so numbers and the journal are given one after another
whatever the number of machines; readers see one state and wait for nobody.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg

from shenguan_docs.register.columns import APPENDED, END
from shenguan_docs.register.reaching_postgresql import connect, named, parameters, plain
from shenguan_docs.register.reaching_postgresql import place as place

SCHEMA, FRESH = "shenguan", "shenguan_new"
ON_SERVER = True
MAKING = "plain"  # how the transaction is begun in which the tables are made: none is there to be locked
MISSING = (
    "这个数据库里还没有登记",
    "核对 office.toml 里的 records 一项；登记确实不在了的，运行 shenguan rebuild 由档案重新生成",
)

# One statement of several: begun, and locked, in one round trip. A lock takes no snapshot, so what is read next is
# what stands when the lock is had; whoever puts other tables in their place waits for those who read.
_BEGIN = {
    "reading": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; LOCK TABLE alembic_version IN ACCESS SHARE MODE",
    "writing": "BEGIN; LOCK TABLE alembic_version IN EXCLUSIVE MODE",
    "plain": "BEGIN",
    # What lies beside the records (office/people/desk_on_server.py): its writers wait for each other, not for those
    # of the records.
    "desk": "BEGIN; SET LOCAL search_path = desk; SELECT pg_advisory_xact_lock(0x5348)",
    "desk reading": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL search_path = desk",
}
_HOME = """
CREATE SCHEMA IF NOT EXISTS shenguan_home;
CREATE TABLE IF NOT EXISTS shenguan_home.home (one INTEGER PRIMARY KEY CHECK (one = 1), folder TEXT NOT NULL)
"""


class _Compiler(PGCompiler_psycopg):
    """LIKE as SQLite has it: a Latin letter is found in either case, and a backslash is a backslash."""

    def visit_like_op_binary(self, binary: Any, operator: Any, **more: Any) -> str:
        return self._like(binary, self.visit_ilike_op_binary(binary, operator, **more))  # type: ignore[no-untyped-call]

    def visit_not_like_op_binary(self, binary: Any, operator: Any, **more: Any) -> str:
        return self._like(binary, self.visit_not_ilike_op_binary(binary, operator, **more))  # type: ignore[no-untyped-call]

    def _like(self, binary: Any, words: str) -> str:
        return words if binary.modifiers.get("escape") is not None else f"{words} ESCAPE ''"


def engine(url: str, wait: float, told: Callable[[str], None]) -> Engine:
    """Return an engine that goes on trying to reach a server for ``wait`` seconds. Raises OfficeUnusable."""
    return _engine(url, SCHEMA, wait, told)


def _engine(url: str, schema: str, wait: float, told: Callable[[str], None]) -> Engine:
    given, schema = parameters(url, wait), named(url) or schema
    given["options"] = f"{given['options']} -c search_path={schema}"
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(given, wait, told),
        use_native_hstore=False,  # one question less when the first connection is made
        pool_size=2,
    )
    engine.dialect.statement_compiler = _Compiler
    # A connection that broke is said in our own words; that its cursor cannot be closed either is no news to anyone.
    logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)

    @event.listens_for(engine, "begin")
    def begun(conn: Connection) -> None:
        mode = conn.get_execution_options().get("mode", "plain")
        driver: Any = conn.connection.driver_connection
        conn.info.pop(APPENDED, None)
        conn.info.pop(END, None)
        driver.execute(_BEGIN[mode])

    return engine


_TURN = 0x5347  # one office is one database, so any number will do


def take_turn(conn: Connection, most: float, of: str = "") -> bool:
    """Wait up to ``most`` seconds until nobody else has the turn (turns.py), at what ``of`` names; whether it was had."""
    from psycopg.errors import LockNotAvailable

    driver: Any = conn.connection.driver_connection
    key = int.from_bytes(sha256(of.encode()).digest()[:8], signed=True) if of else _TURN
    limit = max(1, int(most * 1000))  # 0 would mean without end
    try:
        # In one round trip; the lock outlives the transaction, the limit does not.
        driver.execute(f"BEGIN; SET LOCAL lock_timeout = {limit}; SELECT pg_advisory_lock({key}); COMMIT")
    except LockNotAvailable:
        # The lock may have come at that very moment: the server says that there was none in time, and gives it all
        # the same, to the session, which would have it for ever.
        driver.execute("ROLLBACK; SELECT pg_advisory_unlock_all()")
        return False
    return True


def end_turn(conn: Connection) -> None:
    """Let the next one have the turn."""
    driver: Any = conn.connection.driver_connection
    driver.execute("SELECT pg_advisory_unlock_all()")


def present(_url: str) -> bool:
    """The server is asked."""
    return True


def prepare(engine: Engine) -> None:
    """Make the schema into which the tables go. Raises what the server says."""
    with engine.connect() as conn, conn.begin():
        schema = conn.execute(text("SELECT current_setting('search_path')")).scalar_one()
        conn.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    engine.dispose()  # the next connection finds it


_OTHER_ORDER = text(
    "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a "
    "JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' JOIN pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_type t ON t.oid = a.atttypid JOIN pg_collation o ON o.oid = a.attcollation "
    "WHERE n.nspname = current_schema() AND a.attnum > 0 AND NOT a.attisdropped AND o.collname <> 'C' "
    "ORDER BY c.relname, a.attnum"
)


def complete(conn: Connection) -> None:
    """Give every text column the order of its characters, as SQLite has it; make room for whose records these are."""
    columns: dict[str, list[str]] = {}
    for table, column, kind in conn.execute(_OTHER_ORDER):
        columns.setdefault(table, []).append(f'ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')
    for table, changes in columns.items():
        conn.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(changes)}')
    for statement in _HOME.strip().split(";\n"):
        conn.exec_driver_sql(statement)


def structure_faults(_conn: Connection) -> list[str]:
    """The server's files are its own affair: data_checksums and pg_amcheck tell."""
    return []


def version(conn: Connection) -> str:
    """Return the name and version of what holds the records."""
    return f"PostgreSQL {conn.execute(text('SHOW server_version')).scalar_one().split()[0]}"


@contextmanager
def replacing(url: str, stamp: str) -> Iterator[tuple[str, str]]:
    """Lend the URL of records to be made beside these, and the name these get when they are put aside.

    Nobody else writes meanwhile. The new ones take the place of the old when the block ends, between two readers.
    """
    engine = _engine(url, SCHEMA, 30.0, lambda _words: None)
    kept = f"{SCHEMA}_before_rebuild_{stamp}"
    try:
        with engine.connect() as conn, conn.begin():
            conn.exec_driver_sql(f"DROP SCHEMA IF EXISTS {FRESH} CASCADE")
        with engine.connect() as conn, conn.begin():
            whole = engine.dialect.has_table(conn, "alembic_version", schema=SCHEMA)
            some = conn.execute(text("SELECT to_regnamespace(:name)"), {"name": SCHEMA}).scalar() is not None
            if whole:
                conn.exec_driver_sql(f"LOCK TABLE {SCHEMA}.alembic_version IN EXCLUSIVE MODE")
            yield f"{plain(url)}#{FRESH}", kept if some else ""
            if whole:
                conn.exec_driver_sql(f"LOCK TABLE {SCHEMA}.alembic_version IN ACCESS EXCLUSIVE MODE")
            if some:
                conn.exec_driver_sql(f"ALTER SCHEMA {SCHEMA} RENAME TO {kept}")
            conn.exec_driver_sql(f"ALTER SCHEMA {FRESH} RENAME TO {SCHEMA}")
    finally:
        engine.dispose()


def put_aside(url: str, name: str) -> str:
    """Rename the schema, unless that was done; nobody reads it then."""
    engine = _engine(url, SCHEMA, 30.0, lambda _words: None)
    kept = f"{SCHEMA}_{name.replace('-', '_')}"
    try:
        with engine.connect() as conn, conn.begin():
            if not engine.dialect.has_table(conn, "alembic_version", schema=SCHEMA):
                return ""
            if conn.execute(text("SELECT to_regnamespace(:name)"), {"name": kept}).scalar() is not None:
                return kept
            conn.exec_driver_sql(f"LOCK TABLE {SCHEMA}.alembic_version IN ACCESS EXCLUSIVE MODE")
            conn.exec_driver_sql(f"ALTER SCHEMA {SCHEMA} RENAME TO {kept}")
    finally:
        engine.dispose()
    return kept


def home(engine: Engine) -> str:
    """Return which folder works with these records, "" where none was told."""
    with engine.connect() as conn, conn.begin():
        return str(conn.execute(text("SELECT folder FROM shenguan_home.home")).scalar() or "")


def set_home(engine: Engine, folder: str) -> None:
    """Say which folder works with these records from now on."""
    with engine.connect() as conn, conn.begin():
        conn.execute(text("DELETE FROM shenguan_home.home"))
        conn.execute(text("INSERT INTO shenguan_home.home VALUES (1, :folder)"), {"folder": folder})


def end(conn: Connection) -> tuple[int, str]:
    """Return the last entry that this transaction wrote, ``(0, "")`` for none: by it one can tell if that stands."""
    found: tuple[int, str] = conn.info.get(APPENDED, (0, ""))
    return found


def stands(conn: Connection, end: tuple[int, str]) -> bool | None:
    """Whether the transaction that ended with ``end`` happened; None where it left no entry to tell by."""
    seq, line = end
    if not seq:
        return None
    found = conn.execute(text("SELECT line FROM journal WHERE seq = :seq"), {"seq": seq}).scalar()
    confirm(conn)
    return bool(found == line)


def confirm(conn: Connection) -> None:
    """Write a mark into the server's log: the commit of it waits until a synchronous standby has all that came before.

    What a server shows after a crash, or after its wait for the standby was cut off, stands on that server alone, and
    is gone when the standby takes its place.
    """
    conn.execute(text("SELECT pg_logical_emit_message(true, 'shenguan', '')"))


def lost(error: BaseException) -> bool:
    """Whether the connection broke: the server went away, or another one has taken its place."""
    import psycopg

    state = getattr(error, "sqlstate", None)
    # 25006: a connection to what was the first server and is a standby now
    away = state is None or state.startswith(("08", "57P0")) or state == "25006"
    return isinstance(error, psycopg.OperationalError | psycopg.errors.ReadOnlySqlTransaction) and away


_AGAIN = "没有写入任何内容，没有用掉文号；再试一次"
BROKEN = "登记数据库的连接断了", _AGAIN
_BY_STATE = {
    "55P03": ("登记数据库正被另一个程序占用，等了很久还没有空出来", "稍后再试；若一直如此，看是否有程序停在半途"),
    "22003": ("有一项数字太大，登记数据库存不下", "核对填写的内容；没有写入任何内容"),
    "54000": ("有一项太长，登记数据库存不下", "缩短名称或者编号；没有写入任何内容"),
    "53100": ("数据库服务器的磁盘已满", "请管理员腾出空间；没有写入任何内容，没有用掉文号"),
    "53200": ("数据库服务器的内存不够", _AGAIN),
    "53300": ("数据库服务器的连接数用完了", "稍后再试；请管理员调大 max_connections"),
    "42501": ("没有使用登记数据库的权限", "请管理员把这个数据库交给 records 里的用户（ALTER DATABASE … OWNER TO …）"),
    "40001": ("同时有别的写入", _AGAIN),
    "40P01": ("同时有别的写入", _AGAIN),
    "57014": ("数据库服务器中止了这次读写", _AGAIN),
    "XX001": ("登记数据库已损坏", "请管理员检查服务器，然后运行 shenguan rebuild 由档案重新生成"),
    "XX002": ("登记数据库的索引已损坏", "请管理员检查服务器，REINDEX 以后再用"),
}  # fmt: skip


def in_words(error: BaseException) -> tuple[str, str] | None:
    """Return what the server complains of and what to do about it, None for what has no words of its own."""
    state = getattr(error, "sqlstate", None)
    if state in _BY_STATE:
        return _BY_STATE[state]
    return BROKEN if lost(error) else None
