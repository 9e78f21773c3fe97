"""What the register knows of an issued letter, as pure data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True)
class ObjectRef:
    """An object of the archive: its id, version from 1, SHA-256 of its inventory in hex."""

    object_id: str
    version: int
    inventory: str


@dataclass(frozen=True)
class Receiver:
    """主送 (main) or 抄送 (copy); ``department`` is a key, "" for a body that is not on the list."""

    name: str
    department: str = ""
    role: Literal["main", "copy"] = "main"


@dataclass(frozen=True)
class DocumentParty:
    """A 行政相对人 in a letter; ``field`` is the label of the field that it fills."""

    name: str
    field: str = ""
    uscc: str = ""
    id_number: str = ""
    address: str = ""
    phone: str = ""
    representative: str = ""


@dataclass(frozen=True)
class DocumentMatter:
    """A matter of a letter as the list of ``version`` had it."""

    name: str
    version: int
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """What a letter refers to: ``target_id`` of a letter or 收文 in the office, None for one from outside."""

    relation: str
    target_id: str | None = None
    sender: str = ""
    number: str = ""
    title: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Attachment:
    """An attachment; ``composed`` ones are pages of the letter itself, others lie in the archive."""

    title: str
    original_name: str = ""
    stored_name: str = ""
    sha256: str = ""
    size: int = 0
    composed: bool = False


@dataclass(frozen=True)
class Deadline:
    """A term that a letter sets or obeys, as its kind had it: ``amount`` of ``unit`` after ``since``.

    ``by_role`` owes ``to_role`` (words of the kind: 主管部门, 收文部门 …); ``since`` is None where the term
    runs from 发出. ``answer`` marks what an answering letter ends. One that a table of tasks sets (议定事项)
    is named ``完成会议议定事项:what``, and ``by_role`` is the body that the row names.
    """

    name: str
    by_role: str
    to_role: str
    since: date | None
    amount: int
    unit: Literal["workday", "day"] = "workday"
    answer: bool = False


@dataclass(frozen=True)
class IssuedRecord:
    """An issued letter as the register knows it.

    ``sender`` is a department key, ``event`` the id of the 业务事件 that called for the letter, or "".
    ``group``, ``year``, ``ordinal`` are its number's place. ``signed_on`` is the day of 签发,
    ``written_on`` 成文日期, ``printed_on`` 印发日期. The archive's object and the fields about being void
    are filled in by the register.
    """

    id: str
    kind: str
    number: str
    group: str
    year: int
    ordinal: int
    title: str
    sender: str
    written_on: date
    kind_name: str = ""
    kind_version: str = ""
    genre: str = ""
    layout: str = ""
    sender_name: str = ""
    signatory: str = ""
    printed_on: date | None = None
    signed_on: date | None = None
    signed_by: str = ""
    urgency: str = ""
    retention: str = ""
    clause: str = ""
    matter_version: int | None = None
    date_reason: str = ""
    summary: str = ""
    pages: int = 0
    copies: int = 0  # 份数 as it was filled in, 0 for the usual
    event: str = ""
    receivers: tuple[Receiver, ...] = ()
    parties: tuple[DocumentParty, ...] = ()
    matters: tuple[DocumentMatter, ...] = ()
    relations: tuple[Relation, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    # filled in by the register
    issued_at: datetime | None = None
    issued_by: str = ""
    state: Literal["issued", "void"] = "issued"
    void_reason: str = ""
    voided_at: datetime | None = None
    voided_by: str = ""
    object_id: str = ""
    object_version: int = 0

    @property
    def printed_copies(self) -> int:
        """份数: as it was filled in, else one for each receiver and one for the file."""
        return self.copies or len(self.receivers) + 1
