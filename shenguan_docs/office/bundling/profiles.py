"""The profiles of case files that an office has: listed, copied, checked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from shenguan_docs.bundle.profile import Profile, find_profile, load_profiles
from shenguan_docs.bundle.profile_file import is_slug, read_profile
from shenguan_docs.durable import make_folder, write_durably
from shenguan_docs.errors import NotFound, OfficeUnusable, Refused, ShenguanError, system_reason
from shenguan_docs.office.bundling.assembling import profile_places
from shenguan_docs.office.opening import Office
from shenguan_docs.text import clean


def listed(office: Office) -> list[dict[str, Any]]:
    """Return every profile with the file that it comes from. Raises Refused for a faulty one."""
    places = profile_places(office)
    return [
        {"profile": p.slug, "name": p.name, "own": _file(places, p.slug).parent == places[0], "file": _label(office, _file(places, p.slug))}
        for p in load_profiles(places).values()
    ]  # fmt: skip


def new_profile(office: Office, slug: str, like: str, name: str = "") -> dict[str, Any]:
    """Copy a profile (slug or name) into the office, to be edited. Raises NotFound, Refused, OfficeUnusable."""
    places = profile_places(office)
    if not is_slug(slug):
        raise Refused(f"代号“{slug}”只能用小写英文字母、数字和短横", remedy="如 forest-penalty")
    target = places[0] / f"{slug}.toml"
    if target.exists():
        raise Refused(
            "本单位已有这种案卷类型", where=_label(office, target), remedy="换一个代号，或者直接改它"
        )
    source = find_profile(places, like)
    text = _file(places, source.slug).read_text("utf-8-sig")
    said = " ".join(clean(name).split()) or (
        source.name if slug == source.slug else f"{source.name}（{slug}）"
    )
    text = re.sub(r"(?m)^name = .*$", f"name = {json.dumps(said, ensure_ascii=False)}", text, count=1)
    if not re.search(r"(?m)^points = ", text):
        text = re.sub(r"(?m)^(name = .*)$", rf'\1\npoints = "{source.points}"', text, count=1)
    try:
        make_folder(target.parent)
        write_durably(target, text.encode())
    except OSError as error:
        raise OfficeUnusable(f"写不进去（{system_reason(error)}）", where=_label(office, target)) from error
    try:
        read_profile(target)
    except ShenguanError:
        target.unlink()
        raise
    return {"profile": slug, "name": said, "file": _label(office, target)}


def checked(office: Office, typed: str) -> dict[str, Any]:
    """Read one profile and tell what it holds. Raises NotFound, Refused (file, line, what to do)."""
    places = profile_places(office)
    found = [
        place / f"{typed.strip()}.toml" for place in places if (place / f"{typed.strip()}.toml").is_file()
    ]
    profile = read_profile(found[0]) if found and is_slug(typed.strip()) else find_profile(places, typed)
    return {
        "profile": profile.slug,
        "name": profile.name,
        "file": _label(office, _file(places, profile.slug)),
        "cover": [line.label for line in profile.cover],
        "slots": [
            {"key": slot.key, "name": slot.name, "volume": slot.volume, "required": _required(profile, slot.key)}
            for slot in profile.slots
        ],
    }  # fmt: skip


def _required(profile: Profile, key: str) -> str:
    slot = profile.slot(key)
    assert slot is not None
    if slot.required:
        return "必须"
    conditions = [f"有“{other.name}”时" for k in slot.required_with if (other := profile.slot(k))]
    if slot.required_credit:
        conditions.append("事项要查信用时")
    return "、".join(conditions)


def _file(places: list[Path], slug: str) -> Path:
    for place in places:
        if (place / f"{slug}.toml").is_file():
            return place / f"{slug}.toml"
    raise NotFound(f"没有“{slug}”这种案卷", remedy="用 shenguan profiles 查看")


def _label(office: Office, path: Path) -> str:
    return (
        str(path.relative_to(office.root))
        if path.is_relative_to(office.root)
        else f"templates/bundle/profiles/{path.name}"
    )
