"""The desk as a real server, started as a person starts it, and browsers without a screen."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import quote, urlencode

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')
_BOUNDARY = "measured-5fb1c7d2"


class Server:
    """``shenguan serve`` on a port of its own; ``stop`` ends it, ``kill`` does so without a warning."""

    def __init__(self, root: Path, port: int = 0) -> None:
        program = [
            sys.executable,
            "-m",
            "shenguan_docs.cli.main",
            "-C",
            str(root),
            "serve",
            "--port",
            str(port),
        ]
        self._run = subprocess.Popen(program, stderr=subprocess.PIPE, text=True)
        assert self._run.stderr is not None
        said = []
        for line in self._run.stderr:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/", line):
                self.port = int(found[1])
                break
        else:
            raise RuntimeError("".join(said))
        self._told = said
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._run.stderr is not None
        self._told += list(self._run.stderr)

    @property
    def told(self) -> str:
        """What the server wrote for whoever watches it."""
        return "".join(self._told)

    @property
    def memory(self) -> int:
        """Resident memory of the server and of its helpers, in bytes."""
        return sum(_resident(pid) for pid in _family(self._run.pid))

    @property
    def worked(self) -> float:
        """Seconds of processor time that its threads have used."""
        nanoseconds = 0
        for task in Path(f"/proc/{self._run.pid}/task").iterdir():
            with suppress(OSError):
                nanoseconds += int((task / "schedstat").read_text().split()[0])
        return nanoseconds / 1e9

    def stop(self) -> None:
        """End it as a person does."""
        self._run.terminate()
        self._run.wait(60)

    def kill(self) -> None:
        """End it without a warning."""
        self._run.kill()
        self._run.wait(60)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))
    except OSError:
        return


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


@contextmanager
def served(root: Path) -> Iterator[Server]:
    """Lend a running server."""
    server = Server(root)
    try:
        yield server
    finally:
        server.stop()


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers, body, and after how many seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8", "replace")

    @property
    def place(self) -> str:
        """Where it leads."""
        return self.headers.get("Location", "")


@dataclass
class Desk:
    """One person's browser: keeps cookies, asks one thing at a time over one connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _conn: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, form: Mapping[str, str | Sequence[str]], token: str) -> Answer:
        """Send a form with the token that its page held."""
        body = urlencode({**form, "csrf": token}, doseq=True).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def hand_in(
        self, path: str, form: Mapping[str, str], token: str, field: str, name: str, content: bytes
    ) -> Answer:
        """Send a form with a file."""
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {**form, "csrf": token}.items()
        ]
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{_BOUNDARY}--\r\n".encode()])
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"})

    def come_in(self, name: str, password: str) -> Answer:
        """Come in."""
        token = token_of(self.get("/login"))
        answer = self.post("/login", {"name": name, "password": password}, token)
        if answer.status != 302:
            raise RuntimeError(f"{name}: {answer.status}")
        return answer

    def close(self) -> None:
        """Hang up."""
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        if self._conn is None:
            self._conn = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        given = dict(headers)
        given["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        start = perf_counter()
        try:
            self._conn.request(method, quote(path, safe="/?&=%#:+,@~"), body, given)
            got = self._conn.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        seconds = perf_counter() - start
        for line in got.headers.get_all("Set-Cookie") or ():
            key, _, value = line.partition(";")[0].partition("=")
            self.cookies[key] = value
        return Answer(got.status, dict(got.headers), content, seconds)


def token_of(answer: Answer) -> str:
    """Return the token of the forms of a page. Raises RuntimeError where there is none."""
    found = _TOKEN.search(answer.text)
    if found is None:
        raise RuntimeError(f"no form: {answer.status} {answer.place}")
    return found[1]
