"""Proofs that letters stand in an office's journal, as files."""

import hashlib
import json
from typing import Any

from shenguan_docs.proof.alone.notes import Head
from shenguan_docs.proof.alone.tree import inclusion_root, leaf_hash

PROOF_FORM = "shenguan-proof/1"
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)


class Proven:
    """What a proof file shows: its head, what is wrong, and the digest of each file that it speaks of."""

    def __init__(self, proof: "dict[str, Any]") -> None:
        self.problems: list[str] = []
        self.files: dict[str, str] = {}
        self.entries = 0
        self.head: Head | None = None
        try:
            self._check(proof)
        except _BROKEN:
            self.problems.append("证明文件损坏，或者不是证明")

    def _check(self, proof: "dict[str, Any]") -> None:
        if proof["form"] != PROOF_FORM:
            self.problems.append("证明的格式不认识")
            return
        head = self.head = Head(str(proof["head"]))
        if head.fault():
            self.problems.append("树头：" + head.fault())
        known: dict[int, dict[str, Any]] = {}
        for entry in proof["entries"]:
            seq, line = int(entry["seq"]), str(entry["line"])
            path = [bytes.fromhex(step) for step in entry["path"]]
            try:
                root = inclusion_root(
                    leaf_hash(line.encode("utf-8"), head.hash), seq - 1, head.size, path, head.hash
                )
            except ValueError:
                root = b""
            told = json.loads(line)
            if root != head.root or told["seq"] != seq:
                self.problems.append(f"流水账第 {seq} 条（{entry.get('number', '')}）与树头对不上")
            else:
                known[seq] = told["data"].get("object", {})
        self.entries = len(known)
        texts = [str(text) for text in proof["inventories"]]
        inventories = {hashlib.sha256(text.encode("utf-8")).hexdigest(): json.loads(text) for text in texts}
        for file in proof["files"]:
            archived, inventory = known.get(file["entry"], {}), inventories[file["inventory"]]
            state = inventory["versions"][inventory["head"]]["state"]
            if (
                archived.get("inventory") == file["inventory"]
                and archived.get("object_id") == inventory["id"]
                and inventory["head"] == f"v{archived.get('version')}"
                and file["name"] in state.get(file["sha256"], [])
            ):
                self.files[file["path"]] = file["sha256"]
            else:
                self.problems.append(
                    "“%s”与流水账第 %s 条登记的归档文件对不上" % (file["path"], file["entry"])
                )
