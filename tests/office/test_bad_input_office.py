"""What happens to an office from outside: damage, replaced files, wrong settings; nothing is lost or doubled."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from office_helpers import MORNING, drafted, example, issued

from shenguan_docs.asking.query import Query
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import fill_matter, import_matters, matter_list, show_matters
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.showing import list_drafts, show
from shenguan_docs.office.letters.workflow import sign
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.settings import read_settings
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.resources import shipped_templates

Opened = Callable[[], Office]


def test_a_list_with_a_wrong_id_issues_nothing(office: Office) -> None:
    first = drafted(office, "penalty")
    with pytest.raises(NotFound, match="20200101-nothing"):
        issue(office, [first, "20200101-nothing"])
    assert account(office) == []


def test_an_issued_letter_is_not_signed_again(office: Office) -> None:
    letter = issued(office, "penalty")
    with pytest.raises(Refused, match=f"已印发为{letter.number}"):
        sign(office, letter.id, signed_by="示例甲")


def test_only_void_letters_are_said_to_be_void(office: Office, tmp_path: Path) -> None:
    void(office, issued(office, "penalty").number, reason="内容有误")
    with pytest.raises(NotFound, match="都已作废"):
        bundle(office, Choice(company="示例木业有限公司"), tmp_path / "案卷")


class OnFullDisk:
    """An index that can be read; writing to it meets a full disk."""

    def __init__(self, index: Any) -> None:
        self.index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)

    def update(self, docs: object, seq: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "index")


def test_what_fails_after_the_commit_says_that_the_letter_is_registered(opened: Opened) -> None:
    office = opened()
    letter = drafted(office, "penalty")
    office.__dict__["index"] = OnFullDisk(office.index)
    with pytest.raises(OfficeUnusable, match="已经登记在案.*磁盘已满.*不要重做"):
        issue(office, [letter])
    later = opened()
    assert issue(later, [letter])[0].number.endswith("1号")
    assert search(later, Query(text="没收违法收购")).total == 1
    assert verify_office(later).findings == ()


def test_a_second_process_goes_on_with_the_rebuilt_records(opened: Opened) -> None:
    waiting = opened()
    letter = drafted(waiting, "penalty")  # its connection to the database stays open
    other = opened()
    rebuild(other.root, other)
    assert issue(waiting, [letter])[0].number.endswith("1号")
    assert [row["state"] for row in account(opened())] == ["issued"]


def test_a_journal_left_beside_a_lost_database_is_not_played_into_the_new_one(opened: Opened) -> None:
    office = opened()
    issued(office, "penalty")
    office.close()
    records = office.root / "records.db"
    connection = sqlite3.connect(records, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM documents")
    connection.execute("UPDATE journal SET line = line || line")
    hot = (office.root / "records.db-journal").read_bytes()
    connection.close()
    records.unlink()
    (office.root / "records.db-journal").write_bytes(hot)
    rebuild(office.root, open_office(office.root, actor="甲", now=lambda: MORNING, settled=False))
    assert verify_office(opened()).findings == ()
    assert not (office.root / "records.db-journal").exists()


def test_rebuild_keeps_off_a_newer_database(office: Office) -> None:
    issued(office, "penalty")
    with sqlite3.connect(office.root / "records.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = (office.root / "records.db").read_bytes()
    with pytest.raises(OfficeUnusable, match="更新版本"):
        rebuild(office.root, office)
    assert (office.root / "records.db").read_bytes() == before
    assert not (office.root / "records.db.new").exists()


def test_a_damaged_draft_does_not_stop_the_others(office: Office) -> None:
    issued(office, "penalty")
    good, bad = drafted(office, "penalty"), drafted(office, "penalty")
    with sqlite3.connect(office.root / "records.db") as connection:
        connection.execute("UPDATE drafts SET data = '{' WHERE id = ?", (bad,))
    with pytest.raises(OfficeUnusable, match=f"草稿“{bad}”的内容已损坏"):
        issue(office, [bad])
    differences = rebuild(office.root, office).differences
    assert any(bad in text for text in differences)
    assert [row["id"] for row in list_drafts(office)] == [good]


def test_one_lost_letter_does_not_keep_the_others_from_being_found(office: Office) -> None:
    lost, kept = issued(office, "penalty"), issued(office, "penalty")
    folder = (office.root / lost.pdf).parents[2]
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o700)
    shutil.rmtree(folder)
    told: list[str] = []
    office.notify = told.append
    assert rebuild_index(office) == 2
    assert any(lost.number in text for text in told)
    found = {hit.id for hit in search(office, Query(text="没收违法收购")).hits}
    assert found == {kept.id}
    assert any(f.number == lost.number for f in verify_office(office).findings)


def test_a_spoilt_last_line_of_the_journal_is_a_finding(opened: Opened) -> None:
    office = opened()
    issued(office, "penalty")
    journal = office.root / "archive" / "journal" / "000001.jsonl"
    with journal.open("ab") as file:
        file.write(b"spoilt\n")
    with pytest.raises(OfficeUnusable):
        opened()
    looked_at = open_office(office.root, actor="甲", now=lambda: MORNING, settled=False)
    assert verify_office(looked_at).findings


def test_a_database_message_of_sqlite_never_reaches_a_user(office: Office) -> None:
    with sqlite3.connect(office.root / "records.db") as connection:
        connection.execute("DROP TABLE documents")
    with pytest.raises(OfficeUnusable) as caught:
        show(office, "益高社函〔2026〕1号")
    said = [str(caught.value), *(finding.message for finding in verify_office(office).findings)]
    assert len(said) > 1
    assert all("no such table" not in one for one in said) and any("rebuild" in one for one in said[1:])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("form = 1", ""),
        ("form = 1", 'form = "x"'),
        ("form = 1", "form = true"),
        ('records = "records.db"', "records = 7"),
        ('records = "records.db"', 'records = ""'),
        ("[numbers]", "numbers = 3\n[other]"),
    ],
)
def test_a_fault_in_the_settings_is_named(office_root: Path, old: str, new: str) -> None:
    settings = office_root / "office.toml"
    text = settings.read_text("utf-8")
    assert old in text
    settings.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(OfficeUnusable, match="office.toml"):
        read_settings(settings)


def test_an_emptied_settings_file_is_not_taken_for_the_defaults(office_root: Path) -> None:
    (office_root / "office.toml").write_text("")
    with pytest.raises(OfficeUnusable, match="不完整"):
        read_settings(office_root / "office.toml")


@pytest.mark.parametrize("name", ["名\n称", "\x01", '引"号\\', "\udcff"])
def test_any_name_makes_an_office_that_opens(tmp_path: Path, name: str) -> None:
    init_office(tmp_path / "单位", name, actor="甲", now=lambda: MORNING)
    open_office(tmp_path / "单位", actor="甲", now=lambda: MORNING).close()


def test_a_folder_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / os.fsdecode(b"\xff\xfe")
    with pytest.raises(Refused, match="认不出"):
        init_office(broken, "单位", actor="甲", now=lambda: MORNING)
    assert not broken.exists()


def test_doctor_names_what_it_may_not_read(tmp_path: Path) -> None:
    def forbidden() -> Office:
        raise PermissionError(13, "Permission denied", "/somewhere")

    checks = {check.what: check for check in doctor(tmp_path, forbidden)}
    assert not checks["单位文件夹"].fit
    assert "没有权限" in checks["单位文件夹"].found


def test_a_character_without_a_face_is_said_at_once(office: Office) -> None:
    kept = draft(office, "penalty", example(office, "penalty", facts="查获杉木👍"), None)
    assert any("👍" in warning for warning in kept.warnings)
    with pytest.raises(Refused, match="👍"):
        issue(office, [kept.id])
    assert account(office) == []


def test_a_list_of_the_future_waits_for_its_day(office: Office) -> None:
    source = shipped_templates() / "plan" / "事项清单(第一批).csv"
    later = import_matters(office, source, effective_on=date(2030, 1, 1))
    now = fill_matter(office, "建设工程消防验收备案", "区消防救援大队", "000125049000", "消防安全检查")
    assert matter_list(office).version == now.version > later.version
    assert show_matters(office, "建设工程消防验收备案")[0].supervisor is not None
    assert matter_list(office, date(2030, 1, 1)).version == later.version


def test_an_init_that_was_cut_off_is_begun_again(tmp_path: Path) -> None:
    """The process ends in the midst of making an office; the next ``init`` in the same folder makes it."""
    root = tmp_path / "office"
    ends = (
        "import os, sys; from datetime import datetime; from pathlib import Path;"
        "from shenguan_docs.office import founding; from shenguan_docs.office.keeping import plan_keeping;"
        "plan_keeping.seed_directory = lambda *a, **k: os._exit(9);"
        "from shenguan_docs.register.journal import CHINA;"
        "founding.init_office(Path(sys.argv[1]), '示例区', actor='甲', now=lambda: datetime.now(CHINA))"
    )
    assert subprocess.run([sys.executable, "-c", ends, str(root)], check=False).returncode == 9
    assert (root / "records.db").exists() and not (root / "office.toml").exists()
    init_office(root, "示例区", actor="甲", now=lambda: MORNING)
    assert (root / "office.toml").exists() and not (root / "init.lock").exists()
    with pytest.raises(Refused, match="不是空的"):
        init_office(root, "示例区", actor="甲", now=lambda: MORNING)


def test_a_folder_with_work_in_it_is_never_taken_for_an_unfinished_one(tmp_path: Path) -> None:
    (tmp_path / "init.lock").touch()
    (tmp_path / "报告.docx").write_bytes(b"PK")
    with pytest.raises(Refused, match="不是空的"):
        init_office(tmp_path, "示例区", actor="甲", now=lambda: MORNING)
    assert (tmp_path / "报告.docx").exists()
