"""Whose letter it is: another department's person finds nothing of what is not hers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from desk_helpers import Browser
from flask import Flask

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound
from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.entering import list_events
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.events.showing import show as show_event
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.delivering import dispatch
from shenguan_docs.office.letters.showing import list_drafts, show
from shenguan_docs.office.letters.workflow import sign
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.rights import Forbidden
from shenguan_docs.office.people.users import add
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.register.users import find
from shenguan_docs.resources import shipped_templates
from shenguan_docs.web.places import office
from tests.office.office_helpers import TODAY


def _as(office: Office, name: str) -> Office:
    with office.reading() as conn:
        office.who = find(conn, name)
    assert office.who is not None
    office.actor = name
    return office


SENDER, RECEIVER, STRANGER = "示例文书", "示例邻局", "示例外局"


@pytest.mark.parametrize("name", [SENDER, RECEIVER, "示例档案", "示例评查", "示例优办"])
def test_seen_by_sender_receiver_and_those_who_see_all(
    desk_office: Office, ids: dict[str, str], name: str
) -> None:
    assert show(_as(desk_office, name), ids["penalty"])["id"] == ids["penalty"]


@pytest.mark.parametrize("name", [STRANGER, "示例管理"])
def test_not_there_for_strangers(desk_office: Office, ids: dict[str, str], name: str) -> None:
    number = show(desk_office, ids["penalty"])["number"]
    office = _as(desk_office, name)
    for typed in (ids["penalty"], number):
        with pytest.raises(NotFound, match="没有文号或编号"):
            show(office, typed)
    hits = search(office, Query(number)).hits
    assert ids["penalty"] not in {hit.id for hit in hits}
    assert ids["penalty"] not in {row["id"] for row in duties(office, Asked(), TODAY)}


def test_nobodys_department_has_no_duties(desk_office: Office) -> None:
    assert duties(desk_office, Asked(), TODAY)
    assert duties(_as(desk_office, "示例管理"), Asked(), TODAY) == []


def test_search_and_show_agree(desk_office: Office, ids: dict[str, str]) -> None:
    letters = [ids[slug] for slug in ("penalty", "consultation", "training")]
    for name in (SENDER, RECEIVER, STRANGER, "示例档案", "示例管理", "示例优办"):
        office = _as(desk_office, name)
        found = {hit.id for hit in search(office, Query("", limit=50)).hits}
        for id in letters:
            try:
                show(office, id)
                assert id in found, name
            except NotFound:
                assert id not in found, name


def test_drafts_are_the_departments(desk_office: Office, ids: dict[str, str]) -> None:
    own = {
        name: [row["id"] for row in list_drafts(_as(desk_office, name))]
        for name in (SENDER, RECEIVER, "示例档案")
    }
    assert own == {SENDER: [ids["draft"]], RECEIVER: [], "示例档案": []}
    with pytest.raises(NotFound):
        sign(_as(desk_office, RECEIVER), ids["draft"], signed_by="示例邻局")


def test_roles_hold_below_the_web(desk_office: Office, ids: dict[str, str]) -> None:
    with pytest.raises(Forbidden, match="不能签发"):
        sign(_as(desk_office, SENDER), ids["draft"], signed_by=SENDER)
    with pytest.raises(Forbidden, match="发文部门|区社会事务局"):
        dispatch(_as(desk_office, RECEIVER), ids["penalty"], channel="online")
    signed = sign(_as(desk_office, "示例签发"), ids["draft"], signed_by="示例签发")
    assert show(desk_office, signed.id)["life"][-1]["by"] == "示例签发"


def test_a_received_letter_is_the_departments_that_it_came_to(desk_office: Office, tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "来文.txt"
    file.write_text("示例市生态环境局关于示例事项的函\n请区社会事务局研究。\n", "utf-8")
    got = receive(
        _as(desk_office, SENDER), [file], {"title": "关于示例事项的函", "sender": "示例市生态环境局"}
    )
    assert show(desk_office, got.id)["title"] == "关于示例事项的函"
    assert got.id in {hit.id for hit in search(desk_office, Query("示例事项")).hits}
    office = _as(desk_office, STRANGER)
    assert got.id not in {hit.id for hit in search(office, Query("示例事项")).hits}
    with pytest.raises(NotFound):
        show(office, got.id)


def test_an_event_is_the_departments_of_its_matter(desk_office: Office) -> None:
    kind = form_of(find_type(desk_office, "penalty-effective"))
    entered = add_event(desk_office, "penalty-effective", example_data(kind, TODAY), shipped_templates())
    for name, sees in ((SENDER, True), (RECEIVER, True), (STRANGER, False), ("示例评查", True)):
        office = _as(desk_office, name)
        assert (entered.id in {row["id"] for row in list_events(office)}) is sees, name
        if not sees:
            with pytest.raises(NotFound):
                show_event(office, entered.id)
    with pytest.raises(Forbidden):
        add_event(_as(desk_office, "示例评查"), "penalty-effective", {})


def test_the_desk_answers_not_found(ids: dict[str, str], at_desk: Callable[[str], Browser]) -> None:
    stranger = at_desk(STRANGER)
    for path in ("", "/files/pdf", "/pages/pdf/1"):
        there, nowhere = (
            stranger.get(f"/letters/{ids['penalty']}{path}"),
            stranger.get(f"/letters/20260101-zzzzzz{path}"),
        )
        assert there.status_code == nowhere.status_code == 404
        text = there.get_data(as_text=True).replace(ids["penalty"], "20260101-zzzzzz")
        assert text == nowhere.get_data(as_text=True)


def test_whoever_has_not_come_in_may_do_nothing(app: Flask) -> None:
    """Below the web there is no way from "nobody yet" to the rights of the command line."""
    with app.test_request_context("/login"):
        app.preprocess_request()
        desk = office()
        assert desk.who is not None and list_drafts(desk) == []
        assert search(desk, Query("")).total == 0
        with pytest.raises(Forbidden):
            add(desk, "示例外人", roles=["管理"])


def test_what_is_not_ones_own_reads_like_what_was_never_there(
    at_desk: Callable[[str], Browser], desk_office: Office, ids: dict[str, str]
) -> None:
    stranger, number = at_desk(STRANGER), show(desk_office, ids["penalty"])["number"]
    for path in ("/letters/{}", "/bundles/choose?numbers={}"):
        said = [
            stranger.get(path.format(typed)).get_data(as_text=True).replace(typed, "…")
            for typed in (number, number.replace("1号", "999号"))
        ]
        pages = [re.sub(r'value="[\w-]{12,}"|&#34;[0-9a-f]{64}&#34;', "", one) for one in said]
        assert pages[0] == pages[1], path
