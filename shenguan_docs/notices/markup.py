"""Read the structure of a rendered text: headings, lists, tables, rosters (see templates/notices/README.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shenguan_docs.document import Block, Cell, Paragraph, Roster, Run, Runs, Table, plain
from shenguan_docs.errors import Refused
from shenguan_docs.notices.texts import paragraphs_of, runs_of
from shenguan_docs.notices.values import Words, words_of

_HEADING = re.compile(r"(#{1,4})[ \u3000]+(.*)")
_ROSTER = re.compile(r"@(出席|请假|列席)[ \u3000]+(.*)")
_TABLE_FIELD = re.compile(r"@(横?)表[ \u3000]+(\S+)")
_WIDE = "@横表"  # alone: the rows that follow are a table on turned pages
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}")
_TITLE = re.compile(r"@标题([ \u3000]+\S.*)?")
_MARKS = "@出席、@请假、@列席、@表、@横表"
_UNBROKEN = re.compile(r"[!-~]+(?:年[0-9]+月[0-9]+日)?")  # a code, a telephone, a day
_ROOM, _WIDE_ROOM = 31.5, 45.5  # characters of a table's 4号 on a line of 156 mm, of 225 mm on a turned page
_MOST_HEADINGS, _MOST_COLUMNS = 99, 100
_CJK_DIGITS = "〇一二三四五六七八九"


@dataclass
class _Counter:
    """Counts headings of the four levels; a higher one sets the lower ones back."""

    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def label(self, level: int) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (4 - level)
        number = self.counts[level - 1]
        if number > _MOST_HEADINGS:
            raise Refused(f"同一级标题超过了 {_MOST_HEADINGS} 个", remedy="分成几级，或者不用标题")
        return {
            1: f"{cjk_number(number)}、",
            2: f"（{cjk_number(number)}）",
            3: f"{number}.",
            4: f"（{number}）",
        }[level]


def cjk_number(number: int) -> str:
    """``12`` → ``十二`` (1 ≤ number ≤ 99)."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_CJK_DIGITS[tens]}十"
    return head + (_CJK_DIGITS[ones] if ones or not tens else "")


def blocks_of(text: str, tokens: list[Words], values: Mapping[str, Any], where: str) -> tuple[Block, ...]:
    """Turn a rendered text into blocks; ``values`` holds the fields that ``@表`` names."""
    blocks: list[Block] = []
    counter = _Counter()
    rows: list[tuple[list[Runs], bool]] = []
    wide = False

    def close_table() -> None:
        nonlocal wide
        if rows:
            blocks.append(_table(rows, wide))
            rows.clear()
            wide = False

    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            continue
        if line.startswith("|"):
            rows.append(_row(line, tokens))
            continue
        close_table()
        if match := _HEADING.fullmatch(line):
            blocks.extend(_heading(len(match[1]), match[2], tokens, counter))
        elif match := _ROSTER.fullmatch(line):
            blocks.append(Roster(match[1], runs_of(match[2], tokens)))
        elif match := _TABLE_FIELD.fullmatch(line):
            blocks.append(_table_of_field(match[2], values, where, wide=bool(match[1])))
        elif line == _WIDE:
            wide = True
        elif line.startswith("> "):
            blocks.extend(Paragraph(runs, indent=False) for runs in paragraphs_of(line[2:].strip(), tokens))
        else:
            blocks.extend(Paragraph(runs) for runs in paragraphs_of(line, tokens))
    close_table()
    return tuple(blocks)


def unread_mark(line: str, *, annex: bool = False) -> str:
    """Say why a line of a template that begins with a mark will not be read as one, "" where all is well."""
    words = _STATEMENT.sub("", line).strip()
    if words.startswith("@"):
        known = words == _WIDE or _ROSTER.fullmatch(words) or _TABLE_FIELD.fullmatch(words)
        if not known and not (annex and _TITLE.fullmatch(words)):
            mark = words.split(maxsplit=1)[0]
            listed = f"{_MARKS}、@标题" if annex else _MARKS
            return f"“{mark}”不是这里可用的标记，会原样印出来；可用的是{listed}，后面空一格写内容"
    if words.startswith("#") and not _HEADING.fullmatch(words):
        return "“#”是标题，最多四个，后面要空一格，否则会原样印出来"
    return ""


def _heading(level: int, rest: str, tokens: list[Words], counter: _Counter) -> list[Paragraph]:
    head, _, after = rest.partition("|")
    lead = runs_of(head.strip(), tokens)
    first, *others = paragraphs_of(after.strip(), tokens) or [()]
    # Levels 3 and 4 wear the body's face, so that their words need no lead of their own.
    paragraph = Paragraph(lead + first, level, counter.label(level), len(lead))
    return [paragraph, *(Paragraph(runs) for runs in others)]


def _row(line: str, tokens: list[Words]) -> tuple[list[Runs], bool]:
    labelled = line.startswith("||")
    inner = line[2:] if labelled else line[1:]
    cells = [cell.strip() for cell in inner.removesuffix("|").split("|")]
    return [runs_of(cell, tokens) for cell in cells], labelled


def _table(rows: list[tuple[list[Runs], bool]], wide: bool) -> Table:
    columns = max(len(cells) for cells, _ in rows)
    if columns > _MOST_COLUMNS:
        raise Refused(f"表有 {columns} 栏，太多了", remedy=f"不应超过 {_MOST_COLUMNS} 栏")
    labelled = rows[0][1]
    built = []
    for index, (cells, has_labels) in enumerate(rows):
        heads = [c % 2 == 0 if has_labels else index == 0 for c in range(len(cells))]
        # A short row stretches its last cell over what is left.
        spans = [1] * (len(cells) - 1) + [columns - len(cells) + 1]
        built.append(tuple(Cell(_one_line(r), s, h) for r, s, h in zip(cells, spans, heads, strict=True)))
    return Table(tuple(built), _widths(built, columns, labelled, wide), 0 if labelled else 1, wide)


def _widths(rows: list[tuple[Cell, ...]], columns: int, labelled: bool, wide: bool) -> tuple[float, ...]:
    if labelled:  # item name, content, item name, content …
        share = [0.45 if c % 2 == 0 else 1.0 for c in range(columns)]
    else:
        longest = [
            max(4.0, *(_wanted(plain(row[c].runs)) for row in rows if len(row) == columns))
            for c in range(columns)
        ]
        share = _fitted(longest, rows, columns, _WIDE_ROOM if wide else _ROOM)
    return tuple(round(s / sum(share), 4) for s in share)


_LONGEST_HEAD = 6.3  # characters of a column's head that are kept on one line where the table has room


def _fitted(wanted: list[float], rows: list[tuple[Cell, ...]], columns: int, room: float) -> list[float]:
    """Where not all columns get what they want, none falls below its longest code or date, nor its head's words."""
    room -= 0.7 * columns  # the cells' inner margins
    least = [
        max(2.0, *(_unbroken(plain(row[c].runs)) for row in rows if len(row) == columns))
        for c in range(columns)
    ]
    heads = [
        max(low, min(_LONGEST_HEAD, _across(plain(cell.runs)) + 0.3)) if cell.head else low
        for low, cell in zip(least, rows[0], strict=False)
    ]
    if len(heads) == columns and sum(heads) < room:
        least = heads
    if sum(least) >= room:
        return wanted
    spare = min(1.0, (room - sum(least)) / max(0.1, sum(wanted) - sum(least)))
    # The margins are the same for every column, however narrow.
    return [low + (high - low) * spare + 0.7 for low, high in zip(least, wanted, strict=True)]


def _unbroken(text: str) -> float:
    return max((_across(part) for part in _UNBROKEN.findall(text)), default=0.0) + 0.3


def _across(text: str) -> float:
    return sum(0.52 if char <= "~" else 1.0 for char in text)


def _wanted(text: str) -> float:
    """Characters that a cell would like: its words up to 16, a code or date never broken."""
    return max(min(16.0, _across(text)), _unbroken(text) + 0.7)


def _one_line(runs: Runs) -> Runs:
    """A cell keeps its words; a line break becomes a full-width semicolon where no mark ends the line."""
    return tuple(Run(_joined(run.text), run.source) for run in runs)


def _joined(text: str) -> str:
    joined = ""
    for part in filter(None, map(str.strip, text.split("\n"))):
        joined += ("；" if joined and joined[-1] not in "。；！？，、：" else "") + part
    return joined


def _table_of_field(label: str, values: Mapping[str, Any], where: str, *, wide: bool) -> Table:
    value = values.get(label)
    if not value or not hasattr(value, "columns"):
        raise Refused(f"“@表 {label}”：没有填这个表，或它不是 table 类型的项", where=where)
    head = tuple(Cell((Run(column),), 1, True) for column in value.columns)
    body = [
        tuple(
            Cell(_one_line((Run(words_of(row.get(c, "")), label),)) if row.get(c) else (), 1)
            for c in value.columns
        )
        for row in value
    ]
    rows = [head, *body]
    return Table(tuple(rows), _widths(rows, len(head), False, wide), 1, wide)
