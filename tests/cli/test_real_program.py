"""The real program in a process of its own: locales, full disks, closed pipes, Ctrl+C, what it loads."""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def program(*words: str, cwd: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real program in a process of its own; settings go to its environment."""
    code = [sys.executable, "-m", "shenguan_docs.cli.main", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    return subprocess.run(code, cwd=cwd, env=environment, capture_output=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "settings",
    [
        {"LC_ALL": "POSIX", "LANG": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "zh_CN.GBK"},
        {"PYTHONIOENCODING": "gbk"},
    ],
)
def test_utf8_is_written_under_any_locale(settings: dict[str, str], tmp_path: Path) -> None:
    run = program("--help", cwd=tmp_path, **settings)
    assert run.returncode == 0
    assert "显示本说明" in run.stdout.decode("utf-8")
    run = program("起草", cwd=tmp_path, **settings)
    assert run.returncode == 2
    assert run.stderr.decode("utf-8").startswith("错误：没有“")


def test_chinese_file_names_work_under_an_ascii_locale(tmp_path: Path) -> None:
    ascii_locale = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    run = program("-C", str(tmp_path / "没有的单位"), "kinds", **ascii_locale)
    assert run.returncode == 3
    assert run.stderr.decode("utf-8").startswith(f"错误：{tmp_path}/没有的单位：没有这个文件夹")


def test_a_broken_file_name_is_told_with_escapes() -> None:
    command = [sys.executable, "-m", "shenguan_docs.cli.main", b"\xb9\xab\xce\xc4"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert run.returncode == 2
    assert "没有“\\udcb9" in run.stderr.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the machine has no /dev/full")
def test_a_full_disk_under_stdout_is_told_once() -> None:
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "shenguan_docs.cli.main", "--help"],
            cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert run.returncode == 3
    assert run.stderr.decode() == "错误：磁盘已满，本次操作没有完成。腾出空间后再执行一次。\n"


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [sys.executable, "-m", "shenguan_docs.cli.main", "--help"],
        cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (run.returncode, run.stderr) == (141, b"")


def test_ctrl_c_ends_with_130() -> None:
    code = (
        # A test run that was started in the background has Ctrl-C switched off, and hands that on.
        "import signal, time, sys\nfrom shenguan_docs.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def wait(args):\n print('ready', flush=True)\n time.sleep(60)\n"
        "main._run = wait\nsys.exit(main.main([]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode()) == (130, "\n已中断。\n")


def test_cli_py_is_the_same_program_from_any_folder(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--help"], cwd=tmp_path, capture_output=True, check=False
    )
    assert run.returncode == 0
    assert run.stdout == program("--help").stdout


def test_cli_py_says_what_to_do_where_nothing_is_installed(tmp_path: Path) -> None:
    (tmp_path / "cli.py").write_bytes((ROOT / "cli.py").read_bytes())
    (tmp_path / "shenguan_docs").mkdir()  # stands before an installed one, and has no command line
    (tmp_path / "shenguan_docs" / "__init__.py").touch()
    run = subprocess.run([sys.executable, str(tmp_path / "cli.py")], capture_output=True, check=False)
    assert run.returncode == 3
    assert run.stderr.decode() == "错误：运行环境还没有准备好。请先执行 script/setup。\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom shenguan_docs.cli.main import main\nmain(['--help'])\n"
        "print(sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    loaded = set(ast.literal_eval(run.stderr.decode()))
    heavy = {"weasyprint", "docx", "docxtpl", "sqlalchemy", "alembic", "whoosh", "pikepdf", "openpyxl"}
    assert loaded & (heavy | {"lxml", "jinja2", "filelock", "tomlkit", "pathlib", "difflib", "json"}) == set()
