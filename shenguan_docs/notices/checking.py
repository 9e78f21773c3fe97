"""Prove that a kind's folder works: every placeholder names a field, and its example drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from shenguan_docs.document import plain_title
from shenguan_docs.errors import DataFaults, ShenguanError
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.compose import BUILT_IN_NAMES, Setting, compose, exchange_of
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.fields import check_data
from shenguan_docs.notices.kind import Kind
from shenguan_docs.notices.kind_file import load_kind
from shenguan_docs.notices.lookup import Lookup
from shenguan_docs.notices.markup import unread_mark
from shenguan_docs.notices.relations import check_relations
from shenguan_docs.notices.texts import file_label, names_in


@dataclass(frozen=True)
class KindFinding:
    """One thing wrong with a kind's folder: where (file and line) and what."""

    kind: str
    where: str
    message: str


def check_kind(folder: Path, lookup: Callable[[], Lookup], today: date) -> list[KindFinding]:
    """Return everything that is wrong with the kind in ``folder``; an empty list means that it works.

    The example is drafted as it is, and once more without each field that is not required.
    """
    try:
        kind = load_kind(folder)
    except ShenguanError as error:
        return [KindFinding(folder.name, error.where, f"{error.message}。{error.remedy}".rstrip("。"))]
    findings = [*_names(kind)]
    if not findings:
        findings.extend(_drafts(kind, lookup(), today))
    return findings


def _names(kind: Kind) -> Iterator[KindFinding]:
    labels = {f.label for f in kind.all_fields}
    head = file_label(kind.folder / "kind.toml")
    texts = [
        (f"{head} title", kind.title),
        (f"{head} note", kind.note),
        (f"{head} issuer", kind.issuer),
        (file_label(kind.folder / "body.txt"), kind.body),
        *((file_label(kind.folder / f"annex-{n}.txt"), text) for n, text in enumerate(kind.annexes, 1)),
        *((f"{head} 规则“{r.check}”", "{{ " + r.check + " }}") for r in kind.rules),
    ]
    for where, source in texts:
        try:
            for name, line in names_in(source, where):
                if name not in labels and name not in BUILT_IN_NAMES:
                    near = nearest(name, [*labels, *BUILT_IN_NAMES])
                    advice = f"，是不是“{near[0]}”" if near else ""
                    spot = where if where.startswith(head) else f"{where} 第 {line} 行"
                    yield KindFinding(kind.slug, spot, f"“{name}”不是这类文书的项{advice}")
        except ShenguanError as error:
            yield KindFinding(kind.slug, error.where, error.message)
    yield from _marks(kind)


def _marks(kind: Kind) -> Iterator[KindFinding]:
    """A line that looks like a mark of structure and is none would be printed as it stands."""
    for name, text in [
        ("body.txt", kind.body),
        *((f"annex-{n}.txt", t) for n, t in enumerate(kind.annexes, 1)),
    ]:
        for number, line in enumerate(text.splitlines(), 1):
            problem = unread_mark(line, annex=name != "body.txt")
            if problem:
                yield KindFinding(kind.slug, f"{file_label(kind.folder / name)} 第 {number} 行", problem)


def _drafts(kind: Kind, lookup: Lookup, today: date) -> Iterator[KindFinding]:
    head = file_label(kind.folder / "kind.toml")
    if not kind.example:
        yield KindFinding(kind.slug, head, "没有示例（[example]）")
        return
    example = example_data(kind, today)
    problem = _try(kind, example, lookup, today)
    if problem:
        yield KindFinding(kind.slug, *problem)
        return
    for name in example:
        field = next(f for f in kind.all_fields if name in (f.id, f.label))
        if not field.required:
            shorter = {key: value for key, value in example.items() if key != name}
            problem = _try(kind, shorter, lookup, today, rules_may_refuse=True)
            if problem:
                yield KindFinding(kind.slug, problem[0], f"不填“{field.label}”时：{problem[1]}")


def _try(
    kind: Kind, data: Mapping[str, Any], lookup: Lookup, today: date, *, rules_may_refuse: bool = False
) -> tuple[str, str] | None:
    head = file_label(kind.folder / "kind.toml")
    try:
        filled = check_data(kind, data, lookup, written_on=today)
        exchange = exchange_of(kind, filled, lookup)
        found = check_relations(kind, filled, exchange, lookup)
        if found.faults:
            raise DataFaults(found.faults)
        document = compose(kind, filled, Setting(exchange, "示例", "0000-0000000", today))
    except DataFaults as error:
        if rules_may_refuse:  # "required if" is a rule that asks whether a field is defined
            return None
        return f"{head} [example]", "；".join(str(fault) for fault in error.faults)
    except ShenguanError as error:
        return error.where or f"{head} [example]", error.message
    if not document.blocks:
        return file_label(kind.folder / "body.txt"), "排出的正文是空的"
    if not plain_title(document).strip():
        return f"{head} title", "排出的标题是空的"
    return None
