"""``move`` is ended at any moment, and done again: nothing is lost, doubled, or half there.

``python -m benchmarks.move_kills [times]`` (``script/faults moves``), with a PostgreSQL, a SeaweedFS and an OpenSearch
of its own. A fork does the command as a person would; it is ended by a clock of work or of the wall, or kills itself
before or after one of the steps by which a move goes on (STEPS). In some rounds another process issues a letter
meanwhile, in some the work goes on where the office stands; then the same command is done again, and what the office
holds is compared with what it held before. At last the servers are killed while something is moved to them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.move_acts import (
    KINDS,
    Servers,
    command,
    die_after,
    laid,
    left_over,
    moving,
    standing,
    state,
    worked,
)
from benchmarks.syscalls import _forked
from shenguan_docs.cli.main import main as shenguan
from tests.scaled.opensearch_server import opensearch
from tests.scaled.seaweed import seaweedfs
from tests.scaled.servers import postgresql

TIMES, EVERY = 6, 3  # by a clock; of the steps of a move of several things


@dataclass
class Outcome:
    """How often what was done; ``faults`` are Chinese sentences, empty when all held."""

    ended: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        self.faults.append(words)
        print(f"  {words}", flush=True)


# -- one round ---------------------------------------------------------------------------------------------------------


@dataclass
class Round:
    """One killed move: where, what, when."""

    root: Path
    kind: str
    places: dict[str, str]
    label: str
    drafts: list[str]
    outcome: Outcome

    def fault(self, words: str) -> None:
        self.outcome.fault(f"{self.label}：{words}")

    def issued(self) -> list[str]:
        """Issue a draft at the command line, as another process would; the number, if there is one."""
        told = _forked(lambda: command("-C", str(self.root), "issue", self.drafts[0], "--json"))
        if told.get("status") == 0:
            answer = json.loads(told["out"])
            return [row["number"] for row in (answer if isinstance(answer, list) else [answer])]
        self.heard(told, "印发")
        return []

    def heard(self, told: dict[str, Any], what: str) -> None:
        """A command that did not do it has to say so in Chinese, and not with what the program stumbled upon."""
        words = str(told.get("err") or told.get("odd") or told)
        last = words.strip().splitlines()[-1] if words.strip() else "没有一句话"
        self.outcome.said[f"{what}：{_plain(last)}"] += 1
        if told.get("status") not in (1, 2, 3) or "Traceback" in words or not last.startswith("错误："):
            self.fault(f"{what}没有好好说：{told}")


def _plain(words: str) -> str:
    kept = "".join("…" if char.isascii() and char.isalnum() else char for char in words)
    while "……" in kept:
        kept = kept.replace("……", "…")
    return kept[:120]


def prepared(source: Path, place: Path, kind: str, servers: Servers) -> tuple[Path, dict[str, str]]:
    """Copy the office and bring it where the round begins."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(source, place)
    root, places = place / "office", servers.places()
    if KINDS[kind].first:
        told = _forked(lambda: command(*moving(root, kind, places, KINDS[kind].first)))
        assert told.get("status") == 0, told
    return root, places


def play(
    source: Path, kind: str, servers: Servers, clock: str, at: float, how: int, outcome: Outcome, label: str
) -> dict[str, Any]:
    """Kill one move and look; ``how`` says whether somebody issues meanwhile (1) and afterwards (2)."""
    place = source.parent / "now"
    root, places = prepared(source, place, kind, servers)
    one = Round(root, kind, places, label, (source / "drafts").read_text().split(), outcome)
    words = moving(root, kind, places)
    origin = _forked(lambda: state(root))
    if "held" not in origin:
        one.fault(f"原来的就看不了 {origin}")
        return {}
    told: list[str] = []
    beside = threading.Thread(target=lambda: told.extend(one.issued())) if how & 1 else None
    if beside:
        beside.start()
    first = _forked(lambda: worked(words, clock, at))
    if beside:
        beside.join()
    outcome.ended["先做完了" if first.get("status") == 0 else "强杀"] += 1
    if first.get("status") not in (0, None):
        one.heard(first, "move")
    if how & 2:
        one.drafts = one.drafts[1:]
        found = _forked(lambda: command("-C", str(root), "search", "函", "--json"))
        if found.get("status") != 0:
            one.fault(f"断了以后检索不了 {found}")
        more = one.issued()
        told += more
        if not more:
            one.fault("断了以后印发不了")
        if _forked(lambda: command("-C", str(root), "verify")).get("status") != 0:
            one.fault("断了以后核验不过")
    before = _forked(lambda: state(root))
    if first.get("status") != 0:
        unfinished = not standing(root, kind, places)
        again = _forked(lambda: command(*words))
        if again.get("status") != 0 and (unfinished or "已经在那里" not in again.get("err", "")):
            one.fault(f"再做没有做成 {again}")
    after = _forked(lambda: state(root))
    judge(one, origin, before, after, told, how)
    for left in left_over(root, places, kind, servers):
        one.fault(left)
    return first


def judge(
    one: Round,
    origin: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
    told: list[str],
    how: int,
) -> None:
    """Compare what there was, what there was when it was done again, what there is."""
    if "held" not in before or "held" not in after:
        one.fault(f"打不开 {before if 'held' not in before else after}")
        return
    for name in sorted(before["held"].keys() | after["held"].keys()):
        if before["held"].get(name) != after["held"].get(name):
            one.fault(f"搬了以后不同：{name}")
    if before["found"] != after["found"]:
        one.fault(f"检索总数 {before['found']} 变成 {after['found']}")
    if not how:
        for name in sorted(origin["held"].keys() | after["held"].keys()):
            if origin["held"].get(name) != after["held"].get(name):
                one.fault(f"和原来不同：{name}")
    if after["first"] != origin["first"] or after["lines"] < origin["lines"]:
        one.fault("流水账不是原来的接着写的")
    if after["numbers"] != list(range(1, len(after["numbers"]) + 1)):
        one.fault(f"号是 {after['numbers']}")
    if len(after["numbers"]) != len(origin["numbers"]) + len(told):
        one.fault(f"原有 {len(origin['numbers'])} 件，告知 {told}，现有 {len(after['numbers'])} 件")
    for number in told:
        if number not in after["names"]:
            one.fault(f"告知过的 {number} 不见了")
    for finding in after["findings"]:
        one.fault(f"核验：{finding}")


# -- the servers die ----------------------------------------------------------------------------------------------------


def without_server(
    source: Path, kind: str, servers: Servers, share: float, whole: float, outcome: Outcome
) -> None:
    """Kill the server in the middle of a move to it; it comes back a moment later, or after the command has given up."""
    for late in (False, True):
        label = f"{kind}，{share:.2f} 时服务器强杀，{'等不到' if late else '一秒后回来'}"
        root, places = prepared(source, source.parent / "now", kind, servers)
        one = Round(root, kind, places, label, (source / "drafts").read_text().split(), outcome)
        words = moving(root, kind, places)
        origin = _forked(lambda root=root: state(root))  # type: ignore[misc]
        answers: list[dict[str, Any]] = []
        work = threading.Thread(
            target=lambda words=words, answers=answers: answers.append(_forked(lambda: command(*words)))  # type: ignore[misc]
        )
        work.start()
        time.sleep(whole * share)
        outcome.ended["服务器强杀"] += 1
        with _dead(servers, kind):
            if late:
                work.join()
            else:
                time.sleep(1)
        work.join()
        if answers[0].get("status") != 0:
            one.heard(answers[0], "move")
        before = _forked(lambda root=root: state(root))  # type: ignore[misc]
        if answers[0].get("status") != 0:
            again = _forked(lambda words=words: command(*words))  # type: ignore[misc]
            if again.get("status") != 0:
                one.fault(f"再做没有做成 {again}")
        judge(one, origin, before, _forked(lambda root=root: state(root)), [], 0)  # type: ignore[misc]
        for left in left_over(root, places, kind, servers):
            one.fault(left)


@contextmanager
def _dead(servers: Servers, kind: str) -> Iterator[None]:
    if kind.startswith("登记"):
        assert servers.records
        servers.records.kill()
        yield
        servers.records.start()
    elif kind.startswith("档案"):
        assert servers.store
        servers.store.kill("one")
        yield
        servers.store.start("one")
        servers.store.wait()
    else:
        assert servers.cluster
        servers.cluster.kill(servers.cluster.nodes[0])
        yield
        servers.cluster.start(servers.cluster.nodes[0])
        servers.cluster.wait()


# -- all of it -----------------------------------------------------------------------------------------------------------


def run(times: int, kinds: list[str], servers: Servers, seed: int = 1) -> Outcome:
    """Kill each kind at all of its steps and ``times`` times by a clock, and each server under it."""
    outcome, chance = Outcome(), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "laid"
        source.mkdir()
        for name in _forked(lambda: laid(source)).get("loaded", []):
            with suppress(Exception):
                import_module(name)
        for kind in kinds:
            known, begun = len(outcome.faults), time.monotonic()
            whole = play(source, kind, servers, "", 0, 0, outcome, f"{kind}，不出事")
            if whole.get("status") != 0:
                outcome.fault(f"{kind}：不出事也没有做成 {whole}")
                continue
            every = 1 if len(KINDS[kind].to) == 1 else EVERY
            for step in range(1, whole["steps"] + 1, every):
                how = step // every % 4
                play(source, kind, servers, "step", step, how, outcome, f"{kind}，第 {step} 步（{how}）")
            for n in range(times):
                clock, share, how = ("work", "wall")[n % 2], (n + chance.random()) / times, n % 4
                at = share * whole["work" if clock == "work" else "took"]
                words = "处理器" if clock == "work" else "钟"
                play(
                    source,
                    kind,
                    servers,
                    clock,
                    max(at, 0.001),
                    how,
                    outcome,
                    f"{kind}，{words} {share:.2f}（{how}）",
                )
            if times and len(KINDS[kind].to) == 1 and kind in list(KINDS)[:6]:
                without_server(source, kind, servers, chance.uniform(0.3, 0.8), whole["took"], outcome)
            print(
                f"{kind}：{whole['steps']} 步，时钟 {times} 次，问题 {len(outcome.faults) - known} 处，"
                f"{time.monotonic() - begun:.0f} 秒",
                flush=True,
            )
    return outcome


def moves(*words: str) -> bool:
    """All kinds, or those named; returns whether all held."""
    times = next((int(word) for word in words if word.isdigit()), TIMES)
    kinds = [word for word in words if word in KINDS] or list(KINDS)
    wanted = {name for kind in kinds for name in (*KINDS[kind].to, *KINDS[kind].first)}
    with ExitStack() as running:
        servers = Servers(
            running.enter_context(postgresql()) if "records" in wanted else None,
            running.enter_context(seaweedfs()) if "archive" in wanted else None,
            running.enter_context(opensearch()) if "index" in wanted else None,
        )
        outcome = run(times, kinds, servers)
    print(
        "、".join(f"{what} {count} 次" for what, count in outcome.ended.items()),
        f"问题 {len(outcome.faults)} 处",
    )
    for said, count in outcome.said.most_common():
        print(f"  说了 {count} 次：{said}")
    for fault in outcome.faults:
        print(f"  {fault}")
    return not outcome.faults


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    if sys.argv[1:2] == ["after"]:
        die_after(sys.argv[2])
        sys.exit(shenguan(sys.argv[3:]))
    sys.exit(0 if moves(*sys.argv[1:]) else 1)
