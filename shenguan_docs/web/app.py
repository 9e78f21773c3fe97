"""The desk: a Flask application over one office."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, render_template, request, send_file
from werkzeug.exceptions import HTTPException

from shenguan_docs.errors import ShenguanError
from shenguan_docs.office.opening import random_id
from shenguan_docs.office.people.rights import may
from shenguan_docs.web import guard, packing, words
from shenguan_docs.web.chapters import TROUBLE, chapter_of
from shenguan_docs.web.jobs import Jobs
from shenguan_docs.web.narrowing import district_choices, kept_arguments
from shenguan_docs.web.navigation import navigation
from shenguan_docs.web.once import mark
from shenguan_docs.web.pages import BLUEPRINTS
from shenguan_docs.web.places import Places, office, said
from shenguan_docs.web.previews import Previews
from shenguan_docs.web.shown_once import Once

LARGEST = 64 * 2**20  # bytes of one request

_HTTP = {
    400: ("这个表单过期了", "请回到上一页刷新以后再提交一次。填的内容没有保存。"),
    403: ("您的角色不能打开这一页", "需要的话，请管理人员调整角色。"),
    404: ("没有这一页", "核对地址，或者从首页开始找。"),
    405: ("这个地址不能这样打开", "请从首页开始找。"),
    413: ("文件太大", f"一次最多 {LARGEST // 2**20} MB，请分几次。"),
}


def make_app(
    root: Path, *, now: Callable[[], datetime], new_id: Callable[[date], str] = random_id, workers: int = 0
) -> Flask:
    """Return the desk of the office in ``root``; ``workers`` processes print its letters, 0: this one does."""
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST, MAX_FORM_MEMORY_SIZE=8 * 2**20, TEMPLATES_AUTO_RELOAD=False)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    places = app.extensions["places"] = Places(root, now, new_id, workers=workers)
    app.extensions["jobs"] = Jobs(places)
    app.add_template_filter(words.plain)
    app.extensions["previews"] = Previews()
    app.extensions["shown_once"] = Once()
    app.add_template_filter(words.plain_mend)
    guard.install(app)
    packing.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/htmx.js", "htmx", _htmx)
    app.context_processor(_common)
    app.register_error_handler(ShenguanError, _failed)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _unforeseen)
    return app


def _htmx() -> Response:
    """htmx from its package, as it was packed there where the browser takes it."""
    packed = request.accept_encodings["gzip"] > 0
    place = files("js_lib_htmx") / f"static/htmx/htmx.min.js{'.gz' if packed else ''}"
    answer = send_file(str(place), mimetype="text/javascript", max_age=86400)
    answer.headers["Vary"] = "Accept-Encoding"
    if packed:
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _common() -> dict[str, Any]:
    return {
        "csrf": guard.csrf,
        "user": g.get("user"),
        "navigation": navigation,
        "chapter": chapter_of(request.endpoint or "") or TROUBLE,
        "has": lambda endpoint: endpoint in current_app.view_functions,
        "may": lambda ability: g.get("user") is not None and may(office(), ability),
        "office_name": office().settings.name if g.get("user") else "",
        "today": office().today,
        "said": said,
        "once_mark": mark,
        "district_choices": district_choices,
        "kept_arguments": kept_arguments,
        "largest": LARGEST - 2**16,  # of files: the rest is how they are packed
        "largest_mb": LARGEST // 2**20,
        "partial": bool(request.headers.get("HX-Request")),
    }


def _failed(error: ShenguanError) -> tuple[str, int]:
    return _page("没有办成", words.sentence(error), words.status(error))


def _refused(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    heading, sentence = _HTTP.get(code, ("没有办成", "请稍后再试。"))
    return _page(heading, sentence, code)


def _unforeseen(error: Exception) -> tuple[str, int]:
    import logging

    # The kind of error and the place, never what somebody typed.
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    logging.getLogger("shenguan.desk").error(
        "%s %s: %s %s", request.method, request.endpoint, type(error).__name__, place
    )
    return _page(
        "程序内部出错", f"这件事没有办成。请把这一行告诉维护人员：{type(error).__name__} {place}", 500
    )


def _page(heading: str, sentence: str, code: int) -> tuple[str, int]:
    return render_template("failed.html", heading=heading, sentence=sentence), code
