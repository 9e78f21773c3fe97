"""The page that ``--help`` prints, with columns and line ends reckoned in cells of a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import click

from shenguan_docs.cli.cells import cells, pad, wrap


class HelpPage(click.HelpFormatter):
    """Click's help page for Chinese text; a line break in a help text is kept."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write ``用法: shenguan …``."""
        self.write(f"{'用法：' if prefix is None else prefix}{prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, wrapped to the page and indented."""
        indent = " " * self.current_indent
        for line in wrap(text, self.width - self.current_indent):
            self.write(f"{indent}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms with their explanations; a term wider than ``col_max`` cells stands on its own line."""
        rows = list(rows)
        left = min(max((cells(term) for term, _ in rows), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, explanation in rows:
            lines = wrap(explanation, max(self.width - self.current_indent - left, 20))
            if cells(term) > left - col_spacing or not lines:
                self.write(f"{indent}{term}\n")
            else:
                self.write(f"{indent}{pad(term, left)}{lines.pop(0)}\n")
            for line in lines:
                self.write(f"{indent}{'':{left}}{line}\n")


class Context(click.Context):
    """Click's context with the Chinese help page."""

    formatter_class = HelpPage
