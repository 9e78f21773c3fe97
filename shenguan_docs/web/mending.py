"""How a finding of the review is mended at the desk: in words without commands, and where one goes to do it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

_PARTS = re.compile("[;\uff1b]")
_COMMAND = re.compile("shenguan\\s+([a-z-]+)((?:\\s+[^\\s;\uff1b]+)*)")
_WORDS = {
    "attach-signed": "附盖章件", "claim": "登记认领", "dispatch": "登记发出", "correct": "更正收文", "issue": "编号印发",
    "missing": "看缺的往来", "service": "办送达回证", "show": "看这一件", "warnings": "看警示信息库", "company": "看行政相对人",
    "remind": "催办", "receive": "登记收文",
}  # fmt: skip
_DRAFTS = {
    "reply": "起草复函", "receipt": "起草回执", "correction": "起草更正函", "credit-check": "起草信用查询函",
}  # fmt: skip


@dataclass(frozen=True)
class Mend:
    """``words`` say how; ``address`` is where, with the ``label`` of the link. ``kind``: a letter to begin instead.

    ``letter`` and ``event`` are what the new letter starts from.
    """

    words: str
    label: str = ""
    address: str = ""
    kind: str = ""
    letter: str = ""
    event: str = ""


def mend_of(finding: Mapping[str, Any], here: str, company: str = "") -> Mend:
    """Return how a finding (sheet.finding_data) is mended; ``here`` is the page of the bundle, ``company`` an id."""
    told = str(finding["command"])
    record = str(finding["id"] or "").partition("/")[0] if finding["number"] else ""
    letter = url_for("letters.show", id=record) if record else ""
    found = _COMMAND.search(told)
    if found is None:
        words = told.partition("(--")[0].replace("--numbers", "指定文号")
        words = words.replace("--company 或者 --uscc", "行政相对人或者代码")
        return Mend(words, "看这一件" if letter else "", letter)
    verb, typed, words = found[1], found[2].split(), _said(told)
    if verb == "draft" and typed and re.fullmatch("[a-z-]+", typed[0]):
        event, source = _after("--event", typed), _after("--letter", typed) or str(finding["number"] or "")
        label = _DRAFTS.get(typed[0], "起草")
        return Mend(words, label, kind=typed[0], event=event, letter="" if event else source)
    label = _WORDS.get(verb, "看这一件" if letter else "")
    if verb == "issue" and typed and typed[0][:1].isdigit():
        return Mend(words, label, url_for("letters.show", id=typed[0]))
    if verb == "bundle":
        return Mend(words or "重新导出", "核对封面和次序", f"{here}#cover")
    if verb in ("missing", "company", "warnings", "remind") and company:
        return Mend(words, label, url_for("companies.show", id=company))
    if verb == "service":
        of_letter = url_for("service.of_letter", id=record) if record else url_for("service.lacking")
        return Mend(words, label, of_letter)
    if verb == "receive":
        return Mend(words, label, url_for("receiving.listed"))
    return Mend(words, label, letter)


def _said(told: str) -> str:
    """What is said beside the commands: the parts that name none, and what stands before one."""
    parts = (part.partition("shenguan ")[0].rstrip(" :\uff1a(") for part in _PARTS.split(told))
    return "\uff1b".join(part.strip() for part in parts if part.strip())


def _after(option: str, typed: list[str]) -> str:
    return typed[typed.index(option) + 1] if option in typed[:-1] else ""
