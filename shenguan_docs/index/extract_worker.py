"""The child process that parses one file: ``python -m shenguan_docs.index.extract_worker KIND SECONDS MIB``.

The file comes on standard input, the answer goes to standard output as JSON: text, note, metadata, or
refused and remedy. The process limits itself before it reads a byte.
"""

from __future__ import annotations

import importlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

Answer = dict[str, Any]
_BROKEN = {"refused": "文件已损坏,打不开", "remedy": "请重新取得这份文件"}
_PROTECTED = {"refused": "文件加了密码,打不开", "remedy": "请去掉密码后再登记"}
_TOO_LARGE = {"refused": "文件太大,超过了允许的内存", "remedy": "请拆成几份再登记"}
_LIBRARIES = {
    "docx": ("docx",),
    "xlsx": ("openpyxl", "openpyxl.reader.excel"),
    "pdf": ("pdfminer.high_level",),
}
_UNPACKED = 400 * 1024 * 1024
_CELLS = 2_000_000


def main() -> None:
    """Read the file, answer, end."""
    kind, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for module in _LIBRARIES[kind]:
        importlib.import_module(module)
    _limit(seconds, memory)
    data = sys.stdin.buffer.read()
    out = sys.stdout
    sys.stdout = sys.stderr  # what a parser prints is no answer
    try:
        answer = {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[kind](data)
    except Exception as error:  # whatever a parser stumbles over: the file is what is wrong
        answer = _TOO_LARGE if isinstance(error, MemoryError) or "memory" in str(error).lower() else _BROKEN
    json.dump(answer, out)
    out.flush()


def _limit(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:  # not a Unix: the time limit of the parent remains
        return
    size = memory * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _too_large_inside(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(member.file_size for member in archive.infolist()) > _UNPACKED


def _docx(data: bytes) -> Answer:
    if _too_large_inside(data):
        return {"refused": "文件解开后太大,不像一份公文", "remedy": "请另存为一份新的文件"}
    import docx

    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    chunks = [*_paragraphs(body)]
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if name.startswith(
            ("/word/header", "/word/footer", "/word/footnotes", "/word/endnotes", "/word/comments")
        ):
            chunks += _paragraphs(_root(part))
    properties = document.core_properties
    names = ("title", "subject", "keywords", "category", "comments", "content_status", "author")
    metadata = {name: str(value) for name in names if (value := getattr(properties, name))}
    return {"text": "\n".join(chunks), "metadata": metadata}


def _root(part: Any) -> Any:
    if hasattr(part, "element"):
        return part.element
    from docx.oxml import parse_xml

    return parse_xml(part.blob)


def _paragraphs(root: Any) -> Iterator[str]:
    """Return the text of every paragraph below ``root``: tables, text boxes, content controls, insertions too."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    fallback = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
    breaks = {f"{space}tab": "\t", f"{space}br": "\n", f"{space}cr": "\n", f"{space}noBreakHyphen": "-"}

    def text(node: Any) -> Iterator[str]:
        for child in node:
            if child.tag == f"{space}t":
                yield child.text or ""
            elif child.tag in breaks:
                yield breaks[child.tag]
            elif child.tag == f"{space}p":  # a text box inside the paragraph
                yield "\n" + "".join(text(child)) + "\n"
            elif child.tag not in (
                fallback,
                f"{space}pPr",
                f"{space}rPr",
            ):  # the fallback repeats the text box
                yield from text(child)

    def walk(node: Any) -> Iterator[str]:
        for child in node:
            if child.tag == f"{space}p":
                yield "".join(text(child))
            elif child.tag != fallback:
                yield from walk(child)

    yield from walk(root)


def _xlsx(data: bytes) -> Answer:
    if _too_large_inside(data):
        return {"refused": "工作簿解开后太大", "remedy": "请拆成几份再登记"}
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    lines, count = [], 0
    for sheet in book.worksheets:
        lines.append(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            cells = [_cell(value) for value in row if value is not None]
            count += len(row)
            if cells:
                lines.append("\t".join(cells))
            if count > _CELLS:
                return {"text": "\n".join(lines), "note": "表格过大,只检索前面的部分"}
    properties = book.properties
    names = ("title", "subject", "keywords", "category", "description", "contentStatus", "creator")
    metadata = {name: str(value) for name in names if (value := getattr(properties, name))}
    return {"text": "\n".join(lines), "metadata": metadata}


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)


def _pdf(data: bytes) -> Answer:
    import logging

    logging.disable(logging.CRITICAL)
    from pdfminer.high_level import extract_text_to_fp
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
    except PDFPasswordIncorrect:
        return _PROTECTED
    pages = sum(1 for _ in PDFPage.create_pages(document))
    if not pages:
        return _BROKEN
    out = io.StringIO()
    extract_text_to_fp(io.BytesIO(data), out, laparams=LAParams(all_texts=True))
    text = re.sub(r"\(cid:\d+\)", "", out.getvalue()).replace("\x0c", "\n")
    metadata: dict[str, str] = {}
    for info in document.info:
        for key in ("Title", "Subject", "Keywords", "Author"):
            if value := _string(info.get(key)):
                metadata[key.lower()] = value
    return {"text": text if text.strip() else "", "metadata": metadata}


def _string(value: Any) -> str:
    if not isinstance(value, bytes):
        return value if isinstance(value, str) else ""
    if value.startswith((b"\xfe\xff", b"\xff\xfe")):
        return value.decode("utf-16", "replace")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("gb18030", "replace")


if __name__ == "__main__":
    main()
