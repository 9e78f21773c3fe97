"""What a file is: its first bytes held against its extension."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Set
from pathlib import Path, PurePath

from shenguan_docs.errors import Refused

NAMES = {
    "docx": "Word 文档（DOCX）",
    "xlsx": "Excel 工作簿（XLSX）",
    "xlsb": "Excel 工作簿（XLSB）",
    "pptx": "演示文稿（PPTX）",
    "odt": "ODF 文本（ODT）",
    "ods": "ODF 表格（ODS）",
    "odp": "ODF 演示文稿（ODP）",
    "ofd": "OFD 版式文件",
    "zip": "ZIP 压缩包",
    "pdf": "PDF",
    "doc": "旧版 Word 文件（DOC/WPS）",
    "xls": "旧版 Excel 文件（XLS/ET）",
    "ppt": "旧版演示文稿（PPT/DPS）",
    "msg": "Outlook 邮件（MSG）",
    "ole": "旧版 Office 文件",
    "rtf": "RTF 文档",
    "html": "网页（HTML）",
    "eml": "邮件（EML）",
    "png": "PNG 图片",
    "jpeg": "JPEG 图片",
    "tiff": "TIFF 图片",
    "bmp": "BMP 图片",
    "gif": "GIF 图片",
    "exe": "可执行程序",
    "rar": "RAR 压缩包",
    "7z": "7Z 压缩包",
    "text": "纯文本",
    "binary": "无法识别的二进制数据",
    "protected": "加了密码的 Office 文档",
}
"""The kinds and what a reader calls them."""

PICTURES = frozenset({"png", "jpeg", "tiff", "bmp", "gif"})
CONVERTED = frozenset({"doc", "ppt", "rtf"})
"""Kinds that LibreOffice turns into others."""
READ = frozenset(
    {"docx", "pptx", "odt", "odp", "xlsx", "xls", "xlsb", "ods", "pdf", "ofd", "html", "eml", "zip"}
)
"""Kinds that are read as they are."""

_EXTENSIONS = {
    "docx": {"docx"},
    "xlsx": {"xlsx"},
    "xlsb": {"xlsb"},
    "pptx": {"pptx"},
    "odt": {"odt"},
    "ods": {"ods"},
    "odp": {"odp"},
    "ofd": {"ofd"},
    "zip": {"zip"},
    "pdf": {"pdf"},
    "doc": {"doc", "rtf", "docx", "html"},
    "wps": {"doc", "rtf", "docx"},
    "xls": {"xls", "xlsx", "html"},  # systems of all kinds export pages under this name
    "et": {"xls", "xlsx"},
    "ppt": {"ppt", "pptx"},
    "dps": {"ppt", "pptx"},
    "msg": {"msg"},
    "rtf": {"rtf"},
    "png": {"png"},
    "jpg": {"jpeg"},
    "jpeg": {"jpeg"},
    "tif": {"tiff"},
    "tiff": {"tiff"},
    "bmp": {"bmp"},
    "gif": {"gif"},
    "txt": {"text", "html"},
    "md": {"text"},
    "csv": {"text"},
    "html": {"html"},
    "htm": {"html"},
    "xhtml": {"html"},
    "eml": {"eml"},
    "mht": {"eml"},
    "mhtml": {"eml"},
    "xml": {"text", "html"},
    "json": {"text"},
}
_TEXT_FORMATS = {
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    **dict.fromkeys(("eml", "mht", "mhtml"), "eml"),
}
_PROGRAMS = frozenset({
    "exe", "com", "scr", "pif", "cpl", "msi", "msp", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js",
    "jse", "wsf", "wsh", "hta", "jar", "class", "sh", "bash", "reg", "lnk", "dll", "sys", "apk", "app",
    "dmg", "deb", "rpm", "bin", "run", "py", "pyc", "pl", "php", "url", "scf", "inf", "chm", "gadget",
    "appx", "iso", "img", "wsc", "sct", "ws", "vb", "msc", "mst", "xll", "ocx", "drv", "hlp", "job", "application",
    "settingcontent-ms", "search-ms", "searchconnector-ms", "library-ms", "appref-ms", "website", "webloc", "inetloc",
    "jnlp", "desktop", "command", "diagcab", "udl", "rdp", "iqy", "oqy", "rqy", "slk", "ade", "adp", "mde", "pyw", "pyz",
    "rb", "lua", "csh", "zsh", "ksh", "mjs", "phtml", "jsp", "asp", "aspx", "cgi", "vhd", "vhdx", "cab", "ps1xml",
})  # fmt: skip
_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"GIF8", "gif"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_INSIDE_ZIP = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
)
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
_INSIDE_OLE = (("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Workbook", "xls"), ("Book", "xls"))


def file_kind(source: Path | bytes, name: str) -> str:
    """Return the kind of ``source``, called ``name`` (a key of ``NAMES``).

    Raises ``Refused`` when the file is empty, broken, protected by a password, or is not what its extension
    says, and programs and scripts whatever they are called. A name with an extension that is not known here is
    judged by its bytes alone.
    """
    data = source if isinstance(source, bytes) else read_file(source)
    extension = _extension(name)
    # What stands before a colon (a stream of NTFS) or a nought is a name to some systems.
    if any(_extension(part) in _PROGRAMS for part in re.split("[:\0]", name)):
        raise _program(name)
    if not data.strip().removeprefix(b"\xef\xbb\xbf"):
        raise Refused("文件是空的", where=name, remedy="请重新取得这份文件")
    expected = _EXTENSIONS.get(extension, set())
    kind = _by_bytes(data, name, expected)
    if kind == "text":
        kind = _TEXT_FORMATS.get(extension, "text")
    if kind == "exe" and not expected:
        raise _program(name)
    if expected and kind not in expected:
        if kind == "protected" and expected & {"docx", "xlsx", "pptx", "doc", "xls", "ppt"}:
            raise Refused("文件加了密码，打不开", where=name, remedy="请去掉密码后再登记")
        if kind == "binary":
            raise Refused(
                f"扩展名是 .{extension}，内容却不是这种文件，可能已损坏",
                where=name,
                remedy="请重新取得这份文件",
            )
        raise Refused(
            f"扩展名是 .{extension}，内容却是{NAMES[kind]}", where=name, remedy="请改正扩展名或换成正确的文件"
        )
    return kind


def _extension(name: str) -> str:
    """The ending as a system takes it: signs that are not seen left out, points and blanks at the end dropped."""
    seen = "".join(
        c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) not in ("Cf", "Cc", "Cs")
    )
    return PurePath(seen.rstrip(". ")).suffix.lower().removeprefix(".").strip()


def read_file(path: Path) -> bytes:
    """Return the bytes of ``path``. Raises ``Refused`` when it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused("文件不存在", where=str(path)) from None
    except IsADirectoryError:
        raise Refused("这是文件夹，不是文件", where=str(path)) from None
    except OSError as error:
        raise Refused("文件读不出来", where=str(path), remedy="请检查文件的权限") from error


class IsProgram(Refused):
    """The file is a program or a script, which is never taken."""


def _program(name: str) -> Refused:
    return IsProgram(
        "可执行程序和脚本不能作为附件或收文",
        where=name,
        remedy="只收文书和材料；要说明程序的，另附说明文件",
    )


def _by_bytes(data: bytes, name: str, expected: Set[str]) -> str:
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n") if b"%PDF-" in data[:1024] else data[:1024]
    if b"%PDF-" in start:
        return "pdf"
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _by_content(data, name)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            if kind == "exe" and b"\x00" not in data[:256]:
                break
            return _inside_ole(data, expected) if kind == "ole" else kind
    if data.startswith(b"BM") and len(data) > 26 and int.from_bytes(data[2:6], "little") == len(data):
        return "bmp"
    if not _is_text(data):
        return "binary"
    head = data[:4096].replace(b"\0", b"").lower()  # UTF-16 too
    return (
        "html"
        if head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and b"<html" in head
        else "text"
    )


def _inside_ole(data: bytes, expected: Set[str]) -> str:
    """Tell by the names of its streams what an OLE container is; where it holds several, what is expected."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\0\0" in data

    if holds("EncryptedPackage"):
        return "protected"
    if holds("__properties_version1.0"):
        return "msg"
    found = [kind for stream, kind in _INSIDE_OLE if holds(stream)]
    return next((kind for kind in found if kind in expected), found[0] if found else "ole")


def _by_content(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = set(archive.namelist())
            start = data[30:120]  # ODF's first member is "mimetype", stored as it is
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("文件已损坏，打不开", where=name, remedy="请重新取得这份文件") from None
    for member, kind in _INSIDE_ZIP:
        if member in members:
            return kind
    for what, kind in _ODF.items():
        if f"mimetypeapplication/vnd.oasis.opendocument.{what}".encode() in start:
            return kind
    return "zip"


def _is_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:65_536]
    if b"\x00" in head:
        return looks_utf16(head) is not None
    odd = sum(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in head)
    return odd * 100 <= len(head)


def looks_utf16(data: bytes) -> str | None:
    """Return the codec of UTF-16 without a byte order mark, None for anything else."""
    if len(data) < 4 or len(data) % 2:
        data = data[: len(data) // 2 * 2]
    for codec, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        ends = (b"\n\x00", b" \x00") if codec == "utf-16-le" else (b"\x00\n", b"\x00 ")
        if not zeros or not (zeros.count(0) * 4 > len(zeros) or any(end in data for end in ends)):
            continue
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        usual = sum(c.isalnum() or c.isspace() or "\u3000" <= c <= "\u303f" or c.isprintable() for c in text)
        if "\x00" not in text and usual * 20 >= len(text) * 19:
            return codec
    return None
