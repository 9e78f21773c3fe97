"""What a bucket can: whether it answers, writes a key once only, and keeps from removal what is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shenguan_docs.archive.reaching_s3 import Bucket, Taken
from shenguan_docs.archive.s3_address import parse


@dataclass(frozen=True)
class State:
    """``once``: a second writer of a key is turned away; ``lock`` is what office.toml asks, ``offered`` whether it can."""

    where: str
    once: bool
    lock: str
    offered: bool


def state_of(archive: str, name: str, wait: float, told: Callable[[str], None]) -> State:
    """Try it with a key ``doctor/name``, which is removed again. Raises OfficeUnusable."""
    address = parse(archive)
    bucket, key = Bucket(address, wait=wait, told=told), f"doctor/{name}"
    try:
        bucket.create(key, b"1", locked=False)
        try:
            bucket.create(key, b"2", locked=False)
            once = False
        except Taken:
            once = bucket.get(key) == b"1"
    finally:
        bucket.remove([key])
    return State(address.shown(), once, address.lock, bucket.lock_offered())
