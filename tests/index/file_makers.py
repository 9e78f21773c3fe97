"""Files of every format, made by real writers where there is one in Python, else part by part."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pikepdf
from docx.oxml import parse_xml
from PIL import Image, ImageDraw, ImageFont

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zip_file(members: Mapping[str, str | bytes], *, compressed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_file(words: str = "关于林木采伐的函", keywords: str = "机密★1年") -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    document.add_table(1, 2).rows[0].cells[1].text = "表格里的字"
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉里的字"
    section.footer.paragraphs[0].text = "页脚里的字"
    document.core_properties.keywords = keywords
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with_everything() -> bytes:
    """A text box beside its fallback, an insertion and a deletion, a comment, a footnote."""
    document = docx.Document()
    space = f'{_WORD} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = "<w:txbxContent><w:p><w:r><w:t>文本框里的字</w:t></w:r></w:p></w:txbxContent>"
    run = f"""<w:r {space}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box}</w:drawing>
    </mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
    paragraph = document.add_paragraph("采伐")
    paragraph._p.append(parse_xml(run))
    author = 'w:id="1" w:author="甲"'
    revised = f"""<w:p {space}><w:ins {author}><w:r><w:t>修订加上的字</w:t></w:r></w:ins>
    <w:del {author}><w:r><w:delText>修订删去的字</w:delText></w:r></w:del></w:p>"""
    document.element.body.insert(1, parse_xml(revised))
    document.add_comment(paragraph.runs, "批注里的字", author="乙")
    out = io.BytesIO()
    document.save(out)
    note = f"<w:footnotes {_WORD}><w:footnote><w:p><w:r><w:t>脚注里的字</w:t></w:r></w:p></w:footnote></w:footnotes>"
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as old:
        members: dict[str, str | bytes] = {item.filename: old.read(item) for item in old.infolist()}
    return zip_file({**members, "word/footnotes.xml": note})


def xlsx_file() -> bytes:
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["企业名称", 12, 3.5, None])
    second = book.create_sheet("第二张")
    second.append(["恒能公司"])
    second["A1"].comment = openpyxl.comments.Comment("批注里的字", "甲")
    second.oddHeader.center.text = "表头里的字"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx_file(slides: Sequence[tuple[str, str]]) -> bytes:
    """Slides of a title and a note each; the parts are numbered against the order in which they are shown."""
    count = len(slides)

    def words(tag: str, text: str) -> str:
        paragraph = f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
        table = f"<a:tbl><a:tr><a:tc><a:txBody>{paragraph}</a:txBody></a:tc></a:tr></a:tbl>"
        return f'<p:{tag} xmlns:p="urn:p" xmlns:a="{_DRAWING}">{table}</p:{tag}>'

    def rels(items: Mapping[str, tuple[str, str]]) -> str:
        rows = (f'<Relationship Id="{i}" Type="{_REL}/{t}" Target="{p}"/>' for i, (t, p) in items.items())
        return f"<Relationships {_RELS}>{''.join(rows)}</Relationships>"

    listed = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in range(count))
    members = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="urn:p" xmlns:r="{_REL}"><p:sldIdLst>{listed}</p:sldIdLst>'
        "</p:presentation>",
        "ppt/_rels/presentation.xml.rels": rels(
            {f"rId{n}": ("slide", f"slides/slide{count - n}.xml") for n in range(count)}
        ),
    }
    for n, (title, note) in enumerate(slides):
        part = count - n
        members[f"ppt/slides/slide{part}.xml"] = words("sld", title)
        members[f"ppt/slides/_rels/slide{part}.xml.rels"] = rels(
            {"rId1": ("notesSlide", f"../notesSlides/notesSlide{part}.xml")}
        )
        members[f"ppt/notesSlides/notesSlide{part}.xml"] = words("notes", note)
    return zip_file(members)


def pdf_file(words: str = "Permit 430264056W00", password: str = "", pages: int = 1) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    shared = pdf.make_indirect(font)
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(300, 300))
        if words:
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=shared))
            text = words if number == pages else f"other words of page {number}"
            page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=password) if password else False)
    return out.getvalue()


def ofd_file(pages: Sequence[Sequence[str]], attached: Mapping[str, bytes] | None = None) -> bytes:
    """An OFD (GB/T 33190) whose pages are lines; each character is a text object of its own, as some writers do."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0"><ofd:DocBody><ofd:DocInfo><ofd:Title>版式文件</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    }
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    more = "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>" if attached else ""
    members["Doc_0/Document.xml"] = (
        f"<ofd:Document {space}><ofd:Pages>{listed}</ofd:Pages>{more}</ofd:Document>"
    )
    for n, lines in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject Boundary="{20 + 5 * x} {30 + 10 * y} 5 5" Size="5">'
            f'<ofd:TextCode X="0" Y="4">{char}</ofd:TextCode></ofd:TextObject>'
            for y, line in enumerate(lines)
            for x, char in enumerate(line)
        )
        members[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    for n, (name, content) in enumerate((attached or {}).items()):
        members[f"Doc_0/Attachs/{n}"] = content
        members["Doc_0/Attachs/Attachments.xml"] = (
            f'<ofd:Attachments {space}><ofd:Attachment ID="{n}" Name="{name}"><ofd:FileLoc>{n}</ofd:FileLoc>'
            "</ofd:Attachment></ofd:Attachments>"
        )
    return zip_file(members)


def mail_file(attached: Mapping[str, bytes], subject: str = "关于林木采伐的来函") -> bytes:
    """A letter with a plain and an HTML body, named in RFC 2047 and RFC 2231."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = subject, "林业局 <a@example.cn>", "b@example.cn"
    letter.set_content("邮件正文里的字", charset="gb2312")
    letter.add_alternative("<p>网页正文</p>", subtype="html")
    for name, content in attached.items():
        letter.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def picture(lines: Sequence[str], size: tuple[int, int] = (1240, 700)) -> Image.Image:
    """A page with these lines in black on white, 28 points high."""
    made = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(made)
    font = ImageFont.truetype(_face(), 42)
    for number, line in enumerate(lines):
        draw.text((80, 80 + 90 * number), line, fill="black", font=font)
    return made


def picture_file(lines: Sequence[str], form: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture(lines).save(out, form)
    return out.getvalue()


def _face() -> str:
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC"], capture_output=True, text=True, check=True
    )
    return found.stdout


def by_libreoffice(data: bytes, source: str, target: str, folder: Path) -> bytes:
    """Let LibreOffice save a file in another format. Asserts that it is there."""
    program = shutil.which("soffice")
    assert program, "script/setup --for-tests installs LibreOffice"
    (folder / f"file.{source}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", target, "--outdir", str(folder / "made")]
    subprocess.run([*command, str(folder / f"file.{source}")], check=True, capture_output=True)
    return (folder / "made" / f"file.{target}").read_bytes()
