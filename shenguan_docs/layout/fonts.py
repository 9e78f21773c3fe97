"""Faces (字体) of a page: chains that are tried glyph by glyph, found through fontconfig at run time.

``python -m shenguan_docs.layout.fonts`` prints the fontconfig text that script/setup installs for the
whole machine. The same text is written to a private file and named in FONTCONFIG_FILE for our own
process and for LibreOffice children, so that nothing depends on that installation.
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
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from shenguan_docs.document import Block, Document, Run, Table
from shenguan_docs.errors import MissingComponent, OfficeUnusable
from shenguan_docs.text import clean

# Debian's texlive-lang-chinese puts Fandol outside fontconfig's path.
FANDOL_FOLDER = Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")


@dataclass(frozen=True)
class Face:
    """A family at a weight, and what to say to a reader who asks why it is in use."""

    family: str
    bold: bool = False
    free: bool = False  # a free face that stands for the official one


def _official(*families: str) -> tuple[Face, ...]:
    return tuple(Face(f) for f in families)


# Each role's chain: the official faces when the machine has them, then the nearest free ones.
CHAINS: dict[str, tuple[Face, ...]] = {
    "小标宋": (
        *_official("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
        Face("FandolSong", True, True),
        Face("Noto Serif CJK SC", True, True),
    ),
    "仿宋": (
        *_official("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
        Face("FandolFang", False, True),
        Face("LXGW WenKai Light", False, True),
        Face("Noto Serif CJK SC", False, True),
    ),
    "黑体": (
        *_official("黑体", "SimHei"),
        Face("FandolHei", False, True),
        Face("Noto Sans CJK SC", False, True),
    ),
    "楷体": (
        *_official("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
        Face("FandolKai", False, True),
        Face("LXGW WenKai", False, True),
    ),
    "宋体": (
        *_official("宋体", "SimSun"),
        Face("FandolSong", False, True),
        Face("Noto Serif CJK SC", False, True),
    ),
}
_OFFICIAL = {face.family for chain in CHAINS.values() for face in chain if not face.free}
# What our DOCX names; Word has them, on Linux fontconfig leads them to the chain.
DOCX_NAMES = {
    "小标宋": "方正小标宋简体",
    "仿宋": "仿宋_GB2312",
    "黑体": "黑体",
    "楷体": "楷体_GB2312",
    "宋体": "宋体",
}

PACKAGES = "texlive-lang-chinese fonts-lxgw-wenkai fonts-noto-cjk"
_LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", "排版程序 Pango"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "排版程序 Pango 的字体部分"),
    "libharfbuzz-subset.so.0": (
        "libharfbuzz-subset0",
        "字体嵌入程序 harfbuzz-subset(没有它,印一页要多用近两秒)",
    ),
}


@dataclass(frozen=True)
class FacesInUse:
    """For each role the families that exist on this machine, in the order in which glyphs are sought."""

    chains: dict[str, tuple[Face, ...]]

    def first(self, role: str) -> str:
        """Family of the face that most glyphs of ``role`` come from."""
        return self.chains[role][0].family

    def css(self, role: str) -> str:
        """The chain as a CSS font-family list."""
        return ", ".join(f'"{face.family}"' for face in self.chains[role])

    def bold(self, role: str) -> bool:
        """Whether the role's first face is the bold of its family (a free stand-in for 小标宋)."""
        return self.chains[role][0].bold


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

    The file's name holds a hash of its text: processes share it and never disturb one another.
    """
    folders = (office_fonts.resolve(),) if office_fonts and office_fonts.is_dir() else ()
    path = _written(fontconfig_xml(folders, system=True))
    present = sorted({family for family, _ in installed(path)} & _OFFICIAL)
    if present:
        path = _written(fontconfig_xml(folders, system=True, present=present))
    before, os.environ["FONTCONFIG_FILE"] = os.environ.get("FONTCONFIG_FILE", ""), str(path)
    if before != str(path) and _OURS.search(before):
        # Pango substitutes by the settings with which this process began: another office's.
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libfontconfig.so.1").FcInitReinitialize()
    return path


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
    for folder in (base / "shenguan", Path(tempfile.gettempdir()) / f"shenguan-{os.getuid()}"):
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


def require_fonts(office_fonts: Path | None = None) -> FacesInUse:
    """Return the faces in use, each role having one at least.

    Raises MissingComponent, naming the Debian package, when a role has no face or a library is missing.
    """
    for library, (package, name) in _LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            raise MissingComponent(
                f"没有安装{name}", remedy=f"请运行 sudo apt-get install {package}"
            ) from None
    found = installed(prepare(office_fonts))
    chains = {
        role: tuple(face for face in chain if (face.family, face.bold) in found)
        for role, chain in CHAINS.items()
    }
    missing = [role for role, chain in chains.items() if not chain]
    if missing:
        raise MissingComponent(
            f"没有可用的{'、'.join(missing)}字体",
            remedy=f"请运行 sudo apt-get install {PACKAGES},或把字体文件放进单位的 fonts 文件夹",
        )
    return FacesInUse(chains)


def faces_in_use(office_fonts: Path | None = None) -> dict[str, str]:
    """Each role with the family that it is printed in; raises MissingComponent like ``require_fonts``."""
    faces = require_fonts(office_fonts)
    return {role: faces.first(role) + (" Bold" if faces.bold(role) else "") for role in CHAINS}


def described(office_fonts: Path | None = None) -> dict[str, str]:
    """Each role's face in words: what it stands for, and which faces give the characters that it lacks."""
    words = {}
    for role, chain in require_fonts(office_fonts).chains.items():
        first, *others = (face.family + (" Bold" if face.bold else "") for face in chain)
        standing = f",代替{DOCX_NAMES[role]}" if chain[0].free else ""
        lacking = f";它没有的字依次用 {'、'.join(others)}" if others else ""
        words[role] = f"{first}{standing}{lacking}"
    return words


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


@lru_cache(maxsize=8)
def covered(config: Path) -> frozenset[str]:
    """Characters that every role can print, through whichever face of its chain."""
    found = installed(config)
    sets = [
        frozenset[int]().union(*(found.get((f.family, f.bold), frozenset()) for f in chain))
        for chain in CHAINS.values()
    ]
    return frozenset(map(chr, frozenset.intersection(*sets)))


def unprintable(document: Document, office_fonts: Path | None = None) -> list[tuple[str, str]]:
    """Characters that a face chain lacks, each with the label of the field it came from ("" for the text)."""
    known = covered(prepare(office_fonts))
    found: dict[tuple[str, str], None] = {}
    for run in _runs(document):
        for char in sorted(set(clean(run.text)) - known):
            if not char.isspace():
                found[char, run.source] = None
    return list(found)


def _runs(document: Document) -> Iterable[Run]:
    for segment in document.title:
        yield from segment
    yield from _block_runs(document.blocks)
    yield from document.note
    for annex in document.annexes:
        yield Run(annex.title, "附件标题")
        yield from _block_runs(annex.blocks)
    sign = document.signature
    for source, texts in {
        "发文机关标志": (document.issuer,),
        "发文字号": (document.number,),
        "紧急程度": (document.urgency,),
        "签发人": document.signers,
        "主送机关": document.recipients,
        "附件": tuple(e.title for e in document.enclosures),
        "署名": (*sign.organs, sign.office_title),
        "抄送": document.copies_to,
        "印发机关": (document.printer,),
    }.items():
        yield from (Run(text, source) for text in texts)


def _block_runs(blocks: Iterable[Block]) -> Iterable[Run]:
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    yield from cell.runs
        else:
            yield Run(block.label)
            yield from block.runs


if __name__ == "__main__":
    print(fontconfig_xml(), end="")
