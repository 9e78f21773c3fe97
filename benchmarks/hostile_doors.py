"""Every door through which a file from outside comes in, and what one opening of it took."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from shenguan_docs.errors import ShenguanError
from shenguan_docs.text import readable_name

_TABLES = {"xlsx", "xls", "ods", "csv", "zip"}
_SCANS = {"pdf", "tif", "tiff", "png", "jpg", "jpeg"}
_LONGEST = 100_000  # characters of what was read that are looked through

Open = Callable[[], str]


class Doors:
    """Opens files; with an office also registers each as 收文, and as the attachment of a draft."""

    def __init__(self, place: Path, *, office: bool = False) -> None:
        self._place, self._office, self._children = place, None, 0
        self._draft: dict[str, Any] = {}
        if office:
            from benchmarks.office import made_office, one_page_letter

            self._office = made_office(place / "office")
            self._draft = one_page_letter(self._office)

    def close(self) -> None:
        """Close the office."""
        if self._office is not None:
            self._office.close()

    def opened(self, name: str, data: bytes) -> Iterator[dict[str, Any]]:
        """Open one file with all that opens files of its kind; tell of each how it ended and what it took."""
        for what, opens in self._doors(name, data):
            _forget_peak()
            start = _worked()
            try:
                words, end = opens()[:_LONGEST], "读了"
            except ShenguanError as error:
                words, end = str(error), "拒绝"
            except Exception as error:  # what a user would see as a fault of the program
                words, end = f"{type(error).__name__} {error}", "出错"
            yield {
                "what": what, "end": end, "words": words, "seconds": _worked() - start, "mib": self._mib(),
                "left": self._left_behind(),
            }  # fmt: skip

    def _doors(self, name: str, data: bytes) -> Iterator[tuple[str, Open]]:
        from shenguan_docs.index.extract import extract_text

        ending = name.rpartition(".")[2].lower()
        plain = (
            self._place / f"file.{ending}" if ending.isalnum() and len(ending) < 6 else self._place / "file"
        )
        plain.unlink(missing_ok=True)
        plain.write_bytes(data)
        yield "检索", lambda: str(extract_text(data, name))
        yield "编入案卷", lambda: self._bound(plain, name)
        if ending in ("docx", "pdf"):
            yield "量", lambda: _checked(plain)
            yield "画红笔", lambda: _marked(plain, self._new("marked.pdf"))
        if ending == "docx":
            yield "改", lambda: _mended(plain, self._new("mended.docx"))
        if ending in _TABLES:
            yield "清单", lambda: _sheets(data, plain.name)
            yield "登记簿", lambda: _register(plain)
            yield "标出错行", lambda: _with_faults(data)
        if ending in _SCANS:
            yield "印章", lambda: _seal(plain)
            yield "脱敏", lambda: _foreign(data)
        if self._office is not None:
            yield from self._office_doors(name, plain, ending)

    def _office_doors(self, name: str, plain: Path, ending: str) -> Iterator[tuple[str, Open]]:
        from shenguan_docs.office.events.importing import import_events
        from shenguan_docs.office.letters.drafting import draft
        from shenguan_docs.office.received.receiving import receive
        from shenguan_docs.office.service.reading import read_pages

        office = self._office
        assert office is not None
        named = self._named(name, plain)
        told = {"title": "来文", "sender": "示例局"}
        yield "收文", lambda: str(receive(office, [named], told))
        if plain.stat().st_size < 2_000:  # what is read is the same
            attached = {**self._draft, "materials": [str(named)]}
            yield "附件", lambda: str(draft(office, "consultation", attached, None))
        if ending in _TABLES:
            content = plain.read_bytes()
            yield "事件表", lambda: str(import_events(office, content, plain.name, beside=self._place))
        if ending in _SCANS:
            with tempfile.TemporaryDirectory(dir=self._place) as place:
                yield "送达回证扫描", lambda: str(read_pages(office, plain, Path(place)))
        if ending == "pdf":
            yield "看页", lambda: _page(plain)

    def _named(self, name: str, plain: Path) -> Path:
        """The file under its own name, where a file can be called so."""
        named = self._place / "named" / readable_name(name)
        named.parent.mkdir(exist_ok=True)
        try:
            named.unlink(missing_ok=True)
            named.write_bytes(plain.read_bytes())
        except (OSError, ValueError):
            return plain
        return named

    def _new(self, name: str) -> Path:
        path = self._place / name
        path.unlink(missing_ok=True)
        return path

    def _bound(self, plain: Path, name: str) -> str:
        """Make its pages part of a volume; nothing that runs by itself may have come along."""
        from shenguan_docs.bundle.arrange import arrange
        from shenguan_docs.bundle.contents import BundleFile, BundleItem
        from shenguan_docs.bundle.pages import Merged
        from shenguan_docs.bundle.survey import survey

        file = BundleFile("附件", name if "\0" not in name else "附件", plain)
        item = BundleItem("1", "示例局", "来文", None, None, None, (file,))
        with tempfile.TemporaryDirectory() as folder:
            leaves = survey(arrange([item]), Path(folder), lambda _name, _text: b"")
            made = self._new("bound.pdf")
            with Merged() as merged:
                taken = [leaf for leaf in leaves if leaf.pdf is not None]
                for leaf in taken:
                    assert leaf.pdf is not None
                    merged.add(leaf.pdf)
                if taken:
                    merged.save(made, "0" * 32)
            if taken:
                _require_harmless(made)
        return str([leaf.reason for leaf in leaves])

    def _mib(self) -> int:
        """The most that this process or a child of it needed: of the children only what is more than ever before.

        Without an office the files are made in this process, so that it tells nothing.
        """
        if self._office is None:
            return 0
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        grown, self._children = children > self._children, max(children, self._children)
        return max(_peak(), children if grown else 0)

    def _left_behind(self) -> str:
        place = Path(os.environ.get("TMPDIR", ""))
        if self._office is None or not place.is_dir():
            return ""
        left = [path.name for path in place.iterdir() if path.suffix != ".db"]
        for path in place.iterdir():
            with contextlib.suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return "、".join(left)


def _checked(path: Path) -> str:
    from shenguan_docs.office.measuring.checking import check_file

    return str(check_file(path))


def _marked(path: Path, made: Path) -> str:
    from shenguan_docs.office.measuring.marking import mark_file

    return str(mark_file(path, made))


def _mended(path: Path, made: Path) -> str:
    from shenguan_docs.office.measuring.mending import mend_file

    return str(mend_file(path, made))


def _sheets(data: bytes, name: str) -> str:
    from shenguan_docs.plan.tables import read_sheets

    return str(read_sheets(data, name))


def _register(path: Path) -> str:
    from shenguan_docs.office.registers.reading import read_register

    return str(read_register(path))


def _with_faults(data: bytes) -> str:
    from shenguan_docs.office.events.fault_copy import copy_with_faults

    if not data.startswith(b"PK"):
        return ""
    return str(len(copy_with_faults(data, 0, 1, {2: "示例"})))


def _seal(path: Path) -> str:
    from shenguan_docs.office.reviewing.seals import seal_on

    return seal_on(path, path.name)


def _foreign(data: bytes) -> str:
    from shenguan_docs.masking.foreign import NotMasked, read_foreign

    if not data.startswith(b"%PDF"):
        return ""
    try:
        return str(read_foreign(data, {}, ocr=False).pages)
    except NotMasked as error:
        return str(error)


def _page(path: Path) -> str:
    from shenguan_docs.office.letters.files import page_count, page_picture

    return f"{page_count(path)} {len(page_picture(path.read_bytes(), 1))}"


def _require_harmless(path: Path) -> None:
    import pikepdf

    runs = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/Rendition")
    with pikepdf.open(path) as made:
        for item in made.objects:
            kind = item.get("/S") if isinstance(item, pikepdf.Dictionary) else None
            if kind in runs:
                raise AssertionError(f"案卷里带进了 {kind}")
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/EmbeddedFile":
                raise AssertionError("案卷里带进了嵌入的文件")


def _worked() -> float:
    """Return the seconds of processor time of this process and its children: other work on the machine does not count."""
    return sum(os.times()[:4])


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    """Return in MiB what this process needed at most since ``_forget_peak``."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
