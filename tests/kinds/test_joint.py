"""联合发文: several organs send one letter (GB/T 9704 7.2.5, 7.2.6, 7.3.5.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kinds_office import WRITTEN_ON, draft

from shenguan_docs.document import Document
from shenguan_docs.errors import Refused
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.resources import shipped_templates
from shenguan_docs.ruler.checking import check


def joint(slug: str, *organs: str, day: date = WRITTEN_ON) -> Document:
    kind = load_kind(shipped_templates() / "notices" / slug)
    return draft(kind, {**example_data(kind, day), "joint_with": list(organs)})


def test_the_organs_sign_in_their_order_under_the_leading_ones_mark() -> None:
    alone, together = joint("meeting"), joint("meeting", "区产业发展局", "区社会事务局")
    assert together.issuer == alone.issuer and together.printer == alone.printer
    leading, *others = together.signature.organs
    assert (leading,) == alone.signature.organs
    assert others == ["益阳高新区产业发展局", "益阳高新区社会事务局"]
    assert set(alone.recipients) - set(together.recipients) == {"区产业发展局"}, (
        "who sends it is not told by it"
    )


def test_a_petition_names_the_signatories_of_all() -> None:
    alone, together = joint("coordination-request"), joint("coordination-request", "区社会事务局")
    assert len(alone.signers) == 1 and together.signers[0] == alone.signers[0]
    assert len(together.signers) == 2


def test_the_leading_organ_is_not_joint_with_itself() -> None:
    sender = joint("coordination-request").signature.organs[0]
    with pytest.raises(Refused, match="主办的发文单位"):
        joint("coordination-request", sender)


def test_the_pages_of_a_joint_letter_are_right() -> None:
    layouts = LayoutSource([shipped_templates() / "layouts"])
    pdf, docx = PdfPrinter(layouts), DocxPrinter(layouts)
    for letter in (
        joint("alert", "区社会事务局"),
        joint("coordination-request", "区社会事务局", "区产业发展局"),
    ):
        mark = "益高消函" if letter.layout == "letter" else "益高经"
        document = replace(letter, number=f"{mark}〔2026〕3号")
        printed = pdf.fitted(document)
        for data, name in ((printed.data, "联合.pdf"), (docx.docx(document, printed.fit), "联合.docx")):
            assert [(f.rule.name, f.expected, f.found) for f in check(data, name).findings] == []
