"""Writing in Debian's chromium: keys alone, the network gone, two windows, back, double clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.users import change
from shenguan_docs.resources import shipped_templates

pytest.importorskip("playwright.sync_api")
from axe_playwright_python.sync_playwright import Axe  # noqa: E402  it needs playwright

Open = Callable[[str], Any]
SCAN = shipped_templates() / "notices" / "penalty" / "示例-行政处罚决定书.pdf"
OFFER = ".offers:not([hidden]) [role=option]"


class Keys:
    """A keyboard that counts: one field typed is one input, one key or chord is one input."""

    def __init__(self, page: Any) -> None:
        self.page, self.inputs = page, 0

    def type(self, words: str) -> None:
        self.inputs += 1
        self.page.keyboard.type(words)

    def press(self, keys: str) -> None:
        self.inputs += 1
        self.page.keyboard.press(keys)

    def choose(self, words: str) -> None:
        """Type a part and take the first that is offered."""
        self.type(words)
        self.page.wait_for_selector(OFFER)
        self.press("Enter")

    @property
    def at(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))


def _begin(page: Any, field: str, value: str) -> None:
    page.goto("/write")
    if field == "kind":
        page.locator("summary").last.click()
    page.locator(f"button[name={field}][value='{value}']").click()
    page.wait_for_selector("#sheet :focus")


def _saved(page: Any) -> None:
    page.wait_for_selector("#state:has-text('已保存 ')", timeout=120_000)


def test_from_opening_the_form_to_signed_in_twelve_inputs(page_of: Open, desk_office: Office) -> None:
    """监管信息反馈函 about a known company, by one who writes and signs: chosen, typed, kept, signed with keys alone."""
    change(desk_office, "示例文书", roles=("文书", "签发"), department="区社会事务局")
    page = page_of("示例文书")
    _begin(page, "kind", "supervision-feedback")
    keys = Keys(page)
    assert keys.at == "f-party.0.name"  # the first field that has to be filled in
    assert Axe().run(page).response["violations"] == []
    keys.choose("slmy")
    assert keys.at == "f-matters.0"  # what is known of the company is filled in
    keys.choose("林木采")
    keys.press("Space")  # 监督检查结果
    keys.press("Control+Enter")
    assert keys.at == "f-found_on"
    keys.type("3月18号")
    keys.press("Control+Enter")
    page.wait_for_selector("[id='f-problems']:focus", timeout=180_000)
    keys.type("采伐迹地没有按期更新。")
    keys.press("Control+Enter")
    page.wait_for_url("**/letters/*", timeout=180_000)
    page.wait_for_timeout(700)
    keys.press("Control+Enter")
    page.wait_for_selector("text=已签发", timeout=180_000)
    assert keys.inputs <= 12, keys.inputs
    shown = show(desk_office, page.url.rpartition("/")[2])
    assert shown["signed_by"] == "示例文书" and shown["title"].startswith("关于")


def test_nothing_is_lost_without_a_network(page_of: Open) -> None:
    page = page_of("示例文书")
    _begin(page, "kind", "training")
    page.keyboard.type("有网时写的")
    _saved(page)
    page.context.set_offline(True)
    page.locator("textarea").first.fill("断网时写的<script>alert(1)</script>")
    page.wait_for_selector("text=先存在这台电脑上")
    page.context.set_offline(False)
    _saved(page)
    page.reload()
    assert page.locator("textarea").first.input_value() == "断网时写的<script>alert(1)</script>"


def test_a_closed_window_gives_back_what_was_not_sent(page_of: Open) -> None:
    page = page_of("示例文书")
    _begin(page, "kind", "training")
    page.route("**/save", lambda route: route.abort())
    page.locator("textarea").first.fill("还没有送到")
    page.wait_for_selector("text=先存在这台电脑上")
    address = page.url
    page.close()
    again = page.context.new_page()
    again.goto(address)
    _saved(again)
    assert again.locator("textarea").first.input_value() == "还没有送到"
    again.reload()
    assert again.locator("textarea").first.input_value() == "还没有送到"


def test_two_windows_of_one_form(page_of: Open) -> None:
    one = page_of("示例文书")
    _begin(one, "kind", "training")
    two = one.context.new_page()
    two.goto(one.url)
    one.locator("textarea").first.fill("第一个窗口")
    _saved(one)
    two.locator("textarea").first.fill("第二个窗口")
    two.wait_for_selector(".clash")
    assert "第一个窗口" in two.locator(".clash").inner_text()
    one.reload()
    assert one.locator("textarea").first.input_value() == "第一个窗口"  # not overwritten
    two.get_by_role("button", name="用这里的").click()
    _saved(two)
    one.reload()
    assert one.locator("textarea").first.input_value() == "第二个窗口"


def test_clicked_twice_and_gone_back(page_of: Open, desk_office: Office, ids: dict[str, str]) -> None:
    page = page_of("示例文书")
    page.goto(f"/drafts/{ids['draft']}/edit")
    page.wait_for_selector("rect[data-label='违法事实']", state="attached", timeout=180_000)
    page.locator("[id='f-facts']").fill("改过的事实。")
    page.wait_for_selector("rect.here", state="attached", timeout=180_000)
    page.locator("#done").dblclick()
    page.wait_for_url("**/letters/*", timeout=180_000)
    assert show(desk_office, ids["draft"])["versions"] == 2
    page.go_back()
    page.wait_for_timeout(300)
    assert show(desk_office, ids["draft"])["versions"] == 2
