"""Export a case bundle: assemble it and hand it to the bundle room."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.office.bundling.assembling import Wishes, assemble
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.sealing import OfficeSeal


def bundle(
    office: Office,
    choice: Choice,
    target: Path,
    *,
    profile: str = "",
    made_on: date | None = None,
    wishes: Wishes | None = None,
) -> BundleResult:
    """Write the chosen documents as a case bundle into ``target``. Raises Refused (nothing chosen, nothing found)."""
    with office.reading() as conn:
        assembly = assemble(office, conn, choice, profile=profile, made_on=made_on, wishes=wishes)
    made_at = datetime.combine(made_on, time(0, 0), office.now().tzinfo) if made_on else office.now()
    return make_bundle(
        assembly.items, assembly.cover, target,
        printer=office.pdf.html_pdf, made_at=made_at, layouts=office.layouts, most=assembly.profile.most,
        number_place=assembly.profile.number_place,
        seal=OfficeSeal(office),
    )  # fmt: skip
