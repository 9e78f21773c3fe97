"""Scans that come back: each page filed with the receipt whose code it bears, or laid in the tray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from shenguan_docs.errors import Refused
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.service.reading import ReadPage, read_pages
from shenguan_docs.office.service.storing import staged
from shenguan_docs.register import documents, services, tray
from shenguan_docs.register.services import FORM_PDF, Service
from shenguan_docs.register.tray import ScannedPage, TrayPage
from shenguan_docs.serving import codes
from shenguan_docs.text import readable_name


@dataclass(frozen=True)
class PageResult:
    """What became of a page: ``result`` filed, tray, blank or double; where it lies now, what a person should know."""

    page: int
    result: str
    services: tuple[str, ...] = ()
    tray: str = ""
    said: str = ""


@dataclass(frozen=True)
class FileResult:
    """What became of a file; ``refused`` says why nothing of it was taken."""

    file: str
    pages: tuple[PageResult, ...] = ()
    refused: str = ""


def scan(office: Office, paths: Sequence[Path]) -> list[FileResult]:
    """Take in files of scanned pages, one transaction each; a bad file does not stop the others.

    Raises Refused where nothing could be taken from any.
    """
    rights.require(office, "deliver")
    results = []
    faults: list[Refused] = []
    for path in dict.fromkeys(paths):
        try:
            with TemporaryDirectory(prefix="shenguan-") as place:
                pages = read_pages(office, path, Path(place))
                results.append(_taken(office, path, pages))
        except Refused as error:
            faults.append(error)
            results.append(FileResult(str(path), refused=f"{error.message}。{error.remedy}".rstrip("。")))
    if faults and len(faults) == len(results):
        if len(faults) == 1:
            raise faults[0]
        raise Refused("这些文件都读不了：\n" + "\n".join(f"  {one.file}：{one.refused}" for one in results))
    return results


def _taken(office: Office, path: Path, pages: Sequence[ReadPage]) -> FileResult:
    name = readable_name(path.name)
    with office.writing() as conn:
        filing = _Filing(office, conn, name)
        for page in pages:
            filing.take(page)
        return FileResult(str(path), tuple(filing.finish()))


class _Filing:
    """One file in one transaction: what goes where is found page by page, each object staged once at the end."""

    def __init__(self, office: Office, conn: Connection, name: str) -> None:
        self.office, self.conn, self.name = office, conn, name
        self.results: list[PageResult] = []
        self.scans: dict[str, list[tuple[ScannedPage, Path]]] = {}
        self.known: dict[str, Service] = {}
        self.waiting: list[tuple[TrayPage, Path]] = []
        self.digests: dict[str, int] = {}
        self.beside = ""

    def take(self, page: ReadPage) -> None:
        """Decide what becomes of a page."""
        if page.blank or page.path is None:
            self.results.append(PageResult(page.number, "blank"))
            return
        double = self._double(page)
        found, why = self._receipts(page)
        waits = self._waiting(double)
        if double and not (waits and found):
            self.results.append(double)
            self.beside = double.services[0] if double.services else ""
            return
        self.digests[page.sha256] = page.number
        if found:
            self._file(page, page.path, found, why, waits)
        else:
            self._lay(page, page.path, why)

    def _double(self, page: ReadPage) -> PageResult | None:
        if page.sha256 in self.digests:
            return PageResult(page.number, "double", said=f"与本文件第 {self.digests[page.sha256]} 页相同")
        lies = services.scan_like(self.conn, page.sha256, page.picture)
        if lies is not None:
            said = f"同一页先前已经归入（{lies[1].original_name}）"
            return PageResult(page.number, "double", (lies[0],), said=said)
        waits = tray.page_like(self.conn, page.sha256, page.picture)
        if waits is None:
            return None
        said = "同一页先前已经在待认页里"
        if waits.state == "discarded":
            said = f"同一页先前弃置过（{waits.end_reason}）"
        return PageResult(page.number, "double", tray=waits.id, said=said)

    def _waiting(self, double: PageResult | None) -> str:
        """The id of the page in the tray that this page is again: its code may be read now."""
        if double is None or not double.tray:
            return ""
        return double.tray if tray.find(self.conn, double.tray).state == "waits" else ""

    def _receipts(self, page: ReadPage) -> tuple[list[Service], list[str]]:
        """The receipts of the codes on a page, and what is to be said of the codes that lead nowhere."""
        found: list[Service] = []
        why = [page.unseen] if page.unseen else []
        first = codes.read(services.any_code(self.conn))
        for text in page.codes:
            code = codes.read(text)
            if code is None:
                if codes.is_ours(text):
                    why.append("码读错了（校验不符）")
                continue
            service = services.by_code(self.conn, text)
            if service is None:
                ours = first is not None and first.tag == code.tag
                why.append(
                    f"本单位没有这份回证（码 {codes.shown(text)}），登记数据库可能是旧的备份"
                    if ours
                    else f"是别的单位的回证（码 {codes.shown(text)}）"
                )
            elif service.state == "void":
                why.append(f"回证 {service.id} 已作废（{service.void_reason}）")
            elif service not in found:
                found.append(service)
        if not found and not why:
            why.append("页上有别的二维码，没有回证的码" if page.codes else "没有读到回证的码")
        return found, why

    def _doubts(self, page: ReadPage, service: Service) -> list[str]:
        """What a person should look at before trusting a page that bears the code of a receipt."""
        said = []
        versions = self.office.archive.versions(service.object_id)
        if page.sha256 in {version.files.get(FORM_PDF) for version in versions}:
            said.append(f"与回证 {service.id} 没有签过的表样完全相同，请核对")
        for letter in documents.load(self.conn, [paper.record for paper in service.papers]):
            if letter.state == "void":
                said.append(f"文书{letter.number}已作废")
        return said

    def _file(self, page: ReadPage, path: Path, found: Sequence[Service], why: list[str], waits: str) -> None:
        said = [*why, f"先前在待认页里（{waits}），现在读到了码"] if waits else list(why)
        if len(found) > 1:
            said.append("一页上有几份回证的码，各归入一份")
        for service in found:
            self.known[service.id] = service
            said += self._doubts(page, service)
            mine = self.scans.setdefault(service.id, [])
            if service.scans:
                said.append(f"回证 {service.id} 先前已有扫描件，这一页也留着，请核对是不是重复扫描")
            number = len(service.scans) + len(mine) + 1
            stored = f"scans/{number:03}{page.suffix}"
            kept = ScannedPage(stored, self.name, page.number, page.sha256, page.picture, waits)
            mine.append((kept, path))
        ids = tuple(service.id for service in found)
        self.beside = ids[0]
        self.results.append(PageResult(page.number, "filed", ids, said=";".join(said)))

    def _lay(self, page: ReadPage, path: Path, why: list[str]) -> None:
        id, reason = self.office.new_id(self.office.today), "；".join(why)
        beside = self.beside if not page.codes else ""
        waits = TrayPage(
            id, self.name, page.number, reason, f"page{page.suffix}", page.sha256, page.picture, beside
        )
        self.waiting.append((waits, path))
        hint = f"；前一页是回证 {beside} 的" if beside else ""
        self.results.append(PageResult(page.number, "tray", tray=id, said=reason + hint))

    def finish(self) -> list[PageResult]:
        """Stage and enter everything; return the results in the order of the pages."""
        for id, scans in self.scans.items():
            reference = staged(
                self.office,
                self.known[id].object_id,
                {scan.stored_name: path for scan, path in scans},
                f"送达回证扫描件 {id}",
            )
            services.add_scans(
                self.conn, id, [scan for scan, _ in scans],
                object=reference, at=self.office.now(), by=self.office.actor,
            )  # fmt: skip
        for waits, path in self.waiting:
            reference = staged(self.office, waits.id, {waits.stored_name: path}, f"待认的扫描页 {waits.id}")
            tray.put(self.conn, waits, object=reference, at=self.office.now(), by=self.office.actor)
        return self.results
