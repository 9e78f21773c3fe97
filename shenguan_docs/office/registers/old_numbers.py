"""Gaps and doubles among the numbers of old registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_MOST_NAMED = 12


@dataclass(frozen=True)
class SeriesReport:
    """One series of one year: the last number, those missing as (first, last), those given twice or more."""

    series: str
    year: int
    last: int
    missing: tuple[tuple[int, int], ...]
    doubled: tuple[int, ...]

    @property
    def words(self) -> str:
        """What a person should know, "" where the series is whole."""
        parts = []
        if self.missing:
            named = [f"{a}" if a == b else f"{a}–{b}" for a, b in self.missing[:_MOST_NAMED]]
            more = "等" if len(self.missing) > _MOST_NAMED else ""
            parts.append(f"缺第 {'、'.join(named)} 号{more}")
        if self.doubled:
            more = "等" if len(self.doubled) > _MOST_NAMED else ""
            parts.append(f"第 {'、'.join(map(str, self.doubled[:_MOST_NAMED]))} 号{more}重号")
        name = self.series.replace("[]", f"〔{self.year}〕") if self.series else "没有代字的号"
        head = name if "〔" in name else f"{name} {self.year or '不知哪'}年"
        return f"{head}（到第 {self.last} 号）：{'；'.join(parts)}" if parts else ""


def reports(places: Iterable[tuple[str, int, int]]) -> tuple[SeriesReport, ...]:
    """Return what is missing and what is double in each series and year; 1 is where each begins."""
    counted: dict[tuple[str, int], Counter[int]] = {}
    for series, year, ordinal in places:
        counted.setdefault((series, year), Counter())[ordinal] += 1
    found = []
    for (series, year), ordinals in sorted(counted.items()):
        missing, before = [], 0
        for n in sorted(ordinals):
            if n > before + 1:
                missing.append((before + 1, n - 1))
            before = n
        doubled = tuple(n for n in sorted(ordinals) if ordinals[n] > 1)
        found.append(SeriesReport(series, year, before, tuple(missing), doubled))
    return tuple(found)
