"""The bundle page: chosen, ordered, exported as a job, the findings beside the documents, judged; whose it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from desk_helpers import Browser
from flask import Flask
from work_helpers import finished

from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office

CHOOSE = "/bundles/choose?company=C00001&profile=penalty"


def _address(someone: Browser) -> str:
    return someone.get(CHOOSE).headers["Location"]


def _fields(page: str) -> dict[str, object]:
    """What the browser would send of the bundle's form, all ticks as they stand."""
    form = page[page.index('id="bundle"') : page.index("</form>", page.index('id="bundle"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(value[1] if value else "")
    found["profile"] = re.findall(r'<option value="([^"]*)" selected', form)
    return {**found}


def _send(someone: Browser, path: str, address: str, **changes: object) -> str:
    fields = _fields(someone.get(address).get_data(as_text=True)) | changes
    answer = someone.client.post(path, data=fields)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    return answer.headers["Location"]


def test_ticks_and_arrows_stand_in_the_address(
    at_desk: Callable[[str], Browser], ids: dict[str, str]
) -> None:
    someone = at_desk("示例文书")
    address = "/bundles/choose?matter=林木采伐许可证核发"
    rows = _fields(someone.get(address).get_data(as_text=True))["row"]
    assert isinstance(rows, list) and len(rows) >= 2
    moved = _send(someone, "/bundles/choose", address, move=f"down:{rows[0]}")
    assert parse_qs(urlsplit(moved).query)["order"][:2] == [rows[1], rows[0]]
    assert _fields(someone.get(moved).get_data(as_text=True))["row"][:2] == [rows[1], rows[0]]
    home = _send(someone, "/bundles/choose", moved, move=f"up:{rows[0]}")
    assert "order" not in home  # back where the profile has it
    less = _send(someone, "/bundles/choose", address, **{"in": rows[1:]})
    page = someone.get(less).get_data(as_text=True)
    assert "您去掉的" in page and _fields(page)["row"] == rows[1:]
    whole = _send(someone, "/bundles/choose", less, back=rows[0])
    assert _fields(someone.get(whole).get_data(as_text=True))["row"] == rows


def test_exported_once_with_score_findings_and_files(
    app: Flask, at_desk: Callable[[str], Browser], ids: dict[str, str]
) -> None:
    someone, other = at_desk("示例文书"), at_desk("示例审核")
    address = _address(someone)
    fields = _fields(someone.get(address).get_data(as_text=True))
    first, again = (someone.client.post("/bundles/export", data=fields) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]  # a double click
    job = finished(app, someone, first.headers["Location"])
    assert job.state == "done", job.said
    page = someone.get(job.address).get_data(as_text=True)
    assert "分</strong>" not in page and re.search(r"<strong>[\d.]+</strong> 分", page)
    assert "扣 " in page and "附盖章件" in page and f'href="/letters/{ids["penalty"]}"' in page
    assert "shenguan " not in page  # no commands at the desk
    names = {label: number for number, (label, _, _) in enumerate(job.files, 1)}
    taken = someone.get(f"/jobs/{job.id}/files/1")
    with zipfile.ZipFile(io.BytesIO(taken.data)) as bag:
        assert any(name.endswith("bagit.txt") for name in bag.namelist())
    pdf = next(number for label, number in names.items() if "PDF" in label)
    assert someone.get(f"/jobs/{job.id}/files/{pdf}").data.startswith(b"%PDF")
    assert someone.get(f"/jobs/{job.id}/files/99").status_code == 404
    assert other.get(f"/jobs/{job.id}/files/1").status_code == 404  # its owner's alone


def test_the_reviewer_writes_her_own_judgement(
    app: Flask, at_desk: Callable[[str], Browser], ids: dict[str, str], desk_office: Office
) -> None:
    judge = at_desk("示例评查")
    address = _address(judge)
    assert "存成案件" not in judge.get(address).get_data(as_text=True)  # she only looks
    job = finished(app, judge, _send(judge, "/bundles/review", address))
    assert job.state == "done", job.said
    page = judge.get(job.address).get_data(as_text=True)
    form = re.search(r'<form method="post" id="judge-1".*?</form>', page, re.S)
    assert form
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    for _ in range(2):
        answer = judge.client.post(
            "/bundles/judge", data={**hidden, "verdict": "disagree", "reason": "原件<b>已核对</b>"}
        )
        assert answer.status_code == 302
    page = judge.get(job.address).get_data(as_text=True)
    assert "原件&lt;b&gt;已核对&lt;/b&gt;" in page and "评查人 <strong>" in page
    with desk_office.reading() as conn:
        from shenguan_docs.register.schema import journal

        assert [e.kind for e in conn.execute(journal.select())].count("review.judged") == 1
    save = judge.client.post("/bundles/cases", data=_fields(judge.get(address).get_data(as_text=True)))
    assert save.status_code == 403


def test_a_case_is_its_departments(
    at_desk: Callable[[str], Browser], ids: dict[str, str], desk_office: Office
) -> None:
    mine, stranger = at_desk("示例文书"), at_desk("示例外局")
    saved = _send(mine, "/bundles/cases", _address(mine), name="示例<木业>案", note="")
    assert "示例&lt;木业&gt;案" in mine.get("/bundles").get_data(as_text=True)
    assert "木业" not in stranger.get("/bundles").get_data(as_text=True)
    case = parse_qs(urlsplit(saved).query)["case"][0]
    assert stranger.get(f"/bundles/choose?case={case}").status_code == 404
    number = show(desk_office, ids["penalty"])["number"]
    answer = stranger.get(f"/bundles/choose?numbers={number}")
    assert answer.status_code == 404 and "没有文号或编号" in answer.get_data(as_text=True)
    assert "木业" not in answer.get_data(as_text=True).replace(number, "")
    assert mine.get(f"/bundles/choose?case={case}").status_code == 302
