"""Sheets: forms that somebody is filling in, kept in desk.db with every change, until they become a draft or an event.

A sheet belongs to one person. Each of its inputs bears the revision at which it was last changed; a save says on which
revision it rests, so that what was typed elsewhere meanwhile is shown and never overwritten.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.people.desk_tables import Desk
from shenguan_docs.office.people.safe import safe

EVENT = "event:"  # how the ``kind`` of a sheet begins that registers an event of the type named behind it
MOST_INPUTS, MOST_CHARACTERS = 3000, 2_000_000  # of one sheet
_KEPT = timedelta(days=14)  # a sheet that became something leads there for so long
_UNTOUCHED = timedelta(days=2)  # one in which nothing was typed is kept for so long


@dataclass(frozen=True)
class Origin:
    """What a sheet starts from: the event (id), the ``letter`` (as it was asked for), the draft that it changes (as
    of ``base``, a version), the event that it changes (``subject``); ``about`` is what a list names it by, ``remarks``
    were said when it began.
    """

    event: str = ""
    letter: str = ""
    draft: str = ""
    base: int = 0
    subject: str = ""
    about: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetFile:
    """A file of a sheet: its number, the id of the field that it belongs to, its own name; ``words`` as a draft has them."""

    n: int
    field: str
    name: str
    sha256: str
    size: int
    words: str = ""


@dataclass(frozen=True)
class Sheet:
    """A form in work. ``fields`` are its inputs as typed, ``stamps`` the revision of each; ``changed`` is ISO time.

    ``target`` is the id that its draft will have, ``made`` the id of what it became, "" while it is open.
    """

    id: str
    owner: str
    kind: str
    origin: Origin
    fields: Mapping[str, str]
    stamps: Mapping[str, int]
    revision: int
    changed: str
    target: str = ""
    made: str = ""
    files: tuple[SheetFile, ...] = ()

    @property
    def event_type(self) -> str:
        """The type of event that it registers, "" for a letter."""
        return self.kind.removeprefix(EVENT) if self.kind.startswith(EVENT) else ""


@dataclass(frozen=True)
class Clash:
    """An input that was changed here and elsewhere."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Saved:
    """What a save answers: the sheet, what clashed (and was not saved), what was changed elsewhere meanwhile."""

    sheet: Sheet
    clashes: tuple[Clash, ...] = ()
    others: Mapping[str, str] = field(default_factory=dict)


def begin(
    office: Office,
    kind: str,
    fields: Mapping[str, str],
    origin: Origin = Origin(),
    files: Iterable[tuple[str, str, str, str, bytes]] = (),
) -> Sheet:
    """Lay a new sheet on the desk; ``files`` are (field, name, SHA-256, words, content). Raises Forbidden."""
    rights.require(office, "write")
    id, now = secrets.token_urlsafe(9).replace("-", "x").replace("_", "y"), office.now()
    filled = {name: value for name, value in fields.items() if value}
    with safe(office) as conn:
        conn.execute("DELETE FROM sheet_files WHERE sheet IN (SELECT id FROM sheets WHERE made != '')")
        conn.execute("DELETE FROM sheets WHERE made != '' AND changed < ?", ((now - _KEPT).isoformat(),))
        conn.execute(
            "DELETE FROM sheets WHERE revision = 1 AND changed < ?", ((now - _UNTOUCHED).isoformat(),)
        )
        conn.execute("DELETE FROM sheet_files WHERE sheet NOT IN (SELECT id FROM sheets)")
        conn.execute(
            "INSERT INTO sheets VALUES (?, ?, ?, ?, ?, '{}', 1, ?, '', '')",
            (id, office.actor, kind, _origin_text(origin), _text(filled), now.isoformat()),
        )
        for field_id, name, sha256, words, content in files:
            _add_file(conn, id, field_id, name, sha256, words, content)
        return _load(conn, office, id)


def load(office: Office, id: str) -> Sheet:
    """Return one's own sheet. Raises NotFound."""
    rights.require(office, "write")
    with safe(office, reading=True) as conn:
        return _load(conn, office, id)


def open_sheets(office: Office) -> list[Sheet]:
    """Return one's own sheets that are not finished, the last touched first; not those in which nothing was typed."""
    return [sheet for sheet in own_sheets(office) if sheet.revision > 1]


def own_sheets(office: Office) -> list[Sheet]:
    """Return one's own sheets that are not finished, the last touched first."""
    with safe(office, reading=True) as conn:
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM sheets WHERE owner = ? AND made = '' ORDER BY changed DESC LIMIT 200",
            (office.actor,),
        )
        return [_sheet(row, ()) for row in rows.fetchall()]


def of_draft(office: Office, draft: str) -> list[Sheet]:
    """Return the open sheets of everybody that change this draft. Who may see the draft was asked by the caller."""
    with safe(office, reading=True) as conn:
        rows = conn.execute(
            f"SELECT {_COLUMNS} FROM sheets WHERE made = '' AND origin LIKE ?", (f'%"{draft}"%',)
        )
        return [sheet for row in rows.fetchall() if (sheet := _sheet(row, ())).origin.draft == draft]


def save(office: Office, id: str, fields: Mapping[str, str], base: int) -> Saved:
    """Keep what was typed, resting on revision ``base``; an input that was changed elsewhere since is not overwritten.

    Raises NotFound, Refused (too much; it became a draft already).
    """
    with safe(office) as conn:
        sheet = _load(conn, office, id)
        require_open(sheet)
        clashes, others = [], {}
        now, stamps = dict(sheet.fields), dict(sheet.stamps)
        for name, value in fields.items():
            if now.get(name, "") == value:
                continue
            if stamps.get(name, 1) > base:
                clashes.append(Clash(name, value, now.get(name, "")))
                continue
            stamps[name] = sheet.revision + 1
            now[name] = value
        for name, stamp in sheet.stamps.items():
            if stamp > base and name not in fields:
                others[name] = now.get(name, "")
        if stamps != sheet.stamps:
            _require_sane(now)
            sheet = replace(
                sheet,
                fields=now,
                stamps=stamps,
                revision=sheet.revision + 1,
                changed=office.now().isoformat(),
            )
            conn.execute(
                "UPDATE sheets SET fields = ?, stamps = ?, revision = ?, changed = ? WHERE id = ?",
                (_text(now), _text(stamps), sheet.revision, sheet.changed, id),
            )
        return Saved(sheet, tuple(clashes), others)


def renamed(origin: Origin, about: str) -> Origin:
    """Return an origin by which lists name the sheet otherwise."""
    return replace(origin, about=about)


def set_origin(office: Office, sheet: Sheet, origin: Origin) -> None:
    """Let a sheet rest on another version of its draft, or be named otherwise."""
    with safe(office) as conn:
        conn.execute("UPDATE sheets SET origin = ? WHERE id = ?", (_origin_text(origin), sheet.id))


def target_of(office: Office, id: str) -> str:
    """Return the id that the draft of a sheet has: settled once, so that two clicks make one draft."""
    with safe(office) as conn:
        sheet = _load(conn, office, id)
        if not sheet.target:
            sheet = replace(sheet, target=office.new_id(office.today))
            conn.execute("UPDATE sheets SET target = ? WHERE id = ?", (sheet.target, id))
        return sheet.target


def finish(office: Office, id: str, made: str) -> None:
    """Note what a sheet became; its files are the draft's now."""
    with safe(office) as conn:
        _load(conn, office, id)
        conn.execute(
            "UPDATE sheets SET made = ?, changed = ? WHERE id = ?", (made, office.now().isoformat(), id)
        )
        conn.execute("DELETE FROM sheet_files WHERE sheet = ?", (id,))


def discard(office: Office, id: str) -> None:
    """Throw a sheet away, with its files. Raises NotFound."""
    with safe(office) as conn:
        _load(conn, office, id)
        conn.execute("DELETE FROM sheet_files WHERE sheet = ?", (id,))
        conn.execute("DELETE FROM sheets WHERE id = ?", (id,))


def add_file(
    office: Office, id: str, field_id: str, name: str, sha256: str, words: str, content: bytes
) -> int:
    """Keep a file of a sheet; the same one in the same field is kept once. Return its number. Raises NotFound, Refused."""
    with safe(office) as conn:
        sheet = _load(conn, office, id)
        require_open(sheet)
        for file in sheet.files:
            if (file.field, file.sha256) == (field_id, sha256):
                return file.n
        number = _add_file(conn, id, field_id, name, sha256, words, content)
        conn.execute(
            "UPDATE sheets SET revision = revision + 1, changed = ? WHERE id = ?",
            (office.now().isoformat(), id),
        )
        return number


def drop_file(office: Office, id: str, n: int) -> None:
    """Take a file out of a sheet. Raises NotFound."""
    with safe(office) as conn:
        require_open(_load(conn, office, id))
        conn.execute("DELETE FROM sheet_files WHERE sheet = ? AND n = ?", (id, n))
        conn.execute("UPDATE sheets SET revision = revision + 1 WHERE id = ?", (id,))


def file_content(office: Office, id: str, n: int) -> bytes:
    """Return what a file of a sheet holds. Raises NotFound."""
    with safe(office, reading=True) as conn:
        _load(conn, office, id)
        row = conn.execute("SELECT content FROM sheet_files WHERE sheet = ? AND n = ?", (id, n)).fetchone()
    if row is None:
        raise NotFound("没有这个文件", remedy="它可能已经去掉了，刷新这一页")
    return bytes(row[0])


def require_open(sheet: Sheet) -> None:
    """Raise Refused for a sheet that became something already."""
    if sheet.made:
        raise Refused("这一件已经写成，不在这里改了", remedy="打开它的草稿，在那里修改")


# -- desk.db ---------------------------------------------------------------------------------

_COLUMNS = "id, owner, kind, origin, fields, stamps, revision, changed, target, made"


def _load(conn: Desk, office: Office, id: str) -> Sheet:
    row = conn.execute(f"SELECT {_COLUMNS} FROM sheets WHERE id = ?", (id,)).fetchone()
    if row is None or row[1] != office.actor:
        raise NotFound("没有这份没写完的文书", remedy="它可能已经丢弃，在首页看“我没写完的”")
    files = conn.execute(
        "SELECT n, field, name, sha256, size, words FROM sheet_files WHERE sheet = ? ORDER BY n", (id,)
    )
    return _sheet(row, tuple(SheetFile(*file) for file in files.fetchall()))


def _sheet(row: tuple[str, ...], files: tuple[SheetFile, ...]) -> Sheet:
    id, owner, kind, origin, fields, stamps, revision, changed, target, made = row
    said = json.loads(origin)
    return Sheet(
        id, owner, kind, Origin(**{**said, "remarks": tuple(said["remarks"])}), json.loads(fields),
        json.loads(stamps), int(revision), changed, target, made, files,
    )  # fmt: skip


def _add_file(
    conn: Desk, sheet: str, field_id: str, name: str, sha256: str, words: str, content: bytes
) -> int:
    last = conn.execute("SELECT max(n) FROM sheet_files WHERE sheet = ?", (sheet,)).fetchone()[0] or 0
    conn.execute(
        "INSERT INTO sheet_files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (sheet, last + 1, field_id, name, sha256, len(content), words, content),
    )
    return int(last) + 1


def _origin_text(origin: Origin) -> str:
    return _text({**vars(origin), "remarks": list(origin.remarks)})


def _text(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _require_sane(fields: Mapping[str, str]) -> None:
    if len(fields) > MOST_INPUTS or sum(map(len, fields.values())) > MOST_CHARACTERS:
        raise Refused("填的内容太多，存不下", remedy="长的内容作附件")
