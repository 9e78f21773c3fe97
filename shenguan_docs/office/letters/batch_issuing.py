"""Issue many letters: printed side by side on all cores, entered in order, some at a time in one transaction.

A transaction that does not come about (a crash, a full disk) has used no number; the letters of those before
it stand, so the same command again goes on where it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date

from shenguan_docs.errors import Refused
from shenguan_docs.office.letters.composing import Ahead, ToPrint, to_print
from shenguan_docs.office.letters.issuing import Issued, already, enter, issued_answer
from shenguan_docs.office.letters.printing import Printed, print_letter
from shenguan_docs.office.letters.printing_pool import PrintingPool, cores, result
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.register import documents

_AT_ONCE = 24  # letters of one transaction
_WORTH_A_POOL = 8  # starting workers takes as long as some letters

_Print = Callable[[ToPrint], Callable[[], Printed]]
"""Begins to print a letter; what it returns waits for it."""


@dataclass
class IssuedMany:
    """The letters that are issued, by draft id, and what kept others from it."""

    done: dict[str, Issued] = field(default_factory=dict)
    failed: dict[str, Refused] = field(default_factory=dict)


def issue_many(
    office: Office, draft_ids: Sequence[str], *, written_on: date | None = None, workers: int | None = None
) -> IssuedMany:
    """Issue drafts in order; their numbers follow one another without a gap.

    A draft that cannot be issued is passed over and uses no number. ``workers`` 0: printed in this process.
    Raises OfficeUnusable; what was issued until then stands.
    """
    rights.require(office, "issue")
    office.pdf.faces()  # what is missing on this machine is said before anything else
    many = IssuedMany()
    if workers is None:
        workers = cores() if len(draft_ids) >= _WORTH_A_POOL else 0
    with ExitStack() as stack, office.progress("印发", len(draft_ids)) as progress:
        begin = _press(office, stack, workers)
        left = list(draft_ids)
        while left:
            try:
                tried = _some(office, left[:_AT_ONCE], written_on, begin, many)
            except BaseException:
                office.notify(f"已印发 {len(many.done)} 件，其余没有印发；再执行一次同样的命令，会接着做。")
                raise
            left = left[tried:]
            progress(len(draft_ids) - len(left))
    return many


def _press(office: Office, stack: ExitStack, workers: int) -> _Print:
    """Return how letters are printed: in worker processes that end with ``stack``, or in this one."""
    if not workers:
        return lambda one: lambda: print_letter(office, one.document, one.slip, one.kind_name, "")
    pool = stack.enter_context(PrintingPool(office.layouts.folders, office.fonts, workers))

    def begin(one: ToPrint) -> Callable[[], Printed]:
        future = pool.submit(one.document, one.slip, one.kind_name, "")
        return lambda: result(future)

    return begin


def _some(
    office: Office, draft_ids: Sequence[str], written_on: date | None, begin: _Print, many: IssuedMany
) -> int:
    """Issue some in one transaction; return how many were dealt with: up to the first that failed, with it."""
    failed: tuple[str, Refused] | None = None
    entered: list[str] = []
    with office.writing() as conn, ExitStack() as stack:
        ahead = Ahead()
        waiting: list[tuple[str, tuple[ToPrint, Callable[[], Printed]] | None]] = []
        for draft_id in draft_ids:
            try:
                if already(office, conn, draft_id) is not None:
                    waiting.append((draft_id, None))
                    continue
                one = to_print(office, conn, stack, draft_id, written_on, None, "", ahead)
            except Refused as error:
                failed = draft_id, error
                break
            waiting.append((draft_id, (one, begin(one))))
        for draft_id, work in waiting:
            if work is not None:
                one, printed = work
                try:
                    pages = printed()
                except Refused as error:
                    failed = draft_id, error
                    break
                enter(office, conn, one, pages)
            entered.append(draft_id)
    many.done |= _answers(office, entered)
    if failed is not None:
        many.failed[failed[0]] = failed[1]
    return len(entered) + (failed is not None)


def _answers(office: Office, ids: Iterable[str]) -> dict[str, Issued]:
    with office.reading() as conn:
        return {record.id: issued_answer(office, record) for record in documents.load(conn, ids)}
