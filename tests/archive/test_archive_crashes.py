"""A process that dies at any call of the system, and any order of staging, publishing, dying."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from archive_helpers import AT, LETTER, SERVER, Died, dying, expect, journal_lines, place_at, put
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.store import Archive, ObjectVersion
from shenguan_docs.archive.verify import verify

LETTER_ID = "urn:shenguan:document:D1"
SIGNED = {"signed.pdf": b"scan", "data.json": b"[]", "copies/pdf": b"pdf"}


def settle(archive: Archive, committed: list[ObjectVersion]) -> None:
    """What the office does on opening: publish what the records know, discard the rest."""
    for version in archive.staged():
        (archive.publish if version in committed else archive.discard)(version)


def test_a_stage_that_dies_leaves_nothing_that_stays(tmp_path: Path) -> None:
    for k in range(1, 1000):
        archive = Archive.create(place_at(tmp_path / str(k)))
        try:
            with dying(k):
                archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
        except Died:
            settle(Archive(archive.place), [])
            assert list(archive.place.staging.iterdir()) == []
            put(archive, LETTER_ID, LETTER)
        else:
            break
    assert k > (30 if not SERVER else 8)


def test_a_publish_that_dies_is_finished_by_the_next(tmp_path: Path) -> None:
    for files in ([LETTER], [LETTER, SIGNED]):
        for k in range(1, 1000):
            archive = Archive.create(place_at(tmp_path / f"{len(files)}-{k}"))
            before = [put(archive, LETTER_ID, content) for content in files[:-1]]
            last = archive.stage(LETTER_ID, files[-1], message="盖章件", user="张三", at=AT)
            try:
                with dying(k):
                    archive.publish(last)
            except Died:
                if before:  # readers meanwhile see a whole version
                    assert archive.read(LETTER_ID, "letter.pdf") == b"pdf"
                settle(Archive(archive.place), [*before, last])
            else:
                break
            assert archive.staged() == []
            assert archive.versions(LETTER_ID) == (*before, last)
            assert verify(archive, map(expect, [*before, last]), []).findings == ()
        assert k > 5


def test_a_version_that_began_to_move_in_is_finished_not_discarded(tmp_path: Path) -> None:
    for k in range(1, 1000):
        archive = Archive.create(place_at(tmp_path / str(k)))
        first = put(archive, LETTER_ID, LETTER)
        last = archive.stage(LETTER_ID, SIGNED, message="盖章件", user="张三", at=AT)
        try:
            with dying(k):
                archive.publish(last)
        except Died:
            settle(archive, [first])  # records from before the version
            known = list(archive.versions(LETTER_ID))
            assert known in ([first], [first, last])
            assert verify(archive, map(expect, known), []).findings == ()
        else:
            break


def test_a_journal_that_dies_keeps_a_beginning_of_what_was_written(tmp_path: Path) -> None:
    lines = journal_lines(11)
    for k in range(1, 1000):
        archive = Archive.create(place_at(tmp_path / str(k)))
        journal = JournalFiles(archive, part_size=4)
        journal.append(lines[:3])
        died = False
        try:
            with dying(k):
                journal.append(lines[3:])
        except Died:
            died = True
        settle(archive, [])
        journal = JournalFiles(Archive(archive.place), part_size=4)
        kept = list(journal.lines())
        assert kept == lines[: len(kept)] and len(kept) >= 3
        assert journal.last()[0] == len(kept)
        # No folder of a part that was not closed; half a line goes when the next is appended.
        assert {finding.code for finding in verify(archive, [], kept).findings} <= {"journal-torn"}
        journal.append(lines[len(kept) :])
        assert list(journal.lines()) == lines
        report = verify(archive, [], lines)
        assert report.findings == () and report.checked_entries == 11 and report.checked_objects == 2
        if not died:
            break
    assert k > (50 if not SERVER else 12)


class Office(RuleBasedStateMachine):
    """Stages, commits, publishes, dies; the archive always equals the model after settling."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.archive = Archive.create(place_at(Path(self.folder.name)))
        self.committed: list[ObjectVersion] = []
        self.model: dict[str, dict[str, bytes]] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    @rule(
        n=st.integers(1, 3),
        files=st.dictionaries(
            st.sampled_from(["a", "b.pdf", "c/1", "c/2"]), st.binary(max_size=3), min_size=1
        ),
        dies=st.integers(1, 60),
        commit=st.booleans(),
    )
    def issue(self, n: int, files: dict[str, bytes], dies: int, commit: bool) -> None:
        object_id = f"urn:shenguan:document:{n}"
        with suppress(Died), dying(dies):
            version = self.archive.stage(object_id, files, message="签发", user="张三", at=AT)
            if commit:
                self.committed.append(version)
                self.model[object_id] = self.model.get(object_id, {}) | files
                self.archive.publish(version)
        self.recover(dies)

    def recover(self, dies: int) -> None:
        """Open again and settle, dying now and then."""
        while True:
            self.archive = Archive(self.archive.place)
            try:
                with dying(dies):
                    settle(self.archive, self.committed)
            except Died:
                dies = dies * 2 + 1
                continue
            return

    @precondition(lambda self: self.committed)
    @invariant()
    def all_is_there(self) -> None:
        for object_id, files in self.model.items():
            assert {name: self.archive.read(object_id, name) for name in files} == files
            assert self.archive.files(object_id).keys() == files.keys()
        assert verify(self.archive, map(expect, self.committed), []).findings == ()


Office.TestCase.settings = settings(
    max_examples=20, stateful_step_count=6, deadline=None, suppress_health_check=list(HealthCheck)
)
test_any_order_of_issuing_and_dying = pytest.mark.disk(Office.TestCase)
