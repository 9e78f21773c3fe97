"""The manual: every page leads into it, every link and picture of it is there, what is asked is found."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from desk_helpers import Browser
from flask import Flask

from shenguan_docs.resources import shipped_manual
from shenguan_docs.web.chapters import CHAPTERS, TROUBLE, chapter_of
from shenguan_docs.web.manual import NAME, PICTURES, address, find, manual, places, read_manual
from tools.pictures import SHOTS

At = Callable[[str], Browser]
TEMPLATES = Path(__file__).parents[2] / "shenguan_docs" / "web" / "templates"


def test_every_page_has_its_place_in_the_manual(app: Flask) -> None:
    homes = places(manual())
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert [page for page in pages - {"static", "htmx"} if not chapter_of(page)] == []
    named = {*CHAPTERS.values(), TROUBLE}
    for template in TEMPLATES.glob("*.html"):
        named |= set(re.findall(r'set chapter = "([^"]+)"', template.read_text("utf-8")))
    assert [anchor for anchor in named if anchor not in homes] == []


def test_every_page_says_a_sentence_of_help() -> None:
    """A template that is a page has the block; what is only a part of pages extends nothing."""
    silent = [
        place.name
        for place in TEMPLATES.glob("*.html")
        if "extends" in (text := place.read_text("utf-8"))
        and not re.search(r"block help %}(?!{% endblock)", text)
    ]
    assert silent == []


def test_anchors_are_single_and_links_lead_somewhere() -> None:
    chapters, text = manual(), (shipped_manual() / NAME).read_text("utf-8")
    headings = re.findall(r"^###? (.+)$", text, re.MULTILINE)
    homes = places(chapters)
    assert len(homes) == len(headings)
    assert [link for link in re.findall(r"\]\(#([^)]+)\)", text) if link not in homes] == []
    assert not re.search(r"\]\(https?:|<[a-z]+[ >]", text)


def test_every_picture_is_there_and_taken_by_the_command() -> None:
    named = set(re.findall(r"!\[[^\]]+\]\(图/([^)]+)\.png\)", (shipped_manual() / NAME).read_text("utf-8")))
    there = {place.stem for place in (shipped_manual() / PICTURES).glob("*.png")}
    assert named == there == {shot.name for shot in SHOTS}
    assert sum(place.stat().st_size for place in (shipped_manual() / PICTURES).iterdir()) < 2 * 2**20


def test_what_is_asked_is_found() -> None:
    chapters = manual()
    assert find(chapters, "作废")[0].section.anchor == "作废"
    assert "<mark>回执</mark>" in find(chapters, "认领 回执")[0].snippet
    assert "登录和密码" in [
        one.chapter.anchor for one in find(chapters, "密码忘记了怎么办")
    ]  # said otherwise
    assert find(chapters, "量子") == [] and find(chapters, " “” ") == []


def test_a_manual_cannot_bring_markup(tmp_path: Path) -> None:
    text = "## 一 <b>\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![p](../../x.png)\n\n### 二\n[去](#二)"
    (chapter,) = read_manual(text, tmp_path)
    html = "".join(section.html for section in chapter.sections)
    assert "<script>" not in html and "javascript:alert" not in re.sub(r"\[x\].*?\)", "", html)
    assert "/help/pictures/x.png" in html
    assert address("二", places([chapter])) in html
    assert "&lt;mark" not in find([chapter], "alert")[0].snippet


def test_shown_in_the_desk(at_desk: At) -> None:
    someone = at_desk("示例评查")
    assert '<a id="help" href="/help/%E9%A6%96%E9%A1%B5">' in someone.get("/").get_data(as_text=True)
    page = someone.get("/help/查找").get_data(as_text=True)
    assert '<h2 id="用键盘查找">' in page and "style=" not in page
    assert someone.get("/help/作废").headers["Location"].endswith("#%E4%BD%9C%E5%BA%9F")
    assert someone.get("/help/没有").status_code == 404
    assert "<mark>认领</mark>" in someone.get("/help?q=认领").get_data(as_text=True)
    assert all(
        someone.get(src).content_type == "image/png"
        for src in re.findall(
            r'<img src="([^"]+)"[^>]* width="1366"', someone.get("/help/whole").get_data(as_text=True)
        )
    )
    assert '<img src="/help/pictures/%E6%9F%A5%E6%89%BE.png"' in page and 'width="1366"' in page
    assert "整本" in someone.get("/help/whole").get_data(as_text=True)
    assert someone.get("/help/pictures/..%2f使用手册.md").status_code == 404
