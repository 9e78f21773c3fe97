"""Letters of every kind in every layout, of lengths at which pages break badly: none may have a finding.

Each kind's own fields are filled with words drawn by a seed. A paragraph is added whose number of lines brings the
text, the signature or 版记 exactly to the foot of a page, one line before it, one line over it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.office import made_office
from shenguan_docs.document import Block, Document, Enclosure, Layout, Paragraph, Roster, Run, Signature
from shenguan_docs.layout import figures, looking
from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.layout.source import LayoutSource
from shenguan_docs.resources import shipped_templates

DAY = date(2026, 3, 20)
LAYOUTS: tuple[Layout, ...] = ("letter", "general", "upward", "minutes")
LENGTHS = (
    "short", "text exact", "text over", "text before", "ending exact", "ending over", "ending before",
    "imprint exact", "imprint over", "long",
)  # fmt: skip
_PARTIES = (
    "湖南示例木业有限公司",
    "益阳喆堃玥赟建材经营部",
    "示例（益阳）犇鑫农机专业合作社",
    "A&B示例电子科技（湖南）有限公司",
)
_CLAUSES = (
    "根据有关规定，", "现将情况通报如下：", "请于2026年7月16日前", "函复我局。", "罚款50000元、", "按第（三）项，",
    "《益阳高新区审管联动实施方案》", "91430900MA4L0XXX1X", "当事人喆堃玥，", "“一网通办”——", "占12.5%；", "经现场核查，", "依法予以",
)  # fmt: skip
_HANZI = (
    "经查该单位在有效期内从事相关经营活动并按照要求提交了材料我局已经依法办结现将有关情况函告你局请予支持配合"
)


@dataclass(frozen=True)
class Letter:
    """One letter, and how it came about."""

    name: str
    kind: str
    layout: Layout
    length: str
    document: Document


def letters(seed: int, *, each: int = 6, kinds_of: tuple[str, ...] = ()) -> Iterator[Letter]:
    """Every kind (or those of ``kinds_of``) × layout in ``each`` lengths; the same ones for the same seed."""
    chance = random.Random(seed)
    printer = PdfPrinter(LayoutSource([shipped_templates() / "layouts"]))
    turn = 0
    for kind, document in kinds(chance, kinds_of):
        layouts: tuple[Layout, ...] = ("form",) if document.layout == "form" else LAYOUTS
        for layout in layouts:
            laid = _ended(_in_layout(document, layout), chance)
            chosen = [*LENGTHS[:4], *(LENGTHS[4 + (turn + n) % 6] for n in range(each - 4))][:each]
            if each < 4:
                chosen = [LENGTHS[(turn + 3 * n) % len(LENGTHS)] for n in range(each)]
            turn += max(1, each - 4)
            for length in chosen:
                yield Letter(
                    f"{kind}-{layout}-{length}",
                    kind,
                    layout,
                    length,
                    of_length(printer, laid, length, chance),
                )


def kinds(chance: random.Random, only: tuple[str, ...] = ()) -> Iterator[tuple[str, Document]]:
    """Every shipped kind, its fields filled by chance, as a document."""
    from shenguan_docs.notices.examples import example_data
    from shenguan_docs.notices.kinds import find_kind, kind_folders
    from shenguan_docs.office.letters.drafting import prepare
    from shenguan_docs.office.letters.lookup import OfficeLookup

    with tempfile.TemporaryDirectory() as place:
        office = made_office(Path(place) / "office")
        for slug in only or sorted(kind_folders(office.kind_places)):
            kind = find_kind(office.kind_places, slug)
            data = _varied(kind.all_fields, example_data(kind, DAY), chance)
            number = "第3期" if kind.layout == "minutes" else "益高示函〔2026〕1号"
            with office.reading() as conn:
                lookup = OfficeLookup(conn, DAY, kind.folder, kind_places=office.kind_places)
                prepared = prepare(kind, data, lookup, DAY)
                yield slug, prepared.compose(DAY, number=number, printed_on=DAY)
        office.close()


def _varied(fields: Any, data: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    names = {name: f for f in fields for name in (f.id, f.label)}
    out = dict(data)
    for key, value in data.items():
        field = names.get(key)
        if field is None:
            continue
        if field.type == "longtext":
            out[key] = "\n".join(
                f"{words(chance, chance.randint(1, 12))}。" for _ in range(chance.randint(1, 3))
            )
        elif field.type == "party" and isinstance(value, list):
            name = chance.choice(_PARTIES)
            out[key] = [dict(value[0], name=name) if "name" in value[0] else value[0], *value[1:]]
    return out


def words(chance: random.Random, count: int) -> str:
    """Clauses with digits, Latin letters, rare characters and all marks of punctuation."""
    said = ["经核查，"]
    while len(said) <= count:
        clause = chance.choice(_CLAUSES)
        if not (clause[0].isascii() and said[-1][-1].isascii()):  # two codes in a row are no words
            said.append(clause)
    return "".join(said) + "情况属实"


def _in_layout(document: Document, layout: Layout) -> Document:
    """The same words in another layout, with the elements that it asks for and without those that it has not."""
    if layout == document.layout:
        return document
    blocks: tuple[Block, ...] = tuple(b for b in document.blocks if not isinstance(b, Roster))
    organ = document.signature.organs[0] if document.signature.organs else "益阳高新区行政审批服务局"
    base = replace(
        document, layout=layout, issuer=organ, number="益高示函〔2026〕1号", blocks=blocks, signers=(), printer="",
        printed_on=None, signature=Signature((organ,), document.signature.date or DAY),
        recipients=document.recipients or ("益阳高新区市场监督管理局",), genre="函",
    )  # fmt: skip
    if layout == "letter":
        return base
    filed = {
        "printer": "益阳高新区行政审批服务局",
        "printed_on": date(2026, 7, 17),
        "copies_to": base.copies_to or ("益阳高新区管委会办公室",),
    }
    if layout == "minutes":
        names = Run("张三、李四、王五、赵六、钱七、孙八、周九、吴十、郑十一、王十二、冯十三")
        return replace(
            base, issuer="审管联动联席会议纪要", number="第3期", recipients=(), note=(), urgency="", enclosures=(), annexes=(),
            signature=Signature((), None), blocks=(*blocks, Roster("出席", (names,))), **filed,  # type: ignore[arg-type]
        )  # fmt: skip
    signers = ("王建国", "喆堃玥", "李四")[: 1 + len(organ) % 3] if layout == "upward" else ()
    return replace(base, issuer=f"{organ}文件", number="益高示发〔2026〕12号", signers=signers, **filed)  # type: ignore[arg-type]


def _ended(document: Document, chance: random.Random) -> Document:
    """Urgency, enclosures, copies and the way of signing by chance."""
    if document.layout == "form":
        return document
    out = document
    if document.layout != "minutes":
        out = replace(out, urgency=chance.choice(("", "", "特急", "加急")))
        if out.signature.organs and chance.random() < 0.3:
            out = replace(out, signature=replace(out.signature, style="plain"))
        if chance.random() < 0.3:
            title = "行政处罚决定书（益高应急罚〔2026〕3号）的复印件以及送达回证等材料共三份"
            out = replace(out, enclosures=(*out.enclosures, Enclosure(title, "a.pdf")))
    if chance.random() < 0.5:
        out = replace(out, copies_to=(*out.copies_to, "益阳高新区自然资源局", "益阳高新区应急管理局"))
    return out


def of_length(printer: PdfPrinter, document: Document, length: str, chance: random.Random) -> Document:
    """The document with text added until it has this length."""
    if length == "short" or document.layout == "form":
        return document
    if length == "long":
        more = tuple(
            Paragraph((Run(f"{words(chance, chance.randint(1, 24))}。"),))
            for _ in range(chance.randint(3, 20))
        )
        return _with(document, more)
    part, where = length.split()
    now = _with(document, (_lines_of(1 + chance.randrange(22), chance),))
    for _ in range(4):
        off = {"exact": 0, "over": 1, "before": -1}[where] + _white(_seen(printer, now), part)
        if not off:
            break
        before = len(_filler(now)) // figures.CHARACTERS + 1
        now = _with(document, (_lines_of((before + off - 1) % 22 + 1, chance),))
    return now


def _seen(printer: PdfPrinter, document: Document) -> looking.Look:
    return looking.look(printer._render(printer.html(document), printer._sheet("page.css"), {}))


def _white(seen: looking.Look, part: str) -> int:
    """Whole lines that are white below the text, the ending or the ending and 版记, before anything is fitted."""
    of = ("text", "enclosure") if part == "text" else ("text", "enclosure", "ending")
    lines = seen.of(*of)
    last = max(lines, key=lambda line: (line.page, line.bottom))
    foot = figures.TOP_MM + figures.TEXT_HEIGHT_MM
    if part == "imprint":
        imprint = seen.of("imprint")
        foot -= sum(line.bottom - line.top for line in imprint) + 0.95 if imprint else 0.0
    return int((foot - last.bottom + 0.05) // figures.LINE_MM)


def _with(document: Document, more: tuple[Paragraph, ...]) -> Document:
    """More text before the last paragraph of the text."""
    last = max((n for n, b in enumerate(document.blocks) if isinstance(b, Paragraph)), default=0)
    return replace(document, blocks=(*document.blocks[:last], *more, *document.blocks[last:]))


def _filler(document: Document) -> str:
    found = [
        b for b in document.blocks if isinstance(b, Paragraph) and b.runs and b.runs[0].source == "filler"
    ]
    return found[0].runs[0].text


def _lines_of(count: int, chance: random.Random) -> Paragraph:
    """A paragraph of exactly so many lines: no mark of punctuation comes near a line's end."""
    length = figures.CHARACTERS * count - 2 - chance.randint(1, 12)
    out = []
    for n in range(length):
        column = (n + 2) % figures.CHARACTERS
        out.append("，" if column in (10, 19) else chance.choice(_HANZI))
    return Paragraph((Run("".join(out[:-1]) + "。", "filler"),))
