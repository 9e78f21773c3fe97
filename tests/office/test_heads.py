"""Signed heads: made, kept, and what they find when an administrator rewrites the journal, chain and all."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest
from office_helpers import MORNING, fixed_ids, issued
from test_upkeep import unopened

from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.doctor import doctor
from shenguan_docs.office.letters.issuing import void
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.proving.anchoring import anchor
from shenguan_docs.office.proving.keys import key_file, renew
from shenguan_docs.office.proving.signing import export_heads, head_covering, make_head
from shenguan_docs.office.registers.books import book
from shenguan_docs.office.registers.sheets import write_tables
from shenguan_docs.office.upkeep import rebuild
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.proof.alone.notes import Head, Note
from shenguan_docs.proof.alone.tree import leaf_hash
from shenguan_docs.proof.heads import read_kept
from shenguan_docs.proof.merkle import Frontier
from shenguan_docs.register import heads, journal
from shenguan_docs.register.database import create_database, open_database, sqlite_url

Rewrite = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def rewritten(root: Path, change: Rewrite) -> None:
    """What an administrator can do who knows the program: other entries, the chain mended, all tables made anew."""
    place = root / "archive" / "journal" / "000001.jsonl"
    entries = change([json.loads(line) for line in place.read_text("utf-8").splitlines()])
    prev, lines = "", []
    for seq, entry in enumerate(entries, 1):
        whole = {**entry, "seq": seq, "prev": prev}
        line = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        prev = hashlib.sha256(line.encode()).hexdigest()
        lines.append(line + "\n")
    place.chmod(0o644)
    place.write_text("".join(lines), "utf-8")
    (root / "records.db").unlink()
    create_database(sqlite_url(root / "records.db"))
    records = open_database(sqlite_url(root / "records.db"))
    with records.writing() as conn:
        journal.replay(conn, lines)
    records.close()


def of_kind(entries: list[dict[str, Any]], kind: str) -> list[int]:
    return [n for n, entry in enumerate(entries) if entry["kind"] == kind]


def other_title(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    entries[of_kind(entries, "document.issued")[0]]["data"]["title"] = "关于另一件事的函"
    return entries


@pytest.fixture(scope="module")
def signed_office(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, str]]:
    """Two letters, a head over both, the heads' files kept elsewhere."""
    place = tmp_path_factory.mktemp("signed")
    shutil.copytree(pristine, place / "office")
    office = open_office(place / "office", actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(7))
    numbers = issued(office, "penalty").number, issued(office, "training").number
    make_head(office)
    export_heads(office, place / "kept")
    assert verify_office(office, heads=[place / "kept"]).findings == ()
    office.close()
    return place, numbers


@pytest.fixture
def two_letters(
    signed_office: tuple[Path, tuple[str, str]], office_root: Path, tmp_path: Path
) -> tuple[str, str]:
    """The office with two letters, a copy of its own; the heads' files are in ``kept``."""
    shutil.rmtree(office_root)
    shutil.copytree(signed_office[0] / "office", office_root)
    shutil.copytree(signed_office[0] / "kept", tmp_path / "kept")
    return signed_office[1]


def test_a_head_is_the_root_of_all_entries_and_grows_from_the_last_one(office: Office) -> None:
    issued(office, "penalty")
    first = make_head(office)
    assert make_head(office) == first  # nothing was entered since
    issued(office, "training")
    second = make_head(office)
    with office.reading() as conn:
        lines = list(journal.lines(conn))
        assert heads.heads(conn) == (first, second)
    for head in (first, second):
        tree = Frontier()
        for line in lines[: head.size]:
            tree.add(leaf_hash(line.encode()))
        told = Head(head.text)
        assert told.fault() == ""
        assert (told.size, told.root, told.office) == (head.size, tree.root(), "示例区")
    assert head_covering(office, 1) == first
    assert head_covering(office, first.size + 1) == second
    assert verify_office(office).findings == ()


def test_the_secret_is_for_its_owner_alone_and_not_in_the_archive(office: Office) -> None:
    head = make_head(office)
    place = key_file(office, head.key)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    secret = place.read_text("utf-8").split()[-1].encode()
    for path in office.root.rglob("*"):
        assert not path.is_file() or path == place or secret not in path.read_bytes()


def test_rebuild_keeps_heads_and_keys(
    office: Office, office_root: Path, opened: Callable[[], Office]
) -> None:
    issued(office, "penalty")
    head = make_head(office)
    office.close()
    assert rebuild(office_root, unopened(office_root)).differences == ()
    later = opened()
    with later.reading() as conn:
        assert heads.heads(conn) == (head,)
        assert [key.fingerprint for key in heads.keys(conn)] == [head.key]
    assert verify_office(later).findings == ()


def test_a_rewritten_entry_is_named_with_its_letter(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office], tmp_path: Path
) -> None:
    rewritten(office_root, other_title)
    shutil.rmtree(office_root / "heads")
    (altered,) = [
        f for f in verify_office(opened(), heads=[tmp_path / "kept"]).findings if f.code == "head-altered"
    ]
    assert altered.number == two_letters[0]
    assert two_letters[0] in altered.message
    assert "在 2026-03-20T09:30:00+08:00 以后" in altered.message


def test_without_any_file_the_heads_in_the_journal_still_say_that_something_is_wrong(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office]
) -> None:
    rewritten(office_root, other_title)
    shutil.rmtree(office_root / "heads")
    (found,) = [f for f in verify_office(opened()).findings if f.code == "head-mismatch"]
    assert two_letters[0] in found.message and "改动" in found.message


def test_an_entry_taken_out_put_in_or_moved_is_named(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office], tmp_path: Path
) -> None:
    before = tmp_path / "before"
    shutil.copytree(office_root, before)

    def codes_after(change: Rewrite) -> set[tuple[str, str]]:
        shutil.rmtree(office_root)
        shutil.copytree(before, office_root)
        rewritten(office_root, change)
        found = verify_office(opened(), heads=[tmp_path / "kept"]).findings
        return {(f.code, f.number) for f in found if f.code.startswith("head-")}

    def without_second_letter(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        del entries[of_kind(entries, "document.issued")[1]]
        return entries

    def with_another_officer(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        n = of_kind(entries, "officer.set")[-1]
        entries.insert(n + 1, {**entries[n], "by": "别人"})
        return entries

    def officers_exchanged(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        first, *_, second = of_kind(entries, "officer.set")
        entries[first], entries[second] = entries[second], entries[first]
        return entries

    assert {code for code, _ in codes_after(with_another_officer)} == {"head-inserted"}
    assert {code for code, _ in codes_after(officers_exchanged)} == {"head-moved"}
    assert codes_after(without_second_letter) == {("head-removed", two_letters[1])}


def test_heads_taken_out_of_the_journal_are_missed_by_those_outside(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office], tmp_path: Path
) -> None:
    def no_proofs(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [e for e in other_title(entries) if e["kind"] not in ("head.signed", "key.entered")]

    rewritten(office_root, no_proofs)
    shutil.rmtree(office_root / "heads")
    office = opened()
    assert verify_office(office).findings == ()  # all that the office holds was made to fit
    broken, *named = verify_office(office, heads=[tmp_path / "kept"]).findings
    assert broken.code == "head-broken" and "不在本单位流水账登记的钥匙之列" in broken.message
    assert "head-altered" in {one.code for one in named if one.number in two_letters}


def test_a_cut_journal_is_found(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office], tmp_path: Path
) -> None:
    issuing = two_letters[1]
    rewritten(office_root, lambda entries: entries[: of_kind(entries, "document.issued")[1]] + entries[-2:-1])
    found = verify_office(opened(), heads=[tmp_path / "kept"]).findings
    assert ("head-removed", issuing) in {(f.code, f.number) for f in found}


def test_what_was_done_after_a_new_head_lies_between_two_moments(
    two_letters: tuple[str, str], office_root: Path, opened: Callable[[], Office], tmp_path: Path
) -> None:
    rewritten(office_root, other_title)
    office = opened()
    office.now = lambda: MORNING + timedelta(days=3)
    void(office, two_letters[1], reason="示例")
    make_head(office)
    found = [f for f in verify_office(office, heads=[tmp_path / "kept"]).findings if f.code == "head-altered"]
    assert "在 2026-03-20T09:30:00+08:00 以后、2026-03-23T09:30:00+08:00 以前" in found[0].message


def test_altered_head_files_are_told_and_other_files_are_not(
    two_letters: tuple[str, str], opened: Callable[[], Office], tmp_path: Path
) -> None:
    office = opened()
    (place,) = (tmp_path / "kept").iterdir()
    good = place.read_text("utf-8")
    for bad in (
        good.replace("单位: 示例区", "单位: 别的区"),
        good.replace("document.issued", "document.voided"),
        "",
    ):
        place.write_text(bad, "utf-8")
        (found,) = verify_office(office, heads=[place]).findings
        assert found.code == "head-broken"
    place.write_text(good, "utf-8")
    (tmp_path / "kept" / "说明.txt").write_text("别的文件", "utf-8")
    assert verify_office(office, heads=[tmp_path / "kept"]).findings == ()
    assert read_kept(good, "").details
    with pytest.raises(NotFound):
        verify_office(office, heads=[tmp_path / "没有"])
    with pytest.raises(Refused):
        place.write_text("别的", "utf-8")
        export_heads(office, tmp_path / "kept")


def test_a_new_key_is_vouched_for_by_the_old_one(office: Office) -> None:
    first = make_head(office)
    new = renew(office, reason="人员变动", lost=False)
    second = make_head(office)
    assert (new.before, second.key) == (first.key, new.fingerprint)
    note = Note(new.statement)
    assert note.problem("审管联动文书 换用钥匙") == ""
    assert note.fields["新公钥"] == new.public
    assert verify_office(office).findings == ()
    with pytest.raises(Refused, match="原因"):
        renew(office, reason=" ", lost=False)


def test_a_lost_key_is_told_and_put_away(office: Office) -> None:
    first = make_head(office)
    key_file(office, first.key).unlink()
    lacking = [check for check in doctor(office.root, lambda: office) if check.what == "签名的钥匙"]
    assert [(check.fit, "--lost" in check.mend) for check in lacking] == [(False, True)]
    issued(office, "penalty")
    with pytest.raises(OfficeUnusable, match="不在了"):
        make_head(office)
    with pytest.raises(Refused, match="--lost"):
        renew(office, reason="硬盘损坏", lost=False)
    new = renew(office, reason="硬盘损坏", lost=True)
    assert (new.statement, make_head(office).key) == ("", new.fingerprint)
    assert verify_office(office).findings == ()  # heads that the lost key signed before stay good


def test_the_printed_register_bears_the_heads_of_each_month(office: Office, tmp_path: Path) -> None:
    issued(office, "penalty")
    table = replace(book(office, "out", 2026, month=3), anchor=anchor(office, 2026, 3))
    with office.reading() as conn:
        (head,) = heads.heads(conn)
    assert anchor(office, 2026) == table.anchor  # printed again, no other is made
    assert head.root in table.anchor and head.key in table.anchor and f"{head.size} 条" in table.anchor
    for name in ("登记簿.pdf", "登记簿.xlsx"):
        write_tables(office, tmp_path / name, [table])
    with pdfplumber.open(tmp_path / "登记簿.pdf") as pdf:
        words = "".join((pdf.pages[-1].extract_text() or "").split())
    assert head.root in words
    sheet = openpyxl.load_workbook(tmp_path / "登记簿.xlsx").active
    assert any(head.root in str(cell.value) for row in sheet.iter_rows() for cell in row)
    with pytest.raises(Refused, match="4 月没有发文"):
        book(office, "out", 2026, month=4)
