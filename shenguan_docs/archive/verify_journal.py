"""Compares the journal in the archive, line by line, with the records' own journal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

from shenguan_docs.archive.files import shown
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.journal_reading import (
    JournalCheck,
    JournalLine,
    check_files,
    encoded,
    line_hash,
    stored_lines,
)
from shenguan_docs.archive.place import Look
from shenguan_docs.archive.report import Finding
from shenguan_docs.archive.root import part_name
from shenguan_docs.archive.store import Archive

_BREAK = "与前一条接不上（档案与数据库相同）"
_LONG_RUN = 20  # as many lines are named one by one; a longer run is one finding


def check_journal(
    journal: JournalFiles,
    archive: Archive,
    look: Look,
    records: Iterable[str] | None,
    numbers: Mapping[str, str],
) -> JournalCheck:
    """Check the journal's files and lines; ``records`` None: the lines are checked in themselves.

    ``numbers`` leads from object identifier to the letter's number, for lines whose record is its end.
    """
    check = JournalCheck()
    names = {identifier.rsplit(":", 1)[-1]: number for identifier, number in numbers.items()}
    check_files(journal, look, check)
    stored = stored_lines(archive, look, check)
    if records is None:
        _check_chain(stored, check, names)
        return check
    known = enumerate(records, 1)
    before: JournalLine | None = None
    upcoming = b""
    while True:  # as long as both are equal nothing is kept in memory, and each line is read once
        here, (n, text) = next(stored, None), next(known, (0, ""))
        if here is None and not n:
            break
        if here is None or not n or here.text != text:
            upcoming = encoded(text) if here is None else b""
            rest = [JournalLine.of(text, _record(n)) for n, text in ([(n, text)] if n else []) + list(known)]
            _compare([here, *stored] if here else [], rest, before, check, names)
            break
        if not here.follows(before):
            _add("journal-chain", here, _BREAK, check, names)
        before = here
    tail = check.tail.rstrip(b"\0")
    if check.tail and not (tail and upcoming.startswith(tail)):  # else: a write cut off, not yet repeated
        message = f"日志末尾多出 {len(check.tail)} 个字节，不成一条日志"
        check.findings.append(Finding("journal-torn", "", f"journal/{part_name(check.open_part)}", message))
    return check


def _record(number: int) -> str:
    return f"数据库日志第 {number} 条"


def _compare(
    stored: list[JournalLine],
    known: list[JournalLine],
    before: JournalLine | None,
    check: JournalCheck,
    names: Mapping[str, str],
) -> None:
    """Name the differences of what follows the last equal line ``before``."""
    places = {line.text: n for n, line in enumerate(known)}
    matched: dict[int, int] = {}  # place in the records → place in the archive
    unknown: list[int] = []
    for n, line in enumerate(stored):
        place = places.get(line.text)
        if place is None:
            unknown.append(n)
        elif place in matched:
            _add("journal-extra", line, "重复出现，多出一条", check, names)
        else:
            matched[place] = n
    missing = {known[n].seq: n for n in range(len(known)) if n not in matched}

    unrecorded: list[JournalLine] = []
    altered: dict[tuple[str, str], list[JournalLine]] = {}
    for n in unknown:
        line, previous = stored[n], stored[n - 1] if n else before
        fits = line.follows(previous) and (n + 1 == len(stored) or stored[n + 1].follows(line))
        place = missing.pop(line.seq, None)
        if place is None and not fits:
            place = _gap(previous, known, places, missing)
        if place is not None:
            code, what, told = _altered(line, known, place)
            altered.setdefault((code, what), []).append(told)
        elif fits:
            unrecorded.append(line)
        else:
            _add("journal-extra", line, "多出，数据库里没有这一条", check, names)
    for (code, what), lines in altered.items():
        _add_runs(code, lines, what, check, names)
    _add_runs("records-missing", unrecorded, "在档案里前后相接，数据库里没有", check, names)
    _add_runs("journal-missing", [known[n] for n in sorted(missing.values())], "在档案里缺失", check, names)
    for n in _out_of_order([matched[place] for place in sorted(matched)]):
        _add("journal-order", stored[n], "的次序被改动", check, names)
    for n, line in enumerate(known):
        same_before = n in matched and matched[n] == (matched.get(n - 1, -2) + 1 if n else 0)
        if same_before and not line.follows(known[n - 1] if n else before):
            _add("journal-chain", line, _BREAK, check, names)


def _gap(
    previous: JournalLine | None,
    known: list[JournalLine],
    places: Mapping[str, int],
    missing: dict[int, int],
) -> int | None:
    """Return the records' line that stood after ``previous``, if the archive lacks it."""
    place = places.get(previous.text, -1) + 1 if previous else 0
    if place < len(known) and missing.get(known[place].seq) == place:
        return missing.pop(known[place].seq)
    return None


def _altered(line: JournalLine, known: list[JournalLine], place: int) -> tuple[str, str, JournalLine]:
    """Say which of two different lines the next line vouches for: a finding's code and words, the line to name."""
    own = known[place]
    following = known[place + 1].entry if place + 1 < len(known) else None
    vouched = following["prev"] if following else ""
    told = JournalLine(own.text, line.where, own.entry or line.entry)
    if vouched == line_hash(line.text):
        return "records-changed", "在数据库里被改动（档案里的与后一条相符）", own
    if vouched == line_hash(own.text):
        return "journal-changed", "在档案里被改动", told
    return "journal-changed", "在档案与数据库里不一致", told


def _out_of_order(places: list[int]) -> list[int]:
    """Return the fewest values whose removal leaves the rest ascending."""
    ends: list[int] = []  # the smallest end of an ascending run of each length
    tops: list[int] = []  # and where in ``places`` it stands
    back: list[int] = []
    for n, place in enumerate(places):
        length = bisect_left(ends, place)
        back.append(tops[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        tops[length : length + 1] = [n]
    kept, n = set(), tops[-1] if tops else -1
    while n >= 0:
        kept.add(n)
        n = back[n]
    return sorted(place for n, place in enumerate(places) if n not in kept)


def _check_chain(stored: Iterator[JournalLine], check: JournalCheck, names: Mapping[str, str]) -> None:
    before: JournalLine | None = None
    for line in stored:
        if line.entry is None:
            _add("journal-chain", line, "损坏，不是一条日志", check, names)
        elif not line.follows(before):
            _add("journal-chain", line, "与前一条接不上：前一条被改动，或其间有增删", check, names)
        before = line


def _add_runs(
    code: str, lines: list[JournalLine], what: str, check: JournalCheck, names: Mapping[str, str]
) -> None:
    """Add a finding for each line, but only one for a long run of lines that follow each other."""
    runs: list[list[JournalLine]] = []
    for line in lines:
        if runs and line.seq == runs[-1][-1].seq + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        if len(run) > _LONG_RUN:
            message = f"日志第 {run[0].seq} 至 {run[-1].seq} 条{what}，共 {len(run)} 条"
            check.findings.append(Finding(code, "", shown(run[0].where), message))
        else:
            for line in run:
                _add(code, line, what, check, names)


def _add(code: str, line: JournalLine, what: str, check: JournalCheck, names: Mapping[str, str]) -> None:
    entry = line.entry or {}
    data = entry.get("data")
    number = data.get("number") if isinstance(data, dict) else None
    if not isinstance(number, str):
        number = names.get(str(entry.get("record", "")), "")
    told = "，".join(
        [str(entry[key]) for key in ("at", "by", "kind") if entry.get(key)] + [number] * bool(number)
    )
    subject = f"日志第 {line.seq} 条（{told}）" if line.entry else f"日志“{line.where}”"
    check.findings.append(Finding(code, number, shown(line.where), shown(subject + what)))
