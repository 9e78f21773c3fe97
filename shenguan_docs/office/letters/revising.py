"""Change a draft: the earlier text is kept, two versions are compared in words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.events.letters import merged
from shenguan_docs.office.letters.drafting import Drafted, is_unfinished, next_version
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents, drafts, steps

Pieces = tuple[tuple[str, bool], ...]
"""Words in pieces, each with whether it is what differs."""


@dataclass(frozen=True)
class Change:
    """A paragraph that differs: what was taken out, put in, or both (``before`` → ``after``)."""

    what: Literal["删去", "增加", "改为"]
    before: str
    after: str

    def pieces(self) -> tuple[Pieces, Pieces]:
        """Return both texts in pieces, those marked that the other has not; all of it where little is alike."""
        matcher = difflib.SequenceMatcher(None, self.before, self.after, autojunk=False)
        if len(self.before) + len(self.after) > _LONG or matcher.ratio() < 0.4:
            return ((self.before, True),), ((self.after, True),)
        old: list[tuple[str, bool]] = []
        new: list[tuple[str, bool]] = []
        for tag, a, b, c, d in matcher.get_opcodes():
            old += [(self.before[a:b], tag != "equal")] if b > a else []
            new += [(self.after[c:d], tag != "equal")] if d > c else []
        return tuple(old), tuple(new)


_LONG = 6000  # characters of both paragraphs, beyond which comparing them takes too long


@dataclass(frozen=True)
class Version:
    """One version of a draft: since when, by whom, which steps (送审, 退回 …) were taken on it."""

    version: int
    at: datetime
    by: str
    steps: tuple[str, ...]


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
            raise Refused(
                f"“{draft_id}”已印发为{issued.number}，不能再改", remedy="需要更正的，另行起草更正函"
            )
        earlier = drafts.load(conn, draft_id)
        rights.require_draft(office, conn, earlier, "write")
        if partly or is_unfinished(earlier.title):
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
        raise Refused(f"“{draft_id}”只有一稿，没有可比的", remedy="改过以后再比")
    second = new if new is not None else max(versions)
    first = old if old is not None else max((n for n in versions if n < second), default=min(versions))
    for number in (first, second):
        if number not in versions:
            raise NotFound(f"“{draft_id}”没有第 {number} 稿", remedy=f"有第 1 至第 {max(versions)} 稿")
    return first, second, tuple(changes(versions[first].words, versions[second].words))


def versions(office: Office, draft_id: str) -> tuple[Version, ...]:
    """Return the versions of a draft, the first first, each with what had been done with it. Raises NotFound."""
    with office.reading() as conn:
        rights.require_draft(office, conn, drafts.load(conn, draft_id))
        kept = drafts.versions(conn, draft_id)
        taken = steps.steps_of(conn, draft_id)
    found = []
    for n, one in enumerate(kept):
        until = kept[n + 1].at if n + 1 < len(kept) else None
        done = [step.step for step in taken if step.at >= one.at and (until is None or step.at < until)]
        found.append(Version(one.version, one.at, one.by, tuple(dict.fromkeys(done))))
    return tuple(found)


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
