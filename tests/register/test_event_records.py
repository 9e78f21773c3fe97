"""业务事件: entered once, found again, known to the letters that they call for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import documents, drafts, events, journal
from shenguan_docs.register.compare import tables_equal
from shenguan_docs.register.database import Database
from shenguan_docs.register.events import Event, EventParty
from tests.register.register_samples import AT, DAY, issue_letter

COMPANY = EventParty("示例木业有限公司", uscc="91430900MA00YL0018", address="益阳高新区示例路1号")


def penalty(id: str, **more: Any) -> Event:
    parts: dict[str, Any] = {
        "day": DAY,
        "type_name": "处罚决定生效",
        "source": "市一体化平台",
        "serial": f"CF{id}",
        "number": f"益高社林罚决字[2026]第{id}号",
        "same": f"示例木业|{id}",
        "data": {"date": "2026-03-05", "fine": "19200", "company": [{"name": COMPANY.name}]},
        "parties": (COMPANY,),
        "matters": ("临时使用林地审批",),
        "matter_version": 1,
    }
    return Event(id, "penalty-effective", **(parts | more))


@pytest.fixture
def enter(records: Database) -> Callable[..., None]:
    def add(event: Event) -> None:
        with records.writing() as conn:
            events.add(conn, at=AT, by="张文书", event=event)

    return add


def test_an_event_is_kept_as_it_was_entered(records: Database, enter: Callable[..., None]) -> None:
    enter(penalty("e1"))
    with records.reading() as conn:
        kept = events.find(conn, " e1 ")
        assert kept == penalty("e1", added_at=AT, added_by="张文书")
        assert [entry.kind for entry in journal.history(conn, "e1")] == ["event.added"]
        with pytest.raises(NotFound, match="没有编号为“e2”的事件"):
            events.find(conn, "e2")


def test_type_source_and_serial_name_one_event(enter: Callable[..., None]) -> None:
    enter(penalty("e1", serial="cf-0001"))
    with pytest.raises(Refused, match="流水号“ＣＦ0001”的事件已经登记，编号“e1”"):
        enter(penalty("e2", serial="ＣＦ0001", source="市 一体化平台"))
    with pytest.raises(Refused, match="编号“e1”的事件已经登记"):
        enter(penalty("e1", serial="2"))
    enter(penalty("e3", serial="CF0001", source="另一个平台"))
    enter(penalty("e4", serial=""))
    enter(penalty("e5", serial=""))  # without a serial there is nothing to tell them by here


def test_events_are_found_by_what_people_remember(records: Database, enter: Callable[..., None]) -> None:
    enter(penalty("e1"))
    enter(
        penalty("e2", day=date(2026, 4, 1), parties=(EventParty("示例人", id_number="11010519491231002X"),))
    )
    enter(Event("e3", "law-change-received", date(2026, 2, 1), number="湘林[2026]3号"))
    with records.reading() as conn:

        def ids(**asked: Any) -> list[str]:
            return [event.id for event in events.list_events(conn, **asked)]

        assert ids() == ["e3", "e1", "e2"]
        assert ids(type="penalty-effective") == ["e1", "e2"]
        assert ids(company="木业") == ["e1"]
        assert ids(company="９１430900MA00yl0018") == ["e1"]
        assert ids(company="11010519491231002x") == ["e2"]
        assert ids(company="%") == []
        assert ids(matter="临时使用林地审批") == ["e1", "e2"]
        assert ids(start=DAY, end=DAY) == ["e1"]
        assert [e.id for e in events.of_number(conn, ["law-change-received"], "湘林[2026]3号")] == ["e3"]
        assert events.of_number(conn, ["penalty-effective"], "") == ()
        assert [e.id for e in events.of_same(conn, "penalty-effective", "示例木业|e2")] == ["e2"]


def test_a_letter_knows_its_event_and_the_event_its_letters(
    records: Database, enter: Callable[..., None]
) -> None:
    enter(penalty("e1"))
    enter(penalty("e2"))
    with records.writing() as conn:
        drafts.create(conn, id="d0", kind="penalty", title="函", data={}, at=AT, by="张文书", event="e1")
        number = issue_letter(conn, "d1", event="e1")
        issue_letter(conn, "d2")
        documents.void(conn, "d1", at=AT, by="张文书", reason="错")
    with records.reading() as conn:
        assert documents.find(conn, "d1").event == "e1"
        assert documents.find(conn, "d2").event == ""
        assert drafts.load(conn, "d0").event == "e1"
        (letter,) = events.letters_of(conn, ["e1", "e2"])["e1"]
        assert (letter.number, letter.state) == (number, "void")
        assert events.drafts_of(conn, "e1") == (("penalty", "d0"),)


def test_replayed_events_give_the_same_tables(
    records: Database, enter: Callable[..., None], empty: Database
) -> None:
    enter(penalty("e1"))
    enter(Event("e2", "people-changed", DAY))
    with records.writing() as conn:
        issue_letter(conn, "d1", event="e1")
    with records.reading() as first, empty.writing() as second:
        journal.replay(second, journal.lines(first))
        assert tables_equal(first, second) == []
        assert events.list_events(first) == events.list_events(second)
