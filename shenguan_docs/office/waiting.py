"""What waits for the person at the desk, by due day, and what the department sent that nobody answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Connection, exists, func, literal, select

from shenguan_docs.duties.facts import Duty
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.listing import matters_of
from shenguan_docs.office.duties.scope import Scope
from shenguan_docs.office.letters.drafting import UNFINISHED
from shenguan_docs.office.letters.workflow import standing_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received.incoming import drops
from shenguan_docs.office.service.lookup import sees_page
from shenguan_docs.office.settings import SIGN
from shenguan_docs.register import comments, drafts, life_tables, received, schema, tray

What = Literal["draft", "letter", "received", "event", "upload", "tray", ""]
SHOWN = 50  # of each heap
SCANS_SHOWN = 20
TRAY_SHOWN = 5
_ON_PAPER = ("paper", "mail", "fax")
_SCAN_BACK = timedelta(days=400)


@dataclass(frozen=True)
class Item:
    """One thing: of which ``what`` with which ``id``; ``late`` counts days, ``detail`` says what is to be done."""

    what: What
    id: str
    title: str
    number: str = ""
    due: date | None = None
    late: int = 0
    detail: str = ""
    other: str = ""  # the other side, by its short name


@dataclass(frozen=True)
class Heap:
    """What is alike: ``key`` names it, ``words`` are its heading; ``total`` may be more than are listed."""

    key: str
    words: str
    items: tuple[Item, ...]
    total: int


_WORDS = {
    "sign": "待签发", "review": "待审核", "claim": "待认领", "upload": "收到还没登记的", "tray": "待认的扫描页", "answer": "待答复、待办",
    "write": "待起草",
    "send": "待发出", "handle": "待办的收文", "draft": "我的草稿", "issue": "已签发，待印发", "scan": "没有盖章件",
    "unanswered": "发出后还没有回音",
}  # fmt: skip


def waiting(office: Office, today: date) -> list[Heap]:
    """Return the heaps that are not empty, those with the nearest day first in each."""
    heaps: dict[str, list[Item]] = {key: [] for key in _WORDS}
    with office.reading() as conn:
        for key, item in (*_drafts(office, conn), *_received(office, conn, today)):
            heaps[key].append(item)
        totals = {key: len(items) for key, items in heaps.items()}
        for key, items, total in _duties(office, conn, today):
            heaps[key] += items
            totals[key] += total
        heaps["scan"], totals["scan"] = _without_scan(office, conn, today)
        heaps["tray"], totals["tray"] = _tray(office, conn)
    heaps["upload"] = _uploads(office)
    totals["upload"] = len(heaps["upload"])
    return [
        Heap(key, _WORDS[key], tuple(sorted(items, key=_place)[:SHOWN]), totals[key])
        for key, items in heaps.items()
        if items
    ]


def _place(item: Item) -> tuple[date, str, str]:
    return item.due or date.max, item.number, item.id


def _drafts(office: Office, conn: Connection) -> Iterable[tuple[str, Item]]:
    who = office.who
    heads = [
        head
        for head in drafts.list_drafts(conn)
        if rights.sees_draft(office, conn, head.sender, head.created_by)
    ]
    commented = comments.open_counts(conn, (head.id for head in heads))
    for head in heads:
        if head.title.startswith(UNFINISHED):
            state, following = "还没有填完", ""
        else:
            now = standing_of(office, conn, drafts.load(conn, head.id), head.sender)
            state, following = now.state, now.next
        told = f"{state}，{commented[head.id]} 条批注" if head.id in commented else state
        item = Item("draft", head.id, head.title.removeprefix(UNFINISHED), detail=told, other=head.created_by)
        if following == SIGN and rights.may(office, "sign"):
            yield "sign", item
        elif state == "已签发" and rights.may(office, "issue"):
            yield "issue", item
        elif state in ("已送审", "审核中") and following != SIGN and rights.may(office, "review"):
            yield "review", item
        elif who is None or head.created_by == who.name:
            yield "draft", item


def _duties(office: Office, conn: Connection, today: date) -> Iterable[tuple[str, list[Item], int]]:
    """Yield for each heap the first due of its duties, and how many there are."""
    own = rights.own_department(office)
    if not own or not rights.may(office, "look"):
        return
    ground = Ground(office, conn, today, Scope(department=own, department_matters=matters_of(conn, own)))
    heaps: dict[str, list[Duty]] = {}
    for duty in gathered(ground):
        heaps.setdefault(_heap_of(duty, own), []).append(duty)
    for key, several in heaps.items():
        yield key, [_item(ground, duty, own) for duty in several[:SHOWN]], len(several)


def _heap_of(duty: Duty, own: str) -> str:
    open = duty.open
    if open.by != own:
        return "unanswered"
    if open.rule.ended == "claim":
        return "claim"
    if open.state == "unclaimed":  # the department has done its part
        return "unanswered"
    return {"unwritten": "write", "unsent": "send"}.get(open.state, "answer")


def _item(ground: Ground, duty: Duty, own: str) -> Item:
    open = duty.open
    subject, other = open.subject, open.to if open.by == own else open.by
    what: What = "letter" if subject.letter else "event" if subject.event else ""
    title = (
        subject.title or " ".join(filter(None, (subject.event_name, "、".join(open.parties)))) or open.duty
    )
    return Item(
        what, subject.letter or subject.event, title, subject.number, duty.due,
        duty.days_late if duty.late else 0, open.duty, ground.short(other),
    )  # fmt: skip


def _received(office: Office, conn: Connection, today: date) -> Iterable[tuple[str, Item]]:
    if not rights.may(office, "receive"):
        return
    found = received.open_by(conn)
    mine = rights.seen(office, conn, (got.id for got in found))
    for got in found:
        if got.id in mine:
            late = max(0, (today - got.due).days) if got.due else 0
            detail = f"{got.handler}承办" if got.handler else "还没有承办人"
            yield "handle", Item("received", got.id, got.title, got.number, got.due, late, detail, got.sender)


def _without_scan(office: Office, conn: Connection, today: date) -> tuple[list[Item], int]:
    """Letters of the department that were sent on paper and of which no sealed original was scanned."""
    own = rights.own_department(office)
    if not own or not rights.may(office, "deliver"):
        return [], 0
    t, scans, sent = schema.documents, life_tables.sealed_originals, life_tables.deliveries
    since = today - _SCAN_BACK
    paper = select(sent.c.document).where(sent.c.channel.in_(_ON_PAPER), sent.c.sent_on >= since)
    where = (
        t.c.sender + literal("") == own, t.c.state == "issued", t.c.written_on >= since,
        t.c.id.in_(paper), ~exists().where(scans.c.document == t.c.id),
    )  # fmt: skip
    total = conn.execute(select(func.count()).select_from(t).where(*where)).scalar_one()
    query = select(t.c.id, t.c.title, t.c.number, t.c.written_on).where(*where)
    query = query.order_by(t.c.written_on.desc(), t.c.number).limit(SCANS_SHOWN)
    rows = conn.execute(query)
    return [Item("letter", r.id, r.title, r.number, detail=f"{r.written_on} 印发") for r in rows], total


def _tray(office: Office, conn: Connection) -> tuple[list[Item], int]:
    """Scanned pages that matched no receipt."""
    if not rights.may(office, "deliver"):
        return [], 0
    pages = [page for page in tray.waiting(conn) if sees_page(office, conn, page)]
    found = [
        Item("tray", page.id, f"{page.original_name}，第 {page.page} 页", detail=page.reason)
        for page in pages[:TRAY_SHOWN]
    ]
    return found, len(pages)


def _uploads(office: Office) -> list[Item]:
    """Files that came in and are not registered yet."""
    found = []
    for drop in drops(office):
        more = f"等 {len(drop.files)} 个文件，" if len(drop.files) > 1 else ""
        detail = f"{more}{drop.moment:%m-%d %H:%M} 收到"
        found.append(Item("upload", drop.id, drop.files[0].name, detail=detail, other=drop.by))
    return found
