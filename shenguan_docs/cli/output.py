"""What a command answers: one JSON value for a script, aligned text for a person."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import update_wrapper
from typing import Any, ParamSpec, TypeVar

import click

from shenguan_docs.cli.cells import cells, pad
from shenguan_docs.errors import ExitCode

P = ParamSpec("P")
T = TypeVar("T")


def answers(
    render: Callable[[Any], str], *, found: Callable[[Any], object] | None = None
) -> Callable[[Callable[P, T]], Callable[P, None]]:
    """Give a command its ``--json`` and print what it returns; stands right under ``@command``.

    ``render`` turns the answer into text for a person ("" prints nothing). While the command runs, whatever
    else is printed goes to stderr. ``found`` tells whether a check found something: exit status 1.
    On a group this is the answer when no subcommand is named.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, None]:
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            ctx = click.get_current_context()
            kwargs.pop("as_json")
            if ctx.invoked_subcommand is not None:
                return
            with redirect_stdout(sys.stderr):
                value = function(*args, **kwargs)
            text = as_json(value) if _json_wanted(ctx) else render(value)
            if text:
                click.echo(text)
            if found is not None and found(value):
                ctx.exit(ExitCode.FOUND)

        option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出，供其他程序读取。")
        return option(update_wrapper(run, function))

    return decorate


def _json_wanted(ctx: click.Context | None) -> bool:
    """Tell whether ``--json`` was given, to the command or to a group above it."""
    while ctx is not None:
        if ctx.params.get("as_json"):
            return True
        ctx = ctx.parent
    return False


def as_json(value: object) -> str:
    """Return ``value`` as JSON text; dataclasses become objects, dates, paths and sums become strings."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: Any) -> object:
    import dataclasses
    from collections.abc import Mapping, Set
    from datetime import date
    from decimal import Decimal
    from enum import Enum
    from pathlib import PurePath

    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def table(rows: Iterable[Sequence[object]], headings: Sequence[str], *, empty: str = "没有记录。") -> str:
    """Return aligned columns under ``headings``; numbers stand on the right, None is blank."""
    written = [[_cell(value) for value in row] for row in rows]
    if not written:
        return empty
    grid = [list(headings), *written]
    widths = [max(cells(row[n]) for row in grid) for n in range(len(headings))]
    rule = ["-" * width for width in widths]
    lines = [grid[0], rule, *written]
    return "\n".join(
        "  ".join(
            " " * (width - cells(text)) + text if _is_number(text) else pad(text, width)
            for text, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def pairs(items: Iterable[tuple[str, object]]) -> str:
    """Return one ``名称  值`` a line, the values aligned, further lines of a value indented.

    A value of None or "" is left out.
    """
    shown = [(name, str(value)) for name, value in items if value is not None and value != ""]
    left = max((cells(name) for name, _ in shown), default=0) + 2
    return "\n".join(pad(name, left) + value.replace("\n", "\n" + " " * left) for name, value in shown)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def say(message: str) -> None:
    """Tell the person something beside the answer (stderr)."""
    click.echo(message, err=True)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a long work is, on a terminal only (stderr).

    Yields a function that is called with the count done so far.
    """
    if total <= 0 or sys.stderr is None or not sys.stderr.isatty():
        yield lambda done: None
        return
    shown = -1

    def show(done: int) -> None:
        nonlocal shown
        percent = min(100, 100 * done // total)
        if percent != shown:
            shown = percent
            bar = "#" * (percent // 5)
            sys.stderr.write(f"\r{label} [{bar:20}] {done}/{total}")
            sys.stderr.flush()

    show(0)
    try:
        yield show
    finally:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
