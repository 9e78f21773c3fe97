"""How far long work is; the page asks again each second until it is over."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, make_response, render_template, request

from shenguan_docs.web.jobs import Jobs

pages = Blueprint("working", __name__)


@pages.get("/jobs/<id>")
def show(id: str) -> Response:
    """One job, or for htmx the part that changes; once it is done the browser goes to the result."""
    jobs: Jobs = current_app.extensions["jobs"]
    job = jobs.of(id, g.user)
    asks_part = bool(request.headers.get("HX-Request"))
    answer = make_response(render_template("job_state.html" if asks_part else "job.html", job=job))
    if asks_part and job.state == "done" and job.address:
        answer.headers["HX-Redirect"] = job.address
    return answer


@pages.get("/jobs")
def listed() -> str:
    """One's own jobs since the service was started."""
    jobs: Jobs = current_app.extensions["jobs"]
    return render_template("jobs.html", jobs=jobs.of_person(g.user))
