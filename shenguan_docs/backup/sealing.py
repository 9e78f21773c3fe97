"""Encryption of backups in the age format (age-encryption.org/v1), by pyrage; ``age -d -i key`` opens it as well.

The machine that makes backups knows only public keys; what opens them lies elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from shenguan_docs.errors import MissingComponent, Refused, system_reason

_INSTALL = "pip install pyrage（要 x86_64 或 ARM64 的机器）；没有它就把备份放在加密的磁盘上，不加 --recipient"


def _pyrage() -> Any:
    try:
        import pyrage
    except ImportError as error:
        raise MissingComponent("没有装加密备份用的 pyrage", remedy=_INSTALL) from error
    return pyrage


class Sealer:
    """Seals to ``recipients`` (``age1…``). Raises Refused for one that is no public key, MissingComponent."""

    def __init__(self, recipients: Sequence[str]) -> None:
        age = _pyrage()
        self._age, self._recipients = age, []
        for given in recipients:
            try:
                self._recipients.append(age.x25519.Recipient.from_str(given.strip()))
            except age.RecipientError as error:
                raise Refused(
                    f"“{given}”不是备份的公钥",
                    remedy="公钥以 age1 开头，由 shenguan backup key 文件 或 age-keygen 得到",
                ) from error

    def seal(self, source: IO[bytes] | Any, target: IO[bytes]) -> None:
        """Read ``source`` to its end and write it, sealed, to ``target``."""
        self._age.encrypt_io(source, target, self._recipients)


class Opener:
    """Opens what was sealed, with the keys in a file. Raises Refused for a file without keys, MissingComponent."""

    def __init__(self, key_file: Path) -> None:
        age = _pyrage()
        try:
            lines = key_file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why = system_reason(error) if isinstance(error, OSError) else "不是文字"
            raise Refused(f"密钥文件读不出来（{why}）", where=str(key_file)) from error
        try:
            self._keys = [
                age.x25519.Identity.from_str(line.strip())
                for line in lines
                if line.strip() and not line.startswith("#")
            ]
        except age.IdentityError as error:
            raise Refused("密钥文件里有不是密钥的行", where=str(key_file)) from error
        if not self._keys:
            raise Refused("密钥文件里没有密钥（AGE-SECRET-KEY-…）", where=str(key_file))
        self._age = age

    def open(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Write what is sealed in ``source`` to ``target``; Refused when none of the keys fits or it is damaged."""
        try:
            self._age.decrypt_io(source, target, self._keys)
        except self._age.DecryptError as error:
            raise Refused("用这个密钥解不开", remedy="核对是不是这份备份的密钥") from error


def make_key(place: Path) -> str:
    """Write a new secret key to a new file that only its owner reads; return the public key (``age1…``)."""
    key = _pyrage().x25519.Identity.generate()
    public = str(key.to_public())
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused("已经有这个文件，没有改动它", where=str(place), remedy="换一个文件名") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(f"# public key: {public}\n{key}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return public
