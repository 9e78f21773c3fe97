"""核验.html: one page that checks a bundle in a browser without any network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

PAGE_NAME = "核验.html"
_SCRIPTS = ("hashing.js", "proving.js", "checking.js", "showing.js")


def verify_page(title: str, digests: Mapping[str, str], proof: Mapping[str, Any] | None) -> str:
    """Return the page of a bundle: ``digests`` are the SHA-256 of its files by path, ``proof`` as ``alone.proven`` reads it."""
    code = _code()
    known = json.dumps({"digests": dict(digests), "proof": proof}, ensure_ascii=False, sort_keys=True)
    parts = {
        "digest": base64.b64encode(hashlib.sha256(code.encode()).digest()).decode(),
        "title": html.escape(" ".join(title.split())),
        "known": known.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"),
        "code": code,
    }
    page = (files(__name__) / "page.html").read_text("utf-8")
    pieces = page.split("{{")
    return pieces[0] + "".join(
        parts[name] + rest for name, _, rest in (piece.partition("}}") for piece in pieces[1:])
    )


@cache
def _code() -> str:
    return "\n".join((files(__name__) / name).read_text("utf-8") for name in _SCRIPTS)
