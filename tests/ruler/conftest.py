from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS.parent))  # benchmarks
for folder in ("ruler", "layout", "kinds"):  # docx_making; layout_samples; kinds_office
    sys.path.insert(0, str(TESTS / folder))
