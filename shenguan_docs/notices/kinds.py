"""Find a kind of notice among the folders: an office's own ones come before the shipped ones."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kind_file import ORIGIN, load_kind, require_plain


def load_kinds(folders: Sequence[Path]) -> dict[str, Kind]:
    """Read all kinds; a folder of an earlier place in ``folders`` wins over the same slug later on."""
    paths = kind_folders(folders)
    return {slug: load_kind(paths[slug]) for slug in sorted(paths)}


def kind_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """Return the folder of each slug without reading it."""
    found: dict[str, Path] = {}
    for place in folders:
        if place.is_dir():
            for folder in sorted(place.iterdir()):
                if (folder / "kind.toml").is_file():
                    found.setdefault(folder.name, folder)
    return found


def find_kind(folders: Sequence[Path], typed: str) -> Kind:
    """Find a kind by slug or Chinese name; raises NotFound with the nearest names."""
    paths = kind_folders(folders)
    if typed in paths:
        return load_kind(paths[typed])
    names: dict[str, str] = {}
    for slug, path in paths.items():
        name = name_in(path)
        names.setdefault(name, slug)
    if typed in names:
        return load_kind(paths[names[typed]])
    near = nearest(typed, [*paths, *names])
    listed = "、".join(f"{n}（{names[n]}）" if n in names else n for n in near)
    raise NotFound(
        f"没有“{typed}”这类文书",
        remedy=(f"最接近的是：{listed}。" if near else "") + "运行 shenguan kinds 看全部类别",
    )


def family(folders: Sequence[Path], slug: str) -> tuple[str, ...]:
    """Return a kind and what it was copied from, and so on: an office's own penalty is a penalty too."""
    return families(folders, [slug])[slug]


def families(folders: Sequence[Path], slugs: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the family of each of several kinds."""
    return {slug: _family(folders, slug) for slug in slugs}


def _family(folders: Sequence[Path], slug: str) -> tuple[str, ...]:
    found = [slug]
    while (path := _folder(folders, found[-1])) is not None:
        try:
            text = _text(path)
            if "origin" not in text:  # most kinds are nobody's copy: reading TOML takes longer than all else
                break
            origin = ORIGIN.fullmatch(str(tomllib.loads(text)["origin"]))
        except (OSError, ValueError, KeyError, RecursionError, Refused):
            break
        if origin is None or origin["slug"] in found:
            break
        found.append(origin["slug"])
    return tuple(found)


def _folder(folders: Sequence[Path], slug: str) -> Path | None:
    return next((place / slug for place in folders if (place / slug / "kind.toml").is_file()), None)


def name_in(folder: Path) -> str:
    """Return the Chinese name of the kind in ``folder``, its slug where the file cannot be read."""
    try:
        return str(tomllib.loads(_text(folder)).get("name", folder.name))
    except (OSError, ValueError, RecursionError, Refused):
        return folder.name


def _text(folder: Path) -> str:
    require_plain(folder / "kind.toml")
    return (folder / "kind.toml").read_text("utf-8-sig")
