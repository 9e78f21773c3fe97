"""What the pages show, and what their buttons do."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from desk_helpers import Browser
from flask import Flask

from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.users import add

At = Callable[[str], Browser]


def _text(browser: Browser, path: str, **options: object) -> str:
    answer = browser.get(path, **options)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def test_home_tells_what_waits(at_desk: At, ids: dict[str, str]) -> None:
    own = _text(at_desk("示例文书"), "/")
    assert "我的草稿" not in own  # the draft was written by another
    assert "发出后还没有回音" in own and f"/letters/{ids['penalty']}" in own
    neighbour = _text(at_desk("示例邻局"), "/")
    assert "待认领" in neighbour and f"/letters/{ids['penalty']}" in neighbour
    assert f"/letters/{ids['draft']}" in _text(at_desk("示例签发"), "/").partition("待签发")[2]
    assert "没有等着您办的事" in _text(at_desk("示例管理"), "/")


def test_search_as_one_types(at_desk: At, ids: dict[str, str]) -> None:
    someone = at_desk("示例文书")
    whole = _text(someone, "/search?q=处罚 林木")
    part = _text(someone, "/search?q=处罚 林木", headers={"HX-Request": "true"})
    back = _text(
        someone, "/search?q=处罚", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert part.lstrip().startswith('<div id="found"') and part.strip() in whole
    assert "<html" in back
    assert f"/letters/{ids['penalty']}" in part and "<mark>" in part


def test_understood_parts_can_be_taken_back(at_desk: At) -> None:
    someone = at_desk("示例文书")
    page = _text(someone, "/search?q=社会局 处罚")
    assert "部门：区社会事务局" in page and "off=1" in page
    assert "部门：区社会事务局" not in _text(someone, "/search?q=社会局 处罚&off=1")
    # The words changed under the part that was taken back.
    assert "共" in _text(someone, "/search?q=函&off=7") or "没有找到" in _text(someone, "/search?q=函&off=7")


def test_facets_narrow(at_desk: At) -> None:
    someone = at_desk("示例优办")
    page = _text(someone, "/search?q=")
    assert "f=%E7%B1%BB%E5%88%AB:" in page
    narrowed = _text(someone, "/search?f=类别:行政处罚决定通报函")
    assert "共 1 件" in narrowed and "类别：行政处罚决定通报函" in narrowed


def test_odd_addresses_are_answered(at_desk: At) -> None:
    someone = at_desk("示例文书")
    for query in (
        "q=((",
        "q=" + "长" * 3000,
        "page=99999",
        "page=-1",
        "off=x&f=y:z&sort=?",
        'q="',
        "q=%00%ff",
    ):
        assert someone.get(f"/search?{query}").status_code == 200, query
    for path in (
        "/duties/calendar?month=99-99",
        "/duties?department=没有",
        "/registers/out?year=abc&page=x",
        "/matter?name=",
    ):
        assert someone.get(path).status_code < 500, path


def test_what_was_found_is_taken_away(at_desk: At) -> None:
    answer = at_desk("示例文书").get("/search/found.xlsx?q=处罚")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("行政处罚决定" in cell for cell in cells)


def test_a_missing_letter_is_written_by_its_button(at_desk: At) -> None:
    """The neighbour has to answer 征求意见函 … its own department's page offers the draft."""
    import re

    someone = at_desk("示例文书")
    page = _text(someone, "/departments/shehui")
    found = re.search(r'name="lack" value="([^"]+)"', page)
    assert found, page
    answer = someone.post("/departments/shehui/missing", {"lack": found[1]})
    assert answer.status_code == 302
    form = _text(someone, answer.headers["Location"])
    assert "存为草稿" in form and 'value="益高' in form  # the letter that it answers stands there


def test_registers_and_numbers(at_desk: At) -> None:
    someone = at_desk("示例文书")
    assert "2026年发文登记簿" in _text(someone, "/registers/out?year=2026")
    assert someone.get("/registers/out.xlsx?year=2026").data.startswith(b"PK")
    assert someone.get("/registers/out.pdf?year=2026").data.startswith(b"%PDF")
    assert "没有缺号" in _text(someone, "/numbers?year=2026")
    assert "益高经" not in _text(someone, "/numbers?year=2026")  # another department's
    assert "益高经" in _text(at_desk("示例优办"), "/numbers?year=2026")


def test_names_with_markup_are_names(app: Flask, at_desk: At, desk_office: Office) -> None:
    nasty = "<script>alert(1)</script>"
    add(desk_office, nasty, roles=["管理"], password="一句很长的示例密码")
    someone = Browser(app.test_client())
    assert someone.come_in(nasty, "一句很长的示例密码").status_code == 302
    page = _text(someone, "/")
    assert nasty not in page and "&lt;script&gt;" in page
    for query in (f"/search?q={nasty}", f"/companies?q={nasty}"):
        assert "<script>alert" not in _text(at_desk("示例文书"), query)


def test_people_are_kept_in_the_browser(app: Flask, at_desk: At, desk_office: Office) -> None:
    keeper = at_desk("示例管理")
    wrong = keeper.post("/users/new", {"name": "示例新人", "password": "短"}).get_data(as_text=True)
    assert "密码至少 8 个字符" in wrong
    form = {"name": "示例新人", "role": "文书", "department": "区社会事务局", "password": "给新人的示例密码"}
    assert keeper.post("/users/new", form).status_code == 302
    newcomer = Browser(app.test_client())
    assert newcomer.come_in("示例新人", "给新人的示例密码").status_code == 302
    assert newcomer.get("/users").status_code == 403
    assert "示例新人" in _text(keeper, "/users")
    changed = keeper.post("/user?name=示例新人", {"role": "文书", "disabled": "1"})
    assert changed.status_code == 302 and newcomer.get("/").status_code == 302
    alone = keeper.post("/user?name=示例管理", {"role": "评查"}).get_data(as_text=True)
    assert "唯一的管理人员" in alone
