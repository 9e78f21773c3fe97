"""Objects: staged, published, read again, versioned, refused."""

from __future__ import annotations

import errno
import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from archive_helpers import AT, DISK_ERRORS, LETTER, expect, failing, lies, place_at, put

from shenguan_docs.archive.files import ArchiveDamaged
from shenguan_docs.archive.root import object_place
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused

LETTER_ID = "urn:shenguan:document:D1"


def test_the_root_is_laid_out_as_ocfl_1_1(archive: Archive) -> None:
    objects = archive.place.objects
    assert (objects / "0=ocfl_1.1").read_text() == "ocfl_1.1\n"
    layout = json.loads((objects / "ocfl_layout.json").read_text())
    assert layout["extension"] == "0003-hash-and-id-n-tuple-storage-layout"
    config = json.loads((objects / "extensions" / layout["extension"] / "config.json").read_text())
    assert config == {
        "extensionName": layout["extension"],
        "digestAlgorithm": "sha256",
        "tupleSize": 2,
        "numberOfTuples": 2,
    }


@pytest.mark.parametrize(
    ("object_id", "place"),
    [  # the examples of extension 0003, with two pairs instead of three triples
        ("object-01", ("3c", "0f", "object-01")),
        ("..hor/rib:le-$id", ("48", "73", "%2e%2ehor%2frib%3ale-%24id")),
        ("..Hor/rib:lè-$id", ("37", "35", "%2e%2eHor%2frib%3al%c3%a8-%24id")),
        (
            "abcdefghij" * 26,
            (
                "55",
                "b4",
                "abcdefghij" * 10 + "-55b432806f4e270da0cf23815ed338742179002153cd8d896f23b3e2d8a14359",
            ),
        ),
        (
            "abcdefghij" * 10 + "a",
            (
                "5c",
                "c7",
                "abcdefghij" * 10 + "-5cc73e648fbcff136510e330871180922ddacf193b68fdeff855683a01464220",
            ),
        ),
    ],
)
def test_objects_lie_where_the_extension_says(object_id: str, place: tuple[str, str, str]) -> None:
    assert object_place(object_id) == place


def test_a_staged_letter_is_invisible_until_it_is_published(archive: Archive) -> None:
    version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    assert not archive.exists(LETTER_ID)
    assert list(archive.object_ids()) == []
    assert archive.staged() == [version]

    archive.publish(version)
    assert archive.staged() == []
    assert list(archive.object_ids()) == [LETTER_ID]
    assert archive.versions(LETTER_ID) == (version,)
    assert archive.files(LETTER_ID) == version.files
    assert {name: archive.read(LETTER_ID, name) for name in version.files} == LETTER
    assert archive.path(LETTER_ID, "letter.pdf").read_bytes() == b"pdf"


def test_publishing_again_changes_nothing(archive: Archive) -> None:
    version = put(archive, LETTER_ID, LETTER)
    archive.publish(version)
    assert archive.versions(LETTER_ID) == (version,)


@pytest.mark.disk
def test_every_file_and_folder_is_synced_once(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_ino))
    version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    folder = next(archive.place.staging.iterdir())
    assert sorted(synced) == sorted(
        p.stat().st_ino for p in (archive.place.staging, folder, *folder.rglob("*"))
    )

    synced.clear()
    archive.publish(version)
    pair = lies(archive, LETTER_ID, "letter.pdf").parents[3]
    assert synced == [p.stat().st_ino for p in (archive.place.objects, pair.parent, pair)]  # in this order


def test_a_discarded_version_leaves_nothing(archive: Archive) -> None:
    archive.discard(archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT))
    assert list(archive.place.staging.iterdir()) == []
    assert not archive.exists(LETTER_ID)


def test_a_next_version_adds_and_replaces_and_stores_nothing_twice(archive: Archive, tmp_path: Path) -> None:
    first = put(archive, LETTER_ID, LETTER)
    scan = tmp_path / "盖章 扫描件.pdf"
    scan.write_bytes(b"signed" * 1000)
    second = put(archive, LETTER_ID, {"signed.pdf": scan, "letter.pdf": b"pdf", "data.json": b"[]"})

    assert (first.version, second.version) == ("v1", "v2")
    assert archive.versions(LETTER_ID) == (first, second)
    assert archive.read(LETTER_ID, "signed.pdf") == scan.read_bytes()
    assert archive.read(LETTER_ID, "data.json") == b"[]"
    assert archive.read(LETTER_ID, "letter.docx") == b"docx"
    folder = lies(archive, LETTER_ID, "signed.pdf").parents[2]
    stored = sorted(str(p.relative_to(folder)) for p in folder.glob("v2/content/**/*"))
    assert stored == ["v2/content/data.json", "v2/content/signed.pdf"]
    assert (folder / "inventory.json").read_bytes() == (folder / "v2" / "inventory.json").read_bytes()
    assert verify(archive, [expect(first), expect(second)], []).findings == ()


@pytest.mark.disk
def test_files_are_read_only_and_names_ascii(archive: Archive) -> None:
    put(archive, "urn:shenguan:document:益高社函〔2026〕7号", LETTER)
    paths = [p for p in archive.place.objects.rglob("*") if p.is_file()]
    assert all(str(p.relative_to(archive.place.root)).isascii() for p in paths)
    assert {p.stat().st_mode & 0o777 for p in paths} == {0o444}


@pytest.mark.parametrize(
    "name",
    [
        "来文.pdf", "", "/a", "a/", "a//b", "../a", "a/../b", ".", "a b", "a\\b", "a:b", ".hidden", "a.", "x" * 101,
        "a\n", "é", "-rf",
    ],
)  # fmt: skip
def test_other_names_are_refused(archive: Archive, name: str) -> None:
    with pytest.raises(ValueError):
        archive.stage(LETTER_ID, {name: b""}, message="", user="张三", at=AT)
    assert list(archive.place.staging.iterdir()) == []


@pytest.mark.parametrize("names", [("a", "A"), ("a", "a/b"), ("x/a", "X/a/b")])
def test_names_that_some_disks_cannot_hold_together_are_refused(
    archive: Archive, names: tuple[str, str]
) -> None:
    put(archive, LETTER_ID, {names[0]: b"1"})
    with pytest.raises(ValueError):
        archive.stage(LETTER_ID, {names[1]: b"2"}, message="", user="张三", at=AT)


def test_a_time_without_zone_and_an_object_without_files_are_refused(archive: Archive) -> None:
    with pytest.raises(ValueError):
        archive.stage(LETTER_ID, LETTER, message="", user="张三", at=datetime(2026, 3, 5))
    with pytest.raises(ValueError):
        archive.stage(LETTER_ID, {}, message="", user="张三", at=AT)


def test_an_attachment_that_is_not_there_is_refused(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"附件\.pdf"):
        archive.stage(LETTER_ID, {"a.pdf": tmp_path / "附件.pdf"}, message="", user="张三", at=AT)
    assert list(archive.place.staging.iterdir()) == []


def test_what_waits_in_staging_is_never_overwritten(archive: Archive) -> None:
    version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    with pytest.raises(OfficeUnusable, match="没有收尾"):
        archive.stage(LETTER_ID, {"b": b"b"}, message="签发", user="张三", at=AT)
    assert archive.staged() == [version]


def test_a_leftover_that_cannot_be_read_is_listed_and_discarded(archive: Archive) -> None:
    (archive.place.staging / "torn").mkdir()
    (archive.place.staging / "torn" / "inventory.json").write_bytes(b'{"id"')
    (archive.place.staging / "file").write_bytes(b"x")
    leftovers = archive.staged()
    assert [(v.readable, v.folder) for v in leftovers] == [(False, "file"), (False, "torn")]
    for leftover in leftovers:
        archive.discard(leftover)
    assert archive.staged() == []


def test_another_content_under_a_published_version_is_refused(archive: Archive) -> None:
    first = archive.stage(LETTER_ID, {"a": b"1"}, message="签发", user="张三", at=AT)
    archive.discard(first)
    put(archive, LETTER_ID, {"a": b"2"})
    with pytest.raises(ArchiveDamaged, match="另一份"):
        archive.publish(first)
    assert archive.read(LETTER_ID, "a") == b"2"


def test_publishing_what_was_never_staged_is_refused(archive: Archive) -> None:
    version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    archive.discard(version)
    with pytest.raises(ArchiveDamaged):
        archive.publish(version)
    assert not archive.exists(LETTER_ID)


def test_reading_names_the_file_that_is_missing_or_changed(archive: Archive) -> None:
    put(archive, LETTER_ID, LETTER)
    path = lies(archive, LETTER_ID, "letter.pdf")
    path.chmod(0o644)
    path.write_bytes(b"PDF")
    with pytest.raises(ArchiveDamaged, match=r"letter\.pdf.*被改动"):
        archive.read(LETTER_ID, "letter.pdf")
    path.unlink()
    with pytest.raises(ArchiveDamaged, match=r"letter\.pdf"):
        archive.read(LETTER_ID, "letter.pdf")
    with pytest.raises(NotFound, match=r"other\.pdf"):
        archive.read(LETTER_ID, "other.pdf")
    with pytest.raises(ArchiveDamaged):
        archive.read("urn:shenguan:document:D2", "letter.pdf")


@pytest.mark.disk
@pytest.mark.parametrize(
    "missing", ["objects", "journal", "staging", "objects/0=ocfl_1.1", "objects/ocfl_layout.json"]
)
def test_an_incomplete_archive_does_not_open(archive: Archive, missing: str) -> None:
    (archive.place.root / missing).rename(archive.place.root / "elsewhere")
    with pytest.raises(OfficeUnusable, match=missing.rsplit("/", 1)[-1]):
        Archive(archive.place)


def test_creating_keeps_what_is_there(archive: Archive) -> None:
    (archive.place.root / "README.md").write_text("note")
    put(archive, LETTER_ID, LETTER)
    again = Archive.create(archive.place)
    assert again.read(LETTER_ID, "letter.pdf") == b"pdf"


@pytest.mark.disk
@pytest.mark.parametrize("code", DISK_ERRORS)
def test_disk_troubles_come_in_words_and_leave_staging_clean(tmp_path: Path, code: int) -> None:
    archive = Archive.create(place_at(tmp_path / "档案 室"))
    call = 0
    while True:
        call += 1
        try:
            with failing(call, code):
                version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
        except OfficeUnusable as error:
            assert DISK_ERRORS[code] in str(error)
            assert archive.staged() == []
        else:
            break
    assert call > 30  # each write, sync and folder failed once
    archive.publish(version)


@pytest.mark.disk
def test_a_full_disk_while_publishing_loses_nothing(archive: Archive) -> None:
    version = archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    call = 0
    while True:
        call += 1
        try:
            with failing(call, errno.ENOSPC):
                archive.publish(version)
        except OfficeUnusable:
            continue
        break
    assert archive.read(LETTER_ID, "letter.pdf") == b"pdf"
    assert archive.staged() == []


@pytest.mark.disk
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_named(archive: Archive) -> None:
    archive.place.staging.chmod(0o500)
    with pytest.raises(OfficeUnusable, match="没有写入权限"):
        archive.stage(LETTER_ID, LETTER, message="签发", user="张三", at=AT)
    archive.place.staging.chmod(0o755)
