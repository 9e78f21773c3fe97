"""Commands for the signed heads of the journal, the office's key, proofs of single letters."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, table


def _told(head: Any) -> dict[str, Any]:
    return {
        "size": head.size,
        "root": head.root,
        "at": head.at,
        "by": head.by,
        "key": head.key,
        "seq": head.seq,
    }


def _render_head(head: dict[str, Any]) -> str:
    return pairs(
        [("条数", head["size"]), ("根", head["root"]), ("时间", head["at"]), ("公钥指纹", head["key"])]
    )


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan heads"))
@answers(
    lambda rows: table(
        [(h["size"], f"{h['at']:%Y-%m-%d %H:%M}", h["root"][:16], h["key"], h["by"]) for h in rows],
        ("条数", "时间", "根（前 16 位）", "公钥指纹", "签的人"),
        empty="还没有签过树头。导出案卷、打印发文登记簿时自动签，或者用 shenguan heads make。",
    )
)
@pass_context
def heads(ctx: CliContext) -> list[dict[str, Any]]:
    """树头：签过名的流水账摘要，改动了以前的登记就对不上。

    一个树头证明它签的时候流水账前多少条是什么内容。树头文件要抄一份放在别处（别的机器、光盘、打印在登记簿里），
    这样连管理这台机器的人也不能悄悄改写以前的登记。核对用 shenguan verify --heads。
    """
    from shenguan_docs.register.heads import heads as every_head

    with ctx.office().reading() as conn:
        return [_told(head) for head in every_head(conn)]


@heads.command("make", cls=Command, epilog=example("shenguan heads make"))
@answers(_render_head)
@pass_context
def heads_make(ctx: CliContext) -> dict[str, Any]:
    """现在签一个树头。上一个树头以后没有新的登记的，就是那一个。"""
    from shenguan_docs.office.proving.signing import make_head

    return _told(make_head(ctx.office()))


@heads.command("export", cls=Command, epilog=example("shenguan heads export -o 树头"))
@answers(lambda a: f"写出 {len(a['written'])} 个树头文件到 {a['folder']}。请抄到别的地方保存。")
@click.option(
    "-o", "folder", metavar="文件夹", required=True, type=click.Path(path_type=Path), help="写到哪里。"
)
@pass_context
def heads_export(ctx: CliContext, folder: Path) -> dict[str, Any]:
    """把所有的树头写成文件，拿到别处保存。已经写过的不重写。"""
    from shenguan_docs.office.proving.signing import export_heads

    written = export_heads(ctx.office(), folder.absolute())
    return {"folder": str(folder), "written": [path.name for path in written]}


@heads.command("prove", cls=Command, epilog=example("shenguan heads prove 益高社函〔2026〕1号 -o 证明.json"))
@answers(lambda a: f"证明写在 {a['file']}：{'、'.join(a['numbers'])}，树头 {a['size']} 条（{a['at']}）。")
@click.argument("numbers", metavar="文号…", nargs=-1, required=True)
@click.option("-o", "file", metavar="文件", required=True, type=click.Path(path_type=Path), help="写到哪里。")
@pass_context
def heads_prove(ctx: CliContext, numbers: tuple[str, ...], file: Path) -> dict[str, Any]:
    """一件或几件文书确在流水账里的证明（一个文件）。

    证明里有登记的那一条、归档的目录和树头；别人用 shenguan verify --proof 核验。
    """
    from shenguan_docs.office.proving.proofs import write_letter_proof

    return write_letter_proof(ctx.office(), numbers, file.absolute()) | {"file": str(file)}


def _render_keys(keys: list[dict[str, Any]]) -> str:
    rows = [
        (
            key["fingerprint"],
            f"{key['at']:%Y-%m-%d %H:%M}",
            key["reason"],
            "作废" if key["lost"] else "在用" if key["present"] else "已换",
            key["file"] or "不在这台机器上",
        )
        for key in keys
    ]
    return table(
        rows, ("公钥指纹", "登记时间", "原因", "状态", "私钥"), empty="还没有钥匙，第一次签树头时生成。"
    )


@heads.command("key", cls=Command, epilog=example("shenguan heads key"))
@answers(_render_keys)
@click.option("--reason", metavar="原因", default="", help="换一把新钥匙，写明原因。")
@click.option("--lost", is_flag=True, help="旧钥匙丢失或者泄露了，从此作废。")
@pass_context
def heads_key(ctx: CliContext, reason: str, lost: bool) -> list[dict[str, Any]]:
    """签名的钥匙：指纹、登记时间、私钥在哪里；加 --reason 换一把新的。

    新钥匙由旧钥匙签名证明，记入流水账。旧钥匙丢了，加 --lost：以前签的树头照旧有效，以后不再用它。
    """
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.proving.keys import has_secret, key_file, renew
    from shenguan_docs.register.heads import keys

    office = ctx.office()
    if lost and not reason.strip():
        raise Refused("换钥匙要说明原因", remedy="加上 --reason 原因")
    if reason:
        renew(office, reason=reason, lost=lost)
    with office.reading() as conn:
        known = keys(conn)
    return [
        asdict(key)
        | {
            "present": key == known[-1] and not key.lost,
            "file": str(key_file(office, key.fingerprint).relative_to(office.root))
            if has_secret(office, key)
            else "",
        }
        for key in known
    ]
