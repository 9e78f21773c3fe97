"""Masked copies of many documents at once: what one of them gives away is hidden in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shenguan_docs.document import Document
from shenguan_docs.masking.finding import Hit, Known, Secret, find, new_secrets
from shenguan_docs.masking.foreign import PICTURE_WHY, Foreign, NotMasked, hits_of, paint, read_foreign
from shenguan_docs.masking.letters import find_in_letter, letter_text, masked_letter
from shenguan_docs.masking.page_text import Box
from shenguan_docs.masking.rules import Rules
from shenguan_docs.masking.showing import Hidden

LetterPrinter = Callable[[Document], bytes]
SlipPrinter = Callable[[Sequence[tuple[int | None, str]]], bytes]
"""Prints slip sheets, one a page, for page numbers (None: the whole file) with their reasons."""


@dataclass(frozen=True)
class Original:
    """One file: a letter of the office's own as ``document``, or a PDF of others, or neither with the reason why.

    ``by_hand`` are places (points from the upper left) by page from 1 that a person marked after looking.
    """

    document: Document | None = None
    pdf: bytes | None = None
    refused: str = ""
    by_hand: Mapping[int, Sequence[Box]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """What was hidden on one page of a file (``page`` from 1; None: anywhere in it), or why it was left out."""

    page: int | None
    key: str
    name: str
    why: str
    count: int
    words: tuple[str, ...] = ()  # stays with the office


@dataclass(frozen=True)
class Copy:
    """The masked pages of one file and what was hidden; ``recognised`` pages (from 1) a person should look at."""

    pdf: bytes
    entries: tuple[Entry, ...]
    recognised: tuple[int, ...] = ()


class Copying:
    """Reads all originals first, learns what is secret, then copies them one by one.

    ``known`` is what the records say; ``strings`` are titles and names that stand outside of the files.
    """

    def __init__(
        self,
        originals: Sequence[Original],
        strings: Iterable[str],
        rules: Rules,
        known: Known,
        *,
        ocr: bool | None = None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.rules = rules
        self._read: list[Document | Foreign | str] = []
        for done, original in enumerate(originals, 1):
            self._read.append(_read(original, ocr))
            progress(done)
        self.known = self._learned(tuple(strings), known)

    def _learned(self, strings: Sequence[str], known: Known) -> Known:
        """Read everything once; what a rule finds in one place is known in all (known words teach nothing new)."""
        hits: list[Hit] = []
        for text in strings:
            hits += find(text, [range(len(text))], self.rules, known)
        for read in self._read:
            if isinstance(read, Document):
                hits += find_in_letter(letter_text(read), self.rules, known)
            elif isinstance(read, Foreign):
                hits += [hit for page in hits_of(read, self.rules, known).values() for hit in page]
        return known.joined(new_secrets(hits, known))

    def copy(self, number: int, letters: LetterPrinter, slips: SlipPrinter) -> Copy:
        """Return the masked copy of original ``number`` (from 0)."""
        read = self._read[number]
        if isinstance(read, Document):
            masked, hidden = masked_letter(read, self.rules, self.known)
            return Copy(letters(masked), tuple(_entries(None, hidden)))
        if isinstance(read, Foreign):
            try:
                return self._painted(read, slips)
            except NotMasked as error:
                read = str(error)
        return Copy(slips([(None, read)]), (Entry(None, "left-out", "整件未编入", read, 1),))

    def _painted(self, foreign: Foreign, slips: SlipPrinter) -> Copy:
        painted = paint(foreign, self.rules, self.known)
        entries: list[Entry] = []
        for n in range(len(foreign.pages)):
            page = n + 1
            if n in painted.left_out:
                entries.append(Entry(page, "left-out", "整页未编入", painted.left_out[n], 1))
                continue
            entries += _entries(page, painted.hidden.get(n, ()))
            if n in painted.by_hand:
                entries.append(
                    Entry(page, "region", "手工划定的区域", "经人工核看后划定", painted.by_hand[n])
                )
            if n in painted.pictures:
                entries.append(Entry(page, "picture", "图片", PICTURE_WHY, painted.pictures[n]))
        if painted.left_out:
            slip = slips([(n + 1, reason) for n, reason in sorted(painted.left_out.items())])
            return Copy(
                _with_slips(painted.pdf, slip, sorted(painted.left_out)), tuple(entries), foreign.recognised
            )
        return Copy(painted.pdf, tuple(entries), foreign.recognised)

    def flat(self, number: int) -> bytes | None:
        """Return what the PDF ``number`` is painted from: its pages with annotations drawn in."""
        read = self._read[number]
        return read.data if isinstance(read, Foreign) else None

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Everything that must not be found in the copies."""
        return tuple(self.known.secrets.values())


def _read(original: Original, ocr: bool | None) -> Document | Foreign | str:
    if original.document is not None:
        return original.document
    if original.pdf is None:
        return original.refused
    try:
        return read_foreign(original.pdf, original.by_hand, ocr=ocr)
    except NotMasked as error:
        return str(error)


def _entries(page: int | None, hidden: Sequence[Hidden]) -> list[Entry]:
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for stretch in hidden:
        secret = stretch.secret
        kinds.setdefault((secret.key, secret.name, secret.why), []).append(secret.words)
    return [
        Entry(page, key, name, why, len(words), tuple(dict.fromkeys(words)))
        for (key, name, why), words in kinds.items()
    ]


def _with_slips(pdf: bytes, slips: bytes, places: Sequence[int]) -> bytes:
    """Put one slip sheet at each of ``places`` (indices in the result, ascending)."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(slips)) as sheets, pikepdf.new() as whole:
        sources = pikepdf.open(io.BytesIO(pdf)) if pdf else None
        if sources is not None:
            whole.pages.extend(sources.pages)
        for place, sheet in zip(places, sheets.pages, strict=True):
            whole.pages.insert(place, sheet)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True)
        if sources is not None:
            sources.close()
        return out.getvalue()
