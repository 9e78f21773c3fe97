"""The files of past letters: read, checked, and kept as an object of the archive of their own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused, ShenguanError
from shenguan_docs.index.extract import Extracted, extract_text, file_kind
from shenguan_docs.office.finding.rereading import note_unread
from shenguan_docs.office.letters.letter_object import MANIFEST, WORDS, canonical_json, plain_suffix
from shenguan_docs.office.letters.lookup import refuse_secret
from shenguan_docs.office.letters.preparing import words_json
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers import joining
from shenguan_docs.register import past
from shenguan_docs.register.letters import ObjectRef
from shenguan_docs.register.past_records import PastFile, PastLetter
from shenguan_docs.text import readable_name

_AT_ONCE = 20
_READERS = 2  # each reads one file in a child process


@dataclass(frozen=True)
class OldFile:
    """A file as it was read: its content stays on disk until it is kept."""

    path: Path
    name: str
    sha256: str
    size: int
    text: Extracted


def read_file(path: Path) -> OldFile:
    """Read a file that is to be kept. Raises NotFound, Refused (empty, not what its name says, marked secret)."""
    if path.is_dir():
        raise Refused("这是文件夹，不是文件", where=str(path))
    if not path.is_file():
        raise NotFound("没有这个文件", where=str(path), remedy="核对路径")
    name = readable_name(path.name)
    file_kind(path, name)
    content = path.read_bytes()
    text = extract_text(content, name)
    refuse_secret(text, name)
    return OldFile(path, name, hashlib.sha256(content).hexdigest(), len(content), text)


def keep_files(
    office: Office, conn: Connection, letter: PastLetter, found: Sequence[OldFile]
) -> tuple[PastFile, ...]:
    """Join files to a past letter that has none, in the caller's transaction. Raises Refused if one changed."""
    stored = {f"files/{n:02}{plain_suffix(file.name)}": file for n, file in enumerate(found, 1)}
    files = tuple(PastFile(file.name, name, file.sha256, file.size) for name, file in stored.items())
    contents: dict[str, bytes | Path] = {name: file.path for name, file in stored.items()}
    words = canonical_json([json.loads(words_json(file.text)) for file in found])
    contents[WORDS] = words
    contents[MANIFEST] = canonical_json(
        {
            "id": letter.id,
            "number": letter.number,
            "title": letter.title,
            "source": letter.source,
            "line": letter.line,
            "files": {
                file.stored_name: {
                    "sha256": file.sha256,
                    "size": file.size,
                    "original_name": file.original_name,
                }
                for file in files
            }
            | {WORDS: {"sha256": hashlib.sha256(words).hexdigest(), "size": len(words)}},
        }
    )
    at = office.now()
    message = f"旧文书 {letter.number or letter.title}"
    version = office.archive.stage(letter.id, contents, message=message, user=office.actor, at=at)
    reference = ObjectRef(version.object_id, int(version.version.removeprefix("v")), version.inventory)
    past.add_files(conn, letter.id, files, reference, at=at, by=office.actor)
    note_unread(office, conn, letter.id, [file.name for file in found], [file.text for file in found])
    return files


@dataclass(frozen=True)
class FolderJoined:
    """What became of a folder of old files: how many were joined, which names by letter, what was left and why."""

    count: int
    names: Mapping[str, tuple[str, ...]]
    left: tuple[tuple[str, str], ...]
    without_file: tuple[str, ...]


def join_folder(
    office: Office,
    folder: Path,
    files: Sequence[Path],
    letters: Sequence[PastLetter],
    held: Collection[str],
    *,
    dry_run: bool,
) -> FolderJoined:
    """Join the files of a folder to letters; those ``held`` have theirs already. Twenty letters in a transaction."""
    joined = joining.join(folder, files, letters)
    names = {id: tuple(str(p.relative_to(folder)) for p in paths) for id, paths in joined.files.items()}
    left = [(str(path.relative_to(folder)), reason) for path, reason in joined.left]
    without = tuple(one.id for one in letters if one.id not in joined.files and one.id not in held)
    waiting = [one for one in letters if one.id in joined.files and one.id not in held]
    if dry_run or not waiting:
        return FolderJoined(sum(len(joined.files[one.id]) for one in waiting), names, tuple(left), without)
    count = 0
    with office.progress("归入文件", len(waiting)) as show, ThreadPoolExecutor(_READERS) as readers:
        for start in range(0, len(waiting), _AT_ONCE):
            batch = waiting[start : start + _AT_ONCE]
            read = list(readers.map(lambda one: _read(folder, joined.files[one.id]), batch))
            with office.writing() as conn:
                lack = past.without_files(conn, [one.id for one in batch])
                for letter, (good, bad) in zip(batch, read, strict=True):
                    left += bad
                    if good and letter.id in lack:
                        keep_files(office, conn, letter, good)
                        count += len(good)
            show(start + len(batch))
    return FolderJoined(count, names, tuple(left), without)


def _read(folder: Path, paths: Sequence[Path]) -> tuple[list[OldFile], list[tuple[str, str]]]:
    good: list[OldFile] = []
    bad: list[tuple[str, str]] = []
    for path in paths:
        try:
            good.append(read_file(path))
        except OfficeUnusable:
            raise
        except ShenguanError as error:  # one bad file must not keep the others out
            bad.append((str(path.relative_to(folder)), f"没有归入：{error.message}"))
        except OSError:
            bad.append((str(path.relative_to(folder)), "没有归入：读不出来，请核对权限"))
    return good, bad
