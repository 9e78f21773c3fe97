"""What an office does while its writes are recorded, each act told when a person would have been told of it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.office import made_office, one_page_letter
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.asking.query import Query
from shenguan_docs.cli.context import china_now
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.bundling.exporting import bundle
from shenguan_docs.office.bundling.profiles import new_profile
from shenguan_docs.office.finding.indexing import rebuild_index
from shenguan_docs.office.finding.saved_searches import keep
from shenguan_docs.office.keeping.kind_changes import new_kind
from shenguan_docs.office.letters.delivering import attach_signed
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.people.first_start import _rename
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.proving.signing import export_heads, make_head
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.upkeep import rebuild

NAME = "改了名的单位"


def furnish(live: Path) -> None:
    """Make the office ``live/office`` with one letter, and the files that come in later."""
    office = made_office(live / "office")
    number = issue(office, [_draft(office, "penalty")])[0].number
    office.close()
    (live / "来文.txt").write_text("关于林地管理的通知。各区:请认真执行。", "utf-8")
    (live / "盖章.pdf").write_bytes(next(live.glob("office/**/letter.pdf")).read_bytes())
    (live / "first").write_text(number, "utf-8")


def _draft(office: Office, kind: str) -> str:
    return draft(office, kind, example_data(find_kind(office.kind_places, kind), office.today), None).id


def _issued(office: Office, id: str) -> dict[str, Any]:
    return {"act": "issued", "id": id, "number": issue(office, [id])[0].number}


def _letter(office: Office) -> dict[str, Any]:
    return _issued(office, draft(office, "consultation", one_page_letter(office), None).id)


def acts(live: Path) -> Iterator[dict[str, Any]]:
    """Do one thing after another and yield what a person would be told; a run of every sort of writing."""
    first = (live / "first").read_text("utf-8")
    office = open_office(live / "office", actor="测量", now=china_now)
    kept = _draft(office, "penalty")
    yield {"act": "draft", "id": kept}
    yield _issued(office, kept)
    got = receive(office, [live / "来文.txt"], {"sender": "示例市林业局", "title": "示例来文"})
    yield {"act": "received", "number": got.number, "id": got.id}
    attach_signed(office, first, live / "盖章.pdf")
    yield {"act": "sealed", "number": first}
    head = make_head(office)
    yield {"act": "head", "seq": head.seq}
    export_heads(office, live / "kept")
    yield {"act": "kept heads"}
    yield _letter(office)
    void(office, first, reason="示例")
    yield {"act": "voided", "number": first}
    office.index._current().fold()  # type: ignore[attr-defined]
    yield _letter(office)
    with safe(office) as secret:
        secret.execute("INSERT INTO passwords VALUES ('示例', 'x')")
    yield {"act": "password"}
    made = back_up(office, live / "backup")
    yield {"act": "backup", "name": made.name}
    _rename(office, NAME)
    yield {"act": "renamed"}
    keep(office, "示例", Query("林地"))
    yield {"act": "search kept"}
    new_kind(office, "own-kind", "consultation", name="示例类别")
    yield {"act": "kind"}
    new_profile(office, "own-profile", "penalty", "示例案卷")
    yield {"act": "profile"}
    rebuild_index(office)
    yield _letter(office)
    office.__dict__["journal_files"] = JournalFiles(office.archive, part_size=40)  # parts are closed, several
    yield _letter(office)
    now = china_now() + timedelta(seconds=2)
    office.now = lambda: now
    yield {"act": "backup", "name": back_up(office, live / "backup").name}
    bundle(office, Choice(numbers=(first, got.number)), live / "bundle")
    yield {"act": "bundle", "files": _digests(live)}
    rebuild(live / "office", office)
    yield _letter(office)


def _digests(live: Path) -> dict[str, str]:
    found = [*(live / "bundle").rglob("*"), live / "bundle.zip"]
    return {
        str(p.relative_to(live)): hashlib.sha256(p.read_bytes()).hexdigest() for p in found if p.is_file()
    }


if __name__ == "__main__":
    shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined]  # strace does not tell what it copies
    for told in acts(Path(sys.argv[1])):
        os.write(1, b"SAID " + json.dumps(told).encode())
