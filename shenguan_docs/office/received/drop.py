"""Files that came together and are not registered yet: what is known of them, and what a place does that keeps them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol

from shenguan_docs.errors import NotFound, OfficeUnusable, system_reason
from shenguan_docs.office.opening import Office

PLACE = "uploads"
DONE = "done"
"""Where the notes of drops lie that were dealt with: apart, so that what waits is listed quickly."""
COPIES = "copies"
"""Where copies lie of what is on a server."""
PAGES = ".pages.pdf"
"""Beside a file that is no PDF: its pages as they are shown."""

State = Literal["waits", "registered", "receipts"]
Reading = list[dict[str, Any]]
"""What was read out of the files of a drop, in their order."""


@dataclass(frozen=True)
class CameFile:
    """One file of a drop, under the name it came with; ``size`` in bytes.

    ``at`` is the number under which it lies, which stays when the files are put in another order or parted.
    """

    name: str
    size: int
    sha256: str
    at: int


@dataclass(frozen=True)
class Drop:
    """Files that came together. ``record`` is the id that the letter will have, so that it is registered once.

    ``decided``: how several files belong together was said. ``batch`` is the drop that this one was parted from,
    ``results`` what became of the pages where the files were receipts (``state`` receipts).
    """

    id: str
    by: str
    department: str
    at: str
    record: str
    files: tuple[CameFile, ...]
    state: State = "waits"
    decided: bool = False
    batch: str = ""
    results: list[Any] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """When it came."""
        return datetime.fromisoformat(self.at)

    @property
    def digests(self) -> list[str]:
        """The SHA-256 of its files, in order."""
        return [file.sha256 for file in self.files]


class Place(Protocol):
    """A place that keeps drops. Whatever it does raises OfficeUnusable where it cannot."""

    def waiting(self, office: Office) -> list[Drop]:
        """Return all that wait."""

    def load(self, office: Office, id: str) -> Drop | None:
        """Return one, also one that was dealt with a short time ago."""

    def put(self, office: Office, staged: Path, drop: Drop) -> Drop:
        """Keep what lies in ``staged``, each file in the folder of its number; return the drop that has these files."""

    def paths(self, office: Office, drop: Drop) -> list[Path]:
        """Return where the files can be read, in order. Raises NotFound."""

    def held(self, office: Office, id: str) -> AbstractContextManager[None]:
        """Hold one against everybody else; who waits too long is told by ``busy``."""

    def reading(self, office: Office, id: str) -> Reading | None:
        """Return what was read out of the files, None where that was not done yet."""

    def keep_reading(self, office: Office, drop: Drop, read: Reading) -> None:
        """Keep what was read out of the files, and what was made of them to be shown."""

    def rearranged(self, office: Office, id: str, parts: Sequence[tuple[Drop, Reading | None]]) -> None:
        """Put the files of ``id`` in another order or into several drops, of which one keeps the id."""

    def ended(self, office: Office, drop: Drop) -> None:
        """Let the files go and keep the note."""

    def discard(self, office: Office, id: str) -> None:
        """Let one that waits go."""

    def clean_up(self, office: Office, past: Callable[[Drop], bool]) -> None:
        """Let go of what is ``past``, and of what was cut off while it came."""


def as_text(drop: Drop) -> str:
    """Return what is known of a drop as it is written down."""
    return json.dumps(asdict(drop), ensure_ascii=False)


def from_text(text: str) -> Drop:
    """Return what ``as_text`` wrote. Raises ValueError, TypeError, KeyError."""
    told = json.loads(text)
    files = tuple(CameFile(**{"at": n, **file}) for n, file in enumerate(told["files"], 1))
    return Drop(**{**told, "files": files})


def busy() -> OfficeUnusable:
    """Another one has held the drop for longer than one was ready to wait."""
    return OfficeUnusable("这些文件正在登记", remedy="稍候刷新页面")


def gone() -> NotFound:
    """The drop is not there, or not for this person."""
    return NotFound("这些文件不在这里了", remedy="可能已经登记或者删去；还没有登记的再收一次")


def make_folders(root: Path, *names: str) -> Path:
    """Make folders within one another that only the office's account can read; return the innermost."""
    place = root
    for name in names:
        place = place / name
        place.mkdir(mode=0o700, exist_ok=True)
    return place


@contextmanager
def in_words(place: Path) -> Iterator[None]:
    """What the disk refuses becomes an OfficeUnusable."""
    try:
        yield
    except OSError as error:
        raise OfficeUnusable(
            f"收到的文件存不下（{system_reason(error)}）", where=str(place), remedy="请管理人员核对磁盘和权限"
        ) from error
