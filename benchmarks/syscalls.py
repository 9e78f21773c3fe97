"""Every call that changes the disk during one act, failing or ending the process once: ``python -m benchmarks.syscalls``.

The calls are counted and spoilt by ``syscall_faults.c``, loaded before libc; a fork for each point, so that the
program is loaded once. After each point the office is opened anew and has to be whole. With the clock standing
still most points leave one of a few states; each state is judged once.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import pickle
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from shenguan_docs.cli.context import china_now
from shenguan_docs.errors import ShenguanError
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.office.letters import issuing
from shenguan_docs.office.letters.delivering import attach_signed
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.letters.printing import print_letter
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.database import Database

HOWS = {"断电": 1, "磁盘满": 2, "读写出错": 3, "只写一半": 4, "写一半断电": 5}
_LIBRARY = "SHENGUAN_FAULTS"


@dataclass
class Outcome:
    """What became of the points; ``faults`` are Chinese sentences, empty when all held."""

    points: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    judged: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """An office to copy for each point, and what the acts need; ``entries`` are those in its journal."""

    root: Path
    entries: int
    waiting: str  # a draft
    letter: str  # a letter that was issued
    paper: Path
    scan: Path


_NOW = china_now()


_warm: dict[Path, Database] = {}


def _opened(root: Path, engine: str = "", notify: Callable[[str], None] = lambda _words: None) -> Office:
    """Open an office whose clock stands still, so that the same things done again leave the same bytes."""
    office = open_office(
        root,
        actor="测量",
        now=lambda: _NOW,
        new_id=lambda day: f"{day:%Y%m%d}-222222",
        engine=engine,
        notify=notify,
    )
    if root in _warm and "records" not in office.__dict__:
        office.__dict__["records"] = _warm[
            root
        ]  # no connection, only statements that were put together before
    return office


def _issue(office: Office, ground: Ground) -> str:
    return issue(office, [ground.waiting])[0].number


def _receive(office: Office, ground: Ground) -> str:
    return receive(office, [ground.paper], {"sender": "示例市林业局", "title": "示例来文"}).number


def _void(office: Office, ground: Ground) -> str:
    return void(office, ground.letter, reason="示例").number


def _seal(office: Office, ground: Ground) -> str:
    return attach_signed(office, ground.letter, ground.scan).number


ACTS: dict[str, Callable[[Office, Ground], str]] = {
    "印发": _issue, "收文": _receive, "作废": _void, "附盖章件": _seal,
}  # fmt: skip


def laid(place: Path) -> Ground:
    """Make the office that every point begins with."""
    from benchmarks.office import made_office
    from shenguan_docs.notices.examples import example_data
    from shenguan_docs.notices.kinds import find_kind

    root = place / "office"
    office = made_office(root)
    data = example_data(find_kind(office.kind_places, "penalty"), office.today)
    letter = issue(office, [draft(office, "penalty", data, None).id])[0].number
    waiting = draft(office, "penalty", data, None).id
    entries, _ = office.last_entry()
    office.close()
    paper, scan = place / "来文.txt", place / "盖章.pdf"
    paper.write_text("关于林地管理的通知。各区:请认真执行。", "utf-8")
    scan.write_bytes(next(root.glob("archive/objects/*/*/*/v1/content/letter.pdf")).read_bytes())
    return Ground(root, entries, waiting, letter, paper, scan)


def _forked(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Do ``work`` in a fork and return what it says, {} when it died.

    Nothing of an office is opened in the parent: what starts threads there would be stuck in the fork.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            try:
                told = work()
            except Exception as error:
                told = {"odd": f"{type(error).__name__}: {error}"}
            os.write(writer, json.dumps(told).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return {"died": died, **(json.loads(said) if said else {})}


def _keep_pages(place: Path) -> None:
    """Print the same letter once only, and look for its fonts once: what is tried here is the disk."""

    def kept(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def answer(*given: Any) -> Any:
            if not (place / name).exists():
                (place / name).write_bytes(pickle.dumps(make(*given)))
            return pickle.loads((place / name).read_bytes())

        return answer

    setattr(issuing, "print_letter", kept("printed", print_letter))  # noqa: B010
    PdfPrinter.faces = kept("faces", PdfPrinter.faces)  # type: ignore[method-assign]


def _act(library: Any, root: Path, act: str, ground: Ground, at: int, how: int) -> dict[str, Any]:
    _keep_pages(ground.paper.parent)
    office = _opened(root)
    library.fault_arm(at, how)
    told: dict[str, Any] = {}
    try:
        told["announced"] = ACTS[act](office, ground)
    except ShenguanError as error:
        told["refused"] = str(error)
    except OSError as error:
        told["refused"] = str(error)
    except BaseException as error:
        told["odd"] = f"{type(error).__name__}: {error}"
    told["count"] = library.fault_count()
    library.fault_disarm()
    return told


def _judged(root: Path, act: str, ground: Ground, announced: str) -> dict[str, Any]:
    """Open the office as the next process would: it has to be whole, and the act can be done, once."""
    faults = []
    _keep_pages(ground.paper.parent)
    office = _opened(root)
    staged = office.archive.staged()
    if staged:
        faults.append(f"暂存里还有 {len(staged)} 件")
    happened = office.last_entry()[0] > ground.entries
    if announced and not happened:
        faults.append(f"已告知的 {announced} 不见了")
    if not happened or act == "印发":
        again = ACTS[act](office, ground)
        if announced and again != announced:
            faults.append(f"告知过 {announced},再做一遍是 {again}")
    numbers = [row["ordinal"] for row in account(office) if row["series"] == "函"]
    if numbers != list(range(1, 3 if act == "印发" else 2)):
        faults.append(f"号是 {numbers}")
    faults += [f"核验:{f.where} {f.message}" for f in verify_office(office).findings]
    office.close()
    return {"faults": faults, "happened": happened}


def _settled(root: Path) -> dict[str, str]:
    """Open the office, so that it mends what was cut off; return a digest of all that it is then."""
    _opened(root).close()
    return {"state": state_of(root)}


def state_of(root: Path, without: str = "") -> str:
    """Return a digest of all that an office is, but for what lies in its folder ``without``."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.name != "records.db"):
        name = path.relative_to(root)
        if without and name.parts[0] == without:
            continue
        digest.update(f"{name}\n".encode())
        if path.is_file():
            digest.update(path.read_bytes())
    with closing(sqlite3.connect(root / "records.db")) as conn:
        digest.update(str(conn.execute("PRAGMA integrity_check").fetchall()).encode())
        for line in conn.iterdump():
            digest.update(line.encode())
    return digest.hexdigest()


def point(library: Any, ground: Ground, place: Path, act: str, at: int, how: str, outcome: Outcome) -> int:
    """Spoil one call, look at the office afterwards; return how many calls there were."""
    root = place / "spoilt"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(ground.root, root)
    told = _forked(lambda: _act(library, root, act, ground, at, HOWS.get(how, 0)))
    known = len(outcome.faults)
    label = f"{act}第 {at} 次写,{how}"
    if "odd" in told:
        outcome.faults.append(f"{label}:{told['odd']}")
    announced = told.get("announced", "")
    state = act, announced, _forked(lambda: _settled(root)).get("state", label)
    if state not in outcome.judged:
        outcome.judged[state] = _forked(lambda: _judged(root, act, ground, announced))
    judged = outcome.judged[state]
    if "faults" not in judged:
        outcome.faults.append(f"{label}:以后打不开,{judged.get('odd', '')}")
    outcome.faults += [f"{label}:{fault}" for fault in judged.get("faults", [])]
    for fault in outcome.faults[known:]:
        print(f"  {fault}", flush=True)
    end = "断了" if told["died"] else "告知" if "announced" in told else "说明没有做成"
    outcome.points[how] += 1
    outcome.ends[f"{end},{'已办' if judged.get('happened') else '未办'}"] += 1
    return int(told.get("count", 0))


def _laid_elsewhere(place: Path) -> Ground:
    """Lay the ground in a fork, and load here what it loaded, instead of in every fork to come."""
    said = _forked(
        lambda: {k: str(v) for k, v in asdict(laid(place)).items()} | {"loaded": list(sys.modules)}
    )
    for name in said["loaded"]:
        with suppress(Exception):
            import_module(name)
    root, paper, scan = (Path(said[name]) for name in ("root", "paper", "scan"))
    return Ground(root, int(said["entries"]), said["waiting"], said["letter"], paper, scan)


def _warm_up(root: Path, ground: Ground, acts: Sequence[str]) -> None:
    """Do each act once in this process, with the engine that starts no threads: the forks go on from there."""
    _keep_pages(ground.paper.parent)
    for act in acts:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(ground.root, root)
        office = _opened(root, "whoosh")
        with suppress(ShenguanError):
            ACTS[act](office, ground)
        verify_office(office)
        office.close()
        _warm[root] = office.records


def play(acts: list[str], hows: list[str], *, every: int = 1) -> Outcome:
    """Spoil every ``every``-th call of each act in each way. Runs only with the library loaded."""
    library = ctypes.CDLL(os.environ[_LIBRARY])
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        ground = _laid_elsewhere(place)
        point(
            library, ground, place, acts[0], 0, "不出事", Outcome()
        )  # pages and fonts are kept from here on
        _warm_up(place / "spoilt", ground, acts)
        for act in acts:
            count = point(library, ground, place, act, 0, "不出事", outcome)
            for how in hows:
                for at in range(1, count + 1, every):
                    point(library, ground, place, act, at, how, outcome)
                print(
                    f"{act},{how}:{count} 处写,{len(outcome.judged)} 种结果,问题 {len(outcome.faults)} 处",
                    flush=True,
                )
    return outcome


def compiled(place: Path) -> Path:
    """Compile the library that spoils calls."""
    made = place / "faults.so"
    source = Path(__file__).with_name("syscall_faults.c")
    subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", str(made), str(source), "-ldl"], check=True)
    return made


def syscalls(*words: str) -> bool:
    """All acts in all ways, in a process that has the library loaded; returns whether all held."""
    with tempfile.TemporaryDirectory() as place:
        library = str(compiled(Path(place)))
        environment = {**os.environ, "LD_PRELOAD": library, _LIBRARY: library}
        command = [sys.executable, "-m", "benchmarks.syscalls", *words]
        return subprocess.run(command, env=environment, check=False).returncode == 0


def main(words: list[str]) -> int:
    """``[every] [acts and hows]``: which calls, which acts, which ways; nothing named is all."""
    every = int(words.pop(0)) if words and words[0].isdigit() else 1
    acts = [w for w in words if w in ACTS] or list(ACTS)
    hows = [w for w in words if w in HOWS] or list(HOWS)
    outcome = play(acts, hows, every=every)
    listed = "、".join(f"{how} {count}" for how, count in outcome.points.items())
    ends = "、".join(f"{end} {count}" for end, count in sorted(outcome.ends.items()))
    print(f"{listed};{ends};问题 {len(outcome.faults)} 处")
    for fault in outcome.faults:
        print(f"  {fault}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
