"""Case bundles: pages, numbers, links, bookmarks and catalogue against pikepdf merging the same files.

A file as enforcement offices have it: a third of the documents are letters printed by this program (text, faces),
the others are scans (A4 in grey at 150 dpi, JPEG). ``bundle`` measures both sides in turn, processor time.
"""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks.measuring import Table
from shenguan_docs.bundle.contents import BundleItem, Cover
from shenguan_docs.bundle.make import make_bundle, shipped_layouts, write_volumes
from shenguan_docs.layout.pdf import PdfPrinter

DOCUMENTS, PAGES = 60, 500
MADE_AT = datetime(2026, 3, 20, tzinfo=timezone(timedelta(hours=8)))
COVER = Cover(
    "示例木业有限公司审管联动往来文书", "示例区行政审批局", "示例木业有限公司", "91430900MA00YL0018", "林木采伐许可证核发",
    None, None, "30年", date(2026, 3, 20), "示例人员",
)  # fmt: skip
_WORDS = "关于林木采伐许可证核发事项的往来情况说明现将有关核查结果函告如下请按照职责分工依法办理并及时反馈"
_ROUNDS = 3


def number_of(n: int) -> str:
    return f"益高社函〔2026〕{n}号"


def _letters(printer: PdfPrinter, counts: list[int], rand: random.Random) -> Iterator[bytes]:
    for n, pages in enumerate(counts, 1):
        paragraphs = []
        for page in range(pages):
            cited = f"(见{number_of(rand.randint(1, DOCUMENTS))})" if page == 0 else ""
            words = ["".join(rand.choice(_WORDS) for _ in range(200)) for _ in range(3)]
            paragraphs.append(
                "<div style='break-after:page'>" + "".join(f"<p>{w}{cited}</p>" for w in words) + "</div>"
            )
        html = f"<meta charset=utf-8><h1>关于第{n}件事项的函</h1><p>{number_of(n)}</p>{''.join(paragraphs)}"
        yield printer.html_pdf(html, "bundle.css")


def _scan(rand: random.Random) -> bytes:
    """One page as a scanner gives it: black on grey, with some noise."""
    from PIL import Image, ImageDraw, ImageFilter

    page = Image.new("L", (1240, 1754), 245)
    draw = ImageDraw.Draw(page)
    for row in range(40):
        for column in range(28):
            left, top = 130 + column * 35, 160 + row * 35
            for _ in range(5):
                a, b, c, d = (rand.randint(0, 26) for _ in range(4))
                draw.line((left + a, top + b, left + c, top + d), fill=40, width=2)
    noise = Image.effect_noise(page.size, 12)
    out = io.BytesIO()
    Image.blend(page.filter(ImageFilter.GaussianBlur(0.6)), noise, 0.08).save(out, "JPEG", quality=75)
    return out.getvalue()


def _scanned(pictures: list[bytes], pages: int, rand: random.Random) -> bytes:
    import pikepdf

    pdf = pikepdf.new()
    for _ in range(pages):
        image = pdf.make_stream(
            rand.choice(pictures), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=1240, Height=1754,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def made_items(folder: Path, documents: int, pages: int) -> list[BundleItem]:
    """Write the files of ``documents`` documents with ``pages`` pages in all and return their items."""
    rand = random.Random(9)
    printer = PdfPrinter(shipped_layouts())
    letters = documents // 3
    pictures = [_scan(rand) for _ in range(12)]
    left = pages - letters * 2
    counts = [left // (documents - letters)] * (documents - letters)
    counts[-1] += left - sum(counts)
    sources = [*_letters(printer, [2] * letters, rand)]
    sources += [_scanned(pictures, count, rand) for count in counts]
    items = []
    for n, data in enumerate(sources, 1):
        path = folder / f"{n:04}.pdf"
        path.write_bytes(data)
        title = f"关于通报示例木业有限公司第{n}件行政处罚决定的函"
        items.append(
            BundleItem(number_of(n), "示例区社会事务局", title, date(2026, 1, 1 + n % 28), path, None)
        )
    return items


def merge_barely(items: list[BundleItem], target: Path) -> int:
    """What anybody would write: append all pages, save."""
    import pikepdf

    merged = pikepdf.new()
    opened = []
    for item in items:
        source = pikepdf.open(item.pages)
        opened.append(source)
        merged.pages.extend(source.pages)
    merged.save(target)
    count = len(merged.pages)
    for source in opened:
        source.close()
    return count


def _ours(items: list[BundleItem], folder: Path, printer: PdfPrinter) -> Any:
    return write_volumes(
        items, COVER, folder, printer=printer.html_pdf, layouts=shipped_layouts(), made_at=MADE_AT
    )


def run() -> bool:
    """Print the table; returns whether the goals were reached."""
    table = Table()
    printer = PdfPrinter(shipped_layouts())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        items = made_items(folder, DOCUMENTS, PAGES)
        pages = merge_barely(items, folder / "warm.pdf")
        (folder / "warm").mkdir()
        _ours(items, folder / "warm", printer)
        ours, bare, wall = [], [], []
        for n in range(_ROUNDS):
            begun = process_time()
            merge_barely(items, folder / f"bare-{n}.pdf")
            bare.append(process_time() - begun)
            (folder / f"ours-{n}").mkdir()
            begun, on_wall = process_time(), perf_counter()
            _ours(items, folder / f"ours-{n}", printer)
            ours.append(process_time() - begun)
            wall.append(perf_counter() - on_wall)
        small, plain = median(ours), median(bare)
        size = sum(path.stat().st_size for path in folder.glob("0*.pdf")) / 1e6
        what = f"{DOCUMENTS} 件 {pages} 页({size:.0f} MB)"
        table.ratio(
            what,
            f"{small:.2f} s(墙上 {median(wall):.1f} s)",
            f"pikepdf 只合并 {plain:.2f} s",
            small / plain,
            4,
        )
        begun = process_time()
        make_bundle(items, COVER, folder / "whole", printer=printer.html_pdf, made_at=MADE_AT)
        table.told("连同复制、清单、压缩包", f"{process_time() - begun:.2f} s")
    counted = {count: _in_a_process(count) for count in (PAGES, PAGES * 10)}
    big, peak = counted[PAGES * 10]
    table.ratio(
        f"{PAGES * 10} 页对 {PAGES} 页",
        f"{big:.2f} s",
        f"{counted[PAGES][0]:.2f} s",
        big / counted[PAGES][0],
        12,
    )
    table.ratio("内存最多,MB", f"{peak:.0f}", f"{PAGES} 页时 {counted[PAGES][1]:.0f}", peak, 400)
    table.print()
    return table.reached


def _in_a_process(pages: int) -> tuple[float, float]:
    """Seconds of processor time and MB of memory at most, in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        made_items(Path(place), pages * DOCUMENTS // PAGES, pages)
        command = [sys.executable, "-m", "benchmarks.bundles", place, str(pages)]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(out[0]), float(out[1])


def _alone(place: Path) -> None:
    printer = PdfPrinter(shipped_layouts())
    paths = sorted(place.glob("0*.pdf"))
    items = [
        BundleItem(number_of(n), "示例区社会事务局", f"关于第{n}件事项的函", date(2026, 1, 1), path, None)
        for n, path in enumerate(paths, 1)
    ]
    (place / "warm").mkdir()
    _ours(items[:2], place / "warm", printer)
    begun = process_time()
    (place / "made").mkdir()
    _ours(items, place / "made", printer)
    print(process_time() - begun, _peak())


def _peak() -> float:
    """MB that this process held at most. (What getrusage tells begins with what the parent held.)"""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no /proc here")


if __name__ == "__main__":
    _alone(Path(sys.argv[1]))
