"""Reviewing at the desk: comments at a place, comparison, return with a reason, several drafts at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk_helpers import Browser

from shenguan_docs.office.letters.commenting import comment, comments_of
from shenguan_docs.office.letters.revising import revise
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from tests.office.office_helpers import drafted

At = Callable[[str], Browser]


def _text(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_a_comment_without_a_script(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    path, reviewer, writer = f"/letters/{ids['draft']}", at_desk("示例审核"), at_desk("示例文书")
    chosen = _text(reviewer, f"{path}?place=4")
    assert '<option value="4" selected>' in chosen
    nasty = "<script>alert(1)</script> 请核对"
    answer = reviewer.post(f"{path}/comments", {"place": "4", "quote": "根据", "comment": nasty})
    assert answer.status_code == 302 and "#c" in answer.headers["Location"]
    page = _text(writer, path)
    assert "<mark>根据</mark>" in page and "&lt;script&gt;alert(1)" in page and "1 条没有了结" in page
    [made] = comments_of(desk_office, ids["draft"])
    assert writer.post(f"{path}/comments/{made.id}/answer", {"answer": "核对过"}).status_code == 302
    assert "1 条批注" in _text(at_desk("示例签发"), "/")
    assert "条批注没有了结" in _text(at_desk("示例签发"), path).partition("签发</button>")[0]
    assert reviewer.post(f"{path}/comments/{made.id}/settle", {"settled": "1"}).status_code == 302
    assert "条没有了结" not in _text(writer, path)
    refused = reviewer.post(
        f"{path}/comments", {"place": "4", "quote": "没有的字", "comment": "写了很久的意见"}
    )
    told = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "没有这几个字" in told and "写了很久的意见" in told


@pytest.mark.parametrize("name", ["示例邻局", "示例外局", "示例档案", "示例管理"])
def test_comments_are_not_there_for_others(
    at_desk: At, ids: dict[str, str], desk_office: Office, name: str
) -> None:
    made = comment(desk_office, ids["draft"], "只给本部门看", paragraph=1)
    stranger, path = at_desk(name), f"/letters/{ids['draft']}/comments"
    for place, data in (
        ("", {"place": "1", "comment": "x"}),
        (f"/{made}/answer", {"answer": "x"}),
        (f"/{made}/settle", {"settled": "1"}),
    ):
        answer = stranger.post(path + place, data)
        assert answer.status_code == 404 and "只给本部门看" not in answer.get_data(as_text=True)
    [kept] = comments_of(desk_office, ids["draft"])
    assert not kept.settled and not kept.answers


def test_versions_are_compared_word_by_word(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    data = show(desk_office, ids["draft"], full=True)["data"]
    facts = data["facts"]
    changed = facts[0] if isinstance(facts, list) else facts
    new = changed.replace("12立方米", "13立方米")
    revise(
        desk_office,
        ids["draft"],
        {"facts": [new, *facts[1:]] if isinstance(facts, list) else new},
        None,
        partly=True,
    )
    page = _text(at_desk("示例文书"), f"/letters/{ids['draft']}/compare?old=1&new=2")
    assert "<del>2</del>" in page and "<ins>3</ins>" in page


def test_a_return_needs_its_reason(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    signing = at_desk("示例签发")
    path = f"/letters/{ids['draft']}"
    assert signing.post(f"{path}/sign").status_code == 302
    refused = signing.post(f"{path}/return", {"note": " "})
    assert refused.status_code == 422 and 'id="w-note"' in refused.get_data(as_text=True)
    assert show(desk_office, ids["draft"])["state"] == "已签发"
    assert signing.post(f"{path}/return", {"note": "金额不对"}).status_code == 302
    assert show(desk_office, ids["draft"])["state"] == "已退回"


def test_several_are_signed_with_a_look_at_each(
    at_desk: At, ids: dict[str, str], desk_office: Office
) -> None:
    second, third = drafted(desk_office, "training"), drafted(desk_office, "penalty")
    signing = at_desk("示例签发")
    assert "逐件看，一起签发" in _text(signing, "/")
    page = _text(signing, f"/drafts/several?id={ids['draft']}&id={second}&id={third}&id=nothing")
    assert page.count('class="box look"') == 3 and "没有文号或编号" in page
    form = {
        "id": [ids["draft"], second, third],
        f"do-{ids['draft']}": "go", f"do-{second}": "", f"do-{third}": "back",
    }  # fmt: skip
    answer = signing.post("/drafts/several", form)  # type: ignore[arg-type]
    told = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "退回没有写原因" in told
    states = {id: show(desk_office, id)["state"] for id in form["id"]}
    assert states == {ids["draft"]: "已签发", second: "草稿", third: "草稿"}
    done = signing.post("/drafts/several", {"id": [second], f"do-{second}": "go"})  # type: ignore[dict-item]
    assert "已签发" in _text(signing, done.headers["Location"])
    assert at_desk("示例文书").post("/drafts/several", form).status_code == 403  # type: ignore[arg-type]
