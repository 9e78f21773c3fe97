"""Older and rarer text formats: LibreOffice, a program of its own, turns them into ones that are read here."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from shenguan_docs.confined import at_most
from shenguan_docs.index.programs import libreoffice
from shenguan_docs.index.readers.office_files import read_docx, read_pptx
from shenguan_docs.index.readers.paper_worth import seconds_worth
from shenguan_docs.index.readers.reading import Reading, Unread

TARGETS = {"doc": "docx", "rtf": "docx", "ppt": "pptx"}
"""What LibreOffice makes of a kind of file."""


def read_converted(data: bytes, kind: str) -> Reading:
    """Let LibreOffice turn the file into a format that is read here, and read it."""
    with tempfile.TemporaryDirectory(prefix="shenguan-") as place:
        made = convert(data, kind, TARGETS[kind], Path(place))
    if made is None:
        raise Unread("LibreOffice 打不开，可能加了密码、已损坏，或者太复杂")
    reading = read_docx(made) if TARGETS[kind] == "docx" else read_pptx(made)
    reading.inside.clear()  # what LibreOffice made of embedded objects is its own work
    return reading


def convert(data: bytes, kind: str, target: str, folder: Path) -> bytes | None:
    """Let LibreOffice convert the file in ``folder``, with a profile of its own; None where it makes nothing of it.

    It runs without network and within the limits of this process, no longer than the file is worth, and does not run
    what macros a file brings.
    """
    source = folder / f"file.{kind}"
    source.write_bytes(data)
    command = [
        *at_most(seconds_worth(data)),
        libreoffice(),
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "made"),
        str(source),
    ]
    # Its settings and caches go with the folder: in a common one they would stay, and another could lay them.
    own = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder)}
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, cwd=folder, env=own)
    made = folder / "made" / f"file.{target}"
    return made.read_bytes() if made.is_file() else None
