"""The departments and people that a new office starts with, read from ``departments.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from shenguan_docs.errors import DataFaults, Refused
from shenguan_docs.plan.departments import (
    Department,
    Directory,
    District,
    Officer,
    Person,
    Section,
    directory_faults,
    find_district,
)


def load_seed(path: Path) -> Directory:
    """Return the directory that a ``departments.toml`` (UTF-8) describes.

    A department's ``push`` officer is named for every other department, its ``receive`` officer for
    every other department that pushes; an ``[[officers]]`` entry replaces them for its pair. A department's
    ``district`` names one of ``[[districts]]`` by code or name. Raises
    Refused for a TOML fault or a missing part, DataFaults if something does not hold together.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        directory = _directory(data)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("不是正确的 TOML 文件", where=path.name, remedy=str(error)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refused(
            f"缺少一项，或有一项写错：{error}", where=path.name, remedy="请对照随软件带来的文件"
        ) from error
    faults = directory_faults(directory)
    if faults:
        raise DataFaults(faults, where=path.name)
    return directory


def _directory(data: dict[str, Any]) -> Directory:
    departments, sections, people = [], [], []
    districts = tuple(District(**entry) for entry in data.get("districts", ()))
    pushers: dict[str, str] = {}
    receivers: dict[str, str] = {}
    for entry in data.get("departments", ()):
        key = entry["key"]
        sections += [Section(department=key, **section) for section in entry.pop("sections", ())]
        people += [Person(department=key, **person) for person in entry.pop("people", ())]
        if "push" in entry:
            pushers[key] = entry.pop("push")
        if "receive" in entry:
            receivers[key] = entry.pop("receive")
        if entry.get("district"):
            entry["district"] = find_district(districts, entry["district"]).code
        departments.append(Department(**{**entry, "aliases": tuple(entry.get("aliases", ()))}))
    agreed = [Officer(**officer) for officer in data.get("officers", ())]
    taken = {(o.sender, o.receiver, o.role) for o in agreed}
    general = [
        officer
        for sender, pusher in pushers.items()
        for receiver in (d.key for d in departments if d.key != sender)
        for officer in (
            Officer(sender, receiver, "push", pusher),
            *([Officer(sender, receiver, "receive", receivers[receiver])] if receiver in receivers else ()),
        )
        if (officer.sender, officer.receiver, officer.role) not in taken
    ]
    return Directory(tuple(departments), tuple(sections), tuple(people), (*agreed, *general), districts)
