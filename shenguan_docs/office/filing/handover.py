"""移交: a year's filed letters as a folder for the archive; cut off and begun again it comes out the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shenguan_docs.durable import make_folder, sync, sync_tree
from shenguan_docs.errors import OfficeUnusable, Refused
from shenguan_docs.office.filing.arranging import Standing, described
from shenguan_docs.office.filing.metadata import HandedFile, catalogue_xml, digests
from shenguan_docs.office.filing.sheets import (
    catalogue,
    endnote,
    endnote_pdf,
    handed_over,
    of_year,
    require_filed,
)
from shenguan_docs.office.letters.showing import life_of
from shenguan_docs.office.opening import Office
from shenguan_docs.office.registers.sheets import MOST_PRINTED, pdf, write_file, xlsx

FILES = "文件"
LIST = "移交清单.json"
_BEGUN = "正在导出.json"  # lies in the folder until all is there


@dataclass(frozen=True)
class HandedOver:
    """What an export did; ``strange`` are files in the folder that it does not know."""

    folder: Path
    standings: tuple[Standing, ...]
    files: int
    written: int
    strange: tuple[str, ...]


def export(office: Office, year: int, folder: Path) -> HandedOver:
    """Write a year's filed letters with catalogue, 备考表 and the list of what is handed over and what is not.

    A folder that an earlier run began, or finished, is brought up to date; any other must be empty. A letter
    whose archive is damaged is left out and listed. Raises Refused, OfficeUnusable.
    """
    found = of_year(office, year)
    require_filed(found, year)
    _take_folder(office, folder, year)
    files: dict[str, tuple[HandedFile, ...]] = {}
    written = 0
    with office.progress("导出", len(found)) as show:
        for n, one in enumerate(found):
            if one.filed is not None:
                try:
                    files[one.piece.record], new = _write_piece(office, folder, one)
                    written += new
                except OfficeUnusable as error:
                    office.notify(
                        f"{one.piece.number}：{error.message}，没有移交；请运行 shenguan verify 查明。"
                    )
                    found[n] = replace(one, filed=None, why=f"档案读不出来：{error.message}")
            show(n + 1)
    written += _write_lists(office, folder, found, files, year)
    sync_tree(folder)
    (folder / _BEGUN).unlink()
    sync(folder)
    known = {file.path for several in files.values() for file in several} | set(_LISTS)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    count = sum(len(several) for several in files.values())
    return HandedOver(folder, tuple(found), count, written, tuple(sorted(there - known)))


_LISTS = (
    "归档文件目录.xlsx", "归档文件目录.pdf", "归档文件目录.xml", "备考表.pdf", "移交清单.xlsx", LIST, "校验.sha256",
)  # fmt: skip


def _take_folder(office: Office, folder: Path, year: int) -> None:
    mark = {"office": office.settings.name, "fonds": office.settings.filing.fonds, "year": year}
    if folder.exists() and not folder.is_dir():
        raise Refused("这是文件，不是文件夹", where=str(folder))
    make_folder(folder)
    earlier = next((_mark_in(folder / name) for name in (_BEGUN, LIST) if (folder / name).exists()), None)
    if earlier is None and any(folder.iterdir()):
        raise Refused("文件夹不是空的", where=str(folder), remedy="换一个新的文件夹名")
    if earlier is not None and earlier != mark:
        raise Refused(
            "这个文件夹里是别的单位或者别的年度的移交文件", where=str(folder), remedy="换一个文件夹"
        )
    write_file(folder / _BEGUN, json.dumps(mark, ensure_ascii=False).encode())


def _mark_in(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
        return {name: told[name] for name in ("office", "fonds", "year")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _write_piece(office: Office, folder: Path, one: Standing) -> tuple[tuple[HandedFile, ...], int]:
    assert one.filed is not None
    place = f"{FILES}/{one.filed.number}"
    contents = [office.archive.read(file.object_id, file.stored_name) for file in one.piece.files]
    (folder / place).mkdir(parents=True, exist_ok=True)
    handed, written = [], 0
    for file, content in zip(one.piece.files, contents, strict=True):
        path = f"{place}/{file.name}"
        written += _write(folder / path, content)
        digest = hashlib.sha256(content).hexdigest()
        handed.append(HandedFile(path, file.role, file.original_name, len(content), digest))
    return tuple(handed), written


def _write_lists(
    office: Office,
    folder: Path,
    found: Sequence[Standing],
    files: Mapping[str, Sequence[HandedFile]],
    year: int,
) -> int:
    filed = [one for one in found if one.filed]
    with office.reading() as conn:
        lives = {one.piece.record: life_of(conn, one.piece.record) for one in filed}
    tables = catalogue(office, found, year)
    mark = {"office": office.settings.name, "fonds": office.settings.filing.fonds, "year": year}
    listed = [{**described(one), "date": str(one.piece.day or "")} for one in found]
    for row in listed:
        row["filed_on"] = str(row["filed_on"] or "")
    contents = {
        "归档文件目录.xlsx": xlsx(tables),
        "归档文件目录.xml": catalogue_xml(office, filed, files, lives, year),
        "备考表.pdf": endnote_pdf(office, endnote(office, found, year)),
        "移交清单.xlsx": xlsx([handed_over(office, found, year)]),
        "校验.sha256": digests(file for several in files.values() for file in several),
    }
    if sum(len(table.rows) for table in tables) <= MOST_PRINTED:
        contents["归档文件目录.pdf"] = pdf(office, tables)
    contents[LIST] = (json.dumps({**mark, "rows": listed}, ensure_ascii=False, indent=1) + "\n").encode()
    return sum(_write(folder / name, content) for name, content in contents.items())


def _write(path: Path, content: bytes) -> int:
    """Write a file that is not there yet as it should be; return whether it was written, as a count."""
    if path.is_file() and path.read_bytes() == content:
        return 0
    write_file(path, content)
    return 1
