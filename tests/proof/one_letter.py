"""A seal as an office would give it: one letter, proven in a journal of five entries."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from shenguan_docs.bundle.bag import Proven
from shenguan_docs.proof.alone.notes import LIST_TITLE
from shenguan_docs.proof.alone.tree import leaf_hash
from shenguan_docs.proof.heads import head_text
from shenguan_docs.proof.merkle import Frontier, inclusion_ranges, proofs
from shenguan_docs.proof.signing import signed_text

SEED = bytes(range(32))
AT = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)


class OneLetterSeal:
    """Proves the letter in a journal of five entries, as an office would."""

    def prove(self, files: Any, items: Any) -> Proven:
        letter = next(one for one in files if one.path.startswith("文书/"))
        state = {letter.sha256: ["letter.docx"], "0" * 64: ["letter.pdf"]}
        text = json.dumps({"id": "letter-1", "head": "v1", "versions": {"v1": {"state": state}}})
        inventory = hashlib.sha256(text.encode()).hexdigest()
        told = {"object_id": "letter-1", "version": 1, "inventory": inventory}
        lines = [json.dumps({"seq": n, "data": {"object": told} if n == 3 else {}}) for n in range(1, 6)]
        tree = Frontier()
        leaves = [leaf_hash(line.encode()) for line in lines]
        for leaf in leaves:
            tree.add(leaf)
        (path,) = proofs(leaves, 5, [inclusion_ranges(2, 5)])
        entry = {"seq": 3, "number": "〔2026〕1号", "line": lines[2], "path": [step.hex() for step in path]}
        file = {
            "path": f"data/{letter.path}",
            "sha256": letter.sha256,
            "entry": 3,
            "inventory": inventory,
            "name": "letter.docx",
        }
        head = head_text(tree, office="示例区", at=AT, details="明细\n", seed=SEED)
        proof = {
            "form": "shenguan-proof/1",
            "head": head,
            "entries": [entry],
            "inventories": [text],
            "files": [file],
        }
        return Proven({}, proof)

    def sign(self, digests: Any, made_at: datetime) -> str:
        return signed_text(
            LIST_TITLE, [("单位", "示例区"), *(("文件", " ".join(one)) for one in digests)], SEED
        )
