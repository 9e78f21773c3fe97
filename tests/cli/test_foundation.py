"""The command line before it has commands: languages, failures, answers, help pages, start-up."""

from __future__ import annotations

import ast
import errno
import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePosixPath

import click
import pytest
from click.testing import CliRunner

from shenguan_docs.cli import chinese, failures, main
from shenguan_docs.cli.cells import cells, wrap
from shenguan_docs.cli.commands import COMMANDS
from shenguan_docs.cli.context import CliContext, china_now
from shenguan_docs.cli.lazy import Command, Entry, Group, every_command, example, examples
from shenguan_docs.cli.output import answers, as_json, pairs, progress, table
from shenguan_docs.cli.params import DAY
from shenguan_docs.errors import DataFaults, Fault, OfficeUnusable, Refused
from shenguan_docs.resources import checkout_root, shipped_templates

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Kind:
    slug: str
    name: str


KINDS = [Kind("penalty", "行政处罚决定通报函"), Kind("training", "培训通知")]


def in_columns(kinds: list[Kind]) -> str:
    return table([(kind.slug, kind.name) for kind in kinds], ["代号", "名称"])


@click.group(cls=Group, help="有哪几类文书。", invoke_without_command=True, epilog=example("shenguan kinds"))
@answers(in_columns, found=lambda kinds: not kinds)
def kinds() -> list[Kind]:
    print("正在读取")
    return KINDS


@kinds.command("show", help="一类文书要填哪些项。", epilog=example("shenguan kinds show penalty"))
@click.argument("slug", metavar="类别")
@answers(lambda kind: pairs([("代号", kind.slug), ("名称", kind.name)]))
def show(slug: str) -> Kind:
    for kind in KINDS:
        if kind.slug == slug:
            return kind
    raise Refused(f"没有“{slug}”这类文书", remedy="用 shenguan kinds 看有哪几类")


@click.command(cls=Command, help="试各种写法。", epilog=example("shenguan try --count 1 文件"))
@click.option("--count", type=click.IntRange(min=1), required=True, help="几次")
@click.option("--ratio", type=float, help="比例")
@click.option("--day", type=DAY, help="哪一天")
@click.option("--way", type=click.Choice(["online", "paper"]), help="方式")
@click.option("--pair", nargs=2, help="一对")
@click.option("--file", type=click.Path(exists=True, dir_okay=False), help="文件")
@click.option("--dry", is_flag=True, help="只看不做")
@click.argument("name", metavar="名称")
def attempt(**given: object) -> None:
    click.echo(repr(given.get("day")))


TOY = {
    "kinds": Entry(f"{__name__}:kinds", "有哪几类文书。", "准备"),
    "try": Entry(f"{__name__}:attempt", "试各种写法。", "办理"),
    "never": Entry("no.such.module:command", "从不调用。", "办理"),
}


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Group:
    """The program with a table of toy commands."""
    monkeypatch.setattr(main.shenguan, "table", TOY)
    monkeypatch.setattr(main.shenguan, "commands", {})
    return main.shenguan


def test_shipped_templates_are_those_of_the_checkout() -> None:
    assert checkout_root() == ROOT
    assert shipped_templates() == ROOT / "templates"


# ---- the language ----------------------------------------------------------------------------------------

# Messages of click to programmers, of Windows' console, and of things that this program does not use.
NOT_MET = {
    "d",  # days left of click's own progress bar
    "{editor}: Editing failed",
    "{editor}: Editing failed: {e}",
    "Windows error: {error}",
    "Could not determine name for option with declarations {decls!r}",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead?"
    " Did you mean to pass '--{name}'?",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
    "Unknown color {colour!r}",
    "Unknown standard stream '{name}'",
    "Choice({choices})",
}


def messages_of_click() -> set[str]:
    found: set[str] = set()
    for source in Path(click.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                texts = node.args[: {"_": 1, "ngettext": 2}.get(node.func.id, 0)]
                found |= {t.value for t in texts if isinstance(t, ast.Constant)}
    return found


def test_every_message_of_the_installed_click_that_a_user_can_meet_is_translated() -> None:
    messages = messages_of_click()
    assert len(messages) > 40
    assert messages - NOT_MET - set(chinese.MESSAGES) == set()


def test_a_translation_fills_in_only_what_the_message_offers() -> None:
    for message, translation in chinese.MESSAGES.items():
        offered = set(re.findall(r"{(\w+)", message)) | set(re.findall(r"%\(\w+\)s", message))
        used = set(re.findall(r"{(\w+)", translation)) | set(re.findall(r"%\(\w+\)s", translation))
        assert used <= offered, message


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nosuch"], "错误：没有“nosuch”这个命令。"),
        (["kind"], "错误：没有“kind”这个命令。是不是“kinds”?"),
        (["kinds", "shwo"], "错误：没有“shwo”这个命令。是不是“show”?"),
        (["kinds", "show"], "错误：缺少参数“类别”。"),
        (["kinds", "show", "a", "b"], "错误：多写了参数：b"),
        (["--colour"], "错误：没有“--colour”这个选项。"),
        (["-x"], "错误：没有“-x”这个选项。"),
        (["-C"], "错误：选项“-C”后面要带一个值。"),
        (["try", "x"], "错误：缺少选项“--count”。"),
        (["try", "--count", "二", "x"], "错误：“--count”的值不对：“二”不是整数。"),
        (["try", "--count", "0", "x"], "错误：“--count”的值不对：0 超出范围（x>=1）。"),
        (["try", "--ratio", "半"], "错误：“--ratio”的值不对：“半”不是数。"),
        (["try", "--day", "2026-02-30"], "错误：“--day”的值不对：日历上没有“2026-02-30”这一天。"),
        (["try", "--day", "明天"], "错误：“--day”的值不对：“明天”不是日期，请写成 2026-03-05 的样子。"),
        (["try", "--way", "fax"], "错误：“--way”的值不对：“fax”不在可选之列，可以写：'online', 'paper'。"),
        (["try", "--pair", "1"], "错误：选项“--pair”后面要带 2 个值。"),
        (["try", "--file", "/没有"], "错误：“--file”的值不对：文件“/没有”不存在。"),
        (["try", "--file", "/"], "错误：“--file”的值不对：“/”是文件夹，这里要文件。"),
        (["try", "--dry=1"], "错误：选项“--dry”后面不带值。"),
        (["try", "--cuont", "1"], "错误：没有“--cuont”这个选项。是不是“--count”?"),
    ],
)
def test_a_wrongly_typed_command_is_refused_in_chinese(
    toy: Group, words: list[str], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.splitlines()[0] == sentence
    assert re.fullmatch(r"用法见：shenguan[a-z ]* --help", err.splitlines()[1])


def test_questions_are_asked_in_chinese() -> None:
    @click.command(cls=Command)
    @click.password_option()
    @click.confirmation_option()
    def ask(password: str) -> None:
        click.confirm("写入吗", abort=True)

    result = CliRunner().invoke(ask, ["--yes"], input="a\nb\na\na\n也许\nn\n")
    assert "请再输入一次" in result.output
    assert "错误：两次输入不一致。" in result.output
    assert "错误：请回答 y（是）或 n（否）。" in result.output
    assert "已中断。" in result.output


def test_full_width_digits_make_a_day(toy: Group, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main(["try", "--count", "1", "--day", "2026-3-5", "x"]) == 0
    assert main.main(["try", "--count", "1", "--day", "\uff12026-03-05", "x"]) == 0
    assert capfd.readouterr().out == "datetime.date(2026, 3, 5)\n" * 2


# ---- help pages ------------------------------------------------------------------------------------------


def test_the_help_page_lists_commands_by_section_and_imports_none(
    toy: Group, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["--help"]) == 0
    page = capfd.readouterr().out
    assert toy.commands == {}
    assert "准备：\n  kinds  有哪几类文书。\n" in page
    assert "办理：\n  try    试各种写法。\n  never  从不调用。\n" in page
    assert not re.search("usage|options|commands|show this|exit", page, re.IGNORECASE)


def test_without_a_command_the_help_page_is_shown(toy: Group, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main([]) == 0
    alone = capfd.readouterr().out
    main.main(["-h"])
    assert capfd.readouterr().out == alone


def test_the_help_page_of_a_command_is_chinese_and_ends_with_its_example(
    toy: Group, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["try", "--help"]) == 0
    page = capfd.readouterr().out
    assert page.startswith("用法：shenguan try [选项] 名称\n\n  试各种写法。\n\n选项：\n")
    assert "--count 整数" in page
    assert "必填" in page
    assert "--day 年-月-日" in page
    assert page.endswith("\n\n示例：shenguan try --count 1 文件\n")
    ascii_words = set(re.findall(r"[A-Za-z]{4,}", page))
    assert ascii_words <= {"shenguan", "count", "ratio", "pair", "file", "online", "paper", "help"}


def test_examples_of_all_commands_can_be_collected() -> None:
    assert list(examples(kinds)) == [((), "shenguan kinds"), (("show",), "shenguan kinds show penalty")]


def test_chinese_is_wrapped_by_cells_and_punctuation_begins_no_line() -> None:
    text = "填好数据，得到有文号、可归档、可检索的公文（用 shenguan kinds 看有哪几类）。"
    for width in range(20, 80):
        lines = wrap(text, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(cells(line) <= width for line in lines)
        assert not any(line[0] in "，、）。" or line[-1] == "（" for line in lines)


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    for name, entry in COMMANDS.items():
        command = main.shenguan.get_command(click.Context(main.shenguan), name)
        assert command is not None
        assert (name, command.get_short_help_str()) == (name, entry.help)


def test_every_command_has_a_chinese_help_text_and_an_example() -> None:
    with_example = {path for path, _ in examples(main.shenguan)}
    for path, command in every_command(main.shenguan):
        assert isinstance(command, Command | Group), path
        assert cells(command.help or "") > len(command.help or ""), path
        assert path in with_example, path
        for param in command.params:
            if isinstance(param, click.Option):
                assert cells(param.help or "") > len(param.help or ""), (path, param.name)


# ---- answers ---------------------------------------------------------------------------------------------


def test_json_is_one_value_on_stdout_and_all_else_goes_to_stderr(
    toy: Group, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["kinds", "--json"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == [{"slug": k.slug, "name": k.name} for k in KINDS]
    assert "行政处罚" in out
    assert err == "正在读取\n"


def test_people_get_the_same_answer_in_columns(toy: Group, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main(["kinds"]) == 0
    assert capfd.readouterr().out == (
        "代号      名称\n--------  ------------------\npenalty   行政处罚决定通报函\ntraining  培训通知\n"
    )


def test_json_may_stand_before_the_subcommand(toy: Group, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main(["kinds", "--json", "show", "penalty"]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == {"slug": "penalty", "name": "行政处罚决定通报函"}
    assert err == ""


def test_a_refusal_leaves_stdout_empty_with_json_too(toy: Group, capfd: pytest.CaptureFixture[str]) -> None:
    assert main.main(["kinds", "show", "x", "--json"]) == 2
    assert capfd.readouterr() == ("", "错误：没有“x”这类文书。用 shenguan kinds 看有哪几类。\n")


def test_a_check_that_found_something_ends_with_1(
    toy: Group, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "KINDS", [])
    assert main.main(["kinds", "--json"]) == 1
    assert capfd.readouterr().out == "[]\n"
    assert main.main(["kinds"]) == 1
    assert capfd.readouterr().out == "没有记录。\n"


def test_json_knows_days_paths_sums_and_sets() -> None:
    assert json.loads(as_json([date(2026, 3, 5), Decimal("1.20"), {2, 1}])) == ["2026-03-05", "1.20", [1, 2]]
    assert json.loads(as_json({"path": PurePosixPath("a/b"), "of": (1,)})) == {"path": "a/b", "of": [1]}
    with pytest.raises(TypeError):
        as_json(object())


def test_numbers_stand_on_the_right_and_nothing_is_blank() -> None:
    assert table([("甲", 5), ("乙丙", 120), ("丁", None)], ["名称", "件数"]).splitlines() == [
        "名称  件数",
        "----  ----",
        "甲       5",
        "乙丙   120",
        "丁",
    ]
    assert pairs([("标题", "甲\n乙"), ("号", 7), ("无", None)]) == "标题  甲\n      乙\n号    7"


def test_progress_is_silent_away_from_a_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with progress("检查", 3) as done:
        done(1)
    assert capfd.readouterr() == ("", "")


def test_progress_shows_on_a_terminal_and_wipes_itself() -> None:
    code = "from shenguan_docs.cli.output import *\nwith progress('检查', 4) as done:\n done(2)\nprint('完')"
    controller, terminal = pty.openpty()
    command = [sys.executable, "-c", code]
    process = subprocess.Popen(command, stderr=terminal, stdout=subprocess.PIPE, cwd=ROOT)
    out, _ = process.communicate(timeout=60)
    os.close(terminal)
    seen = b""
    while select.select([controller], [], [], 0)[0]:
        try:
            seen += os.read(controller, 4096)
        except OSError:
            break
    os.close(controller)
    assert "检查 [##########          ] 2/4" in seen.decode()
    assert seen.decode().endswith("\r\033[K")
    assert out.decode() == "完\n"


# ---- failures --------------------------------------------------------------------------------------------


class _Wrapped(Exception):
    """As SQLAlchemy wraps the driver's error."""

    def __init__(self, orig: Exception) -> None:
        super().__init__("(sqlite3.OperationalError) …")
        self.orig = orig


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Refused("没有这类文书", where="x", remedy="看看"), 2, "错误：x：没有这类文书。看看。"),
        (OfficeUnusable("正忙"), 3, "错误：正忙。"),
        (OSError(errno.ENOSPC, "No space left", "/a/b"), 3, "错误：/a/b：磁盘已满，本次操作没有完成。"),
        (PermissionError(errno.EACCES, "Permission denied", "/a"), 3, "错误：/a：没有权限读写，"),
        (OSError(errno.EROFS, "Read-only", b"/a"), 3, "错误：/a：所在磁盘是只读的，"),
        (
            FileNotFoundError(errno.ENOENT, "No such file", "表.xlsx"),
            2,
            "错误：表.xlsx：找不到文件或文件夹。",
        ),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "表"), 2, "错误：表：是文件夹，这里要文件。"),
        (OSError(errno.ENAMETOOLONG, "too long", "长"), 2, "错误：长：文件名太长。"),
        (OSError(errno.EXDEV, "Cross-device"), 3, "错误：系统报错（Cross-device），"),
        (MemoryError(), 3, "错误：内存不足，"),
        (sqlite3.OperationalError("database or disk is full"), 3, "错误：磁盘已满，"),
        (_Wrapped(sqlite3.OperationalError("attempt to write a readonly database")), 3, "错误：没有权限写入"),
        (_Wrapped(sqlite3.DatabaseError("file is not a database")), 3, "错误：记录库已损坏，"),
        (KeyboardInterrupt(), 130, "\n已中断。"),
        (EOFError(), 2, "已取消，没有改动任何内容。"),
        (click.Abort(), 2, "已取消，没有改动任何内容。"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (KeyError("x"), 3, "错误：程序内部出错，本次操作没有完成。请把下面一行告诉维护人员：\nKeyError: 'x'"),
        (_Wrapped(sqlite3.OperationalError("no such table: x")), 3, "错误：程序内部出错"),
    ],
)
def test_every_failure_is_a_chinese_sentence_with_its_exit_status(
    error: BaseException,
    status: int,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(args: list[str]) -> int:
        raise error

    monkeypatch.setattr(main, "_run", fail)
    monkeypatch.delenv("SHENGUAN_DEBUG", raising=False)
    assert main.main([]) == status
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert "Traceback" not in err


def test_all_faults_of_the_data_are_listed_at_once() -> None:
    sentence, status = failures.explain(DataFaults([Fault("甲", "没有填"), Fault("乙", "太长", "写短些")]))
    assert status == 2
    assert sentence.splitlines()[0] == "错误：数据有 2 处问题，没有写入任何内容："
    assert sentence.splitlines()[1] == "  1. “甲”没有填。"


def test_debugging_shows_the_traceback(
    toy: Group, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHENGUAN_DEBUG", "1")
    assert main.main(["never"]) == 3
    err = capfd.readouterr().err
    assert "Traceback" in err
    assert "ModuleNotFoundError" in err.splitlines()[-1]


def test_an_interrupted_question_is_an_interruption() -> None:
    try:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise click.Abort from None
    except click.Abort as error:
        assert failures.explain(error) == ("\n已中断。", 130)


# ---- which office, who, when -----------------------------------------------------------------------------


def test_the_office_is_sought_in_four_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "甲单位" / "函件" / "三月"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.delenv("SHENGUAN_OFFICE", raising=False)
    assert CliContext().office_path() == ROOT
    (tmp_path / "甲单位" / "office.toml").touch()
    assert CliContext().office_path() == tmp_path / "甲单位"
    monkeypatch.setenv("SHENGUAN_OFFICE", str(tmp_path / "乙单位"))
    assert CliContext().office_path() == tmp_path / "乙单位"
    assert CliContext("../丙").office_path().resolve() == tmp_path / "甲单位" / "函件" / "丙"


def test_a_wheel_may_find_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHENGUAN_OFFICE", raising=False)
    monkeypatch.setattr("shenguan_docs.resources.checkout_root", lambda: None)
    with pytest.raises(OfficeUnusable, match="shenguan init"):
        CliContext().office_path()


def test_the_clock_is_chinas_and_the_person_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert china_now().isoformat().endswith("+08:00")
    monkeypatch.setenv("SHENGUAN_USER", "张三")
    assert CliContext().actor == "张三"
    at = datetime(2026, 3, 5, 9, 0)
    assert CliContext(actor="李四", now=lambda: at).now() == at
