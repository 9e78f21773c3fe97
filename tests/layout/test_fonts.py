"""Faces: chains, the fontconfig text, what is missing."""

from __future__ import annotations

import os
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from layout_samples import body, letter, runs

from shenguan_docs.document import Run
from shenguan_docs.errors import MissingComponent
from shenguan_docs.layout import fonts


def test_every_role_has_a_face() -> None:
    assert set(fonts.faces_in_use()) == {"小标宋", "仿宋", "黑体", "楷体", "宋体"}


def test_the_fontconfig_text_is_well_formed_and_names_the_folders() -> None:
    root = ElementTree.fromstring(fonts.fontconfig_xml([Path("/srv/a & b/fonts")]))
    assert [d.text for d in root.findall("dir")] == [str(fonts.FANDOL_FOLDER), "/srv/a & b/fonts"]
    families = [m.findtext("test/string") for m in root.findall("match")]
    assert "仿宋_GB2312" in families and "方正小标宋简体" in families
    assert "仿宋_GB2312" not in fonts.fontconfig_xml(aliases=False)


def test_an_offices_own_fonts_are_looked_for_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", os.environ.get("FONTCONFIG_FILE", ""))
    assert str(tmp_path) in fonts.prepare(tmp_path).read_text(encoding="utf-8")
    assert fonts.environment(tmp_path)["FONTCONFIG_FILE"] == os.environ["FONTCONFIG_FILE"]


def test_no_face_at_all_names_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "own.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    monkeypatch.setattr(fonts, "FANDOL_FOLDER", tmp_path)
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
    assert gb2312 <= fonts.covered(fonts.prepare())


def test_looking_for_them_costs_little() -> None:
    document = letter(blocks=body("审管联动业务" * 300))
    fonts.unprintable(document)
    start = time.process_time()
    for _ in range(20):
        fonts.unprintable(document)
    assert (time.process_time() - start) / 20 < 0.02  # usually about a millisecond
