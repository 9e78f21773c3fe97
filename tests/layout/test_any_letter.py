"""Any letter: the ruler finds nothing, no two lines overlap, pages of text alone have 22 lines."""

from __future__ import annotations

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from layout_reading import TEXT_FOOT_MM, pages, rows
from layout_samples import LAYOUTS, TEXT, body, sample

from shenguan_docs.document import Layout
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.ruler.checking import check

CLAUSES = st.sampled_from([
    "根据有关规定，", "现将情况通报如下：", "请于2026年7月16日前", "函复我局。", "罚款50000元、", "按第（三）项，",
    "《益阳高新区审管联动实施方案》", "91430900MA4L0XXX1X", "当事人喆堃玥，", "“一网通办”——", "占12.5%；",
])  # fmt: skip
TEXTS = st.lists(
    # Each ends its sentence: an indented line in the middle of one is a paragraph that hangs.
    st.lists(CLAUSES, min_size=1, max_size=24).map(
        lambda said: f"经查，{'查明：'.join(said).rstrip('，：；、。')}。"
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=4, derandomize=True, phases=[Phase.generate])
@given(layout=st.sampled_from([one for one in LAYOUTS if one != "form"]), texts=TEXTS)
def test_any_letter(pdf: PdfPrinter, layout: Layout, texts: list[str]) -> None:
    data = pdf.pdf(sample(layout, blocks=body(TEXT, *texts, "特此函告。")))
    found = [(f.rule.name, f.page, f.expected, f.found) for f in check(data, "letter.pdf").findings]
    assert found == []
    for number in range(pages(data)):
        lines = rows(data, number)
        assert all(line.base < TEXT_FOOT_MM for line in lines)
        assert all(b.base - a.base > 4 or b.left > a.right for a, b in zip(lines, lines[1:], strict=False))
