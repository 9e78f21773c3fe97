"""Export a case bundle: assemble it and hand it to the bundle room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from shenguan_docs.bundle.contents import BundleResult
from shenguan_docs.bundle.make import make_bundle
from shenguan_docs.errors import Refused
from shenguan_docs.office.bundling.assembling import Assembly, Wishes, assemble
from shenguan_docs.office.bundling.cases import assemble_case
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.sealing import OfficeSeal

if TYPE_CHECKING:
    from shenguan_docs.office.masking.given import Given


def bundle(
    office: Office,
    choice: Choice,
    target: Path,
    *,
    case: str = "",
    profile: str = "",
    made_on: date | None = None,
    values: Mapping[str, str] | None = None,
    masking: Given | None = None,
) -> BundleResult:
    """Write the chosen documents, or those of a saved ``case``, as a case bundle into ``target``.

    ``values`` are lines of the cover by key or label. Raises Refused (nothing chosen, nothing found, target taken).
    With ``masking`` it is the 脱敏 copy; the list of the hidden words themselves is written beside it.
    """
    with office.reading() as conn:
        assembly = assembled(office, conn, choice, case=case, profile=profile, made_on=made_on, values=values)
    made_at = datetime.combine(made_on, time(0, 0), office.now().tzinfo) if made_on else office.now()
    if masking is not None:
        from shenguan_docs.office.masking.exporting import export_masked

        return export_masked(office, assembly, masking, target, made_at)
    return make_bundle(
        assembly.items, assembly.cover, target,
        printer=office.pdf.html_pdf, made_at=made_at, layouts=office.layouts, most=assembly.profile.most,
        number_place=assembly.profile.number_place,
        seal=OfficeSeal(office), progress=office.progress,
    )  # fmt: skip


def assembled(
    office: Office,
    conn: Connection,
    choice: Choice,
    *,
    case: str = "",
    profile: str = "",
    made_on: date | None = None,
    values: Mapping[str, str] | None = None,
) -> Assembly:
    """Return the bundle of a saved ``case``, or of a choice. Raises Refused where both are given."""
    if not case:
        return assemble(
            office, conn, choice, profile=profile, made_on=made_on, wishes=Wishes(values=values or {})
        )
    if choice != Choice():
        raise Refused("写了 --case，就不再写别的选择", remedy="改案件用 shenguan case change")
    return assemble_case(office, conn, case, profile=profile, made_on=made_on, values=values)
