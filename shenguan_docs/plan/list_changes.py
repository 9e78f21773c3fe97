"""What a document does to the matter list: rows that it prints become matters, departments ask for changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.plan.departments import Directory, find_department
from shenguan_docs.plan.matter_import import HEADINGS, split_codes, split_items
from shenguan_docs.plan.matters import CODE, CreditCheck, Matter, MatterCode

Rows = Sequence[Mapping[str, str]]

_WORDS = {fold_name(heading): column for column, headings in HEADINGS.items() for heading in headings}


def listed(
    rows: Rows, current: Sequence[Matter], directory: Directory, *, replaces: bool, where: str
) -> tuple[Matter, ...]:
    """Return the list that printed rows (columns as the plan has them) make of the ``current`` one.

    ``replaces``: they are the whole list; else they add to it, and a matter that both have follows the new
    rows. What the rows do not print (科室, persons, legal basis, 信用查询) stays with matters of the same name.
    ``where`` is the field's label. Raises DataFaults with every fault.
    """
    faults: list[Fault] = []
    known = {fold_name(m.name): m for m in current}
    made: dict[str, Matter] = {} if replaces else dict(known)
    begun: set[str] = set()
    name = ""
    for number, row in enumerate(rows, 1):
        name = row.get("审批事项", "").strip() or name  # a cell left blank goes on with the one above
        key, place = fold_name(name), f"{where}第{number}行"
        if not key:
            faults.append(Fault(place, "没有写审批事项"))
            continue
        if key not in begun:
            begun.add(key)
            made[key] = _begun(name, row, known.get(key), directory, place, faults, replaces=replaces)
        made[key] = _with_codes(made[key], row, place, faults)
    if faults:
        raise DataFaults(faults)
    return numbered(tuple(made.values()))


def _begun(
    name: str,
    row: Mapping[str, str],
    earlier: Matter | None,
    directory: Directory,
    place: str,
    faults: list[Fault],
    *,
    replaces: bool,
) -> Matter:
    approver = _department(row, "行政审批部门", directory, place, faults)
    supervisor = _department(row, "行业主管部门", directory, place, faults)
    if earlier is None:
        if not approver:
            faults.append(Fault(place, "没有写行政审批部门"))
        return Matter(0, "", name.strip(), approver, supervisor or None)
    changed = replace(
        earlier, name=name.strip(), approver=approver or earlier.approver,
        supervisor=supervisor or earlier.supervisor, codes=() if replaces else earlier.codes,
    )  # fmt: skip
    return _without_strangers(earlier, changed)


def _without_strangers(earlier: Matter, changed: Matter) -> Matter:
    """A person of the department that was does not go over to the one that is."""
    for side in ("approver", "supervisor"):
        if getattr(earlier, side) not in (None, getattr(changed, side)):
            blank = dict.fromkeys((f"{side}_section", f"{side}_person", f"{side}_phone"), "")
            changed = replace(changed, **blank)  # type: ignore[arg-type]
    return changed


def _with_codes(matter: Matter, row: Mapping[str, str], place: str, faults: list[Fault]) -> Matter:
    codes = split_codes(row.get("监管事项编码", ""))
    items = split_items(row.get("监管事项名称", ""), len(codes))
    wrong = [code for code in codes if not CODE.fullmatch(code)]
    faults += [Fault(place, f"监管事项编码“{code}”应为12位数字或字母", "请核对编码") for code in wrong]
    if len(codes) != len(items):
        faults.append(Fault(place, f"编码有 {len(codes)} 个，监管事项有 {len(items)} 项，对不上"))
        return matter
    kept = {c.code: c for c in matter.codes}
    kept |= {code: MatterCode(code, item) for code, item in zip(codes, items, strict=True)}
    return replace(matter, codes=tuple(kept.values()))


def _department(
    row: Mapping[str, str], column: str, directory: Directory, place: str, faults: list[Fault]
) -> str:
    typed = row.get(column, "").strip()
    if not typed:
        return ""
    try:
        return find_department(directory, typed).key
    except (NotFound, Refused) as error:
        faults.append(Fault(f"{place}{column}", error.message, error.remedy))
        return ""


def numbered(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """Return the rows with their positions and 序号 counted from 1."""
    return tuple(replace(m, position=n, row=str(n)) for n, m in enumerate(matters, 1))


def with_people(
    matters: Sequence[Matter], rows: Rows, directory: Directory, *, where: str
) -> tuple[Matter, ...]:
    """Return the list with the persons of a table 责任人员 (审批事项, 责任单位, 科室, 责任人, 电话).

    Where one department has both sides, its first row is the approving one. Raises DataFaults.
    """
    faults: list[Fault] = []
    made = {fold_name(m.name): m for m in matters}
    done: set[tuple[str, str]] = set()
    name = ""
    for number, row in enumerate(rows, 1):
        name = row.get("审批事项", "").strip() or name
        key, place = fold_name(name), f"{where}第{number}行"
        matter = made.get(key)
        if matter is None:
            faults.append(Fault(place, f"清单里没有“{name}”这个事项", "核对事项名称"))
            continue
        department = _department(row, "责任单位", directory, place, faults)
        sides = [s for s in ("approver", "supervisor") if getattr(matter, s) == department]
        if not department or not sides:
            if department:
                unit = row.get("责任单位", "")
                faults.append(Fault(place, f"“{unit}”不是“{name}”的审批部门或者主管部门", "核对责任单位"))
            continue
        side = next((s for s in sides if (key, s) not in done), sides[-1])
        done.add((key, side))
        parts = {"section": "科（股）室", "person": "责任人", "phone": "联系电话"}
        values = {f"{side}_{part}": row.get(column, "").strip() for part, column in parts.items()}
        made[key] = replace(matter, **{k: v for k, v in values.items() if v})  # type: ignore[arg-type]
    if faults:
        raise DataFaults(faults)
    return tuple(made.values())


@dataclass(frozen=True)
class Update:
    """What a department asks for (事项清单调整函): the four tables of its letter, by their columns."""

    additions: Rows = ()
    changes: Rows = ()
    removals: Rows = ()
    people: Rows = ()


def updated(matters: Sequence[Matter], update: Update, directory: Directory) -> tuple[Matter, ...]:
    """Return the list with the changes that a department asked for. Raises DataFaults with every fault."""
    made = {
        fold_name(m.name): m
        for m in listed(update.additions, matters, directory, replaces=False, where="增补事项")
    }
    faults: list[Fault] = []
    for number, row in enumerate(update.changes, 1):
        key, place = fold_name(row.get("审批事项", "")), f"变更内容第{number}行"
        if key not in made:
            faults.append(Fault(place, f"清单里没有“{row.get('审批事项', '')}”这个事项", "核对事项名称"))
            continue
        made[key] = _changed(made[key], row, directory, place, faults)
    for number, row in enumerate(update.removals, 1):
        name = row.get("审批事项", "")
        if made.pop(fold_name(name), None) is None:
            faults.append(Fault(f"取消事项第{number}行", f"清单里没有“{name}”这个事项", "核对事项名称"))
    if faults:
        raise DataFaults(faults)
    return numbered(with_people(tuple(made.values()), update.people, directory, where="责任人员"))


def _changed(
    matter: Matter, row: Mapping[str, str], directory: Directory, place: str, faults: list[Fault]
) -> Matter:
    what, before, after = (row.get(c, "").strip() for c in ("调整项目", "原内容", "调整后内容"))
    column = _WORDS.get(fold_name(what))
    if column in ("approver", "supervisor"):
        key = _department({what: after}, what, directory, place, faults)
        return _without_strangers(matter, replace(matter, **{column: key})) if key else matter  # type: ignore[arg-type]
    if column in ("code", "item"):
        return _with_code_changed(matter, column, before, after, place, faults)
    if column == "credit_check" and after not in get_args(CreditCheck):
        faults.append(Fault(place, f"信用查询应为“必须”或者“鼓励”，写的是“{after}”"))
        return matter
    if column is None or column == "row":
        known = "、".join(names[0] for c, names in HEADINGS.items() if c != "row")
        faults.append(Fault(place, f"不认得调整项目“{what}”", f"可以写{known}"))
        return matter
    return replace(matter, **{column: after})  # type: ignore[arg-type]


def _with_code_changed(
    matter: Matter, column: str, before: str, after: str, place: str, faults: list[Fault]
) -> Matter:
    """The code, or the item, that read ``before`` reads ``after``."""
    codes = [split_codes(before), split_codes(after)] if column == "code" else [[before], [after]]
    old, new = ("".join(part) for part in codes)
    hits = [c for c in matter.codes if fold_name(getattr(c, column)) == fold_name(old)]
    if not hits and len(matter.codes) == 1:
        hits = list(matter.codes)
    if len(hits) != 1 or (column == "code" and not CODE.fullmatch(new)):
        what = "编码应为12位数字或字母" if len(hits) == 1 else f"“{matter.name}”里没有原内容“{before}”"
        faults.append(Fault(place, what, "照现行清单写原内容"))
        return matter
    return replace(
        matter, codes=tuple(replace(c, **{column: new}) if c is hits[0] else c for c in matter.codes)
    )


@dataclass(frozen=True)
class Difference:
    """What the newer of two lists has no more, has anew, has otherwise: names of matters, and codes."""

    dropped_matters: tuple[str, ...]
    dropped_codes: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]


def difference(before: Sequence[Matter], after: Sequence[Matter]) -> Difference:
    """Compare two lists by the names of their matters and by their codes."""
    old, new = ({fold_name(m.name): m for m in rows} for rows in (before, after))
    left = {c.code for m in after for c in m.codes}
    gone = dict.fromkeys(c.code for m in before for c in m.codes if c.code not in left)
    plain = {k: replace(m, position=0, row="") for k, m in {**old}.items()}
    return Difference(
        tuple(m.name for k, m in old.items() if k not in new),
        tuple(gone),
        tuple(m.name for k, m in new.items() if k not in old),
        tuple(m.name for k, m in new.items() if k in old and replace(m, position=0, row="") != plain[k]),
    )
