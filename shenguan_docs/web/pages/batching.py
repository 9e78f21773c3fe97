"""Where long work begins: letters and events from a table, old registers, the matter list, index, verify, backup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.notices.kinds import kind_folders, name_in
from shenguan_docs.office.backups.last import backup_state
from shenguan_docs.office.events.examples import event_csv
from shenguan_docs.office.events.forms import find_type, types_of
from shenguan_docs.office.finding.rereading import unread_files
from shenguan_docs.office.letters.batch_form import batch_form
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers.sheets import xlsx
from shenguan_docs.web import works
from shenguan_docs.web.files import saved
from shenguan_docs.web.jobs import Jobs
from shenguan_docs.web.once import given
from shenguan_docs.web.places import office
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.uploads import file_name
from shenguan_docs.web.words import Wrong, plain, sentence, status

pages = Blueprint("batching", __name__)

_OLD_FILES = "旧文件"


@pages.get("/batch")
def begin() -> str:
    """What the person may begin."""
    return _page()


def _page(wrongs: Sequence[Wrong] = ()) -> str:
    desk = office()
    kinds = {name_in(folder): slug for slug, folder in kind_folders(desk.kind_places).items()}
    keeping = rights.may(desk, "keep")
    with desk.reading() as conn:
        unread = unread_files(conn) if keeping else []
    state = backup_state(desk) if keeping else None
    return render_template(
        "batch.html", kinds=kinds, types=types_of(desk), wrongs=list(wrongs) or None, unread=unread, backup=state,
        backup_words=plain(state.words) if state else "",
    )  # fmt: skip


@pages.get("/batch/letters.xlsx")
def letters_table() -> Response:
    """An empty table for a kind."""
    desk = office()
    sheets = batch_form(desk, request.args.get("kind", ""))
    return saved(xlsx(sheets), f"{sheets[0].title.replace(':', '-')}.xlsx")


@pages.get("/batch/events.csv")
def events_table() -> Response:
    """An example table for a type of event."""
    desk = office()
    type = find_type(desk, request.args.get("type", ""))
    return saved(b"\xef\xbb\xbf" + event_csv(type, desk.today).encode(), f"事件-{type.name}.csv")


# -- what begins -------------------------------------------------------------------------------


@pages.post("/batch/letters")
def letters() -> AnyResponse | tuple[str, int]:
    """Draft, and issue when told so, the letters of a table."""
    form = request.form

    def work(place: Path) -> works.Work:
        if not form.get("kind"):
            raise Refused("没有选文书类别", where="文书类别")
        return works.drafting(form["kind"], _table(place), issue=form.get("issue") == "1")

    names = {slug: name_in(folder) for slug, folder in kind_folders(office().kind_places).items()}
    return _start(f"成批起草：{names.get(form.get('kind', ''), '')}", "write", work)


@pages.post("/batch/events")
def events() -> AnyResponse | tuple[str, int]:
    """Enter the events of a table."""
    return _start(
        "导入事件", "write", lambda place: works.importing_events(request.form.get("type", ""), _table(place))
    )


@pages.post("/batch/register")
def register() -> AnyResponse | tuple[str, int]:
    """Take in a register of past years."""
    form = request.form
    direction: Literal["out", "in"] = "in" if form.get("direction") == "in" else "out"

    def work(place: Path) -> works.Work:
        folder = place / _OLD_FILES
        return works.importing_register(
            place / _first(), direction, works.columns_of(form.get("columns", "")),
            folder if folder.is_dir() else None, dry_run=form.get("way") == "check",
        )  # fmt: skip

    return _start(f"补录{'收文' if direction == 'in' else '发文'}登记簿", None, work)


@pages.post("/batch/matters")
def matters() -> AnyResponse | tuple[str, int]:
    """Take in a matter list."""
    form = request.form

    def work(place: Path) -> works.Work:
        day = day_of(form.get("day", ""), "自哪一天执行")
        path = place / _first()
        return works.importing_matters(
            path, name=form.get("name", "").strip(), day=day, reason=form.get("reason", "")
        )

    return _start("导入事项清单", "keep", work)


@pages.post("/batch/index")
def index() -> AnyResponse | tuple[str, int]:
    """Make the index again."""
    again = request.form.get("read_again") == "1"
    return _start("重建检索索引", "keep", lambda _place: works.rebuilding(read_first=again), files=False)


@pages.post("/batch/verify")
def verify() -> AnyResponse | tuple[str, int]:
    """Read everything again."""
    quick = request.form.get("quick") == "1"
    return _start("核验", None, lambda _place: works.verifying(quick=quick), files=False)


@pages.post("/batch/backup")
def backup() -> AnyResponse | tuple[str, int]:
    """Add a backup where the last one lies."""
    return _start("备份", "keep", lambda _place: works.backing_up(), files=False)


# -- how it begins -----------------------------------------------------------------------------


def _start(
    what: str, ability: rights.Ability | None, work_of: Callable[[Path], works.Work], *, files: bool = True
) -> AnyResponse | tuple[str, int]:
    """Keep what was handed over where it outlives this request, and begin; what is wrong is shown on the page.

    The ability is asked again by the work itself: here it is only told sooner.
    """
    jobs: Jobs = current_app.extensions["jobs"]
    kept: list[works.Work] = []

    def prepare(place: Path) -> None:
        if files:
            _keep_files(place)
        kept.append(work_of(place))

    try:
        if ability is not None:
            rights.require(office(), ability)
        mark = f"{request.endpoint}{given()}" if given() else ""
        job = jobs.start(what, g.user, lambda desk, job: kept[0](desk, job), once=mark, prepare=prepare)
    except ShenguanError as error:
        return _page([Wrong(error.where, sentence(error))]), status(error)
    return redirect(url_for("working.show", id=job.id))


def _table(place: Path) -> works.Table:
    form = request.form
    way: Any = form.get("way") if form.get("way") in ("check", "good") else "all"
    return works.Table(place / _first(), works.columns_of(form.get("columns", "")), way)


def _first() -> str:
    return file_name(_given_files("table")[0].filename or "")


def _given_files(name: str) -> list[FileStorage]:
    return [file for file in request.files.getlist(name) if file.filename]


def _keep_files(place: Path) -> None:
    table = _given_files("table")
    if not table:
        raise Refused("没有选文件", where="表格", remedy="选一个 CSV 或者 XLSX 文件")
    table[0].save(place / file_name(table[0].filename or ""))
    for field, folder in (("attachments", place), ("old_files", place / _OLD_FILES)):
        for file in _given_files(field):
            folder.mkdir(exist_ok=True)
            path = folder / file_name(file.filename or "")
            if path.exists():
                raise Refused(f"有两个文件都叫“{path.name}”", remedy="改一个名称")
            file.save(path)
