"""One picture of a TIFF as a TIFF of its own, its strips copied as they are (TIFF 6.0, sections 2 and 15)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_STRIPS, _TILES = (273, 279), (324, 325)
_LEFT_OUT = frozenset({330, 34665, 34853, 40965})  # lead to places in the old file
_OLD_JPEG = 513
_MOST = 10_000


@dataclass(frozen=True)
class _Entry:
    tag: int
    type: int
    count: int
    value: bytes


def one_picture(data: bytes, number: int) -> bytes:
    """Return picture ``number`` (from 0) of a TIFF. Raises ValueError for what is not laid out as it should be."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or struct.unpack_from(f"{order}H", data, 2)[0] != 42:
        raise ValueError("not a classic TIFF")
    try:
        place = struct.unpack_from(f"{order}I", data, 4)[0]
        for _ in range(number):
            count = struct.unpack_from(f"{order}H", data, place)[0]
            place = struct.unpack_from(f"{order}I", data, place + 2 + 12 * count)[0]
        entries = _entries(data, place, order)
    except struct.error as error:
        raise ValueError("cut off") from error
    return _written(data, entries, order)


def _entries(data: bytes, place: int, order: str) -> dict[int, _Entry]:
    found = {}
    if not place:
        raise ValueError("no such picture")
    for n in range(struct.unpack_from(f"{order}H", data, place)[0]):
        at = place + 2 + 12 * n
        tag, type, count = struct.unpack_from(f"{order}HHI", data, at)
        size = _SIZES.get(type, 0) * count
        if tag in _LEFT_OUT or not size:
            continue
        start = at + 8 if size <= 4 else struct.unpack_from(f"{order}I", data, at + 8)[0]
        value = data[start : start + size]
        if len(value) != size:
            raise ValueError("cut off")
        found[tag] = _Entry(tag, type, count, value)
    return found


def _written(data: bytes, entries: dict[int, _Entry], order: str) -> bytes:
    pairs = [pair for pair in (_STRIPS, _TILES) if pair[0] in entries and pair[1] in entries]
    if len(pairs) != 1 or _OLD_JPEG in entries:
        raise ValueError("no strips")
    starts, sizes = (_numbers(entries[tag], order) for tag in pairs[0])
    if len(starts) != len(sizes) or len(starts) > _MOST:
        raise ValueError("strips do not fit")
    body, places = bytearray(8), []
    for start, size in zip(starts, sizes, strict=True):
        part = data[start : start + size]
        if len(part) != size:
            raise ValueError("cut off")
        places.append(len(body))
        body += part + b"\0" * (len(part) % 2)
    tag = pairs[0][0]
    entries[tag] = _Entry(tag, 4, len(places), struct.pack(f"{order}{len(places)}I", *places))
    listed = bytearray(struct.pack(f"{order}H", len(entries)))
    for entry in sorted(entries.values(), key=lambda entry: entry.tag):
        value = entry.value.ljust(4, b"\0")
        if len(value) > 4:
            value = struct.pack(f"{order}I", len(body))
            body += entry.value + b"\0" * (len(entry.value) % 2)
        listed += struct.pack(f"{order}HHI", entry.tag, entry.type, entry.count) + value
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, len(body))
    body[:8] = head
    return bytes(body + listed + bytes(4))


def _numbers(entry: _Entry, order: str) -> tuple[int, ...]:
    letter = {3: "H", 4: "I"}.get(entry.type)
    if letter is None:
        raise ValueError("not numbers")
    return struct.unpack(f"{order}{entry.count}{letter}", entry.value)
