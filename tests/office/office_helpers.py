"""What the office tests share: a fixed clock, ids in order, letters of every kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any

from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import Issued, issue
from shenguan_docs.office.opening import Office
from shenguan_docs.register.journal import CHINA

MORNING = datetime(2026, 3, 20, 9, 30, tzinfo=CHINA)
TODAY = MORNING.date()


def fixed_ids(run: int) -> Callable[[date], str]:
    numbers = count(1)
    return lambda today: f"{today:%Y%m%d}-t{run}{next(numbers):04}"


def example(office: Office, slug: str, **changes: Any) -> dict[str, Any]:
    """A kind's example with some fields changed; a field set to None is left out."""
    data = {**example_data(find_kind(office.kind_places, slug), TODAY), **changes}
    return {key: value for key, value in data.items() if value is not None}


def drafted(office: Office, slug: str, changes: Mapping[str, Any] | None = None) -> str:
    return draft(office, slug, example(office, slug, **(changes or {})), None).id


def issued(office: Office, slug: str, **options: Any) -> Issued:
    return issue(office, [drafted(office, slug)], **options)[0]
