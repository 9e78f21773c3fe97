"""A register of past years comes in: a report on every row; what came in before is known again; files are joined."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.registers import joining
from shenguan_docs.office.registers.columns import Column, columns_of, known_names
from shenguan_docs.office.registers.old_files import join_folder
from shenguan_docs.office.registers.old_numbers import SeriesReport, reports
from shenguan_docs.office.registers.past_rows import ReadRow, Table, read_row, year_in
from shenguan_docs.office.registers.reading import Sheet, read_register
from shenguan_docs.register import numbers, past, plan_records
from shenguan_docs.register.past_records import Direction, PastLetter
from shenguan_docs.register.spelling import number_key, place_of
from shenguan_docs.text import readable_name

_HEAD = 15  # rows among which the headings are sought
_BATCH = 500  # rows entered at once: what is cut off has lost at most these, and finds them again

STATES = {
    "entered": "登记", "known": "已登记过", "same": "与前面的一行相同", "issued": "本系统印发的",
    "fault": "有问题", "skipped": "没有内容",
}  # fmt: skip


@dataclass(frozen=True)
class RowReport:
    """What became of one row: ``state`` is a key of STATES, ``words`` what a person should know of it."""

    sheet: str
    row: int
    state: str
    number: str = ""
    title: str = ""
    id: str = ""
    words: str = ""
    files: tuple[str, ...] = ()


@dataclass
class Imported:
    """What an import did. ``without_file`` are the ids of its letters that no file was found for."""

    dry_run: bool
    columns: dict[str, tuple[Column, ...]] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    rows: list[RowReport] = field(default_factory=list)
    series: tuple[SeriesReport, ...] = ()
    files_joined: int = 0
    files_left: list[tuple[str, str]] = field(default_factory=list)
    without_file: list[str] = field(default_factory=list)


def import_register(
    office: Office,
    path: Path,
    direction: Direction,
    *,
    overrides: Mapping[str, str] | None = None,
    dry_run: bool = False,
    folder: Path | None = None,
) -> Imported:
    """Import the register in ``path``; ``folder`` holds the old files.

    Rows with faults are reported and left out, all others are entered, 500 in a transaction. Run again, the
    same rows are known. Raises NotFound, Refused for what is wrong with the whole file, its headings, the folder.
    """
    rights.require_one(office, "receive", "file")
    files = joining.files_of(folder) if folder is not None else ()
    done = Imported(dry_run)
    name = readable_name(path.name)
    with office.reading() as conn:
        senders = _senders(office, conn)
    letters: dict[str, PastLetter] = {}
    for sheet, table, rows in _tables(read_register(path), name, direction, overrides or {}, senders, done):
        for row in rows:
            done.rows.append(_first_look(sheet.name, row, letters))
            if row.letter is not None:
                letters.setdefault(row.letter.id, row.letter)
        done.columns[sheet.name] = table.columns
    with office.reading() as conn:
        known = past.of_ids(conn, list(letters))
        issued = _issued(conn, letters.values())
    new = [one for one in letters.values() if one.id not in known and one.id not in issued]
    _sort_out(done, letters, known, issued)
    if not dry_run:
        _enter(office, new, name)
    with office.reading() as conn:
        _note_doubles(conn, done, letters)
        done.series = _series(conn, direction, letters.values(), new if dry_run else [])
    if folder is not None:
        _join(office, done, folder, files, [one for id, one in letters.items() if id not in issued], known)
    return done


def _tables(
    sheets: Sequence[Sheet],
    name: str,
    direction: Direction,
    overrides: Mapping[str, str],
    senders: Callable[[str], str],
    done: Imported,
) -> Iterator[tuple[Sheet, Table, Iterator[ReadRow]]]:
    """Every sheet that has headings; old registers have a sheet for each year."""
    known = known_names(direction)
    wanted = {*known, *map(fold_name, overrides)}
    found = False
    for sheet in sheets:
        hits = [len({fold_name(cell) for cell in row.cells} & wanted) for row in sheet.rows[:_HEAD]]
        if max(hits, default=0) < 2:
            if sheet.rows:
                done.passed_over.append(sheet.name)
            continue
        found = True
        place = hits.index(max(hits))
        heading = sheet.rows[place]
        told = " ".join([*(cell for row in sheet.rows[:place] for cell in row.cells[:1]), sheet.name])
        source = f"{name}·{sheet.name}" if len(sheets) > 1 else name
        table = Table(
            direction,
            columns_of(direction, heading.cells, overrides),
            source,
            year_in(told) or year_in(name),
            senders,
        )
        below = (row for row in sheet.rows[place + 1 :] if row.cells != heading.cells)
        yield sheet, table, (read_row(row, table) for row in below)
    if not found:
        example = (
            "发文字号、标题、成文日期、主送" if direction == "out" else "收文号、来文单位、来文字号、标题"
        )
        raise Refused("没有找到表头", where=name, remedy=f"表头写在一行里，如 {example}")


def _senders(office: Office, conn: Connection) -> Callable[[str], str]:
    """Who sent a letter of an old register that has no such column: the department of its 代字."""
    marks = sorted(((d.mark, d.name) for d in plan_records.departments(conn) if d.mark), reverse=True)
    own = office.settings.name

    def sender_of(number: str) -> str:
        key = number_key(number)
        return next((name for mark, name in marks if key.startswith(number_key(mark))), own)

    return sender_of


def _first_look(sheet: str, row: ReadRow, earlier: Mapping[str, PastLetter]) -> RowReport:
    letter = row.letter
    if letter is None:
        return RowReport(sheet, row.line, "skipped" if row.skipped else "fault", words=row.fault)
    words = "；".join(row.notes)
    first = earlier.get(letter.id)
    if first is not None:
        same = f"文号、标题与第 {first.line} 行相同，没有再登记"
        if first.receivers != letter.receivers:
            same += f"（主送写的是“{letter.receivers}”，请核对）"
        return RowReport(sheet, row.line, "same", letter.number, letter.title, letter.id, same)
    return RowReport(sheet, row.line, "entered", letter.number, letter.title, letter.id, words)


def _issued(conn: Connection, letters: Collection[PastLetter]) -> set[str]:
    """Rows whose number a letter or 收文 of this office bears already."""
    taken = {number_key(state.number) for state in numbers.account(conn)}
    return {one.id for one in letters if number_key(one.number) in taken}


def _sort_out(
    done: Imported,
    letters: Mapping[str, PastLetter],
    known: Mapping[str, PastLetter],
    issued: set[str],
) -> None:
    for place, row in enumerate(done.rows):
        if row.state != "entered":
            continue
        if row.id in known:
            changed = _differences(known[row.id], letters[row.id])
            words = f"与已登记的不同，没有改动：{changed}" if changed else ""
            done.rows[place] = replace(row, state="known", words=words)
        elif row.id in issued:
            done.rows[place] = replace(row, state="issued", words="这个号在本系统里，没有再登记")


def _differences(known: PastLetter, now: PastLetter) -> str:
    pairs = (
        ("成文日期", known.day, now.day),
        ("收文日期", known.received_on, now.received_on),
        ("来文字号", known.sender_number, now.sender_number),
        ("主送", known.receivers, now.receivers),
    )
    return "、".join(
        f"{label} {old or '（空）'} → {new or '（空）'}" for label, old, new in pairs if old != new
    )


def _enter(office: Office, new: Sequence[PastLetter], name: str) -> None:
    with office.progress("登记", len(new)) as show:
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            with office.writing() as conn:
                there = past.of_ids(conn, [one.id for one in batch])  # another process may have been quicker
                left = [one for one in batch if one.id not in there]
                if left:
                    past.enter_rows(conn, left, source=name, at=office.now(), by=office.actor)
            show(start + len(batch))


def _note_doubles(conn: Connection, done: Imported, letters: Mapping[str, PastLetter]) -> None:
    """Two letters with one number: both are in the old register, and both are kept."""
    by_key: dict[str, list[PastLetter]] = {}
    for letter in {
        **past.with_keys(conn, [number_key(one.number) for one in letters.values()]),
        **letters,
    }.values():
        by_key.setdefault(number_key(letter.number), []).append(letter)
    for place, row in enumerate(done.rows):
        if row.state in ("entered", "known") and row.number:
            direction = letters[row.id].direction
            others = [
                one
                for one in by_key[number_key(row.number)]
                if one.id != row.id and one.direction == direction
            ]
            if others:
                told = f"重号：与{others[0].source}第 {others[0].line} 行《{others[0].title}》同号"
                done.rows[place] = replace(row, words="；".join(filter(None, (row.words, told))))


def _series(
    conn: Connection, direction: Direction, letters: Collection[PastLetter], unentered: Sequence[PastLetter]
) -> tuple[SeriesReport, ...]:
    """The series that the file speaks of, with what was entered before and what the program itself issued."""
    touched = set()
    for one in letters:
        place = place_of(one.number, one.year)
        if place.ordinal:
            touched.add((place.series, place.year))
    found = [(series, year, n) for series, year, n, _ in past.places(conn, direction)]
    found += [
        (place.series, place.year, place.ordinal)
        for place in (place_of(one.number, one.year) for one in unentered)
        if place.ordinal
    ]
    for state in numbers.account(conn):
        if not state.by_hand and bool(state.department) == (direction == "out"):
            place = place_of(state.number, state.year)
            found.append((place.series, place.year, place.ordinal))
    return reports(place for place in found if place[:2] in touched)


def _join(
    office: Office,
    done: Imported,
    folder: Path,
    files: Sequence[Path],
    letters: Sequence[PastLetter],
    known: Mapping[str, PastLetter],
) -> None:
    held = {id for id, one in known.items() if one.files}
    joined = join_folder(office, folder, files, letters, held, dry_run=done.dry_run)
    done.files_joined, done.files_left = joined.count, list(joined.left)
    done.without_file = list(joined.without_file)
    done.rows = [
        replace(row, files=joined.names.get(row.id, ())) if row.state in ("entered", "known") else row
        for row in done.rows
    ]
