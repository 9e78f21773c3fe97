"""Reads the whole archive again and names everything that is missing, changed or too much."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from shenguan_docs.archive.files import shown
from shenguan_docs.archive.inventory import INVENTORY, parse_inventory
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.place import Entry, Look
from shenguan_docs.archive.report import ExpectedObject, Finding, Report
from shenguan_docs.archive.root import ROOT_FILES, object_place, part_id
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify_journal import check_journal
from shenguan_docs.archive.verify_object import ObjectCheck, read_regular

__all__ = ["ExpectedObject", "Finding", "Report", "verify"]
_PAIR = re.compile("[0-9a-f]{2}", re.ASCII)


def verify(
    archive: Archive,
    expected: Iterable[ExpectedObject] | None,
    journal_lines: Iterable[str] | None,
    *,
    quick: bool = False,
    hashed: Mapping[str, str] | None = None,
    look: Look | None = None,
) -> Report:
    """Check every object, every file, every journal line against the records and against each other.

    ``None`` for ``expected`` or ``journal_lines`` means that there are no records to compare with:
    the archive is then checked in itself. ``quick`` reads inventories and looks at presence and
    sizes only; ``hashed`` is what was read already (ahead.py), ``look`` what it was read from.
    No damage raises an error; each is a finding. Nothing may write meanwhile.
    """
    by_id: dict[str, list[ExpectedObject]] = {}
    for item in expected or ():
        by_id.setdefault(item.object_id, []).append(item)
    numbers = {object_id: items[-1].number for object_id, items in by_id.items()}

    look = look or archive.place.as_listed()
    journal = check_journal(JournalFiles(archive), archive, look, journal_lines, numbers)
    findings = list(journal.findings)
    objects = files = 0
    parts = {part_id(n): f"日志第 {n} 部分" for n in range(1, journal.open_part)}
    known: set[tuple[str, ...]] = set()
    for object_id, label in [*parts.items(), *((i, items[-1].label) for i, items in by_id.items())]:
        place = object_place(object_id)
        known.add(place)
        folder = "/".join(("objects", *place))
        check = ObjectCheck(look, folder, object_id, by_id.get(object_id, []), label, hashed)
        check.run(quick=quick)
        findings += check.findings
        objects, files = objects + check.present, files + check.checked

    labels = {object_id: (items[-1].label, items[-1].number) for object_id, items in by_id.items()}
    for finding, stray in _strays(look, known, labels):
        if stray is None or expected is not None:
            findings.append(finding)
        else:  # without records every object is checked by its own inventory
            folder = "/".join(("objects", *stray))
            check = ObjectCheck(look, folder, None, [], "/".join(stray), hashed)
            check.run(quick=quick)
            findings += check.findings
            objects, files = objects + check.present, files + check.checked
    if not files and not journal.entries:
        findings.append(
            Finding("nothing-checked", "", "archive", "没有核验到任何内容：档案里没有对象，也没有日志")
        )
    return Report(objects, files, journal.entries, tuple(findings))


_Labels = Mapping[str, tuple[str, str]]
"""How an office names a known object, and its letter's number."""


def _strays(
    look: Look, known: set[tuple[str, ...]], labels: _Labels
) -> Iterable[tuple[Finding, tuple[str, ...] | None]]:
    """Yield a finding for each thing in objects/ that is not known; with its place if it is an object."""
    for name, content in ROOT_FILES.items():
        data = read_regular(look, f"objects/{name}")
        if data != content:
            what = "缺失或读不出来" if data is None else "被改动"
            yield Finding("root-changed", "", f"objects/{name}", f"存储根的文件“{name}”{what}"), None
    own = {name for path in ROOT_FILES for name in (path, *_parents(path))}
    yield from _walk(look, (), known, own, labels)


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


def _walk(
    look: Look, place: tuple[str, ...], known: set[tuple[str, ...]], own: set[str], labels: _Labels
) -> Iterable[tuple[Finding, tuple[str, ...] | None]]:
    folder = "/".join(("objects", *place))
    where = shown(folder)
    try:
        entries: list[Entry] = sorted(look.entries(folder))
    except OSError:
        yield Finding("unreadable", "", where, f"文件夹“{where}”读不出来"), None
        return
    if not entries:
        yield Finding("folder-extra", "", where, f"多出空文件夹“{where}”"), None
    for entry in entries:
        here, path = (*place, entry.name), "/".join((*place, entry.name))
        real_folder = entry.is_folder
        where = shown(f"objects/{path}")
        if here in known:
            continue
        if path in own:  # its content is checked above
            if real_folder:
                yield from _walk(look, here, known, own, labels)
        elif real_folder and len(here) < 3 and all(_PAIR.fullmatch(name) for name in here):
            yield from _walk(look, here, known, own, labels)
        elif real_folder and len(here) == 3 and _PAIR.fullmatch(place[0]):
            identifier = _identifier(look, f"{folder}/{entry.name}")
            label, number = labels.get(identifier, ("", ""))
            what = f"里面写的是 {label}，不在它应在的位置" if label else "记录里没有它"
            message = f"多出归档对象“{shown(identifier or entry.name)}”，{what}"
            yield Finding("object-extra", number, where, message), here
        else:
            kind, code = ("文件夹", "folder-extra") if real_folder else ("文件", "file-extra")
            yield Finding(code, "", where, f"多出{kind}“{where}”，不属于任何对象"), None


def _identifier(look: Look, folder: str) -> str:
    try:
        return parse_inventory(read_regular(look, f"{folder}/{INVENTORY}") or b"").object_id
    except ValueError:
        return ""
