"""The bundle's folder as a bag (RFC 8493), with provenance, proofs, signature, and what checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from shenguan_docs.bundle.arrange import Place
from shenguan_docs.bundle.contents import BundleItem, Cover, Finding
from shenguan_docs.bundle.folder import PAYLOAD, Building, Stored
from shenguan_docs.bundle.provenance import TABLE_NAME, TREE_NAME, Origin, table, tree
from shenguan_docs.proof.alone.bags import BAG_HASHES, PROOF_NAME, SIGNATURE_NAME, escaped
from shenguan_docs.proof.page import PAGE_NAME, verify_page
from shenguan_docs.proof.script import SCRIPT_NAME, verify_script

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True)
class Proven:
    """What a seal knows of the payload: where files come from (by path in the bag), the proof, what is amiss."""

    origins: Mapping[str, Origin] = field(default_factory=dict)
    proof: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()


class Seal(Protocol):
    """What vouches for a bundle: proofs for its files, a signature over the digests of its tag files."""

    def prove(self, files: Sequence[Stored], items: Mapping[str, BundleItem]) -> Proven:
        """Return what is known of the payload's files; ``items`` by the files' paths."""

    def sign(self, digests: Sequence[tuple[str, str]], made_at: datetime) -> str | None:
        """Return the signed text over SHA-256 and path of each tag file; None where nobody can sign."""


def finish_bag(
    work: Building,
    cover: Cover,
    items: Sequence[BundleItem],
    places: Sequence[Place],
    made_at: datetime,
    seal: Seal | None,
) -> tuple[Finding, ...]:
    """Write everything that lies beside the payload, which is complete; return what the seal found amiss."""
    by_path = {place.stored: items[place.document - 1] for place in places}
    proven = seal.prove(work.stored, by_path) if seal else Proven()
    _tags(work, cover)
    rows = tree(work.stored, by_path, proven.origins)
    about = {
        "案卷": cover.heading,
        "立卷单位": cover.office,
        "制作时间": made_at.isoformat(timespec="seconds"),
    }
    work.tag(TREE_NAME, _json(about | {"文件": rows}))
    work.tag(TABLE_NAME, table(rows))
    if proven.proof is not None:
        work.tag(PROOF_NAME, _json(proven.proof))
    work.tag(SCRIPT_NAME, verify_script().encode())
    digests = {f"{PAYLOAD}/{one.path}": one.sha256 for one in work.stored}
    digests |= {one.path: one.sha256 for one in work.tags}
    work.tag(PAGE_NAME, verify_page(cover.heading, digests, proven.proof).encode())
    signed = seal.sign([(one.sha256, escaped(one.path)) for one in work.tags], made_at) if seal else None
    if signed is not None:
        work.tag(SIGNATURE_NAME, signed.encode())
    described = list(work.tags)  # a tag manifest lists no tag manifest
    for name in BAG_HASHES:
        work.tag(f"tagmanifest-{name}.txt", _manifest(described, name))
    return proven.findings


def _tags(work: Building, cover: Cover) -> None:
    work.tag("bagit.txt", _DECLARATION)
    size = sum(one.size for one in work.stored)
    info = [
        ("Source-Organization", cover.office),
        ("External-Description", cover.heading),
        ("Bagging-Date", cover.made_on.isoformat()),
        ("Bag-Software-Agent", "审管联动文书"),
        ("Payload-Oxum", f"{size}.{len(work.stored)}"),
    ]
    lines = [f"{label}: {' '.join(value.split())}\n" for label, value in info if value.strip()]
    work.tag("bag-info.txt", "".join(lines).encode())
    for name in BAG_HASHES:
        work.tag(f"manifest-{name}.txt", _manifest(work.stored, name, f"{PAYLOAD}/"))


def _manifest(files: Sequence[Stored], digest: str, prefix: str = "") -> bytes:
    rows = sorted((escaped(prefix + one.path), getattr(one, digest)) for one in files)
    return "".join(f"{value}  {path}\n" for path, value in rows).encode()


def _json(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
