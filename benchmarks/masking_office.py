"""脱敏 through a whole office: letters, received files of every format, the exported folder and ZIP searched."""

from __future__ import annotations

import io
import tempfile
import zipfile
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from benchmarks.masking_check import searcher_of
from benchmarks.masking_documents import BEHIND, FILLER, HTML_SORTS, Planter, pdf_document
from shenguan_docs.masking.searching import search_folder
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.masking.given import Given
from shenguan_docs.office.opening import Office
from shenguan_docs.office.received.receiving import receive

_RIGHT = "10X98765432"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def case(office: Office, seed: int) -> tuple[int, list[str]]:
    """Fill the office with a case of one person, export it masked; return how many documents, and what is left."""
    planter = Planter(seed)
    person = _person(planter)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = _files(planter, folder, seed)
        data = example_data(find_kind(office.kind_places, "penalty"), office.today)
        data |= {
            "party": [person], "facts": "\n".join(planter.sentence() for _ in range(3)),
            "attachments": [{"path": str(path), "title": path.stem} for path in files],
        }  # fmt: skip
        data = {key: value for key, value in data.items() if key in _known(office, "penalty")}
        letter = issue(office, [draft(office, "penalty", data, folder).id])[0]
        numbers = [letter.number]
        for n in range(3):
            sort, behind = planter.dice.choice(HTML_SORTS), planter.dice.choice(BEHIND)
            came = pdf_document(office.pdf, seed * 10 + n, sort, behind)
            planter.secrets |= came.secrets
            path = folder / came.name
            path.write_bytes(came.data)
            title = f"关于{planter.name()}有关情况的函（{n}）"
            got = receive(
                office, [path], {"sender": "示例市有关部门", "title": title, "date": office.today.isoformat()}
            )
            numbers.append(got.number)
        target = folder / "副本"
        bundle(office, Choice(numbers=tuple(numbers)), target, masking=Given())
        with zipfile.ZipFile(target.with_name("副本.zip")) as packed:
            packed.extractall(folder / "解开")
        searcher = searcher_of(sorted(planter.secrets))
        left = [*search_folder(target, searcher), *search_folder(folder / "解开", searcher)]
        return 1 + len(files) + 3, [f"{one.path} {one.place} {one.secret.words}" for one in left]


def _known(office: Office, slug: str) -> set[str]:
    return {field.id for field in find_kind(office.kind_places, slug).all_fields}


def _person(planter: Planter) -> dict[str, Any]:
    number = next(n for n in iter(planter.id_number, "") if len(n) == 18)
    total = sum(int(c) * w for c, w in zip(number, _WEIGHTS, strict=False))
    number = number[:17] + _RIGHT[total % 11]
    planter.secrets.add(number)
    return {
        "name": planter.name(),
        "id_number": number,
        "address": planter.address(),
        "phone": planter.mobile(),
    }


def _files(planter: Planter, folder: Path, seed: int) -> list[Path]:
    made = [
        (f"询问笔录（{planter.name()}）.docx", _docx(planter)),
        ("人员名单.xlsx", _xlsx(planter)),
        (f"{planter.mobile()}来件.eml", _eml(planter)),
        ("情况说明.txt", "\n".join(planter.sentence() for _ in range(3)).encode("gb18030")),
    ]
    paths = []
    for name, data in made:
        path = folder / name
        path.write_bytes(data)
        paths.append(path)
    return paths


def _docx(planter: Planter) -> bytes:
    """Secrets in the text, a table, the header, a comment and the properties."""
    import docx

    document = docx.Document()
    document.core_properties.author, document.core_properties.comments = planter.name(), planter.sentence()
    document.sections[0].header.paragraphs[0].text = planter.sentence()
    paragraph = document.add_paragraph(planter.sentence())
    document.add_comment(paragraph.runs, text=planter.sentence(), author=planter.name())
    table = document.add_table(rows=3, cols=3)
    for cell, words in zip(table.rows[0].cells, ("姓名", "身份证号", "电话"), strict=True):
        cell.text = words
    for row in table.rows[1:]:
        row.cells[0].text, row.cells[1].text = planter.name(), planter.id_number()
        row.cells[2].text = planter.mobile()
    document.add_paragraph(FILLER[0])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(planter: Planter) -> bytes:
    """Secrets in cells, a hidden sheet and a comment."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("名单")
    sheet.set_column(0, 3, 24)
    for column, words in enumerate(("姓名", "身份证号", "电话", "住址")):
        sheet.write_string(0, column, words)
    for row in range(1, 5):
        cells = (planter.name(), planter.id_number(), planter.mobile(), planter.address())
        for column, words in enumerate(cells):
            sheet.write_string(row, column, words)
    sheet.write_comment(1, 1, planter.sentence())
    hidden = book.add_worksheet("备用")
    hidden.write_string(0, 0, planter.sentence())
    hidden.hide()
    book.close()
    return out.getvalue()


def _eml(planter: Planter) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        planter.sentence()[:40],
        planter.email(),
        planter.email(),
    )
    message.set_content("\n".join(planter.sentence() for _ in range(2)))
    message.add_attachment(planter.sentence().encode(), maintype="text", subtype="plain", filename="附.txt")
    return bytes(message)
