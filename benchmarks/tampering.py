"""Somebody edits an office's files with everyday tools: is each edit found by ``verify``, and named?

One office with letters, a sealed scan, a 收文, several heads. Each trial changes one thing in the archive, the
journal, the database or the heads, looks, and puts everything back. An edit that opening the office mends by itself
(an older database catches up from the archive) counts as mended, one without any effect (unused bytes of a database
page) is not counted.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.office import made_office, one_page_letter
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import OfficeUnusable, ShenguanError
from shenguan_docs.office.letters.delivering import attach_signed
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.proving.signing import export_heads, make_head
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import journal
from shenguan_docs.register.database import scratch_database
from shenguan_docs.register.schema import PROJECTED

JOURNAL = "archive/journal/000001.jsonl"


@dataclass(frozen=True)
class Edit:
    """What was done, where, and words of which a finding must have at least one."""

    what: str
    where: str
    wanted: tuple[str, ...]


@dataclass
class Outcome:
    """Trials by sort; ``missed`` were not found, ``unnamed`` found but not by name, ``false`` alarms."""

    found: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    without_effect: int = 0
    missed: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)

    @property
    def trials(self) -> int:
        """How many edits were found or mended or missed."""
        return sum(self.found.values()) + sum(self.mended.values()) + len(self.missed)


def furnish(root: Path, letters: int) -> None:
    """Make the office ``root/office``, an older copy ``root/older``, the heads kept outside ``root/kept``."""
    office = made_office(root / "office")
    numbers = []
    for n in range(letters):
        form = one_page_letter(office)
        numbers.append(issue(office, [draft(office, "consultation", form, None).id])[0].number)
        if n == letters // 2:
            make_head(office)
            shutil.copytree(office.root, root / "older")
    scan = root / "盖章件.pdf"
    scan.write_bytes((office.root / next(iter(sorted(office.root.rglob("letter.pdf"))))).read_bytes() + b"\n")
    attach_signed(office, numbers[0], scan)
    paper = root / "来文.txt"
    paper.write_text("关于林地管理的通知。", "utf-8")
    receive(office, [paper], {"sender": "示例市林业局", "number": "示林发〔2026〕3号", "date": "2026-03-01"})
    void(office, numbers[-1], reason="示例")
    make_head(office)
    export_heads(office, root / "kept")
    office.close()
    shutil.copytree(root / "office", root / "good")


def opened(root: Path) -> tuple[Office, list[str]]:
    """Open the office as the command ``verify`` does, damaged or not; what is wrong with it by then."""
    wrong: list[str] = []
    for settled in (True, False):
        try:
            return open_office(root / "office", actor="核验", now=china_now, settled=settled), wrong
        except OfficeUnusable as error:
            wrong.append(str(error))
    raise AssertionError(wrong)


def run(root: Path, sorts: Sequence[str], seed: int) -> Outcome:
    """Make one edit of each of these sorts in an office made by ``furnish``."""
    outcome, chance = Outcome(), random.Random(seed)
    good = logical(root / "office")
    letters = _letters(root / "office")
    for number, sort in enumerate(sorts):
        edit = SORTS[sort](root, chance, letters)
        if edit is not None:
            _look(root, edit, sort, good, outcome)
        else:
            outcome.without_effect += 1
        _put_back(root)
        if number % 20 == 19:
            print(
                f"{number + 1} 次:查出 {sum(outcome.found.values())},补齐 {sum(outcome.mended.values())},"
                f"没有效果 {outcome.without_effect},没有查出 {len(outcome.missed)},没有指明 {len(outcome.unnamed)}",
                *outcome.missed[-1:], *outcome.unnamed[-1:], flush=True,
            )  # fmt: skip
        if number % 50 == 0:
            office, _ = opened(root)
            outcome.false += [f.message for f in verify_office(office, heads=[root / "kept"]).findings]
            office.close()
    return outcome


def _look(root: Path, edit: Edit, sort: str, good: str, outcome: Outcome) -> None:
    if edit.where == "database" and logical(root / "office") == good and _sound(root / "office"):
        outcome.without_effect += 1
        return
    told = f"{sort}:{edit.what}"
    office = None
    try:
        office, wrong = opened(root)
        if (
            logical(root / "office") == good
            and _same_journal(root)
            and edit.where not in ("archive", "structure")
        ):
            outcome.mended[sort] += 1
            return
        findings = verify_office(office, heads=[root / "kept"]).findings
        words = "\n".join([*wrong, *(" ".join((f.number, f.where, f.message)) for f in findings)])
    except ShenguanError as error:
        words = str(error)
        told += f"({error})"
    finally:
        if office is not None:
            office.close()
    if not words:
        outcome.missed.append(told)
        return
    outcome.found[sort] += 1
    if not any(wanted in words for wanted in edit.wanted):
        outcome.unnamed.append(f"{told}: {words[:300]}")


def _put_back(root: Path) -> None:
    for name in ("office", "kept"):
        if name == "office":
            shutil.rmtree(root / name)
            shutil.copytree(root / "good", root / name)


def logical(office: Path) -> str:
    """Return a digest of what the database says, "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with closing(sqlite3.connect(f"file:{office / 'records.db'}?mode=ro", uri=True)) as conn:
            for table in PROJECTED:
                rows = conn.execute(f'SELECT * FROM "{table.name}" ORDER BY rowid').fetchall()  # noqa: S608
                digest.update(repr((table.name, sorted(map(repr, rows)))).encode())
    except sqlite3.Error:
        return ""
    return digest.hexdigest()


def _sound(office: Path) -> bool:
    with closing(sqlite3.connect(office / "records.db")) as conn:
        return bool(conn.execute("PRAGMA integrity_check").fetchone() == ("ok",))


def _same_journal(root: Path) -> bool:
    return (root / "office" / JOURNAL).read_bytes() == (root / "good" / JOURNAL).read_bytes()


def _letters(office: Path) -> dict[str, str]:
    with closing(sqlite3.connect(office / "records.db")) as conn:
        found = dict(conn.execute("SELECT object_id, number FROM documents"))
        return found | dict(conn.execute("SELECT object_id, number FROM received"))


# -- edits of the archive --------------------------------------------------------------------------


def _archived(root: Path, chance: random.Random) -> Path:
    return chance.choice(
        sorted(p for p in (root / "office" / "archive" / "objects").rglob("*") if p.is_file())
    )


def _named(path: Path, root: Path, letters: dict[str, str]) -> tuple[str, ...]:
    """A finding names the letter whose object it is, or the file itself."""
    relative = path.relative_to(root / "office" / "archive").as_posix()
    owner = [number for object_id, number in letters.items() if object_id.rpartition(":")[2] in relative]
    return (*owner, relative, path.name)


def _writable(path: Path) -> None:
    path.chmod(0o644)


def flip(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    path = _archived(root, chance)
    data = bytearray(path.read_bytes())
    _writable(path)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return Edit(f"改一位 {path.name}", "archive", _named(path, root, letters))


def truncate(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    path = _archived(root, chance)
    data = path.read_bytes()
    _writable(path)
    path.write_bytes(data[: chance.randrange(len(data))])
    return Edit(f"截短 {path.name}", "archive", _named(path, root, letters))


def delete(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    path = _archived(root, chance)
    path.unlink()
    return Edit(f"删去 {path.name}", "archive", _named(path, root, letters))


def swap(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    one, other = _archived(root, chance), _archived(root, chance)
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return None
    _writable(one)
    _writable(other)
    one.write_bytes(second)
    other.write_bytes(first)
    return Edit(f"对调 {one.name} 和 {other.name}", "archive", _named(one, root, letters))


def add(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    place = _archived(root, chance).with_name(f"多{chance.randrange(100)}.txt")
    place.write_text("多出来的", "utf-8")
    return Edit(f"多放 {place.name}", "archive", (place.name,))


def older_object(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    """Put an object back as it was before its last version."""
    heads = sorted((root / "office" / "archive" / "objects").glob("??/??/*/v2"))
    if not heads:
        return None
    folder = chance.choice(heads).parent
    for name in ("inventory.json", "inventory.json.sha256"):
        _writable(folder / name)
        (folder / name).write_bytes((folder / "v1" / name).read_bytes())
    shutil.rmtree(folder / "v2")
    return Edit(f"旧版本 {folder.name}", "archive", _named(folder / "v2", root, letters))


def object_gone(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    folder = chance.choice(sorted((root / "office" / "archive" / "objects").glob("??/??/*")))
    if folder.name.startswith("0"):
        folder = chance.choice(sorted((root / "office" / "archive" / "objects").glob("??/??/*")))
    shutil.rmtree(folder)
    return Edit(f"删去对象 {folder.name}", "archive", _named(folder, root, letters))


# -- edits of the journal's text -------------------------------------------------------------------


def _lines(root: Path) -> list[str]:
    return (root / "office" / JOURNAL).read_text("utf-8").splitlines(keepends=True)


def _write_lines(root: Path, lines: list[str]) -> None:
    path = root / "office" / JOURNAL
    _writable(path)
    path.write_text("".join(lines), "utf-8")


def _about(line: str) -> tuple[str, ...]:
    entry = json.loads(line)
    return (f"第 {entry['seq']} 条", str(entry["record"]))


def journal_flip(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    lines = _lines(root)
    n = chance.randrange(len(lines) - 1)
    data = bytearray(lines[n].encode())
    place = chance.randrange(len(data) - 1)
    data[place] ^= 1 << chance.randrange(8)
    path = root / "office" / JOURNAL
    _writable(path)
    path.write_bytes("".join(lines[:n]).encode() + bytes(data) + "".join(lines[n + 1 :]).encode())
    return Edit(f"流水账第 {n + 1} 行改一位", "journal", (*_about(lines[n]), f"第 {n + 1} 行", "journal"))


def journal_lines(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    """Take a line out, double it, exchange two, put an older one in its place, cut the end off."""
    lines = _lines(root)
    n, m = chance.randrange(len(lines) - 1), chance.randrange(len(lines))
    what, about = chance.choice(["删一行", "重一行", "对调两行", "旧行顶替", "截去末尾"]), _about(lines[n])
    if what == "删一行":
        del lines[n]
    elif what == "重一行":
        lines.insert(m, lines[n])
    elif what == "对调两行":
        about += _about(lines[m])
        lines[n], lines[m] = lines[m], lines[n]
    elif what == "旧行顶替":
        lines[n] = lines[m]
    else:
        about += ("journal",)
        del lines[n + 1 :]
    _write_lines(root, lines)
    return Edit(f"流水账第 {n + 1} 行{what}", "journal", (*about, "流水账", "日志"))


def older_journal(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    shutil.copyfile(root / "older" / JOURNAL, root / "office" / JOURNAL)
    return Edit("放回旧的流水账文本", "journal", ("日志",))


# -- edits of the database -------------------------------------------------------------------------


def database_value(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    with closing(sqlite3.connect(root / "office" / "records.db")) as conn:
        filled = [t for t in PROJECTED if conn.execute(f'SELECT 1 FROM "{t.name}"').fetchone()]  # noqa: S608
        table = chance.choice(filled)
        column = chance.choice(list(table.columns)).name
        rows = [row[0] for row in conn.execute(f'SELECT rowid FROM "{table.name}"')]  # noqa: S608
        row = chance.choice(rows)
        (old,) = conn.execute(f'SELECT "{column}" FROM "{table.name}" WHERE rowid = ?', (row,)).fetchone()  # noqa: S608
        new: Any = chance.choice([old + 1 if isinstance(old, int) else f"{old}改", "", None, 0, "2026-99-99"])
        try:
            conn.execute(f'UPDATE "{table.name}" SET "{column}" = ? WHERE rowid = ?', (new, row))  # noqa: S608
            conn.commit()
        except sqlite3.Error:
            return None
    return Edit(
        f"{table.name}.{column} 改成 {new!r}", "database", (table.name, "流水账", "日志", *letters.values())
    )


def database_row(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    with closing(sqlite3.connect(root / "office" / "records.db")) as conn:
        filled = [t for t in PROJECTED if conn.execute(f'SELECT 1 FROM "{t.name}"').fetchone()]  # noqa: S608
        table = chance.choice(filled)
        rows = [row[0] for row in conn.execute(f'SELECT rowid FROM "{table.name}"')]  # noqa: S608
        conn.execute(f'DELETE FROM "{table.name}" WHERE rowid = ?', (chance.choice(rows),))  # noqa: S608
        conn.commit()
    return Edit(f"{table.name} 删一行", "database", (table.name, "流水账", "日志"))


def database_added(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    """A row more in any table, an empty one too: a copy of another with another key, or made up."""
    table = chance.choice(PROJECTED)
    keys = [column.name for column in table.primary_key.columns]
    with closing(sqlite3.connect(root / "office" / "records.db")) as conn:
        row = conn.execute(f'SELECT * FROM "{table.name}" LIMIT 1').fetchone()  # noqa: S608
        names = [column.name for column in table.columns]
        given = dict(zip(names, row or ["1" if c.name in keys else "" for c in table.columns], strict=True))
        for key in keys:
            given[key] = given[key] + 9000 if isinstance(given[key], int) else f"{given[key]}9"
        marks = ", ".join("?" * len(names))
        try:
            conn.execute(f'INSERT INTO "{table.name}" VALUES ({marks})', [given[name] for name in names])  # noqa: S608
            conn.commit()
        except sqlite3.Error:
            return None
    return Edit(f"{table.name} 加一行", "database", (table.name, "流水账", "日志"))


def database_parts(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    """What is no row: a trigger, a view, a table, an index less."""
    what, text, wanted = chance.choice((
        ("触发器", "CREATE TRIGGER later AFTER INSERT ON documents BEGIN UPDATE numbers SET reason = ''; END", "later"),
        ("视图", "CREATE VIEW other AS SELECT * FROM documents", "other"),
        ("表", "CREATE TABLE more (x)", "more"),
        ("列", "ALTER TABLE documents ADD COLUMN later TEXT", "later"),
        ("索引", "DROP INDEX ix_journal_record", "ix_journal_record"),
    ))  # fmt: skip
    with closing(sqlite3.connect(root / "office" / "records.db")) as conn:
        conn.execute(text)
        conn.commit()
    return Edit(f"数据库{what}", "structure", (wanted,))


def database_bytes(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    path = root / "office" / "records.db"
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return Edit("数据库文件改一位", "database", ("登记数据库", "登记表", "流水账", "日志"))


def older_database(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    shutil.copyfile(root / "older" / "records.db", root / "office" / "records.db")
    return Edit("放回旧的数据库", "database", ("登记数据库",))


# -- edits of all together -------------------------------------------------------------------------


def administrator(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit | None:
    """Other entries, the chain mended, all tables made anew, the office's own head files thrown away."""
    entries = [json.loads(line) for line in _lines(root)]
    n = chance.choice([n for n, e in enumerate(entries) if e["kind"].startswith(("document.", "officer."))])
    about = (str(entries[n]["record"]), f"第 {entries[n]['seq']} 条")
    what = chance.choice(["改写", "删去", "插入"])
    if what == "改写":
        entries[n]["by"] = "别人"
    elif what == "插入":
        entries.insert(n + 1, {**entries[n], "by": "别人"})
        about = (f"第 {entries[n]['seq'] + 1} 条", about[0])
    else:
        del entries[n]
    try:
        write_anew(root, entries)
    except (ShenguanError, sqlite3.Error):
        return None  # entries that do not fit each other: he would see it himself
    return Edit(f"管理员{what}第 {n + 1} 条", "all", about)


def write_anew(root: Path, entries: Sequence[dict[str, Any]]) -> None:
    """Chain entries anew, make text and database from them, throw the office's own head files away."""
    prev, lines = "", []
    for seq, entry in enumerate(entries, 1):
        line = json.dumps(
            {**entry, "seq": seq, "prev": prev}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
        )
        prev = hashlib.sha256(line.encode()).hexdigest()
        lines.append(line)
    fresh = root / "fresh.db"
    fresh.unlink(missing_ok=True)
    records = scratch_database(fresh)
    try:
        with records.writing() as conn:
            journal.replay(conn, lines)
            conn.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            conn.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{_revision()}')")
    finally:
        records.close()
    shutil.copyfile(fresh, root / "office" / "records.db")
    _write_lines(root, [line + "\n" for line in lines])
    shutil.rmtree(root / "office" / "heads")


def _revision() -> str:
    from shenguan_docs.register.revisions import REVISION

    return REVISION


def older_office(root: Path, chance: random.Random, letters: dict[str, str]) -> Edit:
    """The whole office put back as it was: only heads that were kept outside know better."""
    shutil.rmtree(root / "office")
    shutil.copytree(root / "older", root / "office")
    return Edit("整个单位放回旧的", "all", ("流水账",))


Make = Callable[[Path, random.Random, dict[str, str]], Edit | None]
SORTS: dict[str, Make] = {
    "档案改一位": flip, "档案截短": truncate, "档案删文件": delete, "档案对调": swap, "档案多文件": add,
    "档案旧版本": older_object, "档案删对象": object_gone, "流水账改一位": journal_flip, "流水账改行": journal_lines,
    "流水账旧文本": older_journal, "数据库改值": database_value, "数据库删行": database_row,
    "数据库加行": database_added, "数据库结构": database_parts, "数据库改一位": database_bytes,
    "数据库旧的": older_database, "管理员重写": administrator, "整个旧的": older_office,
}  # fmt: skip
