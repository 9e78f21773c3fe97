"""How far long work is, what came of it, the files that it made; the page asks again each second until it is over."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.office.long_work import KEPT
from shenguan_docs.web.files import saved
from shenguan_docs.web.jobs import Job, Jobs

pages = Blueprint("working", __name__)


def _jobs() -> Jobs:
    found: Jobs = current_app.extensions["jobs"]
    return found


@pages.app_template_global()
def works_to_tell() -> list[Job]:
    """What the person should know of the long work: on every page."""
    return _jobs().to_tell(g.user)


@pages.get("/jobs/<id>")
def show(id: str) -> Response:
    """One job, or for htmx the part that changes; once it is done the browser goes to the result."""
    job = _jobs().of(id, g.user)
    asks_part = bool(request.headers.get("HX-Request"))
    answer = make_response(
        render_template("job_state.html" if asks_part else "job.html", job=job, kept=KEPT.days)
    )
    if asks_part and job.state == "done" and job.address:
        answer.headers["HX-Redirect"] = job.address
    return answer


@pages.get("/jobs")
def listed() -> str:
    """One's own jobs of the last days."""
    return render_template("jobs.html", jobs=_jobs().of_person(g.user), kept=KEPT.days)


@pages.post("/jobs/<id>/stop")
def stop(id: str) -> AnyResponse:
    """Ask a job to stop at its next step."""
    _jobs().stop(id, g.user)
    return redirect(url_for("working.show", id=id))


@pages.get("/jobs/<id>/files/<int:number>")
def file(id: str, number: int) -> Response:
    """A file that the job made, for its owner."""
    job = _jobs().of(id, g.user)
    if not 1 <= number <= len(job.files):
        abort(404)
    _, path, name = job.files[number - 1]
    place = job.place / path
    if not place.is_file():
        abort(404)
    return saved(place, name)
