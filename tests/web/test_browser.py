"""The desk in Debian's chromium: the keyboard alone, results as one types, double clicks, nothing that axe finds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office

pytest.importorskip("playwright.sync_api")


def test_found_and_opened_with_the_keyboard_alone(
    page_of: Callable[[str], object], ids: dict[str, str]
) -> None:
    page = page_of("示例文书")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("Escape")
    page.goto("/search")
    page.wait_for_selector("#q:focus")
    page.keyboard.type("处罚")
    page.wait_for_selector("mark")
    assert "q=" in page.url  # each state has an address
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".hit.chosen")
    page.wait_for_selector("#preview img")
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters/*")
    page.go_back()
    page.wait_for_selector("mark")
    assert page.input_value("#q") == "处罚"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_double_click_gives_one_number(
    page_of: Callable[[str], object], ids: dict[str, str], desk_office: Office
) -> None:
    signing = page_of("示例签发")
    signing.goto(f"/letters/{ids['draft']}")
    signing.get_by_role("button", name="签发").dblclick()
    signing.wait_for_selector("text=已签发")
    writing = page_of("示例文书")
    writing.goto(f"/letters/{ids['draft']}")
    writing.get_by_role("button", name="编号印发").dblclick()
    writing.wait_for_selector("text=已印发", timeout=60000)
    shown = show(desk_office, ids["draft"])
    assert [step["what"] for step in shown["life"]].count("签发") == 1
    assert [step["what"] for step in shown["life"]].count("编号印制") == 1


PAGES = (  # tests/web/test_axe.py looks at these, and at every route
    "/", "/search?q=处罚", "/letters/{penalty}", "/letters/{draft}", "/companies", "/companies/C00001", "/matters",
    "/matter?name=林木采伐许可证核发", "/departments", "/departments/shehui", "/duties", "/duties/calendar",
    "/registers/out", "/registers/in", "/numbers", "/bundles", "/bundles/choose?uscc=91430900MA00YL0018", "/jobs",
    "/password", "/no-such-page",
)  # fmt: skip
