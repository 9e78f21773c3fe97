"""A whole office whose archive is on SeaweedFS: made, issued, read, spoilt, made again, moved there and back, backed up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shenguan_docs.archive.on_disk import OnDisk
from shenguan_docs.archive.reaching_s3 import Bucket
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify
from shenguan_docs.cli.main import main
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, restore
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import attach_signed
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.moving.archive import move_archive
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.proving.proofs import write_letter_proof
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import journal, numbers
from shenguan_docs.resources import shipped_templates
from tests.office.office_helpers import MORNING, drafted, fixed_ids, issued
from tests.scaled.seaweed import SeaweedFS
from tests.scaled.servers import PostgreSQL


def opened(root: Path, run: int = 0, patience: float = 30.0) -> Office:
    return open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(run), patience=patience)


@pytest.fixture
def office(store: SeaweedFS, tmp_path: Path) -> Iterator[Office]:
    """An office on a bucket of its own, with a letter."""
    root = tmp_path / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING, archive=store.fresh())
    office = opened(root)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    issued(office, "penalty")
    yield office
    office.close()


def test_it_is_whole_and_says_where_it_is(office: Office, tmp_path: Path) -> None:
    letter = issued(office, "penalty")
    assert letter.number.endswith("2号") and letter.pdf.startswith("s3://office-")
    assert office.archive.at(letter.pdf).read_bytes().startswith(b"%PDF")
    attach_signed(office, letter.number, office.archive.at(letter.pdf))
    assert show(office, letter.number)["number"] == letter.number
    for quick in (False, True):
        report = verify_office(office, quick=quick)
        assert report.findings == () and report.checked_objects == 2
    assert not (office.root / "archive").exists()
    checks = {check.what: check for check in doctor(office.root, lambda: office)}
    assert checks["档案的对象存储"].fit and checks["对象存储只写一次"].fit
    assert "没有锁定" in checks["对象存储的锁定"].found
    write_letter_proof(office, [letter.number], tmp_path / "证明.json")
    assert (tmp_path / "证明.json").stat().st_size > 1000


def test_what_is_spoilt_is_found_and_records_are_made_again(office: Office) -> None:
    letter = issued(office, "penalty")
    key = office.archive.place.key_at(letter.docx)
    place = office.archive.place
    whole = place.read(key)
    place.bucket.put(key, whole[:-1] + b"x")  # type: ignore[attr-defined]
    (finding,) = verify_office(office).findings
    assert finding.code == "file-changed" and finding.number == letter.number
    with pytest.raises(OfficeUnusable, match="被改动"):
        office.archive.at(letter.docx)
    place.bucket.put(key, whole)  # type: ignore[attr-defined]
    entries = office.last_entry()[0]
    assert rebuild(office.root, office).entries == entries
    again = opened(office.root, 1)
    assert verify_office(again).findings == ()
    assert issued(again, "penalty").number.endswith("3号")
    again.close()


def test_a_machine_that_dies_between_commit_and_publish_loses_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Archive, "publish", dies)
    with pytest.raises(KeyboardInterrupt):
        issued(office, "penalty")
    monkeypatch.undo()
    assert office.archive.staged()
    again = opened(office.root, 1)
    assert again.archive.staged() == [] and verify_office(again).findings == ()
    assert issued(again, "penalty").number.endswith("3号")
    again.close()


def test_moved_back_and_there_again(office: Office, store: SeaweedFS) -> None:
    url = office.settings.archive
    with pytest.raises(Refused, match="已经在那里"):
        move_archive(office, url)
    back = move_archive(office, "archive")
    assert back.written > 10 and back.archive == "archive"
    here = opened(office.root, 1)
    assert verify_office(here).findings == () and here.settings.archive == "archive"
    issued(here, "penalty")
    there = move_archive(here, url)  # what was there is not written again
    assert there.objects == 2 and there.written == back.written  # those of the new one
    assert there.kept_archive.startswith("archive.before-move-")
    again = opened(office.root, 2)
    assert verify_office(again).findings == ()
    assert issued(again, "penalty").number.endswith("3号")
    with again.reading() as conn:
        assert numbers.gaps(conn) == []
    other = store.fresh()
    init_office(office.root.parent / "other", "别处", actor="示", now=lambda: MORNING, archive=other)
    with pytest.raises(Refused, match="别的档案"):
        move_archive(again, other)
    with pytest.raises(Refused, match="已有档案"):
        init_office(office.root.parent / "third", "别处", actor="示", now=lambda: MORNING, archive=other)
    again.close()


def test_a_move_that_was_cut_off_goes_on(
    office: Office, store: SeaweedFS, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, count, create = store.fresh(), 0, Bucket.create

    def dies(bucket: Bucket, key: str, content: bytes, **more: bool) -> None:
        nonlocal count
        count += 1
        if count > 6:
            raise OfficeUnusable("档案的对象存储连接不上")
        create(bucket, key, content, **more)

    monkeypatch.setattr(Bucket, "create", dies)
    with pytest.raises(OfficeUnusable):
        move_archive(office, elsewhere)
    monkeypatch.undo()
    assert opened(office.root, 1).settings.archive != elsewhere
    moved = move_archive(office, elsewhere)
    assert moved.written > 0
    again = opened(office.root, 2)
    assert verify_office(again).findings == () and again.settings.archive == elsewhere
    again.close()


def test_backed_up_restored_and_a_valid_root_when_copied(office: Office, tmp_path: Path) -> None:
    first = back_up(office, tmp_path / "备份")
    issued(office, "penalty")
    second = back_up(office, tmp_path / "备份")
    assert 0 < second.new_files < first.files
    opening = Opening("示例文书", lambda: MORNING, lambda _words: None, office.progress)
    restored = restore(tmp_path / "备份", tmp_path / "恢复", opening)
    assert restored.findings == () and restored.letters == 2
    assert opened(tmp_path / "恢复", 8).settings.archive == "archive"

    copy = tmp_path / "copy"  # as ``aws s3 sync`` would make it
    for found in office.archive.place.bucket.keys(""):  # type: ignore[attr-defined]
        path = copy / found.key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(office.archive.place.read(found.key))
    (copy / "staging").mkdir()
    shutil.rmtree(copy / "journal")
    (copy / "journal").mkdir()
    report = verify(Archive(OnDisk(copy)), None, None)
    assert report.findings == () and report.checked_objects == 2


def test_the_store_is_away_and_comes_back(store: SeaweedFS, office: Office) -> None:
    told: list[str] = []
    store.kill("one")
    with pytest.raises(OfficeUnusable, match="对象存储连接不上.*恢复以后"):
        open_office(office.root, actor="示例文书", now=lambda: MORNING, notify=told.append, patience=0.5)
    assert told == ["档案的对象存储连接不上，正在等它恢复……"]
    store.start("one")
    again = opened(office.root, 3, patience=120)  # waits
    assert issued(again, "penalty").number.endswith("2号")
    assert verify_office(again).findings == ()
    with again.reading() as conn:
        assert numbers.gaps(conn) == [] and journal.last(conn)[0] > 0
    again.close()


def test_by_the_command_line(store: SeaweedFS, tmp_path: Path) -> None:
    root, url = str(tmp_path / "单位"), store.fresh()
    assert main(["init", root, "--archive", url]) == 0
    assert main(["-C", root, "move", "--archive", "archive"]) == 0
    assert main(["-C", root, "move", "--archive", url]) == 0
    assert main(["-C", root, "verify"]) == 0
    assert main(["-C", root, "move"]) == 2
    assert main(["-C", root, "move", "--archive", "ftp://x/y"]) == 2
    settings = Path(root) / SETTINGS_NAME
    settings.write_text(settings.read_text("utf-8").replace("s3://", "s3://key:secret@"), "utf-8")
    assert main(["-C", root, "verify"]) == 3


def test_two_machines_are_one_office(store: SeaweedFS, server: PostgreSQL, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    archive, records = store.fresh(), server.fresh()
    init_office(first, "示例市", actor="示例文书", now=lambda: MORNING, records=records, archive=archive)
    here = opened(first)
    import_matters(here, shipped_templates() / "plan" / "事项清单(第一批).csv")
    shutil.copytree(first, second)
    there = opened(second, 50)
    ids = [(office, drafted(office, "penalty")) for office in (here, there) * 3]
    with ThreadPoolExecutor(2) as pool:
        taken = [
            pool.submit(_issued, office, [id for one, id in ids if one is office]) for office in (here, there)
        ]
        found = [number for one in taken for number in one.result()]
    assert sorted(found) == [f"益高社函〔2026〕{n}号" for n in range(1, 7)]
    for office in (here, there):
        assert verify_office(office).findings == ()
        assert office.archive.at(show(office, found[0])["pdf"]).read_bytes().startswith(b"%PDF")
        office.close()


def _issued(office: Office, ids: list[str]) -> list[str]:
    return [issue(office, [id])[0].number for id in ids]
