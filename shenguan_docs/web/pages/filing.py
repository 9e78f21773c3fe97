"""归档: what of a year is ready and what is not, arranging, the sheets, 移交."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.errors import NotFound, ShenguanError
from shenguan_docs.office.filing import mending
from shenguan_docs.office.filing.arranging import Standing, arrange
from shenguan_docs.office.filing.handover import export
from shenguan_docs.office.filing.pieces import LACKS
from shenguan_docs.office.filing.sheets import (
    catalogue,
    endnote,
    endnote_pdf,
    endnote_xlsx,
    handed_over,
    of_year,
)
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.sheets import pdf, xlsx
from shenguan_docs.office.settings import RETENTIONS
from shenguan_docs.register import filing
from shenguan_docs.web.files import saved
from shenguan_docs.web.jobs import Job, Jobs, with_the_printer
from shenguan_docs.web.once import given, once
from shenguan_docs.web.places import office, printing
from shenguan_docs.web.typed import day_of
from shenguan_docs.web.words import Wrong, sentence, status

pages = Blueprint("filing", __name__)

PER_PAGE = 100


def _year(desk: Office) -> int:
    typed = request.values.get("year", "")
    return int(typed) if typed.isdecimal() and len(typed) == 4 else desk.today.year


@pages.get("/filing")
def listed() -> str:
    """A year: what is filed, what is ready, what still lacks what."""
    return _page()


def _page(wrongs: list[Wrong] | None = None) -> str:
    desk = office()
    year, found = _year(desk), list[Standing]()
    try:
        found = of_year(desk, year)
    except NotFound:
        pass
    except ShenguanError as error:
        wrongs = [*(wrongs or ()), Wrong("", sentence(error))]
    with desk.reading() as conn:
        over = filing.handover_of(conn, year)
    heaps = {
        "filed": [one for one in found if one.filed],
        "ready": [one for one in found if not one.filed and not one.lacks and one.piece.record and not one.piece.never],
        "lacking": [one for one in found if one.lacks],
        "never": [one for one in found if not one.filed and not one.lacks and (one.piece.never or not one.piece.record)],
    }  # fmt: skip
    which = request.args.get("which", "")
    which = (
        which
        if which in heaps
        else next((key for key in ("ready", "lacking", "filed") if heaps[key]), "ready")
    )
    typed = request.args.get("page", "")
    last = max(1, -(-len(heaps[which]) // PER_PAGE))
    page = min(max(int(typed) if typed.isdecimal() and len(typed) < 6 else 1, 1), last)
    return render_template(
        "filing.html", year=year, heaps=heaps, which=which, page=page, last=last, wrongs=wrongs, lacks=LACKS,
        rows=heaps[which][(page - 1) * PER_PAGE : page * PER_PAGE], over=over, fonds=desk.settings.filing.fonds,
        retentions=list(RETENTIONS), archive_name=desk.settings.filing.archive_name,
    )  # fmt: skip


def _then(act: Any) -> AnyResponse | tuple[str, int]:
    """Do it once and show the year; where it was refused, with the reason."""
    try:
        return redirect(once(act))
    except ShenguanError as error:
        return _page([Wrong(error.where, sentence(error))]), status(error)


def _here(which: str) -> str:
    return url_for("filing.listed", year=_year(office()), which=which)


@pages.post("/filing/arrange")
def arrange_year() -> AnyResponse | tuple[str, int]:
    """整理: what is ready gets its 档号."""
    form = request.form

    def act() -> str:
        arrange(office(), _year(office()), passing_over=form.getlist("with"), reason=form.get("reason", ""))
        return _here("filed")

    return _then(act)


@pages.post("/filing/undo")
def undo() -> AnyResponse | tuple[str, int]:
    """Take a piece that was filed by mistake out again."""
    form = request.form

    def act() -> str:
        mending.undo(office(), form.get("id", ""), reason=form.get("reason", ""))
        return _here("ready")

    return _then(act)


@pages.post("/filing/retention")
def retention() -> AnyResponse | tuple[str, int]:
    """Give a piece another 保管期限."""
    form = request.form

    def act() -> str:
        mending.set_retention(
            office(), form.get("id", ""), form.get("retention", ""), reason=form.get("reason", "")
        )
        return _here(form.get("which", ""))

    return _then(act)


@pages.post("/filing/handed-over")
def hand_over() -> AnyResponse | tuple[str, int]:
    """Enter that the year was handed over."""
    form = request.form

    def act() -> str:
        day = day_of(form.get("day", ""), "移交日期")
        mending.hand_over(office(), _year(office()), form.get("receiver", ""), on=day)
        return _here("filed")

    return _then(act)


@pages.get("/filing/sheets/<what>.<ending>")
def sheet(what: str, ending: str) -> Response:
    """归档文件目录, 备考表, 移交清单 as PDF or XLSX."""
    desk = office()
    year = _year(desk)
    found = of_year(desk, year)
    if ending not in ("pdf", "xlsx"):
        abort(404)
    if what == "endnote":
        args = request.args
        note = endnote(desk, found, year, words=args.get("words", ""), checked_by=args.get("checked_by", ""))
        if ending == "xlsx":
            return saved(endnote_xlsx(note), f"{year}年备考表.xlsx")
        with printing():
            return saved(endnote_pdf(desk, note), f"{year}年备考表.pdf")
    if what not in ("catalogue", "list"):
        abort(404)
    tables = catalogue(desk, found, year) if what == "catalogue" else [handed_over(desk, found, year)]
    name = f"{year}年归档文件目录" if what == "catalogue" else f"{year}年移交清单"
    if ending == "xlsx":
        return saved(xlsx(tables), f"{name}.xlsx")
    with printing():
        return saved(pdf(desk, tables), f"{name}.pdf")


@pages.post("/filing/export")
def export_year() -> AnyResponse | tuple[str, int]:
    """移交: the year's filed letters as a folder, packed; a long work."""
    jobs: Jobs = current_app.extensions["jobs"]
    year = _year(office())
    try:
        mark = f"export{given()}" if given() else ""
        job = jobs.start(f"导出{year}年的移交文件", g.user, _exporting(year), once=mark)
    except ShenguanError as error:
        return _page([Wrong("", sentence(error))]), status(error)
    return redirect(url_for("working.show", id=job.id))


def _exporting(year: int) -> Any:
    def work(desk: Office, job: Job) -> str:
        folder = job.place / f"移交{year}"
        with with_the_printer(desk):
            done = export(desk, year, folder)
        filed = sum(1 for one in done.standings if one.filed)
        packed = job.place / f"移交{year}.zip"
        _pack(desk, folder, packed)
        job.made(f"{year} 年的移交文件（压缩）", packed)
        for name in ("归档文件目录.pdf", "移交清单.xlsx", "备考表.pdf"):
            if (folder / name).is_file():
                job.made(name.partition(".")[0], folder / name)
        job.said.append(f"移交 {filed} 件、{done.files} 个文件，没有移交 {len(done.standings) - filed} 项。")
        for one in done.standings:
            if not one.filed:
                job.line(f"没有移交：{one.piece.number or '（草稿）'} {one.piece.title}：{one.why}")
        return ""

    return work


def _pack(desk: Office, folder: Path, packed: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack,
        desk.progress("压缩", len(files)) as tell,
    ):
        for number, path in enumerate(files, 1):
            pack.write(path, path.relative_to(folder.parent))
            tell(number)
