"""Backups: what was backed up comes back, what is damaged is refused by name, an earlier version's too."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from office_helpers import MORNING, drafted, issued

from shenguan_docs.archive.files import sha256
from shenguan_docs.backup.keeping import Keep
from shenguan_docs.backup.sealing import make_key
from shenguan_docs.backup.snapshot import pack_part, part_of
from shenguan_docs.backup.store import BackupDamaged, Store
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.backups.last import backup_state
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, drill, faults_of, restore
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office, _unseen, open_office
from shenguan_docs.register.database import REVISIONS
from tests.register.earlier import at_revision, journal_rows

QUIET = Opening("示例文书", lambda: MORNING, lambda _words: None, _unseen)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "备 份"


def reopened(root: Path) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING)


def test_all_comes_back_drafts_settings_and_own_files_too(office: Office, place: Path) -> None:
    letter, kept = issued(office, "penalty"), drafted(office, "training")
    (office.root / "office.toml").write_text(
        (office.root / "office.toml").read_text("utf-8") + "# 自己的\n", "utf-8"
    )
    (office.root / "templates" / "notices" / "自己的 类别.txt").write_text("文", "utf-8")
    secret = office.root / "keys"
    secret.mkdir()
    (secret / "office.key").write_text("示例", "utf-8")
    (secret / "office.key").chmod(0o600)
    with closing(sqlite3.connect(office.root / "desk.db")) as desk, desk:
        desk.execute("CREATE TABLE secrets (person TEXT)")
        desk.execute("INSERT INTO secrets VALUES ('示例')")
        desk.execute("CREATE TABLE sessions (token TEXT)")
        desk.execute("INSERT INTO sessions VALUES ('in')")
    back_up(office, place)
    target = place.parent / "新 单位"
    done = restore(place, target, QUIET)
    assert (done.findings, done.letters) == ((), 1)
    later = reopened(target)
    assert show(later, letter.number) == show(office, letter.number)
    assert issue(later, [kept])[0].number == issue(office, [kept])[0].number
    assert (target / "office.toml").read_bytes() == (office.root / "office.toml").read_bytes()
    assert (target / "templates" / "notices" / "自己的 类别.txt").read_text("utf-8") == "文"
    assert (target / "keys" / "office.key").stat().st_mode & 0o777 == 0o600
    later.close()
    with closing(sqlite3.connect(target / "desk.db")) as desk:
        assert desk.execute("SELECT person FROM secrets").fetchall() == [("示例",)]
        assert desk.execute("SELECT token FROM sessions").fetchall() == []  # nobody is in


def test_the_second_backup_stores_what_is_new_and_nothing_twice(office: Office, place: Path) -> None:
    first = back_up(office, place)
    assert (again := back_up(office, place)).new_files == 0
    assert again.name == f"{first.name}-2"
    issued(office, "penalty")
    third = back_up(office, place)
    assert third.read_back == third.new_files > 0
    contents = [path.name for path in place.glob("blobs/*/*")]
    assert len(contents) == len(set(contents)) == first.new_files + third.new_files


def test_what_is_issued_meanwhile_waits_for_the_next_backup(
    opened: Callable[[], Office], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, colleague = opened(), opened()
    issued(office, "penalty")
    put, said = Store.put, []

    def issuing_meanwhile(store: Store, path: str, *args: object, **options: object) -> object:
        if path.endswith("letter.pdf") and not said:  # the office is free again: nothing is held any more
            said.append(issued(colleague, "penalty").number)
        return put(store, path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "put", issuing_meanwhile)
    back_up(office, place)
    assert said == ["益高社函〔2026〕2号"]
    done = drill(place, QUIET)
    assert (done.findings, done.letters) == ((), 1)


def test_keep_rules_let_older_ones_go_with_what_only_they_held(
    opened: Callable[[], Office], place: Path
) -> None:
    office = opened()
    for day in range(5):
        office.now = lambda day=day: MORNING + timedelta(days=day)  # type: ignore[misc]
        (office.root / "fonts" / "说明.txt").write_text(f"第{day}天", "utf-8")
        made = back_up(office, place, keep=Keep(daily=2))
    assert len(made.removed) == 1
    store = Store.open(place)
    assert len(store.names()) == 2
    for name in store.names():
        assert faults_of(store, store.entries(store.snapshot(name))) == []
    wanted = {store.blob(e).name for n in store.names() for e in store.entries(store.snapshot(n))}
    assert {path.name for path in place.glob("blobs/*/*")} == wanted


@pytest.mark.parametrize("harm", ["changed", "gone", "list", "head"])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    office: Office, place: Path, harm: str
) -> None:
    issued(office, "penalty")
    back_up(office, place)
    store = Store.open(place)
    entries = store.entries(store.snapshot(store.names()[0]))
    victim = store.blob(next(e for e in entries if e.path.endswith("letter.pdf")))
    if harm == "list":
        victim = next(place.glob("lists/*/*"))
    elif harm == "head":
        victim = next(place.glob("snapshots/*"))
    victim.chmod(0o600)
    if harm == "gone":
        victim.unlink()
    else:
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 1
        victim.write_bytes(content)
    target = place.parent / "新"
    with pytest.raises(BackupDamaged, match="letter.pdf" if harm in ("changed", "gone") else "损坏"):
        restore(place, target, QUIET)
    assert not target.exists()


def test_what_a_restore_that_was_cut_off_left_is_told(office: Office, place: Path) -> None:
    back_up(office, place)
    left = place.parent / ".新 单位-abc"
    left.mkdir()
    heard: list[str] = []
    restore(place, place.parent / "新 单位", replace(QUIET, notify=heard.append))
    assert [words for words in heard if str(left) in words]
    assert left.is_dir()  # whether another one is still at work only a person knows


def test_a_sealed_backup_needs_its_key_and_shows_no_content(office: Office, place: Path) -> None:
    issued(office, "penalty")
    key, other = place.parent / "key.txt", place.parent / "other.txt"
    public = make_key(key)
    make_key(other)
    back_up(office, place, recipients=[public])
    assert back_up(office, place).new_files == 0
    stored = [path.read_bytes() for path in place.rglob("*") if path.is_file()]
    assert not any("示例木业".encode() in content or b"%PDF" in content for content in stored)
    assert drill(place, QUIET, key=key).findings == ()
    for wrong in (None, other):
        with pytest.raises(Refused, match="加密|解不开"):
            drill(place, QUIET, key=wrong)
    with pytest.raises(Refused, match="公钥"):
        back_up(office, place, recipients=[make_key(place.parent / "third.txt")])


def test_a_file_of_the_archive_that_changed_or_vanished_is_told_and_kept(office: Office, place: Path) -> None:
    letter = issued(office, "penalty")
    back_up(office, place)
    changed = office.archive.path(letter.id, "letter.pdf")
    gone = office.archive.path(letter.id, "letter.docx")
    changed.chmod(0o600)
    changed.write_bytes(b"%PDF-1.7 other")
    gone.unlink()
    doubts = "".join(back_up(office, place).doubts)
    assert "letter.pdf" in doubts and "letter.docx" in doubts
    assert drill(place, QUIET).findings == ()


@pytest.mark.parametrize("sealed", [False, True], ids=["plain", "sealed"])
def test_what_went_bad_in_the_backup_is_stored_anew_and_told(
    office: Office, place: Path, tmp_path: Path, sealed: bool
) -> None:
    letter, key = issued(office, "penalty"), tmp_path / "key.txt"
    recipients = [make_key(key)] if sealed else []
    back_up(office, place, recipients=recipients)
    store = Store.open(place)
    stored = {
        e.path.rpartition("/")[2]: store.blob(e) for e in store.entries(store.snapshot(store.names()[-1]))
    }
    flipped, lost = stored["letter.pdf"], stored["letter.docx"]
    flipped.chmod(0o600)
    flipped.write_bytes(bytes([flipped.read_bytes()[0] ^ 1]) + flipped.read_bytes()[1:])
    lost.unlink()
    office.now = lambda: MORNING + timedelta(hours=1)
    doubts = back_up(office, place).doubts  # looks at sizes only
    assert ["letter.docx" in doubt and "不见了" in doubt for doubt in doubts] == [True]
    office.now = lambda: MORNING + timedelta(hours=2)
    doubts = back_up(office, place, reread=True).doubts
    assert ["letter.pdf" in doubt and "内容被改动" in doubt for doubt in doubts] == [True]
    office.now = lambda: MORNING + timedelta(hours=3)
    assert back_up(office, place, reread=True).doubts == ()
    assert drill(place, QUIET, key=key if sealed else None).letters == 1
    assert show(office, letter.id)["number"]


def test_a_journal_that_does_not_go_on_is_not_backed_up(
    opened: Callable[[], Office], office_root: Path, place: Path
) -> None:
    shutil.copytree(office_root, place.parent / "earlier")
    office = opened()
    issued(office, "penalty")
    back_up(office, place)
    with pytest.raises(OfficeUnusable, match="接不上"):
        back_up(reopened(place.parent / "earlier"), place)


def test_places_that_are_refused(office: Office, place: Path) -> None:
    with pytest.raises(Refused, match="不能放在单位文件夹里"):
        back_up(office, office.root / "备份")
    place.mkdir()
    (place / "别的.txt").write_text("别的", "utf-8")
    with pytest.raises(Refused, match="不是空的"):
        back_up(office, place)
    with pytest.raises(Refused, match="不是备份的文件夹"):
        restore(place, place.parent / "新", QUIET)
    good = place.parent / "好"
    back_up(office, good)
    with pytest.raises(Refused, match="不是空的"):
        restore(good, place, QUIET)


def test_an_old_backup_is_said_to_be_old(office: Office, place: Path) -> None:
    assert backup_state(office).fit
    office.now = lambda: MORNING + timedelta(days=3)
    assert not (state := backup_state(office)).fit and "还没有备份过" in state.words
    back_up(office, place)
    assert backup_state(office).fit
    office.now = lambda: MORNING + timedelta(days=4)
    issued(office, "penalty")
    assert backup_state(office).fit
    office.now = lambda: MORNING + timedelta(days=9)
    assert not (state := backup_state(office)).fit and str(place) in state.mend


@pytest.mark.parametrize("revision", [REVISIONS[0], REVISIONS[-2]])
def test_a_backup_of_an_earlier_version_is_restored_with_its_journal(
    office: Office, place: Path, revision: str
) -> None:
    issued(office, "penalty")
    back_up(office, place)
    journal = journal_rows(office.root / "records.db")
    old = place.parent / "old.db"
    at_revision(old, revision, journal)
    store = Store.open(place)
    snapshot = store.snapshot(store.names()[-1])
    entries = [e for e in store.entries(snapshot) if part_of(e.path) == "office" and e.path != "records.db"]
    entries.append(store.put("records.db", old, mtime=old.stat().st_mtime_ns, mode=0o600)[0])
    store.flush()
    packed = pack_part(entries)
    parts = {**snapshot.parts, "office": sha256(packed)}
    earlier = store.add(replace(snapshot, schema=revision, parts=parts), {"office": packed})
    done = drill(place, QUIET, name=earlier.name)
    assert (done.findings, done.letters, done.seq) == ((), 1, len(journal))


def test_a_backup_of_a_later_version_is_refused(office: Office, place: Path) -> None:
    back_up(office, place)
    store = Store.open(place)
    later = store.add(replace(store.snapshot(store.names()[-1]), schema="9999", program="9.9"), {})
    with pytest.raises(OfficeUnusable, match="更新版本"):
        drill(place, QUIET, name=later.name)
