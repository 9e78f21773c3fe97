"""Wait for a long work of the desk."""

from __future__ import annotations

from desk_helpers import Browser
from flask import Flask

from shenguan_docs.web.jobs import Job, Jobs


def finished(app: Flask, someone: Browser, location: str) -> Job:
    """Return the job that a form led to, once it is over."""
    jobs: Jobs = app.extensions["jobs"]
    jobs.wait()
    id = location.rpartition("/")[2]
    assert someone.get(f"/jobs/{id}").status_code == 200
    return jobs.now(id)
