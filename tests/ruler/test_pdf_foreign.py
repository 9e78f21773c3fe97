"""PDF of other offices and programs: a sensible guess of their layout, no crash, the same fault told once."""

from __future__ import annotations

import pytest

from shenguan_docs.layout import fonts
from shenguan_docs.ruler.checking import Report, check

LONG = "为进一步做好全区安全生产工作，现将有关事项通知如下，请认真贯彻落实，确保各项任务按时完成。" * 3
NOTICE = (
    '<p style="font:36pt FandolSong;color:#F00;text-align:center">益阳高新区应急管理局文件</p><br>'
    '<p style="text-align:center">益高应急发〔2026〕7号</p><hr color="#F00">'
    '<h2 style="font:22pt FandolSong;text-align:center">关于开展安全检查的通知</h2><p>各单位：</p>'
    + f"<p style='text-indent:2em'>{LONG}</p>" * 6
    + '<p style="text-align:right">益阳高新区应急管理局</p><p style="text-align:right">2026年7月16日</p>'
)
MEMO = "<h1>MEMORANDUM</h1><p>TO: All departments</p>" + "<p>Please send the report by 31 July. </p>" * 20
TABLE = "<table>" + f"<tr><td>{LONG}<td>1" * 9 + "</table>"


def report(body: str, css: str = "") -> Report:
    from weasyprint import HTML

    fonts.prepare()
    style = f'<style>html {{ font: 16pt/28pt "FandolFang" }} p {{ margin: 0 }} {css}</style>'
    return check(HTML(string=f"<meta charset=utf-8>{style}{body}").write_pdf(), "外来.pdf")


def found(one: Report) -> set[str]:
    return {f.rule.name for f in one.findings}


def test_a_notice_made_otherwise_is_a_notice() -> None:
    one = report(NOTICE, "@page { size: A4; margin: 25mm }")
    assert one.layout == "general"
    assert {"margin-top", "text-width", "folio-missing"} <= found(one)
    assert not {"title-missing", "number-missing", "date-missing"} & found(one)


@pytest.mark.parametrize("size", ["297mm 210mm", "215.9mm 279.4mm", "176mm 250mm"])
def test_other_papers(size: str) -> None:
    one = report(NOTICE, f"@page {{ size: {size}; margin: 25mm }}")
    assert one.layout == "general" and "paper-size" in found(one)
    assert "date-missing" not in found(one)


@pytest.mark.parametrize(
    "body",
    [
        MEMO,
        f'<div style="columns: 2">{LONG * 20}</div>',
        "",
        "<p>函</p>",
        TABLE,
    ],
    ids=["English", "columns", "empty", "word", "table"],
)
@pytest.mark.parametrize("size", ["A4", "A4 landscape"])
def test_what_is_no_official_letter_is_said_to_be_none(body: str, size: str) -> None:
    one = report(body, f"@page {{ size: {size} }}")
    assert one.layout == "unknown" and "认不出" in one.notes[0]
    assert ("paper-size" in found(one)) is ("landscape" in size)


def test_a_paragraph_that_is_indented_whole_is_one_paragraph() -> None:
    one = report(
        NOTICE, "@page { size: A4; margin: 37mm 26mm 35mm 28mm } p:nth-of-type(5) { margin-left: 2em }"
    )
    assert "body-hang" in found(one)
