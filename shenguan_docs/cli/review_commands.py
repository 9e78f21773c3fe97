"""The commands that review a case file and note a reviewer's judgement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.choosing import choice_of, choosing
from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, Group, example
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY


def _render(a: dict[str, Any]) -> str:
    head = pairs(
        [
            ("案卷", a["heading"]),
            ("评分表", a["table"]),
            ("得分", a["score"]),
            ("人工评查", a["judged_score"]),
            ("未能核查", f"{len(a['unseen'])} 处" if a["unseen"] else "无"),
            ("写到", a.get("file")),
        ]
    )
    rows = [
        (f["state"], f["where"], f["page"], f["deduction"] or "", f["reason"], f["command"])
        for f in (*a["findings"], *a["unseen"])
    ]
    if not rows:
        return head + "\n没有扣分。"
    return head + "\n\n" + table(rows, ("结果", "件", "页", "扣分", "理由", "怎样补正"))


def _asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which case, the same as those of ``bundle``."""
    for option in reversed(
        (
            click.option("--case", "case", metavar="案件", default="", help="存下的案件的名称。"),
            click.option("--profile", metavar="类型", default="", help="案卷类型：exchange、penalty、licence 或本单位自己的。"),
            click.option("--set", "values", metavar="项=值", multiple=True, help="封面的一项，可写多次。"),
            click.option("--date", "made_on", type=DAY, default=None, help="立卷日期，默认今天；期限算到这一天。"),
            click.option(
                "--pdf", "pdfs", metavar="文件", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
                help="看这一份已导出的案卷 PDF 的页号、目录、封面（不写的，照现在的登记排一份来看）；几卷的按次序写几次。",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return choosing(function)


def _reviewed(ctx: CliContext, chosen: dict[str, Any]) -> Any:
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.reviewing.reviewing import Case
    from shenguan_docs.office.reviewing.reviewing import review as judge

    asked = Case(
        choice_of(chosen), chosen["case"], chosen["profile"], chosen["made_on"], settings(chosen["values"])
    )
    return judge(ctx.office(), asked, chosen["pdfs"])


@click.group(
    cls=Group,
    invoke_without_command=True,
    epilog=example("shenguan review --company 示例木业有限公司 --profile exchange -o 评查表.pdf"),
)
@answers(_render, found=lambda a: a["findings"] or a["unseen"])
@_asking
@click.option(
    "-o", "--output", metavar="文件", type=click.Path(path_type=Path, dir_okay=False), default=None,
    help="另写成评查表：.pdf、.xlsx 或 .json。",
)  # fmt: skip
@pass_context
def review(ctx: CliContext, output: Path | None, **chosen: Any) -> dict[str, Any]:
    """案卷评查：按评分表打分，每处写明哪一件、哪一页、扣几分、怎样补正。

    照导出时的样子排一份案卷，读回页号、目录，核对材料、日期、名称、代码、送达、认领。看不了的写“未能核查”，
    不算合格。有扣分或者未能核查的，退出状态是 1。评分表在 templates/bundle/points，单位可以改。
    """
    from shenguan_docs.office.reviewing.judging import judgements_of
    from shenguan_docs.office.reviewing.sheet import as_data, require_ending, write_sheet

    if output is not None:
        require_ending(output)
    reviewed = _reviewed(ctx, chosen)
    office = ctx.office()
    with office.reading() as conn:
        said = judgements_of(conn, reviewed.assembly)
    answer = as_data(reviewed, said)
    if output is not None:
        write_sheet(office, output.absolute(), reviewed, said)
        answer["file"] = str(output)
    return answer


@review.command(
    cls=Command,
    epilog=example(
        "shenguan review judge --company 示例木业有限公司 --rule 缺盖章件 --document 1"
        " --disagree --reason 原件已核对 --by 示例评查员"
    ),
)
@answers(
    lambda a: pairs(
        [
            ("规则", a["rule"]),
            ("件", a["id"] or "全卷"),
            ("意见", a["verdict"]),
            ("扣分", a["points"]),
            ("评查人", a["by"]),
        ]
    )
)
@_asking
@click.option(
    "--rule", metavar="规则", required=True, help="哪一条规则（评查表上的名称，或者 JSON 里的 rule）。"
)
@click.option("--document", metavar="件", default="", help="哪一件：卷内顺序号、文号或者编号；不写的是全卷。")
@click.option("--agree/--disagree", default=True, help="同意还是不同意机器的评查。")
@click.option(
    "--points",
    metavar="分",
    type=float,
    default=None,
    help="改为扣几分（不同意的默认不扣，同意的照机器的扣）。",
)
@click.option("--reason", metavar="理由", required=True, help="为什么。")
@click.option("--by", "person", metavar="姓名", required=True, help="评查人。")
@click.option("--on", "day", type=DAY, default=None, help="评查日期，默认今天。")
@pass_context
def judge(
    ctx: CliContext,
    rule: str,
    document: str,
    agree: bool,
    points: float | None,
    reason: str,
    person: str,
    day: date | None,
    **chosen: Any,
) -> dict[str, Any]:
    """记下评查人自己的判断，与机器的并列在评查表上。

    选择案卷的写法和评查时相同。同一条规则、同一件再记一次，以后一次的为准；每次都留在流水账里。
    """
    from shenguan_docs.office.reviewing.judging import Said
    from shenguan_docs.office.reviewing.judging import judge as enter
    from shenguan_docs.office.reviewing.sheet import judgement_data

    reviewed = _reviewed(ctx, chosen)
    said = Said(rule, agree, reason, person, document, points, day)
    return judgement_data(enter(ctx.office(), reviewed, said))
