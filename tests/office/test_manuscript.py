"""发文稿纸: printed for a draft as far as it has come, archived with the letter as it was when it was issued."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from office_helpers import MORNING, drafted, issued

from shenguan_docs.errors import NotFound
from shenguan_docs.index.extract import extract_text
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.letter_object import MANUSCRIPT
from shenguan_docs.office.letters.manuscript import manuscript
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import approve, send_back, sign, submit
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office


def words(content: bytes, folder: Path) -> str:
    place = folder / "稿纸.pdf"
    place.write_bytes(content)
    return extract_text(place, place.name).text


@pytest.fixture
def stepped(office_root: Path) -> Office:
    with (office_root / "office.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[steps]]\norder = ["审核", "会签", "签发"]\n')
    return open_office(office_root, actor="示例文书", now=lambda: MORNING)


def test_each_step_stands_on_it_with_its_words(stepped: Office, tmp_path: Path) -> None:
    id = drafted(stepped, "penalty", {"copies": "6"})
    submit(stepped, id, by="示例戊")
    approve(stepped, id, by="示例己", note="先前的意见")
    send_back(stepped, id, by="示例己", reason="事实不清")
    submit(stepped, id, by="示例戊")
    approve(stepped, id, by="示例己", note="事实清楚")
    before = words(manuscript(stepped, id), tmp_path)
    assert all(said in before for said in ("示例戊", "事实清楚", "会签", "签发", "6份"))
    assert "先前的意见" not in before and "〔2026〕" not in before.split("附件")[0].split("标题")[0]
    approve(stepped, id, by="示例甲")
    sign(stepped, id, signed_by="示例丁", note="请即发")
    letter = issue(stepped, [id])[0]
    kept = manuscript(stepped, letter.number)
    assert kept == stepped.archive.read(id, MANUSCRIPT)
    after = words(kept, tmp_path)
    assert all(said in after for said in (letter.number, "请即发", "示例丁", "2026年3月20日", "示例文书"))
    assert show(stepped, id)["manuscript"].endswith("manuscript.pdf")
    assert verify_office(stepped).findings == ()
    rebuild(stepped.root, stepped)
    assert manuscript(stepped, letter.number) == kept


def test_it_is_pdf_a_and_one_page(office: Office, tmp_path: Path) -> None:
    letter = issued(office, "penalty")
    place = office.root / show(office, letter.id)["manuscript"]
    with pikepdf.open(place) as pdf, pdf.open_metadata() as metadata:
        assert (len(pdf.pages), metadata.pdfa_status) == (1, "2B")
    said = words(place.read_bytes(), tmp_path)
    assert all(cell in said for cell in ("拟稿", "核稿", "会签", "签发", "主送", "份数", "2份"))
    assert "示例丁" in said  # without a 签发 step the department's own signatory signs


def test_of_what_there_is_not(office: Office) -> None:
    with pytest.raises(NotFound, match="没有文号或编号"):
        manuscript(office, "益高社函〔2026〕9号")
