"""Comments at a place of a draft: they keep to their words through later versions, and come back with a rebuild."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_helpers import drafted

from shenguan_docs.errors import Refused
from shenguan_docs.office.letters.commenting import answer, comment, comments_of, read, settle
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.revising import revise
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import sign
from shenguan_docs.office.opening import Office
from shenguan_docs.office.upkeep import rebuild


def _place(office: Office, id: str, words: str) -> int:
    return next(p.n for p in read(office, id).paragraphs if words in p.words)


def test_a_comment_keeps_to_its_words(office: Office) -> None:
    id = drafted(office, "consultation")
    reading = read(office, id)
    line = max(reading.paragraphs, key=lambda p: len(p.words))
    quote = line.words[2:8]
    made = comment(office, id, "这里\n请再核对", paragraph=line.n, quote=quote)
    whole = comment(office, id, "整段太长", paragraph=line.n)
    first, second = comments_of(office, id)
    assert (first.id, first.stands, first.quote, first.words) == (made, line.n, quote, "这里\n请再核对")
    assert (second.id, second.quote, second.start) == (whole, line.words, 0)
    assert [words for words, marked in read(office, id).paragraphs[line.n - 1].pieces if marked]
    answer(office, id, made, "核对过了")
    settle(office, id, whole)
    settle(office, id, whole)
    settled = comments_of(office, id)
    assert settled[0].answers[0].words == "核对过了" and settled[1].settled
    assert [step["what"] for step in show(office, id)["life"]].count("了结批注") == 1


def test_words_that_were_changed_leave_the_comment_told(office: Office) -> None:
    id = drafted(office, "penalty")
    company = "示例木业有限公司"
    n = _place(office, id, company)
    named = comment(office, id, "名称对吗", paragraph=n, quote=company)
    data = show(office, id, full=True)["data"]
    [field] = [key for key, value in data.items() if company in str(value) and key in ("parties", "party")]
    assert comments_of(office, id)[0].field == field
    first = data[field][0] if isinstance(data[field], list) else data[field]
    other = {**first, "name": "示例竹业有限公司"}
    revise(office, id, {field: other}, None, partly=True)
    [gone] = comments_of(office, id)
    assert (gone.id, gone.stands, gone.version) == (named, None, 1)
    assert read(office, id).gone == (gone,)
    revise(office, id, {field: data[field]}, None, partly=True)
    assert comments_of(office, id)[0].stands == n


def test_open_comments_are_told_before_signing_and_bar_nothing(office: Office, tmp_path: Path) -> None:
    told: list[str] = []
    office.notify = told.append
    id = drafted(office, "training")
    comment(office, id, "请再想想", paragraph=1)
    sign(office, id, signed_by="示例签发")
    assert any("1 条批注没有了结" in words for words in told)
    assert "批注" in [step["what"] for step in show(office, id)["life"]]
    issue(office, [id])  # what was said of the draft is not told to those who receive the letter
    assert "批注" not in [step["what"] for step in show(office, id)["life"]]
    with pytest.raises(Refused, match="已印发"):
        comment(office, id, "太晚了", paragraph=1)
    assert rebuild(office.root, office).differences == ()


@pytest.mark.parametrize(
    ("words", "paragraph", "quote", "why"),
    [
        ("", 1, "", "没有写批注"),
        ("看", 0, "", "哪一段"),
        ("看", 999, "", "哪一段"),
        ("看", 1, "这里没有的字", "没有这几个字"),
        ("看" * 3000, 1, "", "太长"),
    ],
)
def test_what_is_no_comment(office: Office, words: str, paragraph: int, quote: str, why: str) -> None:
    id = drafted(office, "training")
    with pytest.raises(Refused, match=why):
        comment(office, id, words, paragraph=paragraph, quote=quote)
    assert comments_of(office, id) == ()
