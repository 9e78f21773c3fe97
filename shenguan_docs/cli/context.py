"""What every command gets: the office it works in, the person who runs it, the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, TypeVar

import click

from shenguan_docs.errors import OfficeUnusable

if TYPE_CHECKING:
    from pathlib import Path

    from shenguan_docs.office.opening import Office

T = TypeVar("T")

CHINA_TIME = timezone(timedelta(hours=8))


def china_now() -> datetime:
    """Return the present moment in China's time (+08:00), to the second."""
    return datetime.now(CHINA_TIME).replace(microsecond=0)


def person_at_keyboard() -> str:
    """Return who is recorded as having done a thing: ``$SHENGUAN_USER``, else the machine's login name."""
    named = os.environ.get("SHENGUAN_USER", "").strip()
    if named:
        return named
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no name for this user id, as in a bare container
        return f"uid{os.getuid()}"


class CliContext:
    """The context object of a run; the office is opened when it is first asked for, and closed at the end."""

    def __init__(
        self,
        office_option: str | None = None,
        *,
        actor: str | None = None,
        now: Callable[[], datetime] = china_now,
    ) -> None:
        self.office_option = office_option
        self.actor = actor or person_at_keyboard()
        self.now = now
        self._office: Office | None = None

    def office_path(self) -> Path:
        """Return the office's folder.

        In this order: ``-C``, ``$SHENGUAN_OFFICE``, the nearest folder upwards with an ``office.toml``, the
        checkout. Raises OfficeUnusable when there is none.
        """
        from pathlib import Path

        from shenguan_docs.resources import checkout_root

        if self.office_option is not None and not self.office_option.strip():
            raise OfficeUnusable("-C 后面没有写单位文件夹", remedy="写上文件夹，或去掉 -C")
        named = self.office_option or os.environ.get("SHENGUAN_OFFICE")
        if named:
            return Path(named).expanduser().absolute()
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "office.toml").is_file():
                return folder
        checkout = checkout_root()
        if checkout is None:
            raise OfficeUnusable(
                "这里和上级文件夹都不是单位文件夹（没有 office.toml）",
                where=str(here),
                remedy="进入单位文件夹再执行，或用 -C 指明它；新建一个用 shenguan init 文件夹",
            )
        return checkout

    def office(self, *, settled: bool = True) -> Office:
        """Open the office, once; raises OfficeUnusable when it cannot be used.

        Not ``settled``: it is only looked at, even where what a crash left undone cannot be finished.
        """
        if self._office is None:
            from shenguan_docs.cli.output import progress, say
            from shenguan_docs.office.opening import open_office

            self._office = open_office(
                self.office_path(),
                actor=self.actor,
                now=self.now,
                notify=say,
                progress=progress,
                engine=os.environ.get("SHENGUAN_ENGINE", ""),
                settled=settled,
            )
            ctx = click.get_current_context(silent=True)
            if ctx is not None:
                ctx.find_root().call_on_close(self._office.close)
        return self._office


def pass_context(function: Callable[..., T]) -> Callable[..., T]:
    """Hand a command its ``CliContext`` as the first argument."""
    return click.make_pass_decorator(CliContext)(function)
