"""What LibreOffice makes of our DOCX, measured in mm: one conversion of six letters for all tests."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from layout_reading import Row, ink, pages, rows, strokes
from layout_samples import TABLE, body, rich, runs, sample
from pypdfium2 import PdfDocument

from shenguan_docs.document import Annex, Document, Signature
from shenguan_docs.layout import figures, fontconfig
from shenguan_docs.layout.docx import DocxPrinter
from shenguan_docs.layout.fit import PLAIN
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.printed import printed

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed (script/setup --for-tests)"
)

RARE = "喆堃玥赟犇鑫龑㛃䶮𬭎𬬻"
_ROWS = Path(__file__).with_name("tongyong-guifan-hanzi.txt").read_text("utf-8").splitlines()
TABLE_OF_CHARACTERS = "".join(row.strip() for row in _ROWS if not row.startswith("#"))
ORGAN = "益阳高新区行政审批服务局"
LETTERS: dict[str, Document] = {
    "letter": rich("letter"),
    "general": sample(
        "general",
        blocks=body("审管联动业务培训" * 250, "办理行政许可、行政处罚，实施事中事后监管。" * 60),
        signature=Signature((ORGAN, "益阳高新区应急管理局"), date(2026, 12, 16), "plain"),
    ),
    "upward": sample(
        "upward",
        urgency="特急",
        signers=("王建国", "李小明", "欧阳某某"),
        signature=Signature((ORGAN,), date(2026, 7, 16), "stamp", "局长", "王建国"),
    ),
    "minutes": rich(
        "minutes", annexes=(Annex("参会人员名单", (replace(TABLE, rows=TABLE.rows[:2] * 20, wide=True),)),)
    ),
    "form": sample("form"),
    "rare": sample(
        "letter",
        title=(runs(f"关于{RARE}"), runs("等事项的函")),
        blocks=body(f"{RARE}。", TABLE_OF_CHARACTERS),
    ),
}


@dataclass(frozen=True)
class Printed:
    """Each letter as LibreOffice prints its DOCX, and how many pages our own PDF of it has."""

    pdf: Mapping[str, bytes]
    pages: Mapping[str, int]

    def lines(self, name: str, page: int = 0) -> list[Row]:
        return rows(self.pdf[name], page)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, docx: DocxPrinter, pdf: PdfPrinter) -> Printed:
    folder = tmp_path_factory.mktemp("libreoffice")
    counts: dict[str, int] = {}
    for name, letter in LETTERS.items():
        fit = PLAIN
        if name != "rare":  # 17 pages of single characters: not needed as a PDF
            ours = pdf.fitted(letter)
            fit, counts[name] = ours.fit, len(PdfDocument(ours.data))
        (folder / f"{name}.docx").write_bytes(docx.docx(letter, fit))
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    files = [str(folder / f"{name}.docx") for name in LETTERS]
    subprocess.run(
        [*command, "--outdir", str(folder), *files],
        check=True,
        env=fontconfig.environment(),
        capture_output=True,
        timeout=120,
    )
    return Printed({name: (folder / f"{name}.pdf").read_bytes() for name in LETTERS}, counts)


def near(value: float, goal: float, within: float = 0.2) -> bool:
    return abs(value - goal) <= within


def turned(data: bytes, page: int) -> bool:
    with pdfplumber.open(io.BytesIO(data)) as file:
        return bool(file.pages[page].width > file.pages[page].height)


def test_as_many_pages_as_the_pdf(office: Printed) -> None:
    assert {name: pages(office.pdf[name]) for name in office.pages} == office.pages


def test_22_lines_of_28_characters(office: Printed) -> None:
    full = [office.lines("general", n) for n in range(1, pages(office.pdf["general"]) - 1)]
    assert full
    for page in full:
        assert len(page) == 22
        assert near(page[0].base, 37 + 0.8 * figures.LINE_MM, 0.3), (
            "Word and LibreOffice: four fifths over the baseline"
        )
        assert near(page[-1].base - page[0].base, 21 * figures.LINE_MM, 0.4)
    lines = [
        line
        for page in [office.lines("general", 0)[3:], *full]
        for line in page
        if set(line.text) <= set("审管联动业务培训")
    ]
    assert len(lines) > 60
    counted = [len(line.text) for line in lines if near(line.left, 28, 0.1)]
    assert counted.count(28) >= len(counted) - 1, "all but the paragraph's last line"


def test_full_lines_reach_the_edge_and_nothing_leaves_it(office: Printed) -> None:
    for name in office.pages:
        for number in range(pages(office.pdf[name])):
            for row in office.lines(name, number):
                inside = (27.9, 184.2) if row.base > 45 else (19.9, 190.1)
                if turned(office.pdf[name], number):
                    inside = (34.9, 260.2) if row.right > 33 else (25, 33)  # the folio
                assert inside[0] < row.left and row.right < inside[1], (name, number, row)
    middle = [line for line in office.lines("general", 1) if near(line.left, 28, 0.1)][:-1]
    assert min(line.right for line in middle) > 183.4


def test_punctuation_does_not_hang_and_begins_no_line(office: Printed) -> None:
    for number in range(pages(office.pdf["general"])):
        assert not [row for row in office.lines("general", number) if row.text[0] in "，、。"]


@pytest.mark.parametrize("name", ["general", "upward", "minutes"])
def test_head_of_a_file(name: str, office: Printed) -> None:
    data = office.pdf[name]
    rule = strokes(data)[0]
    assert near(ink(data, red=True)[1], 37 + 35, 0.4), "7.2.4"
    number = max((row for row in office.lines(name) if row.base < rule[0]), key=lambda row: row.base)
    assert near(rule[0] - (number.base + figures.INK_UNDER * 16 * figures.MM_PER_PT), 4, 0.15), "7.2.7"
    assert near(rule[2], 28, 0.1) and near(rule[3], 184, 0.1)
    mark = office.lines(name)[1 if LETTERS[name].urgency else 0]
    assert near((mark.left + mark.right) / 2, 106)


def test_number_and_signers_of_an_upward_letter(office: Printed) -> None:
    rule = strokes(office.pdf["upward"])[0]
    first, last = [row for row in office.lines("upward") if row.base < rule[0]][-2:]
    assert (
        "签发人：王建国李小明" in first.text
        and "欧阳某某" in last.text
        and "益高审发〔2026〕12号" in last.text
    )
    assert near(last.left, 28 + figures.CHARACTER_MM, 0.2), "7.2.5: one character left free"
    assert near(first.right, 184 - figures.CHARACTER_MM, 1), "7.2.6"


def test_head_of_a_letter(office: Printed) -> None:
    data = office.pdf["letter"]
    thick, thin = [s for s in strokes(data) if s[1] < 60]
    assert near(ink(data, red=True)[1], 30, 0.4), "10.1: 30 mm from the paper's edge"
    mark = ink(data, box=(0, 20, 210, thick[0] - 0.5), red=True)
    assert near(thick[0] - mark[3], 4, 0.4) and thick[1] - thick[0] > thin[1] - thin[0]
    for stroke in strokes(data):
        if stroke[1] < 60 or stroke[0] > 265:
            assert near(stroke[3] - stroke[2], 170, 0.1) and near(stroke[2], 20, 0.1)
    thin, thick = [s for s in strokes(data) if s[0] > 265]
    assert near(thick[1], 297 - 20, 0.1) and thick[1] - thick[0] > thin[1] - thin[0]
    urgency = next(row for row in office.lines("letter") if row.text.startswith("特急"))
    assert near(urgency.left, 28, 0.1) and near(urgency.right, 184, 0.3)
    assert near(
        urgency.base - figures.INK_OVER * 16 * figures.MM_PER_PT - 47.55, figures.LETTER_NUMBER_GAP_MM, 0.3
    )


@pytest.mark.parametrize("name", list(LETTERS))
def test_title_is_centred_and_broken_as_in_the_pdf(name: str, office: Printed) -> None:
    title = printed(LETTERS[name])["title"]
    found = [row for row in office.lines(name) if row.text in title]
    assert [row.text for row in found] == title
    for row in found:
        assert near((row.left + row.right) / 2, 106, 0.3)


def test_sealed_signature(office: Printed) -> None:
    page = next(
        n for n in range(9) if any(r.text == "益阳高新区应急管理局" for r in office.lines("letter", n)[1:])
    )
    organ, day = [
        row for row in office.lines("letter", page) if row.text in ("益阳高新区应急管理局", "2026年7月16日")
    ]
    assert near(day.right, 184 - 4 * figures.CHARACTER_MM, 0.3), "7.3.5.1: four characters"
    assert near(day.base - organ.base, figures.LINE_MM, 0.1)
    # LibreOffice widens the date by 1.1 mm at each change between digits and Chinese (docs/版面.md).
    assert near((organ.left + organ.right) / 2, (day.left + day.right) / 2, 3.1), (
        "the organ is centred on the date"
    )


def test_plain_signature(office: Printed) -> None:
    last = pages(office.pdf["general"]) - 1
    organ, second, day = [
        row
        for row in office.lines("general", last)
        if row.left > 90 and row.base < 225 and row.text[0] in "益2"
    ]
    assert near(organ.right, 184 - 2 * figures.CHARACTER_MM, 0.3), "7.3.5.2: two characters"
    assert near(second.left, organ.left, 0.1) and near(day.left - organ.left, 2 * figures.CHARACTER_MM, 0.1)


def test_imprint_lies_on_the_last_pages_foot(office: Printed) -> None:
    for name in ("general", "upward", "minutes"):
        data = office.pdf[name]
        lines = [s for s in strokes(data, pages(data) - 1) if s[0] > 200]
        assert [round(s[1] - s[0], 2) for s in lines] == [0.35, 0.26, 0.35]
        assert near(lines[-1][1], 262, 0.05)
        assert all(near(s[2], 28, 0.1) and near(s[3], 184, 0.1) for s in lines)


def test_folio(office: Printed) -> None:
    box = (0.0, 264.0, 210.0, 275.0)
    data = office.pdf["general"]
    odd, even = ink(data, 0, box), ink(data, 1, box)
    assert near(odd[2], 184 - 14 * figures.MM_PER_PT, 0.8) and near(even[0], 28 + 14 * figures.MM_PER_PT, 0.8)
    dash = ink(data, 1, (28.0, 264.0, even[0] + 3, 275.0))
    assert near((dash[1] + dash[3]) / 2, 262 + 7, 0.3), "7.5: the dash lies 7 mm below the text area"
    with pytest.raises(AssertionError, match="no ink"):
        ink(office.pdf["letter"], 0, box)


def test_annexes_begin_a_page(office: Printed) -> None:
    data = office.pdf["letter"]
    heads = [office.lines("letter", n)[:2] for n in range(1, pages(data))]
    label, title = next(h for h in heads if h[0].text == "附件1")
    assert near(label.left, 28, 0.1) and near(title.base - label.base, 2 * figures.LINE_MM, 0.3), "third line"


def test_no_character_is_a_box(office: Printed) -> None:
    """Each glyph stands in a face that has it: all 8,105 of 通用规范汉字表, and those of names in the title."""
    points: dict[str, frozenset[int]] = {}
    for (family, _), found in fontconfig.installed(fontconfig.prepare()).items():
        name = family.replace(" ", "")
        points[name] = points.get(name, frozenset()) | found
    seen: set[str] = set()
    known: dict[str, frozenset[int]] = {}
    with pdfplumber.open(io.BytesIO(office.pdf["rare"])) as file:
        for char in (char for page in file.pages for char in page.chars):
            face = char["fontname"].partition("+")[2]
            if face not in known:
                families = [
                    found for name, found in points.items() if face.startswith(name.removesuffix("SC"))
                ]
                known[face] = frozenset[int]().union(*families)
            assert ord(char["text"]) in known[face], (char["text"], face)
            seen.add(char["text"])
    assert len(set(TABLE_OF_CHARACTERS)) == 8105 and set(TABLE_OF_CHARACTERS + RARE) <= seen


def test_a_wide_table_lies_on_turned_pages(office: Printed) -> None:
    data = office.pdf["minutes"]
    with pdfplumber.open(io.BytesIO(data)) as file:
        turned = [n for n, page in enumerate(file.pages) if page.width > page.height]
        heads = ["".join(c["text"] for c in file.pages[n].chars) for n in turned]
    assert len(turned) >= 2 and all("姓名单位联系电话" in head for head in heads), "the head repeats"
    for number in turned:
        left, upper, right, lower = ink(data, number, (20.0, 20.0, 33.0, 190.0))
        assert near((left + right) / 2, 35 - 7, 0.5), "8: the folio stands where it does on upright pages"
        end = 14 * figures.MM_PER_PT
        assert near(upper, 28 + end, 0.8) if number % 2 else near(lower, 184 - end, 0.8)
