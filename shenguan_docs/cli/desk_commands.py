"""Commands of the desk: the people who use it, and the service itself."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, say, table

_PASSWORD = click.option(
    "--password", metavar="-", default="", help="写 - ，密码从标准输入读第一行；不在命令行上写密码。"
)


def _render(rows: list[dict[str, Any]]) -> str:
    return table(
        [
            (
                u["name"], "、".join(u["roles"]), u["department"],
                "停用" if u["disabled"] else "" if u["password"] else "还没有密码",
            )
            for u in rows
        ],
        ("姓名", "角色", "部门", "说明"),
        empty="还没有用户。",
    )  # fmt: skip


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan users"))
@answers(_render)
@pass_context
def users(ctx: CliContext) -> list[dict[str, Any]]:
    """用办公桌（浏览器）的人：角色、部门、密码。"""
    from shenguan_docs.office.people.users import listed

    return listed(ctx.office())


@users.command("list", cls=Command, epilog=example("shenguan users list"))
@answers(_render)
@pass_context
def users_list(ctx: CliContext) -> list[dict[str, Any]]:
    """列出用户。"""
    from shenguan_docs.office.people.users import listed

    return listed(ctx.office())


@users.command(
    "add",
    cls=Command,
    epilog=example("shenguan users add 示例戊 --role 文书 --department 区社会事务局 --password -"),
)
@answers(lambda u: f"已登记用户 {u['name']}：{'、'.join(u['roles'])}")
@click.argument("name", metavar="姓名")
@click.option(
    "--role", "roles", metavar="角色", multiple=True, required=True,
    help="文书、审核、签发、档案、评查（只读）、管理、区优办，可以写几次。",
)  # fmt: skip
@click.option("--department", metavar="部门", default="", help="属于哪个部门。")
@_PASSWORD
@pass_context
def users_add(
    ctx: CliContext, name: str, roles: tuple[str, ...], department: str, password: str
) -> dict[str, Any]:
    """登记一个用户。没有写密码的，用 users password 设。"""
    from shenguan_docs.office.people.users import add

    return asdict(
        add(
            ctx.office(),
            name,
            roles=roles,
            department=department,
            password=_read(password) if password else "",
        )
    )


@users.command("change", cls=Command, epilog=example("shenguan users change 示例戊 --role 文书 --role 审核"))
@answers(lambda u: f"已更改用户 {u['name']}：{'、'.join(u['roles'])}")
@click.argument("name", metavar="姓名")
@click.option("--role", "roles", metavar="角色", multiple=True, help="改为这些角色。")
@click.option("--department", metavar="部门", default="", help="改到哪个部门。")
@pass_context
def users_change(ctx: CliContext, name: str, roles: tuple[str, ...], department: str) -> dict[str, Any]:
    """更改一个用户的角色、部门。"""
    from shenguan_docs.office.people.users import change

    return asdict(change(ctx.office(), name, roles=roles, department=department))


@users.command("disable", cls=Command, epilog=example("shenguan users disable 示例戊"))
@answers(lambda u: f"{u['name']}已停用，登录也结束了；做过的事仍记在名下。")
@click.argument("name", metavar="姓名")
@pass_context
def users_disable(ctx: CliContext, name: str) -> dict[str, Any]:
    """停用一个用户，随即不能再用。"""
    from shenguan_docs.office.people.users import change

    return asdict(change(ctx.office(), name, disabled=True))


@users.command("enable", cls=Command, epilog=example("shenguan users enable 示例戊"))
@answers(lambda u: f"{u['name']}又可以登录了。")
@click.argument("name", metavar="姓名")
@pass_context
def users_enable(ctx: CliContext, name: str) -> dict[str, Any]:
    """恢复一个停用的用户。"""
    from shenguan_docs.office.people.users import change

    return asdict(change(ctx.office(), name, disabled=False))


@users.command("password", cls=Command, epilog=example("shenguan users password 示例戊 --password -"))
@answers(lambda u: f"已设定 {u['name']} 的密码；在别处的登录都结束了。")
@click.argument("name", metavar="姓名")
@_PASSWORD
@pass_context
def users_password(ctx: CliContext, name: str, password: str) -> dict[str, Any]:
    """设定一个用户的密码（忘了的也这样）。"""
    from shenguan_docs.office.people.users import set_password

    set_password(ctx.office(), name, _read(password or "-"))
    return {"name": name}


def _read(given: str) -> str:
    """The first line of standard input, unseen on a terminal. A password on the command line is refused: others see it."""
    from shenguan_docs.errors import Refused

    if given != "-":
        raise Refused(
            "密码不要写在命令行上，别人看得到", where="--password", remedy="写 --password - ，从标准输入读"
        )
    if sys.stdin is not None and sys.stdin.isatty():
        return str(click.prompt("密码", hide_input=True, confirmation_prompt="再写一次", err=True))
    line = sys.stdin.readline() if sys.stdin is not None else ""
    if not line.strip():
        raise Refused(
            "标准输入里没有密码", where="--password -", remedy="如 echo 密码 | shenguan users add …"
        )
    return line.rstrip("\r\n")


@click.command(cls=Command, epilog=example("shenguan serve --port 8000"))
@click.option(
    "--host",
    metavar="地址",
    default="127.0.0.1",
    show_default=True,
    help="在哪个地址上；0.0.0.0 是本机所有地址。",
)
@click.option(
    "--port",
    metavar="端口",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="0 是任选一个空的。",
)
@click.option(
    "--proxy", metavar="地址", default="", help="前面有 TLS 代理的，写代理的地址（cookie 因此只走加密连接）。"
)
@pass_context
def serve(ctx: CliContext, host: str, port: int, proxy: str) -> None:
    """在浏览器里办公：启动服务。

    还没有用户的单位，印出一个只在本机用一次的链接，回答五个问题就可以开始。按 Ctrl+C 停止。
    """
    from shenguan_docs.office.people.first_start import make_link, needed
    from shenguan_docs.web.server import serve as run

    office = ctx.office()
    link = make_link(office) if needed(office) else ""

    def ready(found: int) -> None:
        # A name that this machine knows itself by, whatever it listens on.
        here = "127.0.0.1" if host in ("0.0.0.0", "::", "localhost") else f"[{host}]" if ":" in host else host
        say(f"办公桌在 http://{here}:{found}/ ，按 Ctrl+C 停止。")
        if link:
            say(
                f"还没有用户。请在这台机器的浏览器里打开，别的电脑打不开（24 小时内有效）：\nhttp://127.0.0.1:{found}/start/{link}"
            )

    run(office.root, host, port, now=ctx.now, ready=ready, proxy=proxy)
