"""Style sheets and scripts go packed. Pages do not: they hold the token of their forms, and what somebody typed.

The length of a packed page would tell a listener how much of what was typed stands elsewhere in it (BREACH).
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_ENDS = (".css", ".js", ".svg")


def install(app: Flask) -> None:
    """Pack what ``app`` serves from its static folder, where the browser takes it."""
    app.after_request(_pack)


def _pack(answer: Response) -> Response:
    if request.endpoint != "static" or not request.path.endswith(_ENDS):
        return answer
    answer.headers["Vary"] = "Accept-Encoding"
    if answer.status_code == 200 and request.accept_encodings["gzip"] > 0:
        answer.direct_passthrough = False
        answer.set_data(_packed(answer.get_data()))
        answer.headers["Content-Encoding"] = "gzip"
        etag, _ = answer.get_etag()
        answer.set_etag(etag or "", weak=True)  # the same file in other bytes
    return answer


@lru_cache(maxsize=64)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
