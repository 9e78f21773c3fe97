"""送达回证: make, list, fill in, scans that come back, the tray."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY, Choice

_FILE = click.Path(path_type=Path)
_WAYS = {
    "direct": "直接", "leave": "留置", "mail": "邮寄", "electronic": "电子", "entrust": "委托", "transfer": "转交",
    "notice": "公告",
}  # fmt: skip
_WAY = click.option(
    "--way",
    type=Choice(_WAYS),
    default=None,
    help="直接、留置、邮寄、电子、委托、转交、公告；英文、中文都可以。",
)
_PLACE = click.option("--place", metavar="地点", default="", help="送达地点；当事人的默认是文书写明的地址。")
_SERVER = click.option("--by", "server", metavar="送达人", default="", help="谁送达，几个人用顿号隔开。")
_NOTE = click.option("--note", metavar="文字", default="", help="备注。")


@click.group(cls=Group, epilog=example("shenguan service new 益高社函〔2026〕1号"))
def service() -> None:
    """送达回证：制作、登记送达、扫描件归位、缺哪些。"""


def _row(one: dict[str, Any]) -> tuple[object, ...]:
    papers = "、".join(paper["number"] or paper["title"] for paper in one["papers"])
    served = f"{one['served_on']} {one['way']}" if one["served_on"] else ""
    lacks = one["void_reason"] or "、".join(one["lacks"])
    return one["id"], one["receiver"], papers, one["state"], served, len(one["scans"]), lacks


def _render_list(found: list[dict[str, Any]]) -> str:
    heads = ("编号", "受送达人", "文书", "状态", "送达", "扫描件", "缺")
    return table(map(_row, found), heads, empty="没有送达回证。")


def _render_new(answer: dict[str, Any]) -> str:
    lines = []
    for one in answer["new"]:
        lines.append(f"送达回证 {one['id']}：{one['receiver']}，{one['pdf']}")
    for one in answer["before"]:
        lines.append(f"先前已有 {one['id']}：{one['receiver']}，{one['state']}")
    ids = " ".join(one["id"] for one in answer["new"])
    if ids:
        lines.append(f"打印：shenguan service print {ids} -o 送达回证.pdf")
    return "\n".join(lines)


@service.command("new", cls=Command, epilog=example("shenguan service new 益高社函〔2026〕1号"))
@answers(_render_new)
@click.argument("letters", metavar="文号或编号…", nargs=-1, required=True)
@click.option(
    "--to", metavar="受送达人", multiple=True, help="送给谁，可以写几次；默认文书要求送达的，或者主送单位。"
)
@click.option(
    "--paper", "papers", metavar="名称文号", multiple=True, help="送达文书另有名称的写明，可以写几次。"
)
@_PLACE
@_WAY
@_SERVER
@_NOTE
@click.option("--date", "on", type=DAY, default=None, help="制作日期，默认今天。")
@pass_context
def service_new(
    ctx: CliContext,
    letters: tuple[str, ...],
    to: tuple[str, ...],
    papers: tuple[str, ...],
    place: str,
    way: str | None,
    server: str,
    note: str,
    on: date | None,
) -> dict[str, Any]:
    """为一件或者几件文书制作送达回证，一个受送达人一份。

    处罚通报函、审批结果推送函送给当事人（送达的是随函的决定书、证件）；其他文书送给主送单位。每份右上角有二维码，
    扫描件凭它归位。已有的不再制作。
    """
    from shenguan_docs.office.service.making import make
    from shenguan_docs.office.service.showing import described

    office = ctx.office()
    made = make(
        office, letters, to=to, papers=papers, place=place, way=way or "", server=server, note=note, on=on
    )
    return {
        "new": [described(office, one) for one in made.new],
        "before": [described(office, one) for one in made.before],
    }


@service.command("list", cls=Command, epilog=example("shenguan service list --all"))
@answers(_render_list)
@click.argument("letters", metavar="[文号或编号…]", nargs=-1)
@click.option("--open", "which", flag_value="open", help="只列还没有送达的。")
@click.option("--no-scan", "which", flag_value="no-scan", help="只列没有扫描件的。")
@click.option("--all", "which", flag_value="all", help="全部，连同办完的、作废的。")
@pass_context
@in_district
def service_list(ctx: CliContext, letters: tuple[str, ...], which: str | None) -> list[dict[str, Any]]:
    """没有办完的送达回证：待送达的，没有扫描件的。"""
    from shenguan_docs.office.service.showing import listed

    return listed(ctx.office(), which or ("all" if letters else "lacking"), letters)  # type: ignore[arg-type]


def _render_missing(found: list[dict[str, Any]]) -> str:
    rows = [
        (one["number"], one["receiver"], one["paper"], "、".join(one["what"]), one["command"])
        for one in found
    ]
    return table(rows, ("文号", "受送达人", "送达文书", "缺", "怎样补"), empty="要送达回证的都有了。")


@service.command("missing", cls=Command, epilog=example("shenguan service missing"))
@answers(_render_missing)
@click.argument("letters", metavar="[文号或编号…]", nargs=-1)
@pass_context
@in_district
def service_missing(ctx: CliContext, letters: tuple[str, ...]) -> list[dict[str, Any]]:
    """哪些文书应当有送达回证而没有，或者没有办完。

    哪些文书要有，写在 templates/plan/service.toml，单位可以改。
    """
    from shenguan_docs.office.service.missing import missing

    return [asdict(lack) for lack in missing(ctx.office(), letters)]


def _render_one(one: dict[str, Any]) -> str:
    papers = "\n".join(p["title"] + (f"（{p['number']}）" if p["number"] else "") for p in one["papers"])
    state = one["state"] + (f"（{one['void_reason']}）" if one["void_reason"] else "")
    return pairs(
        (
            ("编号", one["id"]),
            ("二维码", one["code"]),
            ("送达文书", papers),
            ("受送达人", one["receiver"]),
            ("送达地点", one["place"]),
            ("送达方式", one["way"]),
            ("送达人", one["server"]),
            ("收件人", one["signer"]),
            ("送达时间", " ".join(filter(None, (str(one["served_on"] or ""), one["served_time"])))),
            ("代收理由", one["proxy"]),
            ("备注", "\n".join(one["notes"])),
            ("状态", state),
            ("缺", "、".join(one["lacks"])),
            ("表样", f"{one['pdf']}\n{one['docx']}"),
            ("扫描件", "\n".join(scan["file"] for scan in one["scans"])),
        )
    )


_ID = click.argument("id", metavar="回证编号")  # or its code, or the number of a letter that has one only


@service.command("show", cls=Command, epilog=example("shenguan service show 20260305-s2d3h4"))
@answers(_render_one)
@_ID
@pass_context
def service_show(ctx: CliContext, id: str) -> dict[str, Any]:
    """看一份送达回证；写编号，或者二维码下面的一行。"""
    from shenguan_docs.office.service.showing import show

    return show(ctx.office(), id)


@service.command(
    "print", cls=Command, epilog=example("shenguan service print 20260305-s2d3h4 -o 送达回证.pdf")
)
@answers(lambda a: f"已写入 {a['file']}")
@click.argument("ids", metavar="回证编号或文号…", nargs=-1, required=True)
@click.option(
    "-o", "output", metavar="文件", required=True, type=_FILE, help=".pdf（几份合成一个）或者 .docx（一份）。"
)
@pass_context
def service_print(ctx: CliContext, ids: tuple[str, ...], output: Path) -> dict[str, Any]:
    """把送达回证写成 PDF 或者 DOCX，打印后由人签名。"""
    from shenguan_docs.errors import Refused
    from shenguan_docs.office.registers.sheets import write_file
    from shenguan_docs.office.service.showing import form_docx, printed

    suffix = output.suffix.lower()
    if suffix not in (".pdf", ".docx"):
        raise Refused(f"“{output.name}”不是 PDF，也不是 DOCX", remedy="文件名以 .pdf 或者 .docx 结尾")
    if suffix == ".docx" and len(ids) > 1:
        raise Refused("DOCX 一次写一份", remedy="几份的用 .pdf")
    office = ctx.office()
    write_file(output, printed(office, ids) if suffix == ".pdf" else form_docx(office, ids[0]))
    return {"file": output}


@service.command(
    "done",
    cls=Command,
    epilog=example("shenguan service done 20260305-s2d3h4 --way 直接 --by 示例甲、示例乙 --signer 示例一"),
)
@answers(_render_one)
@_ID
@click.option("--at", type=DAY, default=None, help="送达日期，默认今天。")
@click.option("--time", metavar="时间", default="", help="几时几分签收，如 15:30。")
@_WAY
@_SERVER
@_PLACE
@click.option("--signer", metavar="姓名", default="", help="收件人：谁签收。")
@click.option("--proxy", metavar="理由", default="", help="代收理由，如 法定代表人外出，由其配偶代收。")
@click.option("--post", metavar="号码", default="", help="邮寄的：挂号信、特快专递的号码。")
@click.option(
    "--through", metavar="名称", default="", help="委托、转交的单位，电子送达的系统或者号码，公告登在哪里。"
)
@click.option("--witness", metavar="姓名", default="", help="留置的：见证人。")
@click.option("--announced", type=DAY, default=None, help="公告的：哪一天公告，满三十日视为送达。")
@_NOTE
@click.option(
    "--evidence", metavar="文件", multiple=True, type=_FILE, help="邮件回执、照片等，一起归档；可以写几次。"
)
@click.option("--correct", metavar="原因", default="", help="改正先前登记的，写明原因。")
@pass_context
def service_done(
    ctx: CliContext,
    id: str,
    at: date | None,
    time: str,
    way: str | None,
    server: str,
    place: str,
    signer: str,
    proxy: str,
    post: str,
    through: str,
    witness: str,
    announced: date | None,
    note: str,
    evidence: tuple[Path, ...],
    correct: str,
) -> dict[str, Any]:
    """登记一份送达回证的送达：哪一天、怎样送、谁送、谁收。

    直接要写收件人，留置要写拒收事由（--note），邮寄要写邮件号码，电子、委托、转交、公告要写经由哪里。
    部门签收的，它的文书同时登记为认领。
    """
    from shenguan_docs.office.service.filling import done
    from shenguan_docs.office.service.showing import described

    office = ctx.office()
    made = done(
        office, id, at=at, server=server, way=way or "", time=time, place=place, signer=signer, proxy=proxy, post=post,
        through=through, witness=witness, note=note, announced=announced, evidence=evidence, correct=correct,
    )  # fmt: skip
    return described(office, made)


@service.command(
    "void", cls=Command, epilog=example("shenguan service void 20260305-s2d3h4 --reason 受送达人写错")
)
@answers(lambda one: f"送达回证 {one['id']} 已作废")
@_ID
@click.option("--reason", metavar="原因", required=True, help="为什么作废。")
@pass_context
def service_void(ctx: CliContext, id: str, reason: str) -> dict[str, Any]:
    """作废一份送达回证；它的码以后扫到，会说明已作废。"""
    from shenguan_docs.office.service.filling import void
    from shenguan_docs.office.service.showing import described

    office = ctx.office()
    return described(office, void(office, id, reason))


_RESULTS = {"filed": "归入", "tray": "待认", "blank": "空白，没有存", "double": "重复，没有存"}


def _render_scan(answer: dict[str, Any]) -> str:
    parts = []
    for one in answer["files"]:
        rows = [
            (p["page"], _RESULTS[p["result"]], "、".join(p["services"]) or p["tray"], p["said"])
            for p in one["pages"]
        ]
        listed = (
            f"没有读：{one['refused']}" if one["refused"] else table(rows, ("页", "结果", "编号", "说明"))
        )
        parts.append(f"{one['file']}\n{listed}")
    counts = answer["counts"]
    told = "、".join(f"{words} {counts[name]} 页" for name, words in _RESULTS.items() if counts[name])
    tail = "。待认的用 shenguan service tray 查看" if counts["tray"] else ""
    return "\n\n".join([*parts, f"合计：{told or '没有页'}{tail}。"])


@service.command("scan", cls=Command, epilog=example("shenguan service scan 扫描件.pdf"))
@answers(_render_scan, found=lambda a: any(one["refused"] for one in a["files"]))
@click.argument("files", metavar="文件…", nargs=-1, required=True, type=_FILE)
@pass_context
def service_scan(ctx: CliContext, files: tuple[Path, ...]) -> dict[str, Any]:
    """收回扫描件：逐页切开，读二维码，归入各自的送达回证。

    PDF、TIFF、JPEG、PNG 都可以，一个文件里可以有许多份，歪斜、倒置、背面空白都可以。认不出的留在待认页里，由人指定。
    同一页来过的不再存。有文件读不了的，其余照收，退出状态是 1。
    """
    from shenguan_docs.office.service.scanning import scan

    results = scan(ctx.office(), files)
    every = [page.result for one in results for page in one.pages]
    return {
        "files": [asdict(one) for one in results],
        "counts": {name: every.count(name) for name in _RESULTS},
    }


def _render_tray(found: list[dict[str, Any]]) -> str:
    rows = [(one["id"], one["from"], one["page"], one["reason"], one["beside"], one["file"]) for one in found]
    return table(rows, ("编号", "来自", "页", "原因", "前一页归入", "文件"), empty="没有待认的扫描页。")


@service.command("tray", cls=Command, epilog=example("shenguan service tray"))
@answers(_render_tray)
@pass_context
def service_tray(ctx: CliContext) -> list[dict[str, Any]]:
    """待认的扫描页：没有读到码的，码不是本单位的，回证已作废的。"""
    from shenguan_docs.office.service.showing import waiting

    return waiting(ctx.office())


@service.command(
    "match", cls=Command, epilog=example("shenguan service match 20260305-t2r3a4 20260305-s2d3h4")
)
@answers(lambda one: f"已归入送达回证 {one['id']}（{one['receiver']}）")
@click.argument("page", metavar="扫描页编号")
@click.argument("id", metavar="[回证编号]", default="")
@pass_context
def service_match(ctx: CliContext, page: str, id: str) -> dict[str, Any]:
    """把一页待认的扫描页归入一份送达回证；不写回证的，归入它前一页的那一份。"""
    from shenguan_docs.office.service.matching import match
    from shenguan_docs.office.service.showing import described

    office = ctx.office()
    return described(office, match(office, page, id))


@service.command(
    "discard", cls=Command, epilog=example("shenguan service discard 20260305-t2r3a4 --reason 不是回证")
)
@answers(lambda found: f"已弃置 {len(found)} 页")
@click.argument("pages", metavar="[扫描页编号…]", nargs=-1)
@click.option("--from", "file", metavar="文件名", default="", help="来自这个文件的全部待认页。")
@click.option("--reason", metavar="原因", required=True, help="为什么不要。")
@pass_context
def service_discard(ctx: CliContext, pages: tuple[str, ...], file: str, reason: str) -> list[dict[str, Any]]:
    """弃置待认的扫描页：不是送达回证的。档案里仍留着，弃置错了的可以再归入。"""
    from shenguan_docs.office.service.matching import discard
    from shenguan_docs.office.service.showing import tray_page

    office = ctx.office()
    return [tray_page(office, page) for page in discard(office, pages, reason, file=file)]
