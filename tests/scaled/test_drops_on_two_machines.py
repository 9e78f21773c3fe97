"""What came in at one machine of an office waits at every one of them, and is registered once."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from shenguan_docs.durable import write_durably
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.moving import records as moving_records
from shenguan_docs.office.moving import together
from shenguan_docs.office.moving.records import move_records
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import desk_in_folder
from shenguan_docs.office.people.desk_tables import copy_rows
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.received import arranging, incoming, incoming_on_server, taking_in
from shenguan_docs.office.received.drop import COPIES, PLACE, Drop
from shenguan_docs.office.received.handling import listed
from shenguan_docs.office.received.looking import looked, shown_as
from shenguan_docs.register.turns import Turn
from shenguan_docs.register.users import User
from tests.office.office_helpers import MORNING
from tests.scaled.two_machines import reopened

ROOT = Path(__file__).parents[2]
LARGE = b"\x00\xff\r\n?%s" * 400_000  # three pieces
LONG = b"words\r\n?%s" * 250_000  # three, too
_HOLDER = """
import sys
from pathlib import Path
from tests.scaled.two_machines import reopened, share
share()
from shenguan_docs.office.received import incoming
with incoming.alone(reopened(Path(sys.argv[1]), 7), sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


def laid(office: Office, *files: tuple[str, bytes]) -> Drop:
    return incoming.lay(office, [(name, io.BytesIO(content)) for name, content in files])


def ids(office: Office) -> list[str]:
    return [drop.id for drop in incoming.drops(office)]


def copies(office: Office) -> list[str]:
    place = office.root / PLACE / COPIES
    return sorted(path.name for path in place.iterdir()) if place.is_dir() else []


def count(office: Office, table: str) -> int:
    with safe(office, reading=True) as desk:
        return int(desk.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_what_came_here_is_read_and_registered_there(office: Office, second: Office) -> None:
    drop = laid(office, ("来函.txt", "益示林发〔2026〕13号".encode()), ("大.txt", LONG))
    assert ids(second) == ids(office) == [drop.id] and count(office, "drop_pieces") == 4
    assert laid(second, ("来函.txt", "益示林发〔2026〕13号".encode()), ("大.txt", LONG)).id == drop.id
    there = incoming.find(second, drop.id)
    assert there == drop
    assert [path.read_bytes() for path in incoming.paths(second, there)][1] == LONG
    taking_in.sort_out(office, drop.id)
    assert looked(second, there) == looked(office, drop) is not None
    done = taking_in.register(second, drop.id, {"title": "来函"})
    assert ids(office) == ids(second) == copies(office) == copies(second) == []
    assert incoming.find(office, drop.id).state == "registered" and count(office, "drop_pieces") == 0
    assert taking_in.register(office, drop.id, {"title": "来函"}).number == done.number  # a second click
    assert [file["name"] for file in show(office, done.id)["files"]] == ["来函.txt", "大.txt"]
    assert office.archive.read(done.id, "files/02.txt") == LONG


def test_a_crash_after_registering_registers_no_second_time(office: Office, second: Office) -> None:
    drop = laid(office, ("来函.txt", b"words"))
    taking_in.sort_out(office, drop.id)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(incoming, "ended", _cut_off)
        taking_in.register(office, drop.id, {})
    assert ids(second) == [drop.id]
    done = taking_in.register(second, drop.id, {})
    assert [row["number"] for row in listed(second)] == [done.number] and ids(second) == []


def test_clicked_at_both_machines_at_once_it_is_one_letter(office: Office, second: Office) -> None:
    drop = laid(office, ("来函.txt", b"words"))
    taking_in.sort_out(office, drop.id)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda desk: taking_in.register(desk, drop.id, {}).number, (office, second)))
    assert done[0] == done[1] and [row["number"] for row in listed(office)] == done[:1]


def test_who_holds_one_holds_it_on_every_machine_while_he_lives(
    office: Office, second: Office, folders: tuple[Path, Path]
) -> None:
    drop, other = laid(office, ("甲.txt", b"one")), laid(office, ("乙.txt", b"two"))
    command = [sys.executable, "-c", _HOLDER, str(folders[1]), drop.id]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        turn = Turn(office.records_url, 30, office.notify, of=drop.id)
        assert not turn.take(0.2)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(incoming_on_server, "LOCK_WAIT", 0.2)
            with pytest.raises(OfficeUnusable, match="这些文件正在登记"), incoming.alone(office, drop.id):
                raise AssertionError("two at once")
        with incoming.alone(office, other.id), office.writing():
            pass  # neither another one nor the records are held
        holder.kill()
        assert turn.take(30)
        turn.end()
        turn.close()
    assert ids(second) == [drop.id, other.id]


def test_discarded_here_it_is_gone_there(office: Office, second: Office) -> None:
    drop, kept = laid(office, ("甲.txt", b"one")), laid(office, ("乙.txt", b"two"))
    incoming.paths(second, drop)
    incoming.discard(office, drop.id)
    assert ids(second) == [kept.id] and copies(second) == [] and copies(office) == [kept.id]
    with pytest.raises(NotFound):
        incoming.paths(second, drop)
    secret = laid(second, ("密.txt", "机密★5年\n一件公文".encode()))
    with pytest.raises(Refused, match="不处理涉密文件"):
        taking_in.sort_out(office, secret.id)
    assert ids(second) == [kept.id] and count(office, "drop_pieces") == 1


def test_a_copy_that_was_cut_off_is_brought_again(office: Office, second: Office) -> None:
    drop = laid(office, ("大.txt", LARGE))
    [path] = incoming.paths(second, drop)
    path.write_bytes(LARGE[:10])
    assert incoming.paths(second, drop) == [path] and path.read_bytes() == LARGE
    shutil.rmtree(office.root / PLACE)
    assert [path.read_bytes() for path in incoming.paths(office, drop)] == [LARGE]
    path.unlink()
    with safe(office) as desk:
        desk.execute("UPDATE drop_pieces SET content = ? WHERE n = 1", (b"other",))
    with pytest.raises(OfficeUnusable, match="和收到时的不同"):
        incoming.paths(second, drop)
    assert list(path.parent.iterdir()) == []


def test_put_in_another_order_or_parted_every_machine_has_the_right_files(
    office: Office, second: Office
) -> None:
    drop = laid(office, ("附件.txt", b"list"), ("附件.txt", b"more"), ("来函.txt", b"letter"))
    taking_in.sort_out(office, drop.id)
    incoming.paths(second, drop)
    arranging.arrange(office, drop.id, 3)
    arranged = incoming.find(second, drop.id)
    words = [path.read_bytes() for path in incoming.paths(second, arranged)]
    assert words == [b"letter", b"list", b"more"] and arranged.decided
    seen = looked(second, arranged)
    assert seen is not None and [one.name for one in seen] == ["来函.txt", "附件.txt", "附件.txt"]
    incoming.keep_reading(office, drop, [{}, {}, {}])  # by one who read them in the earlier order
    assert looked(second, arranged) == seen
    first, *others = taking_in.apart(second, drop.id)
    found = [incoming.find(office, id) for id in (first, *others)]
    assert [path.read_bytes() for one in found for path in incoming.paths(office, one)] == words
    taking_in.take_off(second, others[1], 1)
    numbers = [taking_in.register(desk, id, {}).number for desk, id in ((office, others[0]), (second, first))]
    assert [row["number"] for row in listed(office)] == numbers and ids(second) == []


def test_pages_that_one_machine_made_the_other_shows(office: Office, second: Office) -> None:
    drop = laid(office, ("来函.docx", b"PK"))
    [here] = incoming.paths(office, drop)
    shown_as(here).write_bytes(b"%PDF" + LARGE)
    incoming.keep_reading(office, drop, [{}])
    [there] = incoming.paths(second, drop)
    assert shown_as(there).read_bytes() == b"%PDF" + LARGE


def test_limits_and_rights_hold_over_all_machines(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = laid(office, ("甲.txt", b"one"))
    monkeypatch.setattr(incoming, "ROOM", 5)
    with pytest.raises(Refused, match="放不下了"):
        laid(second, ("乙.txt", b"two"))
    monkeypatch.setattr(incoming, "MOST", 1)
    with pytest.raises(Refused, match="还没有登记"):
        laid(second, ("乙.txt", b"2"))
    stranger = replace(second, who=User("示例乙", ("文书",), "jingfa"), actor="示例乙")
    assert ids(stranger) == []
    with pytest.raises(NotFound):
        incoming.discard(stranger, drop.id)
    assert ids(second) == [drop.id]


def test_what_is_old_or_was_cut_off_while_it_came_passes(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(office, ("甲.txt", b"one"))
    with monkeypatch.context() as patch:
        patch.setattr(incoming_on_server, "_pieces", _cut_off)
        with pytest.raises(KeyboardInterrupt):
            laid(office, ("乙.txt", b"two"))
    assert len(ids(second)) == 1 and count(office, "drops") == 2
    assert [path.name for path in (office.root / PLACE).iterdir()] == [COPIES]
    second.now = lambda: MORNING + timedelta(days=2)
    incoming.clean_up(second)
    assert count(office, "drops") == 1
    second.now = lambda: MORNING + timedelta(days=incoming.KEPT_DAYS + 1)
    incoming.clean_up(second)
    assert count(office, "drops") == count(office, "drop_pieces") == 0
    assert ids(office) == copies(office) == []


def _cut_off(*_given: object) -> object:
    raise KeyboardInterrupt


def test_at_the_same_moment_the_same_files_at_two_machines_are_one(office: Office, second: Office) -> None:
    first = laid(office, ("甲.txt", b"one"))
    staged = second.root / "staged"
    shutil.copytree(office.root / PLACE / COPIES / first.id, staged)
    again = incoming_on_server.put(second, staged, replace(first, id="20260320-second"))
    assert again.id == first.id and count(office, "drops") == count(office, "drop_pieces") == 1


def test_it_is_in_no_backup(office: Office, tmp_path: Path) -> None:
    laid(office, ("甲.txt", b"one"))
    with safe(office, reading=True) as here, desk_in_folder.opened(tmp_path) as copy:
        copy_rows(here, copy)
        assert copy.execute("SELECT * FROM drops").fetchall() == []


def test_it_waits_on_where_the_records_go(office: Office, folders: tuple[Path, Path]) -> None:
    drop = laid(office, ("来函.txt", b"words"))
    taking_in.sort_out(office, drop.id)
    url = office.settings.records
    move_records(office, "records.db")
    home = reopened(folders[0], 30)
    assert incoming.drops(home) == [drop] and (home.root / PLACE / drop.id / "1" / "来函.txt").exists()
    assert not (home.root / PLACE / COPIES).exists()
    more = laid(home, ("再来.txt", b"more"))
    move_records(home, url)
    again = reopened(folders[0], 60)
    assert ids(again) == [drop.id, more.id]
    taking_in.sort_out(again, more.id)
    numbers = [taking_in.register(again, id, {}).number for id in (drop.id, more.id)]
    assert [row["number"] for row in listed(again)] == numbers and ids(again) == []
    again.close()


def test_where_the_move_is_killed_behind_its_last_step_it_waits_at_home(
    office: Office, folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = laid(office, ("来函.txt", b"words"))
    registered = laid(office, ("旧.txt", b"older"))

    def dies(_path: Path, _text: bytes) -> None:
        raise KeyboardInterrupt

    def dies_afterwards(path: Path, text: bytes) -> None:
        write_durably(path, text)
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(moving_records, "write_durably", dies)
        with pytest.raises(KeyboardInterrupt):
            move_records(office, "records.db")
    assert ids(office) == [drop.id, registered.id]  # on the server, as before
    incoming.discard(office, registered.id)
    with monkeypatch.context() as cut:
        cut.setattr(moving_records, "write_durably", dies_afterwards)
        with pytest.raises(KeyboardInterrupt):
            move_records(reopened(folders[0], 20), "records.db")
    home = reopened(folders[0], 30)
    assert incoming.drops(home) == [drop]  # and not the one that was dealt with
    together.move(home, "records.db", "", "")
    assert incoming.drops(home) == [drop] and incoming.paths(home, drop)[0].read_bytes() == b"words"
    home.close()


def test_tables_of_an_earlier_version_are_completed(office: Office, second: Office) -> None:
    with safe(office) as desk:
        desk.execute("DROP TABLE drops")
        desk.execute("DROP TABLE drop_pieces")
        desk.execute("COMMENT ON SCHEMA desk IS '1'")
        desk.execute("INSERT INTO passwords VALUES ('示例丁', 'x')")
    office.records.engine.dispose()
    drop = laid(office, ("来函.txt", b"words"))
    assert ids(second) == [drop.id] and count(second, "passwords") == 1
