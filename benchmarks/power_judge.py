"""Is everything there that a person was told of, after the power failed? ``powerloss.py`` asks it in a fork."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

from benchmarks.power_acts import NAME, _letter
from benchmarks.syscalls import _keep_pages, _opened, _warm, state_of
from shenguan_docs.asking.query import Query
from shenguan_docs.backup.store import Store
from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.backups.making import back_up
from shenguan_docs.office.bundling.profiles import checked
from shenguan_docs.office.finding.saved_searches import recalled
from shenguan_docs.office.finding.searching import search
from shenguan_docs.office.letters.numbering import account
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.safe import safe
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register import documents, drafts, heads, received

_VARYING = re.compile(r"[0-9]+")
_WORD, _FOUND = "示例", ("issued", "received")  # what all of these hold


def judged(root: Path, told: list[dict[str, Any]], engine: str = "") -> dict[str, Any]:
    """Open the office as the next process would, and look for all that was told; ``state`` is what it is then."""
    said: list[str] = []
    _keep_pages(root.parent)
    office = _opened(root / "office", engine, said.append)
    faults = []
    for one in told:
        try:
            wrong = _missing(office, root, one)
        except ShenguanError as error:
            wrong = f"{one['act']}不见了:{one} {error}"
        if wrong:
            faults.append(wrong)
    faults += [f"暂存里还有:{one}" for one in office.archive.staged()]
    seen = {hit.id for hit in search(office, Query(_WORD)).hits}
    faults += [f"检索不到:{one['number']}" for one in told if one["act"] in _FOUND and one["id"] not in seen]
    office.close()
    state = state_of(root / "office", without="index")
    return {"faults": faults, "said": [_VARYING.sub("…", words) for words in said], "state": state}


def whole(root: Path, seed: int, engine: str = "") -> dict[str, Any]:
    """Check all of an office that was opened before, and work on in it."""
    _keep_pages(root.parent)
    office = _opened(root / "office", engine)
    if engine:
        _warm[root / "office"] = office.records
    faults = [f"核验:{f.where} {f.message}" for f in verify_office(office, heads=_kept(root)).findings]
    faults += _going_on(office, root, seed)
    office.close()
    return {"faults": faults}


def _kept(root: Path) -> list[Path]:
    kept = root / "kept"
    return [kept] if kept.is_dir() and any(kept.iterdir()) else []


def _going_on(office: Office, root: Path, seed: int) -> list[str]:
    """The next letter has the next number; some back up too. All is whole afterwards."""
    before = _series(office)
    _letter(office)
    after = _series(office)
    faults = []
    if any(found != list(range(1, len(found) + 1)) for found in after.values()):
        faults.append(f"号不连续:{after}")
    if sum(map(len, after.values())) != sum(map(len, before.values())) + 1:
        faults.append(f"再印发一件以后:{before} {after}")
    if seed % 5 == 0:
        back_up(office, root / "backup")
        faults += _backup_faults(root)
    if seed % 10 == 0:
        faults += [f"以后核验:{f.where} {f.message}" for f in verify_office(office).findings]
    return faults


def _series(office: Office) -> dict[str, list[int]]:
    """The ordinals of each department's and group's series, in the order of the account."""
    found: dict[str, list[int]] = {}
    for row in account(office):
        found.setdefault(row["number"].partition("〔")[0], []).append(row["ordinal"])
    return found


def _missing(office: Office, root: Path, one: dict[str, Any]) -> str:
    """Return what is wrong with a thing that was told, "" if it is there."""
    act = one["act"]
    with office.reading() as conn:
        if act == "issued":
            record = documents.by_id(conn, one["id"])
            if record is None or record.number != one["number"]:
                return f"文书不见了:{one['number']}"
            office.archive.read(record.object_id, "letter.pdf")
        elif act == "draft":
            if documents.by_id(conn, one["id"]) is None:
                drafts.load(conn, one["id"])
        elif act == "received":
            office.archive.files(received.find(conn, one["number"]).object_id)
        elif act == "voided":
            if documents.find(conn, one["number"]).state != "void":
                return "作废不见了:"
        elif act == "sealed":
            if "v2" not in {
                v.version for v in office.archive.versions(documents.find(conn, one["number"]).object_id)
            }:
                return "盖章件不见了:"
        elif act == "head" and all(head.seq != one["seq"] for head in heads.heads(conn)):
            return "树头不见了:"
    return _missing_file(office, root, one)


def _missing_file(office: Office, root: Path, one: dict[str, Any]) -> str:
    act = one["act"]
    if act == "kept heads":
        return "" if _kept(root) else "另存的树头不见了:"
    if act == "password":
        with safe(office, reading=True) as secret:
            return "" if secret.execute("SELECT 1 FROM passwords").fetchone() else "密码不见了:"
    if act == "backup":
        names = Store.open(root / "backup").names()
        return "" if one["name"] in names and not _backup_faults(root) else f"备份不见了或不全:{names}"
    if act == "renamed":
        name = tomllib.loads((root / "office" / "office.toml").read_text("utf-8"))["name"]
        return "" if name == NAME else "单位的名称不见了:"
    if act == "search kept":
        recalled(office, "示例", Query(""))
    elif act == "kind":
        find_kind(office.kind_places, "own-kind")
    elif act == "profile":
        checked(office, "own-profile")
    elif act == "bundle":
        for path, digest in one["files"].items():
            file = root / path
            if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != digest:
                return f"案卷的文件不全:{path}"
    return ""


def _backup_faults(root: Path) -> list[str]:
    store = Store.open(root / "backup")
    found = []
    for name in store.names():
        for entry in store.entries(store.snapshot(name)):
            if wrong := store.fault(entry):
                found.append(f"备份的内容:{name} {entry.path} {wrong}")
    return found
