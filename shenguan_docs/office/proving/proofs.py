"""Proofs that archived files stand in the journal as they are: for the files of a bundle, for single letters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from shenguan_docs.archive.inventory import Inventory, parse_inventory
from shenguan_docs.archive.store import Archive
from shenguan_docs.errors import NotFound
from shenguan_docs.office.letters.letter_object import LETTER_DOCX, LETTER_PDF
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.signing import head_covering
from shenguan_docs.office.registers.sheets import write_file
from shenguan_docs.proof.alone.proven import PROOF_FORM
from shenguan_docs.proof.alone.tree import leaf_hash
from shenguan_docs.proof.merkle import inclusion_ranges, proofs
from shenguan_docs.register import documents, journal, schema
from shenguan_docs.register.heads import SignedHead
from shenguan_docs.register.journal import Entry


@dataclass(frozen=True)
class Origin:
    """Where an archived file comes from: object, version (the first that holds it), logical name, digest.

    ``inventory`` is the text of that version's inventory, ``entry`` the journal's entry that noted it.
    """

    object_id: str
    version: int
    name: str
    sha256: str
    inventory: str
    entry: Entry


def origins(office: Office, conn: Connection, paths: Iterable[Path]) -> dict[Path, Origin]:
    """Return the origin of each path that lies in the archive and is known to the journal."""
    archive, found, folders = office.archive, {}, {}
    for path in paths:
        parts = archive.place.key_of(path).split("/")
        if len(parts) < 5:
            continue
        folder = "/".join(parts[:4])
        if folder not in folders:
            folders[folder] = _inventory(archive, folder)
        inventory = folders[folder]
        if inventory and (origin := _origin(conn, archive, folder, inventory, "/".join(parts[4:]))):
            found[path] = origin
    return found


def _inventory(archive: Archive, folder: str) -> Inventory | None:
    try:
        return parse_inventory(archive.inventory(folder))
    except (OSError, ValueError):
        return None


def _origin(
    conn: Connection, archive: Archive, folder: str, inventory: Inventory, content: str
) -> Origin | None:
    digest = inventory.manifest.get(content, "")
    for number, version in enumerate(inventory.versions, 1):
        names = sorted(name for name, known in version.state.items() if known == digest)
        if not names:
            continue
        t, j = schema.objects, schema.journal
        query = select(t.c.inventory, j.c.line).join(j, j.c.seq == t.c.seq)
        row = conn.execute(
            query.where(t.c.object_id == inventory.object_id, t.c.version == number)
        ).one_or_none()
        try:
            text = archive.inventory(folder, f"v{number}").decode()
        except (OSError, ValueError):
            return None
        if row is None:
            return None
        return Origin(inventory.object_id, number, names[0], digest, text, journal.parse(row.line))
    return None


def proof_of(
    office: Office, files: Sequence[tuple[str, Origin]], labels: Mapping[int, str]
) -> dict[str, Any]:
    """Return the proof of files by the path that each has outside, under the first head that covers them all.

    A head is made where there is none. ``labels`` are words for people by entry. Raises OfficeUnusable.
    """
    seqs = sorted({origin.entry.seq for _, origin in files})
    head = head_covering(office, seqs[-1])
    entries = {origin.entry.seq: origin.entry for _, origin in files}
    with office.reading() as conn:
        paths = _paths(conn, head, seqs)
    return {
        "form": PROOF_FORM,
        "head": head.text,
        "entries": [
            {
                "seq": seq,
                "number": labels.get(seq, ""),
                "line": entries[seq].line,
                "path": [step.hex() for step in path],
            }
            for seq, path in zip(seqs, paths, strict=True)
        ],
        "inventories": sorted({origin.inventory for _, origin in files}),
        "files": [
            {
                "path": path,
                "sha256": origin.sha256,
                "entry": origin.entry.seq,
                "inventory": origin.entry.data["object"]["inventory"],
                "name": origin.name,
            }
            for path, origin in files
        ],
    }


def _paths(conn: Connection, head: SignedHead, seqs: Sequence[int]) -> list[list[bytes]]:
    leaves = (leaf_hash(line.encode()) for line in islice(journal.lines(conn), head.size))
    return proofs(leaves, head.size, [inclusion_ranges(seq - 1, head.size) for seq in seqs])


def write_letter_proof(office: Office, numbers: Sequence[str], target: Path) -> dict[str, Any]:
    """Write the proof of letters to a file; its files are named as they lie in the archive.

    Raises NotFound for a number, OfficeUnusable where the key or the archive cannot be used.
    """
    with office.reading() as conn:
        letters = [documents.find(conn, number) for number in numbers]
        paths = [
            office.archive.path(letter.object_id, name)
            for letter in letters
            for name in (LETTER_PDF, LETTER_DOCX)
        ]
        known = origins(office, conn, paths)
    if lacking := [path for path in paths if path not in known]:
        raise NotFound("归档里找不到这件文书", where=str(lacking[0]), remedy="运行 shenguan verify 查明")
    files = [(f"{known[path].object_id}/{known[path].name}", known[path]) for path in paths]
    labels = {known[path].entry.seq: letter.number for letter, path in zip(letters, paths[::2], strict=True)}
    proof = proof_of(office, files, labels)
    write_file(target, (json.dumps(proof, ensure_ascii=False, indent=1) + "\n").encode())
    head = proof["head"]
    told = dict(line.partition(": ")[::2] for line in head.splitlines() if ": " in line)
    return {"numbers": [one.number for one in letters], "size": int(told["条数"]), "at": told["时间"]}
