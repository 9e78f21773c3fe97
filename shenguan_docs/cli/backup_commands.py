"""Commands that back up an office and restore one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Naming, example
from shenguan_docs.cli.output import answers, pairs, progress, say, table

if TYPE_CHECKING:
    from shenguan_docs.office.backups.restoring import Opening

_FOLDER = click.Path(path_type=Path)
_KEY = click.option("--key", metavar="密钥文件", type=_FOLDER, default=None, help="加密的备份用它解开。")
_WHICH = click.option("--snapshot", "name", metavar="名称", default="", help="哪一份；不写是最近一份。")


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    amount = float(count)
    for unit in ("字节", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if amount >= 10 or unit == "字节" else f"{amount:.1f} {unit}"


def _render_state(answer: dict[str, str]) -> str:
    return "。".join(filter(None, (answer["words"], answer["mend"]))) + "。"


@click.group(
    cls=Naming,
    otherwise="make",
    invoke_without_command=True,
    epilog=example("shenguan backup ../备份 --keep-daily 7 --keep-monthly 12"),
)
@answers(_render_state, found=lambda a: not a["fit"])
@pass_context
def backup(ctx: CliContext) -> dict[str, Any]:
    """备份：只存新的内容，写完读回；列出、检查、演练。

    后面写文件夹就备份到那里（同 backup make）；什么都不写，说最近一次备份是什么时候，太旧了退出码为 1。
    """
    from dataclasses import asdict

    from shenguan_docs.office.backups.last import backup_state, last_backup

    office = ctx.office()
    last = last_backup(office.root)
    return {**asdict(backup_state(office)), "last": asdict(last) if last else None}


def _render_made(a: dict[str, Any]) -> str:
    lines = [
        f"备份好了：{a['place']}，{a['name']}",
        f"到流水账第 {a['seq']} 条，{a['files']} 个文件，{size(a['size'])}；"
        f"新存 {a['new_files']} 个，{size(a['new_size'])}，都已读回核对。",
    ]
    if a["removed"]:
        lines.append(f"按保留的规则去掉以前的 {len(a['removed'])} 份。")
    return "\n".join([*lines, *(f"有问题：{doubt}" for doubt in a["doubts"])])


@backup.command(
    "make", cls=Command, epilog=example("shenguan backup make ../备份 --keep-daily 7 --keep-monthly 12")
)
@answers(_render_made, found=lambda a: a["doubts"])
@click.argument("place", metavar="文件夹", type=_FOLDER)
@click.option(
    "--recipient", "recipients", metavar="公钥", multiple=True, help="加密给它（age1…）；可以写几个。"
)
@click.option("--keep-last", metavar="份", type=click.IntRange(0), default=0, help="保留最近几份。")
@click.option(
    "--keep-daily", metavar="天", type=click.IntRange(0), default=0, help="最近几天每天留最后一份。"
)
@click.option(
    "--keep-weekly", metavar="周", type=click.IntRange(0), default=0, help="最近几周每周留最后一份。"
)
@click.option(
    "--keep-monthly", metavar="月", type=click.IntRange(0), default=0, help="最近几月每月留最后一份。"
)
@click.option(
    "--keep-yearly", metavar="年", type=click.IntRange(0), default=0, help="最近几年每年留最后一份。"
)
@click.option("--reread", is_flag=True, help="以前存下的也从头读一遍；不写只看在不在、大小对不对。")
@pass_context
def make(
    ctx: CliContext, place: Path, recipients: tuple[str, ...], reread: bool, **keep: int
) -> dict[str, Any]:
    """备份到一个文件夹（放在另一块磁盘或另一台机器上）。

    档案、登记数据库、设置、模板、字体、密钥都在内，索引不在（恢复时重建）。印发照常进行。内容相同的只存一次。
    保留的规则都不写，就一份也不去掉。以前存下的坏了、丢了，重新存并说明。档案里的文件和上次不同或者不见了，说明并留着原来的，退出码为 1。
    """
    from dataclasses import asdict

    from shenguan_docs.backup.keeping import Keep
    from shenguan_docs.office.backups.making import back_up

    rules = Keep(**{name.removeprefix("keep_"): count for name, count in keep.items()})
    return asdict(back_up(ctx.office(), place, recipients=recipients, keep=rules, reread=reread))


def _render_list(snapshots: list[dict[str, Any]]) -> str:
    rows = [(s["name"], s["at"], s["seq"], s["files"], size(s["size"]), s["by"]) for s in snapshots]
    return table(rows, ("名称", "时间", "到流水账", "文件", "大小", "经办"), empty="一份备份也没有。")


@backup.command("list", cls=Command, epilog=example("shenguan backup list ../备份"))
@answers(_render_list)
@click.argument("place", metavar="文件夹", type=_FOLDER)
def list_(place: Path) -> list[dict[str, Any]]:
    """一个备份文件夹里有哪几份。"""
    from dataclasses import asdict

    from shenguan_docs.backup.store import Store

    store = Store.open(place.resolve())
    wanted = ("name", "at", "by", "seq", "files", "size", "program", "schema", "title")
    return [{key: asdict(store.snapshot(name))[key] for key in wanted} for name in store.names()]


@backup.command("check", cls=Command, epilog=example("shenguan backup check ../备份"))
@answers(
    lambda faults: "\n".join(["备份不完好：", *(f["message"] for f in faults)]) if faults else "备份完好。",
    found=bool,
)
@click.argument("place", metavar="文件夹", type=_FOLDER)
@_WHICH
def check(place: Path, name: str) -> list[dict[str, str]]:
    """重读一份备份的每个文件，看有没有坏；不用密钥。"""
    from shenguan_docs.backup.store import Store
    from shenguan_docs.office.backups.restoring import chosen, faults_of

    store = Store.open(place.resolve())
    snapshot = chosen(store, name)
    return [{"code": "backup-damaged", "message": text} for text in faults_of(store, store.entries(snapshot))]


def _opening(ctx: CliContext) -> Opening:
    from shenguan_docs.office.backups.restoring import Opening

    return Opening(ctx.actor, ctx.now, say, progress)


def _render_restored(a: Any) -> str:
    facts = pairs(
        [
            ("备份", f"{a.name}（{a.at}）"),
            ("流水账", f"到第 {a.seq} 条"),
            ("发文、收文", f"{a.letters} 件、{a.received} 件"),
            ("文件", f"{a.files} 个，{size(a.size)}"),
            ("核验", f"发现 {len(a.findings)} 处问题" if a.findings else "完好"),
        ]
    )
    return "\n".join([facts, *(f"{f.number} {f.where}：{f.message}" for f in a.findings)])


@backup.command("drill", cls=Command, epilog=example("shenguan backup drill ../备份"))
@answers(_render_restored, found=lambda a: a.findings)
@click.argument("place", metavar="文件夹", type=_FOLDER)
@_WHICH
@_KEY
@click.option(
    "--in", "room", metavar="文件夹", type=_FOLDER, default=None, help="在哪里试；不写用系统的临时文件夹。"
)
@pass_context
def drill(ctx: CliContext, place: Path, name: str, key: Path | None, room: Path | None) -> Any:
    """演练：恢复到临时的地方，核验，说恢复出了什么，再清掉。

    现在用着的单位不受影响。有问题时退出码为 1。
    """
    from shenguan_docs.office.backups.restoring import drill as try_out

    return try_out(place, _opening(ctx), name=name, key=key, place=room)


@backup.command("key", cls=Command, epilog=example("shenguan backup key ../备份密钥.txt"))
@answers(
    lambda a: (
        f"密钥写在 {a['file']}，公钥是\n{a['recipient']}\n"
        "备份时写 --recipient 公钥。密钥文件移到别处保存（两份，如保险柜里的 U 盘），不要留在这台机器上："
        "丢了它，加密的备份谁也解不开。"
    )
)
@click.argument("place", metavar="新文件", type=_FOLDER)
def key(place: Path) -> dict[str, str]:
    """生成加密备份用的一对密钥（age 格式）。"""
    from shenguan_docs.backup.sealing import make_key

    return {"recipient": make_key(place), "file": str(place)}


@click.command(cls=Command, epilog=example("shenguan restore ../备份 ../新单位"))
@answers(
    lambda a: (
        _render_restored(a["restored"])
        + f"\n恢复在 {a['office']}。用着的人换到这个文件夹；备份换一个新的文件夹。"
    ),
    found=lambda a: a["restored"].findings,
)
@click.argument("place", metavar="备份文件夹", type=_FOLDER)
@click.argument("target", metavar="新文件夹", type=_FOLDER)
@_WHICH
@_KEY
@pass_context
def restore(ctx: CliContext, place: Path, target: Path, name: str, key: Path | None) -> dict[str, Any]:
    """由备份恢复成一个新的单位文件夹。

    先核对备份里的每个文件，有一个坏了就什么也不写，并说出是哪个；恢复以后自动核验。以前版本的备份自动升级。
    """
    from shenguan_docs.office.backups.restoring import restore as make_again

    done = make_again(place, target, _opening(ctx), name=name, key=key)
    return {"office": str(target), "restored": done}
