"""Proofs and signature for a bundle that is being exported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from shenguan_docs.bundle.bag import Proven
from shenguan_docs.bundle.contents import BundleItem, Finding
from shenguan_docs.bundle.folder import PAYLOAD, Stored
from shenguan_docs.bundle.provenance import Origin as Told
from shenguan_docs.errors import OfficeUnusable, system_reason
from shenguan_docs.office.opening import Office
from shenguan_docs.office.proving.keys import first_key, secret
from shenguan_docs.office.proving.proofs import Origin, origins, proof_of
from shenguan_docs.proof.alone.notes import LIST_TITLE, Head
from shenguan_docs.proof.heads import key_name
from shenguan_docs.proof.signing import signed_text
from shenguan_docs.register import heads


@dataclass
class OfficeSeal:
    """The office's word for a bundle (``bundle.bag.Seal``). Where its key cannot be used, a finding says why."""

    office: Office
    _head: str = field(default="", repr=False)

    def prove(self, files: Sequence[Stored], items: Mapping[str, BundleItem]) -> Proven:
        """Prove every file that lies in the archive as it is in the bundle."""
        with self.office.reading() as conn:
            known = origins(self.office, conn, [one.source for one in files if one.source])
        proven: list[tuple[str, Origin]] = []
        findings: list[Finding] = []
        for one in sorted(files, key=lambda one: one.path):
            origin = known.get(one.source) if one.source else None
            if origin is None:
                continue
            if origin.sha256 == one.sha256:
                proven.append((f"{PAYLOAD}/{one.path}", origin))
            else:
                message = f"“{one.path}”与归档时不同，不能证明；请运行 shenguan verify 查明"
                findings.append(Finding("proof.altered", 0, message))
        told = {path: _told(origin) for path, origin in proven}
        labels = {
            origin.entry.seq: items[path.removeprefix(f"{PAYLOAD}/")].number
            for path, origin in proven
            if path.removeprefix(f"{PAYLOAD}/") in items
        }
        proof = None
        if proven:
            try:
                proof = proof_of(self.office, proven, labels)
                self._head = proof["head"]
            except (OfficeUnusable, OSError) as error:  # OSError: a disk that cannot be written
                reason = error if isinstance(error, OfficeUnusable) else f"{system_reason(error)}。"
                findings.append(Finding("proof.missing", 0, f"没有附流水账的证明：{reason}"))
        return Proven(told, proof, tuple(findings))

    def sign(self, digests: Sequence[tuple[str, str]], made_at: datetime) -> str | None:
        """Sign the list with the key of the head that proves the files, so that another key later changes nothing."""
        seed = self._seed()
        if seed is None:
            return None
        pairs = [
            ("单位", " ".join(self.office.settings.name.split())),
            ("时间", made_at.isoformat(timespec="seconds")),
            *(("文件", f"{digest} {path}") for digest, path in digests),
        ]
        return signed_text(LIST_TITLE, pairs, seed)

    def _seed(self) -> bytes | None:
        with self.office.reading() as conn:
            known = heads.keys(conn)
        if self._head:
            name = key_name(Head(self._head))
            for key in known:
                if key.fingerprint == name and not key.lost:
                    with suppress(OfficeUnusable, OSError):
                        return secret(self.office, key)
        with suppress(OfficeUnusable, OSError):
            if known:
                return None if known[-1].lost else secret(self.office, known[-1])
            with self.office.writing() as conn:
                return secret(self.office, first_key(self.office, conn))
        return None


def _told(origin: Origin) -> Told:
    entry = origin.entry
    return Told(origin.object_id, origin.version, origin.name, entry.seq, entry.at, entry.by, entry.kind)
