"""The number is given last, in the transaction that issues; never twice, never skipped."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx import Document as read_docx
from office_helpers import TODAY, drafted, example, issued
from pdfminer.high_level import extract_text

from shenguan_docs.document import from_data
from shenguan_docs.errors import DataFaults, OfficeUnusable, Refused
from shenguan_docs.layout.printed import words
from shenguan_docs.notices.kinds import kind_folders
from shenguan_docs.office.letters.drafting import draft, preview
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.letter_object import MANIFEST, MODEL
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import sign
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

SLUGS = sorted(kind_folders([shipped_templates() / "notices"]))


def squeezed(text: str) -> str:
    """Words without blanks and without the page numbers between them."""
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", text))


def test_a_letter_gets_the_next_number_of_its_series(office: Office) -> None:
    assert [issued(office, "penalty").number for _ in range(3)] == [
        "益高社函〔2026〕1号",
        "益高社函〔2026〕2号",
        "益高社函〔2026〕3号",
    ]
    assert issued(office, "consultation").number == "益高经函〔2026〕1号"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_kind_issues_in_a_fresh_office_and_says_the_same_in_both_formats(
    office: Office, slug: str
) -> None:
    letter = issued(office, slug)
    model = from_data(json.loads(office.archive.read(letter.id, MODEL)))
    pdf = squeezed(extract_text(io.BytesIO((office.root / letter.pdf).read_bytes())))
    docx = read_docx(str(office.root / letter.docx))
    parts = [docx.element.body, *(s.first_page_header._element for s in docx.sections)]
    parts += [s.first_page_footer._element for s in docx.sections]
    typed = squeezed(
        "".join(node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t"))
    )
    for said in words(model):
        assert squeezed(said) in pdf, said
        assert squeezed(said) in typed, said


def test_kinds_one_after_another(office: Office) -> None:
    slugs = SLUGS[::-3]  # each kind is issued in an office of its own below
    numbers = [issued(office, slug).number for slug in slugs]
    assert len(set(numbers)) == len(slugs)
    assert verify_office(office).findings == ()


def test_issuing_the_same_draft_again_gives_the_same_answer(opened: Callable[[], Office]) -> None:
    office = opened()
    kept = drafted(office, "penalty")
    first = issue(office, [kept])
    assert issue(office, [kept]) == first == issue(opened(), [kept], written_on=first[0].date)
    with pytest.raises(Refused, match="不能用 --date 另定"):
        issue(office, [kept], written_on=date(2026, 1, 5))
    assert len(account(office)) == 1


def test_draft_signature_and_preview_use_no_number(office: Office) -> None:
    kept = drafted(office, "penalty")
    page = extract_text(io.BytesIO(preview(office, kept)))
    assert "草" in page and "稿" in page  # set across the page, letter by letter
    sign(office, kept, signed_by="示例丁")
    assert account(office) == []


def test_a_failed_rendering_uses_no_number(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = drafted(office, "penalty")

    def broken(*_given: object) -> bytes:
        raise OfficeUnusable("排版失败")

    with monkeypatch.context() as patch:
        patch.setattr(office.docx, "docx", broken)
        with pytest.raises(OfficeUnusable):
            issue(office, [kept])
    assert account(office) == []
    assert office.archive.staged() == []
    assert issue(office, [kept])[0].number == "益高社函〔2026〕1号"
    assert verify_office(office).findings == ()


def test_the_series_follows_the_year_of_the_letters_date(office: Office) -> None:
    assert issued(office, "penalty").number == "益高社函〔2026〕1号"
    assert issued(office, "penalty", written_on=date(2027, 1, 4)).number == "益高社函〔2027〕1号"
    assert issued(office, "penalty", written_on=date(2026, 12, 31)).number == "益高社函〔2026〕2号"


def test_a_date_before_the_last_one_needs_a_reason_which_is_kept(office: Office) -> None:
    issued(office, "training", written_on=date(2026, 3, 20))
    kept = drafted(office, "training")
    with pytest.raises(Refused, match="早于本组文号已用的最后日期"):
        issue(office, [kept], written_on=date(2026, 3, 19))
    letter = issue(office, [kept], written_on=date(2026, 3, 19), reason="原件于该日签发，补印")[0]
    assert letter.number == "益高社函〔2026〕2号"
    assert [row["reason"] for row in account(office)] == ["", "原件于该日签发，补印"]


def test_a_letter_signed_earlier_and_issued_later_needs_no_reason(office: Office) -> None:
    kept = drafted(office, "training")
    sign(office, kept, signed_by="示例丁", signed_on=date(2026, 3, 18))
    issued(office, "training", written_on=date(2026, 3, 20))
    with pytest.raises(Refused, match="不能用 --date"):
        issue(office, [kept], written_on=date(2026, 3, 20))
    assert issue(office, [kept])[0].date == date(2026, 3, 18)


def test_a_day_to_come_is_said_and_one_more_than_a_year_ahead_refused(office: Office) -> None:
    said: list[str] = []
    office.notify = said.append
    kept = drafted(office, "training")
    with pytest.raises(Refused, match="晚于今天.*一年以上"):
        issue(office, [kept], written_on=date(2062, 3, 20))
    with pytest.raises(Refused, match="不能预签"):
        sign(office, kept, signed_by="示例丁", signed_on=date(2026, 3, 21))
    assert account(office) == []
    assert issue(office, [kept], written_on=date(2026, 3, 23))[0].date == date(2026, 3, 23)
    assert said == ["提示：成文日期 2026-03-23 晚于今天（2026-03-20），请核对。"]


def test_a_rule_is_checked_again_on_the_day_of_issue(office: Office) -> None:
    kept = drafted(office, "penalty")
    with pytest.raises(DataFaults, match="生效"):
        issue(office, [kept], written_on=date(2025, 1, 1))
    assert account(office) == []


def test_void_keeps_the_number_and_its_reason(office: Office) -> None:
    letter = issued(office, "penalty")
    void(office, "益高社函[2026]1号", reason="当事人名称有误")
    with pytest.raises(Refused, match="已经作废"):
        void(office, letter.number, reason="再来一次")
    with pytest.raises(Refused, match="作废"):
        issue(office, [letter.id])
    assert issued(office, "penalty").number == "益高社函〔2026〕2号"
    assert [(r["state"], r["reason"]) for r in account(office)] == [
        ("void", "当事人名称有误"),
        ("issued", ""),
    ]
    assert show(office, "2026-1")["state"] == "作废"


def test_the_manifest_says_by_what_the_letter_was_made(office: Office) -> None:
    letter = issued(office, "penalty")
    manifest = json.loads(office.archive.read(letter.id, MANIFEST))
    assert manifest["number"] == letter.number
    assert manifest["kind"]["slug"] == "penalty" and len(manifest["kind"]["version"]) == 12
    assert manifest["matter_list"]["version"] == 1
    assert set(manifest["faces"]) == {"小标宋", "仿宋", "黑体", "楷体", "宋体"}
    assert manifest["files"]["attachments/01.pdf"]["original_name"] == "示例-行政处罚决定书.pdf"


def test_words_that_look_like_markup_are_only_words(office: Office) -> None:
    hostile = '# 一、<b>&amp;"{{ 当事人 }}{% for %}\\ | @出席 ＜＞ AB'
    kept = draft(office, "penalty", example(office, "penalty", facts=f"{hostile}\n第二段"), None)
    letter = issue(office, [kept.id])[0]
    model = from_data(json.loads(office.archive.read(letter.id, MODEL)))
    pdf = squeezed(extract_text(io.BytesIO((office.root / letter.pdf).read_bytes())))
    assert any(hostile in said for said in words(model))
    assert squeezed(hostile) in pdf
    body = read_docx(str(office.root / letter.docx)).element.body
    assert squeezed(hostile) in squeezed("".join(n.text or "" for n in body.iter() if n.tag.endswith("}t")))


def test_a_character_that_no_face_has_is_refused_before_a_number(office: Office) -> None:
    """An emoji, a 造字 of somebody's machine, a code point that is no character: each is named with its field."""
    for char, said in (
        ("\U0001f4a9", "U\\+1F4A9，违法事实"),
        ("\ue000", "U\\+E000"),
        ("\U0002fa30", "U\\+2FA30"),
    ):
        kept = draft(office, "penalty", example(office, "penalty", facts=f"经查，{char}。"), None)
        assert any("打印不出" in warning for warning in kept.warnings)
        with pytest.raises(Refused, match=f"打印不出.*{said}"):
            issue(office, [kept.id])
    assert account(office) == []


def test_names_with_rare_characters_print(office: Office) -> None:
    party = {**example(office, "penalty")["party"][0], "representative": "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"}
    kept = draft(office, "penalty", example(office, "penalty", party=party), None)
    letter = issue(office, [kept.id])[0]
    assert "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻" in squeezed(
        extract_text(io.BytesIO((office.root / letter.pdf).read_bytes()))
    )


def test_the_letter_keeps_the_list_that_it_was_written_under(office: Office, tmp_path: Path) -> None:
    from shenguan_docs.office.keeping.plan_keeping import fill_matter

    first = issued(office, "penalty")
    fill_matter(office, "建设工程消防验收备案", "区消防救援大队", "000125049000", "公众聚集场所消防安全检查")
    second = issued(office, "penalty")
    assert show(office, first.id)["matter_list_version"] == 1
    assert show(office, second.id)["matter_list_version"] == 2
    assert second.date == TODAY


def test_a_matter_without_authority_is_answered_with_the_command_that_fills_it_in(office: Office) -> None:
    data = example(office, "penalty", matter=["建设工程消防验收备案"], decided_on="2026-13-01")
    with pytest.raises(DataFaults) as caught:
        draft(office, "penalty", data, None)
    said = str(caught.value)
    assert "待补" in said and "shenguan matters fill 建设工程消防验收备案" in said
    assert "2026-13-01" in said  # all faults at once


def test_a_shared_code_is_refused_with_the_names(office: Office) -> None:
    with pytest.raises(DataFaults, match="政府投资项目建议书审批"):
        draft(office, "penalty", example(office, "penalty", matter="430604011w00"), None)


def test_the_day_of_printing_is_its_own_and_never_before_the_letter(office: Office) -> None:
    kept = drafted(office, "meeting")
    with pytest.raises(Refused, match="早于成文日期"):
        issue(office, [kept], printed_on=date(2026, 3, 19))
    letter = issue(office, [kept], printed_on=date(2026, 3, 21))[0]
    assert show(office, letter.id)["printed_on"] == date(2026, 3, 21)
    assert "2026年3月21日印发" in squeezed(extract_text(io.BytesIO((office.root / letter.pdf).read_bytes())))
