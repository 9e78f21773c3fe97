"""Files made to do harm: each is refused, or read in part and that is said, soon and within the memory allowed."""

from __future__ import annotations

import io
import re
import socket
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pikepdf
import pytest
from file_makers import docx_file, mail_file, ofd_file, pdf_file, xlsx_file, zip_file

from benchmarks.hostile_formats import PROGRAM_NAMES
from shenguan_docs.bundle.pictures import pages_of_picture
from shenguan_docs.confined import NotRead, answer_of, environment
from shenguan_docs.errors import Refused
from shenguan_docs.index import extract
from shenguan_docs.index.extract import SECONDS, Extracted, extract_text
from shenguan_docs.index.readers import recognising
from shenguan_docs.index.readers.paper_worth import seconds_worth
from shenguan_docs.index.readers.reading import Reading, Unfit

WORDS = "关于林木采伐许可证核发审批结果的函" * 8
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def with_part(name: str, content: bytes | str, base: Callable[[], bytes] = docx_file) -> bytes:
    """A sound file with one part put in the place of another."""
    with zipfile.ZipFile(io.BytesIO(base())) as old:
        members: dict[str, str | bytes] = {item.filename: old.read(item) for item in old.infolist()}
    return zip_file({**members, name: content})


def bomb() -> bytes:
    return with_part("word/bomb.bin", bytes(401 * 1024 * 1024))


def liar() -> bytes:
    """A member that says it is small and is not."""
    made = with_part("word/document.xml", b"<w>" + b"a" * 5_000_000)
    size = struct.pack("<I", 5_000_003)
    return made.replace(size, struct.pack("<I", 1000))


def overlapping() -> bytes:
    """Two members in the list that share the same bytes."""
    made = bytearray(zip_file({"word/document.xml": "a" * 1000, "word/footer1.xml": "b" * 1000}))
    directory = made.rindex(b"PK\x01\x02")
    made[directory + 42 : directory + 46] = struct.pack("<I", 0)
    return bytes(made)


def entities() -> str:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{nested}]><w:p xmlns:w="{_WORD}">'
        "<w:r><w:t>&a11;</w:t></w:r></w:p>"
    )


def outside_entity() -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f'<w:document xmlns:w="{_WORD}"><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:document>'
    )


def deep() -> str:
    return f'<w:document xmlns:w="{_WORD}">' + "<w:p>" * 100_000


def outside_names() -> bytes:
    return zip_file(
        {"../../etc/cron.d/x.txt": "外面", "/etc/passwd.txt": "绝对", "..\\..\\boot.txt": "反斜线"}
    )


def endless_pages() -> bytes:
    """A page tree whose root is its own child, and that says to hold a million pages."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    pdf.Root.Pages.Count = 1_000_000
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def many_pages() -> bytes:
    """A million pages that are all the same object."""
    kids = b"3 0 R " * 1_000_000
    return b"".join((
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1000000/Kids[",
        kids, b"]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ))  # fmt: skip


def broken_table() -> bytes:
    return pdf_file().replace(b"startxref", b"startxxxx").replace(b"xref\n0", b"xxxx\n0")


def png(width: int, height: int) -> bytes:
    """A picture of a few kilobytes that would unpack to gigabytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def nested_mail(depth: int) -> bytes:
    letter = mail_file({"最里面.txt": "最里面的字".encode()})
    for _ in range(depth):
        letter = mail_file({"信.eml": letter})
    return letter


def nested_parts() -> bytes:
    opened = b"".join(
        b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % (n, n + 1) for n in range(5000)
    )
    return b'Subject: x\r\nContent-Type: multipart/mixed; boundary="b0"\r\n\r\n' + opened


def nested_zip() -> bytes:
    made = zip_file({"最里面.txt": "字"})
    for _ in range(20):
        made = zip_file({"内.zip": made})
    return made


def far_cell() -> bytes:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    return with_part("xl/worksheets/sheet1.xml", sheet, xlsx_file)


CORPUS: list[tuple[str, Callable[[], bytes], str]] = [
    ("炸弹.docx", bomb, "太大"),
    ("谎报.docx", liar, "损坏|太大"),
    ("重叠.docx", overlapping, "太大|损坏"),
    ("实体.docx", lambda: with_part("word/document.xml", entities()), "实体声明"),
    ("外部实体.docx", lambda: with_part("word/document.xml", outside_entity()), "实体声明"),
    ("外部实体.xlsx", lambda: with_part("xl/sharedStrings.xml", entities(), xlsx_file), "实体声明"),
    ("实体.ofd", lambda: with_part("Doc_0/Document.xml", entities(), lambda: ofd_file([["字"]])), "实体声明"),
    ("太深.docx", lambda: with_part("word/document.xml", deep()), "损坏"),
    ("自身.pdf", endless_pages, "^$|损坏|页"),
    ("百万页.pdf", many_pages, "页"),
    ("大图.png", lambda: png(60_000, 60_000), "尺寸太大"),
    ("信中信.eml", lambda: nested_mail(12), "太深"),
    ("套装.eml", nested_parts, "太深|不是一封邮件"),
    ("套娃.zip", nested_zip, "太深"),
    ("远格.xlsx", far_cell, "^$|过大|太复杂|太大"),
]


@pytest.mark.parametrize(("name", "make", "says"), CORPUS, ids=[name for name, _, _ in CORPUS])
def test_a_hostile_file_is_limited_and_that_is_said(name: str, make: Callable[[], bytes], says: str) -> None:
    content = make()
    start = monotonic()
    try:
        found = extract_text(content, name)
        said = found.unread
    except Refused as error:
        said = error.message
    assert monotonic() - start < SECONDS + 5
    assert re.search(says, said), said


def test_names_that_point_outside_are_only_names() -> None:
    found = extract_text(outside_names(), "材料.zip")
    assert [w for w in ("外面", "绝对", "反斜线") if w not in found.text] == []


def test_a_pdf_whose_table_is_broken_is_read_all_the_same() -> None:
    assert "Permit" in extract_text(broken_table(), "坏表.pdf").text


def test_control_characters_do_not_reach_the_text() -> None:
    text = extract_text((WORDS + "\x01\x0c二\x0b三\x7f\u200b").encode(), "函.txt").text
    assert text == f"{WORDS}二\n三\u200b"
    page = f"<p>{WORDS}&#1;&#x0c;二\x1b</p>".encode()
    assert extract_text(b"<html>" + page, "函.html").text.strip() == f"{WORDS}\n二"


def test_a_file_that_takes_too_long_or_too_much_is_kept_unread() -> None:
    late = extract_text(xlsx_file(), "台账.xlsx", seconds=0.01)
    assert "秒内读不完" in late.unread
    large = extract_text(xlsx_file(), "台账.xlsx", memory=30)
    assert late.text == large.text == ""
    assert large.unread


def test_the_child_has_no_network_and_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from shenguan_docs.confined import environment

    monkeypatch.setenv("SHENGUAN_OFFICE", "/somewhere")
    monkeypatch.setenv("TOKEN", "x")
    assert not {"TOKEN", "SHENGUAN_OFFICE"} & set(environment())
    code = (
        "import socket; from shenguan_docs.confined import leave_network; leave_network();"
        "s = socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', int(__import__('sys').argv[1])))"
    )
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = subprocess.run([sys.executable, "-c", code, port], capture_output=True, check=False)
    assert b"Network is unreachable" in done.stderr


def test_what_a_reader_has_read_is_kept_when_its_time_is_over() -> None:
    found: Extracted = extract_text(pdf_file("last page", pages=3000), "厚.pdf", seconds=SECONDS)
    assert found.text.startswith("\fother words of page 1")


def test_files_inside_a_file_get_less_work_together_than_a_file_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    granted: list[float] = []
    read = extract.read_in_child

    def noted(data: bytes, kind: str, name: str, seconds: float, memory: int) -> Reading:
        granted.append(seconds)
        return read(data, kind, name, seconds, memory)

    monkeypatch.setattr(extract, "read_in_child", noted)
    packed = extract_text(zip_file({"一.docx": docx_file(), "二.docx": docx_file()}), "两件.zip")
    assert packed.text.count("表格里的字") == 2
    # The container by itself, then what all inside may take: a second more of each is what a process may overrun.
    alone, first, second = granted
    assert alone == SECONDS > first + 1 > second + 1


def test_what_a_child_that_was_ended_left_behind_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    # It and a program that it starts lay files into their temporary folder, and neither comes to an end.
    program = "import tempfile, time; open(tempfile.mkdtemp() + '/x', 'w'); time.sleep(600)"
    code = f"import subprocess, sys, tempfile; tempfile.mkdtemp(); subprocess.run([sys.executable, '-c', {program!r}])"
    with pytest.raises(NotRead, match="读不完"):
        answer_of([sys.executable, "-c", code], b"", 0.4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "most"),
    [
        (docx_file(), 8),  # a page is opened, no more
        (with_part("word/document.xml", f'<a b="{"x" * 30_000_000}"/>'), 8),
        (with_part("word/document.xml", "<a><b/>" * 100_000), 8),
        (b"\xd0\xcf\x11\xe0" + bytes(40_000), 8.1),
    ],
    ids=["a page", "a long attribute", "much of nothing", "an old format"],
)
def test_a_small_file_is_worth_little_of_libreoffices_time(data: bytes, most: float) -> None:
    assert 7 <= seconds_worth(data) <= most


def test_many_pages_are_worth_more_time() -> None:
    paragraph = f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"
    body = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraph * 700}</w:body></w:document>'
    assert seconds_worth(with_part("word/document.xml", body)) > 20  # 100,000 characters, some 150 pages


def test_a_name_that_a_system_runs_once_it_has_tidied_it_is_a_program() -> None:
    for name in PROGRAM_NAMES:
        with pytest.raises(Refused, match="程序"):
            extract_text("写着字".encode(), name)
    for name in ("说明.pdf.txt", "甲:乙.txt", "关于e\u0301.txt", "通知. "):
        assert extract_text("写着字".encode(), name).text == "写着字"


def test_postscript_under_the_name_of_a_picture_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import EpsImagePlugin

    program, touched = tmp_path / "gs", tmp_path / "touched"
    program.write_text(f"#!/bin/sh\ntouch {touched}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"
    with pytest.raises(Unfit):
        list(recognising._frames(eps))
    with pytest.raises(OSError):
        pages_of_picture(eps)
    assert not touched.exists()


def test_what_recognises_letters_tells_its_maker_nothing_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "XDG_CACHE_HOME"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    subprocess.run([sys.executable, "-c", "import onnxruntime"], env=environment(), check=True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_large_picture_is_made_small_before_its_points_are_copied() -> None:
    from PIL import Image

    for mode in ("L", "RGB", "RGBA"):
        assert max(recognising._smaller(Image.new(mode, (7300, 4900))).size) < 2 * recognising._SIDE
    large = io.BytesIO()
    Image.new("1", (9000, 9000)).save(large, "PNG")
    with pytest.raises(Unfit, match="太大"):
        list(recognising._frames(large.getvalue()))


def test_a_sign_that_becomes_eighteen_does_not_make_a_text_longer_than_any() -> None:
    found = extract_text(("\ufdfa" * 400_000).encode(), "说明.txt")
    assert len(unicodedata.normalize("NFKC", found.text)) <= extract.LONGEST
    assert "文字过长" in found.note
