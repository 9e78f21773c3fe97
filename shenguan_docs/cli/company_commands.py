"""Commands about 行政相对人 and the warning base."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Naming, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY

_FULL = click.option("--full-id", "full", is_flag=True, help="完整显示个人的公民身份号码（平常遮去中间）。")
_REASON = click.option("--reason", metavar="理由", required=True, help="凭什么认定。")


def _warning_rows(rows: list[dict[str, Any]]) -> str:
    return table(
        [
            (
                w["name"],
                w["state"],
                w["level"],
                "、".join(w["reasons"]),
                w["from"],
                w["until"] or "移出为止",
                w["number"],
                " ".join(filter(None, (str(w["removed_on"] or ""), w["removed_by"]))),
            )
            for w in rows
        ],
        ("行政相对人", "状态", "等级", "原因", "自", "至", "列入函", "移出"),
        empty="警示信息库里没有。",
    )


def _render(c: dict[str, Any]) -> str:
    warning = c["warning"]
    parts = [
        pairs(
            [
                ("名称", c["name"]),
                ("编号", c["id"]),
                ("统一社会信用代码", c["uscc"]),
                ("公民身份号码", c["id_number"]),
                ("地址", c["address"]),
                ("联系电话", c["phone"]),
                ("负责人", c["representative"]),
                ("曾用名", "、".join(f"{f['name']}（至 {f['until']}）" for f in c["former_names"])),
                (
                    "并入",
                    "、".join(
                        f"{m['name']}（{m['uscc'] or m['id_number'] or m['id']}）" for m in c["merged"]
                    ),
                ),
                ("同名", _same_name(c)),
                (
                    "警示",
                    " ".join(filter(None, (warning["state"], warning["level"], f"（{warning['on']}）"))),
                ),
            ]
        )
    ]
    if warning["entries"]:
        parts.append("警示信息库\n" + _warning_rows(warning["entries"]))
    trail = [(x["date"], x["name"], x["state"], x["id"], "、".join(x["matters"])) for x in c["events"]]
    trail += [(x["date"], x["kind_name"], x["state"], x["number"], x["title"]) for x in c["letters"]]
    trail += [(x["date"], "收文", x["sender"], x["number"], x["title"]) for x in c["received"]]
    trail += [(x["date"], "以前的登记", x["state"], x["number"], x["title"]) for x in c["past"]]
    rows = sorted(trail, key=lambda row: str(row[0]))
    parts.append(
        "往来\n" + table(rows, ("日期", "类别", "状态", "文号或编号", "标题或事项"), empty="没有往来。")
    )
    if c["credit_checks"]:
        checks = [
            (x["date"], x["number"], x["finding"], "、".join(x["measures"])) for x in c["credit_checks"]
        ]
        parts.append("信用查询\n" + table(checks, ("日期", "编号", "信用状况", "采取措施")))
    if c["open"]:
        waiting = [(x["what"], x["number"] or x["event"] or x["draft"]) for x in c["open"]]
        parts.append("未了结\n" + table(waiting, ("事由", "文号或编号")))
    return "\n\n".join(parts)


def _same_name(c: dict[str, Any]) -> str:
    if not c["same_name"]:
        return ""
    first = c["same_name"][0]
    return f"旧登记里只有名称的 {'、'.join(c['same_name'])}，是同一个的用 shenguan company merge {first} {c['id']} --reason 理由 合并"


def _rows(rows: list[dict[str, Any]]) -> str:
    return table(
        [(c["id"], c["name"], c["uscc"] or c["id_number"], c["records"], c["last"]) for c in rows],
        ("编号", "名称", "代码", "往来件数", "最近"),
    )


@click.group(cls=Naming, invoke_without_command=True, epilog=example("shenguan company 91430900MA00YL0018"))
@answers(_rows)
@pass_context
def company(ctx: CliContext) -> list[dict[str, Any]]:
    """行政相对人：往来、信用查询、警示、曾用名。

    后面写名称（或者一部分）、统一社会信用代码、公民身份号码或者编号，不写是全部；登记文书和事件时自动建立，不用录入。
    """
    from shenguan_docs.office.companies.keeping import list_companies

    return list_companies(ctx.office())


@company.command("show", cls=Command, epilog=example("shenguan company show 示例木业"))
@answers(_render)
@click.argument("typed", metavar="名称或代码")
@click.option("--on", type=DAY, default=None, help="警示状态看哪一天的，默认今天。")
@_FULL
@pass_context
@in_district
def company_show(ctx: CliContext, typed: str, on: date | None, full: bool) -> dict[str, Any]:
    """看一个行政相对人（company 后面直接写名称也一样）。"""
    from shenguan_docs.office.companies.showing import show

    return show(ctx.office(), typed, on=on, full=full)


@company.command("list", cls=Command, epilog=example("shenguan company list 示例"))
@answers(_rows)
@click.argument("part", metavar="[名称的一部分]", default="")
@_FULL
@pass_context
@in_district
def company_list(ctx: CliContext, part: str, full: bool) -> list[dict[str, Any]]:
    """登记过的行政相对人。"""
    from shenguan_docs.office.companies.keeping import list_companies

    return list_companies(ctx.office(), part, full=full)


@company.command(
    "link", cls=Command, epilog=example("shenguan company link 91430900MA00YL0018 收〔2026〕1号")
)
@answers(lambda a: f"{a['number']}（{a['title']}）已归入{a['name']}。")
@click.argument("typed", metavar="名称或代码")
@click.argument("number", metavar="收文号")
@pass_context
def company_link(ctx: CliContext, typed: str, number: str) -> dict[str, Any]:
    """把一件收文归入一个行政相对人（写着它的名称或代码的，登记时自动归入）。"""
    from shenguan_docs.office.companies.received_names import link

    return link(ctx.office(), typed, number)


@company.command(
    "merge",
    cls=Command,
    epilog=example("shenguan company merge C00002 C00001 --reason 同一企业，前者代码录错"),
)
@answers(
    lambda a: (
        f"已把{a['merged']['name']}（{a['merged']['id']}）并入{a['into']['name']}（{a['into']['id']}）。"
    )
)
@click.argument("typed", metavar="重复的一个")
@click.argument("into", metavar="保留的一个")
@_REASON
@pass_context
def company_merge(ctx: CliContext, typed: str, into: str, reason: str) -> dict[str, Any]:
    """把重复的一个并入保留的一个；以前的文书不变，可以用 separate 分开。"""
    from shenguan_docs.office.companies.keeping import merge

    return merge(ctx.office(), typed, into, reason=reason)


@company.command(
    "separate", cls=Command, epilog=example("shenguan company separate C00002 --reason 核实不是同一企业")
)
@answers(lambda a: f"已把{a['separated']['name']}（{a['separated']['id']}）从{a['from']['name']}分开。")
@click.argument("typed", metavar="并错的一个")
@_REASON
@pass_context
def company_separate(ctx: CliContext, typed: str, reason: str) -> dict[str, Any]:
    """撤销一次合并。"""
    from shenguan_docs.office.companies.keeping import separate

    return separate(ctx.office(), typed, reason=reason)


@company.command(
    "rename",
    cls=Command,
    epilog=example(
        "shenguan company rename 91430900MA00YL0018 示例林木有限公司 --document 准予变更登记通知书"
    ),
)
@answers(lambda a: f"{a['former']}自 {a['on']} 起更名为{a['name']}（依据：{a['document']}）。")
@click.argument("typed", metavar="名称或代码")
@click.argument("name", metavar="新名称")
@click.option("--document", metavar="文件", required=True, help="依据：文号、收文号，或者文件的名称。")
@click.option("--on", type=DAY, default=None, help="自哪一天起，默认今天。")
@click.option("--reason", metavar="说明", default="", help="需要说明的。")
@pass_context
def company_rename(
    ctx: CliContext, typed: str, name: str, document: str, on: date | None, reason: str
) -> dict[str, Any]:
    """登记更名；原来的名称成为曾用名，以前的文书不变。"""
    from shenguan_docs.office.companies.keeping import rename

    return rename(ctx.office(), typed, name, document=document, on=on, reason=reason)


@click.command("warnings", cls=Command, epilog=example("shenguan warnings --on 2026-03-05"))
@answers(_warning_rows)
@click.option("--on", type=DAY, default=None, help="看哪一天的，默认今天。")
@click.option("--company", metavar="名称或代码", default="", help="只看这一个行政相对人，已移出的也列出。")
@click.option("--all", "everything", is_flag=True, help="已移出的、还没有到列入日期的也列出。")
@_FULL
@pass_context
@in_district
def warnings(
    ctx: CliContext, on: date | None, company: str, everything: bool, full: bool
) -> list[dict[str, Any]]:
    """警示信息库：谁在警示中、等级、原因、期限。

    由印发的列入函、移出函、更正函形成；其中一件作废，它所写的就不算数。
    """
    from shenguan_docs.office.companies.showing import list_warnings

    return list_warnings(ctx.office(), on=on, company=company, everything=everything, full=full)
