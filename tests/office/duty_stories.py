"""An office whose clock is moved on by hand, and short words for what happens in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from office_helpers import MORNING, TODAY, drafted, example, fixed_ids

from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.events import entering
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import Issued, issue
from shenguan_docs.office.memory import Memory
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.received.receiving import receive

RECEIVED = "示例来文"


@dataclass
class Story:
    """The office and its clock; ``wait`` moves on, everything else happens on the day reached."""

    office: Office
    clock: list[datetime]

    @property
    def today(self) -> date:
        return self.clock[0].date()

    def wait(self, days: int) -> date:
        self.clock[0] += timedelta(days)
        return self.today

    def until(self, day: str) -> date:
        return self.wait((date.fromisoformat(day) - self.today).days)

    def event(self, type: str, **changes: Any) -> str:
        data = {**example_data(form_of(find_type(self.office, type)), TODAY), **changes}
        data = {key: value for key, value in data.items() if value is not None}
        return entering.add(self.office, type, data).id

    def issued(self, slug: str, changes: Mapping[str, Any] | None = None, event: str = "") -> Issued:
        """A letter from the kind's example, or from an event and ``changes`` alone."""
        if not event:
            return issue(self.office, [drafted(self.office, slug, changes)])[0]
        return issue(self.office, [draft(self.office, slug, dict(changes or {}), None, event=event).id])[0]

    def sent(
        self, slug: str, changes: Mapping[str, Any] | None = None, *, event: str = "", channel: str = "online"
    ) -> Issued:
        letter = self.issued(slug, changes, event)
        dispatch(self.office, letter.id, channel=channel)
        return letter

    def claimed(self, letter: Issued, by: str = "示例丙", **more: Any) -> None:
        claim(self.office, letter.id, by=by, **more)

    def received(self, answers: Issued, sender: str, folder: Path) -> None:
        file = folder / f"{answers.id}.txt"
        file.write_text(f"对{answers.number}的答复", "utf-8")
        data = {"sender": sender, "title": RECEIVED, "date": str(self.today), "answers": answers.number}
        receive(self.office, [file], data)

    def owed(
        self, rule: str, about: str = "", today: date | None = None, **asked: Any
    ) -> list[dict[str, Any]]:
        """The open duties of a rule (about a letter or an event); what the desk remembers is the same."""
        found = duties(self.office, Asked(**asked), today or self.today)
        if not asked:
            memory, self.office.memory = self.office.memory, None
            assert duties(self.office, Asked(), today or self.today) == found
            self.office.memory = memory
        return [
            d for d in found
            if d["rule"] == rule and (not about or about in (d["number"], d["event"], d["id"].split(":")[1]))
        ]  # fmt: skip


def story_in(root: Path, run: int = 7) -> Story:
    clock = [MORNING]
    office = open_office(root, actor="示例文书", now=lambda: clock[0], new_id=fixed_ids(run))
    office.memory = Memory()  # as at the desk
    return Story(office, clock)


__all__ = ["Story", "example", "story_in"]
