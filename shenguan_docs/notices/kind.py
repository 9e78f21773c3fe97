"""What a kind of notice is: its fields, its rules, its texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shenguan_docs.document import Layout, Seal

FIELD_TYPES = tuple(
    [
        "text",
        "longtext",
        "date",
        "task_date",
        "number",
        "amount",
        "choice",
        "person",
        "party",
        "matter",
        "department",
    ]
    + ["reference", "attachment", "table"]
)
RELATIONS = ("answers", "urges", "supervises", "corrects", "records", "forwards", "claims", "lifts", "adopts")
RETENTIONS = ("永久", "30年", "10年")
URGENCIES = ("", "加急", "特急")


@dataclass(frozen=True)
class Field:
    """One thing to fill in; ``label`` is its Chinese name, which the texts use."""

    id: str
    label: str
    type: str
    required: bool = False
    many: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    relation: str = ""  # one of RELATIONS: how this letter stands to the one that it cites
    kinds: tuple[str, ...] = ()  # what kinds the cited letter may be of; empty: any
    reckon: str = ""  # what figure of the records fills it when it is left open
    bare: bool = False  # an item that stands without a stop at its end; its help says 句末不加标点


@dataclass(frozen=True)
class Rule:
    """A condition between fields; when it does not hold, the fault is told under ``field``."""

    check: str
    field: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of notice as its folder describes it; ``version`` is a digest of all its files."""

    slug: str
    name: str
    genre: str
    layout: Layout
    direction: str
    clause: str
    clause_text: str
    series: str
    retention: str
    urgency: str
    sender: str
    receivers: tuple[str, ...]
    copies_to: tuple[str, ...]
    title: str
    issuer: str
    note: str
    seal: Seal
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    deadlines: tuple[Mapping[str, Any], ...]
    example: Mapping[str, Any]
    body: str
    annexes: tuple[str, ...]
    folder: Path
    version: str
    period: tuple[str, ...] = ()  # the two fields between which figures are reckoned, first and last day
    origin: str = ""  # "penalty@4f…": the kind and the version that an office's own kind was copied from

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The kind's own fields and the common ones that it does not define itself."""
        own = {f.label for f in self.fields} | {f.id for f in self.fields}
        return self.fields + tuple(f for f in COMMON_FIELDS if f.label not in own and f.id not in own)


COMMON_FIELDS = (
    Field("contact", "联系人", "person", help="本件的联系人和电话；不填用双方约定的推送联络员"),
    Field("copies_to", "抄送", "department", many=True, help="需要抄送的部门"),
    Field("urgency", "紧急程度", "choice", help="不填按这类文书的设置", choices=("加急", "特急")),
    Field("copies", "份数", "number", help="印制份数；不填是收文单位各一份，另存一份"),
)
DEFAULT_NOTE = "联系人：{{ 联系人.姓名 }}{% if 联系人.电话 %}，联系电话：{{ 联系人.电话 }}{% endif %}"
