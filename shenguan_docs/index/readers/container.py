"""A ZIP container and the XML in it, opened with mistrust: nothing unpacks without limit or reaches outside."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from lxml import etree

from shenguan_docs.index.readers.reading import Unfit

UNPACKED = 400 * 1024 * 1024
"""Bytes that a container may hold unpacked."""
_MEMBERS = 20_000
_ONE = 200 * 1024 * 1024
_TOO_LARGE = ("文件解开后太大，不像一份公文", "请另存为一份新的文件")
_PICTURE = re.compile(r"/media/[^/]+\.(png|jpe?g|tiff?|bmp)$", re.IGNORECASE)
_SMALLEST_PICTURE, _PICTURES = 20_000, 30
_PROPERTIES = {
    "title": "title",
    "subject": "subject",
    "keywords": "keywords",
    "keyword": "keywords",
    "category": "category",
    "description": "comments",
    "contentStatus": "content_status",
    "creator": "author",
}


class Container:
    """A container of ``data``. Raises ``Unfit`` when it is broken, or when it unpacks to too much."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise Unfit("文件已损坏，打不开") from error
        members = self._zip.infolist()
        if len(members) > _MEMBERS or sum(m.file_size for m in members) > UNPACKED or _overlap(members):
            raise Unfit(*_TOO_LARGE)
        self.members = {_plain(m): m for m in members if not m.is_dir()}
        for name in self.members:  # other libraries read these parts too
            if name.endswith((".xml", ".rels")):
                _no_entities(self._head(name))

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def names(self, pattern: str) -> list[str]:
        """Return the members whose whole name matches, in the order of the numbers in them."""
        return sorted((name for name in self.members if re.fullmatch(pattern, name)), key=_by_number)

    def _head(self, name: str) -> bytes:
        try:
            with self._zip.open(self.members[name]) as opened:
                return opened.read(4096)
        except Exception:  # whoever needs this part will say so
            return b""

    def read(self, name: str) -> bytes:
        """Return a member's content. Raises ``Unfit`` when it is broken, protected or larger than it says."""
        member = self.members[name]
        if member.flag_bits & 1:
            raise Unfit("文件加了密码，打不开", "请去掉密码后再登记")
        if member.file_size > _ONE:
            raise Unfit(*_TOO_LARGE)
        try:
            with self._zip.open(member) as opened:
                content = opened.read(member.file_size + 1)
        except Exception as error:  # zlib, bzip2 and lzma each complain in their own way
            raise Unfit("文件已损坏，打不开") from error
        if len(content) > member.file_size:
            raise Unfit(*_TOO_LARGE)
        return content

    def xml(self, name: str) -> Any:
        """Return the root element of a member. Raises ``Unfit`` when it is not there or not well formed."""
        if name not in self.members:
            raise Unfit("文件不完整，缺少其中的一部分")
        return xml(self.read(name))

    def related(self, part: str) -> list[tuple[str, str]]:
        """Return what a part of an Office document leads to: the last word of the type, the member's name."""
        place = PurePosixPath(part)
        rels = str(place.parent / "_rels" / f"{place.name}.rels").removeprefix("./")
        if rels not in self.members:
            return []
        found = []
        for relation in self.xml(rels).iterchildren("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                target = normpath("/" + str(place.parent / relation.get("Target", ""))).lstrip("/")
                found.append((relation.get("Type", "").rpartition("/")[2], target))
        return found

    def properties(self) -> dict[str, str]:
        """Return what an Office document says of itself, its user's own properties too."""
        found: dict[str, str] = {}
        for name in ("docProps/core.xml", "meta.xml"):
            if name in self.members:
                for node in self.xml(name).iter("{*}*"):
                    key = _PROPERTIES.get(etree.QName(node).localname)
                    if key and (node.text or "").strip():
                        found[key] = f"{found[key]},{node.text}" if key in found else node.text
        if "docProps/custom.xml" in self.members:
            for node in self.xml("docProps/custom.xml").iterchildren("{*}property"):
                found.setdefault(node.get("name", ""), "".join(node.itertext()))
        return found

    def pictures(self) -> list[tuple[str, bytes]]:
        """Return the pictures that are large enough to show words."""
        names = [name for name in self.names(r".*") if _PICTURE.search(f"/{name}")]
        large = [name for name in names if self.members[name].file_size >= _SMALLEST_PICTURE]
        return [(PurePosixPath(name).name, self.read(name)) for name in large[:_PICTURES]]

    def embedded(self) -> list[tuple[str, bytes]]:
        """Return the files that were put into an Office document."""
        return [(PurePosixPath(name).name, self.read(name)) for name in self.names(r".*/embeddings/.*\.\w+x")]


def xml(data: bytes) -> Any:
    """Parse XML without entities, network or huge depth. Raises ``Unfit``."""
    _no_entities(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfit("文件已损坏，打不开") from error


def _no_entities(data: bytes) -> None:
    if any("<!ENTITY".encode(codec) in data for codec in ("ascii", "utf-16-le", "utf-16-be")):
        raise Unfit("文件里有不该有的内容（实体声明），可能是恶意文件")


def texts(root: Any, paragraph: str, *leaves: str) -> Iterator[str]:
    """Yield the text of every element ``paragraph`` below ``root``, put together from its ``leaves``."""
    for block in root.iter(paragraph):
        text = "".join(leaf.text or "" for leaf in block.iter(*leaves))
        if text.strip():
            yield text


def _plain(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: without the flag of UTF-8 a Chinese machine writes GBK."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether two members share bytes: so a few kilobytes pretend to be terabytes."""
    spans = sorted((m.header_offset, m.header_offset + 30 + m.compress_size) for m in members)
    return any(end > start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))


def _by_number(name: str) -> list[tuple[int, str]]:
    return [(int(number or 0), words) for words, number in re.findall(r"(\D*)(\d*)", name)]
