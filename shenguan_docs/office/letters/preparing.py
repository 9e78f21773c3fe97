"""A form checked for the day of its letter, ready to be composed; a kept draft checked again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.document import Document
from shenguan_docs.errors import DataFaults, Fault, Refused, ShenguanError
from shenguan_docs.index.extract import Extracted
from shenguan_docs.notices.compose import Exchange, Setting, compose, exchange_of
from shenguan_docs.notices.fields import Filled, examined
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.notices.lookup import AttachedFile
from shenguan_docs.notices.relations import check_relations
from shenguan_docs.office.letters.lookup import KEPT, Known, OfficeLookup, district_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import push_officer
from shenguan_docs.register.drafts import Draft


@dataclass(frozen=True)
class Prepared:
    """A draft that was checked for a certain day and can be composed."""

    kind: Kind
    filled: Filled
    exchange: Exchange
    lookup: OfficeLookup

    def compose(
        self, written_on: date, *, number: str = "", watermark: str = "", printed_on: date | None = None
    ) -> Document:
        """Return the document model; the signatory is the sender's own."""
        sender = self.exchange.sender
        name, phone = self._contact(written_on)
        setting = Setting(
            self.exchange, name, phone, written_on, printed_on, number, sender.signatory, watermark
        )
        return compose(self.kind, self.filled, setting)

    def _contact(self, on: date) -> tuple[str, str]:
        # The push officer of the two departments answers questions (方案第三部分第(二)项第3条).
        for receiver in self.exchange.receivers:
            officer = push_officer(self.lookup.directory, self.exchange.sender.key, receiver.key, on)
            if officer is not None:
                return officer.name, officer.phone or self.exchange.sender.phone
        return f"{self.exchange.sender.short_name}办公室", self.exchange.sender.phone


def prepare(kind: Kind, data: Mapping[str, Any], lookup: OfficeLookup, written_on: date) -> Prepared:
    """Check data for a letter of ``written_on``, who writes to whom, and whether it may refer as it does.

    Raises DataFaults, Refused.
    """
    filled, faults = examined(kind, data, lookup, written_on=written_on)
    try:
        exchange = exchange_of(kind, filled, lookup)
    except ShenguanError:
        if faults:  # who writes to whom is what could not be read
            raise DataFaults(faults) from None
        raise
    found = check_relations(kind, filled, exchange, lookup)
    wrong = {fault.field for fault in faults}
    faults += [fault for fault in found.faults if fault.field not in wrong]
    if faults:
        raise DataFaults(faults)
    filled = replace(filled, warnings=(*filled.warnings, *found.doubts))
    return Prepared(kind, filled, exchange, lookup)


@contextmanager
def reopened(
    office: Office, conn: Connection, kept: Draft, written_on: date, known: Known | None = None
) -> Iterator[Prepared]:
    """Check a kept draft again for the day on which it becomes a letter; its files are at hand meanwhile.

    ``known`` is what other letters of this transaction have read already.
    """
    known = known or Known()
    kind = known.kinds.get(kept.kind) or find_kind(office.kind_places, kept.kind)
    known.kinds[kept.kind] = kind
    with files_of(kept) as (files, texts):
        lookup = OfficeLookup(
            conn,
            written_on,
            None,
            files,
            texts,
            office.kind_places,
            known,
            district=district_of_draft(office, conn, kept),
        )
        yield prepare(kind, kept.data, lookup, written_on)


def district_of_draft(office: Office, conn: Connection, kept: Draft) -> str:
    """Return the district whose matter list a draft goes by: its event's, its sender's, else that of who asks."""
    if kept.event and (own := district_of(conn, event=kept.event)):
        return own
    return district_of(conn, department=kept.sender) if kept.sender else rights.lists_of(office)


def lacking(office: Office, conn: Connection, kept: Draft) -> tuple[Fault, ...]:
    """Return what keeps a draft from being issued today as far as its form goes."""
    try:
        with reopened(office, conn, kept, office.today):
            return ()
    except DataFaults as error:
        return error.faults
    except Refused as error:
        return (Fault("全文", f"：{error.message}", error.remedy),)


@contextmanager
def files_of(kept: Draft) -> Iterator[tuple[dict[str, AttachedFile], dict[str, Extracted]]]:
    """The files of a draft as paths, and what was read out of them."""
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        files: dict[str, AttachedFile] = {}
        texts: dict[str, Extracted] = {}
        for number, file in enumerate(kept.files, 1):
            path = Path(place) / str(number)
            path.write_bytes(file.content)
            files[f"{KEPT}{number}"] = AttachedFile(
                file.title, file.original_name, path, file.sha256, file.size
            )
            texts[file.sha256] = Extracted(**json.loads(file.words))
        yield files, texts


def words_json(extracted: Extracted) -> str:
    """Keep the words of an attachment, so that they need not be read out of the file again."""
    return json.dumps(asdict(extracted), ensure_ascii=False, sort_keys=True)
