"""Every hostile file against everything of ours that opens files: what is run, fetched, written, how long, how large."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.hostile_doors import Doors
from benchmarks.hostile_files import Hostile, Traps

SECONDS, MEMORY = 10.0, 1024
"""What one opening of one file may take: seconds of work, MiB."""
SECRET = "不许读出的字九八七六五四"
_ESCAPED = Path("/tmp/escaped-shenguan.txt"), Path("/tmp/escaped-shenguan.pdf")


@dataclass
class Result:
    """What became of a corpus; ``faults`` are Chinese sentences, empty when all held."""

    files: int = 0
    openings: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    faults: list[str] = field(default_factory=list)


class Server:
    """Listens on this machine and counts who asks."""

    def __init__(self) -> None:
        self.asked = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                asking, _ = self._socket.accept()
                self.asked += 1
                asking.close()

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()


@contextlib.contextmanager
def traps(place: Path) -> Iterator[tuple[Traps, Server]]:
    """Lay a server and a secret file; what may not be made is a path beside it."""
    (place / "secret.txt").write_text(SECRET, "utf-8")
    server = Server()
    try:
        yield Traps(server.url, str(place / "secret.txt"), str(place / "touched")), server
    finally:
        server.close()


def attack(files: Iterable[Hostile], laid: Traps, server: Server, place: Path) -> Result:
    """Open every file with all that opens files of its kind, in this process and without an office."""
    return _attack(files, laid, server, Doors(place).opened)


def _attack(files: Iterable[Hostile], laid: Traps, server: Server, open_all: Any) -> Result:
    result = Result()
    for hostile in files:
        result.files += 1
        if result.files % 50 == 0:
            print(f"……{result.files} 个,问题 {len(result.faults)} 处", flush=True)
        known = len(result.faults)
        for one in open_all(hostile.name, hostile.make()):
            result.openings += 1
            _judge(result, one, f"{hostile.what}({hostile.name!r}){one['what']}")
        if Path(laid.touched).exists() or any(path.exists() for path in _ESCAPED):
            result.faults.append(f"{hostile.what}({hostile.name!r}):执行了程序,或者写到了外面")
            for path in (Path(laid.touched), *_ESCAPED):
                path.unlink(missing_ok=True)
        print(f"{hostile.what}({hostile.name!r})", file=sys.stderr, flush=True)
        if server.asked:
            result.faults.append(f"{hostile.what}({hostile.name!r}):连了网络")
            server.asked = 0
        for fault in result.faults[known:]:
            print(f"  {fault}", flush=True)
    return result


def _judge(result: Result, one: dict[str, Any], label: str) -> None:
    result.ends[one["end"]] += 1
    result.slowest = max(result.slowest, (one["seconds"], label))
    result.largest = max(result.largest, (one["mib"], label))
    if one["end"] == "出错":
        result.faults.append(f"{label}:{one['words']}"[:400])
    if one["seconds"] > SECONDS:
        result.faults.append(f"{label}:用了 {one['seconds']:.1f} 秒")
    if one["mib"] > MEMORY:
        result.faults.append(f"{label}:用了 {one['mib']} MiB")
    if SECRET in one["words"]:
        result.faults.append(f"{label}:读出了别的文件")
    if one["left"]:
        result.faults.append(f"{label}:留下了临时文件 {one['left']}")


class Victim:
    """A process of its own that opens the files: the makers of the files shall not count."""

    def __init__(self, place: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_suffer, args=(there, place), daemon=False)
        self._process.start()

    def opened(self, name: str, data: bytes) -> list[dict[str, Any]]:
        """Let it open a file; a process that died of it is a fault."""
        self._here.send((name, data))
        try:
            answer: list[dict[str, Any]] = self._here.recv()
        except EOFError:
            died = {"end": "出错", "words": "整个进程死了", "seconds": 0.0, "mib": 0, "left": ""}
            return [{"what": "", **died}]
        return answer

    def close(self) -> None:
        """Let it end."""
        with contextlib.suppress(OSError):
            self._here.send(None)
        self._process.join()


def _suffer(pipe: Any, place: Path) -> None:
    temporary = place / "tmp"
    temporary.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    doors = Doors(place, office=True)
    while (asked := pipe.recv()) is not None:
        pipe.send(list(doors.opened(*asked)))
    doors.close()


def hostile(only: str = "", every: int = 1, first: int = 0) -> bool:
    """The whole corpus, or every so-manieth file; whether nothing was run, fetched, written outside, slow or large."""
    from benchmarks.hostile_files import corpus
    from benchmarks.hostile_formats import formats
    from benchmarks.hostile_more import more
    from benchmarks.hostile_papers import papers

    with tempfile.TemporaryDirectory() as folder, traps(Path(folder)) as (laid, server):
        place = Path(folder) / "victim"
        place.mkdir()
        victim = Victim(place)
        # Lazily: some of them are large.
        all_of_them = (h for made in (corpus, more, formats, papers) for h in made(laid) if only in h.what)
        chosen = (h for n, h in enumerate(all_of_them) if n % every == first)
        result = _attack(chosen, laid, server, victim.opened)
        victim.close()
    ends = "、".join(f"{what} {count}" for what, count in sorted(result.ends.items()))
    print(f"恶意文件 {result.files} 个,打开 {result.openings} 次:{ends}")
    print(f"最慢 {result.slowest[0]:.1f} 秒({result.slowest[1]})")
    print(f"最多 {result.largest[0]} MiB({result.largest[1]});问题 {len(result.faults)} 处")
    return not result.faults


if __name__ == "__main__":  # every so-manieth file, from which
    hostile("", *map(int, sys.argv[1:]))
