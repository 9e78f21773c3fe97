"""The address of a bucket as office.toml says it; what cannot be one is refused in words, without a word of a key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shenguan_docs.archive.copies import Copies
from shenguan_docs.archive.files import ArchiveDamaged, sha256
from shenguan_docs.archive.s3_address import Address, is_s3, parse
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.settings import read_settings, settings_text, with_archive


def test_an_address_is_read() -> None:
    url = "s3://city/hq/a?endpoint=http://a:8333,https://b&region=cn-north-1&lock=10y"
    assert parse(url) == Address("city", "hq/a/", ("http://a:8333", "https://b"), "cn-north-1", "10y")
    assert parse("s3://city") == Address("city")
    assert parse(url).shown("objects/x") == "s3://city/hq/a/objects/x"
    until = parse("s3://city?lock=30d").locked_until(datetime(2026, 3, 1, tzinfo=UTC))
    assert until == datetime(2026, 3, 31, tzinfo=UTC)
    assert is_s3("s3:") and not is_s3("archive")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("s3://key:geheim@city", "不许写钥匙"),
        ("s3://city?endpoint=http://key:geheim@a:1", "不许写钥匙"),
        ("s3://city?secret_key=geheim", "不许写钥匙"),
        ("s3://city?colour=red", "不认识“colour”"),
        ("s3://City", "桶的名称"),
        ("s3://", "桶的名称"),
        ("s3://city/a/../b", "前缀"),
        ("s3://city/档案", "前缀"),
        ("s3://city?endpoint=a:8333", "endpoint"),
        ("s3://city?endpoint=http://a:99999", "endpoint"),
        ("s3://city?endpoint=http://a/path", "endpoint"),
        ("s3://city?lock=10", "lock"),
        ("s3://city?lock=0y", "lock"),
        ("s3://city?lock=1y&lock=2y", "写了两次"),
        ("s3://[city", "读不懂"),
        ("s3://city#x", "读不懂"),
    ],
)
def test_what_is_none_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        parse(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("place", ["", "archive2", "/srv/x", "ftp://x", "s3://x?a=b", "s3://k:s@bucket"])
def test_office_toml_says_where_the_archive_is(tmp_path: Path, place: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(settings_text("单位", "whoosh"), "utf-8")
    assert read_settings(file).archive == "archive"
    file.write_text(with_archive(file.read_text("utf-8"), "s3://city/hq"), "utf-8")
    assert read_settings(file).archive == "s3://city/hq"
    file.write_text(with_archive(file.read_text("utf-8"), place), "utf-8")
    with pytest.raises(OfficeUnusable, match="office.toml"):
        read_settings(file)


def test_a_copy_is_checked_each_time_and_let_go_by_size(tmp_path: Path) -> None:
    copies, fetched = Copies(tmp_path / "cache", largest=1000), []

    def fetch(content: bytes = b"one") -> bytes:
        fetched.append(content)
        return content

    path = copies.path("objects/a.pdf", sha256(b"one"), fetch, "s3://x/a.pdf")
    assert copies.path("objects/a.pdf", sha256(b"one"), fetch, "") == path and len(fetched) == 1
    path.unlink()
    path.write_bytes(b"torn")
    assert (
        copies.path("objects/a.pdf", sha256(b"one"), fetch, "").read_bytes() == b"one" and len(fetched) == 2
    )
    with pytest.raises(ArchiveDamaged, match="s3://x/b"):
        copies.path("objects/b", sha256(b"two"), fetch, "s3://x/b")
    big = copies.path("objects/c", sha256(b"x" * 2000), lambda: b"x" * 2000, "")
    copies.let_go()
    assert big.exists() and path.exists()  # somebody may still be reading
    import os

    os.utime(big, (0, 0))
    copies.let_go()
    assert path.exists() and not big.exists()
