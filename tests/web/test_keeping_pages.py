"""What the keeper does at the desk: departments, people, kinds, settings, whether all is fit; 归档 for the archivist."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Clock
from desk_helpers import Browser
from flask import Flask
from work_helpers import finished

from shenguan_docs.errors import Refused
from shenguan_docs.office.filing.arranging import arrange
from shenguan_docs.office.filing.sheets import of_year
from shenguan_docs.office.keeping.plan_keeping import add_department, departments, import_matters, people
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.rights import Forbidden
from shenguan_docs.register.users import find
from shenguan_docs.resources import shipped_templates


def test_departments_people_and_settings_are_changed_once(
    at_desk: Callable[[str], Browser], desk_office: Office
) -> None:
    keeper = at_desk("示例管理")
    sent = {"name": "区<示例>局", "short_name": "示例局", "mark": "益示", "once": "one form"}
    for _ in range(2):
        answer = keeper.post("/keeping/departments/new", sent)
        assert answer.status_code == 302
    assert [d.mark for d in departments(desk_office)].count("益示") == 1
    page = answer.headers["Location"]
    assert "区&lt;示例&gt;局" in keeper.get(page).get_data(as_text=True)
    assert keeper.post(f"{page}/people", {"person": "示例新", "title": "科员"}).status_code == 302
    assert "示例新" in {p.name for p in people(desk_office)}
    wrong = keeper.post(f"{page}/people", {})
    assert wrong.status_code == 422 and "没有写姓名" in wrong.get_data(as_text=True)
    assert keeper.post("/keeping/settings", {"fonds": "Z109"}).status_code == 302
    text = (desk_office.root / "office.toml").read_text("utf-8")
    assert 'fonds = "Z109"' in text and "# 每组文号的写法" in text  # remarks stay
    wrong = keeper.post("/keeping/settings", {"format-函": "第{n}号"})
    assert wrong.status_code == 422 and "格式" in wrong.get_data(as_text=True)
    assert (desk_office.root / "office.toml").read_text("utf-8") == text


def test_what_is_fit_is_said_without_commands(at_desk: Callable[[str], Browser], clock: Clock) -> None:
    keeper, writer = at_desk("示例管理"), at_desk("示例文书")
    assert "备份过" not in keeper.get("/").get_data(as_text=True)
    clock.wait(3 * 86400)
    keeper.come_in("示例管理")
    writer.come_in("示例文书")
    home = keeper.get("/").get_data(as_text=True)
    assert "还没有备份过" in home and "去备份" in home
    assert "很久没有备份了" in writer.get("/").get_data(as_text=True)
    page = keeper.get("/keeping").get_data(as_text=True)
    assert "要处理" in page and "shenguan" not in page and "chmod" not in page
    kinds = keeper.get("/keeping/kinds").get_data(as_text=True)
    assert "行政处罚决定通报函" in kinds and "随软件" in kinds
    assert "违法事实" in keeper.get("/keeping/kinds/penalty").get_data(as_text=True)


def test_a_year_is_arranged_listed_and_handed_over(
    app: Flask, at_desk: Callable[[str], Browser], desk_office: Office
) -> None:
    keeper, filer = at_desk("示例管理"), at_desk("示例档案")
    assert "还没有设定全宗号" in filer.get("/filing").get_data(as_text=True)
    keeper.post("/keeping/settings", {"fonds": "Z109", "format-函": ""})
    keeper.post("/keeping/settings", {"fonds": "Z109"})
    lacks = ["未发出", "未认领", "无盖章件", "未答复"]
    refused = filer.post("/filing/arrange", {"with": lacks})
    assert refused.status_code == 422 and "要说明原因" in refused.get_data(as_text=True)
    assert filer.post("/filing/arrange", {"with": lacks, "reason": "示例年度"}).status_code == 302
    page = filer.get("/filing?which=filed").get_data(as_text=True)
    assert "Z109-WS·2026-D30-0001" in page
    assert filer.get("/filing/sheets/catalogue.xlsx").data.startswith(b"PK")
    assert filer.get("/filing/sheets/endnote.xlsx?checked_by=示例乙").data.startswith(b"PK")
    answer = filer.post("/filing/export")
    job = finished(app, filer, answer.headers["Location"])
    assert job.state == "done" and job.files[0][2] == "移交2026.zip", job.said
    assert filer.post("/filing/handed-over", {"receiver": "示例档案馆"}).status_code == 302
    assert "已移交示例档案馆" in filer.get("/filing").get_data(as_text=True)


@pytest.mark.parametrize("name", ["示例文书", "示例审核", "示例评查"])
def test_asked_below_the_web_too(desk_office: Office, name: str) -> None:
    with desk_office.reading() as conn:
        desk_office.who = find(conn, name)
    for act in (
        lambda: of_year(desk_office, 2026),
        lambda: arrange(desk_office, 2026),
        lambda: add_department(desk_office, "区示例局"),
        lambda: import_matters(desk_office, shipped_templates() / "plan" / "事项清单(第一批).csv"),
    ):
        with pytest.raises(Forbidden) as told:
            act()
        assert isinstance(told.value, Refused)
