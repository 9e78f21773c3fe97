"""An office whose records are filled straight in the tables: many letters, events and companies, few of them open.

The rows are what the product itself would have written, but without pages, archive objects and journal entries
(one stands for all): it serves to measure queries, and is no office to work in.
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select

from benchmarks.office import made_office
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.opening import Office
from shenguan_docs.register import company_tables, life_tables, schema
from shenguan_docs.register.rows import canonical

FIRST, TODAY = date(2023, 1, 3), date(2026, 11, 20)
MATTERS = ("临时使用林地审批", "林木采伐许可证核发", "林业植物检疫证书核发")
APPROVER, SUPERVISOR = "jingji", "shehui"
# kind, share, sender is the approver, its own term, the term of the answer it asks for, event type
KINDS: tuple[tuple[str, str, int, bool, str, str, str], ...] = (
    ("approval-result", "审批结果推送函", 30, True, "推送审批结果", "", "approval-decided"),
    ("consultation", "征求意见函", 20, True, "征求主管部门意见", "函复意见", "application-accepted"),
    ("penalty", "行政处罚决定通报函", 8, False, "通报行政处罚决定", "", "penalty-effective"),
    ("supervision-feedback", "监管信息反馈函", 12, False, "反馈监管信息", "", "inspection-abnormal"),
    (
        "alert",
        "重大情况告知函",
        5,
        False,
        "函告重大变更、违法情况、安全隐患",
        "函复处理情况",
        "violation-found",
    ),
)
LATE_SHARE = 0.02  # of letters, events and answers that are left open


class _Rows:
    """Rows by table, written in parts."""

    def __init__(self, conn: Any) -> None:
        self.conn = conn
        self.waiting: dict[Table, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: Table, **row: Any) -> None:
        self.waiting[table].append(row)

    def write(self) -> None:
        for table in schema.metadata.sorted_tables:
            rows = self.waiting.pop(table, [])
            for start in range(0, len(rows), 5_000):
                self.conn.execute(insert(table), rows[start : start + 5_000])


def filled_office(root: Path, letters: int, companies: int) -> Office:
    """Make an office with this many letters (answers among them) about this many companies."""
    office = made_office(root)
    lot = random.Random(20261120)
    with office.records.writing() as conn:
        rows = _Rows(conn)
        seq = conn.execute(select(schema.journal.c.seq).limit(1)).scalar_one()
        rows.add(schema.objects, object_id="measured", version=1, inventory="0" * 64, seq=seq)
        for n in range(companies):
            rows.add(
                company_tables.companies, id=f"C{n + 1:05}", key=_uscc(n), uscc=_uscc(n), id_number="",
                name=_name(n), merged_into=None,
            )  # fmt: skip
            rows.add(company_tables.company_called, name_key=fold_name(_name(n)), company=f"C{n + 1:05}")
        made = 0
        while made < letters:
            made += _exchange(rows, lot, made, companies, office)
        rows.write()
    return office


def _uscc(n: int) -> str:
    return f"914309{n:012}"


def _name(n: int) -> str:
    return f"示例第{n}有限公司"


def _exchange(rows: _Rows, lot: random.Random, n: int, companies: int, office: Office) -> int:
    """An event, its letter, the claim, and the answer where one is asked for; return how many letters."""
    slug, name, _, by_approver, own, answer, type = lot.choices(KINDS, [kind[2] for kind in KINDS])[0]
    day = FIRST + timedelta(lot.randrange((TODAY - FIRST).days))
    company, matter = lot.randrange(companies), lot.choice(MATTERS)
    sender, receiver = (APPROVER, SUPERVISOR) if by_approver else (SUPERVISOR, APPROVER)
    event, letter = f"E{n:07}", f"L{n:07}"
    data = {"result": "准予"} if slug == "approval-result" else {"consult": "是"} if answer else {}
    rows.add(
        schema.events, id=event, type=type, type_name=name, day=day, source="", source_key="", serial="",
        serial_key="", number=f"NO{n}", same=event, data=canonical(data), matter_version=1,
        added_at=office.now(), added_by="测量", state="entered", state_reason="", state_at=None, state_by="",
    )  # fmt: skip
    about = {"name": _name(company), "uscc": _uscc(company), "id_number": ""}
    rest = {"address": "", "phone": "", "representative": ""}
    rows.add(schema.event_parties, event=event, position=1, **about, **rest)
    rows.add(schema.event_matters, event=event, position=1, name=matter)
    _mention(rows, event, "event", company, day, n)
    if lot.random() < LATE_SHARE:
        return 1  # no letter was written
    _letter(rows, letter, slug, name, sender, receiver, day, event, company, matter, n, office)
    terms = [(own, sender, receiver, day, 3, "workday", False)]
    if answer:
        terms.append((answer, receiver, sender, day + timedelta(10), 0, "day", True))
    for position, (term, by, to, since, amount, unit, answers) in enumerate(terms, 1):
        rows.add(
            life_tables.document_deadlines, document=letter, position=position, name=term, by_role=by,
            to_role=to, since=since, amount=amount, unit=unit, answer=answers,
        )  # fmt: skip
    if lot.random() < LATE_SHARE:
        return 1  # not sent
    claimed = None if lot.random() < LATE_SHARE else day
    _delivery(rows, letter, day, claimed, office)
    listed = 0
    if slug in ("penalty", "alert") and lot.random() > LATE_SHARE:
        listing = f"W{n:07}"
        _letter(
            rows,
            listing,
            "warning-listing",
            "列入警示信息库通报函",
            receiver,
            sender,
            day,
            event,
            company,
            matter,
            n,
            office,
        )
        rows.add(
            schema.document_relations, document=listing, position=1, relation="依据文书", target_document=letter,
            target_received=None, sender="", number="", title="", day=None,
        )  # fmt: skip
        rows.add(
            company_tables.warning_listings, letter=listing, first=day, last=day + timedelta(365),
            level="一般警示", reasons=("行政处罚",), measures=("不适用告知承诺",), conditions=(),
        )  # fmt: skip
        _delivery(rows, listing, day, day, office)
        listed = 1
    if not answer or lot.random() < LATE_SHARE:
        return 1 + listed
    reply = f"R{n:07}"
    on = day + timedelta(lot.randrange(1, 14))
    _letter(rows, reply, "reply", "复函", receiver, sender, on, event, company, matter, n, office)
    rows.add(
        schema.document_relations, document=reply, position=1, relation="answers", target_document=letter,
        target_received=None, sender="", number="", title="", day=None,
    )  # fmt: skip
    _delivery(rows, reply, on, on, office)
    return 2 + listed


def _letter(
    rows: _Rows, id: str, slug: str, name: str, sender: str, receiver: str, day: date, event: str, company: int,
    matter: str, n: int, office: Office,
) -> None:  # fmt: skip
    rows.add(
        schema.documents, id=id, kind=slug, kind_name=name, kind_version="", genre="函", layout="letter",
        number=f"示例{id[0]}函〔{day.year}〕{n + 1}号", title=f"关于{_name(company)}{matter}的{name}", sender=sender,
        sender_name=sender, signatory="示例甲", written_on=day, printed_on=day, signed_on=day, signed_by="",
        issued_at=office.now(), issued_by="测量", state="issued", void_reason="", voided_at=None, voided_by="",
        urgency="", retention="30年", clause="", matter_version=1, object_id="measured", object_version=1,
        date_reason="", summary="", pages=1, event=event,
    )  # fmt: skip
    rows.add(
        schema.document_receivers, document=id, position=1, department=receiver, name=receiver, role="main"
    )
    rows.add(
        schema.document_parties, document=id, position=1, field="行政相对人", name=_name(company),
        uscc=_uscc(company), id_number="", address="", phone="", representative="",
    )  # fmt: skip
    rows.add(schema.document_matters, document=id, position=1, name=matter, version=1)
    _mention(rows, id, "letter", company, day, n)


def _mention(rows: _Rows, record: str, source: str, company: int, day: date, n: int) -> None:
    rows.add(
        company_tables.company_mentions, record=record, position=1, source=source,
        company=f"C{company + 1:05}", name=_name(company), name_key=fold_name(_name(company)), day=day, seq=n,
        stands=True,
    )  # fmt: skip


def _delivery(rows: _Rows, letter: str, day: date, claimed: date | None, office: Office) -> None:
    rows.add(
        life_tables.deliveries, document=letter, position=1, channel="online", sent_on=day,
        sent_at=office.now(), sent_by="测量", serial="", claimed_on=claimed,
        claimed_at=office.now() if claimed else None, claimed_by="示例丙" if claimed else "", entered_by="",
        way="推送即认领" if claimed else "", receipt="", evidence="",
    )  # fmt: skip
