"""OFD (GB/T 33190): a ZIP of XML; the words of a page stand in ``TextCode`` elements with their places."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, normpath
from typing import Any

from shenguan_docs.index.readers.container import Container
from shenguan_docs.index.readers.reading import Clock, Reading, Unfit

_FEW = 8
_PICTURES = 30


def read_ofd(data: bytes, clock: Clock) -> Reading:
    """Read every page with its templates and annotations, the document's attachments, and scanned pages."""
    file = Container(data)
    reading = Reading(paged=True)
    bodies = list(file.xml("OFD.xml").iter("{*}DocBody"))
    for body in bodies:
        for node in body.iterchildren("{*}DocInfo"):
            reading.metadata |= _said(node)
        root = body.find("{*}DocRoot")
        if root is not None and root.text:
            _document(file, _place("", root.text), reading, clock)
    if not bodies or not reading.pages:
        raise Unfit("文件已损坏，打不开")
    return reading


def _said(info: Any) -> dict[str, str]:
    names = {"Title": "title", "Author": "author", "Subject": "subject", "Abstract": "comments"}
    found = {key: node.text for name, key in names.items() for node in info.iter(f"{{*}}{name}") if node.text}
    keywords = ",".join(node.text for node in info.iter("{*}Keyword") if node.text)
    own = {n.get("Name", ""): n.text for n in info.iter("{*}CustomData") if n.text}
    return found | ({"keywords": keywords} if keywords else {}) | own


def _document(file: Container, place: str, reading: Reading, clock: Clock) -> None:
    root, folder = file.xml(place), dirname(place)
    templates = {t.get("ID"): _place(folder, t.get("BaseLoc", "")) for t in root.iter("{*}TemplatePage")}
    notes = _annotations(file, root, folder)
    media = _media(file, root, folder)
    for page in root.iter("{*}Page"):
        if clock.over:
            reading.unread.append(f"页数太多，只检索前 {len(reading.pages)} 页")
            return
        content = file.xml(_place(folder, page.get("BaseLoc", "")))
        layers = [content]
        for used in content.iter("{*}Template"):
            if templates.get(used.get("TemplateID"), "") in file:
                layers.append(file.xml(templates[used.get("TemplateID")]))
        layers += [file.xml(name) for name in notes.get(page.get("ID"), ()) if name in file]
        text = "\n".join(filter(None, map(_words, layers)))
        reading.pages.append(text)
        if len(text.split()) == 0 or len("".join(text.split())) < _FEW:
            shown = [media.get(image.get("ResourceID"), "") for image in content.iter("{*}ImageObject")]
            found = [name for name in shown if name in file][: _PICTURES - len(reading.pictures)]
            reading.pictures += [
                (f"第{len(reading.pages)}页 {name.rpartition('/')[2]}", file.read(name)) for name in found
            ]
    reading.inside += _attachments(file, root, folder)


def _words(layer: Any) -> str:
    """Put a page's text objects together: those on one line to one line, in the order of the file."""
    pieces: list[str] = []
    before: tuple[float, float] | None = None  # where the last object's line and its end are, mm
    for item in layer.iter("{*}TextObject"):
        text = "".join(code.text or "" for code in item.iterchildren("{*}TextCode"))
        left, top, width, _ = _numbers(item.get("Boundary", ""), 4)
        size = _numbers(item.get("Size", ""), 1)[0] or 4.0
        code = item.find("{*}TextCode")
        line = top + (_numbers(code.get("Y", ""), 1)[0] if code is not None else 0.0)
        if before is not None:
            same = abs(line - before[0]) < size / 2
            pieces.append(("" if left - before[1] < size else " ") if same else "\n")
        pieces.append(text)
        before = line, left + width
    return "".join(pieces)


def _numbers(text: str, count: int) -> list[float]:
    try:
        return [float(part) for part in text.split()[:count]] + [0.0] * (count - len(text.split()))
    except ValueError:
        return [0.0] * count


def _place(folder: str, location: str) -> str:
    """A location is relative to the file that names it, or begins at the container's root with a slash."""
    location = location.strip().replace("\\", "/")
    return normpath(location if location.startswith("/") else f"/{folder}/{location}").lstrip("/")


def _annotations(file: Container, root: Any, folder: str) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for node in root.iterchildren("{*}Annotations"):
        place = _place(folder, node.text or "")
        if place in file:
            for page in file.xml(place).iter("{*}Page"):
                for location in page.iter("{*}FileLoc"):
                    found.setdefault(page.get("PageID"), []).append(
                        _place(dirname(place), location.text or "")
                    )
    return found


def _media(file: Container, root: Any, folder: str) -> dict[str | None, str]:
    """Return where the picture of each resource lies."""
    found: dict[str | None, str] = {}
    for node in root.iter("{*}PublicRes", "{*}DocumentRes"):
        place = _place(folder, node.text or "")
        if place in file:
            resources = file.xml(place)
            base = _place(dirname(place), resources.get("BaseLoc", ""))
            for medium in resources.iter("{*}MultiMedia"):
                for location in medium.iterchildren("{*}MediaFile"):
                    found[medium.get("ID")] = _place(base, location.text or "")
    return found


def _attachments(file: Container, root: Any, folder: str) -> Iterator[tuple[str, bytes]]:
    for node in root.iterchildren("{*}Attachments"):
        place = _place(folder, node.text or "")
        if place in file:
            for attached in file.xml(place).iter("{*}Attachment"):
                for location in attached.iterchildren("{*}FileLoc"):
                    name = _place(dirname(place), location.text or "")
                    if name in file:
                        yield attached.get("Name") or name.rpartition("/")[2], file.read(name)
