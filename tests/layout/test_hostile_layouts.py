"""A layout that an office was sent: nothing in any part of it is run, fetched or without end."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest
from layout_samples import letter

from shenguan_docs.errors import Refused
from shenguan_docs.layout import apart, looking
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource

EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n"


def fake_ghostscript(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program gs that leaves a file behind when it is asked for anything; return that file."""
    from PIL import EpsImagePlugin

    program, touched = folder / "bin" / "gs", folder / "touched"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\ntouch {touched}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    if EpsImagePlugin.gs_binary is not False:  # Pillow looks for it once
        monkeypatch.setattr(EpsImagePlugin, "gs_binary", None)
    return touched


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ number.__init__.__globals__ }}",
    "{% include '/etc/passwd' %}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{% set a = 'x' %}" + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "{% for a in 'xxxxxxxxxx' %}" * 12 + "{% endfor %}" * 12,
)
RENDERED = ("body", "table", "text box", "header", "footer", "first header")
VERBATIM = ("footnote", "comment", "properties", "custom properties", "settings")


def _paragraph(words: str) -> str:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<w:p {W}><w:r><w:t xml:space="preserve">{escaped}</w:t></w:r></w:p>'


def attacked(layouts: LayoutSource, part: str, words: str) -> bytes:
    """The shipped letter with ``words`` in one part of it."""
    import docx as word

    file = word.Document(str(layouts.path("letter.docx")))
    if part == "body":
        file.add_paragraph(words)
    elif part == "table":
        file.add_table(1, 1).rows[0].cells[0].text = words
    elif part == "text box":
        from docx.oxml import parse_xml

        box = f"<w:txbxContent>{_paragraph(words)}</w:txbxContent>"
        shape = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
        vml = 'xmlns:v="urn:schemas-microsoft-com:vml"'
        file.element.body.insert(0, parse_xml(f"<w:p {W} {vml}><w:r>{shape}</w:r></w:p>"))
    elif part in ("header", "first header", "footer"):
        section = file.sections[0]
        if part == "first header":
            section.different_first_page_header_footer = True
            section.first_page_header.add_paragraph(words)
        else:
            (section.header if part == "header" else section.footer).add_paragraph(words)
    elif part == "comment":
        file.add_comment(file.add_paragraph("见批注").runs, words, author="甲")
    elif part == "properties":
        file.core_properties.comments = words[:250]
    out = io.BytesIO()
    file.save(out)
    if part in ("footnote", "custom properties", "settings"):
        return _with_member(out.getvalue(), part, words)
    return out.getvalue()


def _with_member(package: bytes, part: str, words: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if part == "settings" and info.filename == "word/settings.xml":
                content = content.replace(
                    b"</w:settings>", b"<!--" + words.replace("--", "").encode() + b"--></w:settings>"
                )
            new.writestr(info.filename, content)
        if part == "footnote":
            new.writestr(
                "word/footnotes.xml",
                f"<w:footnotes {W}><w:footnote>{_paragraph(words)}</w:footnote></w:footnotes>",
            )
        elif part == "custom properties":
            new.writestr("docProps/custom.xml", f"<Properties>{_paragraph(words)}</Properties>")
    return made.getvalue()


@pytest.mark.parametrize("words", ESCAPES, ids=range(len(ESCAPES)))
@pytest.mark.parametrize("part", RENDERED)
def test_what_escapes_or_never_ends_is_refused_in_every_part_that_is_filled(
    tmp_path: Path, layouts: LayoutSource, part: str, words: str
) -> None:
    (tmp_path / "letter.docx").write_bytes(attacked(layouts, part, words))
    with pytest.raises(Refused) as refusal:
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())
    assert "版式" in str(refusal.value)


@pytest.mark.parametrize("part", VERBATIM)
def test_in_the_other_parts_it_is_only_words(tmp_path: Path, layouts: LayoutSource, part: str) -> None:
    (tmp_path / "letter.docx").write_bytes(attacked(layouts, part, "{{ 6 * 7 }}{{ ''.__class__ }}"))
    made = DocxPrinter(LayoutSource([tmp_path])).docx(letter())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        words = b"".join(package.read(name) for name in package.namelist())
    assert b"42" not in words.partition(b"6 * 7")[2][:20] and b"<class" not in words


FIELD = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r>"
SPREAD = "<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd /c calc</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        (
            FIELD.format('<w:r><w:instrText> INCLUDETEXT "http://127.0.0.1:9/x" </w:instrText></w:r>'),
            "INCLUDETEXT",
        ),
        (FIELD.format(SPREAD), "DDEAUTO"),
        ("<w:fldSimple w:instr=' includepicture \"\\\\\\\\127.0.0.1\\\\x.png\" '/>", "INCLUDEPICTURE"),
        ("<w:fldSimple w:instr='LINK Excel.Sheet x.xls'/>", "LINK"),
        ("<w:fldSimple w:instr='QUOTE 68 68 69'/>", "QUOTE"),
        ("<w:fldSimple w:instr=\"{{ 'INCL' ~ 'UDETEXT' }} /etc/passwd\"/>", "标记"),
        (FIELD.format("<w:r><w:instrText>INCL{# #}UDETEXT x</w:instrText></w:r>"), "标记"),
        ("<w:altChunk/>", "altChunk"),
    ],
)
def test_fields_that_fetch_or_run_are_refused(
    tmp_path: Path, layouts: LayoutSource, inside: str, says: str
) -> None:
    import docx as word
    from docx.oxml import parse_xml

    file = word.Document(str(layouts.path("letter.docx")))
    file.element.body.insert(0, parse_xml(f"<w:p {W}>{inside}</w:p>"))
    file.save(str(tmp_path / "letter.docx"))
    with pytest.raises(Refused, match=says):
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())


@pytest.mark.parametrize(
    ("member", "content", "says"),
    [
        ("word/vbaProject.bin", b"x", "宏"),
        ("word/embeddings/oleObject1.bin", b"x", "嵌入"),
        ("word/activeX/activeX1.xml", b"<x/>", "嵌入"),
        ("word/fontTable2.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "DTD"),
        ("word/theme/theme9.xml", b"<a>" * 3, "损坏"),
        ("word/bomb.bin", bytes(65_000_000), "太大"),
    ],
)
def test_parts_that_run_are_refused(
    tmp_path: Path, layouts: LayoutSource, member: str, content: bytes, says: str
) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(layouts.path("letter.docx").read_bytes())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(member, content)
    with pytest.raises(Refused, match=says):
        DocxPrinter(LayoutSource([tmp_path])).docx(letter())


@pytest.mark.parametrize(
    "css",
    [
        "@import url(http://127.0.0.1:9/x.css);",
        "@import 'file:///etc/hosts';",
        "body { background: url(file:///etc/passwd) }",
        "@font-face { font-family: x; src: url('http://127.0.0.1:9/x.ttf') } body { font-family: x }",
        "li { list-style-image: url(ftp://127.0.0.1/x.png) }",
        "p::before { content: url(\\66ile:///etc/passwd) }",
    ],
)
def test_a_style_sheet_fetches_nothing(tmp_path: Path, layouts: LayoutSource, css: str) -> None:
    for folder in layouts.folders:
        for name in ("page.css",):
            if (folder / name).exists():
                (tmp_path / name).write_text(css + "\n" + (folder / name).read_text("utf-8"), "utf-8")
    printer = PdfPrinter(LayoutSource([tmp_path, *layouts.folders]))
    with pytest.raises(Refused, match="外部"):
        printer.html_pdf("<ul><li>一</li></ul><p>x</p>", "page.css")


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<table><tr><td colspan=999999999>字</td></tr></table>", ""),
        ("<p class=z>字</p>", "p.z{display:grid;grid-template-columns:repeat(100000000,1px)}"),
        (
            "<p class=z>字</p>",
            "p.z{--a0:1px 1px;"
            + "".join(f"--a{n}:var(--a{n - 1}) var(--a{n - 1});" for n in range(1, 40))
            + "margin:var(--a39)}",
        ),
    ],
    ids=["columns", "grid", "variables"],
)
def test_pages_without_end_are_given_up(
    tmp_path: Path, layouts: LayoutSource, monkeypatch: pytest.MonkeyPatch, html: str, css: str
) -> None:
    monkeypatch.setattr(apart, "_SECONDS", 2)
    (tmp_path / "page.css").write_text(layouts.text("page.css") + css, "utf-8")
    printer = PdfPrinter(LayoutSource([tmp_path, *layouts.folders]))
    with pytest.raises(Refused, match="版式"):
        printer.html_pdf(html, "page.css")


def test_a_layout_of_an_office_prints_as_the_shipped_one_does(tmp_path: Path, layouts: LayoutSource) -> None:
    (tmp_path / "page.css").write_text(layouts.text("page.css") + "\n", "utf-8")
    own = LayoutSource([tmp_path, *layouts.folders])
    assert own.own() and not layouts.own()
    shipped = PdfPrinter(layouts).fitted(letter())
    assert PdfPrinter(own).fitted(letter()) == shipped


def test_a_picture_in_postscript_is_not_run(
    tmp_path: Path, layouts: LayoutSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = fake_ghostscript(tmp_path, monkeypatch)
    picture = base64.b64encode(EPS).decode()
    PdfPrinter(layouts).html_pdf(f"<img src='data:image/png;base64,{picture}'><p>字", "page.css")
    assert not touched.exists()


def test_a_class_that_the_measure_knows_with_a_number_that_is_none(layouts: LayoutSource) -> None:
    printer = PdfPrinter(layouts)
    page = printer._render("<p class=text data-n=x>字</p>", printer._sheet("page.css"), {})
    assert looking.look(page).of("text")[0].block == -1
