"""Start the child process that reads a file, wait as long as it may take, end it with all that it started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.index.readers.reading import Reading

_KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")


class NotRead(Exception):
    """The words stay unknown; the message is Chinese and says why."""


def read_in_child(
    data: bytes, kind: str, name: str, seconds: float, memory: int, *, pages: list[int] | None = None
) -> Reading:
    """Read ``data`` of a kind that the worker knows. ``memory`` in MiB.

    Raises ``Refused`` (the file is what is wrong), ``NotRead`` (the limits, or what is not installed).
    """
    worker = ["-m", "shenguan_docs.index.extract_worker", kind, str(int(seconds) + 1), str(memory)]
    # -P: do not import what lies in the working folder
    answer = answer_of([sys.executable, "-BP", *worker, *map(str, pages or ())], data, seconds)
    if "refused" in answer:
        raise Refused(answer["refused"], where=name, remedy=answer["remedy"])
    if "unread" in answer:
        raise NotRead(answer["unread"])
    return Reading.from_json(answer["reading"])


def answer_of(command: list[str], data: bytes, seconds: float) -> dict[str, Any]:
    """Give ``data`` to a child's standard input and return its JSON; raises ``NotRead``, ``OfficeUnusable``."""
    with tempfile.TemporaryFile() as given:
        given.write(data)
        given.seek(0)
        try:
            child = subprocess.Popen(
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise OfficeUnusable("不能启动读取文件的进程", remedy="请检查内存和系统限制") from error
        try:
            out, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise NotRead(f"文件太复杂,{seconds:g} 秒内读不完") from None
        finally:
            _end(child)
    try:
        answer: dict[str, Any] = json.loads(out)
        return answer
    except ValueError:
        raise NotRead("文件读不出来,可能已损坏或超过了允许的大小") from None


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(OSError, AttributeError):  # no groups of processes on Windows
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    child.wait()
    if child.stdout:
        child.stdout.close()


def _environment() -> dict[str, str]:
    """Nothing of the caller's own but where programs and modules lie."""
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "PYTHONPATH": paths,
        "PYTHONIOENCODING": "utf-8",
        "LC_ALL": "C.UTF-8",
        "HOME": tempfile.gettempdir(),
    }
