"""What the kinds need of an office, read from the files that every office starts with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from shenguan_docs.document import Block, Document, Paragraph, Roster, Table, plain, plain_title
from shenguan_docs.errors import DataFaults, NotFound, Refused
from shenguan_docs.notices.compose import Setting, compose, exchange_of
from shenguan_docs.notices.fields import check_data
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.lookup import AttachedFile, Reference
from shenguan_docs.notices.relations import check_relations
from shenguan_docs.plan.departments import (
    Department,
    Directory,
    Person,
    department_of,
    find_department,
    find_person,
)
from shenguan_docs.plan.matter_import import read_matter_list
from shenguan_docs.plan.matters import Matter, MatterList, find_matter
from shenguan_docs.plan.seed import load_seed
from shenguan_docs.resources import shipped_templates

WRITTEN_ON = date(2026, 3, 20)  # the data sets in data/ are written for this day
DATA = Path(__file__).parent / "data"
GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class PlanLookup:
    """The plan's own departments and matters, files on disk, and no letters yet."""

    directory: Directory
    matters: MatterList
    on: date
    folder: Path | None = None

    def department(self, typed: str) -> Department:
        return find_department(self.directory, typed)

    def department_of(self, key: str) -> Department:
        return department_of(self.directory, key)

    def matter(self, typed: str) -> Matter:
        return find_matter(self.matters, typed)

    def person(self, name: str) -> Person | None:
        try:
            return find_person(self.directory, name, on=self.on)
        except Refused:
            return None

    def letter(self, typed: str) -> Reference:
        raise NotFound(f"没有“{typed}”这件文书")

    def attachment(self, path: str, kind_folder: Path) -> AttachedFile:
        for folder in (self.folder, kind_folder):
            if folder is not None and (folder / path).is_file():
                found = folder / path
                content = found.read_bytes()
                return AttachedFile(
                    found.stem, found.name, found, hashlib.sha256(content).hexdigest(), len(content)
                )
        raise NotFound(f"没有文件“{path}”")


def plan_lookup(on: date = WRITTEN_ON, folder: Path | None = None) -> PlanLookup:
    directory, matters = _plan()
    return PlanLookup(directory, matters, on, folder)


@cache
def _plan() -> tuple[Directory, MatterList]:
    plan = shipped_templates() / "plan"
    directory = load_seed(plan / "departments.toml")
    source = plan / "事项清单(第一批).csv"
    content = source.read_bytes()
    rows = read_matter_list(content, source.name, directory)
    digest = hashlib.sha256(content).hexdigest()
    return directory, MatterList(
        1, "第一批", date(2023, 10, 16), date(2023, 10, 16), source.name, digest, rows
    )


def draft(kind: Kind, data: dict[str, object], on: date = WRITTEN_ON, folder: Path | None = None) -> Document:
    """Check and compose, as an office does before it gives a number."""
    lookup = plan_lookup(on, folder)
    filled = check_data(kind, data, lookup, written_on=on)
    exchange = exchange_of(kind, filled, lookup)
    faults = check_relations(kind, filled, exchange, lookup).faults
    if faults:
        raise DataFaults(faults)
    return compose(kind, filled, Setting(exchange, "示例乙", "0737-0000102", on, signatory="示例甲"))


def words(document: Document) -> str:
    """All words of a document as lines, in the order in which they are read."""
    lines = [plain_title(document), *(f"主送：{name}" for name in document.recipients)]
    lines += _block_words(document.blocks)
    lines += [
        f"附件：{title}"
        for title in (*(a.title for a in document.annexes), *(e.title for e in document.enclosures))
    ]
    lines += [f"署名：{organ}" for organ in document.signature.organs]
    if document.note:
        lines.append(f"附注：{plain(document.note)}")
    lines += [f"抄送：{name}" for name in document.copies_to]
    for annex in document.annexes:
        lines += [f"附件《{annex.title}》", *_block_words(annex.blocks)]
    return "\n".join(lines) + "\n"


def _block_words(blocks: tuple[Block, ...]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.label + plain(block.runs))
        elif isinstance(block, Roster):
            lines.append(f"{block.label}：{plain(block.runs)}")
        elif isinstance(block, Table):
            lines += ["| " + " | ".join(plain(cell.runs) for cell in row) + " |" for row in block.rows]
    return lines
