"""The names that searching recognises, gathered from an office's records and templates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, union

from shenguan_docs.asking.vocabulary import KindName, Vocabulary
from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import family, kind_folders
from shenguan_docs.notices.toml_text import parse_toml
from shenguan_docs.office.finding.known_names import SAYINGS
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import reach
from shenguan_docs.office.people.reach import Reach
from shenguan_docs.register import past_tables, plan_records, plan_tables, schema
from shenguan_docs.resources import shipped_templates


def gathered(office: Office, conn: Connection) -> Vocabulary:
    """Return every name in the records, the kinds and the sayings."""
    departments = plan_records.departments(conn)
    kinds = read_kinds(office.kind_places)
    t, codes = plan_tables.matters, plan_tables.matter_codes
    groups = {series for kind in kinds for series in (kind.genre,) if series}
    return Vocabulary(
        departments=departments,
        kinds=tuple(kinds),
        matters=tuple(conn.execute(select(t.c.name).distinct().order_by(t.c.name)).scalars()),
        codes=tuple(conn.execute(select(codes.c.code).distinct().order_by(codes.c.code)).scalars()),
        companies=_companies(conn),
        marks=tuple(
            f"{d.mark}{end}" for d in departments if d.mark for end in ("函", "纪要", *sorted(groups))
        ),
        called=read_sayings((shipped_templates(), office.root / "templates")),
    )


def _companies(conn: Connection) -> tuple[str, ...]:
    """Return the names of all 行政相对人 in letters, events and old registers."""
    tables = (schema.document_parties, schema.event_parties, past_tables.past_parties)
    names = union(*(select(table.c.name).distinct() for table in tables))
    return tuple(sorted(filter(None, conn.execute(names).scalars())))


def companies_within(conn: Connection, far: Reach) -> tuple[str, ...]:
    """Return the names of those in the letters, events and old registers that are seen so far."""
    d, e, p = schema.documents, schema.events, past_tables.past_letters
    of = (
        (
            schema.document_parties,
            schema.document_parties.c.document,
            select(d.c.id).where(reach.letters(far)),
        ),
        (schema.event_parties, schema.event_parties.c.event, select(e.c.id).where(reach.events(far))),
        (
            past_tables.past_parties,
            past_tables.past_parties.c.past,
            select(p.c.id).where(reach.past(far, conn)),
        ),
    )
    names = union(*(select(table.c.name).where(owner.in_(seen)).distinct() for table, owner, seen in of))
    return tuple(sorted(filter(None, conn.execute(names).scalars())))


def read_kinds(places: Sequence[Path]) -> list[KindName]:
    """Return every kind by the head of its file; an office's own copy of a kind counts as that kind too."""
    heads: dict[str, Mapping[str, Any]] = {}
    for slug, folder in kind_folders(places).items():
        try:
            text = (folder / "kind.toml").read_text("utf-8-sig")
            heads[slug] = tomllib.loads(text.partition("\n[")[0])
        except (OSError, ValueError, RecursionError):
            continue  # a faulty folder is told of by kinds check; searching goes on
    copies: dict[str, list[str]] = {slug: [slug] for slug in heads}
    for slug, head in heads.items():
        if head.get("origin"):
            for ancestor in family(places, slug)[1:]:
                if ancestor in copies:
                    copies[ancestor].append(slug)
    return [
        KindName(tuple(copies[slug]), str(head["name"]), str(head.get("genre", "")))
        for slug, head in sorted(heads.items())
        if isinstance(head.get("name"), str)
    ]


def read_sayings(places: Sequence[Path]) -> dict[str, dict[str, list[str]]]:
    """Return the everyday words for kinds and matters; the office's own are added. Raises ``Refused`` by file."""
    called: dict[str, dict[str, list[str]]] = {"kinds": {}, "matters": {}}
    for place in places:
        path = place / SAYINGS
        if not path.is_file():
            continue
        raw = parse_toml(path.read_text("utf-8-sig"), str(SAYINGS))
        for section, words in raw.items():
            if section not in called or not isinstance(words, dict):
                raise Refused(
                    f"不认识“{section}”这一节", where=str(SAYINGS), remedy="只有 [kinds] 和 [matters] 两节"
                )
            for name, said in words.items():
                if not isinstance(said, list) or not all(isinstance(word, str) for word in said):
                    raise Refused(
                        f"“{name}”后面要写一列说法",
                        where=str(SAYINGS),
                        remedy='如 penalty = ["处罚", "处罚函"]',
                    )
                called[section].setdefault(name, []).extend(said)
    return called
