"""Pages of many PDFs in one: what can be opened is merged, what cannot is told with its reason."""

from __future__ import annotations

import hashlib
import io
import logging
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import pikepdf

from shenguan_docs.bundle.contents import Content
from shenguan_docs.bundle.geometry import mend_boxes

# qpdf reports some faults of a file to this log only; unheard, Python would print them in English.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())

# What pikepdf raises on broken files, from its own errors to those of a page that is no dictionary.
BROKEN = (pikepdf.PdfError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
# Keys of a page that point into structures which stay behind, or that run a program when it is opened.
_LEFT_BEHIND = ("/AA", "/B", "/StructParents", "/PieceInfo")

MOST_PAGES = 10_000
"""Pages of one PDF."""

# Actions that only lead somewhere; all others of a link run, send or open something.
_PLAIN = ("/URI", "/GoTo", "/Named")


class Unreadable(Exception):
    """A source has no pages to give; ``str()`` is the reason in Chinese, for the slip sheet."""


@dataclass(frozen=True)
class Taken:
    """What a source gave: pages, whether it bears electronic signatures, whether it had to be mended."""

    pages: int
    signed: bool = False
    mended: bool = False


def probe(source: Content) -> Taken:
    """Look at a PDF without taking its pages. Raises Unreadable with the reason why it has none to give."""
    opened = _open(source)
    try:
        with opened:
            count = len(opened.pages)
            if not count:
                raise Unreadable("PDF 里没有页")
            if count > MOST_PAGES:
                raise Unreadable(f"PDF 有 {count} 页，太多了")
            mended = bool(opened.get_warnings())
            # qpdf makes pages even of a file that was cut off; a page that lost its content must not pass for one.
            if mended and any("/Contents" not in page.obj for page in opened.pages):
                raise Unreadable("PDF 不完整，有的页没有内容")
            return Taken(count, _is_signed(opened.Root.get("/AcroForm")), mended)
    except BROKEN as error:
        raise Unreadable("PDF 已损坏，打不开") from error


class Merged:
    """One PDF under construction. The sources stay open until it is closed: streams are copied on saving."""

    def __init__(self) -> None:
        self.pdf: Any = pikepdf.new()
        self._sources = ExitStack()

    def __enter__(self) -> Merged:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pdf.close()
        self._sources.close()

    def add(self, source: Content, first: int = 0, count: int | None = None) -> None:
        """Append ``count`` pages of ``source`` from its page ``first`` (from 0), or all.

        Raises Unreadable, and then nothing was appended.
        """
        before = len(self.pdf.pages)
        try:
            opened = self._sources.enter_context(_open(source))
            _draw_forms(opened)
            whole = first == 0 and count is None
            self.pdf.pages.extend(opened.pages if whole else opened.pages[first : first + (count or 0)])
            for page in self.pdf.pages[before:]:
                _tidy(page)
            self._take_layers(opened)
        except Unreadable:
            del self.pdf.pages[before:]
            raise
        except BROKEN as error:
            del self.pdf.pages[before:]
            raise Unreadable("PDF 已损坏，打不开") from error

    def add_placeholder(self) -> None:
        """Append one empty page, which a slip sheet replaces later."""
        self.pdf.add_blank_page(page_size=(595, 842))

    def save(self, path: Path, identity: str) -> None:
        """Write the PDF; the same content gives the same bytes, for ``identity`` becomes its ID.

        Raises OSError when it cannot be written.
        """
        # qpdf's own deterministic ID reads all that is written once more, scans and all.
        digest = hashlib.sha256(identity.encode()).digest()[:16]
        self.pdf.trailer.ID = pikepdf.Array([pikepdf.String(digest), pikepdf.String(digest)])
        with path.open("xb") as file:
            patient = _Patient(file)
            with io.BufferedWriter(patient, 1 << 20) as writer:  # many small pieces come
                self.pdf.save(writer, static_id=True)
        if patient.failed is not None:
            raise patient.failed

    def _take_layers(self, source: Any) -> None:
        """Carry over which layers are switched off, else hidden parts of drawings would show."""
        layers = source.Root.get("/OCProperties")
        if not isinstance(layers, pikepdf.Dictionary) or "/OCGs" not in layers:
            return
        copied = self.pdf.copy_foreign(source.make_indirect(layers))
        own = self.pdf.Root.get("/OCProperties")
        if own is None:
            own = self.pdf.Root.OCProperties = pikepdf.Dictionary(
                OCGs=pikepdf.Array(), D=pikepdf.Dictionary(OFF=pikepdf.Array(), Order=pikepdf.Array())
            )
        own.OCGs.extend(copied.OCGs)
        off = copied.get("/D", pikepdf.Dictionary()).get("/OFF")
        if off is not None:
            own.D.OFF.extend(off)


class _Patient(io.RawIOBase):
    """A file that keeps its first failure to itself: an exception in ``write`` would abort the whole process.

    (qpdf's writer meets it again in a destructor, where C++ ends the program.)
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.failed: OSError | None = None

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def write(self, data: Any) -> int:
        if self.failed is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.failed = error
        return len(data)


def _open(source: Content) -> Any:
    try:
        if (len(source) if isinstance(source, bytes) else source.stat().st_size) == 0:
            raise Unreadable("文件是空的")
        return pikepdf.open(
            io.BytesIO(source) if isinstance(source, bytes) else source, suppress_warnings=True
        )
    except pikepdf.PasswordError:
        raise Unreadable("PDF 有打开密码") from None
    except FileNotFoundError:
        raise Unreadable("找不到这个文件") from None
    except OSError:
        raise Unreadable("文件读不出来") from None
    except BROKEN as error:
        raise Unreadable("PDF 已损坏，打不开") from error


def _is_signed(form: Any) -> bool:
    if not isinstance(form, pikepdf.Dictionary):
        return False
    return bool(int(form.get("/SigFlags", 0)) & 1) or any(
        isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig" and "/V" in field
        for field in form.get("/Fields", ())
    )


def _draw_forms(pdf: Any) -> None:
    """Draw filled-in fields into their pages, for a field belongs to its file."""
    if isinstance(pdf.Root.get("/AcroForm"), pikepdf.Dictionary):
        with suppress(*BROKEN):  # a form that cannot be drawn still has its pages
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("screen")


def _tidy(page: Any) -> None:
    for key in _LEFT_BEHIND:
        if key in page.obj:
            del page.obj[key]
    annotations = page.obj.get("/Annots")
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        if isinstance(annotation, pikepdf.Dictionary):
            _disarm(annotation)
    mend_boxes(page.obj)


def _disarm(annotation: Any) -> None:
    """Take from an annotation what would run, send or open something else when it is clicked; plain links stay."""
    for key in ("/AA", "/PA"):
        if key in annotation:
            del annotation[key]
    action = annotation.get("/A")
    if action is not None:
        kind = action.get("/S") if isinstance(action, pikepdf.Dictionary) else None
        if kind not in _PLAIN or "/Next" in action:
            del annotation["/A"]
