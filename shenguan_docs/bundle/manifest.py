"""The manifest: what the bundle holds, with digests, for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import Cover, Finding, Line
from shenguan_docs.bundle.folder import Stored
from shenguan_docs.bundle.numbering import Span
from shenguan_docs.document import to_data


def manifest(
    cover: Cover,
    catalogue: Sequence[Line],
    places: Sequence[Place],
    spans: Sequence[Span],
    whole: Stored,
    stored: Sequence[Stored],
    findings: Sequence[Finding],
    made_at: datetime,
) -> dict[str, Any]:
    """Return the manifest as JSON data; paths relative to the folder, digests SHA-256 in hex, sizes in bytes."""
    by_path = {entry.path: entry for entry in stored}
    span_of = {id(span.place): span for span in spans}
    return {
        "made_at": made_at.isoformat(),
        "cover": to_data(cover),
        "pages": catalogue[-1].last,
        "pdf": asdict(whole),
        "documents": [_document(line, places, span_of, by_path) for line in catalogue],
        "findings": [asdict(finding) for finding in findings],
    }


def _document(
    line: Line, places: Sequence[Place], span_of: dict[int, Span], by_path: dict[str, Stored]
) -> dict[str, Any]:
    item = line.item
    return {
        "order": line.order,
        "number": item.number,
        "responsible": item.responsible,
        "title": item.title,
        "date": item.day.isoformat() if item.day else None,
        "first_page": line.first,
        "last_page": line.last,
        "pages": line.last - line.first + 1,
        "remark": line.remark,
        "files": [
            _file(place, span_of.get(id(place)), by_path)
            for place in places
            if place.document == line.order and (place.source is not None or place.role != "pages")
        ],
    }


def _file(place: Place, span: Span | None, by_path: dict[str, Stored]) -> dict[str, Any]:
    stored = by_path.get(place.stored)
    return {
        "role": place.role,
        "title": place.title,
        "name": place.name,
        "path": stored.path if stored else None,
        "sha256": stored.sha256 if stored else None,
        "size": stored.size if stored else None,
        "first_page": span.first if span else None,
        "last_page": span.last if span else None,
        "without_pages": span.reason if span else "",
    }
