"""Look into files that came in: their words, their pages as they are shown, the codes of 送达回证."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shenguan_docs.bundle.pages import Unreadable
from shenguan_docs.bundle.turning import is_pdf, turned
from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import Extracted, extract_text, file_kind
from shenguan_docs.index.formats import PICTURES
from shenguan_docs.index.secrecy import secrecy_mark
from shenguan_docs.office.letters.files import page_count
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received import incoming
from shenguan_docs.office.received.drop import PAGES, Drop
from shenguan_docs.office.service.reading import read_pages
from shenguan_docs.register import services
from shenguan_docs.serving import codes
from shenguan_docs.text import readable_name

_TEXT_SHOWN = 20_000


@dataclass(frozen=True)
class Looked:
    """What was seen of one file: its words, or why it was ``refused``; how many ``pages`` can be shown.

    ``receipts`` counts the pages that bear a code of this office, ``leaves`` those that are not blank.
    """

    name: str
    extracted: Extracted | None
    refused: str = ""
    pages: int = 0
    receipts: int = 0
    leaves: int = 0

    @property
    def is_receipts(self) -> bool:
        """Whether this is a scan of receipts: every other page at least bears their code."""
        return bool(self.receipts) and self.receipts * 2 >= self.leaves

    @property
    def text(self) -> str:
        """The words, where there are no pages to be shown."""
        if self.pages or self.extracted is None:
            return ""
        return re.sub("[\f\v]", "\n", self.extracted.text)[:_TEXT_SHOWN].strip()


def look(office: Office, id: str) -> Drop:
    """Read the files of a drop in child processes, and keep what was read; a drop that was read is left as it is.

    Raises NotFound; Refused where a file is marked secret: nothing of the drop is kept then.
    """
    drop = incoming.find(office, id)
    if incoming.kept_reading(office, drop) is not None or drop.state != "waits":
        return drop
    found = []
    with office.reading() as conn:
        tag = codes.read(services.any_code(conn))
    paths = incoming.paths(office, drop)
    with office.progress("读来文", len(paths)) as done:
        for n, path in enumerate(paths, 1):
            found.append(_one(office, drop, path, tag))
            done(n)
    incoming.keep_reading(office, drop, [asdict(one) for one in found])
    return drop


def _one(office: Office, drop: Drop, path: Path, tag: codes.Code | None) -> Looked:
    name = readable_name(path.name)
    try:
        receipts, leaves = _receipts(office, path, file_kind(path, name), tag)
        if receipts and receipts * 2 >= leaves and rights.may(office, "deliver"):
            return Looked(name, None, receipts=receipts, leaves=leaves)  # its words are not needed
        extracted = extract_text(path, name)
    except Refused as error:
        return Looked(name, None, refused=f"{error.message}。{error.remedy}".rstrip("。") + "。")
    if mark := secrecy_mark(extracted.text, name, extracted.metadata):
        incoming.discard(office, drop.id)
        raise Refused(
            f"“{name}”标有密级“{mark}”，本系统不处理涉密文件，这次收到的文件已经删去",
            remedy="涉密件按保密规定另行办理，不要录入",
        )
    pages = 0
    shown = shown_as(path)
    if extracted.kind == "pdf":
        pages = page_count(path)
    elif extracted.kind not in ("text", "eml", "html", "zip"):
        try:
            shown.write_bytes(turned(path, name, _no_text))
            pages = page_count(shown)
        except Unreadable:
            pages = 0
    return Looked(name, extracted, "", pages, receipts, leaves)


def _no_text(_name: str, _text: str) -> bytes:
    raise Unreadable("文字直接显示")


def _receipts(office: Office, path: Path, kind: str, tag: codes.Code | None) -> tuple[int, int]:
    """How many pages bear a code of this office, how many are not blank; only where the office has made receipts."""
    if tag is None or (kind != "pdf" and kind not in PICTURES):
        return 0, 0
    try:
        with TemporaryDirectory(prefix="shenguan-") as place:
            pages = [page for page in read_pages(office, path, Path(place)) if not page.blank]
    except Refused:
        return 0, 0
    return sum(any(_ours(code, tag) for code in page.codes) for page in pages), len(pages)


def _ours(text: str, tag: codes.Code) -> bool:
    code = codes.read(text)
    return code is not None and code.tag == tag.tag


def looked(office: Office, drop: Drop) -> list[Looked] | None:
    """Return what was seen of the files of a drop, None where they were not read yet."""
    kept = incoming.kept_reading(office, drop)
    if kept is None:
        return None
    return [Looked(**{**one, "extracted": _extracted(one["extracted"])}) for one in kept]


def _extracted(told: Mapping[str, Any] | None) -> Extracted | None:
    return Extracted(**told) if told else None


def shown_as(path: Path) -> Path:
    """Return where the pages of a file lie as a PDF: itself, or beside it."""
    return path if is_pdf(path) else path.parent / PAGES
