"""The files of an event (佐证材料): kept in the archive as a letter's are, lent to the letters drafted from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from shenguan_docs.index.extract import Extracted
from shenguan_docs.notices.lookup import AttachedFile
from shenguan_docs.office.letters.letter_object import DATA, MANIFEST, WORDS, canonical_json, plain_suffix
from shenguan_docs.office.letters.lookup import KEPT
from shenguan_docs.office.opening import Office
from shenguan_docs.plan.events import FILES
from shenguan_docs.register.events import Event
from shenguan_docs.register.letters import ObjectRef


@dataclass
class Held:
    """Files by the name under which a form may point to them, and their words by SHA-256."""

    files: dict[str, AttachedFile] = field(default_factory=dict)
    texts: dict[str, Extracted] = field(default_factory=dict)


def stage_files(
    office: Office, event: Event, files: Sequence[AttachedFile], texts: Mapping[str, Extracted]
) -> ObjectRef | None:
    """Build the archive's object of an event that has files; None where it has none."""
    if not files:
        return None
    contents = {stored_name(n, file.name): file.path.read_bytes() for n, file in enumerate(files, 1)}
    listed = {
        name: {
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "original_name": file.name,
        }
        for (name, content), file in zip(contents.items(), files, strict=True)
    }
    words = [asdict(texts[file.sha256]) for file in files]
    manifest = {"id": event.id, "event": event.type, "name": event.type_name, "files": listed}
    version = office.archive.stage(
        event.id,
        {
            **contents,
            WORDS: canonical_json(words),
            DATA: canonical_json(event.data),
            MANIFEST: canonical_json(manifest),
        },
        message=f"业务事件 {event.type_name}",
        user=office.actor,
        at=office.now(),
    )
    return ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)


def stored_name(number: int, name: str) -> str:
    """Return the plain name under which the archive keeps the file of this place and original name."""
    return f"attachments/{number:02}{plain_suffix(name)}"


def held_by(office: Office, events: Sequence[Event]) -> Held:
    """Return the files of these events as a form points to them (``form_items``)."""
    held = Held()
    for event in events:
        listed = event.data.get(FILES.id, ())
        words = json.loads(office.archive.read(event.id, WORDS)) if listed else []
        for number, (file, text) in enumerate(zip(listed, words, strict=True), 1):
            path = office.archive.path(event.id, stored_name(number, file["name"]))
            held.files[_key(event, number)] = AttachedFile(
                file["title"], file["name"], path, file["sha256"], file["size"]
            )
            held.texts[file["sha256"]] = Extracted(**text)
    return held


def form_items(event: Event) -> list[dict[str, Any]]:
    """Return an event's files as the items of an attachment field."""
    listed = event.data.get(FILES.id, ())
    return [{"path": _key(event, number), "title": file["title"]} for number, file in enumerate(listed, 1)]


def _key(event: Event, number: int) -> str:
    return f"{KEPT}{event.id}/{number}"
