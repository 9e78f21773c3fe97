"""Stories in chromium: comments with the keyboard and at selected words; files dropped and pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shenguan_docs.office.letters.commenting import comments_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.handling import listed

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


_LETTER = """益阳市示例林业局文件

益示林发〔2026〕13号

关于商请核查示例情况的函

现商请你局核查。

益阳市示例林业局
2026年3月16日
"""


def _transfer(page: Any, name: str, words: str, event: str) -> None:
    """Let go of a file over the page, or paste it."""
    page.evaluate(
        """([name, words, event]) => { const data = new DataTransfer(); data.items.add(new File([words], name));
        const options = {bubbles: true, cancelable: true};
        if (event === "paste") { document.body.dispatchEvent(new ClipboardEvent(event, {...options, clipboardData: data})); return; }
        document.body.dispatchEvent(new DragEvent("dragenter", {...options, dataTransfer: data}));
        document.body.dispatchEvent(new DragEvent(event, {...options, dataTransfer: data})); }""",
        [name, words, event],
    )


def test_a_file_dropped_on_any_page_becomes_a_letter(
    page_of: Callable[[str], Any], desk_office: Office
) -> None:
    page = page_of("示例文书")
    page.goto("/matters")
    _transfer(page, "来函.txt", _LETTER, "drop")
    page.wait_for_url("**/receive/*", timeout=60000)
    assert page.input_value("[name=number]") == "益示林发〔2026〕13号"
    page.get_by_role("button", name="登记", exact=True).dblclick()
    page.wait_for_url("**/letters/*")
    assert [row["sender_number"] for row in listed(desk_office)] == ["益示林发〔2026〕13号"]
    _transfer(page, "粘贴.txt", "从剪贴板来的", "paste")
    page.wait_for_url("**/receive/*", timeout=60000)
    page.wait_for_selector("text=从剪贴板来的")
