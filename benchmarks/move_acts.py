"""What is done to an office that moves, in forks: it is laid, moved, killed at a step, looked at. See move_kills.py."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from shenguan_docs.cli.context import china_now
from shenguan_docs.cli.main import main as shenguan
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.settings import read_settings
from tests.scaled.opensearch_server import OpenSearch
from tests.scaled.seaweed import SeaweedFS
from tests.scaled.servers import PostgreSQL

QUESTIONS = ("函", "林地", "处罚", "征求意见")
STEPS = (
    ("records", "create_database"), ("records", "copy_all"), ("records", "unequal"), ("records", "set_home"),
    ("desk", "copy_rows"), ("records", "note"), ("records", "write_durably"), ("desk", "put_desk_aside"),
    ("records", "finish"), ("finishing", "put_aside"), ("archive", "carry_over"), ("archive", "differing"),
    ("homes", "set_home"), ("archive", "note"), ("archive", "write_durably"), ("archive", "set_home"),
    ("archive", "finish"), ("index", "fill"), ("index", "_compared"), ("index", "note"), ("index", "write_durably"),
    ("index", "finish"),
)  # fmt: skip
"""Module below shenguan_docs.office.moving and its name for what is done there."""


@dataclass(frozen=True)
class Kind:
    """A way to move: what is moved where, by the names of ``Places``; ``first`` has to be done before."""

    to: tuple[str, ...]
    first: tuple[str, ...] = ()


KINDS = {
    "登记去": Kind(("records",)),
    "登记回": Kind(("records-back",), ("records",)),
    "档案去": Kind(("archive",)),
    "档案回": Kind(("archive-back",), ("archive",)),
    "检索去": Kind(("index",)),
    "检索回": Kind(("index-back",), ("index",)),
    "一起去": Kind(("records", "archive", "index")),
    "一起回": Kind(("records-back", "archive-back", "index-back"), ("records", "archive", "index")),
    "档案回（登记、检索在服务器上）": Kind(("archive-back",), ("records", "archive", "index")),
    "登记回（档案、检索在服务器上）": Kind(("records-back",), ("records", "archive", "index")),
}


@dataclass
class Servers:
    """What runs; ``None`` where it is not wanted."""

    records: PostgreSQL | None = None
    store: SeaweedFS | None = None
    cluster: OpenSearch | None = None

    def places(self) -> dict[str, str]:
        """Return fresh places, by name."""
        found = {"records-back": "records.db", "archive-back": "archive", "index-back": "index"}
        if self.records:
            found["records"] = self.records.fresh()
        if self.store:
            found["archive"] = self.store.fresh()
        if self.cluster:
            found["index"] = self.cluster.fresh()
        return found


def _open(root: Path) -> Office:
    return open_office(root, actor="测量", now=china_now)


def laid(place: Path) -> dict[str, Any]:
    """Make the office that every round begins with."""
    from benchmarks.office import one_page_letter
    from benchmarks.tampering import furnish
    from shenguan_docs.office.letters.drafting import draft
    from shenguan_docs.office.people.entering import enter
    from shenguan_docs.office.people.users import add
    from shenguan_docs.office.received import incoming

    furnish(place, letters=3)
    office = _open(place / "office")
    ids = [draft(office, "consultation", one_page_letter(office), None).id for _ in range(4)]
    (place / "drafts").write_text("\n".join(ids))
    add(office, "示例丁", roles=("管理",), password="一把长长的钥匙-2026")
    add(office, "示例戊", roles=("评查",), password="又一把长长的钥匙-2026")
    enter(office, "示例丁", "一把长长的钥匙-2026", "127.0.0.1")
    incoming.lay(office, [("来函.txt", BytesIO("关于林地的函。".encode()))])
    office.close()
    for name in ("good", "older", "kept"):
        shutil.rmtree(place / name)
    return {"loaded": list(sys.modules)}


# -- what is done in forks --------------------------------------------------------------------------------------------


def command(*words: str) -> dict[str, Any]:
    """Do one command; what it answered and what it said."""
    out, err = StringIO(), StringIO()
    begun = time.monotonic()
    with redirect_stdout(out), redirect_stderr(err):
        status = shenguan(list(words))
    return {"status": status, "out": out.getvalue(), "err": err.getvalue(), "took": time.monotonic() - begun}


def moving(root: Path, kind: str, places: dict[str, str], names: tuple[str, ...] = ()) -> list[str]:
    """Return the words of the command."""
    words = ["-C", str(root), "move"]
    for name in names or KINDS[kind].to:
        words += [f"--{name.removesuffix('-back')}", places[name]]
    return words


def steps(at: int = 0) -> Callable[[], int]:
    """Count the steps of a move, and end this process at the step ``at``; lends how many there were."""
    count = 0

    def passed() -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)

    for where, name in STEPS:
        module: Any = import_module(f"shenguan_docs.office.moving.{where}")
        if not hasattr(module, name):
            continue

        setattr(module, name, _between(getattr(module, name), passed, passed))
    return lambda: count


def die_after(step: str) -> None:
    """End this process after the step ``module.name``."""
    where, _, name = step.partition(".")
    module: Any = import_module(f"shenguan_docs.office.moving.{where}")
    setattr(
        module,
        name,
        _between(getattr(module, name), lambda: None, lambda: os.kill(os.getpid(), signal.SIGKILL)),
    )


def _between(
    real: Callable[..., Any], before: Callable[[], None], after: Callable[[], None]
) -> Callable[..., Any]:
    def done(*given: Any, **more: Any) -> Any:
        before()
        answer = real(*given, **more)
        after()
        return answer

    return done


def worked(words: list[str], clock: str = "", at: float = 0.0) -> dict[str, Any]:
    if clock == "work":
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, at)
    if clock == "wall":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, at)
    counted = steps(int(at) if clock == "step" else 0)
    begun = time.process_time()
    told = command(*words)
    return told | {"work": time.process_time() - begun, "steps": counted()}


def state(root: Path) -> dict[str, Any]:
    """Return digests of all that the office holds, where it stands by its office.toml."""
    from shenguan_docs.asking.query import Query
    from shenguan_docs.office.finding.searching import search
    from shenguan_docs.office.letters.numbering import account
    from shenguan_docs.office.people.desk_tables import NOT_COPIED
    from shenguan_docs.office.people.desk_tables import TABLES as DESK
    from shenguan_docs.office.people.safe import safe
    from shenguan_docs.office.received import incoming
    from shenguan_docs.office.verifying import verify_office
    from shenguan_docs.register import journal
    from shenguan_docs.register.copying import TABLES, _in_parts

    office = _open(root)
    held: dict[str, Any] = {}
    with office.reading() as conn:
        lines = list(journal.lines(conn))
        for table in TABLES:
            held[f"表 {table.name}"] = [repr(row) for rows in _in_parts(conn, table) for row in rows]
    held["档案里的流水账"] = list(office.journal_files.lines())
    place = office.archive_place
    for folder in place.object_folders():
        for name in sorted(place.names(folder)):
            held[f"{folder}/{name}"] = place.digest(f"{folder}/{name}")
    with safe(office, reading=True) as desk:
        for name in DESK.keys() - NOT_COPIED:
            held[f"办公桌 {name}"] = sorted(repr(tuple(row)) for row in desk.execute(f"SELECT * FROM {name}"))
    drops = incoming.drops(office)
    held["没有登记的收文"] = [
        [repr(drop), *(path.read_bytes().hex() for path in incoming.paths(office, drop))] for drop in drops
    ]
    held["号"] = [(row["series"], row["ordinal"], row["number"]) for row in account(office)]
    held["检索"] = [search(office, Query(words)).total for words in QUESTIONS]
    findings = [f"{one.where} {one.message}" for one in verify_office(office).findings]
    office.close()
    digests = {
        name: hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()[:16]
        for name, value in held.items()
    }
    numbers = [one[1] for one in held["号"] if one[0] == "函"]
    return {"held": digests, "lines": len(lines), "first": _digest(lines[:5]), "numbers": numbers,
            "names": [one[2] for one in held["号"]], "found": held["检索"], "findings": findings}  # fmt: skip


def _digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def standing(root: Path, kind: str, places: dict[str, str]) -> bool:
    """Whether everything is moved and put aside, so that only the last word was cut off."""
    now = read_settings(root / SETTINGS_NAME)
    moved = all(getattr(now, name.removesuffix("-back")) == places[name] for name in KINDS[kind].to)
    return moved and not (root / ".moving.json").exists()


def left_over(root: Path, places: dict[str, str], kind: str, servers: Servers) -> list[str]:
    """Return what still bears a name by which it could be used, though the office is elsewhere."""
    from shenguan_docs.index.opensearch_place import place_of

    now, found = read_settings(root / SETTINGS_NAME), []
    names = {path.name for path in root.iterdir()}
    for name in KINDS[kind].to:
        what = name.removesuffix("-back")
        if getattr(now, what) != places[name]:
            found.append(f"office.toml 的 {what} 是 {getattr(now, what)}")
    if "://" in now.records:
        found += [
            f"文件夹里还有 {name}" for name in ("records.db", "desk.db", "records.db-wal") if name in names
        ]
    elif "records" in places and "records" in KINDS[kind].first:
        found += [
            f"服务器上还有 {name}" for name in schemas(places["records"]) if name in ("shenguan", "desk")
        ]
    if "://" in now.archive and "archive" in names:
        found.append("文件夹里还有 archive")
    if "index" in KINDS[kind].first and "://" not in now.index and servers.cluster:
        node, at = servers.cluster.nodes[0], place_of(places["index"]).name
        if any(name.startswith(f"{at}-0") for name in servers.cluster.ask(node, "GET", f"/{at}-*")):
            found.append("服务器上还有索引")
    found += [
        f"文件夹里还有 {name}" for name in names if name.startswith(".") and not name.startswith(".back")
    ]
    return found


def schemas(url: str) -> list[str]:
    """Return the schemas of a database that are not the server's own."""
    import psycopg

    with psycopg.connect(url) as conn:
        told = conn.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information|public)'")
        return sorted(name for (name,) in told)
