"""HTML: the words that a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from shenguan_docs.index.plain_text import decode, named_codec
from shenguan_docs.index.readers.reading import Reading

_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_ALONE = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "option", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th",
    "thead", "title", "tr", "ul",
})  # fmt: skip
_CHARSET = re.compile(
    rb"""<(?:meta[^>]{0,300}charset|\?xml[^>]{0,100}encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)


def read_html(data: bytes, codec: str = "") -> Reading:
    """Read a page; ``codec`` is what a letter around it says, else its own head decides, else its bytes."""
    title, text = words_of_html(_decoded(data, codec))
    return Reading([f"{title}\n{text}" if title else text], metadata={"title": title} if title else {})


def _decoded(data: bytes, codec: str) -> str:
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data[:3] != b"\xef\xbb\xbf":
        found = _CHARSET.search(data[:4096])
        for name in filter(None, (codec, found and found[1].decode("ascii"))):
            if (text := named_codec(data, name)) is not None:
                return text
    return decode(data)[0]


def words_of_html(source: str) -> tuple[str, str]:
    """Return title and words of an HTML text."""
    page = _Page(convert_charrefs=True)
    page.feed(source)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.words).splitlines())
    return " ".join("".join(page.title).split()), "\n".join(filter(None, lines))


class _Page(HTMLParser):
    def __init__(self, *, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.words: list[str] = []
        self.title: list[str] = []
        self._silent: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag == "body":  # nothing that was left open in the head silences the page
            self._silent.clear()
        self._in_title = tag == "title"
        if tag in _ALONE:
            self.words.append("\t" if tag in ("td", "th") else "\n")
        self.words += [f"{value} " for name, value in attrs if name in ("alt", "title") and value]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _SILENT:
            self._silent.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        self._in_title = False
        if tag in _ALONE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title.append(data)
        elif not self._silent:
            self.words.append(data)
