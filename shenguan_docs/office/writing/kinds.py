"""What is filled in on a sheet: a kind of letter, or a type of event in the shape of one; files that it has at hand."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.index.extract import Extracted
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.notices.lookup import AttachedFile
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.letters.lookup import KEPT, OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.writing.sheets import Sheet, SheetFile, file_content
from shenguan_docs.text import clean


def kind_of(office: Office, sheet: Sheet) -> Kind:
    """Return the form of a sheet. Raises NotFound where the kind or type is there no more."""
    if sheet.event_type:
        return form_of(find_type(office, sheet.event_type))
    return find_kind(office.kind_places, sheet.kind)


def lookup_for(office: Office, conn: Connection, sheet: Sheet, folder: Path | None = None) -> OfficeLookup:
    """Return what the checking of a sheet asks; without ``folder`` (``with_files``) its files are known by name only."""
    files = {f"{KEPT}{file.n}": _attached(file, folder or Path()) for file in sheet.files}
    texts = {file.sha256: Extracted(**json.loads(file.words)) for file in sheet.files if file.words}
    return OfficeLookup(
        conn,
        office.today,
        None,
        files,
        texts,
        office.kind_places,
        sees=rights.sight(office, conn),
        district=rights.lists_of(office),
    )


def _attached(file: SheetFile, folder: Path) -> AttachedFile:
    title = " ".join(clean(Path(file.name).stem).split()) or file.name
    return AttachedFile(title, file.name, folder / _place(file), file.sha256, file.size)


def _place(file: SheetFile) -> str:
    return f"{file.n}/{Path(file.name).name or 'file'}"  # under its own name: an event keeps that


def path_in(sheet: Sheet, key: str) -> str:
    """Return where ``with_files`` lays the file to which a form points by ``key``."""
    return next(_place(file) for file in sheet.files if f"{KEPT}{file.n}" == key)


@contextmanager
def with_files(office: Office, sheet: Sheet) -> Iterator[Path]:
    """Lay the files of a sheet into a folder for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        for file in sheet.files:
            path = Path(place) / _place(file)
            path.parent.mkdir()
            path.write_bytes(file_content(office, sheet.id, file.n))
        yield Path(place)


def about(kind: Kind, fields: Mapping[str, str]) -> str:
    """Return by what a list names a sheet: the first company or matter that is filled in."""
    for type in ("party", "matter", "reference"):
        for f in kind.all_fields:
            if f.type == type:
                name = f"{f.id}.0.name" if type == "party" else f"{f.id}.0"
                if fields.get(name, "").strip():
                    return fields[name].strip()[:60]
    return ""
