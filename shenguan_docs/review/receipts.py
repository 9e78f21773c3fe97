"""A 送达回证 that lies in the file as a paper, read by the labels of its items."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shenguan_docs.review.dates import days_in
from shenguan_docs.review.facts import Paper, ServiceFact
from shenguan_docs.review.names import folded
from shenguan_docs.review.stages import stage_of

_LABELS = {
    "served": r"送达(?:的)?文书(?:、物品)?(?:的)?(?:名称)?(?:[、及和与]文号|[、及和与]字号|[、及和与]件数|\(?文号\)?)?|文书名称(?:及文号)?",
    "to": r"受送达(?:人|单位)(?:姓名|名称)?(?!签)",
    "place": r"送达(?:地点|地址|场所)",
    "way": r"送达方式",
    "by": r"(?<!受)送达人(?:员)?(?:签名|签章|姓名)?",
    "signed_by": r"(?:收件人|受送达人|签收人|收到人)(?:签名|签收|签字|签章|盖章)(?:或(?:者)?盖章)?|收件人|签收人",
    "served_on": r"(?:送达|签收|收件|收到)(?:时间|日期)",
    "proxy": r"代收人(?:签名|签字)?(?!理由)",
    "proxy_reason": r"代收(?:的)?(?:理由|原因)(?:及与受送达人关系)?",
    "note": r"备注|附注|见证人(?:签名)?",
}
_ANY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()))
_EMPTY = re.compile(r"^[\s:\uff1a_—\-/年月日时分]*$")


def receipt_of(paper: Paper, served: Iterable[Paper]) -> ServiceFact:
    """Read the items of a 送达回证; ``served`` are the papers of the file that one can be for."""
    if paper.unread or paper.recognised or not paper.words.strip():
        why = paper.unread or ("是扫描件，识别的文字要人工核对" if paper.recognised else "没有文字可读")
        return ServiceFact(
            _document(paper.title, served, paper), paper.title, unseen=why, page=paper.page, proof=None
        )
    said = _items(paper.words)
    day = next((day for _, day in days_in(said.get("served_on", ""))), None)
    what = said.get("served", "")
    return ServiceFact(
        _document(what, served, paper), what, said.get("to", ""), said.get("place", ""), said.get("way", ""),
        said.get("by", ""), said.get("signed_by", ""), day, said.get("proxy", ""), said.get("proxy_reason", ""),
        proof=None if "note" in said and said["note"] else False, page=paper.page,
    )  # fmt: skip


def _items(words: str) -> dict[str, str]:
    """What stands behind each label, up to the next one; the first of several that is not blank."""
    marks = [m for m in _ANY.finditer(words) if _is_label(words, m)]
    found: dict[str, str] = {}
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        value = words[mark.end() : after.start() if after else len(words)]
        value = "" if _EMPTY.match(value) else re.sub(r"^[\s:\uff1a]+|\s+$", "", value)
        name = str(mark.lastgroup)
        found[name] = found.get(name) or re.sub(r"\s+", " ", value)
    return found


def _is_label(words: str, mark: re.Match[str]) -> bool:
    """A label begins its line or cell, or a colon follows it: 送达人 inside a sentence is none."""
    before, after = words[: mark.start()].rstrip(" \u3000"), words[mark.end() :].lstrip(" \u3000")
    return not before or before[-1] in "\n\t|" or after[:1] in (":", "\uff1a")


def _document(what: str, served: Iterable[Paper], paper: Paper) -> int:
    """The document that it says was served: by title or number, else by what kind of paper it is."""
    listed, said = list(served), folded(what)
    for one in listed:
        if said and (said in folded(one.title) or folded(one.title) in said):
            return one.document
    step = stage_of(what)
    same = [one for one in listed if one.stage == step and step]
    return same[0].document if same else paper.document
