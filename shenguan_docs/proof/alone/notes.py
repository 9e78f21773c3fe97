"""Signed texts that a person can read, above all the heads (树头) of a journal."""

import re

from shenguan_docs.proof.alone.ed25519 import SIGNATURES
from shenguan_docs.proof.alone.tree import HASHES

HEAD_TITLE = "审管联动文书 流水账树头"
LIST_TITLE = "审管联动文书 案卷清单"


class Note:
    """A signed text: a title, lines ``name: value``, an empty line, the signature; what follows is not signed."""

    def __init__(self, text: str) -> None:
        """Take a text apart. Raises ValueError for one that is not of this form."""
        text = text.lstrip("\ufeff").replace("\r\n", "\n")
        self.signed, mark, rest = text.partition("\n\n签名: ")
        lines = self.signed.split("\n")
        last, _, self.rest = rest.partition("\n")
        if not mark or not re.match("^[0-9a-f]{128}$", last):
            raise ValueError("no signature")
        self.title = lines[0]
        self.pairs = [(name, value) for name, _, value in (line.partition(": ") for line in lines[1:])]
        self.fields = dict(self.pairs)
        self.signature = bytes.fromhex(last)
        self.algorithm, _, key = self.fields["公钥"].partition(" ") if "公钥" in self.fields else ("", "", "")
        self.public = bytes.fromhex(key)

    def problem(self, title: str) -> str:
        """Return what is wrong with title or signature, "" if nothing."""
        if self.title != title:
            return f"不是“{title}”"
        valid = SIGNATURES.get(self.algorithm)
        if valid is None:
            return f"签名的算法“{self.algorithm}”不认识"
        if not valid(self.public, (self.signed + "\n").encode("utf-8"), self.signature):
            return "签名不对：内容被改动，或者不是这把钥匙签的"
        return ""


class Head(Note):
    """A signed head (树头): the root of the first ``size`` entries of an office's journal."""

    def __init__(self, text: str) -> None:
        """Read a head. Raises ValueError."""
        Note.__init__(self, text)
        try:
            self.office, self.at = self.fields["单位"], self.fields["时间"]
            self.size, self.root = int(self.fields["条数"]), bytes.fromhex(self.fields["根"])
            self.hash, self.details = self.fields["散列"], self.fields["明细"]
        except KeyError as error:
            raise ValueError("a line is missing") from error
        if self.size < 1 or self.hash not in HASHES or len(self.root) != HASHES[self.hash]().digest_size:
            raise ValueError("not a head")

    def fault(self) -> str:
        """Return what is wrong with its title or signature, "" if nothing."""
        return self.problem(HEAD_TITLE)
