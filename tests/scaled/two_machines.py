"""Two office folders, as on two machines, that are one office: one server has the records, both reach one archive.

Their archive is one folder that both reach, as they would reach one bucket.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from shenguan_docs.office import opening, sharing
from shenguan_docs.office.opening import Office, open_office
from tests.office.office_helpers import MORNING, fixed_ids


def share() -> None:
    """Let every office of this process be of those whose archive is shared."""
    for module in (opening, sharing):
        vars(module)["shared_archive"] = lambda _settings: "s3://shared"


def copied(first: Path, second: Path) -> None:
    """Make the folder of a second machine."""
    shutil.copytree(first, second, ignore=shutil.ignore_patterns("archive", "index", "office.lock"))
    (second / "archive").symlink_to(first / "archive")
    (second / "index").mkdir()


def reopened(root: Path, run: int) -> Office:
    """Open a machine's office; what it says is kept."""
    said: list[str] = []
    return open_office(root, actor="示例文书", now=lambda: MORNING, new_id=fixed_ids(run), notify=said.append)
