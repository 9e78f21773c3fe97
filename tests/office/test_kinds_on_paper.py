"""Every sample of every kind is drafted in a real office; one of each kind is printed, with the same words in both formats."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from office_helpers import TODAY, example

from shenguan_docs.document import Document
from shenguan_docs.layout.printed import words
from shenguan_docs.notices.examples import reckoned
from shenguan_docs.notices.kinds import find_kind, kind_folders
from shenguan_docs.office.drafting import prepare, require_printable
from shenguan_docs.office.lookup import OfficeLookup
from shenguan_docs.office.opening import Office
from shenguan_docs.resources import shipped_templates

TESTS = Path(__file__).parent.parent
DATA = TESTS / "kinds" / "data"
sys.path.insert(0, str(TESTS / "layout"))
from layout_reading import docx_words, pdf_words, squeeze  # noqa: E402

SLUGS = sorted(kind_folders([shipped_templates() / "notices"]))
SAMPLES = [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in sorted(DATA.glob("*/*.toml"))]


def composed(office: Office, slug: str, data: dict[str, Any], number: str = "") -> Document:
    with office.reading() as conn:
        lookup = OfficeLookup(conn, TODAY, DATA / slug, kind_places=office.kind_places)
        return prepare(find_kind(office.kind_places, slug), data, lookup, TODAY).compose(TODAY, number=number)


@pytest.mark.parametrize("path", SAMPLES)
def test_a_sample_is_drafted(quiet: Office, path: Path) -> None:
    data = reckoned(tomllib.loads(path.read_text("utf-8")), TODAY)
    document = composed(quiet, path.parent.name, data)
    require_printable(document, quiet)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_letter_says_the_same_in_both_formats(quiet: Office, slug: str) -> None:
    document = composed(quiet, slug, example(quiet, slug), "益高示函〔2026〕1号")
    said = squeeze("".join(words(document)))
    assert docx_words(quiet.docx.docx(document)) == said
    assert pdf_words(quiet.pdf.pdf(document)) == said
