"""Layouts are data: the office's own file wins, the sandbox holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from layout_samples import letter

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource


def test_the_offices_own_layout_wins(tmp_path: Path, layouts: LayoutSource) -> None:
    (tmp_path / "letter.html").write_text("<p>{{ number }}</p>", encoding="utf-8")
    source = LayoutSource([tmp_path, *layouts.folders])
    assert PdfPrinter(source).html(letter()) == "<p>益高应急函〔2026〕7号</p>"
    assert source.path("page.css").parent == layouts.folders[0]
    (tmp_path / "letter.html").write_text("<b>{{ number }}</b>", encoding="utf-8")
    assert PdfPrinter(source).html(letter()).startswith("<b>")


@pytest.mark.parametrize(
    "text",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ title.append('x') }}",
        "{{ number.format() }}",
        "{{ self.__init__.__globals__ }}",
        "{{ range(3) }}",
        "{{ lipsum }}",
        "{{ cycler }}",
        "{{ number|format('x') }}",
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% include '/etc/passwd' %}",
        "{% include '../page.css' %}",
        "{% import 'os' as os %}",
        "{{ mistyped }}",
        "{% for line in title %}",
    ],
)
def test_a_layout_does_nothing_but_place_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "letter.html").write_text(f"<p>\n{text}</p>", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        PdfPrinter(LayoutSource([tmp_path])).html(letter())
    assert any("\u4e00" <= c <= "\u9fff" for c in refusal.value.message)


def test_a_fault_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text("<p>\n\n{{ mistyped }}</p>", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        PdfPrinter(LayoutSource([tmp_path])).html(letter())
    assert refusal.value.where == f"{tmp_path / 'letter.html'} 第 3 行"


def test_links_and_names_do_not_lead_out(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    (tmp_path / "own" / "letter.html").symlink_to(tmp_path / "secret.html")
    source = LayoutSource([tmp_path / "own"])
    with pytest.raises(Refused, match="链接"):
        source.text("letter.html")
    for name in ("../secret.html", "/etc/passwd", "a/b.html", "letter.py"):
        with pytest.raises(Refused):
            source.path(name)
    with pytest.raises(NotFound):
        source.path("other.html")


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<link rel="stylesheet" href="file:///etc/hosts">',
        '<style>@import "file:///etc/hosts"; @font-face { font-family: x; src: url(file:///etc/hosts) }</style>',
        '<p style="background: url(https://127.0.0.1:9/x.png)">x</p>',
    ],
)
def test_nothing_outside_is_fetched(layouts: LayoutSource, html: str) -> None:
    with pytest.raises(Refused, match="外部"):
        PdfPrinter(layouts).html_pdf(html, "page.css")


def test_a_picture_inside_the_layout_is_printed(layouts: LayoutSource) -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    page = PdfPrinter(layouts).html_pdf(f'<img src="data:image/png;base64,{dot}">', "page.css")
    assert b"/Image" in page
