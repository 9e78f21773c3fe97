"""Passwords: made unreadable with argon2id, scrypt where there is no argon2; checked in the same time for anybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from shenguan_docs.errors import Refused

SHORTEST, LONGEST = 8, 200
_N, _R, _P = 2**15, 8, 1  # scrypt: 32 MiB
_EASY = (
    "12345678",
    "123456789",
    "1234567890",
    "11111111",
    "00000000",
    "88888888",
    "password",
    "qwertyui",
    "abc12345",
)


def require_sound(password: str, name: str) -> None:
    """Raise Refused for a password that is guessed at once."""
    if len(password) < SHORTEST:
        raise Refused(f"密码至少 {SHORTEST} 个字符", where="密码", remedy="可以用一句话，中文也可以")
    if len(password) > LONGEST:
        raise Refused(f"密码最多 {LONGEST} 个字符", where="密码")
    low = password.casefold()
    if low in _EASY or len(set(password)) < 3 or low in (name.casefold(), name.casefold() * 2):
        raise Refused("这个密码太容易猜到", where="密码", remedy="换一个，比如几个不相干的词连起来")


def hashed(password: str) -> str:
    """Return what may be kept of a password; it begins with the method's name."""
    try:
        from argon2 import PasswordHasher
    except ImportError:  # a machine for which there is no wheel
        return _scrypt(password, secrets.token_bytes(16))
    return str(PasswordHasher().hash(password))


def fits(kept: str, password: str) -> bool:
    """Whether ``password`` is the one that ``kept`` was made of; takes its time whether or not it is."""
    if kept.startswith("scrypt$"):
        salt = base64.b64decode(kept.split("$")[1])
        return hmac.compare_digest(_scrypt(password, salt), kept)
    try:
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError
    except ImportError:
        return False
    try:
        return bool(PasswordHasher().verify(kept, password))
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def nobodys() -> str:
    """Return a kept password that nobody has: it is checked where there is no such person."""
    return hashed(secrets.token_urlsafe(32))


def _scrypt(password: str, salt: bytes) -> str:
    key = hashlib.scrypt(password.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=2**27)
    return "$".join(("scrypt", base64.b64encode(salt).decode(), base64.b64encode(key).decode()))
