"""Every kept head against the journal: those in the journal, those in ``heads/``, those that a person kept outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.archive.files import sha256_file
from shenguan_docs.archive.report import Finding
from shenguan_docs.errors import NotFound, Refused, system_reason
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.signing import FOLDER
from shenguan_docs.proof.alone.proven import Proven
from shenguan_docs.proof.audit import Trouble, audit, put_between
from shenguan_docs.proof.heads import FILE_PREFIX, Kept, read_kept
from shenguan_docs.register import heads, journal

_LARGEST = 256 << 20  # bytes of a head's file: some millions of entries


def head_findings(
    office: Office, conn: Connection, outside: Sequence[Path], numbers: Mapping[str, str]
) -> list[Finding]:
    """Return what the heads show. ``numbers`` leads from a letter's record to its number.

    Raises NotFound, Refused for an ``outside`` file or folder that is not there or holds no head.
    """
    kept: dict[str, Kept] = {}
    broken: list[Finding] = []
    for place, required in [(office.root / FOLDER, False), *((one, True) for one in outside)]:
        for path in _files(place, required):
            try:
                _take(kept, _read(path, str(path)))
            except (OSError, ValueError) as error:
                broken.append(_unreadable(path, error))
    entered = heads.heads(conn)
    for head in entered:
        where = f"流水账第 {head.seq} 条"
        try:
            one = read_kept(head.text, where)
            nodes = tuple(bytes.fromhex(node) for node in head.nodes)
            _take(kept, replace(one, nodes=nodes))
        except ValueError:
            broken.append(Finding("head-broken", "", where, "登记的树头损坏，读不出来"))
    keys = {key.public.partition(" ")[2]: key.lost for key in heads.keys(conn)}
    troubles = audit(lambda: journal.lines(conn), list(kept.values()), keys)
    if not troubles:  # else places have moved for the reason that was found
        troubles = [
            one
            for head in entered
            for one in put_between(head.size, head.seq, journal.lines(conn, head.size))
        ]
    return broken + [_finding(trouble, numbers) for trouble in troubles]


def _take(kept: dict[str, Kept], one: Kept) -> None:
    """Of the same head in several places all is taken that any of them tells."""
    if one.fault:
        kept[one.where] = one
        return
    known = kept.get(one.head.signed, one)
    kept[one.head.signed] = replace(
        known, details=known.details or one.details, nodes=known.nodes or one.nodes
    )


def _finding(trouble: Trouble, numbers: Mapping[str, str]) -> Finding:
    number = numbers.get(trouble.record, "")
    message = trouble.message
    if number and number not in message:
        message = message.replace(trouble.record, f"{number} {trouble.record}", 1)
    if not number and "〔" in trouble.record:  # of a letter that is gone only the kept words tell the number
        number = trouble.record
    return Finding(trouble.code, number, trouble.where, message)


def _files(place: Path, required: bool) -> Iterator[Path]:
    """Yield the heads' files of a folder, or the file itself."""
    if place.is_dir():
        found = sorted(path for path in place.rglob(f"{FILE_PREFIX}*.txt"))
        if required and not found:
            raise NotFound(
                "文件夹里没有树头文件", where=str(place), remedy=f"树头文件的名称是 {FILE_PREFIX}….txt"
            )
        yield from found
    elif place.exists():
        yield place
    elif required:
        raise NotFound("没有这个文件或者文件夹", where=str(place))


def _read(path: Path, where: str) -> Kept:
    if path.stat().st_size > _LARGEST:
        raise ValueError("too large")
    return read_kept(path.read_bytes().decode("utf-8"), where)


def _unreadable(path: Path, error: OSError | ValueError) -> Finding:
    reason = system_reason(error) if isinstance(error, OSError) else "内容损坏，或者不是树头"
    return Finding("head-broken", "", str(path), f"树头文件读不出来（{reason}）")


def require_heads(places: Sequence[Path]) -> None:
    """Raise NotFound, Refused where an outside place is not there or holds no head, before anything is read."""
    for place in places:
        for path in _files(place, required=True):
            if not path.is_file():
                raise Refused("不是文件", where=str(path))


def check_proof(office: Office, place: Path) -> list[Finding]:
    """Check a proof file that somebody holds: in itself, and against the journal. Raises Refused where it is none."""
    try:
        told = json.loads(place.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "内容损坏，或者不是证明"
        raise Refused(f"证明文件读不出来（{reason}）", where=str(place)) from error
    proven = Proven(told)
    where = str(place)
    found = [Finding("proof-wrong", "", where, problem) for problem in proven.problems]
    for path, digest in sorted(proven.files.items()):  # those that lie beside the proof
        file = place.parent / path
        inside = not path.startswith("/") and ".." not in path.split("/")
        if inside and file.is_file() and sha256_file(file) != digest:
            found.append(Finding("proof-wrong", "", str(file), f"“{path}”被改动，与证明不一致"))
    if proven.head is not None and not proven.problems:
        kept = Kept(proven.head, where)
        with office.reading() as conn:
            keys = {key.public.partition(" ")[2]: key.lost for key in heads.keys(conn)}
            found += [_finding(one, {}) for one in audit(lambda: journal.lines(conn), [kept], keys)]
        office.notify(f"{kept.name}证明流水账的 {proven.entries} 条、归档的 {len(proven.files)} 个文件。")
    return found
