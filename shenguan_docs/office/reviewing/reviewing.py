"""Review a case: made as it would be exported, read back, judged."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from shenguan_docs.bundle.contents import BundleResult, Volume
from shenguan_docs.bundle.make import write_volumes
from shenguan_docs.errors import Refused
from shenguan_docs.office.bundling.assembling import Assembly
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import assembled
from shenguan_docs.office.opening import Office
from shenguan_docs.office.reviewing.gathering import Made, gather, made
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


@dataclass(frozen=True)
class Case:
    """Which case is to be reviewed, as ``exporting.bundle`` takes it: a choice or a saved ``case``, profile, day, cover."""

    choice: Choice = Choice()
    case: str = ""
    profile: str = ""
    made_on: date | None = None
    values: Mapping[str, str] | None = None


def review(office: Office, asked: Case, pdfs: Sequence[Path] = ()) -> Reviewed:
    """Review a case as it would be exported; nothing is written to the office.

    ``pdfs`` are volumes that were exported earlier: their pages are looked at instead. Raises Refused, NotFound.
    """
    assembly = _assembled(office, asked)
    table = points_of(office, assembly)
    made_at = datetime.combine(assembly.cover.made_on, time(0, 0), office.now().tzinfo)
    with tempfile.TemporaryDirectory(prefix="shenguan-review-") as place:
        written = write_volumes(
            assembly.items, assembly.cover, Path(place),
            printer=office.pdf.html_pdf, layouts=office.layouts, made_at=made_at, most=assembly.profile.most,
            number_place=assembly.profile.number_place, progress=office.progress,
        )  # fmt: skip
        volumes = [Volume(s.part, s.number, s.count, s.file_name, s.lines, s.label) for s in written.sheaves]
        return _judged(office, asked, assembly, table, made(Path(place), volumes, written.findings, pdfs))


def review_bundle(office: Office, asked: Case, result: BundleResult) -> Reviewed:
    """Review a bundle that was just exported. Raises Refused, NotFound."""
    assembly = _assembled(office, asked)
    bundle = made(result.folder, result.volumes, result.findings)
    return _judged(office, asked, assembly, points_of(office, assembly), bundle)


def _assembled(office: Office, asked: Case) -> Assembly:
    with office.reading() as conn:
        return assembled(
            office, conn, asked.choice, case=asked.case, profile=asked.profile, made_on=asked.made_on,
            values=asked.values,
        )  # fmt: skip


def _judged(office: Office, asked: Case, assembly: Assembly, table: PointsTable, bundle: Made) -> Reviewed:
    if len(bundle.pdfs) != len(bundle.volumes):
        raise Refused(
            f"这个案卷有 {len(bundle.volumes)} 卷，写了 {len(bundle.pdfs)} 个 PDF",
            remedy="每卷写一个 --pdf，按卷的次序",
        )
    with office.reading() as conn:
        facts = gather(office, conn, asked.choice, assembly, bundle)
    return Reviewed(assembly, facts, judge(facts, table))


def points_of(office: Office, assembly: Assembly) -> PointsTable:
    """Return the points table of a profile. Raises NotFound, Refused."""
    return load_points(points_folders(office.root), assembly.profile.points or assembly.profile.slug, RULES)
