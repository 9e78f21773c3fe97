"""The code of a 送达回证: prefix, the office's tag, the receipt's id, two check characters (ISO/IEC 7064 MOD 1271-36).

Any one wrong character and any two exchanged ones are found: a body is at most ``LONGEST`` characters long, and the
system misses exchanged characters only where they stand 20 places or more apart.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "SGSD"
TAG = 4
LONGEST = 20
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = 1271
_TAG_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Code:
    """A code that is whole: the whole text, and the tag of the office that it belongs to."""

    text: str
    tag: str


def make(tag: str, id: str) -> str:
    """Return the code of the receipt ``id`` of the office ``tag``; only letters and digits of the id count.

    Raises ValueError for a tag or an id that does not fit.
    """
    body = tag + "".join(c for c in id.upper() if c in _LETTERS)
    if len(tag) != TAG or set(tag) - set(_LETTERS) or not TAG < len(body) <= LONGEST - 2:
        raise ValueError(f"no code for {tag!r} {id!r}")
    check = (1 - _value(body) * 36 * 36) % _MODULUS
    return PREFIX + body + _LETTERS[check // 36] + _LETTERS[check % 36]


def make_tag(number: int) -> str:
    """Return the tag of an office from a random number."""
    digits = ""
    for _ in range(TAG):
        number, digit = divmod(number, len(_TAG_LETTERS))
        digits += _TAG_LETTERS[digit]
    return digits


def is_ours(text: str) -> bool:
    """Whether a code that was read wants to be one of ours, whole or not."""
    return text.startswith(PREFIX)


def read(text: str) -> Code | None:
    """Return the code, None where it is none of ours or a character of it is wrong."""
    body = text.removeprefix(PREFIX)
    if not is_ours(text) or set(body) - set(_LETTERS) or not TAG + 2 < len(body) <= LONGEST:
        return None
    return Code(text, body[:TAG]) if _value(body) % _MODULUS == 1 else None


def shown(code: str) -> str:
    """Return the code as it is printed for people: in groups."""
    body = code.removeprefix(PREFIX)
    return " ".join((PREFIX, body[:TAG], *(body[n : n + 4] for n in range(TAG, len(body), 4))))


def _value(body: str) -> int:
    value = 0
    for letter in body:
        value = value * 36 + _LETTERS.index(letter)
    return value
