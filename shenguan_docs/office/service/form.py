"""The words of a 送达回证, and the form printed from them: PDF and DOCX say the same."""

from __future__ import annotations

from typing import Any

from shenguan_docs.document import Run
from shenguan_docs.layout.receipt_docx import receipt_docx
from shenguan_docs.office.letters.printing import require_printable_words
from shenguan_docs.office.opening import Office
from shenguan_docs.register.services import FORM_DOCX, FORM_PDF, Service
from shenguan_docs.serving import codes, qr
from shenguan_docs.serving.ways import WAYS, way_name
from shenguan_docs.text import chinese_date

_HINTS = (
    "注：1. 受送达人在送达回证上签名或者盖章并记明收到日期，签收日期为送达日期。",
    "2. 代收的，由代收人签名或者盖章，在“代收理由”栏注明与受送达人的关系。",
    "3. 拒绝签收的，在“备注”栏记明拒收事由和日期，由送达人、见证人签名或者盖章，或者拍照、录像。",
    "4. 邮寄送达的，附邮件回执，以回执注明的收件日期为送达日期。",
)
_BLANK_DAY = "年　　月　　日"


def form_words(service: Service) -> dict[str, Any]:
    """Return what is printed: ``rows`` with label, lines and the place to sign, top to bottom; ``code`` in groups."""
    served = service.state == "served"
    when = ""
    if service.served_on is not None:
        when = " ".join(filter(None, (chinese_date(service.served_on), service.served_time)))
    numbered = len(service.papers) > 1
    papers = [
        (f"{n}. " if numbered else "") + p.title + (f"（{p.number}）" if p.number else "")
        for n, p in enumerate(service.papers, 1)
    ]
    boxes = [f"□{one.name}" for one in WAYS.values()]
    ways = [way_name(service.way)] if service.way else ["　".join(boxes[:4]), "　".join(boxes[4:])]
    rows = [
        _row("送达文书\n名称及文号", papers),
        _row("受送达人", [service.receiver + (f"（{service.uscc}）" if service.uscc else "")]),
        _row("送达地点", [service.place], tall=not service.place),
        _row("送达方式", ways),
        _row("送达人", [service.server], sign="" if served else f"（签名）　{_BLANK_DAY}"),
        _row(
            "收件人签名\n及时间",
            [" ".join(filter(None, (service.signer, when)))],
            tall=not served,
            sign="" if served else f"（签名或者盖章）　{_BLANK_DAY}　　时　　分",
        ),
        _row("代收理由", [service.proxy], tall=not served),
        _row("备注", notes_of(service), tall=not served),
    ]
    return {
        "id": service.id,
        "organ": service.organ,
        "rows": rows,
        "hints": list(_HINTS),
        "code": codes.shown(service.code),
        "made_on": service.made_on.isoformat(),
    }


def notes_of(service: Service) -> list[str]:
    """备注: what was written there, and the proofs that the way of service asks."""
    told = (("邮件号码", service.post), ("经由", service.through), ("见证人", service.witness))
    lines = [service.note] if service.note else []
    return [*lines, *(f"{label}：{words}" for label, words in told if words)]


def _row(label: str, lines: list[str], *, tall: bool = False, sign: str = "") -> dict[str, Any]:
    return {"label": label.split("\n"), "lines": [line for line in lines if line], "tall": tall, "sign": sign}


def form_files(office: Office, service: Service) -> dict[str, bytes]:
    """Return the form as PDF/A and DOCX under their stored names. Raises Refused (no face for a character)."""
    words = form_words(service)
    printed = [Run(words["organ"], "送达机关")]
    printed += [Run(line, "".join(row["label"])) for row in words["rows"] for line in row["lines"]]
    require_printable_words(printed, office.fonts)
    html = office.layouts.render("service.html", words | {"picture": qr.svg_uri(service.code)})
    return {
        FORM_PDF: office.pdf.html_pdf(html, "service.css", keeping=True),
        FORM_DOCX: receipt_docx(words, qr.png(service.code)),
    }
