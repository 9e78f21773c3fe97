"""A case in a real office is reviewed as it would be exported: score, 评查表, a reviewer's word beside."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from benchmarks.case_files import MADE_ON, Case, perfect, played
from shenguan_docs.cli.main import main
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.judging import Said, judge, judged_score, judgements_of
from shenguan_docs.office.reviewing.reviewing import Case as Asked
from shenguan_docs.office.reviewing.reviewing import Reviewed, review
from shenguan_docs.office.reviewing.sheet import as_data, write_sheet
from shenguan_docs.office.upkeep import rebuild

COMPANY = Choice(company="示例木业有限公司")
CASE = Asked(COMPANY, profile="penalty", made_on=MADE_ON)


def flawed() -> Case:
    """The decision gives a wrong term, bears no seal; the hearing was after it; a letter was not sealed, one only posted."""
    case = perfect("penalty")
    case.files["行政处罚决定书"] = str(case.files["行政处罚决定书"]).replace("六十日", "三十日")
    case.files["听证笔录"] = str(case.files["听证笔录"]).replace("2026年2月27日", "2026年3月8日")
    case.sealed = set()
    case.skip = {"sealed:warning-listing"}
    case.channel = {"penalty": "mail"}
    return case


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with played(perfect("penalty"), tmp_path_factory.mktemp("sound")) as (office, _):
        yield office


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with played(flawed(), tmp_path_factory.mktemp("faulty")) as (office, _):
        yield office


@pytest.fixture(scope="module")
def found(faulty: Office) -> Reviewed:
    return review(faulty, CASE)


def test_a_perfect_case_scores_100_and_its_rules_really_looked(sound: Office) -> None:
    reviewed = review(sound, CASE)
    assert [finding.reason for finding in reviewed.review.findings] == []
    assert reviewed.review.score == 100
    looked = {one.rule.key for one in reviewed.review.outcomes if one.state == "合格"}
    assert {"page.corner", "catalogue.words", "decision.seal", "service.items", "claim.missing"} <= looked


def test_each_fault_is_told_with_document_page_deduction_and_what_mends_it(found: Reviewed) -> None:
    told = {(f.rule, f.title): f for f in found.review.findings if not f.follows}
    assert {rule for rule, _ in told} == {
        "decision.review-term", "decision.seal", "date.hearing", "material.sealed", "claim.missing",
    }  # fmt: skip
    sealed = next(f for f in found.review.findings if f.rule == "material.sealed")
    assert sealed.mend == f"shenguan attach-signed {sealed.number} 盖章件.pdf"
    assert sealed.page is not None and sealed.deduction == 2
    assert [f.rule for f in found.review.findings if f.follows] == ["sent.post"]
    assert found.review.score == 100 - sum(f.deduction for f in found.review.findings) == 85


def test_the_sheet_as_pdf_workbook_and_json_says_the_same(
    faulty: Office, found: Reviewed, tmp_path: Path
) -> None:
    for ending in ("pdf", "xlsx", "json"):
        write_sheet(faulty, tmp_path / f"评查表.{ending}", found, {})
    data = json.loads((tmp_path / "评查表.json").read_text("utf-8"))
    assert data == json.loads(json.dumps(as_data(found, {}), ensure_ascii=False))
    book = openpyxl.load_workbook(tmp_path / "评查表.xlsx")
    rows = list(book["问题"].iter_rows(min_row=4, values_only=True))
    assert [row[6] for row in rows if row[6]] == [f["reason"] for f in data["findings"]]
    with pikepdf.open(tmp_path / "评查表.pdf") as pdf:
        assert len(pdf.pages) >= 2


def test_a_tampered_pdf_is_told_from_the_right_one(sound: Office, tmp_path: Path) -> None:
    result = bundle(sound, COMPANY, tmp_path / "案卷", profile="penalty", made_on=MADE_ON)
    main_part, beside = (next((tmp_path / "案卷").rglob(Path(volume.pdf).name)) for volume in result.volumes)
    pdf = tmp_path / "正卷.pdf"
    with pikepdf.open(main_part) as opened:
        del opened.pages[6]
        opened.save(pdf)
    reviewed = review(sound, CASE, pdfs=[pdf, beside])
    lost = next(f for f in reviewed.review.findings if f.rule == "page.missing")
    assert {f.rule for f in reviewed.review.findings if not f.follows} == {"page.missing"}
    assert (lost.document, lost.page) == (0, 5)
    with pytest.raises(Refused, match="有 2 卷，写了 1 个"):
        review(sound, CASE, pdfs=[pdf])
    with pytest.raises(Refused, match="打不开"):
        broken = tmp_path / "坏.pdf"
        broken.write_bytes(b"%PDF-1.7 nothing")
        review(sound, CASE, pdfs=[broken, beside])


def test_a_reviewers_word_stands_beside_and_survives_a_rebuild(faulty: Office, found: Reviewed) -> None:
    sealed = next(f for f in found.review.findings if f.rule == "material.sealed")
    judge(faulty, found, Said("缺盖章件", False, "原件已核对", "示例评查员", sealed.number))
    with pytest.raises(NotFound, match="没有“缺印章”"):
        judge(faulty, found, Said("缺印章", True, "理由", "示例评查员"))
    with pytest.raises(Refused, match="理由"):
        judge(faulty, found, Said("缺盖章件", True, " ", "示例评查员"))
    rebuild(faulty.root, faulty)
    assert main(["-C", str(faulty.root), "verify"]) == 0
    with faulty.reading() as conn:
        said = judgements_of(conn, found.assembly)
    assert judged_score(found, said) == found.review.score + 2
    shown = next(f for f in as_data(found, said)["findings"] if f["rule"] == "material.sealed")
    assert shown["judgement"]["verdict"] == "不同意" and shown["judgement"]["reason"] == "原件已核对"


def test_a_seal_is_seen_by_its_red_and_its_size_and_not_guessed_without_colour() -> None:
    import io

    import pypdfium2

    from benchmarks.case_papers import DECISION, paper_pdf
    from shenguan_docs.office.reviewing.seals import seal_on

    sealed = paper_pdf(DECISION, True)
    assert seal_on(sealed, "决定书.pdf") == "seen"
    assert seal_on(paper_pdf(DECISION), "决定书.pdf") == "none"
    scan = pypdfium2.PdfDocument(sealed)[1].render(scale=1).to_pil()
    for mode, told in (("RGB", "seen"), ("L", "unknown")):
        out = io.BytesIO()
        scan.convert(mode).save(out, "PNG")
        assert seal_on(out.getvalue(), "扫描.png") == told
    assert seal_on(b"nothing", "坏.pdf") == "unknown"


def test_an_office_has_its_own_points(faulty: Office, tmp_path: Path) -> None:
    own = faulty.root / "templates" / "bundle" / "points"
    own.mkdir(parents=True)
    text = '[[groups]]\nname = "全部"\npoints = 100\n[groups.rules]\n"material.sealed" = { each = 30, name = "没有盖章的原件" }\n'
    (own / "penalty.toml").write_text(text, "utf-8")
    try:
        only = review(faulty, CASE).review
        assert (only.score, [f.name for f in only.findings]) == (70, ["没有盖章的原件"])
        (own / "penalty.toml").write_text(text.replace("= 100", "= 90"), "utf-8")
        with pytest.raises(Refused, match="各组分数之和是 90 分"):
            review(faulty, CASE)
        (own / "penalty.toml").write_text(text.replace("sealed", "seeled"), "utf-8")
        with pytest.raises(Refused, match="material.sealed"):
            review(faulty, CASE)
    finally:
        shutil.rmtree(own)


def test_the_command_says_by_its_exit_status_that_it_found_something(
    faulty: Office, sound: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(faulty, "review", "--json")) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["score"] == 85 and answer["findings"][0]["document"] == 9
    assert main(_words(sound, "review", "--json")) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 100


def test_another_ending_is_refused_before_any_work(
    faulty: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(faulty, "review", "-o", str(tmp_path / "评查表.docx"))) == 2
    assert ".pdf、.xlsx 或 .json" in capsys.readouterr().err


def test_an_exported_bundle_tells_its_score(
    faulty: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_words(faulty, "bundle", "-o", str(tmp_path / "案卷"), "--json")) == 0
    exported = json.loads(capsys.readouterr().out)
    assert main(_words(faulty, "review", "--json")) == 1
    reviewed = json.loads(capsys.readouterr().out)
    assert exported["score"] == reviewed["score"] == 85
    assert [f["reason"] for f in exported["findings"]] == [
        f["reason"] for f in (*reviewed["findings"], *reviewed["unseen"])
    ]


def _words(office: Office, command: str, *more: str) -> list[str]:
    chosen = ["--company", "示例木业有限公司", "--profile", "penalty", "--date", str(MADE_ON)]
    return ["-C", str(office.root), command, *chosen, *more]
