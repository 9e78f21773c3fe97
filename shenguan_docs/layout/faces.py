"""The faces (字体) of a page: the official ones, and the free ones that stand for them, glyph by glyph."""

from __future__ import annotations

from dataclasses import dataclass


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
OFFICIAL = {face.family for chain in CHAINS.values() for face in chain if not face.free}
# What our DOCX names; Word has them, on Linux fontconfig leads them to the chain.
DOCX_NAMES = {
    "小标宋": "方正小标宋简体",
    "仿宋": "仿宋_GB2312",
    "黑体": "黑体",
    "楷体": "楷体_GB2312",
    "宋体": "宋体",
}
