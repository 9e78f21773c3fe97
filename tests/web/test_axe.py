"""Every page there is, in a real browser: nothing that axe finds, one heading, nothing that runs out sideways.

The routes are taken from the application, so that a new page cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import pytest
from desk_helpers import PASSWORD, browser
from flask import Flask
from test_browser import PAGES
from test_doors import _address

from shenguan_docs.office.founding import init_office
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people.first_start import answer, make_link
from shenguan_docs.office.people.rights import CITY_VIEW, ROLES
from shenguan_docs.office.people.users import add
from shenguan_docs.web.app import make_app
from tests.office.office_helpers import MORNING

pytest.importorskip("playwright.sync_api")

EVERYBODY = "示例全部角色"
WIDE, ZOOMED = {"width": 1366, "height": 768}, {"width": 911, "height": 512}  # 150 %


PARTS = 4


def _pages(app: Flask, ids: dict[str, str], part: int) -> Iterator[str]:
    """The address of every route that answers with a page, to somebody who has all roles; then the others named.

    Of each ``PARTS`` one, so that the processes of a run share them.
    """
    someone = browser(app, EVERYBODY)
    done = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in ("static", "entering.login"):
            path = _address(rule, ids)
            if crc32(path.encode()) % PARTS != part:
                continue
            answer = someone.get(path)
            if "text/html" in answer.content_type and "<html" in answer.get_data(as_text=True):
                done.add(path)
                yield path
    others = (path for one in PAGES if (path := one.format(**ids)) not in done)
    yield from (path for path in others if crc32(path.encode()) % PARTS == part)


class Looker:
    """Looks at pages and remembers what is wrong with them."""

    def __init__(self, page: object) -> None:
        from axe_playwright_python.sync_playwright import Axe

        self.page, self.axe, self.found = page, Axe(), list[object]()

    def look(self, path: str = "") -> None:
        page = self.page
        if path:
            page.goto(path)  # type: ignore[attr-defined]
        result = self.axe.run(page)  # type: ignore[arg-type]
        for wrong in result.response["violations"]:
            self.found.append((path, wrong["id"], [node["html"][:120] for node in wrong["nodes"][:3]]))
        heads = page.evaluate("document.querySelectorAll('h1').length")  # type: ignore[attr-defined]
        if heads != 1:
            self.found.append((path, "h1", heads))
        for size in (ZOOMED, WIDE):
            page.set_viewport_size(size)  # type: ignore[attr-defined]
            out = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")  # type: ignore[attr-defined]
            if out > 0:
                self.found.append((path, f"{out} px too wide at {size['width']}"))


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page(
    app: Flask, desk_office: Office, ids: dict[str, str], page_of: Callable[[str], object], part: int
) -> None:
    add(
        desk_office,
        EVERYBODY,
        roles=tuple(set(ROLES) - {CITY_VIEW}),
        department="区社会事务局",
        password=PASSWORD,
    )
    looker = Looker(page_of(EVERYBODY))
    for path in _pages(app, ids, part):
        looker.look(path)
    assert looker.found == []


@pytest.fixture
def app_of_nobody(tmp_path: Path) -> tuple[Flask, Path]:
    root = tmp_path / "nobody"
    init_office(root, "新单位", actor="示例", now=lambda: MORNING)
    return make_app(root, now=lambda: MORNING), root


class TestBeforeAnybodyCameIn:
    """The pages of an office without users, each question with a mistake."""

    @pytest.fixture
    def app(self, app_of_nobody: tuple[Flask, Path]) -> Flask:
        return app_of_nobody[0]

    def test_login_and_the_five_questions(
        self, app_of_nobody: tuple[Flask, Path], chromium: object, served: str
    ) -> None:
        office = open_office(app_of_nobody[1], actor="示例", now=lambda: MORNING)
        link = make_link(office)
        page = chromium.new_page(viewport=WIDE, base_url=served)  # type: ignore[attr-defined]
        looker = Looker(page)
        for path in ("/login?ready=1", "/start/wrong"):
            looker.look(path)
        for question, given, mistake in (
            ("name", {"name": "示例区"}, None),
            ("departments", {"more": ""}, "区社会事务局\n某,某,某,某"),
            ("matters", {"choice": "plan"}, "file"),
            (
                "user",
                {"user": "示例戊", "department": "区社会事务局", "password": PASSWORD, "again": PASSWORD},
                None,
            ),
            ("signatory", {}, None),
        ):
            page.goto(f"/start/{link}")
            if question == "departments":
                page.fill("textarea", mistake)
            elif question == "matters":
                page.check(f"input[value={mistake}]")
            page.locator("main form button").click()
            page.wait_for_selector(".summary")
            looker.look()
            page.locator(".summary a").first.click()  # leads into the field
            inside = page.evaluate("document.activeElement.closest('.field') !== null")
            looker.found += [] if inside else [(question, "the summary leads nowhere")]
            if given:
                answer(office, link, question, given)
        page.close()
        office.close()
        assert looker.found == []
