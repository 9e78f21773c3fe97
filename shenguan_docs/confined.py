"""Work on files from anywhere, in a child process with limits of time and memory, without network, that is ended after.

A module that is run so calls ``serve`` in its ``__main__``; ``ask`` starts it and returns what it answered.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from shenguan_docs.errors import OfficeUnusable, Refused

SILENT = {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
"""So that ONNX Runtime, which OCR runs on, tells its maker nothing, and leaves no file of that behind."""
_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
COMMON = "SHENGUAN_TMPDIR"
"""Names the temporary folder of all in the environment of a child, whose own goes with it."""
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PATIENCE = 5
"""How many times its seconds of work a child may take on the clock: the machine has other things to do."""


PICTURES = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
"""The kinds of picture that Pillow may open, whatever a file's name says: PostScript it would hand to a program."""


class NotRead(Exception):
    """What the file holds stays unknown; the message is Chinese and says why."""


# -- the parent ------------------------------------------------------------------------------


def worth(data: bytes, seconds: float, a_megabyte: float) -> float:
    """Return the seconds of work that a file is worth: a small one that takes long was made to take long."""
    return seconds + a_megabyte * len(data) / 1_000_000


def ask(module: str, words: Sequence[str], data: bytes, *, seconds: float, memory: int, name: str) -> Any:
    """Let ``module`` work on ``data`` (called ``name``) within ``seconds`` and ``memory`` MiB; return its answer.

    Raises Refused: what the module refused, or the limits.
    """
    # -P: do not import what lies in the working folder
    command = [sys.executable, "-BP", "-m", module, str(int(seconds) + 1), str(memory), *words]
    try:
        answer = answer_of(command, data, seconds)
    except NotRead as error:
        raise Refused(str(error), where=name, remedy="请拆成几份，或者另存一份再来") from None
    if "refused" in answer:
        raise Refused(answer["refused"], where=answer["where"] or name, remedy=answer["remedy"])
    return answer["done"]


def answer_of(command: list[str], data: bytes, seconds: float) -> dict[str, Any]:
    """Give ``data`` to a child's standard input and return its JSON; raises ``NotRead``, ``OfficeUnusable``.

    ``seconds`` are those of work, to which the child binds itself (``limit``). What it or its programs leave in
    their temporary folder goes with it, however they end.
    """
    room = tempfile.TemporaryDirectory(prefix="shenguan-", ignore_cleanup_errors=True)
    with room as temporary, tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            child = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(temporary),
                start_new_session=True,
            )
        except OSError as error:
            raise OfficeUnusable("不能启动读取文件的进程", remedy="请检查内存和系统限制") from error
        try:
            out, _ = child.communicate(timeout=seconds * _PATIENCE)
        except subprocess.TimeoutExpired:
            raise NotRead(_too_long(seconds)) from None
        finally:
            _end(child)
    try:
        answer: dict[str, Any] = json.loads(out)
        return answer
    except ValueError:
        if child.returncode in _SPENT:
            raise NotRead(_too_long(seconds)) from None
        raise NotRead("文件读不出来，可能已损坏或超过了允许的大小") from None


_SPENT = [-getattr(signal, name) for name in ("SIGXCPU", "SIGPROF") if hasattr(signal, name)]


def _too_long(seconds: float) -> str:
    return f"文件太复杂，{seconds:.3g} 秒内读不完"


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(OSError, AttributeError):  # no groups of processes on Windows
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    with suppress(OSError, AttributeError):  # its programs die a moment later, and write until then
        for _ in range(100):
            os.killpg(child.pid, 0)
            time.sleep(0.02)
    if child.stdout:
        child.stdout.close()


def bound(seconds: int, memory: int) -> list[str]:
    """Return what stands before a program's own words to bind it to ``seconds`` of work and ``memory`` MiB (Linux)."""
    found = shutil.which("prlimit")
    return [found, f"--as={memory << 20}", f"--cpu={seconds}", "--"] if found else []


def at_most(seconds: float) -> list[str]:
    """Return what stands before a program's own words in a child, so that it works no longer than that (Linux)."""
    found = shutil.which("prlimit")
    if not found:
        return []
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_CPU)
    allowed = int(seconds) if soft == resource.RLIM_INFINITY else min(int(seconds), soft)
    return [found, f"--cpu={allowed}:{allowed + 1}", "--"]


def environment(temporary: str = "") -> dict[str, str]:
    """Nothing of the caller's own but where programs and modules lie; ``temporary`` is the child's own folder."""
    root = str(Path(__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary) if temporary else {}
    return kept | {
        **own,
        COMMON: tempfile.gettempdir(),
        "PYTHONPATH": paths,
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
        **SILENT,
        "HOME": temporary or tempfile.gettempdir(),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),  # noqa: PTH111 - never raises
    }


# -- the child -------------------------------------------------------------------------------


def serve(work: Callable[[bytes, Sequence[str]], Any], *, writes: bool = False) -> None:
    """Be the child: ``work`` gets the file and the words of the command line, and returns plain JSON data.

    With ``writes`` its library may put files into the system's temporary folder.
    """
    seconds, memory, words = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    "字".encode("gb18030")  # the table of a codec is loaded at its first use
    leave_network()
    limit(seconds, memory, writes=writes)
    out, sys.stdout = sys.stdout, sys.stderr  # what a parser prints is no answer
    json.dump(_answer(work, words), out)
    out.flush()


def _answer(work: Callable[[bytes, Sequence[str]], Any], words: Sequence[str]) -> dict[str, Any]:
    try:
        return {"done": work(sys.stdin.buffer.read(), words)}
    except Refused as error:
        return {"refused": error.message, "where": error.where, "remedy": error.remedy}
    except MemoryError:
        return {"refused": "文件太大，超过了允许的内存", "where": "", "remedy": "请拆成几份再来"}
    except Exception:  # whatever a parser stumbles over: the file is what is wrong
        return {
            "refused": "文件已损坏，读不出来",
            "where": "",
            "remedy": "请重新取得这份文件，或者另存一份再来",
        }


def leave_network() -> None:
    """Go where there is no network, where the system lets everybody do so (Linux)."""
    with suppress(OSError, AttributeError, TypeError):
        import ctypes

        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)


def network_is_left() -> bool | None:
    """Return whether children really are without network here; None where this system has no such thing."""
    if not sys.platform.startswith("linux"):
        return None
    ask_it = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(int(sys.argv[1])) != 0)"
    command = [sys.executable, "-BPS", "-c", ask_it, str(_NEW_USER | _NEW_NETWORK)]
    try:
        return subprocess.run(command, capture_output=True, env=environment(), timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def limit(seconds: int, memory: int, *, writes: bool) -> None:
    """Bind this process to ``seconds`` of work and ``memory`` MiB; without ``writes`` it writes no file."""
    try:
        import resource
    except ImportError:  # not a Unix: the time limit of the parent remains
        return
    size = memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    written = 300 * 1024 * 1024 if writes else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
