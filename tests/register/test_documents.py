"""Letters and 收文 in the register: what was entered comes back, and is found from every side."""

from __future__ import annotations

from datetime import date

import pytest

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import documents, lookups, received
from shenguan_docs.register.database import Database
from shenguan_docs.register.letters import Attachment, DocumentMatter, DocumentParty, Receiver, Relation
from tests.register.register_samples import APPROVAL, AT, DAY, issue_letter, receive_file


def test_what_was_entered_comes_back(records: Database) -> None:
    attachment = Attachment("处罚决定书", "决定书（扫描件）.pdf", "a1.pdf", "ef" * 32, 2**33)
    with records.writing() as conn:
        issue_letter(conn, "a", title="关于<&>{{ }}的函", attachments=(attachment,), pages=2, urgency="特急")
        letter = documents.find(conn, "a")
    assert (letter.title, letter.pages, letter.urgency) == ("关于<&>{{ }}的函", 2, "特急")
    assert letter.attachments == (attachment,)
    assert letter.receivers == (Receiver(APPROVAL.name, "jinghe"), Receiver("某外单位", role="copy"))
    assert letter.matters == (DocumentMatter("临时使用林地审批", 1, ("430264034W0Y",)),)
    assert (letter.issued_at, letter.issued_by, letter.state) == (AT, "张文书", "issued")
    assert (letter.object_id, letter.object_version) == ("urn:shenguan:a", 1)
    assert (letter.group, letter.year, letter.ordinal) == ("函", 2026, 1)


def test_the_same_id_is_not_issued_twice(records: Database) -> None:
    with records.writing() as conn:
        issue_letter(conn, "a")
        with pytest.raises(Refused, match="已经印发为“益高社函〔2026〕1号”"):
            issue_letter(conn, "a")


def test_found_by_company_code_matter_department_time(records: Database) -> None:
    party = DocumentParty("另一公司", uscc="91430900X")
    with records.writing() as conn:
        issue_letter(conn, "a")
        issue_letter(conn, "b", department=APPROVAL, parties=(party,), matters=(), receivers=())
        issue_letter(conn, "c", day=date(2026, 4, 1), parties=(party, party))

        def ids(letters: tuple[documents.IssuedRecord, ...]) -> str:
            return "".join(letter.id for letter in letters)

        assert ids(lookups.of_company(conn, "示例木业有限公司")) == "a"
        assert ids(lookups.of_company(conn, uscc="９１４３０９００x")) == "bc"
        assert ids(lookups.of_company(conn, "示例木业有限公司", "91430900X")) == "bac"
        assert ids(lookups.of_code(conn, "430264034w0y")) == "ac"
        assert ids(lookups.of_matter(conn, "临时使用林地审批")) == "ac"
        assert ids(lookups.of_department(conn, "jinghe")) == "bac"
        assert ids(lookups.all_letters(conn)) == "bac"
        assert ids(lookups.all_letters(conn, start=date(2026, 3, 6))) == "c"
        assert ids(lookups.all_letters(conn, kind="penalty", sender="shehui", end=DAY)) == "a"
        with pytest.raises(Refused):
            lookups.of_company(conn)


def test_relations_are_seen_from_both_ends(records: Database) -> None:
    outside = Relation("依据", sender="省林业局", number="湘林〔2026〕3号", title="通知", day=DAY)
    with records.writing() as conn:
        receive_file(conn, "r")
        issue_letter(conn, "a")
        issue_letter(conn, "b", relations=(Relation("答复", "a"), Relation("转发", "r"), outside))
        seen = [
            (x.relation.relation, x.incoming, x.record and x.record.id) for x in lookups.relations(conn, "b")
        ]
        assert seen == [("答复", False, "a"), ("转发", False, None), ("依据", False, None)]
        assert documents.find(conn, "b").relations[2] == outside
        for target in ("a", "r"):
            (related,) = lookups.relations(conn, target)
            assert related.incoming and related.record and related.record.id == "b"
            assert related.relation.target_id == target
        with pytest.raises(NotFound, match="没有编号为“x”的文书"):
            issue_letter(conn, "c", relations=(Relation("答复", "x"),))


def test_many_letters_at_once(records: Database) -> None:
    with records.writing() as conn:
        for n in range(402):
            issue_letter(conn, f"d{n}")
        found = documents.load(conn, [f"d{n}" for n in reversed(range(402))] + ["none"])
    assert [letter.ordinal for letter in found] == list(range(402, 0, -1))


def test_received_numbers_are_whole(records: Database) -> None:
    with records.writing() as conn:
        assert receive_file(conn, "r1") == "收〔2026〕1号"
        assert receive_file(conn, "r2", received_on=date(2026, 1, 2)) == "收〔2026〕2号"  # entered late
        assert receive_file(conn, "r3", received_on=date(2027, 1, 2)) == "收〔2027〕1号"
        with pytest.raises(Refused, match="已经登记为“收〔2026〕1号”"):
            receive_file(conn, "r1")
        assert received.find(conn, "收(2026)2").id == "r2"
        assert received.find(conn, "2026-2").id == received.find(conn, "r2").id == "r2"
        assert [r.id for r in received.all_received(conn, 2026)] == ["r1", "r2"]
        assert received.find(conn, "r1").files[0].original_name == "通知.pdf"
        assert documents.by_number(conn, "收〔2026〕1号") is None
        with pytest.raises(NotFound):
            received.find(conn, "收〔2026〕9号")


def test_doubles_are_noticed(records: Database) -> None:
    with records.writing() as conn:
        receive_file(conn, "r1")
        again = received.Received("r2", "省林业局", "通知", DAY, sender_number="湘林(2026)03号")
        assert [words for _, words in received.doubles(conn, again)] == [
            "来文字号“湘林(2026)03号”已登记为“收〔2026〕1号”（省林业局《关于修订《××办法》的通知》），请核对是否重复登记",
        ]
        file = received.ReceivedFile("副本.pdf", "0001.pdf", "cd" * 32, 1234)
        ((id, warning),) = received.doubles(conn, received.Received("r2", "某局", "通知", DAY, files=(file,)))
        assert id == "r1" and "“副本.pdf”与“收〔2026〕1号”的“通知.pdf”内容相同" in warning
        assert received.doubles(conn, received.Received("r2", "某局", "通知", DAY)) == ()
