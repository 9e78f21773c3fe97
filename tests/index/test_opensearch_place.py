"""Where an index on OpenSearch is, as office.toml says it; no server is needed to refuse what it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.engine import IndexAway
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.office.settings import read_settings, settings_text, with_index


def test_an_address_names_hosts_and_an_index() -> None:
    place = place_of("opensearch://es1,es2:9201,[::1]:9202/gaoxin?shards=3")
    assert place.hosts == ("es1:9200", "es2:9201", "[::1]:9202")
    assert (place.name, place.shards, place.https) == ("gaoxin", 3, False)
    assert (
        place_of("opensearch+https://es1/gaoxin").https and place_of("opensearch://es1/gaoxin?https=1").https
    )
    safe = place_of("opensearch+https://es1/gaoxin?ca=/etc/ssl/es.pem&shards=2")
    assert (safe.https, safe.ca, safe.shards) == (True, "/etc/ssl/es.pem", 2)
    assert place.generation("gaoxin-000012") == 12
    assert [place.generation(other) for other in ("gaoxin", "gaoxin-2-000001", "gaoxin-building")] == [
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("index", "words"),
    [
        ("opensearch://user:秘密@es1/gaoxin", "不写用户和口令"),
        ("opensearch://es1/GaoXin", "索引名"),
        ("opensearch://es1/gaoxin-000001", "索引名"),
        ("opensearch://es1", "索引名"),
        ("opensearch://es1,,es2/gaoxin", "主机写得不对"),
        ("opensearch://es1/gaoxin?shards=0", "问号后面"),
        ("opensearch://es1/gaoxin?colour=red", "问号后面"),
        ("opensearch://es1/gaoxin?ca=/etc/ssl/es.pem", "ca 不对"),
        ("opensearch+https://es1/gaoxin?ca=es.pem", "ca 不对"),
        ("http://es1:9200/gaoxin", "地址不对"),
        ("", "地址不对"),
    ],
)
def test_what_is_no_address_is_refused_in_words(index: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=words) as refused:
        place_of(index)
    assert "秘密" not in str(refused.value)
    file = tmp_path / "office.toml"
    file.write_text(with_index(settings_text("示例", "whoosh"), index), "utf-8")
    with pytest.raises(OfficeUnusable, match="index"):
        read_settings(file)


def test_no_line_means_the_folder(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    file.write_text(settings_text("示例", "whoosh"), "utf-8")
    assert read_settings(file).index == "index"
    file.write_text(with_index(file.read_text("utf-8"), "opensearch://es1/gaoxin"), "utf-8")
    assert read_settings(file).index == "opensearch://es1/gaoxin"
    file.write_text(with_index(file.read_text("utf-8"), "index"), "utf-8")
    assert read_settings(file).index == "index" and file.read_text("utf-8").count("index =") == 1


def test_a_server_that_is_away_is_waited_for_with_a_word() -> None:
    said: list[str] = []
    client = Client(place_of("opensearch://127.0.0.1:1,127.0.0.1:2/gaoxin"), 0.6, said.append)
    with pytest.raises(IndexAway, match="没有给出结果"):
        client.ask("GET", "/")
    assert said == ["检索服务器没有回答，正在等它恢复……"]
    with pytest.raises(IndexAway):
        client.ask("GET", "/", patient=False)
    assert len(said) == 1
