"""Change what an office sets itself in office.toml: read back before it takes the place of the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit
from tomlkit.items import Table

from shenguan_docs.archive.files import fsync_folder, replace_file
from shenguan_docs.errors import DataFaults, Fault, OfficeUnusable, Refused
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.settings import RETENTIONS, read_settings
from shenguan_docs.text import clean


@dataclass(frozen=True)
class Setting:
    """One setting: its key in forms, what it is called, a hint, where it stands in office.toml, its value now."""

    key: str
    label: str
    hint: str
    place: tuple[str, ...]
    value: str
    choices: tuple[str, ...] = ()


def settings_of(office: Office) -> list[Setting]:
    """Return the settings that can be changed at the desk."""
    now, filing = office.settings, office.settings.filing
    marks = "{mark} 机关代字，{year} 年份，{n} 序号"
    return [
        Setting("name", "单位名称", "印在登记簿和案卷封面上", ("name",), now.name),
        Setting("fonds", "全宗号", "由档案馆给，如 Z109", ("filing", "fonds"), filing.fonds),
        Setting("category", "门类代码", "文书档案是 WS", ("filing", "category"), filing.category),
        Setting("archive_name", "档案馆名称", "移交给谁", ("filing", "archive_name"), filing.archive_name),
        Setting("received", "收文的保管期限", "", ("filing", "received"), filing.received, tuple(RETENTIONS)),
        *(
            Setting(f"format-{group}", f"“{group}”的文号", marks, ("numbers", group), form)
            for group, form in now.formats.items()
        ),
    ]


def change_settings(office: Office, given: Mapping[str, str]) -> list[str]:
    """Write what differs into office.toml, whole or not at all; return the labels of what was changed.

    The rest of the file, its remarks too, stays. Raises DataFaults (a value that cannot be), Refused (nothing to
    change), OfficeUnusable.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "设置")
    place = office.root / SETTINGS_NAME
    with office.locked():
        document = tomlkit.parse(place.read_text("utf-8-sig"))
        changed = []
        for setting in settings_of(office):
            value = " ".join(clean(given.get(setting.key, setting.value)).split())
            if value == setting.value:
                continue
            if not value and setting.place[0] != "filing":
                raise DataFaults([Fault(setting.label, "没有写")])
            *folder, name = setting.place
            table: tomlkit.TOMLDocument | Table = document
            for part in folder:
                if part not in document:
                    document[part] = tomlkit.table()
                table = document[part]
            table[name] = value
            changed.append(setting.label)
        if not changed:
            raise Refused("没有要改的", remedy="改了再存")
        fresh = place.with_name(f".{SETTINGS_NAME}.new")
        fresh.write_text(tomlkit.dumps(document), "utf-8")
        try:
            read_settings(fresh)
        except OfficeUnusable as error:
            fresh.unlink()
            field = changed[0] if len(changed) == 1 else ""
            raise DataFaults([Fault(field, error.message, error.remedy)]) from error
        fresh.unlink()
        replace_file(place, tomlkit.dumps(document).encode(), by_way_of=fresh)
        fsync_folder(office.root)
    return changed
