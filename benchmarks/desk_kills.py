"""Half an hour of thirty people at the desk, whose server is killed each minute: nothing lost, memory flat."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from benchmarks.desk_client import Desk, Server
from benchmarks.desk_office import Person, people_office, thirty
from benchmarks.desk_users import Ledger, crew
from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import NotFound
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.workflow import submit
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.office.writing import sheets
from shenguan_docs.register import life_tables, schema

MINUTES, THINK, DRAFTS = 30, 8.0, 240
_FLAT = 1.3  # of the memory of the first minutes


def desk(minutes: float = MINUTES, drafts: int = DRAFTS) -> bool:
    """Run, and print what was acknowledged, what is there, and the memory of each minute."""
    with tempfile.TemporaryDirectory(prefix="shenguan-desk-") as place:
        root = Path(place) / "office"
        office = people_office(root)
        ledger = Ledger()
        _prepared(office, ledger, drafts)
        office.close()
        memory = _lived(root, ledger, thirty(), minutes)
        told = "、".join(f"{what} {len(ids)}" for what, ids in ledger.done.items())
        print(
            f"{minutes:g} 分钟,{len(thirty())} 人,请求 {sum(map(len, ledger.times.values()))} 次,强杀 {len(memory) - 1} 次,"
            f"因此没有回答的 {ledger.gone} 次"
        )
        print(
            f"答复已办:{told};写成草稿 {len(ledger.drafts)},没写完的 {len(ledger.sheets)},"
            f"盖章件 {len(ledger.scans)},收文 {len(ledger.received)}"
        )
        print("每次强杀以前的内存(MB):" + " ".join(str(one // 2**20) for one in memory))
        faults = [f"{what} {times} 次" for what, times in ledger.wrong.items()]
        office = open_office(root, actor="测量", now=china_now)
        faults += _lost(office, ledger)
        office.close()
    begin, end = max(memory[:5]), max(memory[-5:])
    flat = end <= _FLAT * begin
    if not flat:
        faults.append(f"内存由 {begin // 2**20} MB 长到 {end // 2**20} MB")
    print(f"问题 {len(faults)} 处")
    for fault in faults:
        print(f"  {fault}")
    return not faults


def _prepared(office: Office, ledger: Ledger, count: int) -> None:
    """Drafts of two departments that wait for review."""
    for n in range(count):
        slug, department = (("consultation", "区经济合作局"), ("supervision-feedback", "区社会事务局"))[n % 2]
        kind = find_kind(office.kind_places, slug)
        files = {f.id for f in kind.all_fields if f.type == "attachment"}
        data = {key: value for key, value in example_data(kind, office.today).items() if key not in files}
        data |= {"questions": [f"第{n}件示例事项"]} if n % 2 == 0 else {}
        office.actor = "测量甲00"
        kept = draft(office, slug, data, None)
        submit(office, kept.id, by=office.actor)
        ledger.put("review", department, kept.id)
    office.actor = "测量"


def _lived(root: Path, ledger: Ledger, people: tuple[Person, ...], minutes: float) -> list[int]:
    """Let people work until the time is over; a minute after the server answers it is killed and started anew."""
    server = Server(root)
    port, memory = server.port, list[int]()
    users = crew(people, port, ledger, minutes * 60, THINK)
    ends = time.monotonic() + minutes * 60
    try:
        while True:
            _answers(port)
            time.sleep(min(60, max(0, ends - time.monotonic())))
            memory.append(server.memory)
            print(
                f"第 {len(memory)} 次:{memory[-1] // 2**20} MB,办 {sum(map(len, ledger.done.values()))} 步,"
                f"请求 {sum(map(len, ledger.times.values()))} 次,没有回答 {ledger.gone} 次,不对的 {ledger.wrong.total()} 次",
                flush=True,
            )
            if time.monotonic() >= ends:
                break
            server.kill()
            server = _again(root, port)
        for user in users:
            user.join(120)
    finally:
        server.stop()
    return memory


def _answers(port: int) -> None:
    """Wait until the desk answers."""
    while True:
        desk = Desk(port)
        with suppress(OSError, http.client.HTTPException):
            if desk.get("/login").status == 200:
                desk.close()
                return
        time.sleep(0.5)


def _again(root: Path, port: int) -> Server:
    """Start it anew where the people look for it."""
    for _ in range(20):
        try:
            return Server(root, port)
        except RuntimeError:
            time.sleep(1)  # the port is not free yet
    return Server(root, port)


def _lost(office: Office, ledger: Ledger) -> list[str]:
    """What was acknowledged and is not there; numbers that are double or skipped; what ``verify`` finds."""
    d, scans = schema.documents, life_tables.sealed_originals
    with office.reading() as conn:
        letters = {row.id: row.number for row in conn.execute(select(d.c.id, d.c.number))}
        kept = {row.id: row.data for row in conn.execute(select(schema.drafts.c.id, schema.drafts.c.data))}
        signed = set(conn.execute(select(schema.signings.c.draft)).scalars())
        done: dict[str, set[str]] = {"送审": set(), "审核": set()}
        for row in conn.execute(select(life_tables.draft_steps)):
            done.setdefault(row.step, set()).add(row.draft)
        sent = set(conn.execute(select(life_tables.deliveries.c.document)).scalars())
        scanned = {(row.document, row.sha256) for row in conn.execute(select(scans))}
        got = {
            row.id: row.title for row in conn.execute(select(schema.received.c.id, schema.received.c.title))
        }
    there = {
        "submit": done["送审"],
        "review": done["审核"],
        "sign": signed,
        "issue": set(letters),
        "send": sent,
    }
    faults = [f"{step} {id} 不见了" for step, ids in ledger.done.items() for id in ids - there[step]]
    faults += [
        f"{id} 的号先是 {n},现在是 {letters.get(id)}"
        for id, n in ledger.numbers.items()
        if letters.get(id) != n
    ]
    faults += [
        f"草稿 {id} 不是存下的样子" for id, words in ledger.drafts.items() if words not in kept.get(id, "")
    ]
    faults += [f"盖章件 {id} 不见了" for id, digest in ledger.scans.items() if (id, digest) not in scanned]
    faults += [f"收文 {id} 不见了" for id, title in ledger.received.items() if got.get(id) != title]
    faults += [
        f"没写完的 {id} 不是存下的样子"
        for id, words in ledger.sheets.items()
        # It may have become a draft without anybody having been told.
        if not _on_sheet(office, id, words) and not any(words in data for data in kept.values())
    ]
    rows = account(office)  # raises where a number is missing
    numbers = [row["number"] for row in rows]
    if len(numbers) != len(set(numbers)):
        faults.append("有重号")
    faults += [f"核验:{finding.where} {finding.message}" for finding in verify_office(office).findings]
    return faults


def _on_sheet(office: Office, id: str, words: str) -> bool:
    """Whether what was typed on an unfinished sheet is there."""
    owner = replace(office, actor=words.partition("写的")[0])  # nobody else sees it
    try:
        return words in json.dumps(dict(sheets.load(owner, id).fields), ensure_ascii=False)
    except NotFound:
        return False
