"""Every failure as a Chinese sentence on stderr and an exit status; imported only when something failed."""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path

import click

from shenguan_docs.errors import ExitCode, ShenguanError

INTERRUPTED = 128 + signal.SIGINT
PIPE_CLOSED = 128 + getattr(signal, "SIGPIPE", 13)

# What the machine refuses, and what to do about it.
_MACHINE = {
    errno.ENOSPC: ("磁盘已满", "腾出空间后再执行一次"),
    errno.EDQUOT: ("磁盘配额已用完", "清理文件或请管理员增加配额后再执行一次"),
    errno.EFBIG: ("文件超过了系统允许的大小", "请管理员放宽限制"),
    errno.EACCES: ("没有权限读写", "请管理员授予权限，或换用有权限的用户"),
    errno.EPERM: ("系统不允许这样做", "请管理员授予权限，或换用有权限的用户"),
    errno.EROFS: ("所在磁盘是只读的", "换到可以写入的位置，或请管理员重新挂载"),
    errno.EIO: ("磁盘读写出错", "请管理员检查磁盘"),
    errno.EMFILE: ("打开的文件太多", "稍后再执行一次，或请管理员放宽限制"),
    errno.ENFILE: ("系统打开的文件太多", "稍后再执行一次"),
    errno.ENOMEM: ("内存不足", "关闭其他程序后再执行一次"),
    errno.EBUSY: ("文件正被其他程序占用", "稍后再执行一次"),
}
# What the person named wrongly.
_NAMED = {
    errno.ENOENT: ("找不到文件或文件夹", "核对路径"),
    errno.EISDIR: ("是文件夹，这里要文件", "核对路径"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "核对路径"),
    errno.EEXIST: ("已经存在", "换一个名称"),
    errno.ENAMETOOLONG: ("文件名太长", "换一个短些的名称"),
    errno.ELOOP: ("链接绕成了圈", "核对路径"),
}
# SQLite tells its reasons in English words only.
_DATABASE = {
    "locked": ("记录库正被占用", "稍后再执行一次"),
    "disk is full": ("磁盘已满", "腾出空间后再执行一次"),
    "readonly": ("没有权限写入记录库", "请管理员授予权限"),
    "unable to open": ("打不开记录库", "核对单位文件夹及其权限"),
    "disk i/o": ("磁盘读写出错", "请管理员检查磁盘"),
    "malformed": ("记录库已损坏", "用 shenguan rebuild 从档案重建"),
    "not a database": ("记录库已损坏", "用 shenguan rebuild 从档案重建"),
}


def report(error: BaseException) -> int:
    """Print what went wrong on stderr, return the exit status; ``SHENGUAN_DEBUG=1`` shows the traceback."""
    if os.environ.get("SHENGUAN_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    sentence, status = explain(error)
    if sentence:
        _write(sentence)
    _let_go_of_stdout()
    return status


def explain(error: BaseException) -> tuple[str, int]:
    """Return the sentence for an error (may be empty) and its exit status."""
    if isinstance(error, ShenguanError):
        return f"错误：{error}", error.exit_code
    if isinstance(error, click.Abort) and not _was_interrupted(error):
        return "已取消，没有改动任何内容。", ExitCode.REFUSED
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "\n已中断。", INTERRUPTED
    if isinstance(error, EOFError):
        return "已取消，没有改动任何内容。", ExitCode.REFUSED
    if isinstance(error, click.ClickException):
        return _of_click(error), ExitCode.REFUSED
    if isinstance(error, BrokenPipeError):
        return "", PIPE_CLOSED
    if isinstance(error, MemoryError):
        return "错误：内存不足，本次操作没有完成。关闭其他程序后再执行一次。", ExitCode.UNUSABLE
    return _of_database(error) or _of_system(error) or _unforeseen(error)


def _was_interrupted(error: BaseException) -> bool:
    return isinstance(error.__cause__ or error.__context__, KeyboardInterrupt)


def _of_click(error: click.ClickException) -> str:
    ctx = getattr(error, "ctx", None)
    hint = f"\n用法见：{ctx.command_path} --help" if ctx is not None else ""
    return f"错误：{_sentence(error)}{hint}"


def _sentence(error: click.ClickException) -> str:
    """Return click's message; where click puts English marks or Python's quotes into it, our own."""
    if isinstance(error, click.NoSuchOption):
        near = "、".join(f"“{name}”" for name in error.possibilities or ())
        return f"没有“{error.option_name}”这个选项。" + (f"是不是{near}?" if near else "")
    if not isinstance(error, click.BadParameter) or error.param is None:
        return error.format_message()
    param = error.param
    if not isinstance(error, click.MissingParameter):
        return f"“{_name(param)}”的值不对：{error.message}"
    sentence = f"缺少{'选项' if isinstance(param, click.Option) else '参数'}“{_name(param)}”。"
    if isinstance(param.type, click.Choice):
        sentence += f"可以写：{'、'.join(map(str, param.type.choices))}。"
    return sentence


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return " / ".join(param.opts)
    return param.metavar or (param.name or "").upper()


def _of_system(error: BaseException) -> tuple[str, int] | None:
    if not isinstance(error, OSError) or error.errno is None:
        return None
    place = ""
    if isinstance(error.filename, str | bytes):
        place = f"{os.fsdecode(error.filename)}："
    if error.errno in _NAMED:
        problem, remedy = _NAMED[error.errno]
        return f"错误：{place}{problem}。{remedy}。", ExitCode.REFUSED
    problem, remedy = _MACHINE.get(error.errno, (f"系统报错（{error.strerror}）", "请管理员检查这台机器"))
    return f"错误：{place}{problem}，本次操作没有完成。{remedy}。", ExitCode.UNUSABLE


def _of_database(error: BaseException) -> tuple[str, int] | None:
    cause = getattr(error, "orig", None) or error  # SQLAlchemy keeps the driver's own error in .orig
    if type(cause).__module__ != "sqlite3":
        return None
    words = str(cause).lower()
    for sign, (problem, remedy) in _DATABASE.items():
        if sign in words:
            return f"错误：{problem}，本次操作没有完成。{remedy}。", ExitCode.UNUSABLE
    return None


def _unforeseen(error: BaseException) -> tuple[str, int]:
    place = ""
    trace = error.__traceback__
    while trace is not None:  # the innermost line of our own code
        code = trace.tb_frame.f_code
        if "shenguan_docs" in code.co_filename:
            place = f"（{Path(code.co_filename).name} 第 {trace.tb_lineno} 行）"
        trace = trace.tb_next
    what = " ".join(str(error).split())[:300]
    return (
        "错误：程序内部出错，本次操作没有完成。请把下面一行告诉维护人员：\n"
        f"{type(error).__name__}: {what}{place}"
    ), ExitCode.UNUSABLE


def _write(sentence: str) -> None:
    try:
        click.echo(sentence, err=True)
    except (OSError, ValueError):
        return  # nobody is listening


def _let_go_of_stdout() -> None:
    """Drop what a closed pipe or a full disk would not take, else Python complains when it ends."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return
