"""Commands that make an office and keep it whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, progress, say, table


@click.command(cls=Command, epilog=example("shenguan init 新单位"))
@answers(
    lambda a: (
        f"单位文件夹已建好：{a['office']}\n下一步：导入事项清单，shenguan -C {a['office']} matters import 清单.csv"
    )
)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--name", metavar="名称", default="", help="单位名称；不写用文件夹名。")
@click.option(
    "--records",
    metavar="地址",
    default="records.db",
    help="登记放在哪里：不写就是单位文件夹里的 records.db；或者 postgresql://主机/数据库（要是空的）。",
)
@click.option(
    "--archive",
    metavar="地址",
    default="archive",
    help="档案放在哪里：不写就是单位文件夹里的 archive；或者 s3://桶/前缀?endpoint=http://主机:端口（要是空的）。",
)
@click.option(
    "--index",
    metavar="地址",
    default="index",
    help="检索索引放在哪里：不写就在单位文件夹里；或者 opensearch://主机一:9200,主机二:9200/索引名（要是没有用过的）。",
)
@pass_context
def init(ctx: CliContext, folder: Path, name: str, records: str, archive: str, index: str) -> dict[str, str]:
    """新建一个单位文件夹。

    带有方案里七个部门的示例资料（代字、签发人、电话、联络员都标明“示例”），请换成真实的。
    文件夹要是新的或空的。
    """
    from shenguan_docs.office.founding import init_office

    init_office(
        folder.absolute(),
        name or folder.absolute().name,
        actor=ctx.actor,
        now=ctx.now,
        records=records,
        archive=archive,
        index=index,
    )
    return {"office": str(folder)}


def _render_report(answer: list[dict[str, Any]]) -> str:
    if not answer:
        return "完好，没有发现问题。"
    return f"发现 {len(answer)} 处问题：\n" + table(
        [(f["number"], f["where"], f["message"]) for f in answer], ("文号", "位置", "问题")
    )


@click.command(cls=Command, epilog=example("shenguan verify"))
@answers(_render_report, found=bool)
@click.option("--quick", is_flag=True, help="只看文件在不在、大小对不对，不重读内容。")
@click.option(
    "--heads",
    metavar="文件或文件夹",
    multiple=True,
    type=click.Path(path_type=Path),
    help="还要核对保存在别处的树头文件（可写多次）。",
)
@click.option(
    "--proof", metavar="文件", type=click.Path(path_type=Path), default=None, help="只核验一个证明文件。"
)
@pass_context
def verify(ctx: CliContext, quick: bool, heads: tuple[Path, ...], proof: Path | None) -> list[dict[str, Any]]:
    """核验档案、流水账和号段账是否完好。

    重读档案里的每个文件，逐条核对流水账，由流水账重做一遍登记表相比对，再用每一个树头核对流水账。
    有人连流水账一起改写的，要靠保存在别处的树头才查得出：加 --heads。有问题时退出码为 1。
    """
    from shenguan_docs.errors import OfficeUnusable

    if proof is not None:
        from shenguan_docs.office.proving.checking import check_proof

        return [_told_finding(f) for f in check_proof(ctx.office(), proof.absolute())]
    from shenguan_docs.office.verifying import verify_office

    unsettled = []
    try:
        office = ctx.office()
    except OfficeUnusable as error:  # what is damaged shall be named, not only said to be damaged
        office = ctx.office(settled=False)
        unsettled.append(
            {"code": "not-settled", "number": "", "where": error.where, "message": error.message}
        )
    report = verify_office(office, quick=quick, heads=[place.absolute() for place in heads])
    say(
        f"核验了 {report.checked_objects} 件、{report.checked_files} 个文件、{report.checked_entries} 条流水账。"
    )
    return unsettled + [_told_finding(f) for f in report.findings]


def _told_finding(f: Any) -> dict[str, Any]:
    return {"code": f.code, "number": f.number, "where": f.where, "message": f.message}


@click.command(cls=Command, epilog=example("shenguan rebuild"))
@answers(
    lambda a: (
        "\n".join(f"与原来不同：{f['message']}" for f in a) or "与原来的登记数据库一致，或原来的已读不出。"
    )
)
@pass_context
def rebuild(ctx: CliContext) -> list[dict[str, str]]:
    """由档案重新生成登记数据库和检索索引。

    登记数据库丢失、损坏时使用。原来的数据库另存，不删除；还读得出的草稿一并带过来。
    """
    from shenguan_docs.office.opening import SETTINGS_NAME, Office, require_office
    from shenguan_docs.office.settings import read_settings
    from shenguan_docs.office.upkeep import rebuild as make_again

    root = ctx.office_path()
    require_office(root)
    office = Office(
        root, read_settings(root / SETTINGS_NAME), ctx.actor, ctx.now, notify=say, progress=progress
    )
    done = make_again(root, office)
    say(f"已由档案重新生成：流水账 {done.entries} 条，文书 {done.documents} 件。")
    if done.kept_old:
        say(f"原来的登记数据库留作 {done.kept_old}。")
    return [{"code": "records-differ", "message": text} for text in done.differences]


def _render_move(answer: dict[str, Any]) -> str:
    told = []
    if left := answer.get("finished"):
        told.append("上一次搬到最后断了，现在做完了。")
        if left["what"] != "index":
            told.append(f"原来的留作 {left['kept']}，核验无误、备份以后可以删去。" if left["kept"] else "")
        else:
            told.append(f"{left['kept']}。" if left["kept"] else "")
    if "entries" in answer:
        told.append(
            f"搬好了，逐行核对过：流水账 {answer['entries']} 条，共 {answer['rows']} 行。登记现在在 {answer['place']}。"
        )
    if "objects" in answer:
        told.append(
            f"搬好了，逐个核对过：归档对象 {answer['objects']} 个，新写 {answer['written']} 个文件。"
            f"档案现在在 {answer['archive']}。"
        )
    told += [
        f"原来的留作 {answer[kept]}，核验无误、备份以后可以删去。"
        for kept in ("kept_old", "kept_archive")
        if answer.get(kept)
    ]
    if index := answer.get("index"):
        asked = f"，{index['questions']} 个问题两边答得一样" if index["questions"] > 1 else ""
        told.append(f"索引由档案建好了，{index['letters']} 件{asked}。检索现在用 {index['place']}。")
        told += [f"{index['note']}。"] if index["note"] else []
    return "\n".join(filter(None, told))


@click.command(cls=Command, epilog=example("shenguan move --records postgresql://db1,db2/shenguan"))
@answers(_render_move)
@click.option(
    "--records",
    metavar="地址",
    default="",
    help="登记搬到哪里：postgresql://主机一,主机二/数据库，或者单位文件夹里的文件名 records.db。",
)
@click.option(
    "--archive",
    metavar="地址",
    default="",
    help="档案搬到哪里：s3://桶/前缀?endpoint=http://主机一:端口,http://主机二:端口，或者单位文件夹里的 archive。",
)
@click.option(
    "--index",
    "index_",
    metavar="地址",
    default="",
    help="检索索引搬到哪里：opensearch://主机一:9200,主机二:9200/索引名，或者单位文件夹里的 index。",
)
@pass_context
def move(ctx: CliContext, records: str, archive: str, index_: str) -> dict[str, Any]:
    """把登记、档案、检索索引搬到服务器上，或者搬回单位文件夹。

    搬过去的和原来的逐行、逐个核对，一样了才改 office.toml；中途断了，再执行一次。原来的留着。
    索引由档案在那里建，两边答得一样才换过去。
    """
    from shenguan_docs.office.moving.together import move as move_together

    return move_together(ctx.office(settled=False), records.strip(), archive.strip(), index_.strip())


@click.group(cls=Group, invoke_without_command=True, epilog=example("shenguan index rebuild"))
@answers(lambda a: pairs([("引擎", a["engine"]), ("已索引到流水账第几条", a["checkpoint"])]))
@pass_context
def index(ctx: CliContext) -> dict[str, Any]:
    """检索索引。"""
    office = ctx.office()
    return {"engine": office.engine, "checkpoint": office.index.checkpoint()}


@index.command("rebuild", cls=Command, epilog=example("shenguan index rebuild"))
@answers(lambda a: f"索引已重建：{a['documents']} 件，用时 {a['seconds']} 秒。")
@click.option("--engine", metavar="引擎", default="", help="tantivy 或 whoosh；不写用单位设置的。")
@click.option("--read-again", is_flag=True, help="先把没有读出文字的附件、收文再读一遍。")
@pass_context
def index_rebuild(ctx: CliContext, engine: str, read_again: bool) -> dict[str, Any]:
    """由档案重建检索索引。

    重建时原来的索引照常可查，建好以后一下换过来。单位用哪个引擎写在 office.toml 的 engine 一项。
    装了文字识别或 LibreOffice 以后，加 --read-again：扫描件、旧版文件的文字读出来存进档案（成为新版本）。
    """
    from time import perf_counter

    from shenguan_docs.office.finding.indexing import document_count, rebuild_index

    start = perf_counter()
    office = ctx.office()
    if read_again:
        from shenguan_docs.office.finding.rereading import read_again as read_files_again

        say(f"重新读出文字的有 {read_files_again(office)} 件。")
    with progress("重建索引", document_count(office)) as show:
        count = rebuild_index(office, show, engine)
    return {"documents": count, "seconds": round(perf_counter() - start, 3)}


_UNREAD_COLUMNS = ("文号", "文件", "为什么没有读出", "说明")


def _render_unread(files: list[dict[str, str]]) -> str:
    rows = [(f["number"] or f["id"], f["name"], f["reason"], f["accepted"]) for f in files]
    return table(rows, _UNREAD_COLUMNS, empty="附件和收文的文字都读出来了。")


@index.command("unread", cls=Command, epilog=example("shenguan index unread"))
@answers(_render_unread)
@pass_context
def index_unread(ctx: CliContext) -> list[dict[str, str]]:
    """没有读出文字的附件和收文，为什么，怎样说明的。"""
    from dataclasses import asdict

    from shenguan_docs.office.finding.rereading import unread_files

    with ctx.office().reading() as conn:
        return [asdict(file) for file in unread_files(conn)]


@index.command(
    "accept", cls=Command, epilog=example("shenguan index accept 收〔2026〕1号 --reason 现场照片，没有文字")
)
@answers(_render_unread)
@click.argument("number", metavar="文号或编号")
@click.option("--file", "name", metavar="名称", default="", help="只说明名称里有这几个字的文件。")
@click.option("--reason", metavar="理由", required=True, help="为什么没有文字也可以。")
@pass_context
def index_accept(ctx: CliContext, number: str, name: str, reason: str) -> list[dict[str, str]]:
    """说明一件文书里没有读出文字的文件不必再读（如现场照片），doctor 就不再当作问题。

    说明记入流水账；以后读得出来了，照样可以用 index rebuild --read-again 读出。
    """
    from dataclasses import asdict

    from shenguan_docs.office.finding.rereading import accept_unread

    return [asdict(file) for file in accept_unread(ctx.office(), number, reason, name)]


class _Checks(list[dict[str, Any]]):
    """What is not fit, as a script reads it; ``looked_at`` is every line, as a person reads it."""

    looked_at: list[dict[str, Any]]


def _render_checks(checks: _Checks) -> str:
    rows = [("好" if c["fit"] else "不好", c["what"], c["found"], c["mend"]) for c in checks.looked_at]
    return table(rows, ("", "项目", "情况", "怎么办"))


@click.command(cls=Command, epilog=example("shenguan doctor"))
@answers(_render_checks, found=bool)
@pass_context
def doctor(ctx: CliContext) -> _Checks:
    """检查安装是否完好，缺什么怎么补。

    看字体、排版库、单位文件夹、登记数据库、索引和号段账。有问题时退出码为 1;--json 只列有问题的。
    """
    from dataclasses import asdict

    from shenguan_docs.office.doctor import doctor as examine

    looked_at = [asdict(check) for check in examine(ctx.office_path(), ctx.office)]
    checks = _Checks(check for check in looked_at if not check["fit"])
    checks.looked_at = looked_at
    return checks


@click.command(cls=Command, epilog=example("shenguan clock"))
@answers(
    lambda a: pairs([("现在", a["now"]), ("最后一条登记", a["last"]), ("情况", a["problem"] or "对得上")]),
    found=lambda a: a["problem"],
)
@click.option(
    "--reason", metavar="原因", default="", help="最后一条的时间错了，由现在的时间接着登记；写明原因。"
)
@pass_context
def clock(ctx: CliContext, reason: str) -> dict[str, str]:
    """时钟：和最后一条登记的时间对不对得上。

    时钟早于最后一条登记的（被拨回、没有校准），不给号。多半是时钟错了，校准就行；确实是以前那一条的时间错了
    （当时的时钟快了），加 --reason，原因记入流水账。
    """
    from shenguan_docs.office.limits import clock_behind, correct_clock
    from shenguan_docs.register.clock import last_moment

    office = ctx.office()
    if reason:
        correct_clock(office, reason)
    with office.reading() as conn:
        last, problem = last_moment(conn), clock_behind(office, conn)
    return {
        "now": f"{ctx.now():%Y-%m-%d %H:%M:%S}",
        "last": f"{last:%Y-%m-%d %H:%M:%S}" if last else "",
        "problem": problem,
    }
