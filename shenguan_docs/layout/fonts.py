"""Which faces (字体) this machine prints in, and which characters none of them has."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from shenguan_docs.document import Block, Document, Run, Table
from shenguan_docs.errors import MissingComponent
from shenguan_docs.layout.faces import CHAINS, DOCX_NAMES, Face
from shenguan_docs.layout.fontconfig import installed, prepare
from shenguan_docs.text import clean

PACKAGES = "texlive-lang-chinese fonts-lxgw-wenkai fonts-noto-cjk"
_LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", "排版程序 Pango"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "排版程序 Pango 的字体部分"),
    "libharfbuzz-subset.so.0": (
        "libharfbuzz-subset0",
        "字体嵌入程序 harfbuzz-subset（没有它，印一页要多用近两秒）",
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
            remedy=f"请运行 sudo apt-get install {PACKAGES}，或把字体文件放进单位的 fonts 文件夹",
        )
    # Beside the official face, which is heavy by itself, the free one that stands for it by its bold is regular.
    return FacesInUse(
        {role: c if c[0].bold else tuple(replace(f, bold=False) for f in c) for role, c in chains.items()}
    )


def faces_in_use(office_fonts: Path | None = None) -> dict[str, str]:
    """Each role with the family that it is printed in; raises MissingComponent like ``require_fonts``."""
    faces = require_fonts(office_fonts)
    return {role: faces.first(role) + (" Bold" if faces.bold(role) else "") for role in CHAINS}


def described(office_fonts: Path | None = None) -> dict[str, str]:
    """Each role's face in words: what it stands for, and which faces give the characters that it lacks."""
    words = {}
    for role, chain in require_fonts(office_fonts).chains.items():
        first, *others = (face.family + (" Bold" if face.bold else "") for face in chain)
        standing = f"，代替{DOCX_NAMES[role]}" if chain[0].free else ""
        lacking = f"；它没有的字依次用 {'、'.join(others)}" if others else ""
        words[role] = f"{first}{standing}{lacking}"
    return words


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
    return unprintable_words(_runs(document), office_fonts)


def unprintable_words(runs: Iterable[Run], office_fonts: Path | None = None) -> list[tuple[str, str]]:
    """The same of any words."""
    known = covered(prepare(office_fonts))
    found: dict[tuple[str, str], None] = {}
    for run in runs:
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
