"""Commands that find letters and show one."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import click

from shenguan_docs.cli.context import CliContext, pass_context
from shenguan_docs.cli.lazy import Command, example
from shenguan_docs.cli.narrowing import in_district
from shenguan_docs.cli.output import answers, pairs, table
from shenguan_docs.cli.params import DAY, Choice, Count

_FACETS = {
    "kind": "类别",
    "year": "年份",
    "sender": "发文单位",
    "receiver": "收文单位",
    "company": "公司",
    "matter": "事项",
    "district": "区县",
}
FACET_SHOWN = 6


def _render_results(answer: dict[str, Any]) -> str:
    if "saved" in answer:
        return _render_saved(answer["saved"])
    lines = []
    if answer["understood"]:
        parts = [f"{n}. {part['label']}" for n, part in enumerate(answer["understood"], 1)]
        lines.append(f"理解为：{'  '.join(parts)}")
    lines += [f"提示：{note}" for note in answer["notes"]]
    if not answer["total"]:
        lines.append("没有找到。")
        lines += [f"是不是要找：{one['query']}（{one['total']} 件）" for one in answer["suggestions"]]
        return "\n".join(lines)
    first = answer["offset"] + 1
    last = answer["offset"] + len(answer["hits"])
    shown = (
        "" if last - first + 1 == answer["total"] else f"，第 {first} 至 {last} 件" if answer["hits"] else ""
    )
    lines.append(f"共 {answer['total']} 件{shown}。")
    for hit in answer["hits"]:
        lines += ["", *_render_hit(hit)]
    if answer["total"] > 1 and answer["facets"]:
        lines += ["", *_render_facets(answer["facets"])]
    return "\n".join(lines)


def _render_hit(hit: dict[str, Any]) -> list[str]:
    void = "（已作废）" if hit["state"] == "void" else ""
    lines = [f"{hit['number']}  {hit['date'] or '日期不详'}  {_plain(hit['title'])}{void}"]
    way = f"{hit['sender']} → {'、'.join(hit['receivers'])}" if hit["receivers"] else hit["sender"]
    told = [way, hit["kind_name"], "、".join(hit["companies"])]
    lines.append("  " + " | ".join(_plain(one) for one in told if one))
    if hit["snippet"]:
        where = "、".join(_plain(one) for one in hit["matched_in"])
        where += f" 第{hit['page']}页" if hit["page"] else ""
        where += " 识别文字" if hit["ocr"] else ""
        found = f"[{where}] " if where else ""
        lines.append(f"  {found}{_marked(hit['snippet'], hit['marks'])}")
    return lines


def _render_facets(facets: dict[str, dict[str, int]]) -> list[str]:
    lines = []
    for facet, label in _FACETS.items():
        counts = list(facets.get(facet, {}).items())
        if len(counts) > 1:
            more = f"、另 {len(counts) - FACET_SHOWN} 种" if len(counts) > FACET_SHOWN else ""
            lines.append(f"{label}：" + "、".join(f"{_plain(k)} {n}" for k, n in counts[:FACET_SHOWN]) + more)
    return lines


def _render_saved(saved: list[dict[str, Any]]) -> str:
    return table([(one["name"], one["says"]) for one in saved], ["名称", "检索"], empty="还没有存下的检索。")


def _plain(text: str) -> str:
    """Keep what a received letter says from steering the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def _marked(snippet: str, marks: Any) -> str:
    pieces, last = [], 0
    for start, end in marks:
        pieces += [_plain(snippet[last:start]), "【", _plain(snippet[start:end]), "】"]
        last = end
    return " ".join("".join([*pieces, _plain(snippet[last:])]).split())


class _Words(Command):
    """A command whose words may begin with a minus; it has no short options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the minus of ``-撤销`` in full width, which is no sign of an option and means the same."""
        short = [len(word) > 1 and word[0] == "-" != word[1] for word in args]
        return super().parse_args(
            ctx, ["－" + word[1:] if s else word for word, s in zip(args, short, strict=True)]
        )


@click.command(cls=_Words, epilog=example("shenguan search 上个月发给社会事务局的林木采伐函"))
@answers(_render_results)
@click.argument("query", metavar="[检索词]", nargs=-1)
@click.option(
    "--company", metavar="名称", default="", help="行政相对人名称里的几个字，或名称的拼音、首字母。"
)
@click.option("--uscc", metavar="代码", default="", help="统一社会信用代码。")
@click.option("--code", metavar="编码", default="", help="监管事项编码。")
@click.option("--matter", metavar="事项", default="", help="审批事项名称里的几个字。")
@click.option("--kind", metavar="类别", default="", help="文书类别；收文写“收文”。")
@click.option("--department", metavar="部门", default="", help="发文或主送、抄送的部门。")
@click.option("--from", "day_from", type=DAY, default=None, help="自哪一天（含）。")
@click.option("--to", "day_to", type=DAY, default=None, help="至哪一天（含）。")
@click.option(
    "--sort",
    type=Choice({"relevance": "相关", "date": "日期"}),
    default="relevance",
    help="按相关程度（relevance）或日期（date）排列。",
)
@click.option("--limit", type=Count(0, 1000), default=20, help="最多列几件，0 至 1000。")
@click.option("--offset", type=Count(0, 10_000_000), default=0, help="跳过前几件。")
@click.option("--literal", is_flag=True, help="按字面查，不作理解。")
@click.option("--variants", is_flag=True, help="繁体、简体和异体写法一起查（發、髮、发算同一个字）。")
@click.option(
    "--not-understood",
    "not_understood",
    type=Count(1, 1000),
    multiple=True,
    metavar="第几项",
    help="“理解为”里的第几项不对，按字面查；可写几次。",
)
@click.option("--today", type=DAY, default=None, help="“上个月”等从哪一天算起。")
@click.option("--like", metavar="文号或编号", default="", help="找和这一件相像的。")
@click.option("--save", metavar="名称", default="", help="把这次检索存下来。")
@click.option("--saved", metavar="名称", default="", help="用存下的检索。")
@click.option("--list-saved", is_flag=True, help="看存下的检索。")
@click.option("--forget", metavar="名称", default="", help="删去存下的检索。")
@pass_context
@in_district
def search(
    ctx: CliContext,
    query: tuple[str, ...],
    like: str,
    save: str,
    saved: str,
    list_saved: bool,
    forget: str,
    **narrowed: Any,
) -> dict[str, Any]:
    """检索发文、收文和附件的全文。

    几个词之间是“并且”；加引号查原话，词前加 - 是排除，词间写“或”是两者之一。
    部门、类别、事项、日期、谁发给谁照平常说的写就认得；文号怎么写都认得。
    """
    from shenguan_docs.asking.query import Query

    office = ctx.office()
    asked = Query(text=" ".join(query), **narrowed)
    if forget or list_saved or saved or save:
        from shenguan_docs.office.finding import saved_searches

        if forget:
            saved_searches.forget(office, forget)
        if list_saved or forget:
            return {"saved": saved_searches.listed(office)}
        if saved:
            asked = saved_searches.recalled(office, saved, asked)
        if save:
            saved_searches.keep(office, save, asked)
    if like:
        from shenguan_docs.office.finding.alike import letters_like

        results = letters_like(office, like, asked)
    else:
        from shenguan_docs.office.finding.searching import search as find

        results = find(office, asked)
    hits = []
    for hit in results.hits:
        row = asdict(hit)
        row["date"] = row.pop("day")
        hits.append(row)
    return {
        "total": results.total,
        "offset": asked.offset,
        "hits": hits,
        "facets": results.facets,
        "understood": results.understood,
        "notes": results.notes,
        "suggestions": [asdict(one) for one in results.suggestions],
    }


def _day(value: date | str | None) -> str:
    return str(value) if value else ""


def _void(related: dict[str, Any]) -> str:
    return f"（{related['state']}）" if related["state"] else ""


def _kind(d: dict[str, Any]) -> str:
    version = d.get("kind_version")
    return f"{d.get('kind_name') or d['kind']}" + (f"（文本版本 {version}）" if version else "")


def _receipt(one: dict[str, Any]) -> str:
    served = f"，{one['served_on']} {one['way']}送达" if one["served_on"] else ""
    return f"{one['id']} {one['receiver']}，{one['state']}{served}，扫描件 {one['scans']} 页"


def _render_document(d: dict[str, Any]) -> str:
    names = [
        ("文号", d.get("number") or "（未编号）"),
        ("编号", d["id"]),
        ("标题", d["title"]),
        ("状态", d["state"] + (f"：{d['void_reason']}" if d.get("void_reason") else "")),
        ("类别", _kind(d)),
        ("发文单位", d.get("sender")),
        ("来文字号", d.get("sender_number")),
        ("主送", "、".join(d.get("receivers", ()))),
        ("抄送", "、".join(d.get("copies_to", ()))),
        ("日期", _day(d.get("date"))),
        ("收文日期", _day(d.get("received_on"))),
        ("承办", d.get("handler")),
        ("办理期限", _day(d.get("due")) + (f"（逾期 {d['late']} 天）" if d.get("late") else "")),
        ("办结", _day(d.get("closed_on"))),
        ("答复", "、".join(d.get("answered_by", ()))),
        ("签发人", d.get("signatory") or d.get("signed_by")),
        (
            "当事人",
            "\n".join(f"{p['name']} {p['uscc'] or p['id_number']}".strip() for p in d.get("parties", ())),
        ),
        ("事项", "\n".join(f"{m['name']} {' '.join(m['codes'])}" for m in d.get("matters", ()))),
        ("还要补正", "\n".join(f"{f['field']}：{f['problem']}" for f in d.get("lacking", ()))),
        ("事件", f"{d['event']['title']}（编号 {d['event']['id']}）" if d.get("event") else None),
        ("DOCX", d.get("docx")),
        ("PDF", d.get("pdf")),
        ("发文稿纸", d.get("manuscript")),
        ("附件", "\n".join(f"{a['title']} {a.get('path', '')}".strip() for a in d.get("attachments", ()))),
        ("文件", "\n".join(f"{f['name']} {f['path']}" for f in d.get("files", ()))),
        *d.get("items", {}).items(),
        ("送达回证", "\n".join(map(_receipt, d.get("services", ())))),
        ("档号", f"{d['filed']['number']}（{d['filed']['on']} 归档）" if d.get("filed") else None),
        (
            "往来",
            "\n".join(
                f"{r['relation']} {r['sender']}《{r['title']}》（{r['number']}）{_void(r)}"
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
@click.option("--full-id", "full", is_flag=True, help="草稿里个人的公民身份号码完整显示（平常遮去中间）。")
@pass_context
def show(ctx: CliContext, number: str, full: bool) -> dict[str, Any]:
    """看一件文书：内容、经过、往来。"""
    from shenguan_docs.office.letters.showing import show as describe

    return describe(ctx.office(), number, full=full)
