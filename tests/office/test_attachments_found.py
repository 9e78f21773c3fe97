"""A word in an attachment or a received file leads to its letter, whatever the format; what is unread is kept and said."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from office_helpers import example
from sqlalchemy import text

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.index.extract import NO_OCR
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.doctor import Check, doctor
from shenguan_docs.office.finding.rereading import accept_unread, read_again, unread_files
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.lookup import read_ahead
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office

sys.path.insert(0, str(Path(__file__).parent.parent / "index"))
from file_makers import (  # noqa: E402
    docx_file,
    mail_file,
    ofd_file,
    picture_file,
    pptx_file,
    xlsx_file,
    zip_file,
)

SCAN = ["现场检查发现边坡松动", "责令限期整改"]


def hits_of(office: Office, words: str) -> list[tuple[str, tuple[str, ...], int, bool]]:
    found = search(office, Query(text=f'"{words}"'))
    return [(hit.number, hit.matched_in, hit.page, hit.ocr) for hit in found.hits]


def unread_checks(office: Office) -> list[Check]:
    return [c for c in doctor(office.root, lambda: office) if c.what == "没有读出文字的文件" and not c.fit]


def test_every_attachment_of_a_letter_is_searched(office: Office, tmp_path: Path) -> None:
    files = {
        "决定书.docx": (docx_file("采石场边坡", keywords=""), "采石场边坡", 0),
        "台账.xlsx": (xlsx_file(), "恒能公司", 0),
        "汇报.pptx": (pptx_file([("封面", "注"), ("第二张讲护坡", "注")]), "第二张讲护坡", 2),
        "批复.ofd": (ofd_file([["甲"], ["乙"], ["第三页说爆破"]]), "第三页说爆破", 3),
        "说明.txt": ("国标编码的炸药".encode("gb18030"), "国标编码的炸药", 0),
        "来信.eml": (mail_file({"图.txt": "信里的雷管".encode()}), "信里的雷管", 0),
        "材料.zip": (zip_file({"里/表.txt": "包里的导火索"}), "包里的导火索", 0),
    }
    listed = []
    for name, (content, _, _) in files.items():
        (tmp_path / name).write_bytes(content)
        listed.append({"path": str(tmp_path / name)})
    made = draft(office, "penalty", example(office, "penalty", decision=listed), None)
    number = issue(office, [made.id])[0].number
    for name, (_, words, page) in files.items():
        assert hits_of(office, words) == [(number, (f"附件：{Path(name).stem}",), page, False)]
    assert unread_checks(office) == []


def test_a_scan_waits_for_ocr_and_is_read_when_it_is_there(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "扫描件.pdf").write_bytes(picture_file(SCAN, "PDF"))
    (tmp_path / "照片.png").write_bytes(picture_file([*SCAN, "复函附照片"]))
    monkeypatch.setenv("SHENGUAN_OCR", "off")
    data = example(office, "penalty", decision=[{"path": str(tmp_path / "扫描件.pdf")}])
    made = draft(office, "penalty", data, None)
    assert any("扫描件.pdf" in w and NO_OCR in w for w in made.warnings)
    number = issue(office, [made.id])[0].number
    got = receive(office, [tmp_path / "照片.png"])
    assert hits_of(office, "边坡松动") == []
    listed = unread_checks(office)
    assert [number in c.found and "扫描件.pdf" in c.found for c in listed].count(True) == 1
    assert [got.number in c.found and "照片.png" in c.found for c in listed].count(True) == 1
    assert all(NO_OCR in c.found and "--read-again" in c.mend for c in listed)
    assert read_again(office) == 0

    monkeypatch.delenv("SHENGUAN_OCR")
    assert read_again(office) == 2
    assert {(n, ocr) for n, _, _, ocr in hits_of(office, "边坡松动")} == {(number, True), (got.number, True)}
    assert unread_checks(office) == []
    assert read_again(office) == 0
    assert [e["what"] for e in show(office, got.number)["life"]][-1] == "读取附件文字"
    assert verify_office(office).findings == ()
    assert rebuild(office.root, office).differences == ()
    assert len(hits_of(office, "边坡松动")) == 2


def test_what_no_program_reads_is_listed_with_its_reason(office: Office, tmp_path: Path) -> None:
    (tmp_path / "材料.rar").write_bytes(b"Rar!\x1a\x07" + bytes(99))
    got = receive(office, [tmp_path / "材料.rar"])
    assert got.warnings == ("“材料.rar”RAR 压缩包不能提取文字",)
    assert [(c.fit, c.found) for c in unread_checks(office)] == [
        (False, f"{got.number}“材料.rar”：RAR 压缩包不能提取文字")
    ]


def test_what_somebody_let_be_is_no_fault_any_more(office: Office, tmp_path: Path) -> None:
    for name in ("材料.rar", "照片.rar"):
        (tmp_path / name).write_bytes(b"Rar!\x1a\x07" + name.encode() * 9)
    got = receive(office, [tmp_path / "材料.rar", tmp_path / "照片.rar"])
    assert [file.name for file in accept_unread(office, got.number, "现场照片", "照片")] == ["照片.rar"]
    (left,) = unread_checks(office)
    assert "材料.rar" in left.found and f"index accept {got.number}" in left.mend
    assert accept_unread(office, "收2026-1", "现场照片", "照片")[0].number == got.number
    accept_unread(office, got.id, "  已另存\nPDF ")
    assert unread_checks(office) == []
    said = [c.found for c in doctor(office.root, lambda: office) if c.what == "没有读出文字的文件"]
    assert said == ["已说明的 2 个（用 shenguan index unread 查看）"]
    with office.reading() as conn:
        assert {file.accepted for file in unread_files(conn)} == {"已另存 PDF"}
    assert read_again(office) == 0
    assert unread_checks(office) == []
    assert [e["what"] for e in show(office, got.number)["life"]][-1] == "说明附件不必再读"
    assert verify_office(office).findings == ()
    assert rebuild(office.root, office).differences == ()


def test_only_what_is_unread_can_be_let_be_and_only_with_a_reason(office: Office, tmp_path: Path) -> None:
    (tmp_path / "材料.rar").write_bytes(b"Rar!\x1a\x07" + bytes(99))
    got = receive(office, [tmp_path / "材料.rar"])
    for typed, name in (("益高社函〔2026〕9号", ""), (got.number, "照片"), ("", "")):
        with pytest.raises(NotFound, match="没有读出文字的文件.*index unread"):
            accept_unread(office, typed, "理由", name)
    for reason in ("", " \n", "长" * 201):
        with pytest.raises(Refused, match="理由要写"):
            accept_unread(office, got.number, reason)
    assert len(unread_checks(office)) == 1


def test_what_an_earlier_version_took_in_unread_is_noted_when_read_again(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "材料.rar").write_bytes(b"Rar!\x1a\x07" + bytes(99))
    got = receive(office, [tmp_path / "材料.rar"])
    with office.records.writing() as conn:
        conn.execute(text("DELETE FROM unread_files"))  # as if nobody had noted it
    assert unread_checks(office) == []
    assert read_again(office) == 0
    (left,) = unread_checks(office)
    assert got.number in left.found


def test_files_are_read_before_the_office_is_locked(office: Office, tmp_path: Path) -> None:
    (tmp_path / "说明.txt").write_text("先读出来的字", "utf-8")
    kind = find_kind(office.kind_places, "penalty")
    named = {"decision": [{"path": "说明.txt"}, {"path": "没有.pdf"}]}
    assert [t.text for t in read_ahead(kind, named, tmp_path).values()] == ["先读出来的字"]
    label = next(f.label for f in kind.all_fields if f.id == "decision")
    assert len(read_ahead(kind, {label: "说明.txt"}, tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "content"), [("工具.exe", b"MZ\0\0"), ("整理.bat", b"del *"), ("附件.vbs", b"x = 1")]
)
def test_programs_are_no_attachments(office: Office, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    data = example(office, "penalty", decision=[{"path": str(tmp_path / name)}])
    with pytest.raises(DataFaults, match="可执行程序和脚本不能作为附件"):
        draft(office, "penalty", data, None)
