"""What a head file says of each entry, so that a rewritten journal is not only found but told apart line by line.

The hash of a line depends on the line before it (``prev``): who alters one and mends the chain changes all that
follow. So a head also binds one digest per entry over what it says, without its place. The digests of the entries
since the head before stand in the file behind the signature, and the signed part holds the SHA-256 of that list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_TITLE = "明细"


@dataclass(frozen=True)
class Detail:
    """One entry as a head saw it: digest of what it says (32 hexadecimal digits), and its words."""

    seq: int
    digest: str
    words: str


def content_digest(entry: Mapping[str, Any]) -> str:
    """Return the digest of what an entry says; number and chain are left out."""
    said = {name: value for name, value in entry.items() if name not in ("seq", "prev")}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entry_words(entry: Mapping[str, Any]) -> str:
    """Return when, what and which record, on one line; a letter by its number where the entry has it."""
    data = entry.get("data")
    places = [data, *data.values()] if isinstance(data, dict) else []
    numbers = [place["number"] for place in places if isinstance(place, dict) and "number" in place]
    number = next((one for one in numbers if isinstance(one, str) and one), None)
    parts = [entry.get("at"), entry.get("kind"), number or entry.get("record")]
    return " ".join("".join(str(part).split()) for part in parts)


def details_text(lines: Iterable[str]) -> str:
    """Return the list for journal lines."""
    rows = [_TITLE]
    for line in lines:
        entry = json.loads(line)
        rows.append(f"{entry['seq']} {content_digest(entry)} {entry_words(entry)}")
    return "\n".join(rows) + "\n"


def details_digest(text: str) -> str:
    """Return what the signed part of a head says of its list."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_details(text: str) -> dict[int, Detail]:
    """Return a list by the entries' numbers. Raises ValueError for one that is not of this form."""
    title, *rows = text.removesuffix("\n").split("\n")
    if title != _TITLE:
        raise ValueError("not a list of entries")
    found: dict[int, Detail] = {}
    for row in rows:
        seq, digest, words = row.split(" ", 2)
        found[int(seq)] = Detail(int(seq), digest, words)
    return found
