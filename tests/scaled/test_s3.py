"""What only a store can do to us: an answer that does not come, two writers at once, a lock, a listing of a thousand keys."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.reaching_s3 import Bucket, Taken
from shenguan_docs.archive.root import part_id
from shenguan_docs.archive.s3_address import parse
from shenguan_docs.archive.s3_state import state_of
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify
from shenguan_docs.errors import OfficeUnusable
from tests.archive.archive_helpers import LETTER, expect, journal_lines, put
from tests.scaled.key_paths import place_at
from tests.scaled.seaweed import SeaweedFS

LETTER_ID = "urn:shenguan:document:D1"


@pytest.fixture
def at(store: SeaweedFS, tmp_path: Path) -> Callable[[], Any]:
    """Make a place, each time as another machine would."""
    if not any(one["Name"] == "archives" for one in store.client().list_buckets()["Buckets"]):
        store.client().create_bucket(Bucket="archives")
    return lambda: place_at(store, tmp_path)


def bucket_at(url: str, **more: Any) -> Bucket:
    return Bucket(parse(url), wait=1, told=lambda _words: None, **more)


def test_a_key_is_written_once_whoever_comes_first(store: SeaweedFS) -> None:
    url = store.fresh()
    first, second = bucket_at(url), bucket_at(url)
    with ThreadPoolExecutor(2) as pool:
        for n in range(50):
            both = [pool.submit(one.create, f"k/{n}", body) for one, body in ((first, b"1"), (second, b"2"))]
            assert sorted(type(one.exception()).__name__ for one in both) == ["NoneType", "Taken"]
    with pytest.raises(Taken):
        first.create("k/0", b"3")
    first.create("k/0", first.get("k/0"))  # one's own bytes, written by an attempt whose answer was lost
    with pytest.raises(FileNotFoundError):
        first.get("nothing")
    first.remove([])
    first.remove(["nothing"])


def test_the_answer_to_a_write_does_not_come(at: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    from botocore.exceptions import ReadTimeoutError

    archive = Archive.create(at())
    client, count = archive.place.bucket._clients[0], 0
    write = client.put_object

    def lost(**given: Any) -> Any:
        nonlocal count
        count += 1
        done = write(**given)
        if count % 2:
            raise ReadTimeoutError(endpoint_url="http://")
        return done

    monkeypatch.setattr(client, "put_object", lost)
    version = put(archive, LETTER_ID, LETTER)
    lines = journal_lines(3)
    JournalFiles(archive).append(lines)
    monkeypatch.undo()
    assert verify(Archive(at()), [expect(version)], lines).findings == () and archive.staged() == []


def test_two_machines_write_the_journal(at: Callable[[], Any]) -> None:
    lines = journal_lines(9)
    first = JournalFiles(Archive.create(at()), part_size=4)
    second = JournalFiles(Archive(at()), part_size=4)
    first.append(lines[:2])
    assert second.last()[0] == 2
    second.append(lines[2:3])
    first.append(lines[3:6])  # closes a part
    second.append(lines[6:])
    for one in (first, second, JournalFiles(Archive(at()), part_size=4)):
        assert list(one.lines()) == lines and one.last()[0] == 9


def test_the_same_lines_of_two_machines_are_there_once_and_others_are_refused(at: Callable[[], Any]) -> None:
    lines = journal_lines(4)
    journal = JournalFiles(Archive.create(at()))
    journal.append(lines[:2])
    chunks = at().chunks  # as one who looked before the others wrote
    chunks.add(1, 1, lines)  # begins with what is there: goes on behind it
    assert list(journal.lines()) == lines
    with pytest.raises(OfficeUnusable, match="没有覆盖"):
        chunks.add(1, 3, [lines[3]])
    assert list(journal.lines()) == lines


def test_who_holds_a_closed_part_for_open_is_refused(at: Callable[[], Any]) -> None:
    lines = journal_lines(5)
    archive = Archive.create(at())
    JournalFiles(archive, part_size=4).append(lines[:4])
    assert archive.exists(part_id(1))
    with pytest.raises(OfficeUnusable, match="没有覆盖"):
        at().chunks.add(1, 4, [lines[3]])
    assert verify(archive, [], lines[:4]).findings == ()


def test_a_listing_of_more_than_a_page(at: Callable[[], Any]) -> None:
    place = at()
    place.together(lambda n: place.bucket.put(f"staging/x/{n:04}", b""), range(1100))
    assert len(place.names("staging/x")) == 1100 and place.staged() == ["x"]
    place.unstage("x")
    assert place.staged() == [] and not place.bucket.has("staging/")


def test_locked_by_the_bucket(store: SeaweedFS, tmp_path: Path) -> None:
    url = store.fresh(lock=True)
    state = state_of(f"{url}&lock=30d", "x", 5, lambda _words: None)
    assert state.once and state.offered and not state_of(store.fresh(), "x", 5, lambda _words: None).offered
    from shenguan_docs.archive.place_of import place_of

    place: Any = place_of(tmp_path, f"{url}&lock=30d", wait=5, told=lambda _words: None)
    archive = Archive.create(place)
    version = put(archive, LETTER_ID, LETTER)
    put(archive, LETTER_ID, {"signed.pdf": b"signed"})
    assert archive.read(LETTER_ID, "signed.pdf") == b"signed" and verify(archive, None, None).findings == ()
    client, (name, *_) = store.client(), url.removeprefix("s3://").split("?")
    held = client.head_object(Bucket=name, Key=archive.key(LETTER_ID, "letter.pdf"))
    assert held["ObjectLockMode"] == "COMPLIANCE"
    assert held["ObjectLockRetainUntilDate"] > datetime.now(UTC) + timedelta(days=29)
    with pytest.raises(Exception, match="AccessDenied"):
        client.delete_object(
            Bucket=name, Key=archive.key(LETTER_ID, "letter.pdf"), VersionId=held["VersionId"]
        )
    assert version.version == "v1" and archive.staged() == []


def test_the_next_endpoint_when_one_does_not_answer(store: SeaweedFS) -> None:
    url = store.fresh()
    both = bucket_at(url.replace("endpoint=", "endpoint=http://127.0.0.1:1,"))
    both.put("x", b"1")
    assert both.get("x") == b"1"


def test_what_is_of_no_use_to_wait_for(store: SeaweedFS, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OfficeUnusable, match="没有这个桶"):
        bucket_at(store.url("nowhere-there")).get("x")
    url = store.fresh()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(OfficeUnusable, match="不认这把钥匙"):
        bucket_at(url).get("x")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    with pytest.raises(OfficeUnusable, match="没有对象存储的钥匙"):
        bucket_at(f"{url}&region=elsewhere").get("x")
