"""What a reviewer sees of a case file, as pure data: gathered by ``office/reviewing``, judged by the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from shenguan_docs.plan.workdays import Workdays

Seal = Literal["seen", "none", "unknown"]


@dataclass(frozen=True)
class PartyFact:
    """A 行政相对人 as one document names it."""

    name: str
    uscc: str = ""
    id_number: str = ""
    address: str = ""


@dataclass(frozen=True)
class AttachmentFact:
    """One attachment: ``title`` in the register, whether its file is in the bundle, why it gives no pages ("" if it does).

    ``composed`` ones are pages of the letter itself.
    """

    title: str
    name: str = ""
    present: bool = True
    composed: bool = False
    sha256: str = ""
    unreadable: str = ""
    page: int | None = None


@dataclass(frozen=True)
class DeliveryFact:
    """发出 to one receiver (主送 ``main``, 抄送 ``copy``) and its claim; ``sent_on`` None: never sent.

    ``proved``: a receipt or a file proves it. ``agreed`` is the way of claiming that the two departments agreed on.
    """

    receiver: str
    role: str = "main"
    channel: str = ""
    sent_on: date | None = None
    claimed_on: date | None = None
    proved: bool = False
    agreed: str = ""


@dataclass(frozen=True)
class ServiceFact:
    """A 送达回证 (standards §3): what it says was served, to whom, where, how, by whom, when, and who signed.

    ``document`` is the 顺序号 of what was served, 0 where that is not in the file. ``proof`` is whether what
    the way of service demands (邮件回执, 公告, 留置的见证) lies with it; None where nobody could look.
    """

    document: int
    served: str = ""  # 文书名称及文号
    to: str = ""
    place: str = ""
    way: str = ""
    by: str = ""
    signed_by: str = ""
    served_on: date | None = None
    proxy: str = ""  # 代收人
    proxy_reason: str = ""  # 代收理由
    back: bool = True  # the signed form came back
    proof: bool | None = None
    page: int | None = None
    unseen: str = ""  # why its items could not be read
    to_party: bool = True  # not to a department


@dataclass(frozen=True)
class TermFact:
    """A term that a letter sets (``answer``) or obeys: its name, its last day, when it was met."""

    name: str
    due: date
    answer: bool = False
    met_on: date | None = None


@dataclass(frozen=True)
class DocumentFact:
    """One document (件) of the file as the register and the catalogue have it.

    ``slot`` and ``place`` are what the profile says where it belongs, ``volume`` and ``slot_volume`` 正卷 or 副卷.
    ``follows`` is the id of the document right behind which it belongs (a receipt behind its letter), "" for none.
    ``kind`` is the shipped kind from which the letter's own kind comes. ``listed`` are the titles of 附件说明 as
    printed, None where the printed text could not be read. ``data`` are the fields of the letter by id.
    ``needs_seal`` says whether a sealed original is due, ``sealed`` whether it is there.
    """

    order: int
    id: str
    source: str
    title: str
    number: str = ""
    kind: str = ""
    responsible: str = ""
    day: date | None = None
    slot: str = ""
    place: int = 0
    follows: str = ""
    volume: str = "正卷"
    slot_volume: str = "正卷"
    first: int = 0
    last: int = 0
    void: str = ""
    needs_seal: bool = False
    sealed: bool = False
    parties: tuple[PartyFact, ...] = ()
    attachments: tuple[AttachmentFact, ...] = ()
    listed: tuple[str, ...] | None = ()
    deliveries: tuple[DeliveryFact, ...] = ()
    terms: tuple[TermFact, ...] = ()
    answers: tuple[tuple[str, date | None], ...] = ()  # number and day of what it answers
    cites: tuple[tuple[str, date | None], ...] = ()  # number and day of all it refers to
    data: Mapping[str, object] = field(default_factory=dict)
    unreadable: str = ""  # why its own pages could not be bound in
    damaged: bool = False
    row: int = 0  # its 顺序号 in its volume's catalogue
    bound_in: str = ""  # the volume's name, "" for the only one

    @property
    def where(self) -> str:
        """Return where a person finds it: its 顺序号, with the volume where there are several."""
        return " ".join(filter(None, (self.bound_in, str(self.row or self.order))))

    @property
    def named(self) -> str:
        """Return its place in words: 正卷第 5 件."""
        return f"{self.bound_in}第 {self.row or self.order} 件"


@dataclass(frozen=True)
class Paper:
    """One thing with words: a document's own text, or one attachment of it.

    ``words`` as read, ``unread`` why some or all are not there, ``recognised`` where OCR read some of them.
    ``stage`` is what kind of paper its title says it is (``stages.py``). ``seal``: whether a red seal shows.
    """

    document: int
    title: str
    role: Literal["main", "file"] = "file"
    words: str = ""
    unread: str = ""
    recognised: bool = False
    page: int | None = None
    stage: str = ""
    day: date | None = None
    seal: Seal = "unknown"


@dataclass(frozen=True)
class CoverFact:
    """The cover's required fields as the bundle has them ("" where not filled in), and what was printed."""

    fields: Mapping[str, str] = field(default_factory=dict)
    party: str = ""
    uscc: str = ""
    period_from: date | None = None
    period_to: date | None = None


@dataclass(frozen=True)
class PageFact:
    """One page of the finished PDF: the number that it should bear and does (None: none), its corner.

    ``corner`` and ``right_corner`` are 左上, 右上 …; ``corner`` is "" where it could not be told. ``blank`` is None
    where the page could not be drawn.
    """

    where: str  # as a person finds it: 第 2 卷第 5 面
    expected: int | None
    found: int | None
    corner: str = ""
    right_corner: str = ""
    blank: bool | None = False
    document: int = 0


@dataclass(frozen=True)
class RowFact:
    """One line of a 卷内目录 as printed: its words, the words of its 页号, the page numbers that link and bookmark lead to.

    ``right_page`` is the 页号 that should stand there, ``first`` the page on which the document begins, ``volume``
    the volume's name ("" for the only one). ``document`` is 0 for a line that belongs to no document.
    """

    document: int
    words: str
    page: str = ""
    target: int | None = None
    bookmark: int | None = None
    right_page: str = ""
    first: int = 0
    volume: str = ""


@dataclass(frozen=True)
class VolumeFact:
    """One volume (卷): what stands on its cover and 备考表, and how many documents and pages it has."""

    name: str
    cover_words: str
    endnote_words: str
    documents: int
    pages: int


@dataclass(frozen=True)
class FinishedFact:
    """The finished PDFs read back; ``due`` are volume and document of each line that a catalogue should have."""

    pages: tuple[PageFact, ...]
    rows: tuple[RowFact, ...]
    volumes: tuple[VolumeFact, ...]
    due: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class LackingFact:
    """A slot of the profile that must be filled and is not."""

    slot: str
    name: str
    why: str = ""


@dataclass(frozen=True)
class ExchangeFact:
    """An exchange that the plan demands and the trail lacks (方案), with the command that writes it."""

    duty: str
    because: str
    command: str
    clause: str = ""
    document: int = 0


@dataclass(frozen=True)
class CreditFact:
    """The credit checks of one approval: the approval's document and day, when it was checked (3.3-4)."""

    document: int
    matter: str
    decided_on: date | None
    required: bool
    checked_on: tuple[date, ...] = ()
    warned: str = ""  # an entry of the warning base in force, against which a favour was given


@dataclass(frozen=True)
class Facts:
    """Everything that the rules may ask. ``unseen`` says by subject why the office could not look there."""

    profile: str
    made_on: date
    cover: CoverFact
    documents: tuple[DocumentFact, ...]
    papers: tuple[Paper, ...] = ()
    lacking: tuple[LackingFact, ...] = ()
    services: tuple[ServiceFact, ...] = ()
    exchanges: tuple[ExchangeFact, ...] = ()
    credits: tuple[CreditFact, ...] = ()
    drafts: tuple[tuple[int, str, str], ...] = ()  # unissued replies: document answered, draft id, title
    former_names: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by code
    other_names: frozenset[str] = frozenset()  # companies that the office knows and that are not of this case
    finished: FinishedFact | None = None
    workdays: Workdays = field(default_factory=Workdays)
    unseen: Mapping[str, str] = field(default_factory=dict)

    def document(self, order: int) -> DocumentFact | None:
        """Return the document with this 顺序号."""
        return next((one for one in self.documents if one.order == order), None)

    def distinct_papers(self) -> tuple[Paper, ...]:
        """Return the papers, one that lies in the file twice (by itself and with a letter) once, where it comes first."""
        unique: dict[str, Paper] = {}
        for n, paper in enumerate(self.papers):
            unique.setdefault("".join(paper.words.split()) or str(n), paper)
        return tuple(unique.values())

    def akin(self, order: int) -> frozenset[int]:
        """Return a document, and those in which one of its papers lies a second time."""
        words = {"".join(p.words.split()) for p in self.papers if p.document == order} - {""}
        same = {p.document for p in self.papers if "".join(p.words.split()) in words}
        return frozenset({order, *same})

    def parties(self) -> tuple[PartyFact, ...]:
        """Return all 行政相对人 that the documents name, each spelling once."""
        return tuple(dict.fromkeys(p for one in self.documents for p in one.parties))
