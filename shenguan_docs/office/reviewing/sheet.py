"""What a review looks like: as data for machines, as 评查表 on paper, as a workbook."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.sheets import Heading, PrintedTable, write_file, xlsx
from shenguan_docs.office.reviewing.judging import Judgements, judged_score
from shenguan_docs.office.reviewing.reviewing import Reviewed
from shenguan_docs.register.judgements import Judgement
from shenguan_docs.review.scoring import Finding
from shenguan_docs.text import chinese_date, clean

ENDINGS = (".pdf", ".xlsx", ".json")
VERDICTS = {"agree": "同意", "disagree": "不同意"}


def plain(points: float) -> int | float:
    """A whole number of points as an integer."""
    return int(points) if points == int(points) else points


def as_data(reviewed: Reviewed, said: Judgements) -> dict[str, Any]:
    """Return a review as JSON data: ``{"score", "findings", "unseen", "groups", "rules", …}``."""
    review, cover = reviewed.review, reviewed.assembly.cover
    judged = judged_score(reviewed, said)
    findings = [finding_data(one, said) for one in review.findings]
    used = {(one.rule, one.id) for one in review.findings}
    return {
        "score": plain(review.score),
        "judged_score": None if judged is None else plain(judged),
        "profile": reviewed.assembly.profile.slug,
        "table": review.table.name,
        "heading": cover.heading,
        "date": cover.made_on.isoformat(),
        "findings": [one for one in findings if one["state"] == "扣分"],
        "unseen": [one for one in findings if one["state"] == "未能核查"],
        "groups": [
            {"group": g.group.key, "name": g.group.name, "points": g.group.points, "score": plain(g.score)}
            for g in review.groups
        ],
        "rules": [
            {
                "rule": one.rule.key, "name": one.rule.name, "group": one.rule.group, "state": one.state,
                "each": one.rule.each, "deduction": plain(one.lost), "good": one.good,
            }
            for one in review.outcomes
        ],
        "judgements": [judgement_data(one) for key, one in said.items() if key not in used],
    }  # fmt: skip


def finding_data(one: Finding, said: Judgements) -> dict[str, Any]:
    """Return one finding as JSON data."""
    judgement = said.get((one.rule, one.id))
    return {
        "rule": one.rule, "name": one.name, "group": one.group, "state": one.state, "document": one.document or None, "where": _where(one),
        "id": one.id, "number": one.number, "title": one.title, "page": one.page, "deduction": plain(one.deduction),
        "reason": one.reason, "source": one.source, "command": one.mend, "follows": one.follows,
        "judgement": judgement_data(judgement) if judgement else None,
    }  # fmt: skip


def judgement_data(one: Judgement) -> dict[str, Any]:
    """Return one judgement as JSON data."""
    return {
        "rule": one.rule, "id": one.record, "verdict": VERDICTS[one.verdict],
        "points": plain(float(one.points)) if one.points else None, "reason": one.reason, "by": one.person,
        "date": one.day.isoformat(),
    }  # fmt: skip


def require_ending(path: Path) -> None:
    """Raise Refused where a 评查表 cannot be written by this name, before any work is done."""
    if path.suffix.lower() not in ENDINGS:
        raise Refused("文件名要以 .pdf、.xlsx 或 .json 结尾", where=str(path))


def write_sheet(office: Office, path: Path, reviewed: Reviewed, said: Judgements) -> None:
    """Write the 评查表 as the file's ending says. Raises Refused for another ending, NotFound for its folder."""
    require_ending(path)
    ending = path.suffix.lower()
    if ending == ".json":
        content = (json.dumps(as_data(reviewed, said), ensure_ascii=False, indent=1) + "\n").encode()
    elif ending == ".xlsx":
        content = xlsx(_tables(reviewed, said))
    else:
        html = office.layouts.render("review.html", _printed(reviewed, said))
        content = office.pdf.html_pdf(html, "review.css")
    write_file(path, content)


_WIDE = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")
_SIGNS = re.compile(
    r"(?<=[\u4e00-\u9fff”》〕\d])[,:;(]+|[,:;()](?=[\u4e00-\u9fff“《〔])|\)(?=[\u4e00-\u9fff\uff0c\uff1b]|$)"
)


def on_paper(words: str) -> str:
    """Return words with the signs of Chinese print, as a 评查表 has them; a command stays as it is typed."""
    return _SIGNS.sub(lambda sign: sign[0].translate(_WIDE), clean(words))


def _where(one: Finding) -> str:
    return one.where or "全卷"


def _opinion(one: Judgement | None) -> str:
    if one is None:
        return ""
    points = f"，扣 {one.points} 分" if one.points else ""
    return f"{VERDICTS[one.verdict]}{points}。{one.reason}（{one.person}，{one.day}）"


def _head(reviewed: Reviewed) -> dict[str, str]:
    cover, assembly = reviewed.assembly.cover, reviewed.assembly
    return {
        "案卷题名": clean(cover.heading),
        "立卷单位": clean(cover.office),
        "当事人": clean(cover.party),
        "案卷类型": assembly.profile.name,
        "评分表": reviewed.review.table.name,
        "件数": f"{len(reviewed.facts.documents)} 件",
        "评查基准日": chinese_date(cover.made_on),
    }


def _printed(reviewed: Reviewed, said: Judgements) -> dict[str, Any]:
    review = reviewed.review
    judged = judged_score(reviewed, said)
    rows = [_row(n, one, said) for n, one in enumerate((f for f in review.findings if f.state == "扣分"), 1)]
    used = {(one.rule, one.id) for one in review.findings}
    names = {rule.key: rule.name for rule in review.table.rules}
    orders = {one.id: one.where for one in reviewed.facts.documents}
    states = [
        {
            "名称": group.group.name,
            "各项": [
                {"名称": one.rule.name, "结果": one.state, "扣分": f"{one.lost:g}" if one.lost else ""}
                for one in review.outcomes
                if one.rule.group == group.group.key
            ],
        }
        for group in review.groups
    ]
    return {
        "项目": [{"名称": name, "内容": value} for name, value in _head(reviewed).items() if value],
        "得分": f"{review.score:g}",
        "人工得分": "" if judged is None else f"{judged:g}",
        "各组": [
            {
                "名称": g.group.name, "分值": f"{g.group.points:g}", "扣分": f"{g.lost:g}" if g.lost else "",
                "得分": f"{g.score:g}",
            }
            for g in review.groups
        ],
        "问题": rows,
        "未核查": [_row(n, one, said) for n, one in enumerate(review.unseen, 1)],
        "另扣": [
            {
                "件": orders.get(one.record, "全卷"), "名称": names.get(one.rule, one.rule), "意见": on_paper(_opinion(one)),
            }
            for key, one in said.items()
            if key not in used
        ],
        "评查项": states,
    }  # fmt: skip


def _row(number: int, one: Finding, said: Judgements) -> dict[str, Any]:
    deducted = f"{one.deduction:g}" if one.state == "扣分" else ""
    if one.follows:
        deducted = "—"
    return {
        "序号": number,
        "件": _where(one),
        "页": str(one.page or ""),
        "理由": on_paper(one.reason),
        "依据": on_paper(one.source),
        "扣分": deducted,
        "补正": clean(one.mend) if one.mend.startswith("shenguan") else on_paper(one.mend),
        "意见": on_paper(_opinion(said.get((one.rule, one.id)))),
        "引起": bool(one.follows),
    }


def _tables(reviewed: Reviewed, said: Judgements) -> list[PrintedTable]:
    review, head = reviewed.review, _head(reviewed)
    judged = judged_score(reviewed, said)
    note = "  ".join(f"{name}：{value}" for name, value in head.items() if value)
    score = f"得分 {review.score:g} 分" + ("" if judged is None else f"，人工评查 {judged:g} 分")
    groups = PrintedTable(
        "评分", "案卷评查表", note, (Heading("项目", 14), Heading("分值", 6, True), Heading("扣分", 6, True), Heading("得分", 6, True)),
        tuple((g.group.name, f"{g.group.points:g}", f"{g.lost:g}", f"{g.score:g}") for g in review.groups)
        + (("合计", "100", f"{100 - review.score:g}", f"{review.score:g}"),),
        score,
    )  # fmt: skip
    heads = (
        Heading("序号", 3, True), Heading("结果", 5, True), Heading("项目", 10), Heading("件", 3, True),
        Heading("文号", 12), Heading("页", 3, True), Heading("理由", 28), Heading("扣分", 4, True),
        Heading("由何引起", 8), Heading("依据", 16), Heading("补正", 22), Heading("人工评查", 16),
    )  # fmt: skip
    names = {rule.key: rule.name for rule in review.table.rules}
    groups_by_key: Mapping[str, str] = {g.group.key: g.group.name for g in review.groups}
    rows = tuple(
        (
            str(n), one.state, groups_by_key[one.group], _where(one), one.number, str(one.page or ""), one.reason,
            f"{one.deduction:g}", names.get(one.follows, ""), one.source, one.mend,
            _opinion(said.get((one.rule, one.id))),
        )
        for n, one in enumerate(review.findings, 1)
    )  # fmt: skip
    findings = PrintedTable("问题", "扣分和未能核查的", note, heads, rows, score)
    states = PrintedTable(
        "各项", "各项评查结果", note,
        (
            Heading("项目", 10), Heading("规则", 18), Heading("结果", 6, True), Heading("每处扣分", 5, True),
            Heading("扣分", 5, True), Heading("依据", 24),
        ),
        tuple(
            (groups_by_key[one.rule.group], one.rule.name, one.state, f"{one.rule.each:g}", f"{one.lost:g}", one.rule.source)
            for one in review.outcomes
        ),
    )  # fmt: skip
    return [groups, findings, states]
