"""The kinds of notices as who keeps them looks at them: where each comes from, whether it is sound, its example."""

from __future__ import annotations

from dataclasses import dataclass

from shenguan_docs.errors import ShenguanError
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.notices.kinds import find_kind, kind_folders, name_in
from shenguan_docs.office.opening import Office


@dataclass(frozen=True)
class KindLine:
    """One kind in the list; ``problem`` says what is wrong with its folder, "" for a sound one."""

    slug: str
    name: str
    own: bool
    genre: str = ""
    clause: str = ""
    retention: str = ""
    problem: str = ""


def listed_kinds(office: Office) -> list[KindLine]:
    """Return every kind; a faulty one is told of, too."""
    found = []
    for slug, folder in sorted(kind_folders(office.kind_places).items()):
        own = office.kind_places[0] in folder.parents
        try:
            kind = load_kind(folder)
        except ShenguanError as error:
            found.append(KindLine(slug, name_in(folder), own, problem=str(error)))
            continue
        found.append(
            KindLine(slug, kind.name, own, kind.genre, kind.clause_text or kind.clause, kind.retention)
        )
    return found


def example_rows(office: Office, typed: str) -> tuple[Kind, list[tuple[str, str, str, str]]]:
    """Return a kind with its fields: label, whether it must be filled, help, the example. Raises NotFound, Refused."""
    kind = find_kind(office.kind_places, typed)
    example = example_data(kind, office.today)
    rows = [
        (
            f.label,
            "要填" if f.required else "",
            f.help or "、".join(map(str, f.choices)),
            _words(example.get(f.id)),
        )
        for f in kind.all_fields
    ]
    return kind, rows


def _words(value: object) -> str:
    if isinstance(value, list):
        return "；".join(_words(one) for one in value)
    if isinstance(value, dict):
        return " ".join(_words(one) for one in value.values())
    return "" if value is None else str(value)
