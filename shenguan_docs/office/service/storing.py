"""A version of a receipt's or a tray page's object, staged in the archive."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shenguan_docs.office.opening import Office
from shenguan_docs.register.letters import ObjectRef


def staged(office: Office, object_id: str, files: Mapping[str, bytes | Path], message: str) -> ObjectRef:
    """Stage a version of an object and return what the journal notes of it."""
    version = office.archive.stage(object_id, files, message=message, user=office.actor, at=office.now())
    return ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)
