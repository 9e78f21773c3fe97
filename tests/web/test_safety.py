"""What a stranger tries at the doors: sessions of others, addresses that lead away, names that break headers, logs."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from desk_helpers import PASSWORD, Browser, browser
from flask import Flask
from werkzeug.datastructures import FileStorage

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import entering, passwords
from shenguan_docs.office.people.users import change
from shenguan_docs.web.files import saved
from shenguan_docs.web.uploads import uploaded
from tests.web.conftest import Clock


def test_a_session_that_somebody_else_made_up_is_none(app: Flask) -> None:
    victim = browser(app)
    victim.client.set_cookie("desk", "chosen-by-another")
    answer = victim.come_in("示例文书")
    assert "chosen-by-another" not in answer.headers["Set-Cookie"]
    other = browser(app)
    other.client.set_cookie("desk", "chosen-by-another")
    assert other.get("/").headers["Location"].startswith("/login")


def test_a_session_that_was_ended_does_not_come_back(app: Flask) -> None:
    someone = browser(app, "示例文书")
    token = someone.client.get_cookie("desk")
    assert token is not None
    someone.post("/logout")
    again = browser(app)
    again.client.set_cookie("desk", token.value)
    assert again.get("/").status_code == 302


def test_what_a_role_no_longer_allows_ends_at_once(app: Flask, desk_office: Office) -> None:
    someone = browser(app, "示例文书")
    assert someone.get("/search").status_code == 200
    change(desk_office, "示例文书", roles=["管理"])
    assert someone.get("/write").status_code == 403
    assert someone.get("/users").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "\\\\evil.example", "///evil.example",
     "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", " /x", "/\r\nX: y"],
)  # fmt: skip
def test_coming_in_leads_nowhere_else(app: Flask, address: str) -> None:
    someone = browser(app)
    form = {"name": "示例文书", "password": PASSWORD, "next": address, "csrf": someone.token("/login")}
    answer = someone.client.post("/login", data=form)
    place = urlsplit(answer.headers["Location"])
    assert (place.scheme, place.netloc) == ("", "") and place.path.startswith("/")
    assert "\n" not in answer.headers["Location"] and "X" not in answer.headers


def test_another_host_is_not_repeated(app: Flask) -> None:
    someone = browser(app)
    for path in ("/login", "/", "/no-such-page"):
        answer = someone.get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers), path


def test_names_of_files_stay_in_their_header(app: Flask) -> None:
    with app.test_request_context("/"):
        answer = saved(b"", 'a"\r\nSet-Cookie: x=1\u2028/..\\b.pdf')
    given = answer.headers["Content-Disposition"]
    assert given.isprintable() and '"' not in given and "%0D" not in given and "%2F" not in given
    for name in ("../../etc/passwd", "..\\..\\x.pdf", "\x00.pdf", "CON:", "..", "", "长" * 300 + ".pdf"):
        with uploaded([FileStorage(io.BytesIO(b"x"), filename=name)]) as paths:
            safe = paths[0].name if paths else "x"
        assert safe and "/" not in safe and "\\" not in safe and not safe.startswith("."), name
        assert len(safe.encode()) <= 255 and safe.isprintable()


def test_addresses_do_not_climb_out(at_desk: Callable[[str], Browser]) -> None:
    someone = at_desk("示例文书")
    for path in (
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/help/pictures/..%2f..%2foffice.toml",
        "/letters/..%2f..%2foffice.toml", "/letters/x/files/..%2foffice.toml", "/registers/out.%2e%2e",
    ):  # fmt: skip
        assert someone.get(path).status_code in (404, 308), path


def test_one_password_is_checked_whoever_is_named(
    desk_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown, disabled, without a password, wrong: each costs the same one check, so time tells nothing."""
    checked: list[str] = []
    check = passwords.fits

    def counted(kept: str, password: str) -> bool:
        checked.append(kept.split("$")[1])
        return check(kept, password)

    monkeypatch.setattr(passwords, "fits", counted)
    change(desk_office, "示例审核", disabled=True)
    for name in ("示例文书", "没有的人", "示例审核", "", "长" * 5000, "' OR 1=1 --"):
        with pytest.raises(Refused, match="姓名或者密码不对"):
            entering.enter(desk_office, name, "不是这个密码", f"示例地址{len(checked)}")
    assert checked == ["argon2id"] * 6


def test_nobody_is_kept_from_the_own_desk(app: Flask, clock: Clock) -> None:
    """Wrong passwords typed elsewhere slow down elsewhere; whoever came in here before still does."""
    own = {"REMOTE_ADDR": "192.0.2.7"}
    here, elsewhere = browser(app), browser(app)
    form = {"name": "示例文书", "password": PASSWORD}
    here.client.post("/login", data={**form, "csrf": here.token("/login")}, environ_base=own)
    here.post("/logout")
    for _ in range(8):
        elsewhere.come_in("示例文书", "错")
        clock.wait(1)
    assert "请过" in elsewhere.come_in("示例文书").get_data(as_text=True)
    answer = here.client.post("/login", data={**form, "csrf": here.token("/login")}, environ_base=own)
    assert answer.status_code == 302


def test_logs_hold_nothing_secret(app: Flask, ids: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    someone = browser(app)
    someone.come_in("示例文书", "打错的密码甲乙丙")
    someone = browser(app, "示例文书")
    token = someone.client.get_cookie("desk")

    def fail() -> str:
        raise ValueError("机密的词句")

    app.view_functions["home.home"] = fail
    assert someone.get("/?q=查问的词句").status_code == 500
    someone.get("/search?q=查问的词句")
    someone.get("/start/一次性的链接")
    assert token is not None
    secrets = (PASSWORD, "打错的密码甲乙丙", token.value, "机密的词句", "查问的词句", "一次性的链接")
    assert not [word for word in secrets if word in caplog.text]
    assert "ValueError" in caplog.text  # told, and where


def test_two_lengths_of_one_request_are_refused(served: str) -> None:
    """What a proxy and the desk could understand as two different requests."""
    place = urlsplit(served)
    hidden = "GET /users HTTP/1.1\r\nHost: x\r\n\r\n"
    for heads in (
        "Content-Length: 4\r\nTransfer-Encoding: chunked", "Content-Length: 4\r\nContent-Length: 40",
        "Transfer-Encoding: xchunked", "Content-Length: +4", "Transfer-Encoding : chunked",
    ):  # fmt: skip
        with socket.create_connection((str(place.hostname), int(place.port or 0)), timeout=20) as conn:
            conn.sendall(f"POST /login HTTP/1.1\r\nHost: x\r\n{heads}\r\n\r\n0\r\n\r\n{hidden}".encode())
            conn.settimeout(20)
            answer = conn.recv(65536).decode("utf-8", "replace")
        assert answer.split(" ")[1] in ("400", "501"), (heads, answer[:80])


def test_an_empty_safe_left_by_a_crash_is_made_again(desk_root: Path, app: Flask) -> None:
    (desk_root / "desk.db").write_bytes(b"")
    assert browser(app).come_in("示例文书").status_code == 422  # passwords are gone, the desk is not
