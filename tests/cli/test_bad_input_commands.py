"""Commands as a hurried person types them, run as the program is run: exit status, one sentence, no traces."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shenguan_docs.resources import shipped_templates

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run(*args: str, cwd: Path, small_files: bool = False) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048))

    return subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), *args],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=limit if small_files else None,
    )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bad") / "单位"
    assert run("init", str(place), cwd=place.parent).returncode == 0
    matters = str(shipped_templates() / "plan" / "事项清单(第一批).csv")
    assert run("-C", str(place), "matters", "import", matters, cwd=place.parent).returncode == 0
    return place


def refused(done: subprocess.CompletedProcess[str], status: int) -> str:
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr and "程序内部出错" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("command", ["kinds", "numbers", "verify", "rebuild", "drafts"])
def test_where_there_is_no_office_every_command_says_the_same(tmp_path: Path, command: str) -> None:
    said = refused(run("-C", "没有", command, "--json", cwd=tmp_path), 3)
    assert "没有这个文件夹" in said and "shenguan init" in said


def test_an_empty_office_option_is_not_another_office(tmp_path: Path) -> None:
    assert "-C 后面没有写单位文件夹" in refused(run("-C", "", "numbers", cwd=tmp_path), 3)


def test_a_preview_that_does_not_fit_leaves_no_half_page(office: Path, tmp_path: Path) -> None:
    example = run("kinds", "example", "penalty", cwd=tmp_path).stdout
    (tmp_path / "数据.toml").write_text(example, "utf-8")
    drafted = run("-C", str(office), "draft", "penalty", "--data", "数据.toml", "--json", cwd=tmp_path)
    draft = json.loads(drafted.stdout)["id"]
    refused(run("-C", str(office), "preview", draft, "-o", "预览.pdf", cwd=tmp_path, small_files=True), 3)
    assert not (tmp_path / "预览.pdf").exists()


def test_verify_names_what_keeps_the_office_from_being_used(office: Path) -> None:
    journal = office / "archive" / "journal" / "000001.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"spoilt\n")
    try:
        done = run("-C", str(office), "verify", "--json", cwd=office)
        assert done.returncode == 1
        findings = json.loads(done.stdout)
        assert findings[0]["code"] == "not-settled" and len(findings) > 1
        assert "损坏" in refused(run("-C", str(office), "numbers", cwd=office), 3)
    finally:
        journal.write_bytes(whole)
    assert run("-C", str(office), "verify", cwd=office).returncode == 0


def test_a_word_that_is_no_text_is_refused_with_its_option(office: Path) -> None:
    said = refused(run("-C", str(office), "void", "1号", "--reason", "\udcff", cwd=office), 2)
    assert "--reason" in said and "认不出" in said
