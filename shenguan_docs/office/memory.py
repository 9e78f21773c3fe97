"""What a process that runs on, the desk, keeps of an office between two questions; all its threads share it.

Whatever lies here can be made anew from the records at any time, and says itself of which state it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import RLock
from typing import Any


@dataclass
class Memory:
    """Things kept by name; whoever looks or changes holds the lock."""

    kept: dict[str, Any] = field(default_factory=dict)
    lock: Any = field(default_factory=RLock)
