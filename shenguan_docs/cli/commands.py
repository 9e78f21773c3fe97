"""The table of commands: where each one is written, its one-line help, its section of ``--help``.

Only what is called is imported, so ``shenguan --help`` stays as quick as click itself. The help line is the
first line of the command's own help text; a test compares the two.
"""

from __future__ import annotations

from shenguan_docs.cli.lazy import Entry

COMMANDS: dict[str, Entry] = {}
