"""Errors as the desk says them: without the commands that their remedies name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shenguan_docs.errors import DataFaults, NotFound, OfficeUnusable, ShenguanError
from shenguan_docs.office.people.rights import Forbidden

# Words of commands and of a kind's templates.
_COMMAND = re.compile(r"shenguan |(?<![\w-])--?[a-z]|\b(?:chmod|pip install|timedatectl|sha256sum)\b|\{[%{]")


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong: the field's label or id ("" for the whole), the sentence."""

    field: str
    words: str


def wrongs(error: ShenguanError) -> list[Wrong]:
    """Return what is wrong, one by one, for the summary and beside the fields."""
    if isinstance(error, DataFaults):
        return [
            Wrong(f.field, _joined(_named(f.field, f.problem.rstrip("。")), f.remedy)) for f in error.faults
        ]
    return [Wrong(error.where, _joined(error.message, error.remedy))]


def sentence(error: ShenguanError) -> str:
    """Return an error in one sentence."""
    return "".join(wrong.words for wrong in wrongs(error))


def plain(text: str) -> str:
    """Return what the office said without the parts that name a command."""
    parts = [part for part in re.split(r"(?<=[。;\uff1b])", text) if not _COMMAND.search(part)]
    return "".join(parts).rstrip(";\uff1b") or text


def plain_mend(text: str) -> str:
    """Return how something is mended without commands; where nothing else is said, who does it."""
    kept = "".join(part for part in re.split(r"(?<=[。;\uff1b,\uff0c])", text) if not _COMMAND.search(part))
    return kept.rstrip(";\uff1b,\uff0c") or "请维护人员照管理手册处理"


def status(error: ShenguanError) -> int:
    """Return the HTTP status that says the same."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Forbidden):
        return 403
    return 503 if isinstance(error, OfficeUnusable) else 422


def _named(field: str, problem: str) -> str:
    """The field before what is wrong with it, unless the words begin with it."""
    return problem if problem.startswith(field) else f"“{field}”{problem}"


def _joined(problem: str, remedy: str) -> str:
    advice = "" if not remedy or _COMMAND.search(remedy) else f"{remedy.rstrip('。')}。"
    return f"{problem.rstrip('。')}。{advice}"
