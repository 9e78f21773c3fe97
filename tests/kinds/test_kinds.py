"""The shipped kinds: their examples and further data draft, and read as they were read and approved."""

from __future__ import annotations

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from kinds_office import DATA, GOLDEN, WRITTEN_ON, draft, plan_lookup, words

from shenguan_docs.document import Document, Paragraph, Table, plain, plain_title
from shenguan_docs.errors import DataFaults
from shenguan_docs.notices.checking import check_kind
from shenguan_docs.notices.examples import example_data, reckoned
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.plan.clauses import clause_of
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import half_width

KINDS = shipped_templates() / "notices"
SLUGS = sorted(path.name for path in DATA.iterdir())
SAMPLES = [(path.parent.name, path.stem) for path in sorted(DATA.glob("*/*.toml"))]

CLOSINGS = {
    "函": ("特此函告。", "特此函达。", "请予函复。", "特此复函。", "专此函复。"),
    "请示": ("妥否，请批示。",),
    "通知": ("特此通知。",),
}


def kind_of(slug: str) -> Kind:
    return load_kind(KINDS / slug)


def sample(slug: str, name: str) -> dict[str, Any]:
    data: dict[str, Any] = reckoned(
        tomllib.loads((DATA / slug / f"{name}.toml").read_text("utf-8")), WRITTEN_ON
    )
    return data


def drafted(slug: str, name: str) -> Document:
    return draft(kind_of(slug), sample(slug, name), folder=DATA / slug)


def all_drafts(slug: str) -> dict[str, Document]:
    kind = kind_of(slug)
    found = {"示例": draft(kind, example_data(kind, WRITTEN_ON))}
    found |= {path.stem: drafted(slug, path.stem) for path in sorted((DATA / slug).glob("*.toml"))}
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_a_kind_checks_clean(slug: str) -> None:
    assert check_kind(KINDS / slug, plan_lookup, WRITTEN_ON) == []


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2028, 2, 29), date(2030, 12, 31)])
@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_drafts_on_any_day(slug: str, today: date) -> None:
    kind = kind_of(slug)
    assert draft(kind, example_data(kind, today), on=today).blocks


@pytest.mark.parametrize("slug", SLUGS)
def test_a_kind_stands_where_the_plan_puts_it(slug: str) -> None:
    kind, clause = kind_of(slug), clause_of(slug)
    assert clause is not None
    assert (kind.clause, kind.clause_text, kind.genre) == (clause.key, clause.printed, clause.genre)
    assert (kind.layout, half_width(kind.direction)) == (clause.layout, clause.direction)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_kind_has_three_further_data_sets(slug: str) -> None:
    assert len(list((DATA / slug).glob("*.toml"))) >= 3


@pytest.mark.parametrize("slug", SLUGS)
def test_every_field_has_help(slug: str) -> None:
    assert [f.label for f in kind_of(slug).fields if not f.help] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_deadline_starts_at_a_date(slug: str) -> None:
    kind = kind_of(slug)
    dates = {f.label for f in kind.fields if f.type in ("date", "task_date")} | {"发出"}
    columns = {f"{f.label}.{column}" for f in kind.fields for column in f.columns}
    for deadline in kind.deadlines:
        assert deadline["from"] in dates | columns, deadline
        assert {"name", "from", "to", "by"} <= set(deadline)
        assert ("workdays" in deadline) != ("days" in deadline)


@pytest.mark.parametrize("slug", SLUGS)
def test_golden_words(slug: str) -> None:
    """Words, not bytes. After a wanted change: SHENGUAN_GOLDEN=1 pytest tests/kinds, and read the diff."""
    text = "\n".join(f"〔{name}〕\n{words(document)}" for name, document in all_drafts(slug).items())
    golden = GOLDEN / f"{slug}.txt"
    if os.environ.get("SHENGUAN_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


@pytest.mark.parametrize("slug", SLUGS)
def test_titles_end_in_their_genre(slug: str) -> None:
    for document in all_drafts(slug).values():
        title = plain_title(document)
        if document.genre != "记录单":  # a record sheet is called by its own name (认领回执)
            assert title.endswith(document.genre)
        if document.genre in ("函", "通知", "请示"):
            assert title.startswith("关于") and title.endswith(
                (f"的{document.genre}", f"的复{document.genre}")
            )


@pytest.mark.parametrize("slug", SLUGS)
def test_texts_close_as_their_genre_does(slug: str) -> None:
    for document in all_drafts(slug).values():
        if document.genre in CLOSINGS:
            last = document.blocks[-1]
            assert isinstance(last, Paragraph)
            assert plain(last.runs) in CLOSINGS[document.genre]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_templates_own_words_use_full_width_punctuation(slug: str) -> None:
    for document in all_drafts(slug).values():
        for run in _runs(document):
            if not run.source:
                assert not re.search(r"[,:;()!?\"']", run.text), run.text
            assert "{{" not in run.text and "None" not in run.text


@pytest.mark.parametrize("slug", SLUGS)
def test_sentences_end_once(slug: str) -> None:
    for document in all_drafts(slug).values():
        for block in document.blocks:
            if isinstance(block, Paragraph):
                text = plain(block.runs)
                assert not re.search(r"[，。；：]{2}", text), text
                # A heading stands without a full stop; every other paragraph ends in one, or leads to a list.
                if block.lead == 0 and block.indent:
                    assert text.endswith(("。", "：", "）")), text


def _runs(document: Document) -> list[Any]:
    runs = [run for segment in document.title for run in segment]
    for block in (*document.blocks, *(b for annex in document.annexes for b in annex.blocks)):
        if isinstance(block, Table):
            runs += [run for row in block.rows for cell in row for run in cell.runs]
        else:
            runs += block.runs
    return runs


def faults(slug: str, name: str, **changes: Any) -> set[str]:
    """Return the fields that are at fault after ``changes`` (None takes a field away)."""
    data = {**sample(slug, name), **changes}
    try:
        draft(kind_of(slug), {k: v for k, v in data.items() if v is not None}, folder=DATA / slug)
    except DataFaults as error:
        return {fault.field for fault in error.faults}
    return set()


def test_a_penalty_is_reported_only_after_it_takes_effect() -> None:
    assert faults("penalty", "警告", effective_on="2026-03-21") == {"生效日期"}
    assert faults("penalty", "警告", effective_on="2026-03-20") == set()


def test_a_penalty_has_its_dates_in_order() -> None:
    assert faults("penalty", "警告", decided_on="2026-03-17") == {"送达日期"}
    assert faults("penalty", "警告", served_on="2026-03-17") == {"生效日期"}


def test_a_fine_is_a_fine_with_a_sum() -> None:
    assert faults("penalty", "没收和停产", fine=0) == {"罚款金额"}
    assert faults("penalty", "没收和停产", confiscated="0") == {"没收违法所得金额"}
    assert faults("penalty", "警告", fine=500) == {"处罚种类"}


def test_a_penalty_names_the_address_and_the_person_in_charge() -> None:
    party = {"name": "示例木业有限公司", "uscc": "91430900MA00YL0018", "address": "示例路1号"}
    assert faults("penalty", "警告", party=party) == {"当事人"}
    assert faults("penalty", "警告", party={**party, "representative": "示例一"}) == set()


def test_a_penalty_carries_the_decision() -> None:
    assert faults("penalty", "警告", decision=None) == {"处罚决定书"}


def test_sign_up_closes_before_the_training() -> None:
    assert faults("training", "一天一人", sign_up_by="2026-04-02") == {"报名截止日期"}
    assert faults("training", "一天一人", sign_up_by="2026-03-19") == {"报名截止日期"}
    assert faults("training", "一天一人", ends_on="2026-04-01") == {"结束日期"}
    assert faults("training", "一天一人", places=0) == {"名额"}


def test_the_reply_slip_offers_as_many_lines_as_places() -> None:
    def lines(name: str) -> int:
        return sum(
            len(b.rows) - 1 for b in drafted("training", name).annexes[0].blocks if isinstance(b, Table)
        )

    assert (lines("一天一人"), lines("名额不限"), lines("报名当天截止")) == (1, 6, 6)


def test_a_file_is_received_after_it_was_written_and_each_has_its_original() -> None:
    assert faults("law-change", "一部法律", received_on="2026-03-09") == {"收到日期"}
    assert faults("law-change", "一部法律", received_on="2026-03-21") == {"收到日期"}
    assert faults("law-change", "几个文件", original="示例-上级文件.pdf") == {"文件原文"}


def test_an_approval_result_is_pushed_once_decided_with_address_and_telephone() -> None:
    assert faults("approval-result", "告知承诺", decided_on="2026-03-21") == {"决定日期"}
    party = {"name": "示例新材料有限公司", "uscc": "91430900MA00YL004H", "address": "示例路4号"}
    assert faults("approval-result", "告知承诺", party=party) == {"行政相对人"}
    assert faults("approval-result", "几个相对人", document_number=["甲", "乙"]) == {"法律文书文号"}
    assert faults("approval-result", "联合申请", valid_from="2027-07-01") == {"有效期止"}


def test_an_opinion_is_due_after_the_letter_and_before_the_decision() -> None:
    assert faults("consultation", "一个问题", reply_by="2026-03-20") == {"回复期限"}
    assert faults("consultation", "几个申请人", decide_by="2026-03-30") == {"回复期限"}


def test_minutes_follow_the_meeting_and_begin_with_a_topic() -> None:
    assert faults("minutes", "一个议题", held_on="2026-03-21") == {"会议日期"}
    assert faults("minutes", "一个议题", decisions=[{"要点": "甲", "议定内容": "乙"}]) == {"议定事项"}


def test_minutes_of_one_topic_number_their_decisions_at_the_first_level() -> None:
    def levels(name: str) -> list[int]:
        return [b.level for b in drafted("minutes", name).blocks if isinstance(b, Paragraph) and b.level]

    assert levels("一个议题") == [1, 1]
    assert levels("几个议题") == [1, 2, 1, 2, 2, 1, 2]


def test_a_meeting_is_called_before_it_is_held() -> None:
    assert faults("meeting", "一个单位", held_on="2026-03-19", reply_by="2026-03-19") == {
        "会议日期",
        "回执期限",
    }
    assert faults("meeting", "一个单位", reply_by="2026-03-27") == {"回执期限"}


def test_credit_decides_between_favour_and_limit() -> None:
    assert faults("credit-check", "失信", measures=["容缺受理", "限制享受便利措施"]) == {"采取措施"}
    assert faults("credit-check", "失信", measures=["按照一般程序办理"]) == {"采取措施"}
    assert faults("credit-check", "几个申请人", measures=["限制享受便利措施"]) == {"采取措施"}
    assert faults("credit-check", "几个申请人", finding="良好", measures=["绿色通道", "告知承诺"]) == set()


def test_a_credit_check_records_both_kinds_of_information_for_everybody() -> None:
    rows = sample("credit-check", "几个申请人")["results"]
    assert faults("credit-check", "几个申请人", results=rows[:5]) == {"查询结果"}


def test_each_sample_file_is_plainly_a_sample() -> None:
    files = [p for slug in SLUGS for p in (KINDS / slug).iterdir() if p.suffix in (".pdf", ".docx")]
    assert files
    for path in files:
        assert path.name.startswith("示例-") and path.stat().st_size < 60_000
        assert path.read_bytes().startswith(b"%PDF-" if path.suffix == ".pdf" else b"PK")


def test_every_sample_set_is_drafted_with_the_right_receiver() -> None:
    receivers = {(s, n): drafted(s, n).recipients for s, n in SAMPLES}
    assert receivers["penalty", "没收和停产"] == ("区经济合作局",)
    assert receivers["approval-result", "撤销"] == ("区开发建设局",)
    assert receivers["consultation", "一个问题"] == ("区产业发展局",)
    assert receivers["coordination-request", "监管部门提请"] == ("区协调小组",)
    assert receivers["credit-check", "失信"] == ()
    assert len(receivers["meeting", "附材料"]) == 4


def test_data_files_are_read_from_their_own_folder() -> None:
    assert all(isinstance(path, Path) for path in DATA.glob("*/*.toml"))
