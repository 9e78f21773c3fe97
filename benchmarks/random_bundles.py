"""Random case bundles, read back by other readers (PDFium, pdfplumber): page numbers, catalogue, links and bookmarks.

Each bundle is made from a seed: documents of any size and turn, letters that cite each other, attachments of every
sort, broken ones too, 正卷 and 副卷, volumes of a few pages. Every page shows a mark, so what lies where is seen.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pdfplumber
import pikepdf

from shenguan_docs.bundle.contents import BundleFile, BundleItem, Cover
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.bundle.sheets import Printer

MADE_AT = datetime(2026, 3, 20, tzinfo=timezone(timedelta(hours=8)))
COVER = Cover("示例案卷", "示例单位", "示例公司", "", "", None, None, "30年", date(2026, 3, 20), "示例人员")
_TITLE = "关于通报行政处罚决定的函<&〔2026〕AB（复查）"


@dataclass
class Model:
    """What must be in the bundle: for each document its marks in order, "" for a page without one; what it cites."""

    items: list[BundleItem] = field(default_factory=list)
    marks: list[list[str]] = field(default_factory=list)
    cites: list[set[int]] = field(default_factory=list)
    most: int = 200


def number_of(n: int) -> str:
    return f"益高社函〔2026〕{n}号"


def made(seed: int, printer: Printer) -> Model:
    """Return the random bundle of a seed; documents are counted from 0."""
    rand = random.Random(seed)
    model = Model(most=rand.choice([200, 200, 12, 7, 4]))
    count = rand.randint(1, 7)
    for n in range(count):
        cites = {rand.randrange(count) for _ in range(rand.choice([0, 0, 1, 2]))} - {n}
        printed = bool(cites) or rand.random() < 0.2
        pages = 1 if printed else rand.choice([1, 1, 2, 3, 5, 9])
        data = _printed(n, cites, printer) if printed else _drawn(f"D{n}", pages, rand)
        marks = [f"D{n}P{page}" for page in range(pages)]
        files = []
        for k in range(rand.choice([0, 0, 1, 2, 3])):
            name, content, shown = _attachment(f"D{n}A{k}", rand)
            files.append(BundleFile(f"附件{k + 1}", name, content))
            marks += shown
        model.items.append(
            BundleItem(
                number_of(n), "示例区社会事务局", "".join(rand.choice(_TITLE) for _ in range(rand.randint(1, 50))).strip() or "无题",
                date(2026, 1, 1 + n), data, None, tuple(files), volume="副卷" if n and rand.random() < 0.15 else "正卷",
            )
        )  # fmt: skip
        model.marks.append(marks)
        model.cites.append(cites)
    inner = sorted(range(count), key=lambda n: model.items[n].volume == "副卷")  # 正卷 comes first
    place = {old: new for new, old in enumerate(inner)}
    model.items = [model.items[n] for n in inner]
    model.marks = [model.marks[n] for n in inner]
    model.cites = [{place[one] for one in model.cites[n]} for n in inner]
    return model


def _printed(n: int, cites: set[int], printer: Printer) -> bytes:
    cited = "、".join(number_of(one) for one in sorted(cites))
    words = (
        f"<p>D{n}P0; {number_of(n)}</p><p style='width:70mm'>现就{cited}函复如下,请按照职责分工依法办理。</p>"
    )
    return printer(f"<meta charset=utf-8>{words}", "bundle.css")


def _drawn(mark: str, pages: int, rand: random.Random) -> bytes:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for page in range(pages):
        wide, high = rand.choice([(595, 842), (842, 595), (1191, 842), (400, 500), (2384, 3370)])
        made_page = pdf.add_blank_page(page_size=(wide, high))
        made_page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        state = rand.choice([b"", b"", b"q 1 0 0 1 9 9 cm ", b"q "])  # some leave a state open
        text = f"BT /F1 14 Tf {wide / 3:.0f} {high / 2:.0f} Td ({mark}P{page};) Tj ET".encode()
        made_page.obj.Contents = pdf.make_stream(state + text)
        made_page.obj.Rotate = rand.choice([0, 0, 0, 90, 180, 270])
        if rand.random() < 0.2:
            made_page.obj.CropBox = [20, 30, wide - 20, high - 30]
    out = io.BytesIO()
    encryption = pikepdf.Encryption(owner="o", user="") if rand.random() < 0.15 else False
    pdf.save(out, encryption=encryption)
    return out.getvalue()


def _attachment(mark: str, rand: random.Random) -> tuple[str, bytes, list[str]]:
    """Name, content, and the marks of its pages: a slip sheet and a picture have none."""
    sort = rand.choice(["pdf", "pdf", "pdf", "text", "jpeg", "broken", "empty", "locked", "other"])
    if sort == "pdf":
        pages = rand.randint(1, 4)
        return "决定书.pdf", _drawn(mark, pages, rand), [f"{mark}P{page}" for page in range(pages)]
    if sort == "text":
        return "说明.txt", f"{mark}P0; 说明".encode(), [f"{mark}P0"]
    if sort == "jpeg":
        from PIL import Image

        out = io.BytesIO()
        Image.new("L", (rand.randint(20, 300), rand.randint(20, 300)), 200).save(out, "JPEG")
        return "照片.jpg", out.getvalue(), [""]
    if sort == "locked":
        pdf, out = pikepdf.new(), io.BytesIO()
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return "加密.pdf", out.getvalue(), [""]
    content = {"broken": b"%PDF-1.7 broken", "empty": b"", "other": bytes(range(256)) * 3}[sort]
    return {"broken": "坏.pdf", "empty": "空.pdf", "other": "录像.mp4"}[sort], content, [""]


def faults(model: Model, folder: Path, printer: Printer) -> list[str]:
    """Make the bundle and return what is wrong with it, nothing when all is right."""
    result = make_bundle(model.items, COVER, folder, printer=printer, made_at=MADE_AT, most=model.most)
    wrong: list[str] = []
    numbers = {item.number: n for n, item in enumerate(model.items)}
    read = [_Volume(result.folder / volume.pdf, numbers) for volume in result.volumes]
    begins: dict[tuple[str, int], int] = {}
    shown: list[tuple[int, str]] = []
    for volume in read:
        wrong += volume.wrong
        if len(volume.marks) > model.most:
            wrong.append(f"{volume.name} 有 {len(volume.marks)} 页")
        for row, (document, first) in enumerate(volume.lines):
            if document not in begins.values():
                begins[volume.name, first] = document
            last = volume.lines[row + 1][1] - 1 if row + 1 < len(volume.lines) else len(volume.marks)
            shown += [(document, mark) for mark in volume.marks[first - 1 : last]]
    wanted = [(n, mark) for n, marks in enumerate(model.marks) for mark in marks]
    if shown != wanted:
        wrong.append(f"页的次序:应为 {wanted},实为 {shown}")
    torn = {n for n in range(len(model.items)) if sum(any(d == n for d, _ in v.lines) for v in read) > 1}
    wrong += [f"第 {n} 件被拆开" for n in torn if len(model.marks[n]) <= model.most]
    cited = {(n, to) for n, cites in enumerate(model.cites) for to in cites}
    fronts = {volume.name: volume.front for volume in read}
    linked = {pair for volume in read for pair in volume.text_links(begins, fronts)}
    if cited != linked:
        wrong.append(f"文中的链接:应为 {sorted(cited)},实为 {sorted(linked)}")
    return wrong


class _Volume:
    """One volume as pdfplumber and pikepdf read it; ``wrong`` is what does not fit together."""

    def __init__(self, path: Path, numbers: dict[str, int]) -> None:
        self.name, self.wrong = path.name, list[str]()
        pages = list(_shown(path))
        words = ["".join(text for text, *_ in page.chars) for page in pages]
        self.front = next(n for n in range(1, len(pages)) if "顺序号" not in words[n])
        with pdfplumber.open(path, pages=range(2, self.front + 1)) as read:
            rows = [row for page in read.pages for row in page.extract_tables()[-1] if row[0] != "顺序号"]
        self.marks = [
            (re.findall(r"D\d+(?:A\d+)?P\d+(?=;)", text) or [""])[0] for text in words[self.front : -1]
        ]
        for number, page in enumerate(pages[self.front : -1], 1):
            outer, inner = page.corners[:: -1 if number % 2 else 1]
            if (outer, inner) != (str(number), ""):
                self._say(f"第 {number} 页的页号是“{outer}”“{inner}”")
        if any(page.corners != ("", "") for page in (*pages[: self.front], pages[-1])):
            self._say("封面、目录或者备考表有页号")
        told = re.search(r"本卷共(\d+)件(\d+)页", words[0].replace(" ", ""))
        if not told or (int(told[1]), int(told[2])) != (len(rows), len(self.marks)):
            self._say(f"封面写的是 {told and told[0]}")
        cells = [["".join(cell.split()) for cell in row] for row in rows]
        self.lines = [(numbers[row[1]], int(row[5].split("-")[0])) for row in cells]
        if [row[0] for row in cells] != [str(n) for n in range(1, len(cells) + 1)]:
            self._say("顺序号不连续")
        first, last = self.lines[-1][1], len(self.marks)
        if cells[-1][5] != (f"{first}-{last}" if last > first else str(first)):
            self._say(f"末件的起止页是 {cells[-1][5]}")
        self._read_links(path)

    def _say(self, what: str) -> None:
        self.wrong.append(f"{self.name}:{what}")

    def _read_links(self, path: Path) -> None:
        with pikepdf.open(path) as pdf:
            index = {page.obj.objgen: n for n, page in enumerate(pdf.pages)}
            firsts = [first for _, first in self.lines]

            def page_of(target: Any) -> int:
                return index[target[0].objgen] - self.front + 1

            with pdf.open_outline() as outline:
                marked = [
                    page_of(mark.destination) for mark in outline.root if re.match(r"\d+\. ", mark.title)
                ]
            if marked != firsts:
                self._say(f"书签指向 {marked},应为 {firsts}")
            leads = [
                page_of(a.Dest) for page in pdf.pages[1 : self.front] for a in page.obj.get("/Annots", [])
            ]
            if sorted(set(leads)) != firsts or len(leads) < 2 * len(firsts):
                self._say(f"目录的链接指向 {leads},应为 {firsts}")
            self._links: list[tuple[int, str, int]] = []  # page, file ("" is this one), page there
            for n, page in enumerate(pdf.pages[self.front : -1], 1):
                for a in page.obj.get("/Annots", []):
                    if "/Dest" in a:
                        self._links.append((n, self.name, page_of(a.Dest)))
                    elif a.A.get("/S") == "/GoToR":
                        self._links.append((n, str(a.A.F.UF), int(a.A.D[0])))

    def text_links(
        self, documents: dict[tuple[str, int], int], fronts: dict[str, int]
    ) -> set[tuple[int, int]]:
        """Return the pairs of documents that a link in the text of the first leads to; -1 for no document's page."""
        found = set()
        for page, name, there in self._links:
            at = there if name == self.name else there - fronts[name] + 1
            document = [d for d, first in self.lines if first <= page][-1]
            found.add((document, documents.get((name, at), -1)))
        return found


@dataclass(frozen=True)
class _Shown:
    """A page as PDFium shows it: size in pt, characters with left, top, right, bottom from the upper left."""

    wide: float
    high: float
    chars: list[tuple[str, float, float, float, float]]

    @property
    def corners(self) -> tuple[str, str]:
        """What stands in the upper left and right corner, 20 mm on A4."""
        reach = 57 * min(max(min(self.wide, self.high) / 595.276, 0.7), 6.0)
        high = sorted((one for one in self.chars if one[4] <= reach), key=lambda one: one[1])
        left = "".join(one[0] for one in high if one[3] <= reach)
        return left.strip(), "".join(one[0] for one in high if one[1] >= self.wide - reach).strip()


def _shown(path: Path) -> Iterator[_Shown]:
    import ctypes

    import pypdfium2
    import pypdfium2.raw as pdfium

    fine = 100  # PDFium tells places in whole units
    document = pypdfium2.PdfDocument(path)
    for page in document:
        wide, high = page.get_size()
        text = page.get_textpage()
        chars = []
        for n in range(text.count_chars()):
            left, low, right, top = text.get_charbox(n)
            xs, ys = [], []
            for x, y in ((left, low), (right, top)):
                across, down = ctypes.c_int(), ctypes.c_int()
                pdfium.FPDF_PageToDevice(
                    page.raw, 0, 0, int(wide * fine), int(high * fine), 0, x, y, across, down
                )
                xs.append(across.value / fine)
                ys.append(down.value / fine)
            chars.append((text.get_text_range(n, 1), min(xs), min(ys), max(xs), max(ys)))
        yield _Shown(wide, high, chars)
        text.close()
        page.close()
    document.close()
