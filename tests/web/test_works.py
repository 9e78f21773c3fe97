"""Long work at the desk: begun once, told on every page, stopped, cut off by a restart; its files are its owner's."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

from desk_helpers import Browser, browser
from flask import Flask
from work_helpers import finished

from shenguan_docs.office.events.examples import event_csv
from shenguan_docs.office.events.forms import find_type
from shenguan_docs.office.letters.showing import list_drafts
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.safe import safe
from shenguan_docs.register.users import find
from shenguan_docs.web.app import make_app
from shenguan_docs.web.jobs import Job, Jobs
from tests.office.office_helpers import MORNING, fixed_ids

HEAD = "行政相对人,统一社会信用代码,事项"


def _table(text: str, name: str = "月报.csv") -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode("utf-8-sig")), name


def _send(app: Flask, someone: Browser, path: str, **data: object) -> Job:
    answer = someone.post(path, data)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-1500:]
    return finished(app, someone, answer.headers["Location"])


def test_events_from_a_table_with_the_faults_in_a_copy(
    app: Flask, at_desk: Callable[[str], Browser], desk_office: Office
) -> None:
    someone = at_desk("示例文书")
    sample = someone.get("/batch/events.csv?type=penalty-effective")
    assert sample.data.decode("utf-8-sig") == event_csv(
        find_type(desk_office, "penalty-effective"), MORNING.date()
    )
    text = sample.data.decode("utf-8-sig").replace("\r\n", "\n")
    job = _send(
        app, someone, "/batch/events", type="penalty-effective", table=_table(text.replace("2026-", "某年-"))
    )
    assert job.state == "done" and [label for label, _, _ in job.files] == ["带“问题”一列的副本"], job.said
    copy = someone.get(f"/jobs/{job.id}/files/1")
    assert "问题" in copy.data.decode("utf-8-sig").split("\n")[0]
    assert "改好" in job.said[-1] and job.lines[0][0].startswith("第 2 行")
    job = _send(app, someone, "/batch/events", type="penalty-effective", way="check", table=_table(text))
    assert "都没有问题" in job.said[-1]


def test_letters_from_a_table_are_drafted_once(
    app: Flask, at_desk: Callable[[str], Browser], desk_office: Office
) -> None:
    someone = at_desk("示例文书")
    empty = someone.get("/batch/letters.xlsx?kind=training")
    assert empty.data.startswith(b"PK")
    form = {"csrf": someone.token(), "once": "the-same-form", "kind": "training"}
    job = _send(
        app, someone, "/batch/letters", kind="training", way="good", table=_table("标题,培训时间\n无,无\n")
    )
    assert job.state in ("done", "failed") and job.said
    before = len(list_drafts(desk_office))
    sent = [
        someone.client.post("/batch/letters", data={**form, "table": _table("培训名称,培训日期\n无,无\n")})
        for _ in range(2)
    ]
    assert sent[0].headers["Location"] == sent[1].headers["Location"]
    assert len(list_drafts(desk_office)) == before
    missing = someone.post("/batch/letters", {"kind": "training"})
    assert missing.status_code == 422 and "没有选文件" in missing.get_data(as_text=True)


def test_who_may_begin_what(app: Flask, at_desk: Callable[[str], Browser]) -> None:
    keeper, filer = at_desk("示例管理"), at_desk("示例档案")
    job = _send(app, keeper, "/batch/verify", quick="1")
    assert job.said[-1].startswith("都完好")
    assert _send(app, filer, "/batch/verify", quick="1").state == "done"
    job = _send(app, at_desk("示例文书"), "/batch/verify")
    assert job.state == "failed" and "角色不能" in job.said[0]
    assert _send(app, keeper, "/batch/index").said == ["索引里有 3 件，已换成新的。"]
    job = _send(app, keeper, "/batch/backup")
    assert job.state == "failed" and "还没有备份过" in job.said[0] and "shenguan" not in job.said[0]


def _jobs(app: Flask) -> Jobs:
    found: Jobs = app.extensions["jobs"]
    return found


def test_told_on_every_page_and_stopped(
    app: Flask, at_desk: Callable[[str], Browser], desk_office: Office
) -> None:
    someone, other = at_desk("示例文书"), at_desk("示例审核")
    with desk_office.reading() as conn:
        who = find(conn, "示例文书")
    assert who is not None
    began, go_on = threading.Event(), threading.Event()

    def work(office: Office, job: Job) -> str:
        with office.progress("数一数", 3) as tell:
            began.set()
            assert go_on.wait(60)
            tell(1)
            raise AssertionError("it was stopped before")

    job = _jobs(app).start("数到三", who, work)
    assert began.wait(60)
    assert "数到三" in someone.get("/departments").get_data(as_text=True)
    assert "数到三" not in other.get("/departments").get_data(as_text=True)
    assert someone.post(f"/jobs/{job.id}/stop").status_code == 302
    assert other.post(f"/jobs/{job.id}/stop").status_code == 404
    go_on.set()
    _jobs(app).wait()
    assert "停下了" in someone.get("/departments").get_data(as_text=True)  # until it was looked at
    assert "照您说的停下了" in someone.get(f"/jobs/{job.id}").get_data(as_text=True)
    assert "数到三" not in someone.get("/departments").get_data(as_text=True)


def test_a_restart_cuts_off_and_that_is_told(desk_root: Path, desk_office: Office, app: Flask) -> None:
    with desk_office.reading() as conn:
        who = find(conn, "示例文书")
    assert who is not None
    done = _jobs(app).start("做完的", who, lambda office, job: _write(job))
    _jobs(app).wait()
    with safe(desk_office) as cursor:  # as a kill leaves it
        cursor.execute(
            "INSERT INTO works VALUES ('cutoff', '示例文书', '导出案卷', ?, 'running', '', 0, '{}')",
            (MORNING.isoformat(),),
        )
    again = make_app(desk_root, now=lambda: MORNING, new_id=fixed_ids(9))
    someone = browser(again, "示例文书")
    home = someone.get("/departments").get_data(as_text=True)
    assert "导出案卷" in home and "中断了" in home
    page = someone.get("/jobs/cutoff").get_data(as_text=True)
    assert "服务重新启动了" in page and "再做一次" in page
    assert "中断了" not in someone.get("/departments").get_data(as_text=True)
    assert someone.get(f"/jobs/{done.id}/files/1").data == b"kept"
    assert (done.place.stat().st_mode & 0o077) == 0


def _write(job: Job) -> str:
    path = job.place / "文件.txt"
    path.write_bytes(b"kept")
    job.made("文件", path)
    return ""
