"""Sample departments, letters and 收文 for the tests of this room."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.plan.departments import Department, Officer, Person, Section
from shenguan_docs.plan.matters import Matter, MatterCode, MatterList
from shenguan_docs.register import documents, numbers, plan_records, received
from shenguan_docs.register.journal import CHINA
from shenguan_docs.register.letters import DocumentMatter, DocumentParty, IssuedRecord, ObjectRef, Receiver

AT = datetime(2026, 3, 5, 9, 30, tzinfo=CHINA)
DAY = date(2026, 3, 5)
FORMAT = "{mark}函〔{year}〕{n}号"

SOCIAL = Department("shehui", "区社会事务局", "区社事局", ("社会事务局",), mark="益高社", signatory="示例甲")
APPROVAL = Department("jinghe", "区经济合作局(政务管理服务局)", "区经合局", mark="益高经")
MATTERS = MatterList(
    1,
    "审管联动事项清单（第一批）",
    date(2023, 10, 16),
    DAY,
    "清单.csv",
    "ab" * 32,
    (
        Matter(
            1, "1", "临时使用林地审批", "jinghe", "shehui", (MatterCode("430264034W0Y", "擅自改变林地用途"),)
        ),
        Matter(2, "13", "建设工程消防验收备案", "jinghe", None),
    ),
)


def furnish(conn: Connection) -> None:
    """Enter departments, people, officers and the matter list."""
    who: dict[str, Any] = {"at": AT, "by": "张文书"}
    plan_records.set_department(conn, **who, department=SOCIAL)
    plan_records.set_department(conn, **who, department=APPROVAL)
    plan_records.set_section(conn, **who, section=Section("linye", "shehui", "林业股"))
    plan_records.set_person(conn, **who, person=Person("p1", "李推送", "shehui", "linye", "股长", "0737-1"))
    plan_records.set_person(conn, **who, person=Person("p2", "王接收", "jinghe"))
    plan_records.set_officer(conn, **who, officer=Officer("shehui", "jinghe", "push", "p1"))
    plan_records.set_officer(
        conn, **who, officer=Officer("shehui", "jinghe", "receive", "p2", date(2026, 1, 1))
    )
    plan_records.import_matters(conn, **who, matters=MATTERS)


def object_of(id: str, version: int = 1) -> ObjectRef:
    """An archive object as issuing would hand it over."""
    return ObjectRef(f"urn:shenguan:{id}", version, hashlib.sha256(id.encode()).hexdigest())


def issue_letter(
    conn: Connection,
    id: str,
    *,
    department: Department = SOCIAL,
    group: str = "函",
    format: str = FORMAT,
    day: date = DAY,
    reason: str = "",
    signed_on: date | None = None,
    at: datetime = AT,
    **more: Any,
) -> str:
    """Give the next number to a letter and enter it; return the number."""
    taken = numbers.take(
        conn,
        department=department.key,
        group=group,
        year=day.year,
        format=format,
        mark=department.mark,
        written_on=day,
        reason=reason,
        signed_on=signed_on,
    )
    fields: dict[str, Any] = {
        "title": "关于通报示例木业有限公司行政处罚决定的函",
        "receivers": (Receiver(APPROVAL.name, "jinghe"), Receiver("某外单位", role="copy")),
        "parties": (DocumentParty("示例木业有限公司", "当事人", uscc="91430900MA4L0X0X0X"),),
        "matters": (DocumentMatter("临时使用林地审批", 1, ("430264034W0Y",)),),
        "matter_version": 1,
    }
    record = IssuedRecord(
        id=id,
        kind="penalty",
        number=taken.number,
        group=taken.group,
        year=taken.year,
        ordinal=taken.ordinal,
        sender=department.key,
        written_on=day,
        signed_on=signed_on,
        date_reason=reason,
        **(fields | more),
    )
    documents.issue(conn, at=at, by="张文书", record=record, object=object_of(id))
    return taken.number


def receive_file(conn: Connection, id: str, **more: Any) -> str:
    """Register an outside document; return its 收文号."""
    fields: dict[str, Any] = {
        "sender": "省林业局",
        "title": "关于修订《××办法》的通知",
        "received_on": DAY,
        "sender_number": "湘林〔2026〕3号",
        "files": (received.ReceivedFile("通知.pdf", "0001.pdf", "cd" * 32, 1234),),
    }
    record = received.Received(id=id, **(fields | more))
    taken = received.take(conn, record.received_on)
    received.receive(conn, at=AT, by="张文书", record=record, taken=taken, object=object_of(id))
    return taken.number
