"""Pages of letters that are being written: printed one at a time, kept for a while, never queued for long."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from shenguan_docs.office.writing.picturing import Place
from shenguan_docs.web.places import printing_letters

_KEPT = 30
_WAITING = 2  # who comes third is asked to come again: threads that wait for the printer can serve nobody


@dataclass(frozen=True)
class Preview:
    """A printed letter, how many pages it has, where the words of its fields lie."""

    pdf: bytes
    count: int
    places: tuple[Place, ...]


class Previews:
    """Prints what is being written."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Preview] = OrderedDict()
        self._waiting = threading.BoundedSemaphore(_WAITING)

    def kept(self, key: Hashable) -> Preview | None:
        """Return what was printed already."""
        return self._kept.get(key)

    def get(self, key: Hashable, make: Callable[[], Preview], *, patient: bool = False) -> Preview | None:
        """Return the preview for ``key``, printed now if it is not there; None: the printer is busy, ask again.

        ``patient``: wait however long it takes.
        """
        if found := self._kept.get(key):
            return found
        if not self._waiting.acquire(blocking=patient):
            return None
        try:
            with printing_letters():
                if key not in self._kept:
                    self._kept[key] = make()
                    while len(self._kept) > _KEPT:
                        self._kept.popitem(last=False)
                return self._kept[key]
        finally:
            self._waiting.release()
