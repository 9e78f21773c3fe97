"""Bags (RFC 8493): every file against the manifests, the signed list and the proofs."""

import hashlib
import json
import os
import re
import unicodedata

from shenguan_docs.proof.alone.ed25519 import fingerprint
from shenguan_docs.proof.alone.notes import LIST_TITLE, Head, Note
from shenguan_docs.proof.alone.proven import Proven

PROOF_NAME, SIGNATURE_NAME = "证明.json", "签名.txt"
BAG_HASHES = ("sha256", "sha512")
_MANIFESTS = ("manifest-sha256.txt", "manifest-sha512.txt")
SAME, CHANGED, MISSING, STRANGE, WRONG = "一致", "已改动", "缺失", "不在卷内", "问题"
_BLOCK = 1 << 20
_LARGEST = 1 << 30  # bytes of a manifest, signature or proof


def escaped(path: str) -> str:
    """Return a path as a manifest writes it (RFC 8493 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def unescaped(path: str) -> str:
    """Return a path from a manifest."""
    return re.sub("%(0[DdAa]|25)", lambda found: chr(int(found.group(1), 16)), path)


def read_manifest(text: str) -> "dict[str, str]":
    """Return the digest of each path that a manifest lists. Raises ValueError for a line that is not one."""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        match = re.match("^([0-9a-fA-F]+)[ \t]+\\*?(.+?)\r?$", line)
        path = unescaped(match.group(2)) if match else ""
        if not match or path in found or path.startswith(("/", "~")) or ".." in path.split("/"):
            raise ValueError("not a line of a manifest")
        found[path] = match.group(1).lower()
    return found


def _digests(path: str) -> "tuple[str, ...]":
    sums = [hashlib.new(name) for name in BAG_HASHES]
    with open(path, "rb") as reader:
        while True:
            block = reader.read(_BLOCK)
            if not block:
                return tuple(one.hexdigest() for one in sums)
            for one in sums:
                one.update(block)


class Bag:
    """The check of one bag: ``results`` are triples of state, path and words, ``notes`` sentences for people."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.results: list[tuple[str, str, str]] = []
        self.notes: list[str] = []
        self.keys: list[bytes] = []
        self.head: Head | None = None
        self.signed = False
        self._files: dict[str, str] = {}
        self._seen: dict[str, tuple[str, ...]] = {}

    def check(self) -> None:
        """Check everything. Raises OSError for a folder that cannot be read, ValueError for one that is no bag."""
        self._files = dict(self._found())
        if "bagit.txt" not in self._files:
            raise ValueError("no bag")
        listed = [self._manifest(name) for name in _MANIFESTS]
        tags = [self._manifest("tag" + name) for name in _MANIFESTS]
        own = {"tag" + name for name in _MANIFESTS}
        for path in sorted(set().union(*listed, *tags)):
            self._check_file(
                path, [pair.get(path) for pair in (listed if path.startswith("data/") else tags)]
            )
        for path in sorted(set(self._files) - set().union(*listed, *tags) - own):
            self.results.append((STRANGE, path, "清单里没有这个文件"))
        self._check_list()
        self._check_proof(listed[0])

    def problems(self) -> "list[tuple[str, str, str]]":
        """Return the results that are not 一致."""
        return [result for result in self.results if result[0] != SAME]

    def _found(self) -> "list[tuple[str, str]]":
        found, todo = [], [""]
        while todo:
            inside = todo.pop()
            for name in sorted(os.listdir(_long(os.path.join(self.folder, inside)))):
                path = inside + "/" + name if inside else name
                full = _long(os.path.join(self.folder, path))
                if os.path.isdir(full) and not os.path.islink(full):
                    todo.append(path)
                else:  # a Mac may have taken the letters of a name apart
                    found.append((unicodedata.normalize("NFC", path), full))
        return found

    def _text(self, path: str) -> str:
        full = self._files[path]
        if not _is_plain(full) or os.path.getsize(full) > _LARGEST:
            raise ValueError("no text of a bag")
        with open(full, "rb") as reader:
            return reader.read().decode("utf-8")

    def _manifest(self, name: str) -> "dict[str, str]":
        try:
            return {unicodedata.normalize("NFC", p): d for p, d in read_manifest(self._text(name)).items()}
        except KeyError:
            self.results.append((MISSING, name, "没有这份清单"))
        except ValueError:
            self.results.append((CHANGED, name, "清单读不出来"))
        return {}

    def _check_file(self, path: str, expected: "list[str | None]") -> None:
        if path not in self._files:
            self.results.append((MISSING, path, "清单里有，这里没有"))
            return
        try:
            if not _is_plain(self._files[path]):
                raise OSError("a link, a pipe")
            digests = self._seen[path] = _digests(self._files[path])
        except OSError:
            self.results.append((WRONG, path, "读不出来"))
            return
        pairs = list(zip(expected, digests))
        if any(known != digest for known, digest in pairs if known is not None):
            self.results.append((CHANGED, path, "内容与清单不一致"))
        elif None in expected:
            self.results.append((WRONG, path, "两份清单里只有一份写着它"))
        else:
            self.results.append((SAME, path, ""))

    def _check_list(self) -> None:
        if SIGNATURE_NAME not in self._files:
            self.notes.append("这个案卷没有签名，只能核对文件与清单是否一致。")
            return
        try:
            note = Note(self._text(SIGNATURE_NAME))
        except (ValueError, OSError):
            self.results.append((CHANGED, SIGNATURE_NAME, "签名读不出来"))
            return
        fault = note.problem(LIST_TITLE)
        if fault:
            self.results.append((WRONG, SIGNATURE_NAME, fault))
        signed: dict[str, str] = {}
        for name, value in note.pairs:
            if name == "文件":
                digest, _, path = value.partition(" ")
                signed[unescaped(path)] = digest
        for path in sorted(signed):
            if self._seen.get(path, ("",))[0] != signed[path]:
                self.results.append((CHANGED, path, "与签了名的清单不一致"))
        unsigned = [name for name in _MANIFESTS if name not in signed]
        if unsigned:
            self.results.append((WRONG, SIGNATURE_NAME, f"签名没有包括“{unsigned[0]}”"))
        self.signed = not fault and not unsigned
        self.keys.append(note.public)
        self.notes.append(
            "案卷由“%s”签名，公钥指纹 %s。" % (note.fields.get("单位", ""), fingerprint(note.public))
        )

    def _check_proof(self, listed: "dict[str, str]") -> None:
        if PROOF_NAME not in self._files:
            self.notes.append("这个案卷没有附流水账的证明。")
            return
        try:
            proven = Proven(json.loads(self._text(PROOF_NAME)))
        except (ValueError, OSError, RecursionError):
            self.results.append((CHANGED, PROOF_NAME, "证明读不出来"))
            return
        self.results += [(WRONG, PROOF_NAME, problem) for problem in proven.problems]
        for path in sorted(proven.files):
            own = unicodedata.normalize("NFC", path)
            if self._seen.get(own, ("",))[0] != proven.files[path] or own not in listed:
                self.results.append((CHANGED, path, "与流水账里登记的不一致"))
        if proven.head is not None and not proven.problems:
            self.head = proven.head
            self.keys.append(proven.head.public)
            self.notes.append(
                "流水账的 %d 条、归档的 %d 个文件，由“%s”的树头证明（共 %d 条，%s，公钥指纹 %s）。"
                % (
                    proven.entries, len(proven.files), proven.head.office, proven.head.size, proven.head.at,
                    fingerprint(proven.head.public),
                )
            )  # fmt: skip


def _is_plain(path: str) -> bool:
    """Whether a file is no link, and no pipe or device that would be read without end."""
    return os.path.isfile(path) and not os.path.islink(path)


def _long(path: str) -> str:
    """Windows takes more than 260 characters only of a path of this form."""
    return "\\\\?\\" + os.path.abspath(path) if os.name == "nt" else path
