"""The manifest: what the bundle holds, with digests, for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import Cover, Finding, Line
from shenguan_docs.bundle.folder import Stored
from shenguan_docs.bundle.numbering import Sheaf
from shenguan_docs.document import to_data


def manifest(
    cover: Cover,
    sheaves: Sequence[Sheaf],
    places: Sequence[Place],
    volumes: Sequence[Stored],
    stored: Sequence[Stored],
    findings: Sequence[Finding],
    made_at: datetime,
) -> dict[str, Any]:
    """Return the manifest as JSON data; paths relative to the folder, digests SHA-256 in hex, sizes in bytes.

    ``documents`` are in the order of the bundle; one torn over volumes stands under each of them.
    """
    by_path = {entry.path: entry for entry in stored}
    return {
        "made_at": made_at.isoformat(),
        "cover": to_data(cover),
        "pages": sum(sheaf.pages for sheaf in sheaves),
        "volumes": [
            {
                "part": s.part, "number": s.number, "count": s.count, "label": s.label, "pages": s.pages,
                "path": pdf.path, "sha256": pdf.sha256, "size": pdf.size,
            }
            for s, pdf in zip(sheaves, volumes, strict=True)
        ],
        "documents": [
            _document(sheaf, line, places, by_path) for sheaf in sheaves for line in sheaf.lines
        ],
        "findings": [asdict(finding) for finding in findings],
    }  # fmt: skip


def _document(
    sheaf: Sheaf, line: Line, places: Sequence[Place], by_path: dict[str, Stored]
) -> dict[str, Any]:
    item = line.item
    return {
        "volume": sheaf.label,
        "order": line.order,
        "id": item.id,
        "source": item.source,
        "kind": item.kind,
        "slot": item.slot,
        "number": item.number,
        "responsible": item.responsible,
        "title": item.title,
        "date": item.day.isoformat() if item.day else None,
        "first_page": line.first,
        "last_page": line.last,
        "pages": line.last - line.first + 1,
        "remark": line.remark,
        "files": [
            _file(sheaf, place, by_path)
            for place in places
            if place.document == line.document and (place.source is not None or place.role != "pages")
        ],
    }


def _file(sheaf: Sheaf, place: Place, by_path: dict[str, Stored]) -> dict[str, Any]:
    stored = by_path.get(place.stored)
    span = next((span for span in sheaf.spans if span.place is place), None)
    return {
        "role": place.role,
        "title": place.title,
        "name": place.name,
        "path": stored.path if stored else None,
        "sha256": stored.sha256 if stored else None,
        "size": stored.size if stored else None,
        "first_page": span.first if span else None,
        "last_page": span.last if span else None,
        "without_pages": span.leaf.reason if span else "",
    }
