"""Check filled-in data against a kind, all faults at once, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shenguan_docs.errors import DataFaults, Fault, Refused, ShenguanError
from shenguan_docs.nearest import nearest
from shenguan_docs.notices.field_values import (
    LONGEST,
    PARSERS,
    Parsed,
    Refusal,
    attachment_value,
    party_value,
)
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.lookup import AttachedFile, Lookup, Reference
from shenguan_docs.notices.texts import file_label, holds
from shenguan_docs.notices.tidying import tidied
from shenguan_docs.notices.values import Many
from shenguan_docs.parties.party import Party, parse_party
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import Matter, require_supervisor
from shenguan_docs.text import clean

_SINGLE = ("date", "task_date", "number", "amount", "choice")  # types that take one word or figure


@dataclass(frozen=True)
class Filled:
    """Checked data of one notice.

    ``values`` maps each filled field's label to what the texts print, ``data`` its id to canonical JSON
    (as it is kept in the archive). Parties, matters, departments, references and files carry the label of
    their field; ``warnings`` are Chinese sentences about what was cleaned.
    """

    values: Mapping[str, Any]
    data: Mapping[str, Any]
    warnings: tuple[str, ...] = ()
    parties: tuple[tuple[str, Party], ...] = ()
    matters: tuple[Matter, ...] = ()
    departments: tuple[tuple[str, Department], ...] = ()
    references: tuple[tuple[str, Reference], ...] = ()
    files: tuple[tuple[str, AttachedFile], ...] = ()


def check_data(kind: Kind, raw: Mapping[str, Any], lookup: Lookup, *, written_on: date) -> Filled:
    """Check ``raw`` (keys are field ids or Chinese labels) for a letter of ``written_on``.

    Raises DataFaults with every fault: unknown and missing fields, wrong values, broken rules.
    """
    filled, faults = examined(kind, raw, lookup, written_on=written_on)
    if faults:
        raise DataFaults(faults)
    return filled


def examined(
    kind: Kind, raw: Mapping[str, Any], lookup: Lookup, *, written_on: date
) -> tuple[Filled, list[Fault]]:
    """Like ``check_data``, but return what is right beside all that is wrong."""
    faults: list[Fault] = []
    warnings: list[str] = []
    by_name = {name: f for f in kind.all_fields for name in (f.id, f.label)}
    given: dict[str, Any] = {}
    for name, value in raw.items():
        found = by_name.get(str(name).strip())
        if found is None:
            faults.append(_unknown(str(name), kind))
        elif found.label in given:
            faults.append(Fault(found.label, "填了两遍（英文标识和中文名称各一遍）", "只留一处"))
        else:
            given[found.label] = value
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    things: list[tuple[str, Any]] = []
    for f in kind.all_fields:
        if isinstance(given.get(f.label), list) and f.type != "table":
            given[f.label] = [item for item in given[f.label] if not _is_empty(item)]
        if _is_empty(given.get(f.label)):
            if f.required:
                faults.append(Fault(f.label, "没有填", _what_to_fill(f)))
            continue
        items = given[f.label] if isinstance(given[f.label], list) and f.type != "table" else [given[f.label]]
        if len(items) > 1 and not f.many:
            faults.append(Fault(f.label, f"只能填一个，填了 {len(items)} 个"))
            continue
        parsed = _parse_all(f, items, kind, lookup, faults, warnings)
        if parsed is None:
            continue
        things.extend((f.label, p.thing) for p in parsed if p.thing is not None)
        values[f.label] = Many((p.value for p in parsed), f.label) if f.many else parsed[0].value
        data[f.id] = [p.data for p in parsed] if f.many else parsed[0].data
    faults.extend(_open_matters(kind, things))
    # A field that is wrong already is missing from the values: its rules would only say that once more.
    wrong = {f.label for f in kind.all_fields if f.label not in values and not _is_empty(given.get(f.label))}
    wrong |= {fault.field for fault in faults}
    faults.extend(fault for fault in broken_rules(kind, values, written_on) if fault.field not in wrong)
    filled = Filled(
        values=values,
        data=data,
        warnings=tuple(warnings),
        parties=_of_type(things, Party),
        matters=tuple(dict.fromkeys(thing for _, thing in things if isinstance(thing, Matter))),
        departments=_of_type(things, Department),
        references=_of_type(things, Reference),
        files=_of_type(things, AttachedFile),
    )
    return filled, faults


def _open_matters(kind: Kind, things: Iterable[tuple[str, Any]]) -> Iterable[Fault]:
    """A matter whose 主管部门 the list leaves open cannot decide who writes to whom."""
    if "主管部门" in (kind.sender, *kind.receivers, *kind.copies_to):
        for label, thing in things:
            if isinstance(thing, Matter):
                try:
                    require_supervisor(thing)
                except Refused as error:
                    yield Fault(label, f"：{error.message}", error.remedy)


def broken_rules(kind: Kind, values: Mapping[str, Any], written_on: date) -> list[Fault]:
    """Return a fault for each rule of the kind that does not hold on ``written_on``."""
    known = {**values, "成文日期": written_on, "今天": written_on}
    where = file_label(kind.folder / "kind.toml")
    return [Fault(r.field, r.message, r.remedy) for r in kind.rules if not holds(r.check, known, where)]


def _of_type(things: Iterable[tuple[str, Any]], cls: type) -> tuple[tuple[str, Any], ...]:
    return tuple((label, thing) for label, thing in things if isinstance(thing, cls))


def _what_to_fill(f: Field) -> str:
    listed = f"可选：{'、'.join(f.choices)}" if f.choices else ""
    return f"{f.help.rstrip('。')}。{listed}" if f.help and listed else f.help or listed


def _unknown(name: str, kind: Kind) -> Fault:
    if name in ("密级", "secrecy", "classification"):
        return Fault(name, "本系统不处理涉密文件", "涉密件按保密规定另行办理，不要录入")
    known = [n for f in kind.all_fields for n in (f.label, f.id)]
    near = nearest(name, known)
    return Fault(
        name,
        f"不是“{kind.name}”的项",
        f"是不是“{near[0]}”" if near else f"运行 shenguan kinds show {kind.slug} 看有哪些项",
    )


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not clean(value).strip()) or value in ([], {})


def _parse_all(
    f: Field, items: list[Any], kind: Kind, lookup: Lookup, faults: list[Fault], warnings: list[str]
) -> list[Parsed] | None:
    parsed = []
    before = len(faults)
    for number, item in enumerate(items, 1):
        place = f"{f.label}（第 {number} 个）" if len(items) > 1 else f.label
        try:
            if isinstance(item, list) and f.type != "table":
                raise Refusal("方括号套得太多", "一个值写一遍，几个值放在一对方括号里")
            if isinstance(item, Mapping | bool | None) and f.type in _SINGLE:
                raise Refusal("要填一个值", f.help)
            if isinstance(item, str) and f.type not in LONGEST and len(item) > LONGEST["text"]:
                raise Refusal(f"有 {len(item)} 个字，太长了", f.help)
            item, done = tidied(f, item)
            if done:
                warnings.append(f"“{place}”已整理：{'、'.join(done)}")
            if f.type == "party":
                party = parse_party(item, place)
                if isinstance(party, list):
                    faults.extend(party)
                else:
                    parsed.append(party_value(party, f.label))
            elif f.type == "attachment":
                parsed.append(attachment_value(f, item, kind, lookup))
            else:
                parsed.append(PARSERS[f.type](f, item, lookup, warnings))
        except Refusal as refusal:
            faults.append(Fault(place, refusal.problem, refusal.remedy))
        except DataFaults as error:
            faults.extend(replace(fault, field=place) for fault in error.faults)
        except ShenguanError as error:
            faults.append(Fault(place, f"：{error.message}", error.remedy))
    return parsed if len(faults) == before else None
