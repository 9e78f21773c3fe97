"""Keys and signatures by the name of their algorithm; Ed25519 (RFC 8032), so the same text has the same signature.

``cryptography`` signs where it is installed (it has wheels for x86-64 and ARM); elsewhere the plain Python of
``alone.ed25519`` stands in, some hundredths of a second slower and to the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shenguan_docs.proof.alone.ed25519 import BASE, ORDER, packed, scalar, times

ALGORITHM = "ed25519"
SEED_SIZE = 32


@dataclass(frozen=True)
class Scheme:
    """How one algorithm makes a public key of a secret seed and signs: ``public(seed)``, ``sign(seed, message)``."""

    public: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]


def _public(seed: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return plain_public(seed)
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _sign(seed: bytes, message: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return plain_sign(seed, message)
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def plain_public(seed: bytes) -> bytes:
    """Return the public key of a seed of 32 bytes (RFC 8032 5.1.5)."""
    return packed(times(_secret(seed)[0], BASE))


def plain_sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature over ``message`` (RFC 8032 5.1.6)."""
    secret, prefix = _secret(seed)
    public = packed(times(secret, BASE))
    nonce = scalar(prefix, message)
    point = packed(times(nonce, BASE))
    answer = (nonce + scalar(point, public, message) * secret) % ORDER
    return point + answer.to_bytes(32, "little")


def _secret(seed: bytes) -> tuple[int, bytes]:
    if len(seed) != SEED_SIZE:
        raise ValueError("a seed has 32 bytes")
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little")
    return number & ((1 << 254) - 8) | 1 << 254, digest[32:]


SCHEMES: Mapping[str, Scheme] = {ALGORITHM: Scheme(_public, _sign)}
"""Algorithms by name; SM2 would be another line here and one in ``alone.ed25519.SIGNATURES``."""


def signed_text(title: str, pairs: list[tuple[str, str]], seed: bytes, algorithm: str = ALGORITHM) -> str:
    """Return a signed text as ``alone.notes.Note`` reads it; the public key is its last line.

    Raises ValueError for a value with a line break.
    """
    scheme = SCHEMES[algorithm]
    lines = [title, *(f"{name}: {value}" for name, value in pairs)]
    lines.append(f"公钥: {algorithm} {scheme.public(seed).hex()}")
    if any("\n" in line or "\r" in line for line in lines):
        raise ValueError("a value of a signed text is one line")
    text = "\n".join(lines)
    return f"{text}\n\n签名: {scheme.sign(seed, (text + chr(10)).encode()).hex()}\n"
