"""Files that came in at the desk: kept until they are registered, once, and nobody else's to see."""

from __future__ import annotations

import io
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from office_helpers import MORNING, issued

from benchmarks.returned import as_pdf, paper, signed, worn
from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received import arranging, incoming, marking, taking_in
from shenguan_docs.office.received.handling import listed
from shenguan_docs.office.received.looking import looked
from shenguan_docs.office.service.making import make
from shenguan_docs.office.service.showing import waiting
from shenguan_docs.register.services import FORM_PDF
from shenguan_docs.register.users import User

LETTER = """益阳市示例林业局文件

益示林发〔2026〕13号

关于商请核查示例木业有限公司林木采伐情况的函

益阳高新区社会事务局：
    现商请你局核查。请于3月27日前书面反馈我局。

益阳市示例林业局
2026年3月16日
"""


def laid(office: Office, *files: tuple[str, bytes]) -> incoming.Drop:
    return incoming.lay(office, [(name, io.BytesIO(content)) for name, content in files])


def test_registered_once_and_gone_from_the_tray_of_uploads(office: Office) -> None:
    drop = laid(office, ("来函.txt", LETTER.encode()))
    place = office.root / incoming.PLACE
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert laid(office, ("来函.txt", LETTER.encode())).id == drop.id  # the same files again
    assert taking_in.sort_out(office, drop.id).letters == (drop.id,)
    seen = looked(office, drop)
    assert seen is not None
    proposed = taking_in.proposed(office, drop, seen).proposals
    data = {name: one.value for name, one in proposed.items()}
    assert data["number"] == "益示林发〔2026〕13号" and data["due"] == "2026-03-27"
    first, second = (taking_in.register(office, drop.id, data) for _ in range(2))
    assert first.id == second.id and [row["number"] for row in listed(office)] == [first.number]
    assert show(office, first.id)["title"] == data["title"]
    assert incoming.drops(office) == [] and not list(place.glob("*/1/*"))


def test_a_crash_after_registering_registers_no_second_time(office: Office, tmp_path: Path) -> None:
    drop = laid(office, ("来函.txt", LETTER.encode()))
    taking_in.sort_out(office, drop.id)
    folder = office.root / incoming.PLACE / drop.id
    shutil.copytree(folder, tmp_path / "before")
    done = taking_in.register(office, drop.id, {"title": "来函"})
    shutil.rmtree(incoming.folder_of(office, drop.id))
    shutil.copytree(tmp_path / "before", folder)  # as if it had ended before this was noted
    assert taking_in.register(office, drop.id, {"title": "来函"}).number == done.number
    assert [row["number"] for row in listed(office)] == [done.number] and incoming.drops(office) == []


def test_several_files_are_one_letter_or_several(office: Office) -> None:
    drop = laid(office, ("附件.txt", b"list"), ("来函.txt", LETTER.encode()), ("说明.txt", b"words"))
    taking_in.sort_out(office, drop.id)
    arranging.arrange(office, drop.id, 2)
    taking_in.take_off(office, drop.id, 3)
    done = taking_in.register(office, drop.id, {"title": "来函"})
    assert [file["name"] for file in show(office, done.id)["files"]] == ["来函.txt", "附件.txt"]
    several = laid(office, ("甲.txt", b"one"), ("乙.txt", b"two"), ("丙.txt", b"three"))
    taking_in.sort_out(office, several.id)
    assert len(taking_in.apart(office, several.id)) == 3
    for name in ("甲", "乙", "丙"):
        [waits] = [one for one in incoming.drops(office) if one.files[0].name == f"{name}.txt"]
        assert taking_in.register(office, waits.id, {}).title == name


def test_what_is_marked_secret_is_not_kept(office: Office) -> None:
    drop = laid(office, ("来函.txt", ("机密★5年\n" + LETTER).encode()))
    with pytest.raises(Refused, match="不处理涉密文件"):
        taking_in.sort_out(office, drop.id)
    assert incoming.drops(office) == [] and not (office.root / incoming.PLACE / drop.id).exists()


def test_a_file_that_is_none_is_told_and_can_be_taken_off(office: Office) -> None:
    with pytest.raises(Refused, match="空的"):
        laid(office, ("空.txt", b""))
    drop = laid(office, ("来函.pdf", b"%PDF-1.7 broken"), ("来函.txt", LETTER.encode()))
    taking_in.sort_out(office, drop.id)
    seen = looked(office, drop)
    assert seen is not None and seen[0].refused
    with pytest.raises(Refused, match="不能登记"):
        taking_in.register(office, drop.id, {})
    taking_in.take_off(office, drop.id, 1)
    assert taking_in.register(office, drop.id, {}).number


def test_uploads_are_their_departments_and_pass(office: Office) -> None:
    office.who, office.actor = User("示例甲", ("文书",), "shehui"), "示例甲"
    drop = laid(office, ("来函.txt", LETTER.encode()))
    office.who, office.actor = User("示例乙", ("文书",), "jingfa"), "示例乙"
    assert incoming.drops(office) == []
    for act in (incoming.find, incoming.discard, taking_in.sort_out, taking_in.apart):
        with pytest.raises(NotFound):
            act(office, drop.id)
    with pytest.raises(NotFound):
        taking_in.register(office, drop.id, {})
    office.who, office.actor = User("示例丙", ("文书",), "shehui"), "示例丙"
    assert [one.id for one in incoming.drops(office)] == [drop.id]
    office.who = User("示例丙", ("审核",), "shehui")
    assert incoming.drops(office) == []
    office.who = None
    office.now = lambda: MORNING + timedelta(days=incoming.KEPT_DAYS + 1)
    incoming.clean_up(office)
    assert incoming.drops(office) == []


@pytest.mark.parametrize(
    "id", ["..", "../archive", "20260320-../..", "", ".20260320-abcdef", "20260320-abcdef"]
)
def test_ids_lead_nowhere_else(office: Office, id: str) -> None:
    laid(office, ("来函.txt", b"x"))
    with pytest.raises(NotFound):
        incoming.find(office, id)


def test_scans_of_receipts_part_from_the_letter(office: Office) -> None:
    import random

    [service] = make(office, [issued(office, "penalty").number]).new
    by = random.Random(3)
    sheet = worn(signed(paper(office.archive.read(service.object_id, FORM_PDF), 150), by), by)
    drop = laid(office, ("来函.txt", LETTER.encode()), ("扫描.pdf", as_pdf([sheet], by, 150)))
    found = taking_in.sort_out(office, drop.id)
    assert found.letters == (drop.id,) and len(found.receipts) == 1
    filed = incoming.find(office, found.receipts[0])
    assert filed.state == "receipts" and filed.results[0]["pages"][0]["services"] == [service.id]
    assert [file.name for file in incoming.find(office, drop.id).files] == ["来函.txt"]
    assert waiting(office) == []
    taking_in.file_receipts(office, filed.id)  # a second click


def test_the_place_of_a_value_is_found_across_lines(office: Office, tmp_path: Path) -> None:
    letter = issued(office, "penalty")
    path = tmp_path / "来函.pdf"
    path.write_bytes((office.root / letter.pdf).read_bytes())
    values = {
        "number": letter.number,
        "title": letter.title,
        "date": letter.date.isoformat(),
        "sender": "没有的单位",
    }
    marks = [(name, n) for n, sheet in enumerate(marking.marked(path, values)) for name, _ in sheet.marks]
    assert {name for name, _ in marks} == {"number", "title", "date"} and ("number", 0) in marks
