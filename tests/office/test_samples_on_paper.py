"""Two samples of every kind are printed in both formats, and each page is looked at: words, edges, lines, the ending.

The words of all samples are held by the golden texts; letters of all kinds and lengths are measured by
``script/bench own-letters``.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from office_helpers import TODAY, example

from shenguan_docs.document import Document, Table, plain
from shenguan_docs.layout import figures
from shenguan_docs.layout.measure import width
from shenguan_docs.layout.printed import words
from shenguan_docs.notices.examples import reckoned
from shenguan_docs.notices.kinds import find_kind, kind_folders
from shenguan_docs.office.letters.lookup import OfficeLookup
from shenguan_docs.office.letters.preparing import prepare
from shenguan_docs.office.letters.printing import require_printable
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

TESTS = Path(__file__).parent.parent
DATA = TESTS / "kinds" / "data"
sys.path.insert(0, str(TESTS / "layout"))
from layout_reading import MM, docx_words, squeeze  # noqa: E402

SLUGS = sorted(kind_folders([shipped_templates() / "notices"]))
SAMPLES = [
    *((slug, None) for slug in SLUGS),
    *((slug, path) for slug in SLUGS for path in sorted((DATA / slug).glob("*.toml"))[:1]),
]
LEFT, RIGHT, FOOT = 28.0, 184.0, 262.0  # mm: the 版心 of GB/T 9704 5.2.1
_WRONG = re.compile(
    r"None|undefined|\{\{|\}\}|\{%|%\}|[，。；：、]{2}|[（(]\s*[)）]|《\s*》|“\s*”|〔\s*〕|，）|（，|：。|。）。"
)


@pytest.mark.parametrize(
    ("slug", "path"), SAMPLES, ids=lambda v: v.stem if isinstance(v, Path) else v or "example"
)
def test_each_page_of_each_sample(quiet: Office, slug: str, path: Path | None) -> None:
    data = reckoned(tomllib.loads(path.read_text("utf-8")), TODAY) if path else example(quiet, slug)
    with quiet.reading() as conn:
        lookup = OfficeLookup(conn, TODAY, DATA / slug, kind_places=quiet.kind_places)
        prepared = prepare(find_kind(quiet.kind_places, slug), data, lookup, TODAY)
        document = prepared.compose(TODAY, number="益高示函〔2026〕12号")
    require_printable(document, quiet.fonts)
    said = squeeze("".join(words(document)))
    assert not _WRONG.findall(said)
    assert docx_words(quiet.docx.docx(document)) == said
    with pdfplumber.open(io.BytesIO(quiet.pdf.pdf(document))) as file:
        drawn = [_chars(page) for page in file.pages]
        turned = [page.width > page.height for page in file.pages]
    printed = squeeze("".join(c["text"] for chars in drawn for c in chars))
    assert _once(printed, said, document) == said
    assert 1 <= len(drawn) <= 6
    for chars, wide in zip(drawn, turned, strict=True):
        if not wide:
            _inside(chars, document)
            _apart(chars)
    _title(drawn[0], document)
    _ending(drawn, document)


def _once(printed: str, said: str, document: Document) -> str:
    """The words without the heads of tables that are repeated on the next page."""
    blocks = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    for table in blocks:
        if isinstance(table, Table) and table.head_rows:
            head = squeeze("".join(plain(cell.runs) for cell in table.rows[0]))
            again = printed.count(head) - said.count(head)
            for _ in range(again):
                at = printed.rindex(head)
                printed = printed[:at] + printed[at + len(head) :]
    return printed


def _chars(page: Any) -> list[dict[str, Any]]:
    return [c for c in page.chars if float(c["top"]) * MM < FOOT + 1]


def _inside(chars: list[dict[str, Any]], document: Document) -> None:
    """No glyph leaves the text area; a 标志 and the rules of a 信函 may be wider."""
    strays = [
        c["text"]
        for c in chars
        if c["text"].strip()
        and float(c["size"]) < 30
        and not LEFT - 1 <= c["x0"] * MM <= c["x1"] * MM <= RIGHT + 1.5
    ]
    assert not strays, strays


def _apart(chars: list[dict[str, Any]]) -> None:
    """No two glyphs are drawn one upon the other."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for char in chars:
        if char["text"].strip():
            rows.setdefault(round(char["matrix"][5]), []).append(char)
    for row in rows.values():
        row.sort(key=lambda c: float(c["x0"]))
        for left, right in pairwise(row):
            assert right["x0"] - left["x0"] > 0.3 * min(left["size"], 12) * _least(left), (
                left["text"],
                right["text"],
            )
    bases = sorted(rows, reverse=True)
    for upper, lower in pairwise(bases):
        if min(c["size"] for c in rows[upper]) > 9 and upper - lower < 8:
            spans = [(min(c["x0"] for c in rows[b]), max(c["x1"] for c in rows[b])) for b in (upper, lower)]
            assert spans[0][1] <= spans[1][0] + 1 or spans[1][1] <= spans[0][0] + 1, "lines overlap"


def _least(char: dict[str, Any]) -> float:
    return 0.5 if char["text"] <= "~" or char["text"] in "·’”" else 1.0


def _title(chars: list[dict[str, Any]], document: Document) -> None:
    """Its lines are centred, at most four, and break only between the segments of the kind's title (7.3.1)."""
    middle = (LEFT + RIGHT) / 2
    lines: dict[int, list[dict[str, Any]]] = {}
    for char in chars:
        if abs(float(char["size"]) - figures.TITLE_PT) < 0.5 and char["text"].strip():
            lines.setdefault(round(char["matrix"][5]), []).append(char)
    assert 1 <= len(lines) <= 4
    for line in lines.values():
        left, right = min(c["x0"] for c in line) * MM, max(c["x1"] for c in line) * MM
        assert abs((left + right) / 2 - middle) < 4.5, "".join(c["text"] for c in line)
    said = ["".join(c["text"] for c in lines[base]) for base in sorted(lines, reverse=True)]
    segments = [squeeze(plain(segment)) for segment in document.title]
    if all(width(segment) <= figures.TEXT_WIDTH_MM / (figures.TITLE_PT * MM) for segment in segments):
        ends = set(accumulate(map(len, segments)))
        assert all(end in ends for end in accumulate(len(squeeze(line)) for line in said)), said
    for upper, lower in pairwise(said):
        assert upper[-1] not in "（《〈“" and lower[0] not in "，。、；：）》〉”", said


def _ending(drawn: list[list[dict[str, Any]]], document: Document) -> None:
    """署名 and 成文日期 stand on one page, with words of the letter or its 附件说明 before them (7.3.5.5)."""
    if not document.signature.organs:
        return
    pages = [squeeze("".join(c["text"] for c in chars)) for chars in drawn]
    day = f"{TODAY.year}年{TODAY.month}月{TODAY.day}日"
    signed = re.compile(re.escape(squeeze(document.signature.organs[-1]) + day) + "(?!印发)")
    (found,) = (match for page in pages for match in signed.finditer(page))
    assert found.start() > 0, "署名 stands alone on its page"
