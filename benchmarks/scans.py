"""Scans as an office gets them, made of our own letters: blurred, noisy, askew, with a stamp over the words.

Prints for each recogniser that is installed how many characters it reads right (in their order on the page, so
that a table read by columns counts as wrong), which share of the fragments of four characters a search would
find, and how long a page takes.
"""

from __future__ import annotations

import math
import random
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from io import BytesIO
from itertools import cycle
from pathlib import Path
from shutil import which
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.office import made_office
from shenguan_docs.errors import Refused

PAGES, RESOLUTIONS = 48, (150, 200, 300)
GOAL = 0.95
DAY = date(2026, 3, 20)


@dataclass(frozen=True)
class Scan:
    """A picture of a page, dots per inch, and the words that stand on it."""

    picture: Any
    dpi: int
    stamped: bool
    words: str


def run() -> bool:
    """Measure and print; returns whether the recogniser that the product uses reached the goal."""
    scans = list(made_scans(PAGES))
    print(f"{len(scans)} 页,{sum(len(s.words) for s in scans)} 字")
    print(
        "识别程序        分辨率   盖章   页数   字符准确率(中位)   四字片段查得到(中位/最低)   每页秒数(中位)"
    )
    reached = False
    for name, read in recognisers().items():
        rows: dict[tuple[object, object], list[tuple[float, float, float]]] = defaultdict(list)
        for scan in scans:
            start = perf_counter()
            got = read(scan)
            spent = perf_counter() - start
            measured = (accuracy(scan.words, got), findable(scan.words, got), spent)
            for key in ((scan.dpi, "有" if scan.stamped else "无"), ("全部", "")):
                rows[key].append(measured)
        for (dpi, stamp), row in sorted(rows.items(), key=str):
            right, found, seconds = zip(*row, strict=True)
            print(
                f"{name:14}  {dpi!s:>6}   {stamp:2}   {len(row):4}   {median(right):.4f}"
                f"             {median(found):.4f} / {min(found):.4f}          {median(seconds):.2f}"
            )
        reached = reached or median(found for _, found, _ in rows[("全部", "")]) >= GOAL
    return reached


def made_scans(count: int) -> Iterator[Scan]:
    """Make ``count`` scans; the same ones each time."""
    chance = random.Random(7)
    pages = cycle(_pages())
    for n in range(count):
        pdf, number, words = next(pages)
        dpi, stamped = RESOLUTIONS[n % 3], n % 2 == 0
        yield Scan(scanned(_rendered(pdf, number, dpi), dpi, chance, stamped=stamped), dpi, stamped, words)


def _pages() -> list[tuple[bytes, int, str]]:
    """Return the pages of a letter of each kind: its PDF, the page's number, its words."""
    import pypdfium2

    from shenguan_docs.notices.examples import example_data
    from shenguan_docs.notices.kinds import find_kind, kind_folders
    from shenguan_docs.office.letters.lookup import OfficeLookup
    from shenguan_docs.office.letters.preparing import prepare

    found = []
    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        for slug in sorted(kind_folders(office.kind_places)):
            kind = find_kind(office.kind_places, slug)
            with office.reading() as conn:
                lookup = OfficeLookup(conn, DAY, kind.folder, kind_places=office.kind_places)
                try:
                    prepared = prepare(kind, example_data(kind, DAY), lookup, DAY)
                except Refused as error:
                    print(f"({slug} 不用:{error.message})")
                    continue
                pdf = office.pdf.pdf(prepared.compose(DAY, number="益高示函〔2026〕1号"))
            for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
                words = page.get_textpage().get_text_range()
                if len(words) > 80:
                    found.append((pdf, number, words))
        office.close()
    return found


def _rendered(pdf: bytes, number: int, dpi: int) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)[number].render(scale=dpi / 72).to_pil().convert("RGB")


def scanned(page: Any, dpi: int, chance: random.Random, *, stamped: bool) -> Any:
    """Make a printed page look scanned: a red stamp over the words, up to 1.2° askew, soft, grainy, JPEG."""
    from PIL import Image, ImageChops, ImageFilter

    if stamped:
        page = _stamp(page, dpi, chance)
    page = page.rotate(chance.uniform(-1.2, 1.2), Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = page.filter(ImageFilter.GaussianBlur(dpi / 400))
    grain = Image.effect_noise(page.size, 28).convert("RGB")
    page = ImageChops.multiply(page, grain.point(lambda v: min(255, 128 + v)))
    out = BytesIO()
    page.save(out, "JPEG", quality=70)
    return Image.open(BytesIO(out.getvalue()))


def _stamp(page: Any, dpi: int, chance: random.Random) -> Any:
    """A round red stamp of 42 mm, its ring and star over whatever stands there (GB/T 9704 7.3.5.2)."""
    from PIL import Image, ImageChops, ImageDraw

    layer = Image.new("RGB", page.size, (255, 255, 255))
    draw = ImageDraw.Draw(layer)
    mm = dpi / 25.4
    x, y = (chance.uniform(80, 150) * mm, chance.uniform(110, 240) * mm)
    draw.ellipse(
        [x - 21 * mm, y - 21 * mm, x + 21 * mm, y + 21 * mm], outline=(225, 60, 60), width=int(1.2 * mm)
    )
    star = [
        (x + r * mm * math.sin(k * math.pi / 5), y - r * mm * math.cos(k * math.pi / 5))
        for k, r in zip(range(10), cycle((7, 2.7)), strict=False)
    ]
    draw.polygon(star, fill=(225, 60, 60))
    return ImageChops.multiply(page, layer)


def recognisers() -> dict[str, Callable[[Scan], str]]:
    """Return what is installed here, by name."""
    found: dict[str, Callable[[Scan], str]] = {}
    if find_spec("rapidocr"):
        found["RapidOCR"] = _rapidocr()
    if which("tesseract"):
        found["tesseract"] = _tesseract
    return found


def _rapidocr() -> Callable[[Scan], str]:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})

    def read(scan: Scan) -> str:
        import numpy

        return "\n".join(engine(numpy.array(scan.picture.convert("RGB"))[:, :, ::-1]).txts or ())

    return read


def _tesseract(scan: Scan) -> str:
    out = BytesIO()
    scan.picture.save(out, "PNG", dpi=(scan.dpi, scan.dpi))
    command = ["tesseract", "-l", "chi_sim", "stdin", "stdout"]
    return subprocess.run(command, input=out.getvalue(), capture_output=True, check=True).stdout.decode()


def accuracy(words: str, got: str) -> float:
    """One less edits per character, blanks and widths of signs apart."""
    words, got = _plain(words), _plain(got)
    return max(0.0, 1 - _edits(words, got) / len(words))


def findable(words: str, got: str) -> float:
    """Share of the fragments of four characters of each line that stand in ``got``."""
    lines, got = [_plain(line) for line in words.splitlines()], _plain(got)
    fragments = [line[i : i + 4] for line in lines for i in range(len(line) - 3)]
    return sum(fragment in got for fragment in fragments) / len(fragments)


def _plain(text: str) -> str:
    import unicodedata

    return "".join(unicodedata.normalize("NFKC", text).split()).replace("—", "-").replace("―", "-")


def _edits(a: str, b: str) -> int:
    """Levenshtein's distance by Myers' bit vectors."""
    if not a:
        return len(b)
    at: dict[str, int] = defaultdict(int)
    for i, char in enumerate(a):
        at[char] |= 1 << i
    mask, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    plus, minus, score = mask, 0, len(a)
    for char in b:
        eq = at[char]
        zero = (((eq & plus) + plus) ^ plus) | eq | minus
        up, down = minus | (~(zero | plus) & mask), zero & plus
        score += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & mask, (down << 1) & mask
        plus, minus = (down | ~(zero | up)) & mask, up & zero
    return score
