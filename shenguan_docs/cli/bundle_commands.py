"""The command that exports case bundles."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from shenguan_docs.cli.choosing import choice_of, choosing
from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, pairs
from shenguan_docs.cli.params import DAY
from shenguan_docs.errors import Refused


def _render(a: dict[str, Any]) -> str:
    notes = "\n".join(f"{f['volume']} 第 {f['document']} 件：{f['message']}".strip() for f in a["remarks"])
    found = f"，发现 {len(a['findings'])} 处，用 shenguan review 看" if a["findings"] else ""
    return pairs(
        [
            ("案卷", a["bundle"]),
            ("压缩包", a["zip"]),
            ("文书", f"{a['documents']} 件"),
            ("页数", a["pages"]),
            ("各卷", "\n".join(f"{v['pdf']} {v['pages']} 页" for v in a["volumes"])),
            ("注意", notes),
            ("对照表", a.get("masked_list", "")),
            ("评查", "" if a["score"] is None else f"{a['score']} 分{found}"),
        ]
    )


@click.command(cls=Command, epilog=example("shenguan bundle --company 示例木业有限公司 -o 案卷"))
@answers(_render)
@choosing
@click.option("--case", "case", metavar="案件", default="", help="存下的案件的名称。")
@click.option(
    "--profile", metavar="类型", default="", help="案卷类型：exchange、penalty、licence 或本单位自己的。"
)
@click.option("--set", "values", metavar="项=值", multiple=True, help="封面的一项，可写多次。")
@click.option("--mask", is_flag=True, help="脱敏副本：给外人看的，姓名、号码、住址等真正去掉。")
@click.option("--hide", metavar="文字", multiple=True, help="脱敏时另外要隐去的文字，可写多次。")
@click.option("--keep", metavar="文字", multiple=True, help="脱敏时不隐去的（如执行公务的人员），可写多次。")
@click.option(
    "--mask-file",
    metavar="文件",
    default=None,
    type=click.Path(path_type=Path),
    help="要隐去的文字，一行一条；或者 TOML:hide、keep、[[regions]]（页上的区域）。",
)
@click.option("--date", "made_on", type=DAY, default=None, help="立卷日期，默认今天。")
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    required=True,
    type=click.Path(path_type=Path),
    help="写到哪里（新的或空的文件夹）。",
)
@pass_context
def bundle(
    ctx: CliContext,
    output: Path,
    made_on: date | None,
    profile: str,
    values: tuple[str, ...],
    case: str,
    mask: bool,
    hide: tuple[str, ...],
    keep: tuple[str, ...],
    mask_file: Path | None,
    **chosen: Any,
) -> dict[str, Any]:
    """导出案卷：封面、卷内目录、文书、备考表。

    得到一个编好页码的 PDF、各件的 DOCX、附件和清单，旁边另有一个压缩包。

    加 --mask 得到脱敏副本：公民身份号码、电话、银行账号、邮箱、住址、车牌、姓名按 templates/bundle/masking.toml
    的规则隐去，卷内附脱敏清单；写有原文的对照表在旁边，由本单位留存。
    """
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.bundling.exporting import bundle as export

    masking = None
    if mask or hide or keep or mask_file:
        from shenguan_docs.office.masking.given import read_given

        if not mask:
            raise Refused("--hide、--keep、--mask-file 只用于脱敏副本", remedy="加上 --mask")
        masking = read_given(hide, keep, mask_file)
    choice, office = choice_of(chosen), ctx.office()
    result = export(
        office,
        choice,
        output.absolute(),
        case=case,
        profile=profile,
        made_on=made_on,
        values=settings(values),
        masking=masking,
    )
    answer = {
        "bundle": str(output),
        "zip": str(result.zip_path),
        "pages": result.pages,
        "documents": result.documents,
        "volumes": [{"volume": v.label, "pdf": v.pdf, "pages": v.pages} for v in result.volumes],
        "score": None,
        "findings": [],
        "remarks": [
            {"rule": f.rule, "volume": f.volume, "document": f.document, "page": f.page, "message": f.message}
            for f in result.findings
        ],
    }
    if masking is None:
        from shenguan_docs.office.reviewing.reviewing import Case, review_bundle
        from shenguan_docs.office.reviewing.sheet import finding_data, plain

        reviewed = review_bundle(office, Case(choice, case, profile, made_on, settings(values)), result)
        answer["score"] = plain(reviewed.review.score)
        answer["findings"] = [finding_data(one, {}) for one in reviewed.review.findings]
    else:  # a masked copy has no score: the original's counts
        from shenguan_docs.office.masking.exporting import office_list

        answer["masked_list"] = str(office_list(output))
    return answer
