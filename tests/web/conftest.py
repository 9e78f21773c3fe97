"""A desk over a real office: the letters of the office tests, and people of every role."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desk_helpers import KEPT, PASSWORD, PEOPLE, Browser, browser
from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.people.users import add
from shenguan_docs.resources import shipped_templates
from shenguan_docs.web.app import make_app
from tests.office.office_helpers import MORNING, drafted, fixed_ids, issued


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder of an office with people and letters, and the ids of these by kind."""
    root = tmp_path_factory.mktemp("desk") / "office"
    init_office(root, "示例区", actor="示例", now=lambda: MORNING)
    office = open_office(root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(7))
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    for name, (roles, department) in PEOPLE.items():
        add(office, name, roles=roles, department=department)
    with safe(office) as secret:
        secret.executemany("INSERT INTO passwords VALUES (?, ?)", [(name, KEPT) for name in PEOPLE])
    ids = {slug: issued(office, slug).id for slug in ("penalty", "consultation", "training")}
    dispatch(office, ids["penalty"], channel="paper")
    dispatch(office, ids["consultation"], channel="online")
    ids["draft"] = drafted(office, "penalty")
    office.close()
    return root, ids


@pytest.fixture
def desk_root(furnished: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    root = tmp_path / "office"
    shutil.copytree(furnished[0], root)
    return root


@pytest.fixture
def ids(furnished: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return furnished[1]


class Clock:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> object:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(desk_root: Path, clock: Clock) -> Flask:
    return make_app(desk_root, now=clock, new_id=fixed_ids(8))  # type: ignore[arg-type]


@pytest.fixture
def at_desk(app: Flask) -> Callable[[str], Browser]:
    return lambda name: browser(app, name)


@pytest.fixture
def desk_office(desk_root: Path) -> Iterator[Office]:
    office = open_office(desk_root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(6))
    yield office
    office.close()


CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    assert Path(CHROMIUM).exists(), "script/setup --for-tests installs it"
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the desk on a real server."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # In its own thread: a loop that goes on would wait for the numbers of closed files, which the next server gets.
    server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map))
    thread.join(20)
    assert not thread.is_alive()
    server.task_dispatcher.shutdown()


@pytest.fixture
def page_of(chromium: object, served: str) -> Iterator[Callable[[str], object]]:
    """Open a window in which somebody came in with the keyboard; what a script complains of fails the test."""
    contexts, complaints = [], []

    def come_in(name: str) -> object:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=served)  # type: ignore[attr-defined]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None
        )
        page.goto("/")
        page.wait_for_selector("input[name=name]:focus")
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_selector(".top")
        return page

    yield come_in
    for context in contexts:
        context.close()
    assert complaints == []
