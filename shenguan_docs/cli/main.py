"""The program ``shenguan``: global options, and every failure turned into a Chinese sentence."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from shenguan_docs.cli.commands import COMMANDS
from shenguan_docs.cli.context import CliContext
from shenguan_docs.cli.lazy import Group, example

_HELP = """审管联动文书：填好数据，得到有文号、可归档、可检索的公文。

单位文件夹依次取：-C 指明的、环境变量 SHENGUAN_OFFICE 指明的、从当前位置往上
最近的（有 office.toml）、本程序的源码文件夹。"""


def _print_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"审管联动文书 {version('shenguan-docs')}")
        except PackageNotFoundError:  # run in a checkout by a Python that it is not installed in
            click.echo("审管联动文书 （未安装）")
        ctx.exit()


@click.group(
    cls=Group,
    table=COMMANDS,
    help=_HELP,
    epilog=example("shenguan --version"),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-C", "--office", "office", metavar="文件夹", help="在哪个单位文件夹里办理。")
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="显示版本号。"
)
@click.pass_context
def shenguan(ctx: click.Context, office: str | None) -> None:
    """Keep the global options for the command that follows; alone, show the help page."""
    ctx.obj = CliContext(office)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; no exception leaves this function."""
    if argv is None:
        _insist_on_utf8()
    _prepare_streams()
    try:
        status = _run(sys.argv[1:] if argv is None else list(argv))
        if sys.stdout is not None:
            sys.stdout.flush()
    except SystemExit:  # shell completion ends so
        raise
    except BaseException as error:
        from shenguan_docs.cli.failures import report

        return report(error)
    return status


def _run(args: list[str]) -> int:
    if "_SHENGUAN_COMPLETE" in os.environ:
        shenguan.main(args, prog_name="shenguan")
    try:
        with shenguan.make_context("shenguan", args) as ctx:
            shenguan.invoke(ctx)
    except click.exceptions.Exit as end:
        return end.exit_code
    return 0


def _insist_on_utf8() -> None:
    """Start again in Python's UTF-8 mode on a machine with a GBK locale: file names of an office are UTF-8."""
    if sys.getfilesystemencoding() != "utf-8" and os.environ.get("PYTHONUTF8") != "1":
        os.environ["PYTHONUTF8"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _prepare_streams() -> None:
    """Write UTF-8 whatever the locale is, and escape what UTF-8 cannot hold (a file name of broken bytes)."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    if not sys.warnoptions and os.environ.get("SHENGUAN_DEBUG") != "1":
        import warnings

        warnings.simplefilter("ignore")  # remarks of libraries to programmers, in English


if __name__ == "__main__":
    sys.exit(main())
