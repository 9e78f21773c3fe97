"""What a reader returns, and how it says that it cannot."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field
from time import process_time
from typing import Any


class Unfit(Exception):
    """The file is what is wrong: it shall not be taken. ``problem`` and ``remedy`` are Chinese sentences."""

    def __init__(self, problem: str, remedy: str = "请重新取得这份文件") -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


class Unread(Exception):
    """The file may be taken, its words stay unknown; ``reason`` is Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Reading:
    """The words of one file.

    ``pages`` holds one text where the format knows no pages (``paged`` False). ``scans`` are the numbers from
    1 of pages that show something but hold no words. ``inside`` are files in the file, ``pictures`` those whose
    words only OCR can read, each as name and content. ``unread`` says what was left out, in Chinese; ``worked``
    is how many seconds of work it took.
    """

    pages: list[str] = field(default_factory=list)
    paged: bool = False
    metadata: dict[str, str] = field(default_factory=dict)
    scans: list[int] = field(default_factory=list)
    inside: list[tuple[str, bytes]] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    worked: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return asdict(self) | {
            name: [(n, _packed(data)) for n, data in getattr(self, name)] for name in _FILES
        }

    @classmethod
    def from_json(cls, answer: dict[str, Any]) -> Reading:
        """Make it again."""
        files = {name: [(n, base64.b64decode(data)) for n, data in answer[name]] for name in _FILES}
        return cls(**answer | files)


_FILES = ("inside", "pictures")


def _packed(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


class Clock:
    """Tells a reader when to stop by itself, so that what it has read so far is kept; ``seconds`` of work."""

    def __init__(self, seconds: float) -> None:
        self._end = process_time() + seconds

    @property
    def over(self) -> bool:
        """Whether the time is used up."""
        return process_time() > self._end
