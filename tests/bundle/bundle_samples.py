"""A printer, small PDFs and a cover for the bundle room's examples."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta, timezone

import pikepdf

from shenguan_docs.bundle.contents import BundleItem, Cover
from shenguan_docs.bundle.make import shipped_layouts
from shenguan_docs.layout.pdf import PdfPrinter

MADE_AT = datetime(2026, 3, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))
COVER = Cover(
    heading="关于示例木业有限公司行政许可与监管往来的案卷",
    office="益阳高新区行政审批局",
    party="示例木业有限公司",
    uscc="91430900MA4L000000",
    matter="林木采伐许可",
    period_from=date(2026, 1, 5),
    period_to=date(2026, 3, 18),
    retention="30年",
    made_on=date(2026, 3, 20),
    made_by="示例人员",
    profile="联动往来",
)


PRINTER = PdfPrinter(shipped_layouts())


def letter(text: str, pages: int = 1, size: tuple[float, float] = (595, 842), **keys: object) -> bytes:
    """A small PDF; each page shows ``text`` and its number in Helvetica; ``keys`` go into each page's dictionary."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for n in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(
            f"BT /F1 20 Tf 60 {size[1] / 2} Td ({text} {n} of {pages}) Tj ET".encode()
        )
        for key, value in keys.items():
            page.obj[f"/{key}"] = value
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **({"deterministic_id": True} if "encryption" not in how else {}), **how)
    return out.getvalue()


def item(number: str = "益高社函〔2026〕7号", pdf: bytes | None = None, **more) -> BundleItem:
    values = {
        "responsible": "益阳高新区社会事业局",
        "title": f"关于通报行政处罚决定的函（{number}）",
        "day": date(2026, 1, 5),
        "pages": letter("letter") if pdf is None else pdf,
        "docx": None,
        "files": (),
    }
    return BundleItem(number, **(values | more))
