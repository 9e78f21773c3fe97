"""Answer what the checking of a form asks: from the records, from the folder beside the data, from a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from shenguan_docs.errors import NotFound, Refused, ShenguanError
from shenguan_docs.index.extract import Extracted, extract_text, file_kind, secrecy_mark
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import family
from shenguan_docs.notices.lookup import AttachedFile, Reference
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.parties.party import Party
from shenguan_docs.plan.departments import (
    Department,
    Directory,
    Person,
    department_of,
    find_department,
    find_person,
)
from shenguan_docs.plan.matters import Matter, MatterList, find_matter
from shenguan_docs.register import documents, lookups, past, plan_records, received, schema
from shenguan_docs.register.letters import IssuedRecord
from shenguan_docs.text import clean, readable_name

KEPT = "kept-file:"  # how a draft's data names a file that the draft itself keeps


@dataclass
class Known:
    """What letters of one transaction have in common, read once: the directory and the list by day, kinds by slug."""

    directories: dict[date, Directory] = field(default_factory=dict)
    lists: dict[tuple[date, str], MatterList] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)


def _everything(_id: str) -> bool:
    return True


@dataclass
class OfficeLookup:
    """What the office knows on the day ``on``; ``folder`` is where attachments are sought first.

    ``kept`` maps a draft's file names (``kept-file:1``) to files that were checked when it was drafted.
    ``texts`` collects the words of each attachment by its SHA-256, for the archive and the index.
    ``kind_places`` are where kinds lie: they tell what an own kind was copied from. ``sees`` says of a record's id
    whether the person who writes may see it: what may not be seen is cited by nobody, so that no title leaks.
    ``district`` (code) is where the letter is written: its matter list comes before the city's.
    """

    conn: Connection
    on: date
    folder: Path | None = None
    kept: Mapping[str, AttachedFile] = field(default_factory=dict)
    texts: dict[str, Extracted] = field(default_factory=dict)
    kind_places: Sequence[Path] = ()
    known: Known = field(default_factory=Known)
    sees: Callable[[str], bool] = _everything
    district: str = ""

    @classmethod
    def of_writer(cls, office: Office, conn: Connection) -> OfficeLookup:
        """Return what the person at the desk may look up today, in the district that is his."""
        return cls(
            conn,
            office.today,
            kind_places=office.kind_places,
            sees=rights.sight(office, conn),
            district=rights.lists_of(office),
        )

    @property
    def directory(self) -> Directory:
        """Departments, and the people of the day."""
        if self.on not in self.known.directories:
            self.known.directories[self.on] = plan_records.directory(self.conn, self.on)
        return self.known.directories[self.on]

    @property
    def matters(self) -> MatterList:
        """The list in force on the day; a letter from before the first list goes by the first."""
        key = self.on, self.district
        if key not in self.known.lists:
            self.known.lists[key] = self._list()
        return self.known.lists[key]

    def _list(self) -> MatterList:
        try:
            return plan_records.matter_list(self.conn, self.on, self.district)
        except NotFound:
            first = plan_records.first_matter_list(self.conn, self.district)
            if first is None:
                raise NotFound("还没有事项清单", remedy="先运行 shenguan matters import 清单文件") from None
            return first

    def version_of(self, matter: Matter) -> int:
        """Return the version of the list that a matter stands in."""
        return self.matters.list_of(matter.name).version

    def department(self, typed: str) -> Department:
        """Find a department as it was typed, or by key."""
        return find_department(self.directory, typed, self.district)

    def department_of(self, key: str) -> Department:
        """Return the department with this key."""
        return department_of(self.directory, key)

    def matter(self, typed: str) -> Matter:
        """Find a matter by name or code."""
        return find_matter(self.matters, typed)

    def is_name(self, words: str) -> bool:
        """Whether a matter or a department is called so."""
        for find in (self.matter, self.department):
            try:
                find(words)
            except ShenguanError:
                continue
            return True
        return False

    def person(self, name: str) -> Person | None:
        """Find a person in post on the day; None for somebody who is not on the list."""
        try:
            return find_person(self.directory, name, on=self.on)
        except Refused:
            return None

    def letter(self, typed: str) -> Reference:
        """Find a letter or 收文 of this office by number or id; a void letter too, with the reason."""
        found = self._found(typed)
        if found.id and not self.sees(found.id):
            raise _unknown(typed)
        return found

    def _found(self, typed: str) -> Reference:
        try:
            letter = documents.find(self.conn, typed)
        except NotFound:
            try:
                got = received.find(self.conn, typed)
            except NotFound:
                return self._past(typed)
            return Reference(
                got.title, got.sender_number, got.day, got.sender, got.id, sender_key=self.key_of(got.sender)
            )
        return self._cited(letter)

    def _past(self, typed: str) -> Reference:
        """A letter of an old register, or by hand: what follows it is not known."""
        try:
            old = past.find(self.conn, typed)
        except NotFound:
            raise _unknown(typed) from None
        number = old.number if old.direction == "out" else old.sender_number
        reason = old.state_reason if old.state == "void" else ""
        sender = self.key_of(old.sender)
        return Reference(
            old.title, number, old.day, old.sender, old.id, sender_key=sender, void_reason=reason
        )

    def _cited(self, letter: IssuedRecord) -> Reference:
        receivers = [(r.role, r.department) for r in letter.receivers if r.department]
        answers = [
            related.record.number if related.record else related.relation.number
            for related in lookups.relations(self.conn, letter.id)
            if related.incoming and related.relation.relation == "answers"
            if related.record is None or related.record.state != "void"
        ]
        return Reference(
            letter.title,
            letter.number,
            letter.written_on,
            letter.sender_name,
            letter.id,
            sender_key=letter.sender,
            issued=True,
            receivers=tuple(key for role, key in receivers if role == "main"),
            copies=tuple(key for role, key in receivers if role == "copy"),
            kinds=family(self.kind_places, letter.kind),
            kind_name=letter.kind_name,
            genre=letter.genre,
            parties=tuple(Party(p.name, p.uscc, p.id_number) for p in letter.parties),
            matters=tuple(m.name for m in letter.matters),
            answered_by=tuple(answers),
            void_reason=letter.void_reason if letter.state == "void" else "",
        )

    def key_of(self, sender: str) -> str:
        """Return the key of the department of that name, "" for a body that is not on the list."""
        try:
            return self.department(sender).key
        except Refused:
            return ""

    def attachment(self, path: str, kind_folder: Path) -> AttachedFile:
        """Find and check a file: it exists, is what it says it is, and bears no mark of secrecy."""
        if path in self.kept:
            return self.kept[path]
        for folder in (self.folder, kind_folder):
            if folder is not None and _is_file(folder / path):
                return self._checked(folder / path)
        where = str((self.folder or kind_folder).absolute())
        raise NotFound(f"没有找到文件“{path}”", remedy=f"放在 {where}，或写完整路径")

    def _checked(self, path: Path) -> AttachedFile:
        content, name = path.read_bytes(), readable_name(path.name)
        file_kind(path, name)
        digest = hashlib.sha256(content).hexdigest()
        extracted = self.texts.get(digest) or extract_text(path, name)
        refuse_secret(extracted, name)
        self.texts[digest] = extracted
        title = " ".join(clean(Path(name).stem).split())
        return AttachedFile(title or name, name, path, digest, len(content))


def district_of(conn: Connection, *, department: str = "", event: str = "") -> str:
    """Return the district (code) of a department (key), or of the matter list by which an event was entered."""
    if event:
        version = conn.execute(
            select(schema.events.c.matter_version).where(schema.events.c.id == event)
        ).scalar()
        return plan_records.districts_of_lists(conn).get(version or 0, "")
    return next((d.district for d in plan_records.departments(conn) if d.key == department), "")


def _unknown(typed: str) -> NotFound:
    return NotFound(
        f"本单位没有文号或编号为“{typed}”的文书",
        remedy="核对文号；外来文书写 { sender, number, title, date } 四项",
    )


def read_ahead(kind: Kind, data: Mapping[str, Any], folder: Path | None) -> dict[str, Extracted]:
    """Read the files that ``data`` names, before the office is locked: OCR may take minutes.

    Returns their words by SHA-256. What is wrong with a file is said in its turn, by ``attachment``.
    """
    texts: dict[str, Extracted] = {}
    for path in _named_files(kind, data):
        found = [place / path for place in (folder, kind.folder) if place and _is_file(place / path)]
        if found:
            with suppress(ShenguanError, OSError):
                content, name = found[0].read_bytes(), readable_name(found[0].name)
                texts[hashlib.sha256(content).hexdigest()] = extract_text(content, name)
    return texts


def _named_files(kind: Kind, data: Mapping[str, Any]) -> Iterator[str]:
    for known in kind.all_fields:
        if known.type == "attachment":
            value = data.get(known.id) or data.get(known.label)
            for item in value if isinstance(value, list) else [value]:
                named = item.get("path") if isinstance(item, Mapping) else item
                if isinstance(named, str):
                    yield named


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long to be one
        return False


def refuse_secret(extracted: Extracted, name: str) -> None:
    """Refuse a file that is marked 秘密, 机密 or 绝密."""
    mark = secrecy_mark(extracted.text, name, extracted.metadata)
    if mark:
        raise Refused(
            f"“{name}”标有密级“{mark}”，本系统不处理涉密文件", remedy="涉密件按保密规定另行办理，不要录入"
        )
