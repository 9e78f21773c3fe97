"""What fontconfig is told of our faces, and what it knows of the machine's.

``python -m shenguan_docs.layout.fontconfig`` prints the text that script/setup installs for the whole
machine. The same text is written to a private file and named in FONTCONFIG_FILE for our own process and
for LibreOffice children, so that nothing depends on that installation.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from shenguan_docs.confined import COMMON
from shenguan_docs.errors import MissingComponent, OfficeUnusable
from shenguan_docs.layout.faces import CHAINS, OFFICIAL, Face

# Debian's texlive-lang-chinese puts Fandol outside fontconfig's path.
FANDOL_FOLDER = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")


def fontconfig_xml(
    extra_dirs: Sequence[Path | str] = (),
    aliases: bool = True,
    system: bool = False,
    present: Iterable[str] = (),
) -> str:
    """Fontconfig text: Fandol's folder, ``extra_dirs``, and aliases from the official names to our chains.

    ``system`` includes the machine's own settings, for a file that FONTCONFIG_FILE names. ``present`` are
    official families that are installed: the bold of the free face that stands for them is not theirs.
    """
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
    ]
    if system:
        lines.append(f'  <include ignore_missing="yes">{escape(_system_config())}</include>')
    # The salt keeps caches that another setting made of this folder, without the rule below, apart.
    lines.append(f'  <dir salt="shenguan-1">{FANDOL_FOLDER}</dir>')
    lines += [f"  <dir>{escape(str(folder))}</dir>" for folder in extra_dirs]
    if system:  # after the usual ones, which a service without a home cannot write
        lines.append(f"  <cachedir>{escape(str(_cache_folder() / 'fontconfig'))}</cachedir>")
    lines += _FANDOL_BOLD
    if aliases:
        for chain in CHAINS.values():
            names = [face.family for face in chain if not face.free]
            bold = None if not any(face.bold for face in chain) else set(names).isdisjoint(present)
            for name in names:
                lines += _alias(name, [f for f in chain if f.family != name], bold)
    return "\n".join([*lines, "</fontconfig>", ""])


def _system_config() -> str:
    """The machine's own fontconfig file; one that the administrator named, but not one of ours."""
    named = os.environ.get("FONTCONFIG_FILE", "")
    return named if named and not _OURS.search(named) else "/etc/fonts/fonts.conf"


_OURS = re.compile(r"/fonts-[0-9a-f]{16}\.conf$")


# Fandol's bold files call themselves regular; without this nobody can ask for the bold one.
_FANDOL_BOLD = [
    '  <match target="scan">',
    '    <test name="family" compare="contains"><string>Fandol</string></test>',
    '    <test name="style" compare="eq"><string>Bold</string></test>',
    '    <edit name="weight" mode="assign"><const>bold</const></edit>',
    "  </match>",
]


def _alias(name: str, others: Iterable[Face], bold: bool | None) -> list[str]:
    lines = ['  <match target="pattern">', f'    <test name="family"><string>{name}</string></test>']
    # binding "same": an appended face stands as near as the name that was asked for.
    lines.append('    <edit name="family" mode="append" binding="same">')
    lines += [f"      <string>{face.family}</string>" for face in others]
    lines.append("    </edit>")
    if bold is not None:  # said either way, as the machine's own file, included above, says bold
        weight = "bold" if bold else "regular"
        lines.append(f'    <edit name="weight" mode="assign"><const>{weight}</const></edit>')
    return [*lines, "  </match>"]


def prepare(office_fonts: Path | None = None) -> Path:
    """Write the fontconfig file, name it in FONTCONFIG_FILE, return its path; before WeasyPrint is loaded.

    The file's name holds a hash of its text: processes share it and never disturb one another. An office without
    font files of its own has the one of the machine, which is read (a tenth of a second) once for all offices.
    """
    folders = (office_fonts.resolve(),) if office_fonts and _has_files(office_fonts) else ()
    path = _written(fontconfig_xml(folders, system=True))
    present = sorted({family for family, _ in installed(path)} & OFFICIAL)
    if present:
        path = _written(fontconfig_xml(folders, system=True, present=present))
    before, os.environ["FONTCONFIG_FILE"] = os.environ.get("FONTCONFIG_FILE", ""), str(path)
    if before != str(path) and _OURS.search(before):
        # Pango substitutes by the settings with which this process began: another office's.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libfontconfig.so.1").FcInitReinitialize()
    return path


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _written(text: str) -> Path:
    path = _cache_folder() / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:16]}.conf"
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    return path


def environment(office_fonts: Path | None = None) -> dict[str, str]:
    """Environment for a LibreOffice child that is to use the same faces."""
    return {**os.environ, "FONTCONFIG_FILE": str(prepare(office_fonts))}


def _cache_folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"))  # noqa: PTH111 - never raises
    common = Path(os.environ.get(COMMON) or tempfile.gettempdir())  # a child's own goes with it, every time
    for folder in (base / "shenguan", common / f"shenguan-{os.getuid()}"):
        if not folder.is_absolute():  # an account without a home
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            continue
        # A folder in /tmp may have been laid by somebody else.
        if os.access(folder, os.W_OK) and folder.stat().st_uid == os.getuid():
            return folder
    raise OfficeUnusable("没有可以写字体设置的文件夹", remedy=f"请使 {base} 可写")


@lru_cache(maxsize=8)
def installed(config: Path) -> dict[tuple[str, bool], frozenset[int]]:
    """Family and weight → code points, as fontconfig (which leaves out blank glyphs) knows them.

    Reads fontconfig's own cache: about 30 ms for a machine with 100 faces. Kept for the process.
    """
    wanted = {face.family for chain in CHAINS.values() for face in chain}
    command = ["fc-list", "--format", "%{family}\t%{weight}\t%{charset}\n"]
    try:
        run = subprocess.run(
            command,
            env={**os.environ, "FONTCONFIG_FILE": str(config)},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        raise MissingComponent(
            "没有安装 fontconfig", remedy="请运行 sudo apt-get install fontconfig"
        ) from None
    found: dict[tuple[str, bool], frozenset[int]] = {}
    for row in run.stdout.splitlines():
        names, _, rest = row.partition("\t")
        weight, _, charset = rest.partition("\t")
        for family in wanted.intersection(names.split(",")):
            bold = weight.strip().isdigit() and int(weight) >= 180
            key = family, bold
            if key not in found:
                found[key] = _points(charset)
    # An official face has one weight only, whatever its file says of it.
    for family in wanted:
        if (
            (family, True) in found
            and (family, False) not in found
            and not family.startswith(("Fandol", "Noto"))
        ):
            found[family, False] = found[family, True]
    return found


def _points(charset: str) -> frozenset[int]:
    points: set[int] = set()
    for part in charset.split():
        first, _, last = part.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


if __name__ == "__main__":
    print(fontconfig_xml(), end="")
