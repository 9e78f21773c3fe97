"""Stories in chromium: comments with the keyboard and at selected words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shenguan_docs.office.letters.commenting import comments_of
from shenguan_docs.office.opening import Office

pytest.importorskip("playwright.sync_api")


def test_comments_by_keyboard_and_by_selection(
    page_of: Callable[[str], Any], ids: dict[str, str], desk_office: Office
) -> None:
    page = page_of("示例审核")
    page.goto(f"/letters/{ids['draft']}")
    page.focus("[data-place='4']")
    page.keyboard.press("Enter")  # the form comes to the paragraph, ready to be written in
    page.keyboard.type("这一段请再核对")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#p4 .comment")
    page.evaluate(
        """() => { const words = document.querySelector("p[data-n='6']").firstChild, range = document.createRange();
        range.setStart(words, 4); range.setEnd(words, 8);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.click("text=批注选中的字")
    assert page.input_value("[name=quote]") == "示例木业"
    page.keyboard.type("名称要写全")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#p6 .comment")
    assert page.inner_text("p[data-n='6'] mark") == "示例木业"
    first, second = comments_of(desk_office, ids["draft"])
    assert (first.stands, second.stands, second.start, second.quote) == (4, 6, 4, "示例木业")
