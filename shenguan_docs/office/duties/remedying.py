"""How what is missing is mended: the letter that the command of a ``Lack`` would begin."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Literal

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.office.duties.lacks import Lack
from shenguan_docs.office.duties.listing import Asked
from shenguan_docs.office.duties.missing import missing
from shenguan_docs.office.opening import Office


@dataclass(frozen=True)
class Remedy:
    """How a lack is mended: by a draft that can be begun at once, or on the page of the letter ``number``."""

    verb: Literal["draft", "dispatch", "claim", "receive"]
    kind: str = ""
    event: str = ""
    letter: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def remedy_of(lack: Lack) -> Remedy:
    """Return how a lack is mended; its command is the one place that says so."""
    _, verb, *words = shlex.split(lack.command)
    if verb != "draft":
        return Remedy(verb, letter=lack.number or "")  # type: ignore[arg-type]
    named = {"--event": "", "--letter": ""}
    fields = []
    for option, value in zip(words[1:], [*words[2:], ""], strict=True):
        if option in named:
            named[option] = value
        elif option == "--set":
            name, _, said = value.partition("=")
            fields.append((name, said))
    return Remedy("draft", words[0], named["--event"], named["--letter"], tuple(fields))


def remedy_for(office: Office, asked: Asked, id: str) -> Remedy:
    """Return how the lack ``id`` is mended by writing a letter. Raises NotFound, Refused where it is not."""
    lack = next((one for one in missing(office, asked, office.today, only=id) if one.id == id), None)
    if lack is None:
        raise NotFound("这一项已经办了，或者不再缺", remedy="刷新这一页")
    remedy = remedy_of(lack)
    if remedy.verb != "draft":
        raise Refused("这一项不是起草文书", remedy="在文书的页面上登记发出、认领")
    return remedy
