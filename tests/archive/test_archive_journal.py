"""The journal's text: appended, torn, closed in parts, read again."""

from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest
from archive_helpers import DISK_ERRORS, failing, journal_lines, lies, place_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shenguan_docs.archive.files import ArchiveDamaged
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.root import part_id
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify
from shenguan_docs.errors import OfficeUnusable


def digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def test_an_empty_journal(archive: Archive) -> None:
    journal = JournalFiles(archive)
    assert journal.last() == (0, "")
    assert list(journal.lines()) == []
    journal.append([])
    assert list(archive.place.journal.iterdir()) == []


def test_lines_are_appended_and_read_again(archive: Archive) -> None:
    journal, lines = JournalFiles(archive), journal_lines(5)
    journal.append(lines[:1])
    journal.append(lines[1:])
    assert journal.last() == (5, digest(lines[4]))
    assert list(journal.lines()) == lines
    assert list(journal.lines(after=3)) == lines[3:]
    assert list(journal.lines(after=5)) == []
    assert (archive.place.journal / "000001.jsonl").read_text() == "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("part_size", [1, 2, 3, 7])
def test_full_parts_become_objects(archive: Archive, part_size: int) -> None:
    journal, lines = JournalFiles(archive, part_size=part_size), journal_lines(7)
    journal.append(lines[:5])
    journal.append(lines[5:])
    closed = 7 // part_size
    assert list(archive.object_ids()) and {part_id(n) for n in range(1, closed + 1)} == set(
        archive.object_ids()
    )
    assert [p.name for p in archive.place.journal.iterdir()] == [f"{closed + 1:06d}.jsonl"]
    assert journal.last() == (7, digest(lines[6]))
    for after in range(8):
        assert list(journal.lines(after)) == lines[after:]
    first = archive.read(part_id(1), "000001.jsonl").decode()
    assert first == "".join(f"{line}\n" for line in lines[:part_size])
    assert verify(archive, [], lines).findings == ()


@pytest.mark.disk
@pytest.mark.parametrize(
    "torn", [b'{"at":"2026', b"\0" * 300, b"\0" * 10 + b"\n", b"\0\n\0\n{", "半".encode()[:2]]
)
def test_a_torn_end_is_not_there_and_is_cut_off_before_the_next_line(archive: Archive, torn: bytes) -> None:
    journal, lines = JournalFiles(archive), journal_lines(3)
    journal.append(lines[:2])
    path = archive.place.journal / "000001.jsonl"
    path.write_bytes(path.read_bytes() + torn)
    assert journal.last() == (2, digest(lines[1]))
    assert list(journal.lines()) == lines[:2]
    journal.append(lines[2:])
    assert path.read_text() == "".join(f"{line}\n" for line in lines)


@pytest.mark.disk
def test_a_torn_first_line(archive: Archive) -> None:
    (archive.place.journal / "000001.jsonl").write_bytes(b'{"at"')
    journal, lines = JournalFiles(archive), journal_lines(1)
    assert journal.last() == (0, "")
    journal.append(lines)
    assert list(journal.lines()) == lines


def test_only_what_continues_the_journal_is_accepted(archive: Archive) -> None:
    journal, lines = JournalFiles(archive), journal_lines(4)
    journal.append(lines[:2])
    for wrong in ([lines[3]], [lines[1]], [lines[2], lines[2]], [lines[2], "{}"], ["x"], [lines[2] + "\n"]):
        with pytest.raises(ValueError):
            journal.append(wrong)
    other = lines[2].replace("张三", "李四")
    with pytest.raises(ValueError):
        journal.append([other, lines[3]])
    assert list(journal.lines()) == lines[:2]


@pytest.mark.disk
def test_the_end_is_found_behind_long_lines(archive: Archive) -> None:
    journal = JournalFiles(archive)
    lines = journal_lines(1)
    long = journal_lines(2, after=lines)
    long[0] = long[0].replace("张三", "长" * 200_000)
    lines += long[:1]
    lines += journal_lines(1, after=lines)
    journal.append(lines)
    assert journal.last() == (3, digest(lines[2]))
    path = archive.place.journal / "000001.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    assert journal.last() == (2, digest(lines[1]))


@pytest.mark.disk
@pytest.mark.parametrize("code", DISK_ERRORS)
def test_after_a_failed_write_nothing_torn_is_visible(tmp_path: Path, code: int) -> None:
    lines = journal_lines(5)
    for call in range(1, 1000, 1 if code == errno.ENOSPC else 9):
        archive = Archive.create(place_at(tmp_path / str(call)))
        journal = JournalFiles(archive, part_size=3)
        journal.append(lines[:2])
        try:
            with failing(call, code):
                journal.append(lines[2:])
        except OfficeUnusable as error:
            assert DISK_ERRORS[code] in str(error)
            assert list(journal.lines()) in (lines[:2], lines[:3])
        else:
            if list(journal.lines()) == lines and verify(archive, [], lines).checked_objects:
                break
        assert all(p.read_bytes()[-1:] in (b"", b"\n") for p in archive.place.journal.iterdir())
        journal.append(lines[journal.last()[0] :])
        assert list(journal.lines()) == lines
    assert call > 20


@pytest.mark.disk
def test_a_part_that_cannot_be_closed_yet_holds_back_nothing(archive: Archive) -> None:
    journal, lines = JournalFiles(archive, part_size=3), journal_lines(4)
    journal.append(lines[:2])
    with failing(4, errno.ENOSPC):  # 1 open, 2 write, 3 sync of the line; the closing begins
        journal.append(lines[2:3])
    assert list(journal.lines()) == lines[:3]
    assert not archive.exists(part_id(1))
    journal.append(lines[3:])
    assert archive.exists(part_id(1))
    assert list(journal.lines()) == lines


def test_a_missing_closed_part_stops_the_journal(archive: Archive) -> None:
    journal, lines = JournalFiles(archive, part_size=2), journal_lines(5)
    journal.append(lines[:4])
    lies(archive, part_id(2), "000002.jsonl").parents[2].rename(archive.place.root / "gone")
    with pytest.raises(ArchiveDamaged, match="缺少第 2 部分"):
        journal.append(lines[4:])


def test_a_changed_closed_part_is_not_read(archive: Archive) -> None:
    journal, lines = JournalFiles(archive, part_size=2), journal_lines(3)
    journal.append(lines)
    path = lies(archive, part_id(1), "000001.jsonl")
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace("张三".encode(), "李四".encode()))
    with pytest.raises(ArchiveDamaged, match="被改动"):
        list(journal.lines())


@pytest.mark.disk
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), part_size=st.integers(1, 6))
def test_any_cut_of_lines_into_appends(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, part_size: int
) -> None:
    archive = Archive.create(place_at(tmp_path_factory.mktemp("archive")))
    lines = journal_lines(data.draw(st.integers(0, 15)))
    done = 0
    while done < len(lines):
        step = data.draw(st.integers(1, len(lines) - done))
        journal = JournalFiles(archive, part_size=part_size)
        journal.append(lines[done : done + step])
        done += step
        assert journal.last() == (done, digest(lines[done - 1]))
    after = data.draw(st.integers(0, len(lines)))
    assert list(JournalFiles(archive).lines(after)) == lines[after:]
