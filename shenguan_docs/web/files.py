"""Files as answers: saved by the browser, never run in it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from flask import Response, request, send_file

from shenguan_docs.web.guard import INERT

_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}


def saved(content: bytes | Path, name: str) -> Response:
    """Return a file that the browser saves under ``name``; whatever it holds, it is not opened as a page.

    A path is sent as it lies, however large it is.
    """
    end = "." + name.rpartition(".")[2].lower()
    kind = _TYPES.get(end, "application/octet-stream")
    if isinstance(content, Path):
        answer = send_file(content, mimetype=kind.partition(";")[0], conditional=True, etag=False)
    else:
        answer = Response(content, mimetype=None, content_type=kind)
    clean = "".join(c for c in name if c.isprintable() and c not in '\\/:*?"<>|') or "文件"
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(clean)}"
    answer.headers["Content-Security-Policy"] = INERT
    return answer


def picture(content: bytes, kind: str = "image/png", *, lasting: bool = False) -> Response:
    """Return a picture; a ``lasting`` one may be kept by this browser."""
    answer = Response(content, content_type=kind)
    answer.headers["Content-Security-Policy"] = INERT + "; style-src 'unsafe-inline'"
    if lasting:
        answer.headers["Cache-Control"] = "private, max-age=3600"
        answer.set_etag(sha256(content).hexdigest()[:32])
        answer.make_conditional(request.environ)
    return answer
