"""How a finding of the review is mended at the desk: in words without commands, and where one goes to do it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

_COMMAND = re.compile(r"[:：]?\s*shenguan\s+([a-z-]+)(?:\s+([a-z-]+))?((?:\s+\S+)*)")
_WORDS = {
    "attach-signed": "附盖章件", "claim": "登记认领", "dispatch": "登记发出", "correct": "更正收文", "issue": "编号印发",
    "missing": "看缺的往来", "service": "办送达回证", "bundle": "重新导出", "show": "看这一件", "warnings": "看警示信息库",
    "company": "看行政相对人", "remind": "催办", "receive": "登记收文", "draft": "起草",
}  # fmt: skip
_DRAFTS = {
    "reply": "起草复函", "receipt": "起草回执", "correction": "起草更正函", "credit-check": "起草信用查询函",
}  # fmt: skip


@dataclass(frozen=True)
class Mend:
    """``words`` say how; ``address`` is where, with the ``label`` of the link. ``kind``: a letter to begin instead.

    ``letter`` is the number of the letter that the new one starts from.
    """

    words: str
    label: str = ""
    address: str = ""
    kind: str = ""
    letter: str = ""


def mend_of(finding: Mapping[str, Any], here: str, company: str = "") -> Mend:
    """Return how a finding (sheet.finding_data) is mended; ``here`` is the page of the bundle, ``company`` an id."""
    told = str(finding["command"])
    found = _COMMAND.search(told)
    letter = _letter(finding)
    if found is None:
        words = (
            told.split("(--")[0]
            .replace("--numbers", "指定文号")
            .replace("--company 或者 --uscc", "行政相对人或者代码")
        )
        return Mend(words, "看这一件" if letter else "", letter)
    verb, kind = found[1], found[2] or ""
    words = _COMMAND.sub("", told).strip(" ;,\uff1b\uff0c")
    label = _DRAFTS.get(kind, _WORDS.get(verb, "")) if verb == "draft" else _WORDS.get(verb, "")
    if verb == "draft" and kind:
        return Mend(words, label, kind=kind, letter=str(finding["number"] or ""))
    if verb == "issue":
        draft = found[2] or found[3].strip().partition(" ")[0]
        return Mend(words, label, url_for("letters.show", id=draft) if draft[:1].isdigit() else letter)
    if verb == "bundle":
        return Mend(words or "重新导出", "核对封面和次序", f"{here}#cover")
    if verb in ("missing", "company", "warnings", "remind") and company:
        return Mend(words, label, url_for("companies.show", id=company))
    if verb == "service" and "service.listed" in current_app.view_functions:
        return Mend(words, label, letter or url_for("service.listed"))
    if verb == "receive" and "receiving.drop" in current_app.view_functions:
        return Mend(words, label, url_for("receiving.drop"))
    return Mend(words, label, letter)


def _letter(finding: Mapping[str, Any]) -> str:
    """The page of the record that a document is of; "" for events and the whole file."""
    id = str(finding["id"] or "").partition("/")[0]
    return url_for("letters.show", id=id) if id and finding["number"] else ""
