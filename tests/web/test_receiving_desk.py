"""What comes in at the desk: dropped, confirmed, handled; receipts with their codes, the tray."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable

import pytest
from desk_helpers import Browser

from benchmarks.returned import as_pdf, paper, signed, worn
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.handling import listed
from shenguan_docs.office.service import showing
from shenguan_docs.office.service.making import make
from shenguan_docs.register.services import FORM_PDF

At = Callable[[str], Browser]
LETTER = """益阳市示例林业局文件

益示林发〔2026〕13号

关于商请核查<script>alert(1)</script>情况的函

益阳高新区社会事务局：
    现商请你局核查。请于3月27日前书面反馈我局。

益阳市示例林业局
2026年3月16日
"""


def _drop(browser: Browser, *files: tuple[str, bytes], script: bool = False) -> str:
    data = {"csrf": browser.token(), "file": [(io.BytesIO(content), name) for name, content in files]}
    answer = browser.client.post(
        "/receive", data=data, content_type="multipart/form-data", headers={"X-Drop": "1"} if script else {}
    )
    assert answer.status_code == (200 if script else 302), answer.get_data(as_text=True)
    address = str(answer.get_json()["address"] if script else answer.headers["Location"])
    while address.startswith("/jobs/"):  # it is still being read
        address = browser.get(address, headers={"HX-Request": "true"}).headers.get("HX-Redirect", address)
    return address


def _text(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def _filled(page: str) -> dict[str, object]:
    fields = dict(re.findall(r'<input id="f-[^"]+" name="(\w+)" type="\w+" value="([^"]*)"', page))
    return {**fields, "title": re.search(r'<textarea id="f-标题"[^>]*>([^<]*)<', page)[1]}  # type: ignore[index]


def test_dropped_confirmed_handled(at_desk: At, desk_office: Office) -> None:
    clerk = at_desk("示例文书")
    address = _drop(clerk, ("来函.txt", LETTER.encode()), script=True)
    page = _text(clerk, address)
    assert "<script>alert" not in page and "益示林发〔2026〕13号" in page and "第 1 面" in page
    assert address in _text(clerk, "/") and address in _text(clerk, "/receive")
    wrong = clerk.post(f"{address}/register", {**_filled(page), "due": "后天", "title": "改过的标题"})
    told = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "改过的标题" in told and 'class="wrong" id="w-due"' in told
    form = {**_filled(page), "title": "关于商请核查的函"}
    first, second = (clerk.post(f"{address}/register", form) for _ in range(2))
    assert first.status_code == 302 and first.headers["Location"] == second.headers["Location"]
    [got] = listed(desk_office)
    assert clerk.get(address).headers["Location"] == f"/letters/{got['id']}"
    assert address not in _text(clerk, "/")
    refused = clerk.post(f"/received/{got['id']}/step", {"step": "批办"})
    assert refused.status_code == 422 and "没有写批办意见" in refused.get_data(as_text=True)
    for step, note in (("拟办", "请示例科阅"), ("批办", "同意"), ("办结", "已函复")):
        done = clerk.post(f"/received/{got['id']}/step", {"step": step, "note": note, "handler": "示例科"})
        assert done.status_code == 302, done.get_data(as_text=True)
    shown = show(desk_office, got["id"])
    assert (shown["state"], shown["handler"], len(shown["steps"])) == ("已办结", "示例科", 3)
    path = f"/received/{got['id']}/correct"
    assert "没有改动" in clerk.post(path, {"title": shown["title"], "reason": "x"}).get_data(as_text=True)
    assert "说明原因" in clerk.post(path, {"title": "更正的标题"}).get_data(as_text=True)
    assert clerk.post(path, {"title": "更正的标题", "reason": "抄错"}).status_code == 302
    assert show(desk_office, got["id"])["title"] == "更正的标题"


def test_the_answer_is_begun_once(at_desk: At, desk_office: Office) -> None:
    clerk = at_desk("示例文书")
    address = _drop(clerk, ("来函.txt", LETTER.encode()))
    got = clerk.post(f"{address}/register", {"sender": "区经济合作局", "title": "来函"}).headers["Location"]
    begun = {clerk.post(f"/received/{got.rpartition('/')[2]}/reply").headers["Location"] for _ in range(2)}
    assert len(begun) == 1
    assert show(desk_office, begun.pop().split("/")[2])["kind"] == "reply"


def test_several_files_one_question(at_desk: At, desk_office: Office) -> None:
    clerk = at_desk("示例文书")
    address = _drop(clerk, ("附件.txt", b"list"), ("来函.txt", LETTER.encode()))
    page = _text(clerk, address)
    assert "是一件来文吗" in page and re.search(r'name="first" value="2" checked', page)
    assert clerk.post(f"{address}/together", {"how": "apart"}).status_code == 302
    first = clerk.post(f"{address}/register", {"title": "甲"})
    assert "after=" in first.headers["Location"]
    following = _text(clerk, first.headers["Location"])
    assert "接着登记下一件" in following and "益示林发〔2026〕13号" in following
    assert [row["title"] for row in listed(desk_office)] == ["甲"]


@pytest.mark.parametrize("name", ["示例邻局", "示例优办"])
def test_what_came_is_not_there_for_others(at_desk: At, name: str, desk_office: Office) -> None:
    clerk, stranger = at_desk("示例文书"), at_desk(name)
    address = _drop(clerk, ("只给本部门.txt", LETTER.encode()))
    for path in (address, f"{address}/pages/1/1"):
        assert stranger.get(path).status_code == 404
    for path in ("register", "together", "receipts", "take-off"):
        answer = stranger.post(f"{address}/{path}", {"title": "偷来的"})
        assert answer.status_code == 404 and "只给本部门" not in answer.get_data(as_text=True)
    for path in ("/", "/receive"):
        assert "只给本部门" not in _text(stranger, path)
    assert _text(clerk, address) and listed(desk_office) == []
    assert at_desk("示例审核").get("/receive").status_code == 403


def test_odd_uploads_are_answered_in_words(at_desk: At) -> None:
    clerk = at_desk("示例文书")
    token = clerk.token()
    for files in ([], [(io.BytesIO(b""), "空.txt")], [(io.BytesIO(b"x"), "")]):
        answer = clerk.client.post("/receive", data={"csrf": token, "file": files})
        assert answer.status_code == 422 and "文件" in answer.get_data(as_text=True)
    program = _text(clerk, _drop(clerk, ("a.exe", b"MZ" + b"\0" * 200)))
    assert "有 1 处要改" in program or "不能登记" in program
    odd = _drop(clerk, ("../../etc/<b>来函</b>.html", b"<script>alert(1)</script><p>words</p>"))
    page = _text(clerk, odd)
    assert "<script>alert" not in page and "<b>来函" not in page
    too_large = clerk.client.post(
        "/receive", data={"csrf": token, "file": [(io.BytesIO(b"x" * (65 * 2**20)), "大.pdf")]}
    )
    assert too_large.status_code in (400, 413)


@pytest.fixture
def unrecognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognising the words of a scan takes long, and nothing here asks for them."""
    monkeypatch.setenv("SHENGUAN_OCR", "off")


def _scan(office: Office, ids: dict[str, str], *, coded: bool = True) -> tuple[str, bytes]:
    service = make(office, [ids["penalty"]], to=["示例木业有限公司"]).new[0]
    by = random.Random(5)
    page = worn(signed(paper(office.archive.read(service.object_id, FORM_PDF), 150), by), by)
    if not coded:
        page.paste("white", (page.width // 2, 0, page.width, page.height // 5))
    return service.id, as_pdf([page], by, 150)


def test_scans_of_receipts_go_to_their_place(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    id, scan = _scan(desk_office, ids)
    clerk = at_desk("示例文书")
    result = _drop(clerk, ("扫描.pdf", scan))
    assert result.startswith("/service/results/")
    page = _text(clerk, result)
    assert f"/service/{id}" in page and "归位" in page
    assert at_desk("示例邻局").get(result).status_code == 404
    assert clerk.get(f"/service/{id}/pages/s1/1").data.startswith(b"\x89PNG")
    assert "扫描件 1 页" in _text(clerk, f"/letters/{ids['penalty']}")
    assert at_desk("示例外局").get(f"/service/{id}").status_code == 404
    served = clerk.post(f"/service/{id}/done", {"way": "direct", "signer": "", "server": "示例甲"})
    assert served.status_code == 422 and "收件人" in served.get_data(as_text=True)
    form = {"way": "direct", "signer": "示例乙", "server": "示例甲", "at": "2026-03-20"}
    assert clerk.post(f"/service/{id}/done", form).status_code == 302
    assert showing.show(desk_office, id)["state"] == "已送达"
    assert "都办完了" in _text(clerk, "/service")


@pytest.mark.usefixtures("unrecognised")
def test_what_bears_no_code_waits_in_the_tray(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    id, scan = _scan(desk_office, ids, coded=False)
    clerk, stranger = at_desk("示例文书"), at_desk("示例邻局")
    address = _drop(clerk, ("没有码.pdf", scan))
    assert clerk.post(f"{address}/receipts").headers["Location"].startswith("/service/results/")
    [waits] = showing.waiting(desk_office)
    assert "待认的扫描页" in _text(clerk, "/") and f'value="{id}"' in _text(clerk, "/service/tray")
    assert clerk.get(f"/service/tray/{waits['id']}/page").data.startswith(b"\x89PNG")
    assert "没有码" not in _text(stranger, "/service/tray") and "没有码" not in _text(stranger, "/")
    for path in ("match", "discard"):
        answer = stranger.post(f"/service/tray/{waits['id']}/{path}", {"to": id, "reason": "x"})
        assert answer.status_code == 422 or answer.status_code == 404
    assert stranger.get(f"/service/tray/{waits['id']}/page").status_code == 404
    assert clerk.post(f"/service/tray/{waits['id']}/match", {"to": id}).status_code == 302
    assert showing.waiting(desk_office) == [] and len(showing.show(desk_office, id)["scans"]) == 1


def test_receipts_are_made_printed_and_missed(at_desk: At, ids: dict[str, str], desk_office: Office) -> None:
    clerk = at_desk("示例文书")
    path = f"/letters/{ids['penalty']}/service"
    assert ids["penalty"] in _text(clerk, "/service/missing") and "制作" in _text(clerk, path)
    for _ in range(2):  # a second click makes no second one
        assert clerk.post(path, {"to": "示例木业有限公司"}).status_code == 302
    [one] = showing.listed(desk_office, "all", [ids["penalty"]])
    assert clerk.get(f"/service/print.pdf?id={one['id']}").data.startswith(b"%PDF")
    assert clerk.get(f"/service/{one['id']}/files/docx").data.startswith(b"PK")
    neighbour = at_desk("示例邻局")  # who receives the letter sees its receipt, and changes nothing
    assert "怎样送达的" not in _text(neighbour, f"/service/{one['id']}")
    assert neighbour.post(f"/service/{one['id']}/void", {"reason": "x"}).status_code in (403, 404)
    assert clerk.post(f"/service/{one['id']}/void", {"reason": "写错"}).status_code == 302
    assert showing.show(desk_office, one["id"])["void_reason"] == "写错"


def test_what_others_registered_is_not_told(at_desk: At, desk_office: Office, ids: dict[str, str]) -> None:
    clerk, stranger = at_desk("示例文书"), at_desk("示例外局")
    number = show(desk_office, ids["penalty"])["number"]
    reply = f"{LETTER}\n{number}收悉。\n"
    for browser, title in ((clerk, "只给本部门"), (stranger, "别的")):
        address = _drop(browser, (f"{title}.txt", reply.encode()))
        page = _text(browser, address)
        assert ("行政处罚决定" in page) is (browser is clerk) and ("只给本部门" in page) is (browser is clerk)
        done = browser.post(f"{address}/register", {"title": title, "number": "益示林发〔2026〕13号"})
        assert done.status_code == 302
    last = _drop(stranger, ("再来.txt", (reply + "补").encode()))
    again = _text(stranger, last)
    assert "别的部门登记过" in again and "只给本部门" not in again
    wrong = stranger.post(f"{last}/register", {"title": "x", "answers": number})
    assert wrong.status_code == 422 and "行政处罚决定" not in wrong.get_data(as_text=True)
