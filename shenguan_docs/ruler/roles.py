"""Which element each paragraph is, and which layout the document has: from words, size, colour and place.

Works on documents of any origin in either format: words decide first, then size and colour, then place.
A reader that knows a role already (a cell of a table, a page number in a footer) gives it, and it stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.elements import Element, LayoutName, Role

_RED = re.compile(r"#?(?:[c-fC-F][0-9a-fA-F])(?:[0-5][0-9a-fA-F]){2}")
_HEAD: frozenset[Role] = frozenset({"copy-number", "urgency", "mark", "number", "signer"})
_TITLE_LEAST, _MARK_LEAST = 17.0, 24.0
_ORGAN = re.compile(
    r"(?:局|委|委员会|办|办公室|府|院|会|厅|部|处|科|所|站|中心|公司|大队|支队|街道|镇|乡|村|社区|学校|领导小组|组|司|署|集团)$"
)
_OFFICE = re.compile(
    r"(?:局|主|部|厅|处|科|院|校|行|会|区|县|市|镇|乡|街|站|所|队)长$|主任$|书记$|主席$|经理$|委员$|专员$"
)
_MORE_RECIPIENTS = re.compile(
    r"(?:局|委|会|办|室|府|院|厅|部|处|所|站|心|司|道|镇|乡|校|组|位|署|团|关|队)(?:[：:]|、|，|$)"
)


def with_roles(
    elements: Sequence[Element], letter_rules: bool | None = None
) -> tuple[LayoutName, tuple[Element, ...]]:
    """Return the layout and the elements with their roles.

    ``letter_rules`` tells whether the page has the double red line of a letter; None where unknown.
    """
    roles: list[Role] = [element.role for element in elements]
    _head(elements, roles)
    after_title = _title(elements, roles)
    _main(elements, roles, after_title)
    _signature(elements, roles, after_title)
    layout = _layout(elements, roles, letter_rules)
    return layout, tuple(replace(e, role=role) for e, role in zip(elements, roles, strict=True))


def is_red(colour: str) -> bool:
    """Whether ``#RRGGBB`` is a red."""
    return _RED.fullmatch(colour) is not None


def _head(elements: Sequence[Element], roles: list[Role]) -> None:
    """份号, 紧急程度, 标志, 文号, 签发人 of the first page."""
    number_at = None
    for n, element in enumerate(elements):
        if n > 14 or (element.page or 1) > 1:
            break
        if roles[n] != "unknown":
            continue
        text = wording.squeezed(element.text)
        big = (element.points or 0) >= _MARK_LEAST
        if re.fullmatch(r"[0-9]{6}", text) and n < 3:
            roles[n] = "copy-number"
        elif wording.URGENCY.fullmatch(text):
            roles[n] = "urgency"
        elif wording.SECRECY.fullmatch(text):
            pass
        elif wording.SIGNER.match(text):
            roles[n] = "signer"
        elif number_at is None and _is_number(element.text):
            roles[n], number_at = "number", n
        elif (
            number_at is None
            and text
            and not _is_record_title(elements, n)
            and (
                (
                    is_red(element.colour)
                    and (element.points or 99) >= _TITLE_LEAST
                    and not wording.NUMBER.search(text)
                )
                or ((big or text.endswith("文件")) and _followed_by_number(elements, n))
            )
        ):
            roles[n] = "mark"
        elif (
            "signer" in (roles[n - 1], roles[n - 2] if n > 1 and roles[n - 1] == "number" else "")
            and not wording.level_of(text)
            and not re.search(r"[：:。]", text)
            and len(text) <= 12
            and element.family == "楷体"
            and not _is_title_like(element)
        ):
            roles[n] = "signer"


def _is_number(text: str) -> bool:
    bare = wording.squeezed(text)
    bare = re.sub(r"^编号[：:]", "", bare)
    return bool(wording.NUMBER.fullmatch(bare) or wording.MEETING_NUMBER.fullmatch(bare)) or bool(
        (found := wording.NUMBER.match(bare)) and wording.SIGNER.match(bare[found.end() :])
    )


def _followed_by_number(elements: Sequence[Element], n: int) -> bool:
    return any(_is_number(e.text) for e in elements[n + 1 : n + 4])


def _ends_with_date(text: str) -> bool:
    return any(found.end() == len(text) for found in wording.DATE.finditer(text))


def _is_record_title(elements: Sequence[Element], n: int) -> bool:
    """Whether the number of a record sheet (编号：…) stands below."""
    return any(re.match(r"编号[：:]", wording.squeezed(e.text)) for e in elements[n + 1 : n + 3])


def _is_title_like(element: Element) -> bool:
    if (element.points or 0) >= _TITLE_LEAST:
        return True
    return element.align == "center" and (element.bold or element.family in ("小标宋", "黑体"))


def _title(elements: Sequence[Element], roles: list[Role]) -> int:
    """Mark the title's paragraphs; returns the index after the last of them (or of the head)."""
    start = max((n + 1 for n, role in enumerate(roles) if role in _HEAD), default=0)
    free = [n for n in range(len(elements)) if roles[n] == "unknown"]
    first = next(
        (n for n in free[:12] if _is_title_like(elements[n]) and wording.squeezed(elements[n].text)
         and not wording.ANNEX_LABEL.fullmatch(wording.squeezed(elements[n].text))), None
    )  # fmt: skip
    if first is None:  # a title in the size of the text: centred before the first text
        first = next(
            (n for n in free[:4] if elements[n].align == "center" and len(elements[n].text) > 3), None
        )
    if first is None:
        return start
    size = elements[first].points or 0
    end = first
    for n in range(first, len(elements)):
        element = elements[n]
        if roles[n] != "unknown":
            if roles[n] == "number":  # a record sheet has its number below the title
                continue
            break
        text = wording.squeezed(element.text)
        if not text:
            continue
        same = abs((element.points or size) - size) < 1.5 and (
            element.align == "center" or size >= _TITLE_LEAST
        )
        if n > first and (
            not same
            or (re.search(r"[。；]$", text) and size < _TITLE_LEAST)
            or element.page != elements[first].page
        ):
            break
        roles[n] = "title"
        end = n
    return end + 1


def _main(elements: Sequence[Element], roles: list[Role], start: int) -> None:
    """Everything after the title, in its order."""
    fresh_page, annex, listing, seen_text, in_recipients = None, False, False, False, False
    for n in range(start, len(elements)):
        element, text = elements[n], wording.squeezed(elements[n].text)
        if roles[n] != "unknown" or not text:
            seen_text = seen_text or roles[n] == "table"
            continue
        new_page = element.page is not None and element.page != fresh_page and n > start
        if element.page is not None and (fresh_page is None or new_page):
            fresh_page = element.page
        if wording.ANNEX_LABEL.fullmatch(text) and (
            new_page or element.page is None or element.family == "黑体"
        ):
            roles[n], annex, listing = "annex-label", True, False
        elif (
            annex
            and roles[n - 1] in ("annex-label", "annex-title")
            and (element.align == "center" or (element.points or 0) >= _TITLE_LEAST)
        ):
            roles[n] = "annex-title"
        elif len(text) < 60 and (
            (wording.PRINTED.search(text) and wording.DATE.search(text))
            or (roles[n - 1] == "copies" and _ends_with_date(text))
        ):
            roles[n] = "printed-by"
        elif wording.COPIES.match(text) and n > start + 1:
            roles[n] = "copies"
        elif not seen_text and not annex and _is_number(element.text):
            roles[n] = "number"
        elif not seen_text and not annex and _is_recipients(elements, n, in_recipients):
            roles[n], in_recipients = "recipients", not re.search(r"[：:]$", text)
        elif wording.ROSTER.match(text):
            roles[n], listing, seen_text = "roster", False, True
        elif wording.ENCLOSURE.match(text) and not annex:
            roles[n], listing = "enclosure", True
        elif listing and wording.ENCLOSURE_ITEM.match(text) and not annex:
            roles[n] = "enclosure"
        elif wording.is_date(text) and "copies" in roles[:n] and (element.points or 99) < 15:
            roles[n] = "printed-by"  # 印发 was forgotten
            if n and roles[n - 1] == "body" and len(elements[n - 1].text) < 40:
                roles[n - 1] = "printed-by"
        elif wording.is_date(text) and not annex:
            listing = False  # judged with the signature
        else:
            if _printer_beside(elements, n):
                roles[n] = "printed-by"
                continue
            level = wording.level_of(text)
            roles[n] = ("body", "level-1", "level-2", "level-3", "level-4")[level]
            seen_text = True
            if listing and not re.search(r"[。；：]$", text) and len(text) < 30:
                continue  # an organ's name below 附件说明
            listing = False


def _is_recipients(elements: Sequence[Element], n: int, begun: bool) -> bool:
    element, text = elements[n], wording.squeezed(elements[n].text)
    if re.search(r"[。；！？]", text) or wording.level_of(text):
        return False
    if begun:
        return bool(re.search(r"[：:、，]$", text)) and len(text) < 200
    if re.search(r"[：:]$", text) and _MORE_RECIPIENTS.search(text):
        return True
    flush = element.first_indent is not None and abs(element.first_indent) < 3 and element.align != "center"
    return flush and len(text) < 60 and _MORE_RECIPIENTS.search(text) is not None and n + 1 < len(elements)


def _printer_beside(elements: Sequence[Element], n: int) -> bool:
    """Whether this is the 印发机关 whose date stands beside it."""
    after = [wording.squeezed(e.text) for e in elements[n + 1 : n + 2]]
    return (
        bool(after and wording.PRINTED.search(after[0]) and wording.DATE.search(after[0]))
        and len(elements[n].text) < 40
        and not re.search(r"^[（(]|[。：:]$", elements[n].text.strip())
    )


def _signature(elements: Sequence[Element], roles: list[Role], start: int) -> None:
    """The date, the organs above it, the note below it."""
    annex = next(
        (n for n in range(start, len(roles)) if roles[n] in ("annex-label", "annex-title")), len(roles)
    )
    dates = [
        n for n in range(start, annex)
        if roles[n] in ("unknown", "body") and wording.is_date(wording.squeezed(elements[n].text))
    ]  # fmt: skip
    if not dates:
        _note(elements, roles, _end_of_text(roles, start))
        return
    at = dates[-1]
    roles[at] = "date"
    for n in range(at - 1, start - 1, -1):
        text = wording.squeezed(elements[n].text)
        if not text:
            continue
        if roles[n] not in ("body", "unknown") or at - n > 12 or not _is_organ(elements[n], text):
            break
        office = _OFFICE.search(text) and len(text) <= 14  # 7.3.5.3 beside the 签名章
        roles[n] = "office-title" if office else "organ"
    _note(elements, roles, at + 1)


def _is_organ(element: Element, text: str) -> bool:
    if len(text) > 40 or re.search(r"[。；：:，,！？]", text) or wording.level_of(text):
        return False
    if wording.NO_TEXT.fullmatch(text):
        return False
    indent = element.left_indent if element.left_indent is not None else 0
    first = element.first_indent if element.first_indent is not None else 0
    placed = element.align in ("right", "center") or indent + first > 20
    return placed or _ORGAN.search(text) is not None


def _end_of_text(roles: list[Role], start: int) -> int:
    last = max((n for n in range(start, len(roles)) if roles[n] in ("body", "enclosure")), default=start - 1)
    return max(0, last)


def _note(elements: Sequence[Element], roles: list[Role], start: int) -> None:
    for n in range(start, min(start + 3, len(elements))):
        text = wording.squeezed(elements[n].text)
        if roles[n] in ("unknown", "body") and (
            wording.NOTE.match(text) or re.fullmatch(r"[（(].*[）)]", text)
        ):
            roles[n] = "note"
            return
        if roles[n] not in ("unknown", "body", "date", "organ", "folio"):
            return


def _layout(elements: Sequence[Element], roles: list[Role], letter_rules: bool | None) -> LayoutName:
    words = {role: "".join(wording.squeezed(e.text) for e, r in zip(elements, roles, strict=True) if r == role)
             for role in ("mark", "number", "title")}  # fmt: skip
    if "signer" in roles or "签发人" in words["number"]:
        return "upward"
    if letter_rules:
        return "letter"
    if "纪要" in words["mark"] or (words["mark"] and wording.MEETING_NUMBER.fullmatch(words["number"])):
        return "minutes"
    if words["mark"].endswith(("文件", "令")):
        return "general"
    if words["mark"]:
        if letter_rules is None:
            number = next((e for e, r in zip(elements, roles, strict=True) if r == "number"), None)
            return "letter" if number is None or number.align in ("right", "") else "general"
        return "general"
    title = re.sub(r"[。.]$", "", words["title"])
    if words["number"] and re.search(r"(?:单|表|书|回执)$", title):
        return "form"
    if re.search(r"(?:登记表|记录单|审批表|申请表|回执)$", title):
        return "form"
    return "general" if words["number"] and words["title"] else "unknown"
