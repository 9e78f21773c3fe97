"""A foreign DOCX mended into another file, never into itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from shenguan_docs.cli.check_commands import check
from shenguan_docs.errors import Refused
from shenguan_docs.office.measuring.mending import mend_file


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    file = docx.Document()
    for words in ("关于开展检查的通知", "各单位：", "根据益政发[2025]3号文件,请于2026.01.15前报送。"):
        file.add_paragraph(words)
    file.save(str(tmp_path / "通知.docx"))
    return tmp_path / "通知.docx"


def test_the_mended_file_is_another(foreign: Path) -> None:
    before = foreign.read_bytes()
    mended = mend_file(foreign, foreign.with_name("改好.docx"))
    assert mended.changes and foreign.read_bytes() == before
    texts = [p.text for p in docx.Document(str(foreign.with_name("改好.docx"))).paragraphs]
    assert texts[-1] == "根据益政发〔2025〕3号文件,请于2026年1月15日前报送。"
    assert sorted(p.name for p in foreign.parent.iterdir()) == ["改好.docx", "通知.docx"]


def test_never_over_the_input_under_any_name(foreign: Path) -> None:
    before = foreign.read_bytes()
    link, hard = foreign.with_name("链接.docx"), foreign.with_name("同一个.docx")
    link.symlink_to(foreign)
    os.link(foreign, hard)
    for target in (foreign, link, hard, foreign.parent / "." / "通知.docx"):
        with pytest.raises(Refused, match="就是原来的文件"):
            mend_file(foreign, target)
    assert foreign.read_bytes() == before


def test_what_cannot_be_mended_or_written(foreign: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="是文件夹"):
        mend_file(foreign, tmp_path)
    with pytest.raises(Refused, match="写不了文件"):
        mend_file(foreign, tmp_path / "没有" / "改好.docx")
    (tmp_path / "页.pdf").write_bytes(b"%PDF-1.7\n")
    with pytest.raises(Refused, match="只有 DOCX 能改"):
        mend_file(tmp_path / "页.pdf", tmp_path / "x.docx")
    with pytest.raises(Refused, match="不存在"):
        mend_file(tmp_path / "没有.docx", tmp_path / "x.docx")


def test_the_command_says_what_it_changed_and_answers_what_is_left(foreign: Path) -> None:
    runner = CliRunner()
    target = foreign.with_name("改好.docx")
    done = runner.invoke(check, ["--mend", "-o", str(target), "--json", str(foreign)])
    assert done.exit_code == 1 and target.is_file()
    assert "益政发" in done.stderr and "2026.01.15 → 2026年1月15日" in done.stderr and "没有改" in done.stderr
    left = {f["rule"] for f in json.loads(done.stdout)}
    assert "punctuation-width" in left and "body-face" not in left


def test_the_command_wants_a_place_to_write(foreign: Path) -> None:
    for words in (["--mend"], ["-o", "x.docx"], ["--mend", "-o", "x.docx", str(foreign)]):
        refused = CliRunner().invoke(check, [*words, str(foreign)])
        assert isinstance(refused.exception, Refused) and "--mend 和 -o" in str(refused.exception)


def test_mending_has_the_limits_of_measuring(foreign: Path) -> None:
    target = foreign.with_name("改好.docx")
    with pytest.raises(Refused, match="秒内读不完|超过了允许的大小"):
        mend_file(foreign, target, seconds=0.01)
    with pytest.raises(Refused):
        mend_file(foreign, target, memory=1)
    assert [p.name for p in foreign.parent.iterdir()] == ["通知.docx"]
