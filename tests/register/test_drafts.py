"""Drafts keep form and files; 签发 holds for exactly what was signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.register import drafts, journal
from shenguan_docs.register.database import Database
from tests.register.register_samples import AT, DAY

FILE = drafts.DraftFile("decision", "决定书.pdf", b"%PDF-1.7", "处罚决定书")
DATA = {"当事人": {"name": "示例木业"}, "amount": 5000, "unit": None}
SIGN = {"at": AT, "by": "张文书", "signed_by": "示例甲", "signed_on": DAY}


def make(conn: object, id: str = "a") -> drafts.Draft:
    given = {
        "kind": "penalty",
        "title": "关于……的函",
        "data": DATA,
        "files": [FILE],
        "at": AT,
        "by": "张文书",
    }
    return drafts.create(conn, id=id, **given)  # type: ignore[arg-type]


def test_kept_as_given(records: Database) -> None:
    with records.writing() as conn:
        made = make(conn)
        with pytest.raises(Refused, match="已有编号为“a”的草稿"):
            make(conn)
    with records.reading() as conn:
        draft = drafts.load(conn, "a")
        assert draft == made
        assert (draft.data, draft.files, draft.state, draft.signing) == (DATA, (FILE,), "open", None)
        with pytest.raises(NotFound, match="没有编号为“b”的草稿"):
            drafts.load(conn, "b")


def test_a_change_after_signing_asks_for_a_new_one(records: Database) -> None:
    with records.writing() as conn:
        draft = make(conn)
        entry = drafts.signed(conn, draft, **SIGN)
        assert (entry.kind, entry.record) == ("draft.signed", "a")
        signed = drafts.load(conn, "a")
        assert signed.signing and (signed.signing.signed_by, signed.signing.signed_on) == ("示例甲", DAY)
        with pytest.raises(Refused, match="已由示例甲于 2026-03-05 签发"):
            drafts.signed(conn, signed, **SIGN)
        other = drafts.DraftFile("decision", "决定书.pdf", b"%PDF-1.7 other", "处罚决定书")
        changed = drafts.change(conn, "a", title="题", data=DATA, files=[other], at=AT)
        assert changed.signing is None
        drafts.signed(conn, changed, **SIGN)


def test_issued_drafts_leave_the_list(records: Database) -> None:
    with records.writing() as conn:
        make(conn, "a")
        make(conn, "b")
        drafts.change(conn, "a", title="新题", data={}, files=[], at=AT + timedelta(hours=1))
        assert [(head.id, head.title) for head in drafts.list_drafts(conn)] == [
            ("a", "新题"),
            ("b", "关于……的函"),
        ]
        drafts.mark_issued(conn, "b")
        assert [head.id for head in drafts.list_drafts(conn)] == ["a"]
        assert len(drafts.list_drafts(conn, state=None, kind="penalty")) == 2
        assert drafts.load(conn, "b").files == ()
        with pytest.raises(Refused, match="已经印发"):
            drafts.change(conn, "b", title="", data={}, files=[], at=AT)


def test_drafts_are_not_in_the_journal(records: Database) -> None:
    with records.writing() as conn:
        before = journal.last(conn)
        make(conn)
        assert journal.last(conn) == before
