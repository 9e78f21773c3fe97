"""The doors: every route × role × department has an answer that the rights table gives; headers, forms, cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from desk_helpers import PEOPLE, Browser, browser
from flask import Flask
from werkzeug.routing import Rule

from shenguan_docs.office.people.rights import ROLES
from shenguan_docs.web.routes import RIGHTS


def _routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def _address(rule: Rule, ids: dict[str, str]) -> str:
    values = {
        "id": ids["penalty"],
        "page": 1,
        "key": "pdf",
        "token": "x",
        "question": "name",
        "filename": "desk.css",
    }
    values |= {"direction": "out", "ending": "xlsx"}
    if rule.endpoint.startswith("plan."):
        values["key"] = "shehui"
    if rule.endpoint.startswith("companies."):
        values["id"] = "C00001"
    wanted = {name: values.get(name, "1") for name in rule.arguments}
    return rule.build(wanted)[1]  # type: ignore[index]


def test_every_route_stands_in_the_rights_table(app: Flask) -> None:
    assert {rule.endpoint for rule, _ in _routes(app)} == set(RIGHTS)


def test_nobody_gets_in_without_a_session(app: Flask, ids: dict[str, str]) -> None:
    someone = browser(app)
    for rule, method in _routes(app):
        if RIGHTS[rule.endpoint] != "open":
            answer = someone.client.open(_address(rule, ids), method=method)
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/login"), rule
    assert someone.get("/no-such-page").headers["Location"] == "/login"


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_opens_what_the_table_says(app: Flask, ids: dict[str, str], name: str) -> None:
    someone = browser(app, name)
    allowed = set().union(*(ROLES[role] for role in PEOPLE[name][0]))
    token = someone.token()
    for rule, method in _routes(app):
        need = RIGHTS[rule.endpoint]
        if need == "open" or rule.endpoint == "entering.leave":
            continue
        data = {"csrf": token} if method == "POST" else None
        answer = someone.client.open(_address(rule, ids), method=method, data=data)
        if need not in ("any", *allowed):
            assert answer.status_code == 403, (rule, method)
        else:
            assert answer.status_code < 500, (rule, method)


def test_forms_of_others_are_refused(
    app: Flask, ids: dict[str, str], at_desk: Callable[[str], Browser]
) -> None:
    someone, other = at_desk("示例文书"), at_desk("示例审核")
    for rule, method in _routes(app):
        if method == "POST":
            for token in ("", "0" * 64, other.token()):
                answer = someone.client.post(_address(rule, ids), data={"csrf": token})
                assert answer.status_code == 400, rule


def test_what_every_answer_says(app: Flask, ids: dict[str, str], at_desk: Callable[[str], Browser]) -> None:
    someone = at_desk("示例文书")
    for rule, method in _routes(app):
        if method == "GET":
            answer = someone.get(_address(rule, ids))
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe-inline" not in policy.replace("sandbox; style-src 'unsafe-inline'", ""), rule
            assert "script-src 'self'" in policy or "script-src" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            if "text/html" in answer.headers["Content-Type"]:
                text = answer.get_data(as_text=True)
                assert "style=" not in text and "onclick=" not in text and "<script>" not in text
                assert "http://" not in text and "https://" not in text, rule


def test_files_are_saved_never_run(ids: dict[str, str], at_desk: Callable[[str], Browser]) -> None:
    answer = at_desk("示例文书").get(f"/letters/{ids['penalty']}/files/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.data.startswith(b"%PDF")
