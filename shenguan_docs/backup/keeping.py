"""Which backups are kept: the last of each of the latest days, weeks, months, years that have one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Keep:
    """How many of each; all nought keeps everything."""

    last: int = 0
    daily: int = 0
    weekly: int = 0
    monthly: int = 0
    yearly: int = 0

    @property
    def everything(self) -> bool:
        """Whether there is no rule."""
        return not (self.last or self.daily or self.weekly or self.monthly or self.yearly)


def kept(moments: Mapping[str, datetime], keep: Keep) -> set[str]:
    """Return the names that stay; the newest always does."""
    order = sorted(moments, key=lambda name: (moments[name], name), reverse=True)
    if keep.everything:
        return set(order)
    stays = set(order[: max(1, keep.last)])
    rules: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.daily, lambda at: at.date()),
        (keep.weekly, lambda at: at.isocalendar()[:2]),
        (keep.monthly, lambda at: (at.year, at.month)),
        (keep.yearly, lambda at: at.year),
    )
    for count, period in rules:
        seen: set[object] = set()
        for name in order:
            which = period(moments[name])
            if which not in seen and len(seen) < count:
                seen.add(which)
                stays.add(name)
    return stays
