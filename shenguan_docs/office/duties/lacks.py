"""One exchange that is missing, as it is told; the commands that are told with it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Lack:
    """One exchange that is missing: by which clause, why, and the command that writes it, or goes on with ``draft``."""

    clause: str
    duty: str
    because: str
    command: str
    number: str | None
    event: str | None
    by: str
    to: str
    due: date | None
    late: bool
    companies: tuple[str, ...]
    matters: tuple[str, ...]
    id: str
    draft: str | None = None


@dataclass(frozen=True)
class Begun:
    """A draft (its id), or a letter, that would end a duty: where it stands, the command that takes it a step further."""

    draft: str | None
    standing: str
    command: str


def going_on(lack: Lack, begun: Begun | None) -> Lack:
    """Return the lack with the draft that would end it, None: there is none."""
    if begun is None:
        return lack
    what = f"已有草稿 {begun.draft}（{begun.standing}）" if begun.draft else begun.standing
    return replace(lack, because=f"{lack.because};{what}", command=begun.command, draft=begun.draft)


def command(*words: str) -> str:
    """Return a command of the program as a shell takes it."""
    return shlex.join(("shenguan", *words))
