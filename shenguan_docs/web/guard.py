"""What stands before every page: who is it, may they, is the form ours; and what every answer says to the browser."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import quote

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from shenguan_docs.office.people import rights
from shenguan_docs.office.people.entering import who_is
from shenguan_docs.web.narrowing import COOKIE, narrow, to_keep
from shenguan_docs.web.places import office
from shenguan_docs.web.routes import RIGHTS

SESSION, BEFORE = "desk", "desk-before"
"""The cookies: of a session, and of a browser before it comes in (the login form needs a token, too)."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; object-src 'none'"
)
INERT = "default-src 'none'; sandbox"
"""For files: whatever they hold, nothing of it runs."""


def install(app: Flask) -> None:
    """Put the guard before every page of ``app`` and the headers on every answer."""
    app.before_request(_guard)
    app.after_request(_headers)


def _guard() -> AnyResponse | None:
    g.user = None
    endpoint = request.endpoint
    if endpoint is None:
        # Whoever has not come in does not learn which addresses there are.
        return None if _known() else redirect(url_for("entering.login"))
    need = RIGHTS.get(endpoint)
    if need is None:
        abort(403)
    if need == "open":
        if endpoint not in ("static", "htmx"):
            _known()
            _require_token()
        return None
    if not _known():
        if request.headers.get("HX-Request"):
            return Response("", 401, {"HX-Redirect": url_for("entering.login")})
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("entering.login", next=back or None))
    _require_token()
    if need != "any" and not rights.may(office(), need):
        abort(403)
    narrow()
    return None


def _known() -> bool:
    token = request.cookies.get(SESSION, "")
    if not token:
        return False
    g.user = who_is(office(), token)
    if g.user is not None:
        opened = office()
        opened.who, opened.actor = g.user, g.user.name
    return g.user is not None


# -- forms of our own only -------------------------------------------------------------------


def csrf() -> str:
    """Return the token that a form on this page has to bring back."""
    held = (
        request.cookies.get(SESSION, "")
        if g.get("user")
        else g.get("before") or request.cookies.get(BEFORE, "")
    )
    if not held:
        held = g.before = secrets.token_urlsafe(24)
    return hmac.new(held.encode(), b"form", hashlib.sha256).hexdigest()


def _require_token() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(given.encode(), csrf().encode()):
        abort(400, "form")


# -- what every answer says ------------------------------------------------------------------


def _headers(answer: Response) -> Response:
    head = answer.headers
    head.setdefault("Content-Security-Policy", POLICY)
    head["X-Content-Type-Options"] = "nosniff"
    head["X-Frame-Options"] = "SAMEORIGIN"
    head["Referrer-Policy"] = "same-origin"
    head["Cross-Origin-Opener-Policy"] = "same-origin"
    head["Cross-Origin-Resource-Policy"] = "same-origin"
    head["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint not in ("static", "htmx"):
        head.setdefault("Cache-Control", "no-store")
    if (chosen := to_keep()) is not None:
        set_cookie(answer, COOKIE, quote(chosen))
    if g.get("before"):
        set_cookie(answer, BEFORE, g.before)
    return answer


def set_cookie(answer: AnyResponse, name: str, value: str) -> None:
    """Give the browser a cookie that no script reads and no other site sends."""
    answer.set_cookie(name, value, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
