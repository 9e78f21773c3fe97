"""What is shown once, on the next page: after a form was refused the browser is led back to the form."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

_KEPT = 500


class Once:
    """Keeps one thing for each key until it is taken; in memory only, the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Any] = OrderedDict()

    def keep(self, key: str, what: Any) -> None:
        """Keep ``what`` in place of what was kept before."""
        self._kept[key] = what
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def take(self, key: str) -> Any:
        """Return what was kept and forget it; None where there is nothing."""
        return self._kept.pop(key, None)
