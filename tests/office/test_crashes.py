"""Processes that issue at once and are killed leave a whole office; the long run is ``script/faults``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock, Timeout
from office_helpers import drafted, issued

from benchmarks.crashes import play
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.store import Archive
from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office import settling
from shenguan_docs.office.alone import acquire
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.verifying import verify_office


def test_four_processes_killed_at_random(office_root: Path) -> None:
    outcome = play(office_root, processes=4, letters=8, kills=4, seed=1)
    assert outcome.faults == ()
    assert outcome.issued == 8


class Died(BaseException):
    """Stands for the moment at which a process ends."""


@pytest.mark.parametrize(
    ("where", "step"), [(Archive, "publish"), (JournalFiles, "append"), (settling, "_update_index")]
)
def test_a_death_after_the_commit_is_mended_at_the_next_opening(
    opened: Callable[[], Office], monkeypatch: pytest.MonkeyPatch, where: object, step: str
) -> None:
    office = opened()
    kept = drafted(office, "penalty")

    def dies(*_: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(where, step, dies)
        with pytest.raises(Died):
            issue(office, [kept])
    later = opened()
    assert verify_office(later).findings == ()
    assert issue(later, [kept])[0].number == "益高社函〔2026〕1号"
    assert show(later, "益高社函〔2026〕1号")["state"] == "已印发"
    assert issued(later, "penalty").number == "益高社函〔2026〕2号"


def test_a_death_before_the_commit_leaves_nothing(
    opened: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    office = opened()
    kept = drafted(office, "penalty")
    staged = Archive.stage

    def stage_and_die(self: Archive, *args: object, **options: object) -> object:
        staged(self, *args, **options)  # type: ignore[arg-type]
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "stage", stage_and_die)
        patch.setattr(settling, "discard_staged", lambda _office: None)  # killed: nobody cleans up
        with pytest.raises(Died):
            issue(office, [kept])
    later = opened()
    assert account(later) == []
    assert verify_office(later).findings == ()
    assert issue(later, [kept])[0].number == "益高社函〔2026〕1号"


def test_a_second_process_waits_and_at_last_says_so(
    opened: Callable[[], Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = opened(), opened()
    said: list[str] = []
    second.notify = said.append
    kept = drafted(first, "penalty")
    monkeypatch.setattr("shenguan_docs.office.alone.LOCK_WAIT", 0.2)
    with first.locked(), pytest.raises(OfficeUnusable, match="占用"):
        issue(second, [kept])
    assert said and "稍候" in said[0]
    assert issue(second, [kept])[0].number == "益高社函〔2026〕1号"


@pytest.mark.parametrize("moments", [(1, 1), (1, 2, 2, 2), (1, 2, 2, 3, 3)])
def test_one_is_patient_as_long_as_others_get_on(tmp_path: Path, moments: tuple[int, ...]) -> None:
    held, waiting = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    said: list[str] = []
    left = iter(moments)

    def progress() -> int:
        moment = next(left)
        if moment == 3 and held.is_locked:
            held.release()
        return moment

    held.acquire()
    if 3 in moments:
        acquire(waiting, 0.05, lambda: said.append("等"), progress)
        assert waiting.is_locked
    else:
        with pytest.raises(Timeout):
            acquire(waiting, 0.05, lambda: said.append("等"), progress)
    assert said == ["等"] and next(left, None) is None  # he waited again after each step, and no longer
    held.release()
    waiting.release()


def test_one_who_writes_again_and_again_lets_in_one_who_waits(opened: Callable[[], Office]) -> None:
    hasty, patient = opened(), opened()
    order: list[str] = []
    begun = threading.Event()

    def write_on() -> None:
        for _ in range(40):
            with hasty.locked():
                order.append("hasty")
                begun.set()
                time.sleep(0.06)

    thread = threading.Thread(target=write_on)
    thread.start()
    begun.wait()
    with patient.locked():
        order.append("patient")
    thread.join()
    assert order.index("patient") < 20  # without the door: the last
