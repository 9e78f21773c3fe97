"""The package of a DOCX layout, looked through before it is used: what Word would run or fetch is refused."""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from shenguan_docs.errors import Refused

_LARGEST_UNPACKED = 64_000_000
_RUNS = re.compile(r"vbaProject|vbaData|activeX|oleObject|/embeddings/", re.IGNORECASE)
_FETCHES = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON|AUTOTEXT|QUOTE)\b",
    re.IGNORECASE,
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def checked_package(path: Path) -> bytes:
    """Return a layout's bytes. Raises Refused for macros, embedded objects, fields that fetch or run, a DTD, a bomb."""
    data = path.read_bytes()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(info.file_size for info in members) > _LARGEST_UNPACKED:
                raise Refused("版式文件展开后太大", where=str(path))
            for info in members:
                if _RUNS.search(info.filename):
                    raise Refused(
                        f"版式里有宏或者嵌入的对象（{info.filename}）",
                        where=str(path),
                        remedy="在 Word 里删去，另存为普通的 .docx",
                    )
                if info.filename.endswith((".xml", ".rels")):
                    _require_harmless(archive.read(info), info.filename, path)
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error, lzma.LZMAError,
    ):  # fmt: skip
        raise Refused("不是 Word 文件（DOCX）", where=str(path), remedy="用 Word 打开另存为 .docx") from None
    return data


def _require_harmless(raw: bytes, name: str, path: Path) -> None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused(f"版式里的 {name} 损坏", where=str(path), remedy="用 Word 打开另存为 .docx") from None
    if root.getroottree().docinfo.doctype:
        raise Refused(
            f"版式里的 {name} 有实体声明（DTD）", where=str(path), remedy="用 Word 打开另存为 .docx"
        )
    told = _instructions(root)
    if "{{" in told or "{%" in told or "{#" in told:  # what they would become is not seen here
        raise Refused("域里不能有模板的标记", where=f"{path} {name}", remedy="在 Word 里把标记移到域的外面")
    if next(root.iter(f"{_W}altChunk"), None) is not None or b"/aFChunk" in raw:
        raise Refused(
            "版式里插进了别的文件（altChunk）",
            where=f"{path} {name}",
            remedy="在 Word 里把它的内容贴成普通的文字",
        )
    if (found := _FETCHES.search(told)) is not None:
        raise Refused(
            f"版式里有会取外部内容或者运行程序的域（{found[1].upper()}）",
            where=f"{path} {name}",
            remedy="在 Word 里删去这个域",
        )


def _instructions(root: Any) -> str:
    """The words of all fields; those of one field may be spread over runs."""
    spread = "".join(node.text or "" for node in root.iter(f"{_W}instrText"))
    return "\n".join([spread, *(node.get(f"{_W}instr") or "" for node in root.iter(f"{_W}fldSimple"))])
