"""``--district``: a list of what one district sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from shenguan_docs.cli.context import CliContext

T = TypeVar("T")


def in_district(function: Callable[..., T]) -> Callable[..., T]:
    """Give a command that lists the option ``--district``; stands right below ``pass_context``."""

    @wraps(function)
    def narrowed(ctx: CliContext, *arguments: Any, within_district: str, **options: Any) -> T:
        if within_district:
            from shenguan_docs.office.keeping.districts import look_within

            look_within(ctx.office(), within_district)
        return function(ctx, *arguments, **options)

    option = click.option(
        "--district",
        "within_district",
        metavar="区县",
        default="",
        help="只看一个区县的；不属于区县的写市级。",
    )
    return option(narrowed)
