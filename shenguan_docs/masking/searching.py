"""Search finished files for words that must not be in them: names, bytes, unpacked streams, text, metadata."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from shenguan_docs.masking.finding import Secret, compact
from shenguan_docs.masking.seen import Seen

_CODECS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "big5")
_SHORTEST_RAW = 6  # bytes: fewer stand by chance in what is packed
_WIDEST = 64 << 20  # bytes of a file that is searched at once
_DEPTH = 4
_END, _HEAD = -1, 6


@dataclass(frozen=True)
class Found:
    """Words that are still there: in which file, where in it."""

    path: str
    place: str
    secret: Secret


class Searcher:
    """Looks for ``secrets`` in texts and bytes; spelling, widths and blanks make no difference in texts."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.secrets = tuple(secret for secret in secrets if secret.normal)
        self._raw: dict[bytes, Secret] = {}
        for secret in self.secrets:
            for form in _forms(secret.words):
                self._raw.setdefault(form, secret)
        self._short = _Needles(self._raw)
        self._long = _Needles(form for form in self._raw if len(form) >= _SHORTEST_RAW)
        self._words = {secret.normal: secret for secret in self.secrets}

    def in_bytes(self, data: bytes, *, packed: bool = True) -> Iterator[Secret]:
        """Yield what stands in ``data`` in any usual encoding; ``packed`` data is searched for longer words only."""
        needles = self._long if packed else self._short
        for form in sorted(needles.within(data.lower())):
            yield self._raw[form]

    def in_text(self, text: str) -> Iterator[Secret]:
        """Yield what stands in ``text``; two characters on two lines are not a name."""
        seen = Seen(text, range(len(text))).text
        tight = compact(text) if text else ""
        for normal, secret in self._words.items():
            if len(normal) <= 2:
                if any(normal in compact(line) for line in text.splitlines()):
                    yield secret
            elif normal in tight or normal in seen:
                if normal.isdigit() and not re.search(rf"(?<![0-9]){_spaced(normal)}(?![0-9])", seen):
                    continue  # digits of two numbers beside each other
                yield secret


def _spaced(digits: str) -> str:
    return r"[ \n·.()+-]{0,2}".join(digits)


def _forms(words: str) -> Iterator[bytes]:
    spellings = {words, words.lower(), words.upper(), escape(words), quote(words)}
    spellings.add(words.encode("ascii", "backslashreplace").decode())  # JSON, Python
    spellings.add("".join(f"&#{ord(c)};" if ord(c) > 127 else c for c in words))
    spellings.add("".join(f"&#x{ord(c):x};" if ord(c) > 127 else c for c in words))
    spellings.add("".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in words))  # RTF
    for spelling in spellings:
        for codec in _CODECS:
            try:
                form = spelling.encode(codec)
            except UnicodeEncodeError:
                continue
            yield form.lower()
            yield form.hex().encode()  # a string of a PDF, MIME


class _Needles:
    """Finds any of many forms: a pattern of their first bytes, common beginnings tried once, then a comparison."""

    def __init__(self, forms: Iterable[bytes]) -> None:
        self._forms: dict[bytes, list[bytes]] = {}
        tree: dict[int, Any] = {}
        for form in sorted(set(forms)):
            self._forms.setdefault(form[:_HEAD], []).append(form)
            node = tree
            for byte in form[:_HEAD]:
                node = node.setdefault(byte, {})
            node[_END] = {}
        self._pattern = re.compile(b"(?=(" + _branches(tree) + b"))", re.DOTALL) if tree else None

    def within(self, data: bytes) -> set[bytes]:
        """Return the forms that stand in ``data`` (lower case)."""
        if self._pattern is None:
            return set()
        found: set[bytes] = set()
        for match in self._pattern.finditer(data):
            head = match[1]
            for length in range(1, len(head) + 1):
                found |= {
                    form
                    for form in self._forms.get(head[:length], ())
                    if data.startswith(form, match.start())
                }
        return found


def _branches(node: dict[int, Any]) -> bytes:
    parts = [re.escape(bytes([byte])) + _branches(node[byte]) for byte in sorted(node) if byte != _END]
    if not parts:
        return b""
    joined = parts[0] if len(parts) == 1 else b"(?:" + b"|".join(parts) + b")"
    return b"(?:" + joined + b")?" if _END in node else joined


def search_folder(folder: Path, searcher: Searcher) -> list[Found]:
    """Return what is still in the files of ``folder``, in their names and in everything that is packed in them."""
    found: list[Found] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        found += [Found(name, "文件名", secret) for secret in searcher.in_text(path.name)]
        if path.is_file():
            found += search_file(path, name, searcher)
    return found


def search_file(path: Path, name: str, searcher: Searcher) -> list[Found]:
    """Return what is still in one file."""
    found: list[Found] = []
    before = b""
    with path.open("rb") as file:
        while block := file.read(_WIDEST):
            found += [Found(name, "内容", s) for s in searcher.in_bytes(before + block)]
            before = block[-512:]
    if path.stat().st_size <= 4 * _WIDEST or name.lower().endswith(".pdf"):
        found += search_unpacked(path.read_bytes(), name, searcher)
    return list(dict.fromkeys(found))


def search_unpacked(data: bytes, name: str, searcher: Searcher, depth: int = 0) -> list[Found]:
    """Return what is in the unpacked parts of a PDF, an Office file or an archive, and in plain text."""
    if data[:1024].find(b"%PDF-") >= 0:
        return [*_in_pdf(data, name, searcher), *_in_pages(data, name, searcher)]
    if data[:2] == b"PK" and depth < _DEPTH:
        found: list[Found] = []
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for member in packed.infolist():
                found += [
                    Found(name, f"其中的文件名 {member.filename}", s)
                    for s in searcher.in_text(member.filename)
                ]
                inside = packed.read(member)
                found += [Found(name, member.filename, s) for s in searcher.in_bytes(inside)]
                found += search_unpacked(inside, f"{name}/{member.filename}", searcher, depth + 1)
        return found
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    text = re.sub(r"<[^>]{0,2000}>", "", text) if text.lstrip().startswith("<") else text
    return [Found(name, "文字", s) for s in (*searcher.in_text(text), *searcher.in_bytes(data, packed=False))]


def _in_pdf(data: bytes, name: str, searcher: Searcher) -> Iterator[Found]:
    """Every object: strings, names, unpacked streams (but not the points of pictures)."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
        strings: list[str] = []
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                strings += _strings(pikepdf.Dictionary(one.stream_dict))
                if one.get("/Subtype") == "/Image":
                    continue
                try:
                    inside = one.read_bytes()
                except pikepdf.PdfError:
                    inside = one.read_raw_bytes()
                for secret in searcher.in_bytes(inside, packed=one.get("/Length1") is not None):
                    yield Found(name, f"对象 {one.objgen[0]}", secret)
            else:
                strings += _strings(one)
        strings += _strings(pdf.trailer)
        for secret in searcher.in_text("\n\n".join(strings)):
            yield Found(name, "书签、属性等", secret)


def _strings(node: Any, depth: int = 0) -> list[str]:
    import pikepdf

    if isinstance(node, pikepdf.String):
        return [str(node)]
    if depth > 20:
        return []
    if isinstance(node, pikepdf.Dictionary):
        found = []
        for key in list(node.keys()):
            value = node.get(key)
            found.append(str(key))
            if not getattr(value, "is_indirect", False):
                found += _strings(value, depth + 1)
        return found
    if isinstance(node, pikepdf.Array):
        return [
            text
            for value in node
            if not getattr(value, "is_indirect", False)
            for text in _strings(value, depth + 1)
        ]
    return [str(node)] if isinstance(node, pikepdf.Name) else []


def _in_pages(data: bytes, name: str, searcher: Searcher) -> Iterator[Found]:
    for reader, pages in (("pdfium", _by_pdfium(data)), ("pdfminer", _by_pdfminer(data))):
        for number, text in enumerate(pages, 1):
            for secret in searcher.in_text(text):
                yield Found(name, f"第 {number} 面的文字（{reader}）", secret)


def _by_pdfium(data: bytes) -> Sequence[str]:
    try:
        import pypdfium2
    except ImportError:
        return ()
    document = pypdfium2.PdfDocument(data)
    return [
        page.get_textpage().get_text_bounded() + "\n" + page.get_textpage().get_text_range()
        for page in document
    ]


def _by_pdfminer(data: bytes) -> Iterator[str]:
    import logging

    from pdfminer.converter import TextConverter
    from pdfminer.layout import LAParams
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    resources = PDFResourceManager()
    for page in PDFPage.get_pages(io.BytesIO(data)):
        out = io.StringIO()
        device = TextConverter(resources, out, laparams=LAParams(all_texts=True))
        PDFPageInterpreter(resources, device).process_page(page)
        yield out.getvalue()
