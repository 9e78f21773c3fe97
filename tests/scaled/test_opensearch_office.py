"""An office whose index is on OpenSearch: searched, moved there and back, away while letters are issued, backed up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from shenguan_docs.asking.query import Query
from shenguan_docs.cli.main import main
from shenguan_docs.durable import write_durably
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.engine import IndexRefused
from shenguan_docs.index.opensearch_client import Client
from shenguan_docs.index.opensearch_generations import removed
from shenguan_docs.index.opensearch_place import place_of
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, restore
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping import plan_keeping
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.moving import index as moving_index
from shenguan_docs.office.moving import together
from shenguan_docs.office.moving.archive import move_archive
from shenguan_docs.office.moving.index import move_index
from shenguan_docs.office.opening import SETTINGS_NAME, Office, open_office
from shenguan_docs.office.settings import read_settings, with_index
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates
from tests.index.tls_front import PASSWORD, USER, Authority, front
from tests.office.office_helpers import MORNING, fixed_ids, issued
from tests.scaled.cutting import Wire
from tests.scaled.opensearch_server import OpenSearch
from tests.scaled.seaweed import seaweedfs
from tests.scaled.servers import postgresql


def opened(root: Path, run: int = 0, told: list[str] | None = None, patience: float = 30.0) -> Office:
    said = told if told is not None else []
    return open_office(
        root,
        actor="示例文书",
        now=lambda: MORNING,
        new_id=fixed_ids(run),
        notify=said.append,
        patience=patience,
    )


@pytest.fixture
def office(tmp_path: Path, cluster: OpenSearch) -> Iterator[Office]:
    """An office with two letters whose index was moved to the server."""
    root = tmp_path / "单位"
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING)
    first = opened(root)
    import_matters(first, shipped_templates() / "plan" / "事项清单(第一批).csv")
    issued(first, "penalty")
    issued(first, "penalty")
    url = cluster.fresh()
    moved = move_index(first, url)
    assert (moved.letters, moved.place) == (2, url) and moved.questions > 2
    first.close()
    office = opened(root, 1)
    yield office
    office.close()
    with suppress(OfficeUnusable):
        removed(Client(place_of(url), 5.0, lambda _words: None), office.home)


def found(office: Office, text: str = "处罚") -> int:
    return search(office, Query(text)).total


def through(office: Office, wire: Wire, cluster: OpenSearch) -> None:
    """Have the office reach its server by the wire."""
    file = office.root / SETTINGS_NAME
    url = office.settings.index.replace(f":{cluster.nodes[0].port}/", f":{wire.port}/")
    file.write_text(with_index(file.read_text("utf-8"), url), "utf-8")


def test_a_letter_is_found_as_soon_as_it_is_issued(office: Office) -> None:
    assert office.engine == "opensearch" and found(office) == 2
    issued(office, "penalty")
    assert found(office) == 3
    other = opened(office.root, 2)
    assert found(other) == 3 and verify_office(other).findings == ()
    other.close()


def test_while_the_server_is_away_letters_are_issued_and_found_afterwards(
    office: Office, cluster: OpenSearch
) -> None:
    wire = Wire(cluster.nodes[0].port)
    through(office, wire, cluster)
    beside = opened(office.root, 3)
    assert found(beside) == 2
    wire.refuse = True
    told: list[str] = []
    away = opened(office.root, 4, told, patience=0.3)
    assert issued(away, "penalty").number.endswith("3号")
    assert "索引自动补上" in told[-1]
    with pytest.raises(OfficeUnusable, match="检索服务器没有回答"):
        found(away)
    (looked,) = (check for check in doctor(office.root, lambda: away) if check.what == "检索索引")
    assert not looked.fit
    wire.refuse = False
    assert found(beside) == 3  # another process, which wrote nothing
    assert found(away) == 3
    beside.close()
    away.close()
    wire.close()


def test_moved_back_and_there_again(office: Office, cluster: OpenSearch) -> None:
    url = office.settings.index
    issued(office, "penalty")
    back = move_index(office, "index")
    assert (back.letters, back.place, back.note) == (3, "index", "")
    assert read_settings(office.root / SETTINGS_NAME).index == "index"
    assert office.engine != "opensearch" and found(office) == 3
    assert cluster.ask(cluster.nodes[0], "GET", f"/{place_of(url).name}-000001")["status"] == 404
    issued(office, "penalty")
    again = move_index(office, url)
    assert again.letters == found(office) == 4 and "留在 index 文件夹里" in again.note
    assert verify_office(office).findings == ()


def test_moved_back_from_a_server_that_is_lost(office: Office, cluster: OpenSearch) -> None:
    wire = Wire(cluster.nodes[0].port)
    through(office, wire, cluster)
    wire.refuse = True
    lonely = opened(office.root, 5, patience=0.2)
    moved = move_index(lonely, "index")
    assert moved.letters == found(lonely) == 2 and "没有删去" in moved.note
    lonely.close()
    wire.close()


def test_a_move_that_is_none(office: Office) -> None:
    with pytest.raises(Refused, match="不能搬到那里"):
        move_index(office, "desk.db")
    move_index(office, "index")
    with pytest.raises(Refused, match="已经在那里"):
        move_index(office, "index")


def test_made_again_when_it_is_lost_or_asked_for(office: Office, cluster: OpenSearch) -> None:
    assert rebuild_index(office) == 2
    name = place_of(office.settings.index).name
    cluster.ask(cluster.nodes[0], "DELETE", f"/{name}-000002")
    told: list[str] = []
    again = opened(office.root, 6, told)
    assert "还没有检索索引（opensearch），正在由档案重建" in told[0]
    assert found(again) == 2
    again.close()
    assert rebuild(office.root, office).documents == 2
    assert found(opened(office.root, 7)) == 2


def test_the_records_set_back_leave_nothing_too_much(office: Office) -> None:
    before = (office.root / "records.db").read_bytes()
    archive = office.root / "archive"
    import shutil

    shutil.copytree(archive, office.root.parent / "archive")
    issued(office, "penalty")
    assert found(office) == 3
    office.close()
    (office.root / "records.db").write_bytes(before)
    shutil.rmtree(archive)
    shutil.move(office.root.parent / "archive", archive)
    again = opened(office.root, 8)
    issued(again, "penalty")
    assert found(again) == 3
    again.close()


def test_doctor_says_what_holds_it(office: Office) -> None:
    checks = {check.what: check for check in doctor(office.root, lambda: office)}
    assert checks["检索引擎"].fit and "OpenSearch 2." in checks["检索引擎"].found
    assert checks["检索索引"].fit and "2 件" in checks["检索索引"].found


def test_a_copied_folder_does_not_go_on_with_it(office: Office, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(office.root, tmp_path / "另一个")
    with pytest.raises(OfficeUnusable, match="另一个单位文件夹在用"):
        opened(tmp_path / "另一个")
    waiting = open_office(tmp_path / "另一个", actor="示例文书", now=lambda: MORNING, settled=False)
    move_index(waiting, waiting.settings.index)
    assert found(opened(tmp_path / "另一个")) == 2
    move_index(office, office.settings.index)
    assert found(opened(office.root)) == 2


def test_backed_up_and_restored_where_there_is_no_server(office: Office, tmp_path: Path) -> None:
    back_up(office, tmp_path / "备份")
    opening = Opening("示例文书", lambda: MORNING, lambda _words: None, office.progress)
    restored = restore(tmp_path / "备份", tmp_path / "恢复", opening)
    assert restored.findings == () and restored.letters == 2
    here = opened(tmp_path / "恢复", 9)
    assert here.settings.index == "index" and found(here) == 2
    here.close()


def test_made_there_from_the_beginning(cluster: OpenSearch, tmp_path: Path) -> None:
    root, url = tmp_path / "新单位", cluster.fresh("?shards=2")
    assert main(["init", str(root), "--index", url]) == 0
    assert read_settings(root / SETTINGS_NAME).index == url and list((root / "index").iterdir()) == []
    office = opened(root)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    issued(office, "penalty")
    assert office.engine == "opensearch" and found(office) == 1 and verify_office(office).findings == ()
    name = place_of(url).name
    assert main(["init", str(tmp_path / "别处"), "--index", url]) == 3  # it is another one's
    assert not (tmp_path / "别处").exists() and found(office) == 1
    office.close()
    removed(Client(place_of(url), 5.0, lambda _words: None), office.home)
    assert cluster.ask(cluster.nodes[0], "GET", f"/{name}")["status"] == 404
    for wrong in ("desk.db", "opensearch://es1:9200", "opensearch://user:word@es1/name"):
        assert main(["init", str(tmp_path / "别处"), "--index", wrong]) == 2
        assert not (tmp_path / "别处").exists()


def test_over_tls_with_a_password_that_stands_nowhere_in_the_folder(
    cluster: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, authority = tmp_path / "新单位", Authority(tmp_path)
    secret = tmp_path / "口令"
    secret.write_text(PASSWORD, "utf-8")
    monkeypatch.setenv("SHENGUAN_OPENSEARCH_USER", USER)
    monkeypatch.setenv("SHENGUAN_OPENSEARCH_PASSWORD_FILE", str(secret))
    with front(authority.issue("localhost"), cluster.nodes[0].port) as port:
        name = place_of(cluster.fresh()).name
        url = f"opensearch+https://localhost:{port}/{name}?ca={authority.ca}"
        assert main(["init", str(root), "--index", url]) == 0
        office = opened(root)
        import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
        issued(office, "penalty")
        assert found(office) == 1 and move_index(office, "index").letters == 1
        assert move_index(office, url).letters == found(office) == 1
        office.close()
        assert not [
            file for file in root.rglob("*") if file.is_file() and PASSWORD.encode() in file.read_bytes()
        ]

        secret.write_text("别的", "utf-8")
        told: list[str] = []
        refused = opened(root, 1, told)
        assert issued(refused, "penalty").number.endswith("2号")  # it keeps nobody from issuing
        assert "检索服务器不认这个用户或者口令" in told[-1] and "照常登记" in told[-1]
        with pytest.raises(IndexRefused, match="不认这个用户或者口令"):
            found(refused)
        (looked,) = (check for check in doctor(root, lambda: refused) if check.what == "检索引擎")
        assert not looked.fit and "口令" in looked.found
        refused.close()

        secret.write_text(PASSWORD, "utf-8")
        again = opened(root, 2)
        assert found(again) == 2 and verify_office(again).findings == ()
        move_index(again, "index")
        again.close()


def test_what_was_begun_there_is_taken_back(
    cluster: OpenSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, url = tmp_path / "新单位", cluster.fresh()

    def dies(*_given: object, **_named: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(plan_keeping, "seed_directory", dies)
        with pytest.raises(OSError, match="full"):
            init_office(root, "示例区", actor="示例文书", now=lambda: MORNING, index=url)
    assert not root.exists()
    assert cluster.ask(cluster.nodes[0], "GET", f"/{place_of(url).name}")["status"] == 404
    init_office(root, "示例区", actor="示例文书", now=lambda: MORNING, index=url)
    office = opened(root)
    assert found(office) == 0
    office.close()
    removed(Client(place_of(url), 5.0, lambda _words: None), office.home)


def test_by_the_command_line(office: Office, cluster: OpenSearch, capsys: pytest.CaptureFixture[str]) -> None:
    root, url = str(office.root), office.settings.index
    office.close()
    assert main(["-C", root, "search", "处罚"]) == 0
    assert main(["-C", root, "index"]) == 0
    assert main(["-C", root, "index", "rebuild"]) == 0
    assert main(["-C", root, "move", "--index", "index"]) == 0
    assert main(["-C", root, "move", "--index", url, "--records", "records.db"]) == 0
    assert main(["-C", root, "move", "--index", "ftp://x", "--records", "records.db"]) == 2
    assert main(["-C", root, "move", "--index", "opensearch://a:b@c/d"]) == 2
    assert main(["-C", root, "move"]) == 2
    assert "没有写搬什么" in capsys.readouterr().err


def test_a_move_back_that_was_killed_takes_the_index_from_the_server(
    office: Office, cluster: OpenSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = place_of(office.settings.index).name

    def dies(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(moving_index, "write_durably", write_then(dies))
        with pytest.raises(KeyboardInterrupt):
            move_index(office, "index")
    office.close()
    again = opened(office.root, 6)
    assert issued(again, "penalty").number.endswith("3号") and found(again) == 3
    assert cluster.ask(cluster.nodes[0], "GET", f"/{name}").get(f"{name}-000001")
    moved = together.move(again, "", "", "index")
    assert moved == {"finished": {"what": "index", "kept": ""}}
    assert cluster.ask(cluster.nodes[0], "GET", f"/{name}")["status"] == 404
    again.close()


def write_then(dies: Callable[[], None]) -> Callable[[Path, bytes], None]:
    def written(path: Path, text: bytes) -> None:
        write_durably(path, text)
        dies()

    return written


def test_it_stays_the_offices_own_when_the_office_is_no_longer_several_folders(
    cluster: OpenSearch, tmp_path: Path
) -> None:
    root = tmp_path / "单位"
    with postgresql() as server, seaweedfs() as store:
        init_office(
            root, "示例区", actor="示例文书", now=lambda: MORNING,
            records=server.fresh(), archive=store.fresh(), index=cluster.fresh(),
        )  # fmt: skip
        office = opened(root)
        import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
        issued(office, "penalty")
        assert found(office) == 1
        move_archive(office, "archive")
        office.close()
        again = opened(root, 1)
        assert found(again) == 1 and issued(again, "penalty").number.endswith("2号") and found(again) == 2
        move_index(again, "index")
        again.close()
