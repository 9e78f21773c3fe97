"""One happening on a timeline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

What = Literal["event", "letter", "dispatch", "service", "claim", "received", "duty"]
LABELS: dict[What, str] = {
    "event": "事件", "letter": "发文", "dispatch": "发出", "service": "送达", "claim": "认领", "received": "收文", "duty": "待办",
}  # fmt: skip
# On one day the cause stands before what came of it.
_ORDER: tuple[What, ...] = ("event", "received", "letter", "dispatch", "service", "claim", "duty")


@dataclass
class Entry:
    """A happening: ``id`` of the event, letter or 收文 that it is, or that was sent, claimed or is owed.

    ``answers`` are the ids of the letters or 收文 that it answers, ``late`` says in words what is or was late.
    """

    day: date
    what: What
    id: str
    title: str
    number: str = ""
    sender: str = ""
    receivers: tuple[str, ...] = ()
    state: str = ""
    detail: str = ""
    late: str = ""
    event: str = ""
    answers: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = field(default=())

    @property
    def place(self) -> tuple[date, int, str]:
        """What entries are sorted by: 2号 stands before 10号."""
        named = re.sub("[0-9]+", lambda figures: figures[0].zfill(8), self.number or self.id)
        return self.day, _ORDER.index(self.what), named

    def shown(self, numbers: dict[str, str]) -> dict[str, Any]:
        """Return it as ``timeline --json`` does; ``numbers`` tells the number of each id."""
        return {
            "date": self.day,
            "type": self.what,
            "label": LABELS[self.what],
            "id": self.id,
            "number": self.number or None,
            "title": self.title,
            "from": self.sender,
            "to": list(self.receivers),
            "state": self.state,
            "detail": self.detail,
            "late": bool(self.late),
            "late_words": self.late,
            "event": self.event or None,
            "answers": [{"id": id, "number": numbers.get(id, "")} for id in self.answers],
            "answered_by": [{"id": id, "number": numbers.get(id, "")} for id in self.answered_by],
        }
