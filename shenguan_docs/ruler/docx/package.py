"""The package (zip) of a DOCX: opened within limits; nothing in it is run, nothing outside it is fetched."""

from __future__ import annotations

import io
import posixpath
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from shenguan_docs.errors import Refused

LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 600_000_000
LARGEST_XML = 150_000_000
MOST_MEMBERS = 20_000
MOST_RATIO = 200  # of a whole package over 20 MB; plain text in XML reaches 30
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_SAVE_AS = "请用 Word 或 WPS 打开，另存为普通的 .docx"


@dataclass(frozen=True)
class Relation:
    """One relationship of a part; ``target`` is a member's name, or an address when ``external``."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Package:
    """An opened DOCX: ``main`` is the member that holds the text; parts are parsed when first asked for."""

    name: str
    data: bytes
    archive: zipfile.ZipFile
    main: str = "word/document.xml"
    macros: bool = False
    _trees: dict[str, Any] = field(default_factory=dict)

    def has(self, member: str) -> bool:
        """Whether the package has this member."""
        return member in self.archive.NameToInfo

    def xml(self, member: str) -> Any:
        """Return the root of an XML part, None when the part is missing; raises Refused when it is broken."""
        if member not in self._trees:
            self._trees[member] = self._parsed(member) if self.has(member) else None
        return self._trees[member]

    def _parsed(self, member: str) -> Any:
        info = self.archive.getinfo(member)
        if info.file_size > LARGEST_XML:
            raise Refused(f"文件里的 {member} 展开后太大", where=self.name, remedy=_SAVE_AS)
        try:
            raw = self.archive.read(member)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
        ) as error:
            raise Refused(
                f"文件里的 {member} 已损坏", where=self.name, remedy="请重新取得这份文件"
            ) from error
        if _STRICT in raw[:4096]:
            raise Refused("是“严格 Open XML”格式，量不了", where=self.name, remedy=_SAVE_AS)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(raw, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Refused(f"文件里的 {member} 不是完好的 XML", where=self.name, remedy=_SAVE_AS) from error
        if root.getroottree().docinfo.doctype:
            raise Refused(f"文件里的 {member} 含有 DTD，不安全", where=self.name, remedy="请重新取得这份文件")
        return root

    def relations(self, member: str) -> list[Relation]:
        """Return the relationships of a part ("" for the package itself), targets as members' names."""
        folder, base = posixpath.split(member)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = []
        for rel in () if root is None else root.iter(f"{_RELS}Relationship"):
            external = rel.get("TargetMode") == "External"
            target = rel.get("Target") or ""
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(
                Relation(rel.get("Id") or "", (rel.get("Type") or "").rsplit("/", 1)[-1], target, external)
            )
        return found

    def related(self, kind: str) -> Any:
        """Return the root of the main part's relation of this kind (styles, settings …), None when missing."""
        for rel in self.relations(self.main):
            if rel.kind == kind and not rel.external:
                return self.xml(rel.target)
        return None

    def external(self) -> list[str]:
        """Return what the package would load from outside when opened: pictures, templates, objects; no hyperlinks."""
        found: dict[str, None] = {}
        for member in self.archive.namelist():
            if member.endswith(".rels") and member != "_rels/.rels":
                folder, base = posixpath.split(member)
                owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
                for rel in self.relations(owner):
                    if rel.external and rel.kind != "hyperlink":
                        found[rel.target] = None
        return list(found)


def open_package(data: bytes, name: str) -> Package:
    """Open a DOCX; raises Refused for what is not one, is encrypted, too large, or has no text part."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("文件加了密码（加密），打不开", where=name, remedy="请用 Word 打开，去掉密码后再量")
        raise Refused("是旧版 Word 文件（.doc、.wps）", where=name, remedy=_SAVE_AS)
    if data[:4] != b"PK\x03\x04":
        raise Refused("不是 Word 文件（DOCX）", where=name, remedy="请确认文件没有损坏、扩展名没有写错")
    if len(data) > LARGEST_FILE:
        raise Refused(
            f"文件有 {len(data) // 1_000_000} MB，太大", where=name, remedy="请压缩文中的图片后再量"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refused("文件已损坏，打不开", where=name, remedy="请重新取得这份文件") from error
    unpacked = sum(info.file_size for info in members)
    bomb = unpacked > 20_000_000 and unpacked > MOST_RATIO * len(data)
    if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS or bomb:
        raise Refused("文件展开后大得不正常（压缩炸弹）", where=name, remedy="请重新取得这份文件")
    if any(info.flag_bits & 1 for info in members):
        raise Refused("文件加了密码（加密），打不开", where=name, remedy="请去掉密码后再量")
    package = Package(name, data, archive)
    package.main = next((r.target for r in package.relations("") if r.kind == "officeDocument"), package.main)
    root = package.xml(package.main)
    if root is None or root.tag != f"{W}document" or root.find(f"{W}body") is None:
        raise Refused(
            "不是 Word 文件（DOCX），里面没有正文", where=name, remedy="请确认文件没有损坏、扩展名没有写错"
        )
    package.macros = any("vbaProject" in member for member in archive.namelist())
    return package
