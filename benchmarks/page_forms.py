"""A record sheet (记录单) and the single faults planted into it."""

from __future__ import annotations

from datetime import date

from benchmarks.page_fault import Fault
from shenguan_docs.document import Cell, Document, Run, Runs, Signature, Table

_ROWS = (
    ("查询对象", "湖南示例木业有限公司", "代码", "91430900MA4L0XXX1X"),
    ("查询事项", "林木采伐许可证核发", "查询日期", "2026年7月15日"),
    ("查询结果", "无不良信用记录", "采取措施", "按照一般程序办理"),
)


def _runs(text: str) -> Runs:
    return (Run(text),)


def form(rows: int) -> Document:
    """A record sheet of so many times three rows, right in everything."""
    cells = tuple(
        tuple(Cell(_runs(text), 1, n % 2 == 0) for n, text in enumerate(row)) for row in _ROWS * rows
    )
    return Document(
        kind="credit-check", genre="记录单", layout="form", issuer="益阳高新区行政审批服务局",
        title=(_runs("信用信息查询"), _runs("记录单")), number="行审信用〔2026〕3号",
        blocks=(Table(cells, (0.16, 0.34, 0.16, 0.34), 0),),
        signature=Signature(("益阳高新区行政审批服务局",), date(2026, 7, 16), "plain"),
    )  # fmt: skip


def form_faults() -> list[Fault]:
    """Faults of the page, of the title and of words; what stands in cells is not measured as text."""
    hei, kai = '"FandolHei"', '"FandolKai"'
    style = {
        "margin-left": ("@page { margin-left: 24mm; margin-right: 30mm }",),
        "title-face": (f".title i {{ font-family: {hei} }}", f".title i {{ font-family: {kai} }}"),
        "title-size": (".title i { font-size: 20pt }", ".title i { font-size: 24pt }"),
        "title-centred": ("h1.title { padding-left: 12mm }",),
        "folio-size": ("@page { @bottom-right { font-size: 10.5pt } @bottom-left { font-size: 10.5pt } }",),
        "text-colour": (".signature p i { color: #C00000 }",),
    }
    words = {
        "date-form": ("2026.07.16", "2026-7-16", "二〇二六年七月十六日"),
        "date-noughts": ("2026年07月16日",),
    }
    # Where little but a table stands, the text area is the standard's: what moves with the margin is off too.
    moved = {"margin-left": frozenset({"folio-side", "title-centred"})}
    out = [
        Fault(
            f"{rule}-form-{n}-{rows}", rule, "form", css, paragraphs=rows, beside=moved.get(rule, frozenset())
        )
        for rule, sheets in style.items()
        for n, css in enumerate(sheets)
        for rows in (2, 12)
    ]
    out += [
        Fault(f"{rule}-form-{n}", rule, "form", words=("2026年7月16日", new))
        for rule, news in words.items()
        for n, new in enumerate(news)
    ]
    return out
