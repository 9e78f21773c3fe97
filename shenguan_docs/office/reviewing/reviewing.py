"""Review a case: made as it would be exported, read back, judged."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.errors import Refused
from shenguan_docs.office.bundling.assembling import Assembly, Wishes, assemble
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.gathering import gather, made
from shenguan_docs.review.facts import Facts
from shenguan_docs.review.points import PointsTable, load_points, points_folders
from shenguan_docs.review.registry import RULES
from shenguan_docs.review.scoring import Review
from shenguan_docs.review.scoring import review as judge


@dataclass(frozen=True)
class Reviewed:
    """A review with what it was made of."""

    assembly: Assembly
    facts: Facts
    review: Review


def review(
    office: Office,
    choice: Choice,
    *,
    profile: str = "",
    made_on: date | None = None,
    wishes: Wishes | None = None,
    pdfs: Sequence[Path] = (),
) -> Reviewed:
    """Review the chosen case as it would be exported on ``made_on``; nothing is written to the office.

    ``pdfs`` are volumes that were exported earlier: their pages are looked at instead. Raises Refused, NotFound.
    """
    with office.reading() as conn:
        assembly = assemble(office, conn, choice, profile=profile, made_on=made_on, wishes=wishes)
    made_at = datetime.combine(assembly.cover.made_on, time(0, 0), office.now().tzinfo)
    with tempfile.TemporaryDirectory(prefix="shenguan-review-") as place:
        result = make_bundle(
            assembly.items, assembly.cover, Path(place) / "案卷",
            printer=office.pdf.html_pdf, made_at=made_at, layouts=office.layouts, most=assembly.profile.most,
            number_place=assembly.profile.number_place,
        )  # fmt: skip
        return reviewed(office, choice, assembly, result, pdfs)


def reviewed(
    office: Office, choice: Choice, assembly: Assembly, result: BundleResult, pdfs: Sequence[Path] = ()
) -> Reviewed:
    """Review a bundle that was just made. Raises Refused."""
    if pdfs and len(pdfs) != len(result.volumes):
        raise Refused(
            f"这个案卷有 {len(result.volumes)} 卷,写了 {len(pdfs)} 个 PDF",
            remedy="每卷写一个 --pdf,按卷的次序",
        )
    table = points_of(office, assembly)
    with office.reading() as conn:
        facts = gather(office, conn, choice, assembly, made(result, pdfs))
    return Reviewed(assembly, facts, judge(facts, table))


def points_of(office: Office, assembly: Assembly) -> PointsTable:
    """Return the points table of a profile. Raises NotFound, Refused."""
    return load_points(points_folders(office.root), assembly.profile.points or assembly.profile.slug, RULES)
