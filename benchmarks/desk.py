"""Each page of the desk at 100,000 letters, for each role, on the real server beside its bare queries; then thirty at once.

    script/bench desk                          make the office, measure
    script/bench desk --keep FOLDER            keep the office there and use the one that it finds
    script/bench desk --only pages --like duties

Bare queries are what the page asks SQLite and the search engine for, asked once more without the product around.
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event
from werkzeug.routing import Rule

from benchmarks.desk_client import Desk, Server, served
from benchmarks.desk_office import ONE_OF_EACH, PASSWORD, desk_office
from shenguan_docs.cli.context import china_now
from shenguan_docs.index.generations import StandingIndex
from shenguan_docs.index.question import Question
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people.rights import ROLES
from shenguan_docs.web.app import make_app
from shenguan_docs.web.routes import RIGHTS

LETTERS, COMPANIES, ROUNDS = 100_000, 5_000, 20
RATIO, MOST = 5.0, 0.150
_SEARCHES = ("临时使用林地", "示例第77有限公司", "上个月社会局的处罚", "林木采伐 征求意见", "")
_NO_PAGES = (
    "static",
    "htmx",
    "entering.login",
    "starting.start",
    "starting.example",
    "entering.leave",
    "help.picture",
)


def run(*options: str) -> bool:
    """Measure and print; returns whether the goals were reached."""
    asked = _options(options)
    place = (
        nullcontext(str(asked.keep)) if asked.keep else tempfile.TemporaryDirectory(prefix="shenguan-bench-")
    )
    reached = True
    if "login" in asked.only:
        from benchmarks.desk_login import login

        reached = login()
        if asked.only == ["login"]:
            return reached
    with place as folder:
        root = Path(folder) / "office"
        if not root.exists():
            root.parent.mkdir(parents=True, exist_ok=True)
            started = time.perf_counter()
            desk_office(root, asked.letters, COMPANIES).close()
            print(f"{asked.letters} 件文书,备好用时 {time.perf_counter() - started:.0f} 秒", flush=True)
        if "pages" in asked.only:
            reached = (
                pages(root, asked.like, asked.rounds, asked.who or [one.name for one in ONE_OF_EACH])
                and reached
            )
        if "thirty" in asked.only:
            from benchmarks.desk_thirty import at_once

            reached = at_once(root, asked.minutes) and reached
    return reached


def _options(options: tuple[str, ...]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench desk", description="办公桌的测量")
    parser.add_argument("--letters", type=int, default=LETTERS, metavar="件数")
    parser.add_argument("--keep", type=Path, metavar="文件夹", help="单位留在这里,下次不再备")
    parser.add_argument("--only", action="append", choices=("pages", "thirty", "login"), help="只测这一项")
    parser.add_argument("--like", default="", metavar="字样", help="只测地址或者页名有这个字样的页")
    parser.add_argument("--who", action="append", metavar="姓名", help="只量这个人的页")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="次数")
    parser.add_argument("--minutes", type=float, default=4.0, metavar="分钟", help="三十人同时用多久")
    found = parser.parse_args(options)
    found.only = found.only or ["login", "pages", "thirty"]
    return found


# -- which pages -----------------------------------------------------------------------------


def addresses(app: Flask, office: Office) -> dict[str, list[str]]:
    """Return for each GET route what to ask for: with letters, drafts, companies … of this office."""
    with office.reading() as conn:

        def ids(sql: str) -> list[str]:
            return [str(row[0]) for row in conn.exec_driver_sql(sql)]

        values = {
            "letters.show": ids(
                "SELECT id FROM documents WHERE id LIKE 'L%' AND state = 'issued' ORDER BY random() LIMIT 12"
            ),
            "drafts": ids("SELECT id FROM drafts WHERE state = 'open' LIMIT 6"),
            "received": ids("SELECT id FROM received LIMIT 4"),
            "companies": [f"C{n:05}" for n in (1, 70, 78, 999, 4000)],
            "events": ids("SELECT id FROM events LIMIT 5"),
            "service": ids("SELECT id FROM services LIMIT 3"),
        }
    found: dict[str, list[str]] = {}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in _NO_PAGES:
            found.setdefault(rule.endpoint, []).extend(_built(rule, values))
    return found


def _built(rule: Rule, values: dict[str, list[str]]) -> Iterator[str]:
    area, _, page = rule.endpoint.partition(".")
    if rule.endpoint == "searching.search":
        yield from (f"/search?q={text}" for text in _SEARCHES)
        return
    several: list[dict[str, Any]] = [{}]
    if "id" in rule.arguments:
        sort = {"companies": "companies", "events": "events", "service": "service"}.get(area, "letters.show")
        if page in ("edit", "compare", "sheets"):
            sort = "drafts"
        elif area in ("writing", "receiving", "working"):
            return  # of what is being written, received, worked at: none in this office
        several = [{"id": id} for id in values[sort]]
        if rule.endpoint == "letters.show":
            several += [{"id": id} for id in values["drafts"] + values["received"]]
    common = {
        "key": "shehui" if area in ("plan", "keeping") else "pdf",
        "page": 1,
        "direction": "out",
        "ending": "xlsx",
    }
    common |= {"kind": "consultation", "type": "penalty-effective"}
    for one in several:
        built = rule.build({name: {**common, **one}.get(name, "1") for name in rule.arguments})
        if built is not None:
            more = (
                "?name=林木采伐许可证核发"
                if area == "plan" and page.startswith("matter") and page != "matters"
                else ""
            )
            more = "?name=测量文书" if rule.endpoint == "people.show" else more
            yield built[1] + more
            if rule.endpoint == "books.register":
                yield "/registers/in"


# -- bare queries ----------------------------------------------------------------------------


@dataclass
class Bare:
    """What a page asked SQLite and the search engine for."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@contextmanager
def recorded() -> Iterator[Bare]:
    """Collect what is asked."""
    bare = Bare()
    ask = StandingIndex.search

    def note(_conn: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            bare.statements.append((statement, given))

    def noted(self: StandingIndex, question: Question) -> Any:
        bare.questions.append(question)
        return ask(self, question)

    event.listen(Engine, "before_cursor_execute", note)
    StandingIndex.search = noted  # type: ignore[method-assign]
    try:
        yield bare
    finally:
        event.remove(Engine, "before_cursor_execute", note)
        StandingIndex.search = ask  # type: ignore[method-assign]


class Asking:
    """Asks the same once more, with nothing around."""

    def __init__(self, office: Office) -> None:
        self._conn = sqlite3.connect(office.root / office.settings.records)
        self._safe = office.root / "desk.db"
        self._index = office.index

    def seconds(self, bare: Bare) -> float:
        """Return the processor time that SQLite and the engine take."""
        start = time.thread_time()
        for sql, given in bare.statements:
            self._conn.execute(sql, given).fetchall()
        for question in bare.questions:
            self._index.search(question)
        return time.thread_time() - start


# -- the table -------------------------------------------------------------------------------


@dataclass
class Line:
    """One page of one person, in seconds: the server's processor time, that of the bare queries, on the wall."""

    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    statements: int = 0
    kind: str = ""
    size: int = 0


def pages(root: Path, like: str, rounds: int, who: list[str]) -> bool:
    """Measure every page of every role; print the slowest role of each with its ratio."""
    office = open_office(root, actor="测量", now=china_now)
    app = make_app(root, now=china_now)
    asking, paths = Asking(office), addresses(app, office)
    lines: dict[tuple[str, str], Line] = {}
    with served(root) as server:
        for person in (one for one in ONE_OF_EACH if one.name in who):
            allowed = set().union(*(ROLES[role] for role in person.roles)) | {"any"}
            client, desk = app.test_client(), Desk(server.port)
            token = client.get("/login").get_data(as_text=True).partition('name="csrf" value="')[2][:64]
            client.post("/login", data={"name": person.name, "password": PASSWORD, "csrf": token})
            desk.come_in(person.name, PASSWORD)
            for endpoint, several in paths.items():
                if RIGHTS[endpoint] in allowed and like in endpoint:
                    line = _measured(several, rounds, server, desk, client.get, asking)
                    if line is not None:
                        lines[endpoint, person.name] = line
            desk.close()
    office.close()
    return _printed(lines)


def _measured(
    several: list[str],
    rounds: int,
    server: Server,
    desk: Desk,
    in_process: Callable[[str], Any],
    asking: Asking,
) -> Line | None:
    line, done = Line(), 0
    several = [path for path in several if desk.get(path).status == 200]  # the first asking warms up
    kept = {}
    for path in several:
        with recorded() as bare:
            in_process(path)
        kept[path] = bare
    while several and done < rounds:
        for path in several:
            before = server.worked
            answer = desk.get(path)
            line.ours.append(server.worked - before)
            line.kind, line.size = answer.headers["Content-Type"].partition(";")[0], len(answer.body)
            line.wall.append(answer.seconds)
            line.bare.append(asking.seconds(kept[path]))
            line.statements = max(line.statements, len(kept[path].statements) + len(kept[path].questions))
            done += 1
    return line if line.ours else None


def quantile(times: list[float], share: float) -> float:
    """Return the time under which ``share`` of them lie."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _printed(lines: dict[tuple[str, str], Line]) -> bool:
    print(
        f"{'页':24} {'最慢的人':8} {'p50':>7} {'p95':>7} {'裸查询':>7} {'倍数':>6} {'条':>4} {'墙钟p95':>7} 毫秒"
    )
    worst: dict[str, tuple[str, Line]] = {}
    for (endpoint, name), line in lines.items():
        if endpoint not in worst or quantile(line.ours, 0.95) > quantile(worst[endpoint][1].ours, 0.95):
            worst[endpoint] = name, line
    missed = 0
    for endpoint, (name, line) in worst.items():
        ours, bare = quantile(line.ours, 0.95), quantile(line.bare, 0.95)
        page = line.kind == "text/html"
        good = not page or (ours <= MOST and ours <= RATIO * bare)
        told = "" if good else f"  没有达到 ≤ {MOST * 1000:.0f} 毫秒" if ours > MOST else "  没有达到 5 倍"
        missed += ours > MOST and page
        wall = quantile(line.wall, 0.95) * 1000
        print(
            f"{endpoint:24} {name:8} {quantile(line.ours, 0.5) * 1000:7.1f} {ours * 1000:7.1f} {bare * 1000:7.1f} "
            f"{ours / bare if bare else 0:6.1f} {line.statements:4} {wall:7.1f}{told if page else '  (文件、图片)'}",
            flush=True,
        )  # fmt: skip
    return not missed
