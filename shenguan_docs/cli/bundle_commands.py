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


def _render(a: dict[str, Any]) -> str:
    notes = "\n".join(f"{f['volume']} 第 {f['document']} 件:{f['message']}".strip() for f in a["findings"])
    return pairs(
        [
            ("案卷", a["bundle"]),
            ("压缩包", a["zip"]),
            ("文书", f"{a['documents']} 件"),
            ("页数", a["pages"]),
            ("各卷", "\n".join(f"{v['pdf']} {v['pages']} 页" for v in a["volumes"])),
            ("注意", notes),
        ]
    )


@click.command(cls=Command, epilog=example("shenguan bundle --company 示例木业有限公司 -o 案卷"))
@answers(_render)
@choosing
@click.option("--case", "case", metavar="案件", default="", help="存下的案件的名称。")
@click.option(
    "--profile", metavar="类型", default="", help="案卷类型:exchange、penalty、licence 或本单位自己的。"
)
@click.option("--set", "values", metavar="项=值", multiple=True, help="封面的一项,可写多次。")
@click.option("--date", "made_on", type=DAY, default=None, help="立卷日期,默认今天。")
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    required=True,
    type=click.Path(path_type=Path),
    help="写到哪里(新的或空的文件夹)。",
)
@pass_context
def bundle(
    ctx: CliContext,
    output: Path,
    made_on: date | None,
    profile: str,
    values: tuple[str, ...],
    case: str,
    **chosen: Any,
) -> dict[str, Any]:
    """导出案卷:封面、卷内目录、文书、备考表。

    得到一个编好页码的 PDF、各件的 DOCX、附件和清单,旁边另有一个压缩包。
    """
    from shenguan_docs.cli.table_words import settings
    from shenguan_docs.office.bundling.exporting import bundle as export

    result = export(
        ctx.office(),
        choice_of(chosen),
        output.absolute(),
        case=case,
        profile=profile,
        made_on=made_on,
        values=settings(values),
    )
    return {
        "bundle": str(output),
        "zip": str(result.zip_path),
        "pages": result.pages,
        "documents": result.documents,
        "volumes": [{"volume": v.label, "pdf": v.pdf, "pages": v.pages} for v in result.volumes],
        "score": None,
        "findings": [
            {"rule": f.rule, "volume": f.volume, "document": f.document, "page": f.page, "message": f.message}
            for f in result.findings
        ],
    }
