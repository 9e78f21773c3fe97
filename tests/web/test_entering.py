"""Coming in: password, slowing down, sessions that end, nothing told of who there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk_helpers import PASSWORD, Browser, browser
from flask import Flask

from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import users
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.register.users import all_users
from tests.web.conftest import Clock


def test_in_and_out(app: Flask) -> None:
    someone = browser(app)
    assert someone.get("/").headers["Location"] == "/login?next=/"
    answer = someone.come_in("示例文书")
    assert answer.headers["Location"] == "/"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert "示例文书" in someone.get("/").get_data(as_text=True)
    someone.post("/logout")
    assert someone.get("/").status_code == 302


def test_secure_behind_tls(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/login", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


def test_back_to_the_page_asked_for_and_nowhere_else(app: Flask) -> None:
    someone = browser(app)
    token = someone.token("/login")
    for asked, led in (("/password", "/password"), ("//example.org", "/"), ("https://example.org", "/")):
        form = {"name": "示例文书", "password": PASSWORD, "next": asked, "csrf": token}
        answer = someone.client.post("/login", data=form)
        assert answer.headers["Location"] == led
        someone = browser(app)
        token = someone.token("/login")


def test_unknown_name_and_wrong_password_are_told_alike(app: Flask) -> None:
    someone = browser(app)
    wrong = someone.come_in("示例文书", "不是这个密码").get_data(as_text=True)
    unknown = someone.come_in("没有的人", "不是这个密码").get_data(as_text=True)
    assert "姓名或者密码不对" in wrong
    assert wrong.replace("示例文书", "没有的人") == unknown


def test_failures_slow_down_and_are_forgotten(app: Flask, clock: Clock) -> None:
    someone = browser(app)
    for _ in range(4):
        assert "不对" in someone.come_in("示例文书", "错").get_data(as_text=True)
    waits = []
    for _ in range(3):
        answer = someone.come_in("示例文书").get_data(
            as_text=True
        )  # right by now, and has to wait all the same
        waits.append(int(answer.partition("请过 ")[2].partition(" 秒")[0]))
        clock.wait(waits[-1])
        someone.come_in("示例文书", "错")
    assert waits == [1, 2, 4]
    assert "请过 8 秒" in someone.come_in("示例文书").get_data(as_text=True)
    clock.wait(8)
    assert someone.come_in("示例文书").status_code == 302


def test_another_person_is_not_slowed_down(app: Flask) -> None:
    someone = browser(app)
    for _ in range(6):
        someone.come_in("示例文书", "错")
    assert browser(app).come_in("示例审核").status_code == 302


def test_sessions_end(app: Flask, clock: Clock, desk_office: Office) -> None:
    idle, busy, gone = (browser(app, name) for name in ("示例文书", "示例审核", "示例签发"))
    for _ in range(7):
        clock.wait(3600)
        assert busy.get("/").status_code == 200
    assert idle.get("/").status_code == 302  # two hours without a sign of life
    clock.wait(5 * 3600 + 1)
    assert busy.get("/").status_code == 302  # twelve hours are a day
    again = browser(app, "示例签发")
    users.change(desk_office, "示例签发", disabled=True)
    assert again.get("/").status_code == 302
    assert gone.come_in("示例签发").status_code == 422


def test_own_password(app: Flask, at_desk: Callable[[str], Browser]) -> None:
    here, elsewhere = at_desk("示例文书"), at_desk("示例文书")
    fresh = "另外一个很长的密码"
    for old, new, again, told in (
        ("错", fresh, fresh, "现在的密码不对"),
        (PASSWORD, fresh, "不同", "两次写的新密码不同"),
        (PASSWORD, "短", "短", "至少 8 个字符"),
    ):
        assert told in here.post("/password", {"old": old, "new": new, "again": again}).get_data(as_text=True)
    assert here.post("/password", {"old": PASSWORD, "new": fresh, "again": fresh}).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_password_is_in_no_record(desk_office: Office) -> None:
    users.set_password(desk_office, "示例文书", "一句很长的示例密码")
    kept = b"$argon2", "一句很长的示例密码".encode()
    for file in desk_office.root.rglob("*"):
        if file.is_file() and file.name != "desk.db":
            content = file.read_bytes()
            assert not any(secret in content for secret in kept), file


def test_people_survive_a_rebuild_and_so_do_passwords(
    desk_root: Path, desk_office: Office, app: Flask
) -> None:
    with desk_office.reading() as conn:
        before = all_users(conn)
    rebuild(desk_root, desk_office)
    with desk_office.reading() as conn:
        assert all_users(conn) == before
    assert browser(app, "示例文书").get("/").status_code == 200
