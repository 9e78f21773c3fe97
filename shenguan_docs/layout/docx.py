"""DOCX of a document: ``printed`` → a layout that an office opens in Word, filled by docxtpl.

docxtpl's plain use reads, patches and compiles the layout for every letter; here that happens once per
layout file, and each letter fills the compiled tags.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

from jinja2 import Template

from shenguan_docs.document import Document
from shenguan_docs.errors import Refused
from shenguan_docs.layout.docx_package import checked_package
from shenguan_docs.layout.fit import PLAIN, Fit
from shenguan_docs.layout.printed import printed
from shenguan_docs.layout.source import LayoutSource, guarded

_Made = TypeVar("_Made")
_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file in the package: the same letter gives the same bytes


class DocxPrinter:
    """Prints documents as DOCX; keeps the layouts, read and compiled, between letters."""

    def __init__(self, layouts: LayoutSource) -> None:
        self.layouts = layouts
        self._lock = RLock()
        self._kept: dict[str, tuple[tuple[Path, int], _Layout]] = {}

    def docx(self, document: Document, fit: Fit = PLAIN) -> bytes:
        """Return the document as DOCX, fitted as its PDF is; raises Refused for a layout with a fault."""
        with self._lock:
            return self._layout(f"{document.layout}.docx").fill(printed(document, fit))

    def _layout(self, name: str) -> _Layout:
        path = self.layouts.path(name)
        stamp = path, path.stat().st_mtime_ns
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            kept = stamp, _Layout(path, self.layouts)
            self._kept[name] = kept
        return kept[1]


class _Layout:
    """One layout file: its package as docxtpl holds it and its compiled parts."""

    def __init__(self, path: Path, layouts: LayoutSource) -> None:
        from docxtpl import DocxTemplate

        self.path, self.layouts = path, layouts
        self._template = DocxTemplate(io.BytesIO(checked_package(path)))
        try:
            self._template.init_docx()
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise Refused(
                "不是 Word 文件（DOCX）", where=str(path), remedy="用 Word 打开另存为 .docx"
            ) from error
        _refuse_external(self._template.docx.part.package, path)
        self._body = self._compiled(self._template.get_xml())
        self._parts: list[tuple[str, Template]] = []
        for uri in (self._template.HEADER_URI, self._template.FOOTER_URI):
            for key, part in self._template.get_headers_footers(uri):
                xml = self._template.get_part_xml(part)
                if "{{" in xml or "{%" in xml:  # the others stay as they are
                    self._parts.append((key, self._compiled(xml)))

    def _compiled(self, xml: str) -> Template:
        """Patch and compile; each paragraph begins a line, so that a fault names its paragraph."""
        text = self._template.patch_xml(re.sub(r"<w:p([ >])", r"\n<w:p\1", xml))
        return self._guarded(lambda: self.layouts.compiled(text, self.path))

    def _guarded(self, work: Callable[[], _Made]) -> _Made:
        return guarded(work, lambda _: str(self.path), "段")

    def fill(self, page: dict[str, Any]) -> bytes:
        """Return the package filled with the words of ``page``."""
        from shenguan_docs.layout.placing import place_body, place_header
        from shenguan_docs.layout.sections import references, tidy_sections

        template = self._template
        tree = template.fix_tables(self._guarded(lambda: self._body.render(page)))
        place_body(tree, page)
        tidy_sections(tree, flowing_imprint=page["fit"]["imprint"] == "flow")
        template.map_tree(tree)
        used = references(tree)
        for key, part in self._parts:
            if key in used:
                xml = place_header(self._guarded(partial(part.render, page)), page)
                template.map_headers_footers_xml(key, xml)
        _describe(template.docx.core_properties, page)
        with _only(template.docx.part.rels, used, (template.HEADER_URI, template.FOOTER_URI)):
            return packed(template.docx.part.package)


@contextmanager
def _only(rels: Any, used: set[str], kinds: tuple[str, ...]) -> Iterator[None]:
    """Leave out the headers and footers of sections that this letter has not; the layout keeps them."""
    every = dict(rels)
    for key, rel in every.items():
        if rel.reltype in kinds and key not in used:
            del rels[key]
    try:
        yield
    finally:
        rels.clear()
        rels.update(every)


def _refuse_external(package: Any, path: Path) -> None:
    """A layout that points outside (pictures, templates from elsewhere) would reach the network on opening."""
    for rel in package.iter_rels():
        if rel.is_external and not rel.reltype.endswith("/hyperlink"):
            raise Refused(
                f"版式引用了外部文件 {rel.target_ref}", where=str(path), remedy="在 Word 里改为嵌入"
            )


def _describe(core: Any, page: dict[str, Any]) -> None:
    core.title, core.subject, core.author = (
        page["plain_title"][:250],
        page["number"][:250],
        page["issuer"][:250],
    )
    core.last_modified_by, core.revision, core.language = "", 1, "zh-CN"
    moment = datetime.fromisoformat(page["created"]) if page["created"] else datetime(*_MOMENT)
    core.created = core.modified = moment


class _Zip:
    """What python-docx's package writer writes to; unlike its own, with fixed times."""

    def __init__(self) -> None:
        self.buffer = io.BytesIO()
        self.archive = zipfile.ZipFile(self.buffer, "w", zipfile.ZIP_DEFLATED)

    def write(self, uri: Any, blob: bytes) -> None:
        self.archive.writestr(zipfile.ZipInfo(uri.membername, _MOMENT), blob, zipfile.ZIP_DEFLATED, 6)


def packed(package: Any) -> bytes:
    """Return a package as a DOCX file whose bytes do not depend on the time."""
    from docx.opc.packuri import PACKAGE_URI
    from docx.opc.pkgwriter import PackageWriter

    target = _Zip()
    parts = list(package.iter_parts())
    for part in parts:
        part.before_marshal()
    # The steps of PackageWriter.write, which makes a zip of its own with the present time in it.
    PackageWriter._write_content_types_stream(target, parts)
    target.write(PACKAGE_URI.rels_uri, package.rels.xml)
    PackageWriter._write_parts(target, parts)
    target.archive.close()
    return target.buffer.getvalue()
