"""The first start: nothing but the login page, then five questions behind a link of this machine."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from desk_helpers import PASSWORD, browser
from flask import Flask

from shenguan_docs.office.founding import init_office
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.people.first_start import make_link
from shenguan_docs.office.settings import read_settings
from shenguan_docs.register import plan_records
from shenguan_docs.web.app import make_app
from tests.office.office_helpers import MORNING


@pytest.fixture
def empty(tmp_path: Path) -> tuple[Flask, str, Path]:
    root = tmp_path / "office"
    init_office(root, "新单位", actor="示例", now=lambda: MORNING)
    office = open_office(root, actor="示例", now=lambda: MORNING)
    link = make_link(office)
    office.close()
    return make_app(root, now=lambda: MORNING), f"/start/{link}", root


def test_nothing_but_the_login_page(empty: tuple[Flask, str, Path]) -> None:
    someone = browser(empty[0])
    for path in ("/", "/letters/1", "/start", "/no-such-page"):
        assert someone.get(path).headers["Location"].startswith("/login")
    page = someone.get("/login").get_data(as_text=True)
    assert "登录" in page and "新单位" not in page and "start" not in page
    assert someone.get("/start/wrong").status_code == 404


def test_only_from_this_machine(empty: tuple[Flask, str, Path]) -> None:
    app, link, _ = empty
    assert app.test_client().get(link, environ_base={"REMOTE_ADDR": "10.0.0.7"}).status_code == 404
    assert app.test_client().get(link, headers={"X-Forwarded-For": "10.0.0.7"}).status_code == 404
    assert app.test_client().get(link).status_code == 200


def test_five_questions(empty: tuple[Flask, str, Path]) -> None:
    app, link, root = empty
    someone = browser(app)
    told = someone.post(f"{link}/name", {"name": " "}, form=link)
    assert told.status_code == 422 and "“单位名称”没有写" in told.get_data(as_text=True)
    answers: list[tuple[str, dict[str, object]]] = [
        ("name", {"name": "示例<b>区"}),
        ("departments", {"more": "示例市示例区文化旅游局,区文旅局,示文"}),
        ("matters", {"choice": "plan"}),
        ("user", {"user": "示例戊", "department": "区文旅局", "password": PASSWORD, "again": PASSWORD}),
        ("signatory", {"signatory": "示例己", "title": "局长"}),
    ]
    for n, (question, given) in enumerate(answers, 1):
        page = someone.get(link).get_data(as_text=True)
        assert f"第 {n} 问，共 5 问" in page
        answer = someone.post(f"{link}/{question}", given, form=link)
        assert answer.status_code == 302, answer.get_data(as_text=True)
    assert someone.get(link).status_code == 404  # once only
    assert read_settings(root / "office.toml").name == "示例<b>区"
    assert someone.come_in("示例戊").status_code == 302
    assert "示例&lt;b&gt;区" in someone.get("/").get_data(as_text=True)
    office = open_office(root, actor="示例", now=lambda: MORNING)
    with office.reading() as conn:
        new = next(d for d in plan_records.departments(conn) if d.short_name == "区文旅局")
        assert (new.mark, new.signatory) == ("示文", "示例己")
        assert len(plan_records.matter_list(conn).matters) > 10
    office.close()


def test_what_was_answered_stays(tmp_path: Path) -> None:
    """A list once handed over is not asked for again, nor anything after the service was started anew."""
    root = tmp_path / "office"
    init_office(root, "新单位", actor="示例", now=lambda: MORNING)
    office = open_office(root, actor="示例", now=lambda: MORNING)
    someone = browser(make_app(root, now=lambda: MORNING))
    first = f"/start/{make_link(office)}"
    someone.post(f"{first}/name", {"name": "示例区"}, form=first)
    someone.post(f"{first}/departments", {"more": ""}, form=first)
    example = someone.get(f"{first}/example").data
    for _ in range(2):  # the second takes the place of the first
        upload = {"choice": "file", "file": (io.BytesIO(example), "我们的清单.csv")}
        assert someone.post(f"{first}/matters", upload, form=f"{first}?q=name").status_code == 302
    second = f"/start/{make_link(office)}"
    assert someone.get(first).status_code == 404
    assert "第 4 问" in someone.get(second).get_data(as_text=True)
    assert "已经选了“我们的清单.csv”" in someone.get(f"{second}?q=matters").get_data(as_text=True)
    odd = {"choice": "file", "content": "x", "file_name": "y.csv"}  # words where a file belongs
    assert someone.post(f"{second}/matters", odd, form=f"{second}?q=name").status_code == 302
    assert someone.post(f"{second}/matters", {"choice": "file"}, form=f"{second}?q=name").status_code == 302
    assert len(list(root.glob("start-*"))) == 1
    someone.post(
        f"{second}/user",
        {"user": "示例戊", "department": "区社会事务局", "password": PASSWORD, "again": PASSWORD},
        form=second,
    )
    done = someone.post(f"{second}/signatory", {"signatory": "示例己"}, form=second)
    assert "准备好了" in someone.get(done.headers["Location"]).get_data(as_text=True)
    assert list(root.glob("start-*")) == []
    assert "去登录" in someone.get(second).get_data(as_text=True)
    with office.reading() as conn:
        assert plan_records.matter_list(conn).name == "我们的清单"
    office.close()


def test_the_link_ends(tmp_path: Path) -> None:
    root = tmp_path / "office"
    init_office(root, "新单位", actor="示例", now=lambda: MORNING)
    office = open_office(root, actor="示例", now=lambda: MORNING)
    first, second = make_link(office), make_link(office)
    office.close()
    later = make_app(root, now=lambda: MORNING + timedelta(hours=25)).test_client()
    now = make_app(root, now=lambda: MORNING).test_client()
    assert [now.get(f"/start/{link}").status_code for link in (first, second)] == [404, 200]
    assert later.get(f"/start/{second}").status_code == 404
    assert re.fullmatch(r"[\w-]{30,}", second)
