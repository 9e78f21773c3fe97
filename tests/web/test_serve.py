"""``shenguan serve`` as a person starts it: the one-time link, the address, the end."""

from __future__ import annotations

import gzip
import re
import signal
import subprocess
import sys
import urllib.request
from functools import partial
from pathlib import Path

from flask import Flask

from shenguan_docs.office.founding import init_office
from tests.office.office_helpers import MORNING


def test_serve_prints_the_link_and_answers(tmp_path: Path) -> None:
    root = tmp_path / "office"
    init_office(root, "示例区", actor="示例", now=lambda: MORNING)
    program = [sys.executable, "-m", "shenguan_docs.cli.main", "-C", str(root), "serve", "--port", "0"]
    # A shell that runs the tests in the background lets its children ignore SIGINT.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True, preexec_fn=heard) as run:
        try:
            assert run.stderr is not None
            said = "".join(run.stderr.readline() for _ in range(3))
            link = re.search(r"http://127\.0\.0\.1:(\d+)/start/\S+", said)
            assert link, said
            with urllib.request.urlopen(link[0]) as answer:
                assert "第 1 问，共 5 问" in answer.read().decode()
            with urllib.request.urlopen(f"http://127.0.0.1:{link[1]}/") as answer:
                assert "登录" in answer.read().decode()
        finally:
            run.send_signal(signal.SIGINT)
    assert run.returncode in (0, 130)


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    import socket

    root = tmp_path / "office"
    init_office(root, "示例区", actor="示例", now=lambda: MORNING)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
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
        run = subprocess.run(program, capture_output=True, text=True, check=False)
    assert run.returncode == 3 and "换一个端口" in run.stderr and "Traceback" not in run.stderr


def test_the_first_page_is_small(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/login").get_data(as_text=True)
    parts = re.findall(r'(?:href|src)="(/(?:static/|htmx)[^"]+)"', page)
    assert len(parts) >= 4
    sizes = [len(client.get(part, headers={"Accept-Encoding": "gzip"}).data) for part in parts]
    assert len(page.encode()) + sum(sizes) < 60_000
    script = client.get("/htmx.js", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(script.data) == client.get("/htmx.js").data
    style = client.get("/static/desk.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(style.data) == client.get("/static/desk.css").data
    again = client.get(
        "/static/desk.css", headers={"Accept-Encoding": "gzip", "If-None-Match": style.headers["ETag"]}
    )
    assert again.status_code == 304
    assert "Content-Encoding" not in client.get("/login", headers={"Accept-Encoding": "gzip"}).headers
