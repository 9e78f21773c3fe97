"""Every hostile file against everything of ours that opens files: what is run, fetched, written, how long, how large."""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.hostile_files import Hostile, Traps
from shenguan_docs.errors import ShenguanError

SECONDS, MEMORY = 10.0, 1024
"""What one opening of one file may take: seconds of work, MiB."""
SECRET = "不许读出的字九八七六五四"
_ESCAPED = Path("/tmp/escaped-shenguan.txt"), Path("/tmp/escaped-shenguan.pdf")
_TABLES = {"xlsx", "xls", "ods", "csv", "zip"}


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
def traps(place: Path) -> Iterable[tuple[Traps, Server]]:  # type: ignore[misc]
    """Lay a server and a secret file; what may not be made is a path beside it."""
    (place / "secret.txt").write_text(SECRET, "utf-8")
    server = Server()
    try:
        yield Traps(server.url, str(place / "secret.txt"), str(place / "touched")), server
    finally:
        server.close()


def targets(hostile: Hostile, data: bytes, place: Path) -> list[tuple[str, Callable[[], str]]]:
    """Return what opens this file, each as a call that returns the words it found."""
    from shenguan_docs.index.extract import extract_text

    ending = hostile.name.rpartition(".")[2].lower()
    found: list[tuple[str, Callable[[], str]]] = [("检索", lambda: str(extract_text(data, hostile.name)))]
    if ending in ("docx", "pdf"):
        found.append(("量", lambda: _checked(data, place / f"file.{ending}")))
    if ending == "docx":
        found.append(("改", lambda: _mended(data, place / f"file.{ending}")))
    if ending in _TABLES:
        found += [
            ("清单", lambda: _sheets(data, f"file.{ending}")),
            ("登记簿", lambda: _register(data, place / f"file.{ending}")),
        ]
    if ending == "pdf":
        found.append(("案卷", lambda: _merged(data, place / "merged.pdf")))
    return found


def _checked(data: bytes, path: Path) -> str:
    from shenguan_docs.office.measuring.checking import check_file

    path.write_bytes(data)
    return str(check_file(path))


def _mended(data: bytes, path: Path) -> str:
    from shenguan_docs.office.measuring.mending import mend_file

    path.write_bytes(data)
    made = path.with_name("mended.docx")
    made.unlink(missing_ok=True)
    return str(mend_file(path, made))


def _sheets(data: bytes, name: str) -> str:
    from shenguan_docs.plan.tables import read_sheets

    return str(read_sheets(data, name))[:100_000]


def _register(data: bytes, path: Path) -> str:
    from shenguan_docs.office.registers.reading import read_register

    path.write_bytes(data)
    return str(read_register(path))[:100_000]


def _merged(data: bytes, path: Path) -> str:
    """Put a PDF into a bundle; nothing that runs by itself may have come along."""
    import pikepdf

    from shenguan_docs.bundle.pages import Merged, Unreadable

    path.unlink(missing_ok=True)
    try:
        with Merged() as merged:
            merged.add(data)
            merged.save(path, "0" * 32)
    except Unreadable as error:
        return str(error)
    with pikepdf.open(path) as made:
        for item in made.objects:
            kind = item.get("/S") if isinstance(item, pikepdf.Dictionary) else None
            if kind in (
                "/JavaScript",
                "/Launch",
                "/SubmitForm",
                "/ImportData",
                "/GoToR",
                "/GoToE",
                "/Rendition",
            ):
                raise AssertionError(f"案卷里带进了 {kind}")
        for page in made.pages:
            for annotation in page.get("/Annots", []):
                action = annotation.get("/A")
                if action is not None and action.get("/S") not in ("/URI", "/GoTo", "/Named"):
                    raise AssertionError(f"案卷里带进了 {action.get('/S')}")
    return ""


def attack(files: Iterable[Hostile], hostile_traps: Traps, server: Server, place: Path) -> Result:
    """Open every file with all that opens files of its kind."""
    result = Result()
    for hostile in files:
        result.files += 1
        if result.files % 50 == 0:
            print(f"……{result.files} 个,问题 {len(result.faults)} 处", flush=True)
        data = hostile.make()
        known = len(result.faults)
        for what, opens in targets(hostile, data, place):
            result.openings += 1
            label = f"{hostile.what}({hostile.name!r}){what}"
            _forget_peak()
            start = _worked()
            try:
                words = opens()
                end = "读了"
            except ShenguanError as error:
                words, end = str(error), "拒绝"
            except Exception as error:  # what a user would see as a fault of the program
                words, end = "", "出错"
                result.faults.append(f"{label}:{type(error).__name__} {error}"[:300])
            spent, peak = _worked() - start, _peak()
            result.ends[end] += 1
            result.slowest = max(result.slowest, (spent, label))
            result.largest = max(result.largest, (peak, label))
            if spent > SECONDS:
                result.faults.append(f"{label}:用了 {spent:.1f} 秒")
            if peak > MEMORY:
                result.faults.append(f"{label}:用了 {peak} MiB")
            if SECRET in words:
                result.faults.append(f"{label}:读出了别的文件")
            if Path(hostile_traps.touched).exists() or any(path.exists() for path in _ESCAPED):
                result.faults.append(f"{label}:执行了程序,或者写到了外面")
                for path in (Path(hostile_traps.touched), *_ESCAPED):
                    path.unlink(missing_ok=True)
            if server.asked:
                result.faults.append(f"{label}:连了网络")
                server.asked = 0
        for fault in result.faults[known:]:
            print(f"  {fault}", flush=True)
    return result


def _worked() -> float:
    """Return the seconds of processor time of this process and its children: other work on the machine does not count."""
    return sum(os.times()[:4])


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Return in MiB what this process needed at most since ``_forget_peak``; children have a limit of their own."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def hostile(only: str = "", every: int = 1) -> bool:
    """The whole corpus, or every so-manieth file; whether nothing was run, fetched, written outside, slow or large."""
    from benchmarks.hostile_files import corpus

    with tempfile.TemporaryDirectory() as folder, traps(Path(folder)) as (laid, server):
        files = [h for h in corpus(laid) if only in h.what][::every]
        result = attack(files, laid, server, Path(folder))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    ends = "、".join(f"{what} {count}" for what, count in sorted(result.ends.items()))
    print(f"恶意文件 {result.files} 个,打开 {result.openings} 次:{ends}")
    print(f"最慢 {result.slowest[0]:.1f} 秒({result.slowest[1]})")
    print(
        f"本进程最多 {result.largest[0]} MiB({result.largest[1]});子进程最多 {children} MiB;问题 {len(result.faults)} 处"
    )
    return not result.faults
