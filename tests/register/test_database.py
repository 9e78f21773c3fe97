"""The records database: made, opened, refused; what its engine complains of, in Chinese."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from shenguan_docs.errors import ExitCode, OfficeUnusable, Refused
from shenguan_docs.register import database, schema
from shenguan_docs.register.database import (
    REVISIONS,
    create_database,
    open_database,
    schema_state,
    sqlite_url,
    upgrade,
)
from shenguan_docs.register.on_sqlite import modes
from tests.register.register_samples import issue_letter


def test_created_once(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "登记 库?%20.db")
    assert schema_state(url) == "missing"
    create_database(url)
    assert schema_state(url) == "current"
    with pytest.raises(Refused, match="已经有登记数据库"):
        create_database(url)


def test_migrations_make_exactly_the_tables(empty_file: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    with create_engine(sqlite_url(empty_file)).connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_the_tables_suit_postgresql_too() -> None:
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_known_revisions_are_the_migrations() -> None:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(Path(database.__file__).parent / "migrations"))
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == REVISIONS


def test_opening_does_not_import_alembic(empty_file: Path) -> None:
    program = (
        "import sys; from shenguan_docs.register import database, documents, received, drafts, lookups;"
        f"database.open_database({sqlite_url(empty_file)!r}).close(); print('alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@pytest.mark.parametrize("content", [None, b""])
def test_missing_or_empty(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "records.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(OfficeUnusable, match="shenguan rebuild") as caught:
        open_database(sqlite_url(file))
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert file.exists() is (content is not None)  # looking makes no file


def test_not_a_database(tmp_path: Path) -> None:
    file = tmp_path / "records.db"
    file.write_bytes("这不是数据库".encode() * 100)
    with pytest.raises(OfficeUnusable, match="不是登记数据库"):
        open_database(sqlite_url(file))


def test_newer_and_older(empty_file: Path, tmp_path: Path) -> None:
    file = shutil.copy(empty_file, tmp_path / "records.db")
    with sqlite3.connect(file) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    conn.close()
    assert schema_state(sqlite_url(file)) == "newer"
    for act in (open_database, upgrade):
        with pytest.raises(OfficeUnusable, match="更新版本的程序"):
            act(sqlite_url(file))


def test_strange_address() -> None:
    for url in ("这里", "oracle+nothing://x/y"):
        with pytest.raises(OfficeUnusable, match="地址"):
            open_database(url)


def test_the_wal_reset_bug_is_avoided() -> None:
    assert modes((3, 40, 1)) == ("DELETE", "EXTRA")
    assert modes((3, 51, 2)) == ("DELETE", "EXTRA")
    assert modes((3, 51, 3)) == ("WAL", "FULL")


def test_settings_hold(records: database.Database) -> None:
    mode, synchronous = modes(sqlite3.sqlite_version_info)
    with records.reading() as conn:
        assert conn.execute(text("PRAGMA journal_mode")).scalar() == mode.lower()
        assert conn.execute(text("PRAGMA synchronous")).scalar() == {"FULL": 2, "EXTRA": 3}[synchronous]
        assert conn.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_all_or_nothing(records: database.Database) -> None:
    with pytest.raises(RuntimeError), records.writing() as conn:
        issue_letter(conn, "a")
        raise RuntimeError("the rendering failed")
    with records.writing() as conn:
        assert issue_letter(conn, "b") == "益高社函〔2026〕1号"


def test_a_second_writer_waits_and_then_says_so(records: database.Database) -> None:
    second = open_database(records.url, wait=0.05)
    with records.writing() as conn:
        issue_letter(conn, "a")
        with pytest.raises(OfficeUnusable, match="另一个程序占用"), second.writing():
            pass
    with second.writing() as conn:
        assert issue_letter(conn, "b") == "益高社函〔2026〕2号"
    second.close()


def test_full_disk(records: database.Database) -> None:
    with pytest.raises(OfficeUnusable, match="磁盘已满"), records.writing() as conn:
        conn.execute(text("PRAGMA max_page_count = 1"))
        for n in range(1000):
            issue_letter(conn, f"d{n}", summary="长" * 4000)
    records.close()
    with records.writing() as conn:
        assert issue_letter(conn, "b") == "益高社函〔2026〕1号"


def test_read_only(records: database.Database) -> None:
    with pytest.raises(OfficeUnusable, match="只能读"), records.writing() as conn:
        conn.execute(text("PRAGMA query_only = ON"))
        issue_letter(conn, "a")


def test_damaged_pages(records: database.Database) -> None:
    records.close()
    file = Path(records.engine.url.database or "")
    content = bytearray(file.read_bytes())
    content[200:] = b"\xff" * (len(content) - 200)
    file.write_bytes(content)
    with pytest.raises(OfficeUnusable, match=r"损坏|不能用"):
        open_database(records.url)


def test_a_contradiction_is_refused_by_the_database(records: database.Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a")
    with pytest.raises(OfficeUnusable, match="矛盾"), records.writing() as conn:
        conn.execute(text("UPDATE numbers SET department = 'x'"))
    with pytest.raises(OfficeUnusable, match="矛盾"), records.writing() as conn:
        conn.execute(schema.numbers.insert().from_select(schema.numbers.c.keys(), schema.numbers.select()))
