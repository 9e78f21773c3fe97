"""The power fails at any moment of an office's work: what was not synced is lost, torn or reordered.

The work is recorded once (``traced.py``). For each seed a moment is chosen and the disk is made as it may be then:
a file's content is sure as far as its last sync, every later write of it is there, gone, or there by sectors; an
entry of a folder is sure after a sync of that folder, later ones are there or not, either in their order, as
journaling file systems do, or in any. Then the office is opened: what was told must be there.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.power_judge import judged, whole
from benchmarks.syscalls import _forked
from benchmarks.traced import Change, Tree, changes, read_tree, record

SEEDS = 1000
_SECTOR = 512
_ENTRIES = ("create", "mkdir", "move", "unlink")


@dataclass
class Outcome:
    """What became of the seeds; ``faults`` are Chinese sentences, empty when all held."""

    seeds: int = 0
    told: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    healed: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass
class _File:
    sure: bytearray
    later: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Recorded:
    """The work of an office: its files before (``tree``, below ``before``) and every change."""

    before: Path
    tree: Tree
    changes: tuple[Change, ...]


def recorded(place: Path) -> Recorded:
    """Let an office work under strace. Needs strace, and some minutes."""
    live, before = place / "live", place / "before"
    base = dict(os.environ)
    made = _forked(partial(_furnished, live))
    assert made.get("made"), made
    shutil.copytree(live, before)
    trace = place / "trace"
    record([sys.executable, "-m", "benchmarks.power_acts", str(live)], trace, base)
    tree = read_tree(before)
    start = read_tree(before)
    found = tuple(changes(trace, live, tree))
    trace.unlink()
    return Recorded(before, start, found)


def _furnished(live: Path) -> dict[str, Any]:
    from benchmarks.power_acts import furnish

    live.mkdir()
    furnish(live)
    return {"made": True}


# -- the disk after the power failed ---------------------------------------------------------------


def disk_after(work: Recorded, moment: int, chance: random.Random, target: Path) -> str:
    """Write to ``target`` what a disk may hold when the power fails before change number ``moment``.

    Returns in which way, in words.
    """
    files: dict[int, _File] = {}
    entries: list[Change] = []
    sure: set[int] = set()  # places in ``entries``
    in_order = chance.random() < 0.5
    for change in work.changes[:moment]:
        if change.what in ("write", "cut"):
            _file(work, files, change.node).later.append(change)
        elif change.what in _ENTRIES:
            if change.what == "create":
                files[change.node] = _File(bytearray())
            entries.append(change)
        elif change.what == "sync":
            if change.node in files:
                for later in files[change.node].later:
                    _apply(files[change.node].sure, later)
                files[change.node].later.clear()
            else:
                now = {n for n, e in enumerate(entries) if change.node in (e.folder, e.to_folder)}
                sure |= set(range(max(now) + 1)) if now and in_order else now
    kept = _kept_entries(entries, sure, in_order, chance)
    way = chance.choice(("gone", "there", "some", "torn", "zeros"))
    for file in files.values():
        _lose(file, way, chance)
    _write(work, kept, files, target)
    return f"{'按次序' if in_order else '不按次序'},{way}"


def _file(work: Recorded, files: dict[int, _File], node: int) -> _File:
    if node not in files:
        path = work.tree.files[node]
        assert path is not None
        files[node] = _File(bytearray(path.read_bytes()))
    return files[node]


def _apply(content: bytearray, change: Change) -> None:
    if change.what == "cut":
        del content[change.place :]
        content.extend(bytes(change.place - len(content)))
        return
    content.extend(bytes(max(0, change.place + len(change.data) - len(content))))
    content[change.place : change.place + len(change.data)] = change.data


def _kept_entries(
    entries: Sequence[Change], sure: set[int], in_order: bool, chance: random.Random
) -> list[Change]:
    if in_order:
        least = max(sure) + 1 if sure else 0
        return list(entries[: chance.randint(least, len(entries))])
    share = chance.choice((0.0, 0.5, 1.0))
    return [e for n, e in enumerate(entries) if n in sure or chance.random() < share]


def _lose(file: _File, way: str, chance: random.Random) -> None:
    """Apply those of the later writes that the disk happens to hold."""
    for change in file.later:
        if way == "gone" or (way == "some" and chance.random() < 0.5):
            continue
        if change.what == "write" and way in ("torn", "zeros"):
            if way == "zeros":  # the file has its length already, the content is not there
                _apply(file.sure, Change("write", place=max(len(file.sure), change.place + len(change.data))))
            first = change.place // _SECTOR
            for sector in range(first, (change.place + len(change.data) - 1) // _SECTOR + 1):
                if chance.random() < 0.5:
                    start = max(change.place, sector * _SECTOR)
                    end = min(change.place + len(change.data), (sector + 1) * _SECTOR)
                    piece = change.data[start - change.place : end - change.place]
                    _apply(file.sure, Change("write", place=start, data=piece))
        else:
            _apply(file.sure, change)


def _write(work: Recorded, entries: Sequence[Change], files: dict[int, _File], target: Path) -> None:
    folders = {node: dict(names) for node, names in work.tree.folders.items()}
    for one in entries:
        names = folders.setdefault(one.folder, {})
        if one.what in ("create", "mkdir"):
            names[one.name] = one.node
        elif names.get(one.name) == one.node:
            del names[one.name]
        if one.what == "move":
            folders.setdefault(one.to_folder, {})[one.to_name] = one.node
    made = {e.node for e in work.changes if e.what == "mkdir"}

    def put(node: int, place: Path) -> None:
        place.mkdir()
        for name, child in folders.get(node, {}).items():
            if child in work.tree.folders or child in made:
                put(child, place / name)
            elif child in files:
                (place / name).write_bytes(files[child].sure)
            else:
                source = work.tree.files[child]
                assert source is not None
                shutil.copyfile(source, place / name)

    put(1, target)


# -- the run ---------------------------------------------------------------------------------------


def play(place: Path, work: Recorded, seeds: Sequence[int]) -> Outcome:
    """Let the power fail once for each seed, and look."""
    outcome = Outcome()
    root = place / "after"
    states: dict[str, dict[str, Any]] = {}  # the same state is checked once
    for engine in (
        "",
        "whoosh",
    ):  # the page that all letters bear is printed in a fork; then, with the engine that
        shutil.copytree(work.before, root)  # starts no threads, all is loaded that the forks to come need
        if engine:
            judged(root, [], engine)
            whole(root, 1, engine)
        else:
            _forked(partial(whole, root, 1))
        shutil.rmtree(root)
    for seed in seeds:
        chance = random.Random(seed)
        moment = chance.randrange(1, len(work.changes) + 1)
        shutil.rmtree(root, ignore_errors=True)
        way = disk_after(work, moment, chance, root)
        told = [json.loads(c.data) for c in work.changes[:moment] if c.what == "said"]
        found = _forked(partial(judged, root, told))
        outcome.seeds += 1
        outcome.told += sum(1 for one in told if one["act"] == "issued")
        outcome.healed.update(found.get("said", []))
        label = f"第 {seed} 号,第 {moment} 处以前断电({way})"
        faults = found.get("faults", [f"打不开:{found.get('odd', found)}"])
        if (state := found.get("state", "")) and state not in states:
            states[state] = _forked(partial(whole, root, seed))
        if state:
            faults += states[state].get("faults", [f"核验不了:{states[state]}"])
        for fault in faults:
            outcome.faults.append(f"{label}:{fault}")
            print(f"  {outcome.faults[-1]}", flush=True)
        outcome.lost.update(fault.partition(":")[0] for fault in faults)
        if outcome.seeds % 20 == 0:
            print(f"{outcome.seeds} 次,{len(states)} 种结果,问题 {len(outcome.faults)} 处", flush=True)
    return outcome


def warm() -> None:
    """Load in this process what every fork would load."""
    loaded = _forked(
        lambda: {"done": str(import_module("benchmarks.power_acts")), "loaded": list(sys.modules)}
    )
    for name in loaded["loaded"]:
        with suppress(Exception):
            import_module(name)


def powerloss(*words: str) -> bool:
    """The power fails ``words[0]`` times (else 1,000), from seed ``words[1]``; returns whether all held."""
    count, first = int(words[0]) if words else SEEDS, int(words[1]) if len(words) > 1 else 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        work = recorded(place)
        warm()
        syncs = sum(1 for c in work.changes if c.what == "sync")
        print(f"记下 {len(work.changes)} 处改动,其中落盘 {syncs} 次", flush=True)
        outcome = play(place, work, range(first, first + count))
    for words_said, times in outcome.healed.most_common():
        print(f"  打开时自己补好:{words_said} {times} 次")
    print(f"断电 {outcome.seeds} 次,告知过的文书 {outcome.told} 件次,问题 {len(outcome.faults)} 处")
    for fault, times in outcome.lost.most_common():
        print(f"  {fault}:{times}")
    return not outcome.faults


if __name__ == "__main__":
    with closing(sys.stdout):
        sys.exit(0 if powerloss(*sys.argv[1:]) else 1)
