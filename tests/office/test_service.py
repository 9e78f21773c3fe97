"""送达回证: made for letters, served, their scans that come back, the tray, what is lacking."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from office_helpers import TODAY, drafted, example, fixed_ids, issued
from PIL import Image

from benchmarks.returned import as_jpeg, as_pdf, as_tiff, blank, paper, sheet, signed, worn
from shenguan_docs.bundle.contents import BundleItem
from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.office.bundling.assembling import assemble
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.filing.pieces import pieces
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.issuing import void as void_letter
from shenguan_docs.office.letters.showing import show as show_letter
from shenguan_docs.office.opening import Office
from shenguan_docs.office.service.filling import done, void
from shenguan_docs.office.service.making import make
from shenguan_docs.office.service.matching import discard, match
from shenguan_docs.office.service.missing import lacks_of, missing
from shenguan_docs.office.service.scanning import scan
from shenguan_docs.office.service.showing import form_docx, listed, printed, show, waiting
from shenguan_docs.office.timeline.collecting import timeline
from shenguan_docs.office.timeline.subject import Asked
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import services
from shenguan_docs.register.services import FORM_PDF, Service
from shenguan_docs.serving import codes

COMPANY = "示例木业有限公司"


def made(office: Office, slug: str = "penalty", **options: object) -> Service:
    [service] = make(office, [issued(office, slug).number], **options).new  # type: ignore[arg-type]
    return service


def page_of(office: Office, service: Service, seed: int = 0, dpi: int = 150) -> Image.Image:
    """The receipt as it lies on the glass when it comes back."""
    by = random.Random(seed)
    picture: Image.Image = worn(signed(paper(office.archive.read(service.object_id, FORM_PDF), dpi), by), by)
    return picture


def sound(office: Office, root: Path) -> None:
    """Verified, and made again from the archive the same."""
    assert rebuild(root, office).differences == ()
    assert verify_office(office).findings == ()


def words_of(pdf: bytes) -> str:
    from shenguan_docs.index.extract import extract_text

    return extract_text(pdf, "回证.pdf").text


def test_a_penalty_letter_calls_for_the_receipt_of_its_decision(office: Office) -> None:
    letter = issued(office, "penalty")
    [lack] = missing(office)
    assert (lack.receiver, lack.paper, lack.service, lack.what) == (
        COMPANY,
        "行政处罚决定书",
        "",
        ("没有送达回证",),
    )
    assert lack.command == f"shenguan service new {letter.number} --to {COMPANY}"
    [service] = make(office, [letter.number]).new
    assert (service.receiver, service.place, service.uscc) == (
        COMPANY,
        "益阳高新区示例路1号",
        "91430900MA00YL0018",
    )
    assert service.papers[0].number == "益高社林罚决字〔2026〕第3号"
    again = make(office, [letter.number])
    assert (again.new, again.before) == ((), (service,))
    text = words_of(office.archive.read(service.object_id, FORM_PDF))
    for words in (
        "送达文书",
        "受送达人",
        "送达地点",
        "送达方式",
        "送达人",
        "收件人签名",
        "代收理由",
        "备注",
        COMPANY,
    ):
        assert words in text
    assert codes.shown(service.code) in text
    from docx import Document

    document = Document(io.BytesIO(form_docx(office, service.id)))
    cells = "".join(cell.text for row in document.tables[0].rows for cell in row.cells)
    assert COMPANY in cells and "益高社林罚决字〔2026〕第3号" in cells


def test_letters_sent_on_paper_share_a_receipt_which_claims_them(office: Office) -> None:
    letters = [issued(office, "consultation"), issued(office, "superior-review")]
    assert missing(office) == ()
    for letter in letters:
        dispatch(office, letter.number, channel="paper")
    assert [lack.number for lack in missing(office)] == [letter.number for letter in letters]
    [service] = make(office, [letter.number for letter in letters]).new
    assert [paper.number for paper in service.papers] == [letter.number for letter in letters]
    with pytest.raises(Refused, match="早于.*成文日期"):
        done(office, service.id, way="direct", server="示例甲", signer="示例乙", at=TODAY - timedelta(1))
    served = done(office, service.code, way="direct", server="示例甲", signer="示例乙", time="9:05")
    assert (served.state, served.served_time, lacks_of(served)) == (
        "served",
        "9时05分",
        ("没有收件人签名的送达回证",),
    )
    for letter in letters:
        [sent] = show_letter(office, letter.number)["deliveries"]
        assert (sent["claimed_by"], sent["way"]) == ("示例乙", "送达回证")
        assert show_letter(office, letter.number)["services"][0]["state"] == "已送达"
    about = timeline(office, Asked(matter="临时使用林地审批"))
    [entry] = [one for one in about.entries if one.what == "service"]
    assert (entry.day, entry.receivers, "直接送达" in entry.detail) == (TODAY, (service.receiver,), True)
    text = words_of(office.archive.read(service.object_id, FORM_PDF))
    assert "示例乙 2026年3月20日 9时05分" in text and "□" not in text


def test_a_claim_that_was_proved_otherwise_calls_for_no_receipt(office: Office, tmp_path: Path) -> None:
    letter = issued(office, "consultation")
    dispatch(office, letter.number, channel="paper")
    (tmp_path / "回执.pdf").write_bytes(office.archive.read(letter.id, "letter.pdf"))
    claim(office, letter.number, by="示例乙", evidence=tmp_path / "回执.pdf")
    assert missing(office) == ()


def test_a_receipt_that_lies_with_the_letter_is_there(office: Office, tmp_path: Path) -> None:
    decision = example(office, "penalty")["decision"]
    slip = tmp_path / "送达回证.txt"
    slip.write_text(f"送达回证：{COMPANY}", "utf-8")
    id = drafted(office, "penalty", {"decision": [*decision, str(slip)]})
    assert missing(office, [issue(office, [id])[0].number]) == ()


def test_scans_of_several_receipts_go_where_they_belong(
    opened: Callable[[], Office], office_root: Path, tmp_path: Path
) -> None:
    office = opened()
    first, second = made(office), made(office, "approval-result")
    by = random.Random(8)
    back = signed(blank((1240, 1754), by), by)
    pages = [page_of(office, first, 1), blank((1240, 1754), by), page_of(office, second, 2), back]
    file = tmp_path / "扫描.pdf"
    file.write_bytes(as_pdf(pages, by, 150))
    [result] = scan(office, [file])
    assert [page.result for page in result.pages] == ["filed", "blank", "filed", "tray"]
    assert [page.services for page in result.pages] == [(first.id,), (), (second.id,), ()]
    [waits] = waiting(office)
    assert (waits["page"], waits["reason"], waits["beside"]) == (4, "没有读到回证的码", second.id)
    with office.reading() as conn:
        found = services.services_of(conn, [first.papers[0].record, "nothing"])
    [scanned] = found[first.papers[0].record]
    kept = office.archive.read(scanned.object_id, scanned.scans[0].stored_name)
    with pikepdf.Pdf.open(io.BytesIO(kept)) as alone, pikepdf.Pdf.open(file) as whole:
        [after], [before] = (
            alone.pages[0].Resources.XObject.values(),
            whole.pages[0].Resources.XObject.values(),
        )
        assert after.read_raw_bytes() == before.read_raw_bytes()
    again = scan(office, [file])[0]
    assert [page.result for page in again.pages] == ["double", "blank", "double", "double"]
    with office.reading() as conn:
        files = [
            f.name
            for p in pieces(office, conn, TODAY.year)
            if p.record == scanned.papers[0].record
            for f in p.files
        ]
    assert files[-2:] == ["送达回证1.pdf", "送达回证1-扫描件1.pdf"]
    matched = match(office, waits["id"])
    assert (matched.id, len(matched.scans), waiting(office)) == (second.id, 2, [])
    with pytest.raises(Refused, match="已归入"):
        match(office, waits["id"], first.id)
    assert [one["id"] for one in listed(office, "no-scan")] == []
    sound(office, office_root)


def test_what_matches_nothing_says_why_and_waits(office: Office, tmp_path: Path, office_root: Path) -> None:
    dead, alive = made(office), made(office, "approval-result")
    by = random.Random(9)
    dead_page = page_of(office, dead, 3)
    void(office, dead.id, "受送达人写错")
    # another office's receipt, one of ours that the records do not know, a picture of nothing
    stranger = codes.make("ZZZZ", "20260320-aaaaaa")
    lost = codes.make(codes.read(alive.code).tag, "20260320-zzzzzz")  # type: ignore[union-attr]
    pages = [dead_page, sheet(150, stranger), sheet(150, lost), sheet(150, "https://example.invalid/x")]
    file = tmp_path / "扫描.tif"
    file.write_bytes(as_tiff(pages, by, 150))
    [result] = scan(office, [file])
    assert [page.result for page in result.pages] == ["tray"] * 4
    said = [page.said for page in result.pages]
    assert "已作废（受送达人写错）" in said[0]
    assert "别的单位" in said[1] and "本单位没有这份回证" in said[2] and "别的二维码" in said[3]
    ids = [page.tray for page in result.pages]
    with pytest.raises(Refused, match="说明原因"):
        discard(office, ids[:1], " ")
    with pytest.raises(Refused, match="没有写明归入"):
        match(office, ids[1])
    with pytest.raises(Refused, match="已作废"):
        match(office, ids[0], dead.id)
    discard(office, ids[:1], "不是回证")
    assert len(discard(office, [], "不是回证", file="扫描.tif")) == 3
    with pytest.raises(NotFound, match="没有来自"):
        discard(office, [], "不是回证", file="扫描.tif")
    assert waiting(office) == []
    assert {page.said for page in scan(office, [file])[0].pages} == {"同一页先前弃置过（不是回证）"}
    assert match(office, ids[3], alive.id).scans[0].tray == ids[3]  # discarded by mistake
    sound(office, office_root)


def test_a_page_that_could_not_be_read_leaves_the_tray_when_it_can(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = made(office)
    file = tmp_path / "扫描.jpg"
    file.write_bytes(as_jpeg(page_of(office, service, 6), random.Random(13), 150))
    lacking = tmp_path / "lacking"
    lacking.mkdir()
    (lacking / "zxingcpp.py").write_text("raise ImportError\n")
    with monkeypatch.context() as machine:
        machine.setenv("PYTHONPATH", str(lacking))
        [page] = scan(office, [file])[0].pages
    assert (page.result, page.said) == ("tray", "没有安装读码的组件（zxing-cpp）")
    [again] = scan(office, [file])[0].pages
    assert (again.result, again.services, waiting(office)) == ("filed", (service.id,), [])


def test_two_receipts_on_one_page_are_both_given_it(office: Office, tmp_path: Path) -> None:
    first, second = made(office), made(office, "approval-result")
    file = tmp_path / "扫描.jpg"
    file.write_bytes(as_jpeg(sheet(150, first.code, second.code), random.Random(10), 150))
    [page] = scan(office, [file])[0].pages
    assert set(page.services) == {first.id, second.id} and "各归入一份" in page.said
    assert [len(show(office, one.id)["scans"]) for one in (first, second)] == [1, 1]


def test_a_receipt_that_came_back_lies_in_the_bundle(office: Office, tmp_path: Path) -> None:
    service = made(office)
    file = tmp_path / "扫描.jpg"
    file.write_bytes(as_jpeg(page_of(office, service, 7), random.Random(14), 150))

    def receipts() -> list[BundleItem]:
        with office.reading() as conn:
            found = assemble(office, conn, Choice(company=COMPANY), profile="penalty", made_on=TODAY)
        return [item for item in found.items if item.slot == "service"]

    assert receipts() == []
    scan(office, [file])
    [item] = receipts()
    assert (item.source, item.about, item.remark) == ("service", service.papers[0].record, "")
    assert isinstance(item.pages, Path) and item.pages.read_bytes() == file.read_bytes()
    assert item.title == f"送达回证（{COMPANY}，益高社林罚决字〔2026〕第3号）"
    # the receipt was wrong: the same page may go to the one that takes its place
    void(office, service.id, "写错")
    [page] = scan(office, [file])[0].pages
    assert (page.result, receipts()) == ("tray", [])
    [instead] = make(office, [service.papers[0].record]).new
    match(office, page.tray, instead.id)
    assert [one.id for one in receipts()] == [instead.id]


def test_a_bad_file_does_not_stop_the_others(office: Office, tmp_path: Path) -> None:
    service = made(office)
    good, bad, text = tmp_path / "好.jpg", tmp_path / "坏.pdf", tmp_path / "字.txt"
    good.write_bytes(as_jpeg(page_of(office, service, 4), random.Random(11), 150))
    bad.write_bytes(b"%PDF-1.7\n" + bytes(2000))
    text.write_text("不是扫描件", "utf-8")
    with pytest.raises(Refused):
        scan(office, [bad])
    with pytest.raises(Refused, match="这些文件都读不了"):
        scan(office, [bad, text, tmp_path / "没有.pdf"])
    results = scan(office, [bad, good, good])
    assert [bool(one.refused) for one in results] == [True, False]
    assert results[1].pages[0].services == (service.id,)


@pytest.mark.parametrize(
    "way, given, wanted",
    [
        ("direct", {}, "收件人"),
        ("leave", {"signer": "示例一"}, "备注"),
        ("mail", {}, "邮件号码"),
        ("electronic", {}, "经由"),
        ("entrust", {"signer": "示例一"}, "经由"),
        ("transfer", {"through": "示例单位"}, "收件人"),
        ("notice", {"announced": TODAY - timedelta(40)}, "经由"),
    ],
)
def test_each_way_of_service_asks_for_its_proof(
    quiet_service: tuple[Office, Service], way: str, given: dict[str, str], wanted: str
) -> None:
    office, service = quiet_service
    with pytest.raises(DataFaults, match=wanted):
        done(office, service.id, way=way, server="示例甲", **given)  # type: ignore[arg-type]
    assert show(office, service.id)["state"] == "待送达"


@pytest.fixture(scope="module")
def quiet_service(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Service]:
    import shutil

    from office_helpers import MORNING

    from shenguan_docs.office.opening import open_office

    root = tmp_path_factory.mktemp("service") / "office"
    shutil.copytree(pristine, root)
    office = open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(5))
    return office, made(office)


def test_an_announcement_serves_after_thirty_days(office: Office) -> None:
    service = made(office)
    with pytest.raises(Refused, match="哪一天公告"):
        done(office, service.id, way="notice", server="示例甲", through="示例日报")
    with pytest.raises(Refused, match="还没有到"):
        done(
            office,
            service.id,
            way="notice",
            server="示例甲",
            through="示例日报",
            announced=TODAY - timedelta(29),
        )
    early = date(2026, 2, 1)
    with pytest.raises(Refused, match="2026-03-03"):
        done(
            office,
            service.id,
            way="notice",
            server="示例甲",
            through="示例日报",
            announced=early,
            at=date(2026, 3, 2),
        )
    served = done(office, service.id, way="notice", server="示例甲", through="示例日报", announced=early)
    assert (served.served_on, served.note) == (date(2026, 3, 3), "公告日期2026年2月1日。")


def test_what_was_entered_is_corrected_with_a_reason_and_stays_known(
    office: Office, office_root: Path, tmp_path: Path
) -> None:
    service = made(office, way="direct", server="示例甲")
    done(office, service.id, signer="示例一")
    with pytest.raises(Refused, match="--correct"):
        done(office, service.id, signer="示例二")
    photo = tmp_path / "邮件回执.pdf"
    photo.write_bytes(office.archive.read(service.object_id, FORM_PDF))
    served = done(
        office,
        service.id,
        way="mail",
        post="EX000000000CN",
        signer="示例二",
        evidence=[photo],
        correct="实为邮寄",
    )
    assert (served.way, served.signer, served.scans[0].what, lacks_of(served)) == (
        "mail",
        "示例二",
        "evidence",
        (),
    )
    assert missing(office) == ()
    assert office.archive.read(served.object_id, served.scans[0].stored_name) == photo.read_bytes()
    with pytest.raises(Refused, match="已经附在"):
        done(office, service.id, post="EX0", evidence=[photo], correct="再来")
    sound(office, office_root)


def test_bad_input_changes_nothing(office: Office) -> None:
    letter = issued(office, "penalty")
    with pytest.raises(NotFound):
        make(office, ["益高社函〔2026〕99号"])
    with pytest.raises(Refused, match="还没有到"):
        make(office, [letter.number], on=TODAY + timedelta(1))
    with pytest.raises(Refused, match="不同的单位"):
        make(office, [letter.number, issued(office, "consultation").number])
    with pytest.raises(Refused, match="送达方式"):
        done(office, made(office, "approval-result").id, server="示例甲")
    service = made(office)
    for given, words in (
        ({"server": "示例甲"}, "收件人"),
        ({"signer": "示例一"}, "送达人"),
        ({"server": "示例甲", "signer": "示例一", "time": "25:00"}, "不是时间"),
        ({"server": "示例甲", "signer": "示例一", "at": TODAY + timedelta(1)}, "还没有到"),
    ):
        with pytest.raises(Refused, match=words):
            done(office, service.id, way="direct", **given)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="说明原因"):
        void(office, service.id, "")
    void(office, service.id, "写错")
    with pytest.raises(Refused, match="已作废"):
        done(office, service.id, way="direct", server="示例甲", signer="示例一")
    with pytest.raises(Refused, match="打印不出"):
        make(office, [letter.number], to=["示例\U0010fffd"])
    [one, other] = make(office, [letter.number], to=["示例甲", "示例乙"]).new
    with pytest.raises(Refused, match=f"2 份送达回证：{one.id}"):
        done(office, letter.number, way="direct", server="示例甲", signer="示例一")
    void(office, one.id, "写错")
    assert done(office, letter.number, way="direct", server="示例甲", signer="示例一").id == other.id
    void_letter(office, letter.number, reason="示例")
    with pytest.raises(Refused, match="已作废"):
        make(office, [letter.number])


def test_receipts_are_printed_together_and_for_anybody(office: Office) -> None:
    letter = issued(office, "penalty")
    names = ("示例甲", COMPANY, "区经济合作局")
    services_made = make(office, [letter.number], to=names).new
    assert [one.receiver for one in services_made][:2] == ["示例甲", COMPANY]
    assert services_made[2].department and services_made[2].papers[0].number == letter.number
    with pikepdf.Pdf.open(io.BytesIO(printed(office, [letter.number]))) as pdf:
        assert len(pdf.pages) == 3
    assert printed(office, [letter.number]) == printed(office, [letter.number])


def test_the_offices_own_rule_wins(office: Office, office_root: Path) -> None:
    letter = issued(office, "penalty")
    own = office_root / "templates" / "plan" / "service.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('[[calls]]\nkey = "penalty-decision"\noff = true\n', "utf-8")
    assert missing(office, [letter.number]) == ()
    own.write_text('[[calls]]\nkey = "x"\nkinds = ["penalty"]\nto = "谁"\n', "utf-8")
    with pytest.raises(Refused, match="service.toml.*“x”"):
        missing(office)
