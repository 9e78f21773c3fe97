"""Ed25519 signatures in plain Python (RFC 8032 5.1 and 6): slow (some hundredths of a second), never wrong."""

import hashlib

_P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)


def _add(a: "tuple[int, ...]", b: "tuple[int, ...]") -> "tuple[int, ...]":
    s, t = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = t - s, d - c, d + c, t + s
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def times(factor: int, point: "tuple[int, ...]") -> "tuple[int, ...]":
    """Return a multiple of a point of the curve."""
    total: tuple[int, ...] = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point, factor = _add(point, point), factor >> 1
    return total


def packed(point: "tuple[int, ...]") -> bytes:
    """Return the 32 bytes of a point."""
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _unpacked(data: bytes) -> "tuple[int, ...]":
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(data) != 32 or y >= _P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (not x and sign):
        raise ValueError("not a point")
    return (_P - x if x & 1 != sign else x, y, 1, (_P - x if x & 1 != sign else x) * y % _P)


BASE = _unpacked((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def scalar(*parts: bytes) -> int:
    """Return the SHA-512 of ``parts`` as a number below the order of the curve."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def ed25519_valid(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` (64 bytes) over ``message`` is by the key ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    try:
        key, point = _unpacked(public), _unpacked(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    right = _add(point, times(scalar(signature[:32], public, message), key))
    return packed(times(s, BASE)) == packed(right)


SIGNATURES = {"ed25519": ed25519_valid}


def fingerprint(public: bytes) -> str:
    """Return what people compare a public key by: eight groups of four hexadecimal digits."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return "-".join(digest[n : n + 4] for n in range(0, 32, 4))
