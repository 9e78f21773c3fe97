"""Typed errors whose message is a Chinese sentence for the person at the desk."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit status of the command line, as scripts rely on it."""

    DONE = 0
    FOUND = 1  # a check found something
    REFUSED = 2  # input refused, nothing changed
    UNUSABLE = 3  # the office cannot be used: busy, unreadable, of a newer version


class ShenguanError(Exception):
    """Base of every error a user may see.

    ``message`` says what is wrong, ``where`` names the file, field or line, ``remedy`` what to do;
    all three are Chinese. ``str()`` joins them into one sentence.
    """

    exit_code: ExitCode = ExitCode.REFUSED

    def __init__(self, message: str, *, where: str = "", remedy: str = "") -> None:
        self.message, self.where, self.remedy = message.rstrip("。"), where, remedy.rstrip("。")
        place = f"{where}：" if where else ""
        advice = f"。{self.remedy}" if remedy else ""
        super().__init__(f"{place}{self.message}{advice}。")


class Refused(ShenguanError):
    """The input cannot be accepted; nothing was changed."""


class NotFound(Refused):
    """The thing that was named does not exist."""


class OfficeUnusable(ShenguanError):
    """The office itself cannot be used: missing, busy, unreadable, damaged, of a newer version."""

    exit_code = ExitCode.UNUSABLE


class MissingComponent(OfficeUnusable):
    """A system package (font, Pango …) that the work needs is not installed."""


@dataclass(frozen=True)
class Fault:
    """One fault in filled-in data: the field by its Chinese label, what is wrong, what to do."""

    field: str
    problem: str
    remedy: str = ""

    def __str__(self) -> str:
        advice = f"。{self.remedy.rstrip('。')}" if self.remedy else ""
        return f"“{self.field}”{self.problem.rstrip('。')}{advice}。"


class DataFaults(Refused):
    """Filled-in data has faults; all of them at once."""

    def __init__(self, faults: Sequence[Fault], *, where: str = "") -> None:
        self.faults = tuple(faults)
        listing = "\n".join(f"  {n}. {fault}" for n, fault in enumerate(self.faults, 1))
        super().__init__(f"数据有 {len(self.faults)} 处问题，没有写入任何内容：\n{listing}", where=where)


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EROFS: "磁盘是只读的",
    errno.EMFILE: "打开的文件太多",
}


def system_reason(error: OSError) -> str:
    """Return in Chinese why the system refused a file; its own words are English."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")
