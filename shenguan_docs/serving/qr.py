"""The QR code that is printed on a 送达回证 (ISO/IEC 18004), as SVG for the page and as PNG for Word."""

from __future__ import annotations

import io
from typing import Any

QUIET = 4
"""Light modules around the code (ISO/IEC 18004, 5.3.8)."""


def svg_uri(code: str) -> str:
    """Return the code as a ``data:`` URI with its quiet zone; error correction level Q (a quarter may be lost)."""
    return str(_symbol(code).svg_data_uri(border=QUIET, scale=4, xmldecl=True, nl=False))


def png(code: str) -> bytes:
    """Return the code as PNG, 12 dots a module."""
    out = io.BytesIO()
    _symbol(code).save(out, kind="png", border=QUIET, scale=12)
    return out.getvalue()


def _symbol(code: str) -> Any:
    import segno

    return segno.make_qr(code, error="q", boost_error=False)
