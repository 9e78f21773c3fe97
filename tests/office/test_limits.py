"""Limits: a nearly full disk, a clock set back, names with blanks, every earlier form of the records."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from office_helpers import MORNING, drafted, issued

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office import limits
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.backups.restoring import Opening, restore
from shenguan_docs.office.keeping.plan_keeping import set_person
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.limits import correct_clock
from shenguan_docs.office.opening import Office, _unseen, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.database import REVISIONS
from tests.register.earlier import at_revision, journal_rows

QUIET = Opening("示例文书", lambda: MORNING, lambda _words: None, _unseen)


def test_a_nearly_full_disk_gives_no_number_and_says_what_it_needs(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = drafted(office, "penalty")
    paper = tmp_path / "来文.txt"
    paper.write_text("关于林地管理的通知。", "utf-8")
    told = {"sender": "示例市林业局", "title": "示例"}
    with monkeypatch.context() as patch:
        patch.setattr(limits, "RESERVE", shutil.disk_usage(office.root).total)  # more than can ever be free
        for act in (lambda: issue(office, [kept]), lambda: receive(office, [paper], told)):
            with pytest.raises(OfficeUnusable, match=r"至少腾出 \d+ MB"):
                act()
    assert account(office) == []
    assert verify_office(office).findings == ()
    assert issue(office, [kept])[0].number == "益高社函〔2026〕1号"


def test_a_clock_set_back_gives_no_number_until_it_is_explained(opened: Callable[[], Office]) -> None:
    office = opened()
    kept = drafted(office, "penalty")
    office.now = lambda: MORNING + timedelta(days=400)  # the clock ran ahead when this was written
    set_person(office, "示例张", "区社会事务局", phone="0737-0000088")
    office.now = lambda: MORNING
    with pytest.raises(
        OfficeUnusable, match="时钟是 2026-03-20 09:30，早于最后一条登记的时间 2027-04-24 09:30"
    ):
        issue(office, [kept])
    with pytest.raises(Refused, match="原因"):
        correct_clock(office, " ")
    correct_clock(office, "那天主板换过电池")
    assert issue(office, [kept])[0].number == "益高社函〔2026〕1号"
    with pytest.raises(Refused, match="不用说明"):
        correct_clock(office, "再来一次")
    assert verify_office(office).findings == ()


def test_a_few_minutes_back_are_nothing(office: Office) -> None:
    issued(office, "penalty")
    office.now = lambda: MORNING - timedelta(minutes=9)
    assert issued(office, "penalty").number == "益高社函〔2026〕2号"


@pytest.mark.parametrize("name", [" 我的 单位 ", "单位%20#?&'\"$(x);🐉"])
def test_paths_with_chinese_blanks_and_signs(pristine: Path, tmp_path: Path, name: str) -> None:
    root = tmp_path / "上 级" / name
    shutil.copytree(pristine, root)
    office = open_office(root, actor="示例文书", now=lambda: MORNING)
    issued(office, "penalty")
    assert verify_office(office).findings == ()
    made = back_up(office, tmp_path / "备 份" / name)
    office.close()
    done = restore(Path(made.place), root.with_name("新 " + name), QUIET)
    assert (done.findings, done.letters) == ((), 1)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_records_of_every_earlier_form_are_copied_then_upgraded(
    trail: tuple[Office, dict[str, str]], tmp_path: Path, revision: str
) -> None:
    root = tmp_path / "office"
    shutil.copytree(trail[0].root, root)
    file = root / "records.db"
    journal = journal_rows(file)
    file.unlink()
    at_revision(file, revision, journal)
    said: list[str] = []
    office = open_office(root, actor="示例文书", now=lambda: MORNING, notify=said.append)
    assert account(office) == account(trail[0])
    assert verify_office(office).findings == ()
    office.close()
    (copy,) = root.glob("records.db.before-upgrade-*")
    assert copy.name in said[0]
    with closing(sqlite3.connect(copy)) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
    assert journal_rows(copy) == journal


def test_records_of_a_later_form_are_refused_and_left_as_they_are(office_root: Path) -> None:
    file = office_root / "records.db"
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    before = file.read_bytes()
    with pytest.raises(OfficeUnusable, match="较新版本的程序"):
        open_office(office_root, actor="示例文书", now=lambda: MORNING)
    assert file.read_bytes() == before
    assert not list(office_root.glob("*.before-*"))
