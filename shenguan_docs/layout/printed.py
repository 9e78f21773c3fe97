"""The one place where a Document becomes the words that both outputs print.

``printed`` returns plain dicts, lists, strings and numbers for a sandboxed template. The layouts only
place these words; they add none of their own, so DOCX and PDF cannot differ.
"""

from __future__ import annotations

import re
from typing import Any

from shenguan_docs.document import Annex, Block, Document, Paragraph, Roster, Table, plain, plain_title
from shenguan_docs.layout import figures, measure
from shenguan_docs.layout.fit import PLAIN, Fit
from shenguan_docs.layout.signing import signature
from shenguan_docs.text import chinese_date, clean, join_names

_BLANKS = re.compile(r"[ \t\u00a0]+")


def printed(document: Document, fit: Fit = PLAIN) -> dict[str, Any]:
    """Flatten ``document`` into what is printed, in reading order of its keys.

    ``fit`` is what ``PdfPrinter`` found about its length; both outputs of one letter take the same.
    """
    letter, form = document.layout == "letter", document.layout == "form"
    number = line(document.number)
    issuer = "" if form else line(document.issuer)
    mark = measure.mark(
        issuer,
        figures.LETTER_MARK_PT if letter else figures.MARK_PT,
        figures.LETTER_RULE_WIDTH_MM if letter else figures.TEXT_WIDTH_MM,
    )
    imprint = not letter and not form
    recipients = join_names(line(r) for r in document.recipients)
    first_page = not fit.recipients_last
    blocks, enclosures = _fitted(_blocks(document.blocks), fit), _enclosures(document)
    # 8, 7.3.5.5: after a turned table the ending would stand alone, so it stands below it on the turned page.
    turned = bool(blocks and blocks[-1]["kind"] == "table" and blocks[-1]["wide"] and not enclosures)
    if turned:
        blocks[-1]["joined"] = True
    # 10.3: the names of those present stand below 附件说明 where there is one.
    rosters: list[dict[str, Any]] = []
    while enclosures and document.layout == "minutes" and blocks and blocks[-1]["kind"] == "roster":
        rosters.insert(0, blocks.pop())
    return {
        "fit": fit.printed(),
        "layout": document.layout,
        "genre": line(document.genre),
        "watermark": line(document.watermark),
        "created": document.signature.date.isoformat() if document.signature.date else "",
        "issuer": issuer,
        "mark": {
            "points": mark.points,
            "scale": mark.scale,
            "height_mm": round(mark.height_mm, 3),
            "shift_mm": round(mark.shift_mm, 3),
        },  # fmt: skip
        "urgency": line(document.urgency),
        "number": f"编号：{number}" if form and number else number,
        "signers": _signers(document.signers, number) if document.layout == "upward" else [],
        "title": measure.title_lines([line(plain(s)) for s in document.title]),
        "plain_title": line(plain_title(document)),
        "recipients": f"{recipients}：" if recipients and first_page else "",
        "blocks": blocks,
        "enclosures": enclosures,
        "rosters": rosters,
        "signature": signature(document.signature, close=fit.close, turned=turned),
        "note": f"（{line(plain(document.note))}）" if line(plain(document.note)) else "",
        "annexes": [_annex(a, n, _annex_count(document)) for n, a in enumerate(document.annexes, 1)],
        # 7.3.2 主送 that would leave page 1 without text stands above 抄送, without a line between (7.4.2)
        "sent": _sent("主送：", f"{recipients}。") if recipients and not first_page else _sent("", ""),
        "copies": _copies(document),
        "printer": line(document.printer) if imprint else "",
        "printed_on": f"{chinese_date(document.printed_on)}印发" if imprint and document.printed_on else "",
    }


def words(document: Document, fit: Fit = PLAIN) -> list[str]:
    """All printed strings in reading order (page numbers and watermark excepted)."""
    return words_of(printed(document, fit))


def words_of(page: dict[str, Any]) -> list[str]:
    """The strings of what ``printed`` returned, in the order in which both outputs print them."""
    letter, form = page["layout"] == "letter", page["layout"] == "form"
    number = [] if form else [page["number"]]
    head = [page["issuer"], page["urgency"]] if letter else [page["urgency"], page["issuer"]]
    if page["layout"] == "upward":
        number = [word for row in page["signers"] for word in (row["number"], row["label"], *row["names"])]
    out = [*head, *number, *page["title"]]
    if form:
        out.append(page["number"])
    out.append(page["recipients"])
    out += _block_words(page["blocks"])
    for entry in page["enclosures"]:
        out += [entry["label"], entry["number"], entry["title"]]
    out += _block_words(page["rosters"])
    for row in page["signature"]["rows"]:
        out += [organ["text"] for organ in row]
    out += [page["signature"]["office_title"], page["signature"]["date"], page["note"]]
    for annex in page["annexes"]:
        out += [annex["label"], *annex["title"], *_block_words(annex["blocks"])]
    out += [page["sent"]["label"], page["sent"]["text"]]
    out += [page["copies"]["label"], page["copies"]["text"], page["printer"], page["printed_on"]]
    return [word for word in out if word]


def line(text: str) -> str:
    """Words on one line: no line breaks, no characters that a page cannot show, single blanks."""
    return _BLANKS.sub(" ", clean(text).replace("\n", " ")).strip()


def _flow(text: str) -> str:
    return _BLANKS.sub(" ", clean(text))


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out += _paragraph(block)
        elif isinstance(block, Table):
            out.append(_table(block))
        else:
            first = not out or out[-1]["kind"] != "roster"
            out.append(_roster(block) | {"first": first})
    return out


_STYLES = {1: "一级标题", 2: "二级标题", 3: "三级标题", 4: "四级标题"}


def _paragraph(block: Paragraph) -> list[dict[str, Any]]:
    """One dict; more where the words hold line breaks (each line is a paragraph of its own)."""
    head = block.label + plain(block.runs[: block.lead]) if block.level else ""
    rest = plain(block.runs[block.lead :]) if block.level else block.label + plain(block.runs)
    head = line(head) + (" " if head.endswith((" ", "\n")) and rest.strip() else "") if head else ""
    style = _STYLES.get(block.level, "正文")
    if style == "正文":
        align = {"center": "正文居中", "right": "正文居右"}.get(block.align)
        style = align or ("正文" if block.indent else "正文顶格")
    lines = [part.strip(" ") for part in _flow(rest).split("\n")]
    lines = [part for part in lines if part] or [""]
    if not head and lines == [""]:
        return []
    # 一、 and (一) on a line of their own are headings of the PDF's structure too; h1 is the title.
    tag = f"h{block.level + 1}" if block.level in (1, 2) and lines == [""] else "p"
    first = {"kind": "text", "style": style, "head": head, "text": lines[0], "tag": tag}
    more = "正文" if block.level else style
    return [
        first,
        *({"kind": "text", "style": more, "head": "", "text": text, "tag": "p"} for text in lines[1:]),
    ]


def _fitted(blocks: list[dict[str, Any]], fit: Fit) -> list[dict[str, Any]]:
    """Number the blocks, and mark those that ``fit`` sets closer or wider."""
    return [block | {"n": n, "fitted": fit.changed and n >= fit.start} for n, block in enumerate(blocks)]


def _table(block: Table) -> dict[str, Any]:
    total = sum(block.widths) or 1.0
    rows: list[dict[str, Any]] = [
        {"cells": [{"text": line(plain(c.runs)), "span": max(1, c.span), "head": c.head} for c in row]}
        for row in block.rows
    ]
    columns = max((sum(cell["span"] for cell in row["cells"]) for row in rows), default=1)
    widths = [w / total for w in block.widths]
    if len(widths) != columns:
        widths = [1 / columns] * columns
    percents = [round(w * 100, 3) for w in widths]
    return {
        "kind": "table",
        "widths": widths,
        "percents": percents,
        "wide": block.wide,
        "joined": False,
        "head": rows[: block.head_rows],
        "rows": rows[block.head_rows :],
    }


def _roster(block: Roster) -> dict[str, Any]:
    return {
        "kind": "roster",
        "label": f"{line(block.label).rstrip('：:')}：",
        "text": line(plain(block.runs)),
    }


def _signers(signers: tuple[str, ...], number: str) -> list[dict[str, Any]]:
    """Rows of two names (7.2.6), each below the first name; the number stands in the last row (7.2.5)."""
    names = [line(name) for name in signers]
    rows: list[dict[str, Any]] = [
        {"number": "", "label": "" if start else "签发人：", "names": names[start : start + 2]}
        for start in range(0, len(names), 2)
    ] or [{"number": "", "label": "", "names": []}]
    rows[-1]["number"] = number
    return rows


def _annex_count(document: Document) -> int:
    return len(document.annexes) + len(document.enclosures)


def _enclosures(document: Document) -> list[dict[str, Any]]:
    titles = [line(a.title) for a in document.annexes] + [line(e.title) for e in document.enclosures]
    many = len(titles) > 1
    entries = []
    for n, title in enumerate(titles, 1):
        label, number = "" if n > 1 else "附件：", f"{n}." if many else ""
        # 7.3.4: turned lines begin below the first character of the name; left 2 + "附件：" 3 + number.
        hang = measure.width(label + number)
        left = 5 + measure.width(number)
        places = {"left": left, "hang": hang, "left_mm": _mm(left), "hang_mm": _mm(hang)}
        entries.append({"label": label, "number": number, "title": title} | places)
    return entries


def _mm(characters: float) -> float:
    return round(characters * figures.CHARACTER_MM, 3)


def _annex(annex: Annex, number: int, count: int) -> dict[str, Any]:
    first = annex.blocks[0] if annex.blocks else None
    return {
        "plain_title": line(annex.title),
        # An annex that is a wide table is turned whole, its heading with it.
        "wide": isinstance(first, Table) and first.wide,
        "label": f"附件{number}" if count > 1 else "附件",
        "title": measure.title_lines([line(annex.title)]),
        "blocks": _fitted(_blocks(annex.blocks), PLAIN),
    }


def _copies(document: Document) -> dict[str, str]:
    if not document.copies_to or document.layout == "form":
        return _sent("", "")
    return _sent("抄送：", f"{join_names(line(c) for c in document.copies_to)}。")


def _sent(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}


def _block_words(blocks: list[dict[str, Any]]) -> list[str]:
    out: list[str] = []
    for block in blocks:
        if block["kind"] == "table":
            out += [cell["text"] for row in [*block["head"], *block["rows"]] for cell in row["cells"]]
        elif block["kind"] == "roster":
            out += [block["label"], block["text"]]
        else:
            out += [block["head"], block["text"]]
    return out
