"""One office, one machine: where the folder lies on a network drive, a second machine is refused.

Locks of files and SQLite's own are not to be trusted between machines; on a disk of this machine they are.
"""

from __future__ import annotations

import os
import platform
import re
from contextlib import suppress
from pathlib import Path

from shenguan_docs.errors import OfficeUnusable

BOUND = "office.machine"
_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "lustre", "glusterfs", "beegfs", "gfs2",
    "ocfs2", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs",
    "fuse.juicefs", "prl_fs", "vboxsf",
})  # fmt: skip


def network_drive(place: Path, mounts: str) -> str:
    """Return the kind of network drive that ``place`` (resolved) lies on, "" for a disk of this machine.

    ``mounts`` is the text of /proc/self/mountinfo (proc(5)): the mount point is the fifth word of a line, the
    kind the first after the dash.
    """
    longest, kind = -1, ""
    if not any(
        rest.split(" ")[0] in _NETWORK
        for _, _, rest in (line.partition(" - ") for line in mounts.splitlines())
    ):
        return ""
    for line in mounts.splitlines():
        words, _, rest = line.partition(" - ")
        parts = words.split(" ")
        if len(parts) < 5 or not rest:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[4]))
        if place.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), rest.split(" ")[0]
    return kind if kind in _NETWORK else ""


def this_machine() -> str:
    """Return what tells this machine from others: systemd's machine-id, else its name."""
    with suppress(OSError):
        return f"{platform.node()} {Path('/etc/machine-id').read_text('ascii').strip()}"
    return platform.node()


def drive_of(root: Path) -> str:
    """Return the kind of network drive that an office lies on, "" for none or where the system does not say."""
    try:
        return network_drive(root.resolve(), _MOUNTS.read_text("utf-8", "backslashreplace"))
    except OSError:
        return ""


def require_own(root: Path, machine: str) -> None:
    """Bind an office to the first machine that writes in it. Raises OfficeUnusable for any other one."""
    try:
        with os.fdopen(os.open(root / BOUND, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w") as bound:
            bound.write(machine + "\n")
    except FileExistsError:
        owner = (root / BOUND).read_text("utf-8", "replace").strip()
        if owner != machine:
            raise OfficeUnusable(
                f"单位文件夹在网络盘上，由另一台机器（{owner.split(' ')[0]}）在用；两台机器不能写同一个单位",
                where=str(root),
                remedy=f"到那台机器上办；那台确实不再用的，删去文件 {BOUND} 再执行",
            ) from None
