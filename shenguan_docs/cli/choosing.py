"""The options by which the documents of a case are chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from shenguan_docs.cli.params import DAY

if TYPE_CHECKING:
    from shenguan_docs.office.bundling.choosing import Choice

_Function = TypeVar("_Function", bound=Callable[..., Any])
NAMES = ("company", "uscc", "code", "matter", "numbers", "day_from", "day_to")
_OPTIONS = (
    click.option("--company", metavar="名称", default="", help="行政相对人的名称。"),
    click.option("--uscc", metavar="代码", default="", help="统一社会信用代码。"),
    click.option("--code", metavar="编码", default="", help="监管事项编码。"),
    click.option("--matter", metavar="事项", default="", help="审批事项。"),
    click.option("--numbers", metavar="文号", multiple=True, help="指定文号、收文号、事件编号，可写多次。"),
    click.option("--from", "day_from", type=DAY, default=None, help="自哪一天（含）。"),
    click.option("--to", "day_to", type=DAY, default=None, help="至哪一天（含）。"),
)


def choosing(function: _Function) -> _Function:
    """Add the options that choose documents to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def choice_of(given: Mapping[str, Any]) -> Choice:
    """Return what the options chose."""
    from shenguan_docs.office.bundling.choosing import Choice

    return Choice(**{name: given[name] for name in NAMES})
