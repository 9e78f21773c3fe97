"""What OCFL's own fixtures call bad (1.0 and 1.1, by the codes of the specification), made of a letter of ours.

Each is made with right digests and sidecars, so that nothing but the fault itself is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archive_helpers import LETTER, expect, journal_lines, lies, put, remove_tree

from shenguan_docs.archive.files import sha256
from shenguan_docs.archive.inventory import INVENTORY, SIDECAR, sidecar
from shenguan_docs.archive.journal_files import JournalFiles
from shenguan_docs.archive.store import Archive
from shenguan_docs.archive.verify import verify

SEVEN, NUMBER = "urn:shenguan:document:D7", "益高社函〔2026〕7号"
LINES = journal_lines(2)
Spoil = Callable[[Path], object]


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object], *, old: bool = False) -> None:
    """Change the inventory at the root and in the latest version (or in the first), with their sidecars."""
    for place in (folder / "v1",) if old else (folder, folder / "v2"):
        inventory = json.loads((place / INVENTORY).read_bytes())
        changed = change(inventory)
        text = changed if isinstance(changed, str) else json.dumps(inventory, ensure_ascii=False)
        (place / INVENTORY).write_text(text, "utf-8")
        (place / SIDECAR).write_bytes(sidecar(text.encode()))


def spoils(change: Callable[[dict[str, Any]], object], *, old: bool = False) -> Spoil:
    return lambda folder: rewrite(folder, change, old=old)


def doubled(inventory: dict[str, Any], block: str) -> str:
    """The same digest twice in a block: once small, once large."""
    text = json.dumps(inventory)
    digest = next(iter(inventory["manifest"]))
    return text.replace(f'"{block}": {{', f'"{block}": {{"{digest.upper()}": ["x.txt"], ', 1)


def put_content(inventory: dict[str, Any], path: str, name: str = "x.txt") -> None:
    digest = sha256(b"x")
    inventory["manifest"][digest] = [path]
    inventory["versions"]["v2"]["state"][digest] = [name]


BAD: dict[str, Spoil] = {
    "E001 folder in the root": lambda f: (f / "extra").mkdir(),
    "E001 file in the root": lambda f: (f / "extra.txt").write_bytes(b"x"),
    "E001 empty version folder": lambda f: (f / "v3").mkdir(),
    "E003 no declaration": lambda f: (f / "0=ocfl_object_1.1").unlink(),
    "E003 two declarations": lambda f: (f / "0=ocfl_object_1.0").write_text("ocfl_object_1.0\n"),
    "E007 declaration of another text": lambda f: (f / "0=ocfl_object_1.1").write_text("wrong\n"),
    "E008 no versions": lambda f: [remove_tree(f / name) for name in ("v1", "v2")],
    "E010 a version is missing": lambda f: remove_tree(f / "v1"),
    "E015 content outside of content": lambda f: (f / "v2" / "letter.pdf").write_bytes(b"x"),
    "E017 another content folder": spoils(lambda i: i.update(contentDirectory="data")),
    "E018 content folder with a path": spoils(lambda i: i.update(contentDirectory="a/../b")),
    "E023 a file more": lambda f: (f / "v1" / "content" / "extra.txt").write_bytes(b"x"),
    "E023 a file less": lambda f: (f / "v1" / "content" / "letter.pdf").unlink(),
    "E023 an old manifest lacks entries": spoils(lambda i: i["manifest"].popitem(), old=True),
    "E024 an empty folder": lambda f: (f / "v1" / "content" / "empty").mkdir(),
    "E025 another algorithm": spoils(lambda i: i.update(digestAlgorithm="md5")),
    "E033 broken JSON": spoils(lambda i: json.dumps(i)[:-9]),
    "E034 no inventory but a list": spoils(lambda i: "[]"),
    "E036 no id": spoils(lambda i: i.pop("id")),
    "E036 no head": spoils(lambda i: i.pop("head")),
    "E037 an empty id": spoils(lambda i: i.update(id="")),
    "E037 another id": spoils(lambda i: i.update(id="urn:shenguan:document:D8")),
    "E037 another id in the first": spoils(lambda i: i.update(id="x"), old=True),
    "E038 no type": spoils(lambda i: i.pop("type")),
    "E038 another type": spoils(lambda i: i.update(type="https://ocfl.io/9.9/spec/#inventory")),
    "E040 the head does not exist": spoils(lambda i: i.update(head="v9")),
    "E040 the head is a number": spoils(lambda i: i.update(head=2)),
    "E040 the head is the first": spoils(lambda i: i.update(head="v1")),
    "E041 no manifest": spoils(lambda i: i.pop("manifest")),
    "E042 content path outside": spoils(lambda i: put_content(i, "../content/x.txt")),
    "E044 no versions block": spoils(lambda i: i.pop("versions")),
    "E046 a version without folder": spoils(lambda i: i["versions"].update(v3=i["versions"]["v2"])),
    "E046 a version of another name": spoils(lambda i: i["versions"].update(v02=i["versions"]["v2"])),
    "E048 no time": spoils(lambda i: i["versions"]["v2"].pop("created")),
    "E049 a time without zone": spoils(lambda i: i["versions"]["v2"].update(created="2026-03-05T10:00:00")),
    "E049 a time that is none": spoils(lambda i: i["versions"]["v2"].update(created="heute")),
    "E050 a file that nothing uses": spoils(lambda i: i["versions"]["v2"]["state"].popitem()),
    "E050 no state": spoils(lambda i: i["versions"]["v2"].pop("state")),
    "E050 a state without content": spoils(lambda i: i["versions"]["v2"]["state"].update({"0" * 64: ["x"]})),
    "E051 a state that is a list": spoils(lambda i: i["versions"]["v2"].update(state=[])),
    "E052 a logical path outside": spoils(lambda i: put_content(i, "v2/content/x.txt", "../x.txt")),
    "E053 a logical path from the root": spoils(lambda i: put_content(i, "v2/content/x.txt", "/x.txt")),
    "E054 a user without name": spoils(lambda i: i["versions"]["v2"].update(user={"address": "x"})),
    "E056 fixity that is a text": spoils(lambda i: i.update(fixity="x")),
    "E058 no sidecar": lambda f: (f / SIDECAR).unlink(),
    "E060 sidecar of another inventory": lambda f: (f / SIDECAR).write_bytes(sidecar(b"x")),
    "E061 sidecar of another form": lambda f: (f / SIDECAR).write_text("x  y  z\n"),
    "E063 no inventory": lambda f: (f / INVENTORY).unlink(),
    "E064 root and latest differ": lambda f: (f / "v2" / INVENTORY).write_bytes(
        (f / INVENTORY).read_bytes() + b"\n"
    ),
    "E066 the first says other of v1": spoils(
        lambda i: i["versions"]["v1"]["state"].popitem(), old=True
    ),
    "E067 a file in extensions": lambda f: [(f / "extensions").mkdir(), (f / "extensions" / "x").touch()],
    "E092 content of another digest": lambda f: (f / "v1" / "content" / "letter.pdf").write_bytes(b"x"),
    "E093 fixity of another digest": spoils(
        lambda i: i.update(fixity={"md5": {"0" * 32: ["v1/content/letter.pdf"]}})
    ),
    "E094 a message that is a number": spoils(lambda i: i["versions"]["v2"].update(message=5)),
    "E095 paths in each other's way": spoils(lambda i: put_content(i, "v2/content/x.txt", "letter.pdf/x")),
    "E096 a digest twice in the manifest": spoils(lambda i: doubled(i, "manifest")),
    "E096 a digest twice in a state": spoils(lambda i: doubled(i, "state")),
    "E099 an empty part in a content path": spoils(lambda i: put_content(i, "v2/content//x.txt")),
    "E101 a content path twice": spoils(lambda i: put_content(i, "v1/content/letter.pdf")),
    "E102 a key of nobody": spoils(lambda i: i.update(extra=1)),
    "E110 the id of another type": spoils(lambda i: i.update(id=7)),
    "a link in the place of a file": lambda f: [
        (f / "v1" / "content" / "letter.pdf").unlink(),
        (f / "v1" / "content" / "letter.pdf").symlink_to("/etc/hostname"),
    ],
}  # fmt: skip


FOLDERS = ("folder", "link")


def on_disk_alone(name: str) -> Any:
    """A bucket has no empty folders, no links and no names that differ from their keys."""
    return pytest.param(name, marks=pytest.mark.disk) if any(word in name for word in FOLDERS) else name


@pytest.mark.parametrize("fault", [on_disk_alone(name) for name in BAD])
def test_a_bad_object_is_found_and_named(archive: Archive, fault: str) -> None:
    put(archive, SEVEN, LETTER)
    put(archive, SEVEN, {"signed.pdf": b"signed"})
    JournalFiles(archive, part_size=3).append(LINES)
    first, latest = (expect(one, NUMBER) for one in archive.versions(SEVEN))
    assert not verify(archive, [first, latest], LINES).findings
    BAD[fault](lies(archive, SEVEN, "letter.pdf").parents[2])
    found = verify(archive, [first, latest], LINES).findings
    assert any(one.number == NUMBER for one in found), found
