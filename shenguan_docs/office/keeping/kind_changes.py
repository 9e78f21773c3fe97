"""An office's own kinds: made as a copy of another, and shown against what they were copied from."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from shenguan_docs.durable import make_folder, sync, sync_tree
from shenguan_docs.errors import Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kind_file import ORIGIN, is_slug, version_of
from shenguan_docs.notices.kinds import find_kind, kind_folders, name_in
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.text import clean

Change = Literal["增加", "删去", "改动"]
Side = Literal["单位改", "随软件改", "两边都改"]
_ORIGIN_LINE = re.compile(r"^origin *=.*\n?", re.MULTILINE)
_NAME_LINE = re.compile(r"^name *=.*$", re.MULTILINE)


@dataclass(frozen=True)
class NewKind:
    """What ``kinds new`` answers; ``folder`` is relative to the office."""

    slug: str
    name: str
    folder: str
    origin: str


@dataclass(frozen=True)
class LineChange:
    """One line that differs: its file, its line in the office's text (``line``) and in the other's.

    A whole file that only one side has is one change with line 0, and so is a file that is no text.
    """

    file: str
    change: Change
    line: int
    base_line: int
    office: str
    base: str


@dataclass(frozen=True)
class SideChange:
    """A stretch of lines that changed since the copy: by the office, by the base, or by both.

    ``line`` counts in the text as it was copied (0: a whole file). ``base`` and ``office`` are the lines now.
    """

    file: str
    by: Side
    line: int
    copied: tuple[str, ...]
    base: tuple[str, ...]
    office: tuple[str, ...]


@dataclass(frozen=True)
class KindDiff:
    """An office's own kind against its base: the shipped one of the same slug, or what it was copied from.

    ``base`` is "" where there is nothing to compare with. ``base_changed`` is None when the copy does not
    say of which version it was made. ``sides`` are the changes since then, None where the copied text was not kept.
    """

    kind: str
    name: str
    version: str
    base: str
    base_shipped: bool
    base_version: str
    copied_from: str
    base_changed: bool | None
    changes: tuple[LineChange, ...]
    sides: tuple[SideChange, ...] | None = None


ORIGINAL = "原文"  # the folder in a copied kind that keeps the text as it was when it was copied


def new_kind(office: Office, slug: str, like: str, *, name: str = "", override: bool = False) -> NewKind:
    """Copy a kind into the office's own templates under a new slug. Raises Refused, NotFound.

    ``override`` copies it under its own slug instead, so that the office's text is used from now on.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "文书类别")
    own = office.kind_places[0]
    source = find_kind(office.kind_places, like)
    _check_slug(office, slug, source.slug, override)
    name = clean(name).strip() or (source.name if override else f"{source.name}（本单位）")
    _check_name(office, name, slug)
    origin = f"{source.slug}@{source.version}"
    make_folder(own)
    # Made beside the kinds and moved there in one step: no half-copied folder is ever read as a kind.
    with tempfile.TemporaryDirectory(prefix=".kind-", dir=own.parent) as place:
        copy = Path(place) / slug
        shutil.copytree(source.folder, copy, ignore=shutil.ignore_patterns(ORIGINAL))
        shutil.copytree(source.folder, copy / ORIGINAL, ignore=shutil.ignore_patterns(ORIGINAL))
        head = copy / "kind.toml"
        text = head.read_text("utf-8-sig")
        text = _NAME_LINE.sub(lambda _: f"name = {_quoted(name)}", _ORIGIN_LINE.sub("", text), count=1)
        head.write_text(f'origin = "{origin}"\n{text}', "utf-8")
        try:
            sync_tree(copy)
            copy.rename(own / slug)
            sync(own)
        except OSError as error:  # another process made it meanwhile
            raise Refused(f"“{slug}”已经有了", where=str(own / slug), remedy="换一个代号") from error
    return NewKind(slug, name, (own / slug).relative_to(office.root).as_posix(), origin)


def _check_slug(office: Office, slug: str, like: str, override: bool) -> None:
    if not is_slug(slug):
        raise Refused(
            f"代号“{slug}”不能用",
            remedy="用小写英文字母开头，只用小写字母、数字和单个短横，如 own-penalty，最多 60 个字",
        )
    if override and slug != like:
        raise Refused(
            f"--override 是改“{like}”本身，代号要相同",
            remedy=f"运行 shenguan kinds new {like} --like {like} --override",
        )
    own = office.kind_places[0] / slug
    if own.exists():
        raise Refused(f"单位已经有“{slug}”", where=str(own), remedy="直接改那里的文件，或换一个代号")
    if not override and slug in kind_folders(office.kind_places):
        raise Refused(
            f"“{slug}”是随软件带来的，代号不能重复",
            remedy=f"换一个代号；要以单位的文本代替它，运行 shenguan kinds new {slug} --like {slug} --override",
        )


def _check_name(office: Office, name: str, slug: str) -> None:
    for other, folder in kind_folders(office.kind_places).items():
        if other != slug and fold_name(name_in(folder)) == fold_name(name):
            raise Refused(f"名称“{name}”已由“{other}”使用", remedy="用 --name 另起一个名称")


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def diff_kinds(office: Office, typed: str | None = None) -> list[KindDiff]:
    """Compare the office's own kinds, or one of them, each with its base. Raises NotFound."""
    own = office.kind_places[0]
    if typed is None:
        return [_diff(office, folder) for _, folder in sorted(kind_folders([own]).items())]
    folders = kind_folders(office.kind_places)
    folder = folders.get(typed) or find_kind(office.kind_places, typed).folder
    return [_diff(office, folder)] if folder.parent == own else []


def _diff(office: Office, folder: Path) -> KindDiff:
    own, shipped = office.kind_places
    found = _origin_of(folder)
    base_slug = found["slug"] if found else folder.name
    places = [shipped] if base_slug == folder.name else [own, shipped]
    base = kind_folders(places).get(base_slug)
    if base == folder:  # the checkout itself is the office: the kind is its own base
        base = None
    now = version_of(base) if base else ""
    return KindDiff(
        kind=folder.name,
        name=name_in(folder),
        version=version_of(folder),
        base=base.name if base else "",
        base_shipped=base is not None and base.parent == shipped,
        base_version=now,
        copied_from=found["version"] if found else "",
        base_changed=found["version"] != now if found and base else None,
        changes=tuple(_changes(folder, base)) if base else (),
        sides=tuple(_sides(folder, base)) if base and (folder / ORIGINAL).is_dir() else None,
    )


def _sides(folder: Path, base: Path) -> Iterator[SideChange]:
    """Compare both texts with the one that was copied, file by file."""
    copied = folder / ORIGINAL
    names = {p.name for place in (folder, base, copied) for p in place.iterdir() if p.is_file()}
    for name in sorted(names):
        three = [_content(place / name) for place in (copied, base, folder)]
        old, theirs, mine = three
        if theirs == mine or old == theirs == mine:
            continue
        texts = [_text(place / name) for place in (copied, base, folder)]
        if None in texts:  # a file that is no text, or that one side has not
            by: Side = "单位改" if old == theirs else "随软件改" if old == mine else "两边都改"
            yield SideChange(name, by, 0, *((("有",) if content is not None else ()) for content in three))
            continue
        lines = [
            [line for _, line in _lines(name, text or "") if not _NAME_LINE.match(line)] for text in texts
        ]
        yield from _three_way(name, *lines)


def _three_way(name: str, old: list[str], theirs: list[str], mine: list[str]) -> Iterator[SideChange]:
    """Walk the lines that all three share; between them stands what somebody changed."""
    anchors = [_kept_at(old, theirs), _kept_at(old, mine)]
    shared = [n for n in range(len(old)) if n in anchors[0] and n in anchors[1]]
    a = b = c = 0
    for n in [*shared, len(old)]:
        ends = (anchors[0].get(n, len(theirs)), anchors[1].get(n, len(mine)))
        was, now, own = tuple(old[a:n]), tuple(theirs[b : ends[0]]), tuple(mine[c : ends[1]])
        if now != own:
            by: Side = "单位改" if was == now else "随软件改" if was == own else "两边都改"
            yield SideChange(name, by, a + 1, was, now, own)
        a, b, c = n + 1, ends[0] + 1, ends[1] + 1


def _kept_at(old: list[str], new: list[str]) -> dict[int, int]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return {block.a + n: block.b + n for block in matcher.get_matching_blocks() for n in range(block.size)}


def _content(path: Path) -> bytes | None:
    """What tells two files apart; where a kind was copied from, and its own name, is no difference of the text."""
    if not path.is_file():
        return None
    text = _text(path)
    if text is None or path.name != "kind.toml":
        return path.read_bytes()
    return _NAME_LINE.sub("", _ORIGIN_LINE.sub("", text), count=1).encode()


def _origin_of(folder: Path) -> re.Match[str] | None:
    line = _ORIGIN_LINE.search(_text(folder / "kind.toml") or "")
    return ORIGIN.search(line[0]) if line else None


def _changes(folder: Path, base: Path) -> Iterator[LineChange]:
    names = {p.name for place in (folder, base) for p in place.iterdir() if p.is_file()}
    for name in sorted(names):
        mine, theirs = folder / name, base / name
        if not theirs.is_file():
            yield LineChange(name, "增加", 0, 0, "整个文件", "")
        elif not mine.is_file():
            yield LineChange(name, "删去", 0, 0, "", "整个文件")
        elif mine.read_bytes() != theirs.read_bytes():
            yield from _line_changes(name, _text(mine), _text(theirs))


def _line_changes(name: str, mine: str | None, theirs: str | None) -> Iterator[LineChange]:
    if mine is None or theirs is None:
        yield LineChange(name, "改动", 0, 0, "内容不同", "内容不同")
        return
    a, b = _lines(name, theirs), _lines(name, mine)
    matcher = SequenceMatcher(None, [line for _, line in a], [line for _, line in b], autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        paired = min(a2 - a1, b2 - b1)
        for n in range(paired):
            yield LineChange(name, "改动", b[b1 + n][0], a[a1 + n][0], b[b1 + n][1], a[a1 + n][1])
        for number, line in b[b1 + paired : b2]:
            yield LineChange(name, "增加", number, 0, line, "")
        for number, line in a[a1 + paired : a2]:
            yield LineChange(name, "删去", 0, number, "", line)


def _lines(name: str, text: str) -> list[tuple[int, str]]:
    """Numbered lines; where a kind was copied from is no difference of its text."""
    lines = enumerate(text.splitlines(), 1)
    return [
        (n, line.rstrip()) for n, line in lines if not (name == "kind.toml" and line.startswith("origin"))
    ]


def _text(path: Path) -> str | None:
    """A text file's words, None for a file that is no text or cannot be read."""
    if path.suffix not in (".toml", ".txt", ".md"):
        return None
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
