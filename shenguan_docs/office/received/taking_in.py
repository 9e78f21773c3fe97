"""What becomes of files that came in: one letter, several letters, receipts; each registered once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shenguan_docs.errors import Refused
from shenguan_docs.index.extract import Extracted
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.received import incoming
from shenguan_docs.office.received.arranging import part
from shenguan_docs.office.received.drop import Drop
from shenguan_docs.office.received.letter_text import is_letter as text_is_letter
from shenguan_docs.office.received.letter_text import read_letter
from shenguan_docs.office.received.looking import Looked, look, looked
from shenguan_docs.office.received.receiving import Proposed, Registered, name_as_title, propose, receive
from shenguan_docs.office.service.scanning import scan
from shenguan_docs.register import plan_records, received


@dataclass(frozen=True)
class Sorted:
    """Where the files of a drop went: the ``letters`` that wait for their fields, the ``receipts`` that were filed."""

    letters: tuple[str, ...]
    receipts: tuple[str, ...]


def sort_out(office: Office, id: str) -> Sorted:
    """Look into a drop; scans of receipts are filed at once, apart from the letters. Raises NotFound, Refused."""
    look(office, id)
    with incoming.alone(office, id) as drop:
        if drop.state != "waits":
            return Sorted((), (id,))
        seen = looked(office, drop) or []
        coded = [n for n, one in enumerate(seen, 1) if one.is_receipts]
        if not coded or not rights.may(office, "deliver"):
            return Sorted((id,), ())
        others = [n for n in range(1, len(seen) + 1) if n not in coded]
        receipts = part(office, drop, [others, coded])[1] if others else id
    file_receipts(office, receipts)
    return Sorted((id,) if others else (), (receipts,))


def file_receipts(office: Office, id: str) -> None:
    """File the pages of a drop with the receipts whose codes they bear; what bears none goes to the tray.

    Again for the same drop: nothing more happens. Raises NotFound, Refused.
    """
    with incoming.alone(office, id) as drop:
        if drop.state == "receipts":
            return
        if drop.state != "waits":
            raise Refused("这些文件已经登记为收文，不再作送达回证")
        results = scan(office, incoming.paths(office, drop))
        told = [asdict(one) for one in results]
        for one, file in zip(told, drop.files, strict=False):
            one["file"] = file.name
        incoming.ended(office, drop, "receipts", told)


def apart(office: Office, id: str) -> list[str]:
    """Say that each file of a drop is a letter of its own; return the ids of the drops. Raises NotFound."""
    with incoming.alone(office, id) as drop:
        if drop.state != "waits" or len(drop.files) < 2:
            return [id]
        return part(office, drop, [[n] for n in range(1, len(drop.files) + 1)])


def proposed(office: Office, drop: Drop, seen: list[Looked]) -> Proposed:
    """Return what the files of a drop say of themselves. Raises Refused where one of them cannot be registered."""
    return propose(office, incoming.paths(office, drop), texts=_texts(seen))


def is_letter(seen: Looked) -> bool:
    """Whether a file reads as an official letter."""
    return seen.extracted is not None and text_is_letter(read_letter(seen.extracted.text))


def title_of(seen: list[Looked]) -> str:
    """The first file's name as a title, where the words tell none."""
    return name_as_title(seen[0].name) if seen else ""


def handlers(office: Office) -> list[str]:
    """Return whom a letter may be given to: the departments and their people."""
    with office.reading() as conn:
        known = plan_records.directory(conn, office.today)
    own = rights.own_department(office)
    mine = sorted({p.name for p in known.people if not own or p.department == own})
    return [*mine, *(d.short_name for d in known.departments if not d.outside)]


def register(office: Office, id: str, data: Mapping[str, Any]) -> Registered:
    """Register the files of a drop as one 收文; again for the same drop: the same answer.

    Raises NotFound, DataFaults, Refused.
    """
    with incoming.alone(office, id) as drop:
        with office.reading() as conn:
            there = received.by_id(conn, drop.record)
        if there is not None:  # a second click, or a crash after it was registered
            if drop.state == "waits":
                incoming.ended(office, drop, "registered")
            return Registered(there.id, there.number, there.title, (), there.due)
        if drop.state != "waits":
            raise Refused("这些文件已经作为送达回证归位，不能再登记")
        seen = looked(office, drop)
        if seen is None:
            raise Refused("这些文件还没有读完", remedy="稍候再登记")
        done = receive(office, incoming.paths(office, drop), data, id=drop.record, texts=_texts(seen))
        incoming.ended(office, drop, "registered")
        return done


def _texts(seen: list[Looked]) -> list[Extracted]:
    texts = []
    for one in seen:
        if one.extracted is None:
            raise Refused(
                f"“{one.name}”不能登记：{one.refused}", where="文件", remedy="取下这个文件，重新取得一份"
            )
        texts.append(one.extracted)
    return texts


def take_off(office: Office, id: str, n: int) -> None:
    """Take one file (from 1) out of a drop, the last one with the drop. Raises NotFound."""
    with incoming.alone(office, id) as drop:
        if not 1 <= n <= len(drop.files) or drop.state != "waits":
            raise Refused("没有这个文件", remedy="刷新页面")
        rest = [m for m in range(1, len(drop.files) + 1) if m != n]
        gone = part(office, drop, [rest, [n]])[1] if rest else id
    incoming.discard(office, gone)


def next_of(office: Office, drop: Drop) -> Drop | None:
    """Return the next drop that came together with this one and waits."""
    batch = drop.batch or drop.id
    waiting = [one for one in incoming.drops(office) if one.id != drop.id and (one.batch or one.id) == batch]
    return waiting[0] if waiting else None


def letter_of(office: Office, drop: Drop) -> dict[str, Any]:
    """Return the letter that a drop was registered as. Raises NotFound."""
    return show(office, drop.record)
