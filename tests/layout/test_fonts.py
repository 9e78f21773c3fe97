"""Faces: chains, the fontconfig text, what is missing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pdfplumber
import pypdfium2
import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from layout_samples import body, letter, runs

from shenguan_docs.document import Run
from shenguan_docs.errors import MissingComponent
from shenguan_docs.layout import fontconfig, fonts
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource

STANDARD = "".join((Path(__file__).parent / "tongyong-guifan-hanzi.txt").read_text(encoding="utf-8").split())


def test_every_role_has_a_face() -> None:
    assert set(fonts.faces_in_use()) == {"小标宋", "仿宋", "黑体", "楷体", "宋体"}


def test_the_fontconfig_text_is_well_formed_and_names_the_folders() -> None:
    root = ElementTree.fromstring(fontconfig.fontconfig_xml([Path("/srv/a & b/fonts")]))
    assert [d.text for d in root.findall("dir")] == [str(fontconfig.FANDOL_FOLDER), "/srv/a & b/fonts"]
    families = [m.findtext("test/string") for m in root.findall("match")]
    assert "仿宋_GB2312" in families and "方正小标宋简体" in families
    assert "仿宋_GB2312" not in fontconfig.fontconfig_xml(aliases=False)


def test_an_offices_own_fonts_are_looked_for_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE", ""))
    assert fontconfig.prepare(tmp_path) == fontconfig.prepare()  # none of its own: nothing to look for
    (tmp_path / "own.ttf").write_bytes(b"")
    assert str(tmp_path) in fontconfig.prepare(tmp_path).read_text(encoding="utf-8")
    assert fontconfig.environment(tmp_path)["FONTCONFIG_FILE"] == os.environ["FONTCONFIG_FILE"]


def test_no_face_at_all_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "own.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(fontconfig, "FANDOL_FOLDER", tmp_path)
    with pytest.raises(MissingComponent) as refusal:
        fonts.require_fonts()
    assert "texlive-lang-chinese" in str(refusal.value) and "仿宋" in str(refusal.value)


def test_a_missing_library_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_LIBRARIES", {"libnothere.so.9": ("libnothere9", "某程序")})
    with pytest.raises(MissingComponent, match="libnothere9"):
        fonts.require_fonts()


def test_unprintable_characters_are_named_with_their_field() -> None:
    assert fonts.unprintable(letter(blocks=body("喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"))) == []
    document = letter(title=((Run("甲🎉", "当事人"),),), note=runs("\U0002fa1f\U000e0041"))
    assert ("🎉", "当事人") in fonts.unprintable(document)


def test_the_common_characters_all_print() -> None:
    gb2312 = {
        bytes([hi, lo]).decode("gb2312")
        for hi in range(0xB0, 0xD8)
        for lo in range(0xA1, 0xFF)
        if (hi, lo) < (0xD7, 0xFA)
    }
    assert gb2312 <= fonts.covered(fontconfig.prepare())


def test_every_standard_character_is_in_every_chain() -> None:
    """通用规范汉字表 (2013), 8,105 characters, and names that people bear."""
    assert len(STANDARD) == 8105
    assert not [
        c for c in STANDARD + "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻" if c not in fonts.covered(fontconfig.prepare())
    ]


def test_every_standard_character_prints_and_is_not_blank(pdf: PdfPrinter) -> None:
    """Every fourth one, as a picture; each must leave ink where the text layer says that it stands."""
    wanted = STANDARD[::4] + STANDARD[-200:] + "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"
    data = pdf.pdf(letter(blocks=body(wanted)))
    seen = set()
    for page in pypdfium2.PdfDocument(data):
        text, picture = page.get_textpage(), page.render(scale=2, grayscale=True).to_pil()
        for n in range(text.count_chars()):
            unit = pypdfium2.raw.FPDFText_GetUnicode(text, n)
            if 0xD800 <= unit < 0xDC00:  # PDFium counts halves of the characters beyond U+FFFF
                unit = ((unit - 0xD800) << 10) + pypdfium2.raw.FPDFText_GetUnicode(text, n + 1) + 0x2400
            char = chr(unit)
            if char not in wanted or char in seen:
                continue
            left, bottom, right, top = text.get_charbox(n)
            box = (
                int(2 * left),
                int(picture.height - 2 * top),
                int(2 * right) + 1,
                int(picture.height - 2 * bottom) + 1,
            )
            if right > left and picture.crop(box).getextrema()[0] < 200:
                seen.add(char)
    assert "".join(sorted(set(wanted) - seen)) == ""


def own_face(folder: Path, source: str, family: str, text: str) -> None:
    """A font file of an office: some glyphs of a free face under another family's name."""
    subsetter, font = subset.Subsetter(), TTFont(fontconfig.FANDOL_FOLDER / source)
    subsetter.populate(text=text)
    subsetter.subset(font)
    for record in font["name"].names:
        record.string = {1: family, 4: family, 6: "OwnFace"}.get(record.nameID, str(record))
    top = font["CFF "].cff
    top.fontNames[0] = top[0].FullName = top[0].FamilyName = "OwnFace"
    font.save(folder / "own.otf")


def faces_of(data: bytes, points: float) -> dict[str, str]:
    """Each character of the first page in that size with the face that it stands in."""
    with pdfplumber.open(io.BytesIO(data)) as file:
        chars = [c for c in file.pages[0].chars if abs(c["size"] - points) < 0.1]
    return {c["text"]: c["fontname"][7:] for c in chars}


def test_an_office_prints_in_its_own_face(
    tmp_path: Path, layouts: LayoutSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in the office's folder comes first; characters that it lacks come from the chain."""
    monkeypatch.setenv("FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE", ""))
    printer = PdfPrinter(layouts, tmp_path)
    assert faces_of(printer.pdf(letter(blocks=body("特此函告。"))), 16)["告"] == "FandolFang"
    own_face(tmp_path, "FandolHei-Regular.otf", "FangSong_GB2312", "特此函告。")
    assert fonts.described(tmp_path)["仿宋"].startswith("FangSong_GB2312；")
    faces = faces_of(printer.pdf(letter(blocks=body("特此函告。"))), 16)  # laid down while it was at work
    assert "FangSong" in faces["告"] and faces["益"] == "FandolFang"
    PdfPrinter(layouts).pdf(letter())  # this process prints in the usual faces again


def test_an_offices_own_title_face_is_not_made_bold(
    tmp_path: Path, layouts: LayoutSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FandolSong stands for 方正小标宋 by its bold; the true one is a heavy face already."""
    monkeypatch.setenv("FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE", ""))
    own_face(tmp_path, "FandolSong-Regular.otf", "方正小标宋简体", "关于通报行政处罚决定的函")
    assert fonts.described(tmp_path)["小标宋"].startswith("方正小标宋简体；它没有的字依次用 FandolSong、")
    config = fontconfig.prepare(tmp_path).read_text(encoding="utf-8")
    rule = config.partition("<string>方正小标宋简体</string></test>")[2].partition("</match>")[0]
    assert "<const>regular</const>" in rule and "<const>bold</const>" not in rule
    faces = faces_of(PdfPrinter(layouts, tmp_path).pdf(letter()), 22)
    assert "方正小标宋" in faces["罚"] and "Bold" not in faces["罚"]
    assert "FandolSong" in faces["湖"], "what it lacks"
    PdfPrinter(layouts).pdf(letter())


def test_loading_weasyprint_starts_no_process() -> None:
    """Looking for its libraries under the names of other systems would start a compiler and a linker."""
    program = """
import sys
begun = []
sys.addaudithook(lambda event, what: begun.append(what) if event == "subprocess.Popen" else None)
from shenguan_docs.layout import weasy
weasy.load()
assert "weasyprint" in sys.modules
print(begun)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_looking_for_them_costs_little() -> None:
    document = letter(blocks=body("审管联动业务" * 300))
    fonts.unprintable(document)
    start = time.process_time()
    for _ in range(20):
        fonts.unprintable(document)
    assert (time.process_time() - start) / 20 < 0.02  # usually about a millisecond
