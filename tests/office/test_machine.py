"""A network drive is known by its mount; there a second machine is refused, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.machine import BOUND, drive_of, network_drive, require_own, this_machine

MOUNTS = "\n".join((
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "41 22 0:35 / /mnt/共享 rw - cifs //nas/share rw,vers=3.0",
    "42 22 0:36 / /mnt/a\\040b rw shared:9 - nfs4 nas:/x rw",
    "43 41 8:2 / /mnt/共享/本机 rw - ext4 /dev/sdb1 rw",
    "44 22 0:37 / /home/x/net rw - fuse.sshfs u@h: rw",
    "坏的一行",
))  # fmt: skip


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/srv/单位", ""), ("/mnt/共享", "cifs"), ("/mnt/共享/单位", "cifs"), ("/mnt/共享2", ""),
        ("/mnt/a b/单位", "nfs4"), ("/mnt/共享/本机/单位", ""), ("/home/x/net/y", "fuse.sshfs"),
    ],
)  # fmt: skip
def test_the_drive_is_told_from_the_mount_that_is_nearest(place: str, kind: str) -> None:
    assert network_drive(Path(place), MOUNTS) == kind


def test_the_first_machine_that_writes_keeps_the_office(tmp_path: Path) -> None:
    require_own(tmp_path, "甲机 1")
    require_own(tmp_path, "甲机 1")
    with pytest.raises(OfficeUnusable, match="另一台机器（甲机）"):
        require_own(tmp_path, "乙机 2")
    (tmp_path / BOUND).unlink()
    require_own(tmp_path, "乙机 2")
    with pytest.raises(OfficeUnusable):
        require_own(tmp_path, "甲机 1")


def test_a_disk_of_this_machine_binds_nobody(tmp_path: Path) -> None:
    assert drive_of(tmp_path) == ""
    assert this_machine().strip()
