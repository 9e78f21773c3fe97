"""Random documents with planted secrets, for 脱敏: every sort of PDF page, and what hides behind pages."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from shenguan_docs.layout.pdf import PdfPrinter
from shenguan_docs.text import clean

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁宋郑谢韩唐冯董程曹袁邓许傅沈曾彭吕苏卢"
    "蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯"
    "邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰涛超秀霞平刚桂英华建国志明玉兰红梅春晓光辉海燕宏斌亮雪"
    "琴慧文博嘉欣子涵浩宇梓轩思远立新德胜永福庆祥"
)
_COMPOUND = ("欧阳", "司马", "诸葛", "上官", "皇甫")
_WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


@dataclass
class Planted:
    """A document: its file's name, title and bytes, and what is secret in it; ``sort`` says what kind it is."""

    sort: str
    name: str
    title: str
    data: bytes
    secrets: set[str] = field(default_factory=set)
    seen_as: bytes = b""  # of a scan: the PDF that was scanned


class Planter:
    """Makes secrets and sentences that hold them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.secrets: set[str] = set()

    def name(self) -> str:
        dice = self.dice
        family = dice.choice(_COMPOUND) if dice.random() < 0.08 else dice.choice(_SURNAMES)
        return self._kept(family + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2, 2)))))

    def id_number(self) -> str:
        dice = self.dice
        day = f"{dice.randint(1940, 2008)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}"
        number = f"43{dice.randint(1, 13):02}{dice.randint(1, 30):02}{day}{dice.randint(0, 999):03}"
        if dice.random() < 0.15:
            return self._kept(number[:6] + number[8:])
        if dice.random() < 0.3:
            return self._kept(number + dice.choice("0123456789X"))  # mostly with a wrong check digit
        weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        total = sum(int(c) * w for c, w in zip(number, weights, strict=True))
        return self._kept(number + "10X98765432"[total % 11])

    def mobile(self) -> str:
        return self._kept(f"1{self.dice.randint(3, 9)}{self.dice.randint(0, 999_999_999):09}")

    def landline(self) -> str:
        return self._kept(f"0737-{self.dice.randint(2_000_000, 8_999_999)}")

    def bank(self) -> str:
        return self._kept("6222" + "".join(self.dice.choice("0123456789") for _ in range(15)))

    def email(self) -> str:
        letters = "".join(self.dice.sample("abcdefghijkmnpqrstuvwxyz", 6))
        return self._kept(
            f"{letters}{self.dice.randint(1, 999)}@{self.dice.choice(('163.com', 'qq.com', 'example.cn'))}"
        )

    def plate(self) -> str:
        letters = "".join(self.dice.choice("ABCDEFGHJKLMNPQRSTUVWXYZ") for _ in range(2))
        return self._kept(f"湘H{letters}{self.dice.randint(100, 999)}")

    def passport(self) -> str:
        return self._kept(f"E{self.dice.randint(10_000_000, 99_999_999)}")

    def address(self) -> str:
        dice = self.dice
        road = dice.choice(("示例路", "桃花仑路", "康富南路", "迎宾东路", "金山巷"))
        tail = dice.choice(
            (
                f"{dice.randint(1, 300)}号{dice.randint(1, 9)}栋{dice.randint(101, 2904)}室",
                f"{dice.randint(1, 300)}号",
            )
        )
        place = dice.choice(
            (
                f"赫山区{road}{tail}",
                f"高新区{road}{tail}",
                f"桃江县桃花江镇金盆村{dice.randint(1, 30)}组{dice.randint(1, 99)}号",
            )
        )
        return self._kept(f"湖南省益阳市{place}")

    def _kept(self, words: str) -> str:
        self.secrets.add(words)
        return words

    def vary(self, number: str) -> str:
        """Spell a number in one of the ways in which people write them."""
        sort = self.dice.randrange(6)
        if sort == 0:
            return number.translate(_WIDE)
        if sort == 1 and number.isdigit() and len(number) == 11:
            return f"{number[:3]}{self.dice.choice(' -')}{number[3:7]}{self.dice.choice(' -')}{number[7:]}"
        if sort == 1 and len(number) >= 15 and number[:17].isdigit():
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        if sort == 2 and number[:-1].isdigit():
            return " ".join(number)
        return number

    def sentence(self) -> str:
        """One sentence or two with secrets in it."""
        v = self.vary
        makers: list[Callable[[], str]] = [
            lambda: (
                f"当事人：{self.name()}，{self.dice.choice('男女')}，身份证号码{v(self.id_number())}，住{self.address()}。"
            ),
            lambda: f"法定代表人：{self.name()}，联系电话：{v(self.mobile())}。",
            lambda: (
                f"经营者{self.name()}，电话{v(self.landline())}、{v(self.mobile())}，邮箱{self.email()}。"
            ),
            lambda: f"罚款缴入账号：{v(self.bank())}，户名：{self.name()}。",
            lambda: (
                f"现场有车辆一台，车牌号{self.plate()}，驾驶人：{self.name()}（身份证：{v(self.id_number())}）。"
            ),
            lambda: f"被询问人：{self.name()}，护照号码：{self.passport()}，现住址：{self.address()}。",
            lambda: f"证人：{self.name()}、{self.name()}到场，联系方式{v(self.mobile())}。",
            lambda: f"联系人：{self.name()}，手机：{v(self.mobile())}，通讯地址：{self.address()}",
            lambda: (
                f"申请人{self.name()}（公民身份号码{v(self.id_number())}）于2026年3月5日提交申请，材料齐全。"
            ),
        ]
        return self.dice.choice(makers)()


FILLER = (
    "经查，该单位未按规定办理林木采伐许可手续，违反《中华人民共和国森林法》第五十六条的规定。",
    "统一社会信用代码91430900MA4L00000X的示例木业有限公司，应当于2026年3月20日前完成整改，罚款50000元。",
    "依据益高市监函〔2026〕12号文件和有关规定，现将有关情况通报如下。",
)


def html_document(planter: Planter, sort: str) -> str:
    """Return a page of this sort with secrets."""
    dice, parts, style = planter.dice, [], ""
    sentences = [planter.sentence() for _ in range(dice.randint(1, 3))]
    if sort == "plain":
        parts = [f"<p>{s}</p>" for s in (*sentences, dice.choice(FILLER))]
    elif sort == "broken":  # lines break inside the secrets
        parts = [f"<p>{_broken(dice, s)}</p>" for s in sentences]
    elif sort == "spaced":
        style = f"p {{ letter-spacing: {dice.choice((2, 5, 9))}pt }}"
        parts = [f"<p>{s}</p>" for s in sentences]
    elif sort == "narrow":
        style = (
            f"p {{ width: {dice.choice((60, 90, 130))}pt; overflow-wrap: anywhere; word-break: break-all }}"
        )
        parts = [f"<p>{s}</p>" for s in sentences]
    elif sort == "table":
        rows = "".join(
            f"<tr><td>{n}</td><td>{planter.name()}</td><td>{dice.choice('男女')}</td><td>{planter.vary(planter.id_number())}</td>"
            f"<td>{planter.mobile()}</td></tr>"
            for n in range(1, dice.randint(3, 6))
        )
        wide = dice.choice((60, 90, 200))
        style = (
            "td { border: 1pt solid; font-size: 9pt; word-break: break-all; overflow-wrap: anywhere }"
            f"td:nth-child(4) {{ width: {wide}pt }}"
        )
        parts = [
            "<table style='border-collapse:collapse'>"
            f"<tr><td>序号</td><td>姓名</td><td>性别</td><td>身份证号</td><td>电话</td></tr>{rows}</table>"
        ]
    elif sort == "form-table":
        cells = [
            ("法定代表人", planter.name()),
            ("身份证号", planter.id_number()),
            ("联系电话", planter.mobile()),
            ("住址", planter.address()),
        ]
        parts = [
            "<table style='border-collapse:collapse'>"
            + "".join(
                f"<tr><td>{a}</td><td style='width:110pt;overflow-wrap:anywhere'>{b}</td></tr>"
                for a, b in cells
            )
            + "</table>"
        ]
        style = "td { border: 1pt solid; padding: 3pt }"
    elif sort == "boxes":  # each digit in a box of its own
        number = planter.id_number()
        boxes = "".join(
            f"<span style='display:inline-block;width:16pt;border:1pt solid;text-align:center'>{c}</span>"
            for c in number
        )
        parts = [f"<p>姓名：{planter.name()}</p><p>公民身份号码：{boxes}</p>"]
    elif sort == "header":
        head, foot = planter.sentence(), planter.sentence()
        style = f"@page {{ @top-center {{ content: '{head[:60]}' }} @bottom-left {{ content: '{foot[:60]}'; font-size: 7pt }} }}"
        parts = [f"<p>{s}</p>" for s in (head, foot)]
    elif sort == "white":
        parts = [
            f"<p style='color:{dice.choice(('#fff', '#fefefe', 'transparent'))}'>{s}</p>" for s in sentences
        ]
    elif sort == "tiny":
        parts = [f"<p style='font-size:{dice.choice((2, 4))}pt'>{s}</p>" for s in sentences]
    elif sort == "columns":
        style = "div { column-count: 2; column-gap: 8pt; text-align: justify; font-size: 10pt }"
        parts = ["<div>" + "".join(f"<p>{s}{dice.choice(FILLER)}</p>" for s in sentences) + "</div>"]
    elif sort == "turned":
        style = f"p {{ transform: rotate({dice.choice((90, 180, 270, 8))}deg); width: 250pt; margin: 140pt 60pt }}"
        parts = [f"<p>{s}</p>" for s in sentences[:2]]
    elif (
        sort == "overlaid"
    ):  # the halves of a number are drawn far apart in the file, below one another on the page
        number, name = planter.id_number(), planter.name()
        parts = [
            f"<p style='position:absolute;left:60pt;top:60pt'>当事人：{name}，身份证号：{number[:9]}</p>"
            f"<p style='position:absolute;left:60pt;top:300pt'>{dice.choice(FILLER)}</p>"
            f"<p style='position:absolute;left:60pt;top:{dice.choice((76, 80))}pt'>{number[9:]}，已到场。</p>"
        ]
    else:
        raise ValueError(sort)
    body = "".join(parts)
    sheet = f"@page {{ size: {dice.choice(('A4', 'A4 landscape', 'A5'))}; margin: 50pt }}"
    return f"<!DOCTYPE html><meta charset=utf-8><style>{sheet} {style}</style><body>{body}</body>"


HTML_SORTS = (
    "plain",
    "broken",
    "spaced",
    "narrow",
    "table",
    "form-table",
    "boxes",
    "header",
    "white",
    "tiny",
    "columns",
    "turned",
    "overlaid",
)
BEHIND = (
    "nothing",
    "annotation",
    "free-text",
    "field",
    "metadata",
    "bookmark",
    "embedded",
    "rotate",
    "crop",
    "incremental",
    "layer",
    "locked",
)


def _broken(dice: random.Random, sentence: str) -> str:
    out = ""
    for n, c in enumerate(sentence):
        out += c
        if n > 3 and sentence[n] not in "，。：（）、" and dice.random() < 0.07:
            out += "<br>"
    return out


def pdf_document(printer: PdfPrinter, seed: int, sort: str, behind: str) -> Planted:
    """Return a PDF with secrets on its pages and behind them."""
    planter = Planter(seed)
    data = printer.html_pdf(html_document(planter, sort), "bundle.css", lying=True)
    data = hide_behind(behind, data, planter)
    named = planter.name() if planter.dice.random() < 0.4 else ""
    name = (
        f"询问笔录（当事人：{named}）{planter.dice.choice(('', planter.mobile()))}.pdf"
        if named
        else f"材料{seed}.pdf"
    )
    return Planted(f"{sort}/{behind}", name, name.removesuffix(".pdf"), data, planter.secrets)


def hide_behind(behind: str, data: bytes, planter: Planter) -> bytes:
    """Return the PDF with more secrets where no page shows them, or not as text of the page."""
    pdf: Any = pikepdf.open(io.BytesIO(data))
    page = pdf.pages[0]
    words = planter.sentence()
    if behind == "annotation":
        _annotate(pdf, page, Subtype=pikepdf.Name.Text, Contents=words, T=planter.name())
    elif behind == "free-text":
        number = planter.mobile()
        look = _look(pdf, f"Tel {number}")
        _annotate(pdf, page, Subtype=pikepdf.Name.FreeText, Contents=words, AP=pikepdf.Dictionary(N=look))
    elif behind == "field":
        number = planter.id_number()
        one = _annotate(
            pdf, page, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="身份证号", V=number,
            AP=pikepdf.Dictionary(N=_look(pdf, number)), DA="/Helv 12 Tf 0 g",
        )  # fmt: skip
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([one]))
    elif behind == "metadata":
        pdf.docinfo["/Title"], pdf.docinfo["/Author"] = words, planter.name()
        with pdf.open_metadata() as meta:
            meta["dc:description"] = planter.sentence()
    elif behind == "bookmark":
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(words, 0))
    elif behind == "embedded":
        pdf.attachments[f"{planter.name()}.txt"] = pikepdf.AttachedFileSpec(
            pdf, words.encode(), filename=f"{planter.name()}.txt"
        )
    elif behind == "rotate":
        page.obj.Rotate = planter.dice.choice((90, 180, 270))
    elif behind == "crop":
        box = [float(x) for x in page.mediabox]
        page.obj.CropBox = [box[0] + 10, box[1] + 10, box[2] - 20, box[3] - 15]
    elif behind == "layer":
        _layer(pdf, page, planter.mobile())
    out = io.BytesIO()
    if behind == "locked":
        pdf.save(out, encryption=pikepdf.Encryption(owner="示例", user=""))
    else:
        pdf.save(out)
    made = out.getvalue()
    if behind == "incremental":
        made += f"\n% {planter.id_number()} {words}\n%%EOF\n".encode()
    return made


def _annotate(pdf: Any, page: Any, **keys: Any) -> Any:
    one = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Rect=[100, 100, 280, 124], F=4, **keys)
    )
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(one)
    return one


def _look(pdf: Any, words: str) -> Any:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    look = pdf.make_stream(f"BT /F1 12 Tf 2 6 Td ({words}) Tj ET".encode())
    look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 180, 24]
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    return look


def _layer(pdf: Any, page: Any, words: str) -> None:
    """Words on a layer that is switched off."""
    group = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=clean("隐藏")))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[group], D=pikepdf.Dictionary(OFF=[group], Order=[group]))
    form = _look(pdf, words)
    form.OC = group
    page.obj.Resources.XObject = pikepdf.Dictionary({"/Hidden": form})
    page.contents_add(b"q 1 0 0 1 60 60 cm /Hidden Do Q")


def scanned(document: Planted, turn: int = 0) -> Planted:
    """Return the document as a scan: its pages are pictures."""
    import pypdfium2

    made = pikepdf.new()
    for page in pypdfium2.PdfDocument(document.data):
        picture = page.render(scale=200 / 72).to_pil().convert("L").rotate(turn, expand=True)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=70)
        stream = made.make_stream(b"")
        stream.write(out.getvalue(), filter=pikepdf.Name.DCTDecode)
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = picture.width, picture.height, 8
        stream.ColorSpace = pikepdf.Name.DeviceGray
        size = picture.width * 0.36, picture.height * 0.36
        sheet = made.add_blank_page(page_size=size)
        sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=stream))
        sheet.obj.Contents = made.make_stream(f"{size[0]} 0 0 {size[1]} 0 0 cm /P Do".encode())
        sheet.obj.Rotate = turn
    out = io.BytesIO()
    made.save(out)
    return Planted(
        f"scan/{document.sort}",
        document.name,
        document.title,
        out.getvalue(),
        document.secrets,
        document.data,
    )
