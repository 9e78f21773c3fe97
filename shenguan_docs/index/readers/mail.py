"""EML and MHT: head, bodies, attachments."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from shenguan_docs.index.plain_text import decode, named_codec
from shenguan_docs.index.readers.reading import Reading, Unfit
from shenguan_docs.index.readers.webpage import read_html

_HEAD = {"Subject": "主题", "From": "发件人", "To": "收件人", "Cc": "抄送", "Date": "日期"}
_INSIDE = 100


class _AsWritten(Compat32):
    """Headers that bear letters as they are (GBK, UTF-8, against RFC 5322) are read as such, names of files too."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """Return the header in letters."""
        try:
            value.encode("ascii")
        except UnicodeEncodeError:
            return decode(value.encode("ascii", "surrogateescape"))[0]
        return value


def read_mail(data: bytes) -> Reading:
    """Read a letter: its head, its text (HTML only where there is no plain one), its attachments."""
    try:
        message = message_from_bytes(data, policy=_AsWritten())
    except RecursionError as error:
        raise Unfit("邮件套得太深，不像一封普通的邮件") from error
    lines = [f"{label}：{words}" for name, label in _HEAD.items() if (words := header(message.get(name)))]
    reading = Reading(metadata={"subject": header(message.get("Subject"))})
    plain: list[str] = []
    pages: list[str] = []
    for part in _parts(message):
        name = header(part.get_filename())
        if part.get_content_type() == "message/rfc822":
            for letter in part.get_payload():
                if isinstance(letter, Message):
                    title = header(letter.get("Subject")) or "转发的邮件"
                    reading.inside.append((name or f"{title}.eml", letter.as_bytes()))
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if name and part.get_content_maintype() != "multipart" and not _is_body(part):
            if content:
                reading.inside.append((name, content))
        elif part.get_content_type() == "text/plain":
            plain.append(_text(content, part.get_param("charset")))
        elif part.get_content_type() == "text/html":
            pages += read_html(content, _name(part.get_param("charset"))).pages
    if not lines and not plain and not pages and not reading.inside:
        raise Unfit("不是一封邮件，或已损坏")
    if len(reading.inside) > _INSIDE:
        reading.unread.append(f"邮件的附件太多，只检索前 {_INSIDE} 个")
        del reading.inside[_INSIDE:]
    reading.pages = ["\n".join(lines + (plain if any(p.strip() for p in plain) else pages))]
    return reading


def _parts(message: Message) -> list[Message]:
    """Every part, without going into the letters that it brings along."""
    found, waiting = [], [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += [inner for inner in reversed(payload) if isinstance(inner, Message)]
        else:
            found.append(part)
    return found


def _is_body(part: Message) -> bool:
    return part.get_content_disposition() != "attachment" and part.get_content_type() in (
        "text/plain",
        "text/html",
    )


def header(value: object) -> str:
    """Read a header or a name: encoded words (RFC 2047), or bytes as they came; on one line."""
    if value is None:
        return ""
    try:
        pieces = decode_header(
            str(value).encode("ascii", "surrogateescape").decode("ascii", "surrogateescape")
        )
    except Exception:  # not a letter that any standard knows
        pieces = [(str(value), None)]
    words = []
    for piece, codec in pieces:
        raw = piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape")
        words.append(_text(raw, codec))
    return re.sub(r"\s+", " ", "".join(words)).strip()


def _text(data: bytes, codec: object) -> str:
    known = named_codec(data, _name(codec))
    return known if known is not None else decode(data)[0]


def _name(codec: object) -> str:
    return codec if isinstance(codec, str) else ""
