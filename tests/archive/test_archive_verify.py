"""The check finds and names every damage, and only damage."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from archive_helpers import LETTER, expect, journal_lines, lies, place_at, put, remove_tree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shenguan_docs.archive.files import sha256
from shenguan_docs.archive.inventory import INVENTORY, SIDECAR, parse_inventory, sidecar
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.on_disk import OnDisk
from shenguan_docs.archive.report import ExpectedObject, Finding
from shenguan_docs.archive.root import part_id
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify

SEVEN, EIGHT = "urn:shenguan:document:D7", "urn:shenguan:document:D8"
LINES = journal_lines(7)


class Office:
    """Two letters, one with two versions, and a journal of two closed parts and an open one."""

    def __init__(self, root: Path) -> None:
        self.archive = Archive.create(place_at(root))
        self.expected: list[ExpectedObject] = [
            expect(put(self.archive, SEVEN, LETTER), "益高社函〔2026〕7号"),
            expect(put(self.archive, EIGHT, {**LETTER, "letter.pdf": b"eight"}), "益高社函〔2026〕8号"),
            expect(put(self.archive, SEVEN, {"signed.pdf": b"signed"}), "益高社函〔2026〕7号"),
        ]
        JournalFiles(self.archive, part_size=3).append(LINES)
        self.lines = list(LINES)

    def check(self, *, quick: bool = False) -> list[Finding]:
        return list(verify(self.archive, self.expected, self.lines, quick=quick).findings)

    def folder(self, object_id: str) -> Path:
        return lies(self.archive, object_id, "letter.pdf").parents[2]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "archive")


def write(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_a_sound_archive_has_no_findings_and_is_counted(office: Office) -> None:
    for quick in (False, True):
        report = verify(office.archive, office.expected, office.lines, quick=quick)
        assert report.sound and report.findings == ()
        assert (report.checked_objects, report.checked_entries) == (4, 7)
        on_disk = [p for p in office.archive.place.objects.rglob("*") if p.is_file()]
        assert report.checked_files == len(on_disk) - 3  # but for the root's own three
    assert verify(office.archive, None, None).findings == ()


def test_a_check_of_nothing_is_a_failure(archive: Archive) -> None:
    assert only(list(verify(archive, [], []).findings)).code == "nothing-checked"


# -- objects -------------------------------------------------------------------------------------------------


def test_a_changed_file_is_named_with_its_letter(office: Office) -> None:
    write(lies(office.archive, EIGHT, "letter.pdf"), b"Eight")
    finding = only(office.check())
    assert (finding.code, finding.number) == ("file-changed", "益高社函〔2026〕8号")
    assert (
        "letter.pdf" in finding.message and "被改动" in finding.message and "关于培训的函" in finding.message
    )
    assert finding.where.endswith("v1/content/letter.pdf")


def test_a_missing_file_is_named(office: Office) -> None:
    lies(office.archive, SEVEN, "attachments/01.pdf").unlink()
    findings = office.check()
    assert [f.code for f in findings if f.code != "folder-extra"] == ["file-missing"]
    assert "attachments/01.pdf" in findings[-1].message and findings[-1].number == "益高社函〔2026〕7号"


def test_a_missing_letter_is_named(office: Office) -> None:
    remove_tree(office.folder(EIGHT).parent.parent)
    finding = only(office.check())
    assert (finding.code, finding.number) == ("object-missing", "益高社函〔2026〕8号")


@pytest.mark.parametrize("place", [".", "v1", "v2", "v2/content", "v1/content/attachments"])
def test_a_stray_file_in_an_object_is_named(office: Office, place: str) -> None:
    (office.folder(SEVEN) / place / "stray.txt").write_bytes(b"")
    finding = only(office.check())
    assert finding.code == "file-extra" and "stray.txt" in finding.message


def test_stray_things_in_the_root_and_the_journal_are_named(office: Office) -> None:
    strays = ["objects/stray", "objects/extensions/x", "journal/notes.txt"]
    if isinstance(office.archive.place, OnDisk):
        strays += ["objects/0a/", "objects/letters/"]
    strays += [
        "journal/000009.jsonl",
        f"{office.folder(SEVEN).parent.relative_to(office.archive.place.root)}/x",
    ]
    for stray in strays:
        path = office.archive.place.root / stray
        path.mkdir() if stray.endswith("/") else path.write_bytes(b"x")
    findings = office.check()
    assert sorted(f.where for f in findings) == sorted(stray.rstrip("/") for stray in strays)


def test_an_object_that_no_record_knows_is_named(office: Office) -> None:
    put(office.archive, "urn:shenguan:document:D9", LETTER)
    finding = only(office.check())
    assert finding.code == "object-extra" and "urn:shenguan:document:D9" in finding.message


def test_an_object_in_the_place_of_another_is_named(office: Office) -> None:
    remove_tree(office.folder(EIGHT))
    place = office.archive.place.objects.joinpath(*["00", "00", "urn%3ashenguan%3adocument%3aD8"])
    for one in office.folder(SEVEN).rglob("*"):
        if one.is_file():
            copy = place / str(one.relative_to(office.folder(SEVEN)))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(one.read_bytes())
    codes = {f.code for f in office.check()}
    assert {"object-missing", "object-extra"} <= codes


def test_an_old_version_put_back_is_named(office: Office) -> None:
    folder = office.folder(SEVEN)
    remove_tree(folder / "v2")
    for name in (INVENTORY, SIDECAR):
        write(folder / name, (folder / "v1" / name).read_bytes())
    findings = office.check()
    assert [(f.code, f.number) for f in findings] == [("version-missing", "益高社函〔2026〕7号")]


def test_a_version_that_no_record_knows_is_named(office: Office) -> None:
    put(office.archive, EIGHT, {"letter.pdf": b"other"})
    assert [f.code for f in office.check()] == ["version-extra"]


def test_a_rewritten_object_that_fits_in_itself_is_still_found(office: Office) -> None:
    """Someone who knows OCFL changes the letter, all inventories and all sidecars."""
    folder, path = office.folder(EIGHT), lies(office.archive, EIGHT, "letter.pdf")
    old, new = sha256(path.read_bytes()), sha256(b"forged")
    write(path, b"forged")
    text = (folder / INVENTORY).read_bytes().replace(old.encode(), new.encode())
    for place in (folder, folder / "v1"):
        write(place / INVENTORY, text)
        write(place / SIDECAR, sidecar(text))
    assert verify(office.archive, None, None).findings == ()
    findings = office.check()
    assert {f.code for f in findings} == {"inventory-changed"}
    assert {f.number for f in findings} == {"益高社函〔2026〕8号"}
    assert {f.code for f in office.check(quick=True)} == {"inventory-changed"}


def test_with_one_true_inventory_left_the_changed_file_is_named(office: Office) -> None:
    folder, path = office.folder(EIGHT), lies(office.archive, EIGHT, "letter.pdf")
    old, new = sha256(path.read_bytes()), sha256(b"forged")
    write(path, b"forged")
    text = (folder / INVENTORY).read_bytes().replace(old.encode(), new.encode())
    write(folder / INVENTORY, text)
    write(folder / SIDECAR, sidecar(text))
    assert {f.code for f in office.check()} == {"inventory-changed", "file-changed"}


def test_the_quick_check_sees_presence_lengths_and_inventories(office: Office) -> None:
    write(lies(office.archive, SEVEN, "letter.pdf"), b"PDF")  # the same length: only the full check sees it
    assert office.check(quick=True) == []
    write(lies(office.archive, SEVEN, "letter.docx"), b"")
    assert [f.code for f in office.check(quick=True)] == ["file-changed"]
    sized = [
        ExpectedObject(e.object_id, e.version, e.inventory, e.number, e.title, {"letter.pdf": 4})
        for e in office.expected
        if e.object_id == SEVEN
    ]
    report = verify(office.archive, sized + office.expected[1:2], office.lines, quick=True)
    assert [f.code for f in report.findings] == ["file-changed"] * 2


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"id":1}',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"head":"v1"}',
    b"1" * 10_000,
]


@pytest.mark.parametrize("text", BROKEN)
def test_a_broken_inventory_is_named(office: Office, text: bytes) -> None:
    folder = office.folder(EIGHT)
    write(folder / INVENTORY, text)
    assert {f.code for f in office.check()} == {"inventory-changed", "sidecar-changed"}
    write(folder / "v1" / INVENTORY, text)
    assert only(office.check()).code == "inventory-broken"
    with pytest.raises(ValueError):
        parse_inventory(text)


@pytest.mark.parametrize(
    "evil", ["../../../etc/passwd", "/etc/passwd", "v1/content/../../x", "v1/content/\\ud800", "v9/content/a"]
)
def test_an_inventory_leads_nowhere_else(office: Office, evil: str) -> None:
    text = (office.folder(EIGHT) / INVENTORY).read_bytes()
    with pytest.raises(ValueError):
        parse_inventory(text.replace(b"v1/content/letter.pdf", evil.encode()))


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_link(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


@pytest.mark.disk
@pytest.mark.parametrize("become", [become_folder, become_pipe, become_link])
@pytest.mark.parametrize("quick", [False, True])
def test_what_is_no_file_any_more_is_named(
    office: Office, become: Callable[[Path], None], quick: bool
) -> None:
    targets = [
        lies(office.archive, SEVEN, "letter.pdf"),
        office.folder(EIGHT) / INVENTORY,
        office.folder(EIGHT) / SIDECAR,
        office.archive.place.objects / "0=ocfl_1.1",
        office.archive.place.journal / "000003.jsonl",
    ]
    for target in targets:
        become(target)
    named = {f.where.removesuffix("/") for f in office.check(quick=quick)}
    assert {str(target.relative_to(office.archive.place.root)) for target in targets} <= named


@pytest.mark.disk
def test_whole_folders_gone_or_replaced_do_not_stop_the_check(office: Office) -> None:
    remove_tree(office.archive.place.journal)
    office.folder(SEVEN).rename(office.archive.place.root / "moved")
    office.folder(EIGHT).parent.joinpath("x").write_bytes(b"")
    codes = {f.code for f in office.check()}
    assert {"unreadable", "object-missing", "journal-missing", "file-extra"} <= codes
    remove_tree(office.archive.place.objects)
    codes = {f.code for f in office.check()}
    assert {"unreadable", "object-missing", "journal-missing", "root-changed"} <= codes


# -- journal -------------------------------------------------------------------------------------------------


def rewrite(office: Office, lines: list[str]) -> None:
    """Put other lines into the open part, which holds the seventh."""
    (office.archive.place.journal / "000003.jsonl").write_text("".join(f"{line}\n" for line in lines))


def long_open(tmp_path: Path) -> tuple[Office, Path]:
    office = Office(tmp_path / "archive")
    office.lines = journal_lines(30)
    for n in (1, 2):
        remove_tree(lies(office.archive, part_id(n), f"{n:06d}.jsonl").parents[2].parent.parent)
    (office.archive.place.journal / "000003.jsonl").unlink()
    JournalFiles(office.archive).append(office.lines)
    return office, office.archive.place.journal / "000001.jsonl"


def changes(lines: list[str]) -> dict[str, tuple[list[str], list[tuple[str, int]]]]:
    forged = lines[9].replace("张三", "李四")
    return {
        "altered": ([*lines[:9], forged, *lines[10:]], [("journal-changed", 10)]),
        "removed": ([*lines[:9], *lines[10:]], [("journal-missing", 10)]),
        "removed at the end": (lines[:-1], [("journal-missing", 30)]),
        "removed at the start": (lines[1:], [("journal-missing", 1)]),
        "inserted": ([*lines[:9], forged, *lines[9:]], [("journal-extra", 10)]),
        "repeated": ([*lines, lines[4]], [("journal-extra", 5)]),
        "swapped": ([*lines[:4], lines[5], lines[4], *lines[6:]], [("journal-order", 5)]),
        "moved to the end": ([*lines[:4], *lines[5:], lines[4]], [("journal-order", 5)]),
        "no line": ([*lines[:4], "???", *lines[5:]], [("journal-changed", 5)]),
        "an empty line": ([*lines[:4], "", *lines[4:]], [("journal-extra", 0)]),
        "longer": ([*lines, *journal_lines(1, after=lines)], [("records-missing", 31)]),
    }


@pytest.mark.parametrize("kind", changes(journal_lines(30)))
def test_changes_of_the_archived_journal_are_named(tmp_path: Path, kind: str) -> None:
    office, path = long_open(tmp_path)
    lines, expected = changes(office.lines)[kind]
    path.write_text("".join(f"{line}\n" for line in lines))
    findings = office.check()
    assert [f.code for f in findings] == [code for code, _ in expected], findings
    for finding, (_, seq) in zip(findings, expected, strict=True):
        if seq:
            assert f"第 {seq} 条" in finding.message and finding.number == f"益高社函〔2026〕{seq}号"
            assert "2026-03-05" in finding.message


def test_changes_of_the_records_journal_are_named(tmp_path: Path) -> None:
    office, _ = long_open(tmp_path)
    whole = office.lines
    office.lines = [*whole[:9], whole[9].replace("张三", "李四"), *whole[10:]]
    assert [(f.code, f.number) for f in office.check()] == [("records-changed", "益高社函〔2026〕10号")]
    office.lines = [*whole[:9], *whole[10:]]
    assert only(office.check()).code == "records-missing"
    office.lines = whole[:-1]
    assert only(office.check()).code == "records-missing"


def test_the_same_forgery_on_both_sides_breaks_the_chain(tmp_path: Path) -> None:
    office, path = long_open(tmp_path)
    office.lines[9] = office.lines[9].replace("张三", "李四")
    path.write_text("".join(f"{line}\n" for line in office.lines))
    finding = only(office.check())
    assert finding.code == "journal-chain" and "第 11 条" in finding.message
    assert only(list(verify(office.archive, office.expected, None).findings)).code == "journal-chain"


def test_a_change_in_a_closed_part_names_the_file_and_the_line(office: Office) -> None:
    path = lies(office.archive, part_id(1), "000001.jsonl")
    write(path, path.read_bytes().replace("张三".encode(), "李四".encode(), 1))
    codes = {f.code: f for f in office.check()}
    assert set(codes) == {"journal-changed", "file-changed"}
    assert "第 1 条" in codes["journal-changed"].message and "日志第 1 部分" in codes["file-changed"].message


@pytest.mark.parametrize("gone", [1, 2])
def test_a_missing_closed_part_is_named_with_its_lines(office: Office, gone: int) -> None:
    remove_tree(lies(office.archive, part_id(gone), f"{gone:06d}.jsonl").parents[2].parent.parent)
    findings = office.check()
    assert [f.code for f in findings] == ["journal-missing"] * 3 + ["object-missing"]
    assert f"日志第 {gone} 部分" in findings[-1].message


def test_a_long_run_of_missing_lines_is_one_finding(tmp_path: Path) -> None:
    office, path = long_open(tmp_path)
    path.write_text(f"{office.lines[0]}\n{office.lines[29]}\n")
    finding = only(office.check())
    assert finding.code == "journal-missing" and "第 2 至 29 条" in finding.message


@pytest.mark.disk
def test_a_write_that_was_cut_off_is_no_finding_but_other_bytes_are(office: Office) -> None:
    path = office.archive.place.journal / "000003.jsonl"
    coming = journal_lines(1, after=office.lines)
    whole = path.read_bytes()
    path.write_bytes(whole + coming[0].encode()[:50])
    office.lines += coming
    assert [f.code for f in office.check()] == ["journal-missing"]
    path.write_bytes(whole + b"other bytes")
    assert [f.code for f in office.check()] == ["journal-missing", "journal-torn"]


def test_a_closed_part_whose_file_a_crash_left_is_no_finding(office: Office) -> None:
    content = office.archive.read(part_id(2), "000002.jsonl")
    (office.archive.place.journal / "000002.jsonl").write_bytes(content)
    assert office.check() == []
    (office.archive.place.journal / "000002.jsonl").write_bytes(content[:-5])
    assert only(office.check()).where == "journal/000002.jsonl"


# -- any damage ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("pattern") / "archive")


@pytest.mark.disk
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**32),
    kind=st.sampled_from(["flip", "cut", "delete", "grow", "swap", "copy", "folder"]),
)
def test_any_damage_is_found_and_named(pattern: Office, seed: int, kind: str) -> None:
    chance, root = random.Random(seed), pattern.archive.place.root
    files = sorted(p for p in root.rglob("*") if p.is_file())
    path, other = chance.sample(files, 2)
    before, beside = path.read_bytes(), other.read_bytes()
    named = str(path.relative_to(root))
    if kind == "flip":
        place = chance.randrange(len(before))
        write(
            path, before[:place] + bytes([before[place] ^ (1 << chance.randrange(8))]) + before[place + 1 :]
        )
    elif kind == "cut":
        write(path, before[: chance.randrange(len(before))])
    elif kind == "delete":
        path.unlink()
    elif kind == "grow":
        write(path, before + b"x")
    elif kind == "swap":
        write(path, beside)
        write(other, before)
    elif kind == "copy":
        named = f"{named}.bak"
        (root / named).write_bytes(before)
    else:
        become_folder(path)
    try:
        findings = pattern.check()
        if kind == "swap" and before == beside:
            assert findings == []
        else:
            lines_gone = named.startswith("journal/") and any(f.code == "journal-missing" for f in findings)
            assert lines_gone or any(f.where.startswith(named) for f in findings), (named, findings)
    finally:
        (root / f"{named}").unlink() if kind == "copy" else None
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_bytes(before)
        write(other, beside)
    assert pattern.check() == []
