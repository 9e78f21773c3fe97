"""Rules about words, the same for DOCX and PDF: how numbers, dates, levels, lists and marks are written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shenguan_docs.ruler import wording
from shenguan_docs.ruler.elements import Element, LayoutName
from shenguan_docs.ruler.finding import Finding
from shenguan_docs.ruler.noting import note
from shenguan_docs.ruler.running_words import check_running_words


def check_words(layout: LayoutName, elements: Sequence[Element]) -> list[Finding]:
    """Measure what can be read without a ruler; ``elements`` in reading order."""
    by_role: dict[str, list[Element]] = {}
    for element in elements:
        by_role.setdefault(element.role, []).append(element)
    out: list[Finding] = []
    out += _head(layout, by_role)
    out += _number(layout, by_role.get("number", []))
    out += _title(layout, by_role.get("title", []))
    out += _recipients(by_role.get("recipients", []))
    out += _levels(elements)
    out += _enclosures(by_role.get("enclosure", []))
    out += _signature(layout, elements, by_role)
    out += _annexes(by_role)
    out += _imprint(layout, by_role)
    out += check_running_words(elements)
    return out


def _head(layout: LayoutName, by_role: dict[str, list[Element]]) -> Iterator[Finding]:
    for element in by_role.get("urgency", []):
        if wording.squeezed(element.text) not in ("特急", "加急", "特提", "平急"):
            yield note("urgency-word", element, "特急或加急", element.text.strip())
    marks = by_role.get("mark", [])
    if layout in ("general", "upward", "letter", "minutes") and not marks:
        yield note("mark-missing", None, "有", "没有", page=1)
    if layout == "letter" and marks and re.search(r"文\s*件$", marks[-1].text.strip()):
        yield note("mark-word", marks[-1], "机关名称", marks[-1].text.strip())
    if layout in ("general", "upward", "letter") and not by_role.get("number"):
        yield note("number-missing", None, "有", "没有", page=1)


def _number(layout: LayoutName, numbers: Sequence[Element]) -> Iterator[Finding]:
    for element in numbers:
        text = wording.squeezed(element.text)
        found = wording.NUMBER.search(re.sub(r"^编号[：:]", "", text))
        if found is None:
            if layout not in ("minutes", "form"):
                yield note("number-form", element, "机关代字〔2026〕1号", text)
            continue
        yield from judge_number(element, found)
        if found["hao"] != "号":
            yield note("number-form", element, "以“号”结尾", text)


def judge_number(element: Element, found: re.Match[str]) -> Iterator[Finding]:
    """The rules that hold for a 发文字号 in the head."""
    if (found["open"], found["close"]) != ("〔", "〕"):
        yield note("number-brackets", element, "〔〕", f"{found['open']}{found['close']}")
    if not re.fullmatch(r"[12][0-9]{3}", found["year"]):
        yield note("number-year", element, "四位阿拉伯数字", found["year"])
    if found["di"]:
        yield note("number-word", element, f"{found['ordinal']}号", f"第{found['ordinal']}号")
    if found["ordinal"][0] in "0０" and len(found["ordinal"]) > 1:
        yield note("number-noughts", element, found["ordinal"].lstrip("0０"), found["ordinal"])


def _title(layout: LayoutName, titles: Sequence[Element]) -> Iterator[Finding]:
    if not titles:
        if layout != "unknown":
            yield note("title-missing", None, "有", "没有", page=1)
        return
    text = wording.squeezed("".join(t.text for t in titles))
    last = titles[-1]
    if re.search(r"[。,，、；;：:．.！!]$", text):
        yield note("title-punctuation", last, "没有标点", text[-1])
    bare = re.sub(r"[。,，、；;：:．.！!]$|[（(][^（）()]*[）)]$", "", text)
    if layout not in ("form", "unknown") and not bare.endswith(wording.GENRES):
        yield note("title-genre", last, "以函、通知、请示等文种结尾", text[-6:])


def _recipients(recipients: Sequence[Element]) -> Iterator[Finding]:
    if recipients and not recipients[-1].text.rstrip().endswith("："):
        end = recipients[-1].text.rstrip()[-1:]
        yield note("recipients-colon", recipients[-1], "：", "半角冒号" if end == ":" else end)


_SHOWN = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}


def _levels(elements: Sequence[Element]) -> Iterator[Finding]:
    """7.3.3: form and sequence of 层次序数, each annex for itself."""
    last = [0, 0, 0, 0, 0]
    for element in elements:
        if element.role == "annex-label":
            last = [0, 0, 0, 0, 0]
        if not element.role.startswith("level-"):
            continue
        level = int(element.role[-1])
        text = element.text.strip()
        found = wording.LEVELS[level - 1].match(wording.squeezed(text))
        if found is None:
            continue
        head = found.group()
        if level in (1, 3):
            right = found["mark"] == "、" if level == 1 else found["mark"] in ".．"
        else:
            right = (found["open"], found["close"], found["mark"]) == ("（", "）", "")
        if not right:
            yield note("level-mark", element, _SHOWN[level], head)
        number = wording.ordinal(found["number"])
        if number not in (1, last[level] + 1):
            yield note("level-order", element, f"第 {last[level] + 1} 项", head)
        last[level] = number
        for lower in range(level + 1, 5):
            last[lower] = 0


def _enclosures(elements: Sequence[Element]) -> Iterator[Finding]:
    if not elements:
        return
    titles: list[tuple[Element, str, str]] = []
    first = wording.ENCLOSURE.match(elements[0].text.strip())
    if first is None:
        return
    if first["colon"] != "：":
        yield note("enclosure-colon", elements[0], "：", first["colon"])
    for element, text in [(elements[0], first["rest"]), *((e, e.text.strip()) for e in elements[1:])]:
        item = wording.ENCLOSURE_ITEM.match(text)
        titles.append(
            (element, item["number"] + item["mark"] if item else "", item["rest"] if item else text)
        )
    for at, (element, number, title) in enumerate(titles, 1):
        if re.search(r"[。；;，,、．.]$", title.rstrip()):
            yield note("enclosure-end", element, "没有标点", title.rstrip()[-1])
        expected = f"{at}." if len(titles) > 1 else ""
        if number != expected and not (number.endswith("．") and number[:-1] == str(at) and len(titles) > 1):
            yield note("enclosure-numbering", element, expected or "不编号", number or "没有编号")


def _signature(
    layout: LayoutName, elements: Sequence[Element], by_role: dict[str, list[Element]]
) -> Iterator[Finding]:
    dates, organs = by_role.get("date", []), by_role.get("organ", [])
    if not dates and layout in ("general", "upward", "letter"):
        yield note("date-missing", None, "有", "没有")
    for element in dates:
        yield from _date("date-form", "date-noughts", element, wording.squeezed(element.text))
    if dates and organs and organs[0].index > dates[-1].index:
        yield note("signature-order", organs[0], "署名在上，日期在下", "日期在署名之上")
    for element in elements:
        if wording.NO_TEXT.search(wording.squeezed(element.text)):
            yield note("page-without-text", element, "调整行距、字距", "此页无正文")
    for element in by_role.get("note", []):
        text = wording.squeezed(element.text)
        if not re.match(r"[（(]", text) or not re.search(r"[）)]$", text):
            yield note(
                "note-brackets",
                element,
                "（……）",
                "没有圆括号" if text[:1] not in "[［〔【" else text[:1] + text[-1:],
            )
        elif (text[0], text[-1]) != ("（", "）"):
            yield note("note-width", element, "（）", "半角括号")


def _date(form: str, noughts: str, element: Element, text: str) -> Iterator[Finding]:
    if wording.right_date(text):
        return
    found = wording.DATE.fullmatch(text)
    if found and wording.right_date(re.sub(r"(?<=[年月])0", "", text)):
        yield note(noughts, element, re.sub(r"(?<=[年月])0", "", text), text)
    else:
        yield note(form, element, "2026年1月5日这样的写法", text)


def _annexes(by_role: dict[str, list[Element]]) -> Iterator[Finding]:
    labels = by_role.get("annex-label", [])
    listed: list[str] = []
    for element in by_role.get("enclosure", []):
        text = re.sub(r"^附件[：:]", "", wording.squeezed(element.text))
        item = wording.ENCLOSURE_ITEM.match(text)
        listed.append(re.sub(r"[。；;，,、．.]$", "", item["rest"] if item else text))
    titles = by_role.get("annex-title", [])
    for at, label in enumerate(labels):
        found = wording.ANNEX_LABEL.fullmatch(wording.squeezed(label.text))
        if found is None:
            continue
        if found["colon"]:
            yield note("annex-label-form", label, label.text.strip().rstrip("：:"), label.text.strip())
        if not listed:
            continue
        number = wording.ordinal(found["number"]) if found["number"] else 0
        if len(listed) > 1 and number == 0 or number > len(listed):
            yield note(
                "annex-agrees", label, f"附件{at + 1}" if len(listed) > 1 else "附件", label.text.strip()
            )
            continue
        after = labels[at + 1].index if at + 1 < len(labels) else None
        title = wording.squeezed("".join(
            t.text for t in titles if t.index > label.index and (after is None or t.index < after)
        ))  # fmt: skip
        wanted = listed[max(number, 1) - 1]
        if title and title != wanted:
            yield note("annex-agrees", label, wanted, title)


def _imprint(layout: LayoutName, by_role: dict[str, list[Element]]) -> Iterator[Finding]:
    copies, printed = by_role.get("copies", []), by_role.get("printed-by", [])
    for element in copies:
        found = wording.COPIES.match(element.text.strip())
        if found and found["colon"] != "：":
            yield note("copies-colon", element, "：", found["colon"] or "没有冒号")
        if element is copies[-1] and not element.text.rstrip().endswith("。"):
            yield note("copies-stop", element, "。", element.text.rstrip()[-1:])
    for element in printed:
        text = wording.squeezed(element.text)
        date = wording.DATE.search(text)
        if date is None:
            continue
        if not text.endswith("印发"):
            yield note("printed-by-word", element, "……印发", text[-6:])
        if not wording.right_date(date.group()):
            yield note("printed-by-date", element, "2026年1月5日这样的写法", date.group())
    if layout == "letter" and printed:
        yield note("imprint-letter", printed[0], "只有抄送", "有印发机关、印发日期")
    if layout in ("general", "upward") and not printed and not copies:
        yield note("imprint-missing", None, "有抄送或印发机关、印发日期", "没有")
    if layout == "minutes" and not printed and not copies:
        yield note("imprint-missing", None, "有印发日期", "没有")
