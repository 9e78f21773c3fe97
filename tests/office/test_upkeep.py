"""The archive alone makes everything again; what was changed behind our back is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from office_helpers import MORNING, drafted, example, issued

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.keeping.plan_keeping import add_department, set_officer, set_person
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office


def busy_office(office: Office, folder: Path) -> None:
    """An office in which everything has happened that can happen."""
    letter = issued(office, "penalty")
    issued(office, "minutes")
    void(office, letter.number, reason="当事人名称有误")
    paper = folder / "来文.txt"
    paper.write_text("关于林地管理的通知。各区:请认真执行。", "utf-8")
    receive(office, [paper], {"sender": "示例市林业局", "number": "示林发〔2026〕3号", "date": "2026-03-01"})
    add_department(office, "示例区城市管理局", short_name="区城管局", mark="示城")
    set_person(office, "示例张", "区社会事务局", phone="0737-0000088")
    set_officer(office, "区社会事务局", "区经济合作局", "push", "示例张")


def unopened(root: Path) -> Office:
    return Office(root, read_settings(root / "office.toml"), "示例文书", lambda: MORNING)


def test_rebuild_gives_equal_tables_and_keeps_drafts(
    opened: Callable[[], Office], office_root: Path, tmp_path: Path
) -> None:
    office = opened()
    busy_office(office, tmp_path)
    kept = drafted(office, "training")
    done = rebuild(office_root, unopened(office_root))
    assert done.differences == ()
    later = opened()
    assert issue(later, [kept])[0].number == "益高社函〔2026〕2号"
    assert verify_office(later).findings == ()


def test_the_database_file_may_be_gone_the_next_second(
    opened: Callable[[], Office], office_root: Path, tmp_path: Path
) -> None:
    office = opened()
    busy_office(office, tmp_path)
    before = show(office, "益高社函〔2026〕1号")
    office.close()
    (office_root / "records.db").unlink()
    with pytest.raises(OfficeUnusable, match="rebuild"):
        opened()
    rebuild(office_root, unopened(office_root))
    later = opened()
    assert show(later, "益高社函〔2026〕1号") == before
    assert search(later, Query(text="林地管理")).total == 1
    assert verify_office(later).findings == ()


def test_an_older_database_is_caught_up_from_the_archive(
    opened: Callable[[], Office], office_root: Path
) -> None:
    older = (office_root / "records.db").read_bytes()
    letter = issued(opened(), "penalty")
    (office_root / "records.db").write_bytes(older)
    said: list[str] = []
    later = open_office(office_root, actor="示例文书", now=lambda: MORNING, notify=said.append)
    assert show(later, letter.id)["number"] == letter.number
    assert "由档案补齐" in said[0]
    later.close()


def test_verify_names_a_changed_letter_by_its_number(office: Office) -> None:
    letter = issued(office, "penalty")
    place = office.root / letter.pdf
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().replace(b"%PDF", b"%pdf", 1))
    assert letter.number in {finding.number for finding in verify_office(office).findings}


def test_verify_names_a_table_edited_by_hand(opened: Callable[[], Office], office_root: Path) -> None:
    office = opened()
    issued(office, "penalty")
    office.close()
    with sqlite3.connect(office_root / "records.db") as connection:
        connection.execute("UPDATE documents SET title = '改过的标题'")
    findings = verify_office(opened()).findings
    assert any("改过的标题" in finding.message or "documents" in finding.message for finding in findings)


def test_verify_names_a_number_taken_out(opened: Callable[[], Office], office_root: Path) -> None:
    office = opened()
    issued(office, "penalty")
    issued(office, "penalty")
    office.close()
    with sqlite3.connect(office_root / "records.db") as connection:
        connection.execute("DELETE FROM numbers WHERE ordinal = 1 AND department <> ''")
    assert any("缺第 1 号" in finding.message for finding in verify_office(opened()).findings)


def test_a_missing_or_broken_index_is_made_again(opened: Callable[[], Office], office_root: Path) -> None:
    import shutil

    office = opened()
    issued(office, "penalty")
    office.close()
    shutil.rmtree(office.index_place)
    assert search(opened(), Query(text="示例木业")).total == 1


def test_the_search_of_another_process_sees_the_letter(opened: Callable[[], Office]) -> None:
    first, second = opened(), opened()
    assert search(second, Query(text="示例木业")).total == 0
    issued(first, "penalty")
    hit = search(second, Query(text="〔2026〕1号", company="示例木业")).hits[0]
    assert (hit.number, hit.kind) == ("益高社函〔2026〕1号", "penalty")


def test_an_office_of_a_newer_version_is_refused(opened: Callable[[], Office], office_root: Path) -> None:
    settings = office_root / "office.toml"
    settings.write_text(settings.read_text("utf-8").replace("form = 1", "form = 99"), "utf-8")
    with pytest.raises(OfficeUnusable, match="更新版本"):
        opened()


def test_attachments_are_found_by_their_words(office: Office) -> None:
    issued(office, "penalty")
    words = search(office, Query(text="行政处罚决定书")).hits
    assert words and example(office, "penalty")
