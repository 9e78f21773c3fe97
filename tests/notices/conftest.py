"""The notices' tests share the plan's own lookup with the kinds' tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "kinds"))
