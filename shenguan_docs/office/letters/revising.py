"""Change a draft: the earlier text is kept, two versions are compared in words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events.letters import merged
from shenguan_docs.office.letters.drafting import UNFINISHED, Drafted, next_version
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, drafts


@dataclass(frozen=True)
class Change:
    """A paragraph that differs: what was taken out, put in, or both (``before`` → ``after``)."""

    what: Literal["删去", "增加", "改为"]
    before: str
    after: str


def revise(
    office: Office, draft_id: str, data: Mapping[str, Any], folder: Path | None, *, partly: bool = False
) -> Drafted:
    """Replace what a draft says by ``data``; what was signed or approved before begins again.

    ``partly``: ``data`` holds only what changes. It completes a draft that was kept unfinished, too: there it
    needs only say what is still missing.
    Raises DataFaults, Refused, NotFound, and changes nothing then.
    """
    with office.writing() as conn:
        issued = documents.by_id(conn, draft_id)
        if issued is not None:
            raise Refused(f"“{draft_id}”已印发为{issued.number},不能再改", remedy="需要更正的,另行起草更正函")
        earlier = drafts.load(conn, draft_id)
        rights.require_draft(office, conn, earlier, "write")
        if partly or earlier.title.startswith(UNFINISHED):
            kind = find_kind(office.kind_places, earlier.kind)
            data = merged(kind, earlier.data, data)
        return next_version(office, conn, earlier, data, folder)


def compare(
    office: Office, draft_id: str, old: int | None = None, new: int | None = None
) -> tuple[int, int, tuple[Change, ...]]:
    """Return two version numbers of a draft (default: the last two) and what differs in words.

    Raises NotFound, Refused (there is only one version).
    """
    with office.reading() as conn:
        rights.require_draft(office, conn, drafts.load(conn, draft_id))
        versions = {version.version: version for version in drafts.versions(conn, draft_id)}
    if len(versions) < 2 and (old is None or new is None):
        raise Refused(f"“{draft_id}”只有一稿,没有可比的", remedy="改过以后再比")
    second = new if new is not None else max(versions)
    first = old if old is not None else max((n for n in versions if n < second), default=min(versions))
    for number in (first, second):
        if number not in versions:
            raise NotFound(f"“{draft_id}”没有第 {number} 稿", remedy=f"有第 1 至第 {max(versions)} 稿")
    return first, second, tuple(changes(versions[first].words, versions[second].words))


def changes(before: str, after: str) -> list[Change]:
    """Return the paragraphs that differ between two texts."""
    old, new = before.split("\n"), after.split("\n")
    found: list[Change] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[a:b], new[c:d]
        for n in range(max(len(gone), len(come))):
            x, y = gone[n] if n < len(gone) else "", come[n] if n < len(come) else ""
            found.append(Change("改为" if x and y else "删去" if x else "增加", x, y))
    return found
