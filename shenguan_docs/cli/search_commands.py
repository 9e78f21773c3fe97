"""Commands that find letters and show one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.output import answers, pairs
from shenguan_docs.cli.params import DAY


def _render_results(answer: dict[str, Any]) -> str:
    if not answer["total"]:
        return "没有找到。"
    lines = [f"共 {answer['total']} 件。"]
    for hit in answer["hits"]:
        void = "(已作废)" if hit["state"] == "void" else ""
        where = "、".join(hit["matched_in"])
        lines.append(f"\n{hit['number']}  {hit['date']}  {hit['title']}{void}")
        lines.append(
            f"  {hit['sender']} → {'、'.join(hit['receivers'])}" if hit["receivers"] else f"  {hit['sender']}"
        )
        if hit["snippet"]:
            found = f"[{where}] " if where else ""
            lines.append(f"  {found}{_marked(hit['snippet'], hit['marks'])}")
    return "\n".join(lines)


def _marked(snippet: str, marks: Any) -> str:
    pieces, last = [], 0
    for start, end in marks:
        pieces += [snippet[last:start], "【", snippet[start:end], "】"]
        last = end
    return " ".join("".join([*pieces, snippet[last:]]).split())


@click.command(cls=Command, epilog=example("shenguan search 林木采伐"))
@answers(_render_results)
@click.argument("query", metavar="[检索词]", nargs=-1)
@click.option("--company", metavar="名称", default="", help="行政相对人名称里的几个字。")
@click.option("--uscc", metavar="代码", default="", help="统一社会信用代码。")
@click.option("--code", metavar="编码", default="", help="监管事项编码。")
@click.option("--matter", metavar="事项", default="", help="审批事项名称里的几个字。")
@click.option("--kind", metavar="类别", default="", help="文书类别;收文写“收文”。")
@click.option("--department", metavar="部门", default="", help="发文或主送、抄送的部门。")
@click.option("--from", "day_from", type=DAY, default=None, help="自哪一天(含)。")
@click.option("--to", "day_to", type=DAY, default=None, help="至哪一天(含)。")
@click.option(
    "--sort", type=click.Choice(["relevance", "date"]), default="relevance", help="按相关程度或日期排列。"
)
@click.option("--limit", type=click.IntRange(0, 1000), default=20, help="最多列几件。")
@click.option("--offset", type=click.IntRange(0), default=0, help="跳过前几件。")
@pass_context
def search(ctx: CliContext, query: tuple[str, ...], **narrowed: Any) -> dict[str, Any]:
    """检索发文、收文和附件的全文。

    几个词之间是“并且”;加引号查原话,词前加 - 是排除。文号怎么写都认得。
    """
    from shenguan_docs.asking.query import Query
    from shenguan_docs.office.searching import search as find

    results = find(ctx.office(), Query(text=" ".join(query), **narrowed))
    hits = []
    for hit in results.hits:
        row = asdict(hit)
        row["date"] = row.pop("day")
        hits.append(row)
    return {"total": results.total, "hits": hits, "facets": results.facets, "understood": results.understood}


def _day(value: date | str | None) -> str:
    return str(value) if value else ""


def _void(related: dict[str, Any]) -> str:
    return f"({related['state']})" if related["state"] else ""


def _kind(d: dict[str, Any]) -> str:
    version = d.get("kind_version")
    return f"{d.get('kind_name') or d['kind']}" + (f"(文本版本 {version})" if version else "")


def _render_document(d: dict[str, Any]) -> str:
    names = [
        ("文号", d.get("number") or "(未编号)"),
        ("编号", d["id"]),
        ("标题", d["title"]),
        ("状态", d["state"] + (f":{d['void_reason']}" if d.get("void_reason") else "")),
        ("类别", _kind(d)),
        ("发文单位", d.get("sender")),
        ("来文字号", d.get("sender_number")),
        ("主送", "、".join(d.get("receivers", ()))),
        ("抄送", "、".join(d.get("copies_to", ()))),
        ("日期", _day(d.get("date"))),
        ("收文日期", _day(d.get("received_on"))),
        ("签发人", d.get("signatory") or d.get("signed_by")),
        (
            "当事人",
            "\n".join(f"{p['name']} {p['uscc'] or p['id_number']}".strip() for p in d.get("parties", ())),
        ),
        ("事项", "\n".join(f"{m['name']} {' '.join(m['codes'])}" for m in d.get("matters", ()))),
        ("事件", f"{d['event']['title']}(编号 {d['event']['id']})" if d.get("event") else None),
        ("DOCX", d.get("docx")),
        ("PDF", d.get("pdf")),
        ("附件", "\n".join(f"{a['title']} {a.get('path', '')}".strip() for a in d.get("attachments", ()))),
        ("文件", "\n".join(f"{f['name']} {f['path']}" for f in d.get("files", ()))),
        (
            "往来",
            "\n".join(
                f"{r['relation']} {r['sender']}《{r['title']}》({r['number']}){_void(r)}"
                for r in d.get("relations", ())
            ),
        ),
        (
            "经过",
            "\n".join(
                f"{e['at'][:16].replace('T', ' ')} {e['by']} {e['what']} {e['detail']}".strip()
                for e in d.get("life", ())
            ),
        ),
    ]
    return pairs(names)


@click.command(cls=Command, epilog=example("shenguan show 益高社函〔2026〕1号"))
@answers(_render_document)
@click.argument("number", metavar="文号或编号")
@pass_context
def show(ctx: CliContext, number: str) -> dict[str, Any]:
    """看一件文书:内容、经过、往来。"""
    from shenguan_docs.office.showing import show as describe

    return describe(ctx.office(), number)
