"""What a secretary in a hurry gets wrong between drafting and sending: each is said in a way that helps on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from office_helpers import drafted, example

from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.notices.datafile import read_data_file
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.revising import compare, revise
from shenguan_docs.office.letters.workflow import sign
from shenguan_docs.office.opening import Office


def test_a_draft_that_is_sent_or_claimed_is_called_a_draft(office: Office) -> None:
    id = drafted(office, "penalty")
    with pytest.raises(NotFound, match="还是草稿"):
        dispatch(office, id, channel="paper")
    with pytest.raises(NotFound, match="还是草稿"):
        claim(office, id, by="示例丙")


def test_another_department_s_signatory_is_told(office: Office) -> None:
    said: list[str] = []
    office.notify = said.append
    sign(office, drafted(office, "penalty"), signed_by="示例丁")
    assert said == []
    sign(office, drafted(office, "penalty"), signed_by="示例甲")
    assert "登记的签发人是示例丁" in said[0]


def test_a_choice_that_was_left_out_is_listed(office: Office) -> None:
    with pytest.raises(DataFaults) as refused:
        draft(office, "warning-removal", example(office, "warning-removal", reason=None), None)
    assert "可选：警示期满、整改完成" in str(refused.value)


def test_one_item_of_a_finished_draft_is_changed(office: Office) -> None:
    id = drafted(office, "penalty", {"urgency": "加急"})
    revise(office, id, {"urgency": "特急"}, None, partly=True)
    _, _, changes = compare(office, id)
    assert [(one.before, one.after) for one in changes] == [("加急", "特急")]
    with pytest.raises(DataFaults, match="没有填"):
        revise(office, id, {"urgency": "特急"}, None)


def test_a_reply_that_says_nothing_is_refused_in_words_of_the_office(office: Office) -> None:
    silent = dict.fromkeys(
        ("conclusion", "grounds", "handling", "answers", "suggestions", "later", "later_by")
    )
    with pytest.raises(DataFaults, match="答复意见.*没有填，别处也没有写怎样答复"):
        draft(office, "reply", example(office, "reply", **silent), None)
    with pytest.raises(DataFaults, match="理由和依据.*没有填"):
        draft(office, "reply", example(office, "reply", **{**silent, "conclusion": "不同意"}), None)
    assert draft(office, "reply", example(office, "reply", **{**silent, "conclusion": "无不同意见"}), None).id


@pytest.mark.parametrize(
    ("slug", "changes", "field"),
    [
        ("supervision-feedback", {"problems": None, "measures": None, "credit": None}, "发现的问题"),
        ("training-reply", {"decision": "不派员参加", "reason": None}, "不参加原因"),
    ],
)
def test_what_a_letter_cannot_do_without_is_asked_for_by_its_name(
    office: Office, slug: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(DataFaults, match=f"“{field}”没有填"):
        draft(office, slug, example(office, slug, **changes), None)


@pytest.mark.parametrize("name", ["处罚.xlsx", "处罚.csv"])
def test_a_table_for_a_data_file_is_sent_where_tables_go(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes("当事人,事项\n".encode())
    with pytest.raises(Refused, match="event import"):
        read_data_file(str(tmp_path / name))
