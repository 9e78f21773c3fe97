"""Commands and groups of commands; those in a table are imported only when they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import click

from shenguan_docs.cli import chinese as chinese  # click speaks Chinese before any command is made
from shenguan_docs.cli.help_page import Context

_EXAMPLE = "示例："


class Entry(NamedTuple):
    """One line of the table of commands."""

    target: str  # "module:attribute"
    help: str  # the first line of the command's own help text, word for word
    section: str  # heading under which --help lists it


def example(line: str) -> str:
    """Return the epilog of a command from one command line that works, such as ``shenguan kinds``."""
    return _EXAMPLE + line


def _require_words(command: click.Command, ctx: click.Context) -> None:
    """Refuse a word that is no text (bytes of another encoding); names of files may be anything."""
    for param in command.params:
        value = ctx.params.get(param.name or "")
        for word in value if isinstance(value, tuple) else (value,):
            if isinstance(word, str) and not word.isascii():
                try:
                    word.encode()
                except UnicodeEncodeError:
                    from pathlib import Path

                    if not Path(word).exists():
                        raise click.BadParameter(
                            f"“{word}”里有认不出的字符（不是 UTF-8）。", ctx, param
                        ) from None


class Command(click.Command):
    """A command; its answer is printed by ``output.answers``, what it returns is dropped."""

    context_class = Context

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **settings)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; a refusal knows which command it belongs to."""
        try:
            rest = super().parse_args(ctx, args)
            _require_words(self, ctx)
            return rest
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> None:
        """Run the command."""
        super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help text, never shortened."""
        return _first_line(self)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example as it is typed, on one line."""
        _write_epilog(self, formatter)


class Group(click.Group):
    """A group of commands: those of a ``table`` (imported when called) and those registered as usual."""

    context_class = Context
    command_class = Command
    group_class = type

    def __init__(self, *args: Any, table: Mapping[str, Entry] | None = None, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[选项]")
        settings.setdefault("subcommand_metavar", "命令 …")
        settings.setdefault("no_args_is_help", False)
        super().__init__(*args, **settings)
        self.table: Mapping[str, Entry] = table or {}

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; a refusal knows which command it belongs to."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: click.Context) -> None:
        """Run the command that was named, or the group's own answer."""
        super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which they were written down."""
        return [*self.table, *(name for name in self.commands if name not in self.table)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing it if need be; None if there is none of that name."""
        if cmd_name not in self.commands and cmd_name in self.table:
            from importlib import import_module

            module, _, attribute = self.table[cmd_name].target.partition(":")
            self.commands[cmd_name] = getattr(import_module(module), attribute)
        return self.commands.get(cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was named; an unknown one is refused with the nearest names."""
        name = args[0]
        if not name.startswith("-") and not ctx.resilient_parsing and self.get_command(ctx, name) is None:
            from shenguan_docs.nearest import nearest

            near = "、".join(f"“{known}”" for known in nearest(name, self.list_commands(ctx)))
            ctx.fail(f"没有“{name}”这个命令。" + (f"是不是{near}?" if near else ""))
        return super().resolve_command(ctx, args)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first line of the help text, never shortened."""
        return _first_line(self)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section, without importing those of the table."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            if name in self.table:
                sections.setdefault(self.table[name].section, []).append((name, self.table[name].help))
            elif not self.commands[name].hidden:
                row = (name, self.commands[name].get_short_help_str())
                sections.setdefault(chinese.translate("Commands"), []).append(row)
        # One width for all sections, so that the page has one left edge of explanations.
        widest = max((len(name) for rows in sections.values() for name, _ in rows), default=0)
        for heading, rows in sections.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(widest), text) for name, text in rows])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example as it is typed, on one line."""
        _write_epilog(self, formatter)


class Naming(Group):
    """``company 名称`` shows it, ``company list`` and the like are commands: a first word that is none is a name.

    ``otherwise`` is the command that takes the name.
    """

    def __init__(self, *args: Any, otherwise: str = "show", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.otherwise = otherwise

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; where the first word is no command, the one that takes a name is meant."""
        words = [place for place, arg in enumerate(args) if not arg.startswith("-")]
        if words and self.get_command(ctx, args[words[0]]) is None:
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)


def every_command(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Walk through a command and all that lie under it, importing them: the words to type, the command."""
    yield path, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            under = command.get_command(ctx, name)
            if under is not None:
                yield from every_command(under, (*path, name))


def examples(command: click.Command) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the words of each command under ``command`` with the example line of its help page."""
    for path, under in every_command(command):
        for line in (under.epilog or "").splitlines():
            if line.startswith(_EXAMPLE):
                yield path, line.removeprefix(_EXAMPLE)


def _first_line(command: click.Command) -> str:
    return (command.short_help or command.help or "").strip().partition("\n")[0]


def _write_epilog(command: click.Command, formatter: click.HelpFormatter) -> None:
    if command.epilog:
        formatter.write_paragraph()
        formatter.write(command.epilog.strip() + "\n")
