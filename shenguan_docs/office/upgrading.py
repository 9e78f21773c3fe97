"""Bring the records of an office up to this version, with a copy of what was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shenguan_docs.errors import OfficeUnusable
from shenguan_docs.office.companies.base_letters import enter_earlier_letters
from shenguan_docs.register.database import schema_state, upgrade
from shenguan_docs.register.on_sqlite import copy_file

if TYPE_CHECKING:
    from shenguan_docs.office.opening import Office


def upgrade_records(office: Office) -> None:
    """Upgrade older records in place; the copy beside them is of the moment before. Raises OfficeUnusable."""
    with office.locked():
        if schema_state(office.records_url) != "older":  # another process was quicker
            return
        if "://" not in office.settings.records:
            place = office.root / office.settings.records
            copy = place.with_name(f"{place.name}.before-upgrade-{office.now():%Y%m%d%H%M%S}")
            try:
                copy_file(office.records_url, copy)
            except OfficeUnusable as error:
                raise OfficeUnusable(
                    "升级登记数据库以前没有备份成，没有升级", where=str(copy), remedy="检查磁盘空间和权限"
                ) from error
            office.notify(f"登记数据库由较早版本的程序写成，已备份为 {copy.name}，正在升级……")
        else:  # the server changes all of it or nothing, and the archive holds what the tables are made of
            office.notify("登记数据库由较早版本的程序写成，正在升级……")
        upgrade(office.records_url, lambda conn: enter_earlier_letters(office, conn))
