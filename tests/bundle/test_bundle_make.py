"""A case bundle from end to end, as the office room asks for it."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import resource
import zipfile
from datetime import date
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from filelock import FileLock

from shenguan_docs.bundle.contents import BundleFile, BundleResult
from shenguan_docs.bundle.folder import building
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates
from tests.bundle.bundle_samples import COVER, MADE_AT, PRINTER, item, letter, saved

LOCKED = saved(pikepdf.open(io.BytesIO(letter("locked"))), encryption=pikepdf.Encryption(user="u", owner="o"))
OWNED = saved(pikepdf.open(io.BytesIO(letter("owned", 2))), encryption=pikepdf.Encryption(user="", owner="o"))


def make(items: list, target: Path, **keys) -> BundleResult:
    return make_bundle(items, COVER, target, **({"printer": PRINTER.html_pdf, "made_at": MADE_AT} | keys))


def texts(result: BundleResult) -> list[str]:
    with pdfplumber.open(result.folder / "data" / "案卷.pdf") as pdf:
        return [page.extract_text() for page in pdf.pages]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def marks(result: BundleResult) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Bookmarks with the page they lead to, counted from 1 in the whole file, and those below them."""
    with pikepdf.open(result.folder / "data" / "案卷.pdf") as pdf, pdf.open_outline() as outline:

        def page(mark: pikepdf.OutlineItem) -> int:
            return pikepdf.Page(mark.destination[0]).index + 1

        return [(m.title, page(m), [(c.title, page(c)) for c in m.children]) for m in outline.root]


@pytest.fixture
def docx(tmp_path: Path) -> Path:
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04 a letter")
    return path


def test_a_bundle_of_three_documents(tmp_path: Path, docx: Path) -> None:
    items = [
        item(
            "益高社函〔2026〕7号",
            letter("first", 2),
            docx=docx,
            files=(
                BundleFile("行政处罚决定书", "决定书.pdf", letter("penalty", 3)),
                BundleFile("现场录像", "录像.mp4", b"\0\0\0\x18ftypmp42 a film"),
            ),
        ),
        item("益高市监函〔2026〕12号", letter("second"), docx=docx, day=date(2026, 2, 3)),
        item("益高社函〔2026〕9号", letter("third", 2), docx=docx, day=None, remark="复印件"),
    ]
    result = make(items, tmp_path / "示例木业案卷")

    assert (result.pages, result.documents, result.findings) == (9, 3, result.findings)
    assert [(f.rule, f.document, f.page) for f in result.findings] == [("attachment.unreadable", 1, 6)]
    assert result.folder == tmp_path / "示例木业案卷"
    assert result.zip_path == tmp_path / "示例木业案卷.zip"
    assert files(result.folder / "data") == [
        "manifest.json",
        "文书/01-益高社函〔2026〕7号.docx",
        "文书/02-益高市监函〔2026〕12号.docx",
        "文书/03-益高社函〔2026〕9号.docx",
        "案卷.pdf",
        "附件/01-1-决定书.pdf",
        "附件/01-2-录像.mp4",
    ]
    cover, catalogue, *pages, endnote = texts(result)
    assert COVER.heading in cover.replace("\n案卷题名 ", "").replace("\n", "")
    assert "本卷共 3 件 9 页" in cover
    assert "录像.mp4" in catalogue.replace("\n", "")
    assert "20260203" in catalogue
    assert "8-9" in catalogue
    assert "以说明页代替" in endnote.replace("\n", "")
    shown = ["first 1 of 2", "first 2 of 2", *(f"penalty {n} of 3" for n in (1, 2, 3))]
    shown += ["second 1 of 1", "third 1 of 2", "third 2 of 2"]
    slip = pages.pop(5)
    assert "6\n" in slip
    assert "录像.mp4" in slip
    assert [page.split("\n") for page in pages] == [
        [str(n), words] for n, words in zip((1, 2, 3, 4, 5, 7, 8, 9), shown, strict=True)
    ]
    assert marks(result) == [
        ("封面", 1, []),
        ("卷内文件目录", 2, []),
        (
            "1. 益高社函〔2026〕7号 关于通报行政处罚决定的函（益高社函〔2026〕7号）",
            3,
            [("附件：行政处罚决定书", 5), ("附件：现场录像", 8)],
        ),
        ("2. 益高市监函〔2026〕12号 关于通报行政处罚决定的函（益高市监函〔2026〕12号）", 9, []),
        ("3. 益高社函〔2026〕9号 关于通报行政处罚决定的函（益高社函〔2026〕9号）", 10, []),
        ("备考表", 12, []),
    ]


def test_the_manifest_names_every_file_with_its_digest(tmp_path: Path, docx: Path) -> None:
    result = make(
        [item(docx=docx, files=(BundleFile("图", "图.png", b"png"),)), item("二号", LOCKED)], tmp_path / "b"
    )
    manifest = json.loads((result.folder / "data" / "manifest.json").read_text("utf-8"))
    assert manifest["made_at"] == "2026-03-20T09:30:00+08:00"
    assert manifest["cover"]["party"] == "示例木业有限公司"
    assert [(d["number"], d["date"], d["first_page"], d["pages"]) for d in manifest["documents"]] == [
        ("益高社函〔2026〕7号", "2026-01-05", 1, 2),
        ("二号", "2026-01-05", 3, 1),
    ]
    named = [f for d in manifest["documents"] for f in d["files"] if f["path"]] + manifest["volumes"]
    assert sorted([f["path"] for f in named] + ["manifest.json"]) == files(result.folder / "data")
    for file in named:
        data = (result.folder / "data" / file["path"]).read_bytes()
        assert (file["sha256"], file["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert [(f["rule"], f["document"], f["page"]) for f in manifest["findings"]] == [
        ("attachment.unreadable", 1, 2),
        ("document.unreadable", 2, 3),
    ]


def test_the_zip_holds_the_folder_under_names_that_windows_reads(tmp_path: Path, docx: Path) -> None:
    result = make([item(docx=docx)], tmp_path / "案卷")
    with zipfile.ZipFile(result.zip_path) as packed:
        assert packed.testzip() is None
        for entry in packed.infolist():
            assert entry.flag_bits & 0x800, "UTF-8"
            assert entry.date_time == (2026, 3, 20, 9, 30, 0)
            inside = entry.filename.removeprefix("案卷/")
            assert packed.read(entry) == (result.folder / inside).read_bytes()
        assert sorted(name.removeprefix("案卷/") for name in packed.namelist()) == files(result.folder)


def test_the_same_letters_at_the_same_time_give_the_same_bytes(tmp_path: Path) -> None:
    items = [item(files=(BundleFile("附件", "附件.pdf", OWNED),)), item("二号", LOCKED)]
    one = make(items, tmp_path / "one" / "案卷")
    two = make(items, tmp_path / "two" / "案卷", printer=PdfPrinter(PRINTER.layouts).html_pdf)
    assert one.zip_path.read_bytes() == two.zip_path.read_bytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (LOCKED, "PDF 有打开密码"),
        (b"", "文件是空的"),
        (b"%PDF-1.7\nnothing of the kind", "PDF 已损坏，打不开"),
        (b"no PDF at all", "PDF 已损坏，打不开"),
        (letter("cut")[:300], "PDF 不完整，有的页没有内容"),
        (letter("pages", 2).replace(b"/Kids", b"/Gone"), "PDF "),
        (saved(pikepdf.new()), "PDF 里没有页"),
    ],
)
def test_an_unreadable_attachment_becomes_a_slip_sheet_and_travels_as_it_is(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    items = [item(files=(BundleFile("银行流水", "流水.pdf", data),)), item("二号", letter("after"))]
    result = make(items, tmp_path / "b")
    assert result.pages == 3
    assert [(f.rule, f.document, f.page) for f in result.findings] == [("attachment.unreadable", 1, 2)]
    slip = texts(result)[3]
    assert slip.startswith("2\n"), "the slip sheet has a page number too"
    assert "流水.pdf" in slip
    assert reason in slip
    assert "附件/01-1-流水.pdf" in slip
    assert (result.folder / "data/附件/01-1-流水.pdf").read_bytes() == data
    assert "after" in texts(result)[4]


def test_a_damaged_file_that_can_still_be_read_is_told(tmp_path: Path) -> None:
    data = letter("damaged", 2).replace(b"startxref", b"startxxxx")
    result = make([item(pages=data)], tmp_path / "b")
    assert [(f.rule, f.document, f.page) for f in result.findings] == [("document.damaged", 1, 1)]
    assert "damaged 2 of 2" in texts(result)[3]
    assert (result.folder / "data/文书/01-益高社函〔2026〕7号.pdf").read_bytes() == data


def test_a_document_without_pages_of_its_own(tmp_path: Path, docx: Path) -> None:
    items = [
        item("只有文字", pages=None, docx=docx),
        item("有扫描件", pages=None, files=(BundleFile("扫描件", "scan.pdf", letter("scan", 2)),)),
        item("找不到", pages=tmp_path / "gone.pdf", docx=tmp_path / "gone.docx"),
    ]
    result = make(items, tmp_path / "b")
    assert [(f.rule, f.document, f.page) for f in result.findings] == [
        ("document.unreadable", 1, 1),
        ("file.missing", 3, None),
        ("document.unreadable", 3, 4),
    ]
    pages = texts(result)[2:]
    assert "只有 DOCX 文件，没有页面" in pages[0]
    assert "scan 1 of 2" in pages[1]
    assert "找不到这个文件" in pages[3]
    assert "卷内没有这个文件" in pages[3]


def test_a_file_locked_against_changes_only_gives_its_pages(tmp_path: Path) -> None:
    result = make([item(pages=OWNED)], tmp_path / "b")
    assert result.findings == ()
    assert "owned 2 of 2" in texts(result)[3]


def test_a_signed_pdf_stays_untouched_beside_and_its_look_is_on_the_page(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(letter("signed")))
    look = pdf.make_stream(b"BT /F1 10 Tf (SEALED) Tj ET", BBox=[0, 0, 80, 20], Subtype=pikepdf.Name.Form)
    look.Resources = pdf.pages[0].obj.Resources
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            FT=pikepdf.Name.Sig, T="seal", V=pikepdf.Dictionary(), Type=pikepdf.Name.Annot, F=4,
            Subtype=pikepdf.Name.Widget, Rect=[300, 300, 380, 320], AP=pikepdf.Dictionary(N=look),
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = [field]
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    data = saved(pdf)
    result = make([item(pages=data)], tmp_path / "b")
    assert (result.folder / "data/文书/01-益高社函〔2026〕7号.pdf").read_bytes() == data
    assert "SEALED" in texts(result)[2]


def test_layers_that_are_switched_off_stay_off(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(letter("drawing")))
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="hidden"))
    pdf.pages[0].obj.Resources.Properties = pikepdf.Dictionary(L0=layer)
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))
    result = make([item(), item("二", saved(pdf))], tmp_path / "b")
    with pikepdf.open(result.folder / "data" / "案卷.pdf") as made:
        (off,) = made.Root.OCProperties.D.OFF
        assert off.objgen == made.pages[3].obj.Resources.Properties.L0.objgen


def test_links_inside_a_form_survive_and_fields_are_drawn(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(letter("form")))
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/"),
    )  # fmt: skip
    font = pdf.pages[0].obj.Resources.Font.F1
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            FT=pikepdf.Name.Tx, T="name", V="FILLED IN", Type=pikepdf.Name.Annot, F=4, DA="/F1 10 Tf 0 g",
            Subtype=pikepdf.Name.Widget, Rect=[100, 100, 300, 120],
        )
    )  # fmt: skip
    pdf.pages[0].obj.Annots = [pdf.make_indirect(link), field]
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], NeedAppearances=True, DR=resources)
    result = make([item(pages=saved(pdf))], tmp_path / "b")
    assert "FILLED IN" in texts(result)[2]
    with pikepdf.open(result.folder / "data" / "案卷.pdf") as made:
        assert [str(a.A.URI) for a in made.pages[2].obj.Annots] == ["https://example.org/"]


def test_markup_in_the_data_is_words(tmp_path: Path) -> None:
    result = make([item("<b>1</b>", title="A & B </td> {{ 7*7 }} <script>")], tmp_path / "b")
    catalogue = texts(result)[1]
    assert "<b>1</b>" in catalogue
    assert "A & B </td>" in catalogue
    assert "{{ 7*7 }}" in catalogue
    assert "script>" in catalogue


def test_titles_and_names_of_any_length(tmp_path: Path) -> None:
    many = tuple(BundleFile(f"图{n}", f"很长的名称{n}" * 30 + ".jpg", b"x") for n in range(9))
    items = [item(title="长题名" * 700, files=many), item("二号" * 60, title="")]
    result = make(items, tmp_path / "b")
    said = "".join(texts(result)).replace("\n", "").replace(" ", "")
    assert "等9个" in said
    assert said.count("长题名") > 650


def test_an_office_may_edit_the_sheets(tmp_path: Path) -> None:
    own = tmp_path / "templates"
    own.mkdir()
    (own / "cover.html").write_text("<h1>{{ 件数 }}件</h1>", encoding="utf-8")
    layouts = LayoutSource([own, shipped_templates() / "bundle"])
    assert texts(make([item()], tmp_path / "b", layouts=layouts))[0].replace(" ", "") == "1件"

    (own / "cover.html").write_text("<h1>\n{{ 件数 </h1>", encoding="utf-8")
    with pytest.raises(Refused, match=r"cover\.html 第 2 行"):
        make([item()], tmp_path / "c", layouts=layouts)

    (own / "cover.html").unlink()
    (own / "catalogue.html").write_text(
        "{% for 件 in 各件 %}<a href='{{ 件.链接 }}'>{{ 件.题名 }}</a>{% endfor %}", "utf-8"
    )
    with pytest.raises(OfficeUnusable, match="第 1 件的页号不是 1"):
        make([item()], tmp_path / "d", layouts=layouts)
    assert not (tmp_path / "d").exists()


def test_nothing_to_bundle(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有找到"):
        make([], tmp_path / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "note.txt").write_text("mine")
    with pytest.raises(Refused, match="文件夹里已有内容"):
        make([item()], taken)
    with pytest.raises(Refused, match="已有同名的文件"):
        make([item()], taken / "note.txt")
    (tmp_path / "free.zip").write_text("mine")
    with pytest.raises(Refused, match="压缩包已经存在"):
        make([item()], tmp_path / "free")
    assert files(tmp_path) == ["free.zip", "taken/note.txt"]


def test_an_empty_folder_and_missing_parents_will_do(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert make([item()], tmp_path / "empty").pages == 1
    assert make([item()], tmp_path / "new" / "newer" / "b").folder.is_dir()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    big = item(files=(BundleFile("大文件", "big.bin", b"\0" * 3_000_000),))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(OfficeUnusable, match="磁盘空间不够"):
            make([big], tmp_path / "new" / "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_while_the_pdf_is_saved(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, hard))
    try:
        with pytest.raises(OfficeUnusable, match="磁盘空间不够"):
            make([item()], tmp_path / "b")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_right_to_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OfficeUnusable, match="没有权限"):
        make([item()], tmp_path / "b")
    tmp_path.chmod(0o700)


def test_a_name_that_no_disk_takes(tmp_path: Path) -> None:
    with pytest.raises(OfficeUnusable, match="路径太长") as caught:
        make([item()], tmp_path / ("长" * 300))
    assert isinstance(caught.value.__cause__, OSError)
    assert caught.value.__cause__.errno == errno.ENAMETOOLONG


def test_what_a_killed_export_left_is_cleared_away_and_one_at_work_is_let_be(tmp_path: Path) -> None:
    killed, working = tmp_path / ".案卷-killed", tmp_path / ".案卷-working"
    for folder in (killed, working):
        (folder / "folder").mkdir(parents=True)
        (folder / "held").touch()
    with FileLock(working / "held"), building(tmp_path / "案卷", MADE_AT) as work:
        work.put("函.pdf", letter("函"))
        assert working.exists() and not killed.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".案卷-working", "案卷", "案卷.zip"]
