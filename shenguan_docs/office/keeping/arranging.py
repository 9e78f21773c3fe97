"""What an office arranges: the workday notice of a year, people on leave, how two departments claim."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shenguan_docs.errors import DataFaults, Fault, Refused
from shenguan_docs.index.formats import read_file
from shenguan_docs.notices.field_values import parse_date
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.plan.departments import find_department, find_person
from shenguan_docs.plan.tables import read_sheets
from shenguan_docs.plan.workdays import YearNotice, published, year_notice
from shenguan_docs.register import arrangements, plan_records
from shenguan_docs.register.arrangements import Absence, ClaimWay

_WORDS = {"休": False, "放假": False, "休息": False, "班": True, "上班": True, "调休上班": True}


def enter_year(office: Office, path: Path, *, source: str = "") -> YearNotice:
    """Enter the State Council's notice of a year from a CSV or XLSX of 日期 and 安排 (休, 班).

    A weekend needs no line unless people work on it. Raises DataFaults with each line that is wrong, Refused.
    """
    rights.require(office, "keep")
    rights.require_whole(office, "放假安排")
    faults: list[Fault] = []
    days: dict[date, bool] = {}
    for n, row in enumerate(read_sheets(read_file(path), path.name)[0]):
        cells = [*(cell.strip() for cell in row.cells), "", ""][:2]
        line = row.line
        if n == 0 and cells[0] in ("日期", "day"):
            continue
        try:
            day = parse_date(cells[0].partition(" ")[0])
        except Refused as error:
            faults.append(Fault(f"第 {line} 行", error.message, error.remedy))
            continue
        if cells[1] not in _WORDS:
            faults.append(Fault(f"第 {line} 行", f"“{cells[1]}”不是“休”或者“班”", "放假写休，周末上班写班"))
        elif day in days and days[day] != _WORDS[cells[1]]:
            faults.append(Fault(f"第 {line} 行", f"{day} 写了两次，前后不同"))
        else:
            days[day] = _WORDS[cells[1]]
    years = sorted({day.year for day in days})
    if len(years) > 1 and not faults:
        faults.append(
            Fault("日期", f"有 {len(years)} 个年份的：{'、'.join(map(str, years))}", "一年一个文件")
        )
    if faults:
        raise DataFaults(faults)
    if not days:
        raise Refused("没有一天放假或者上班的安排", where=path.name, remedy="第一列日期，第二列休或者班")
    notice = year_notice(years[0], days.items(), source.strip() or path.name)
    with office.writing() as conn:
        arrangements.enter_notice(conn, notice, at=office.now(), by=office.actor)
    return notice


def years(office: Office) -> list[YearNotice]:
    """Return the notices that are known, the office's own in place of the published ones, by year."""
    with office.reading() as conn:
        own = arrangements.workdays(conn).own
    return [notice for _, notice in sorted({**published(), **own}.items())]


def enter_leave(office: Office, person: str, deputy: str, *, first: date, last: date) -> Absence:
    """Enter that a person is away from ``first`` to ``last`` and who stands in. Raises NotFound, Refused."""
    rights.require(office, "keep")
    if last < first:
        raise Refused(f"止 {last} 早于起 {first}", remedy="核对两个日期")
    with office.writing() as conn:
        directory = plan_records.directory(conn)
        away = find_person(directory, person, on=first)
        stands_in = find_person(directory, deputy, on=first)
        rights.require_within(office, [away.department])
        if away.key == stands_in.key:
            raise Refused(f"“{away.name}”不能代理自己", remedy="写明另一个人")
        if away.department != stands_in.department:
            raise Refused(f"“{stands_in.name}”和“{away.name}”不是一个部门的", remedy="由本部门的人代理")
        absence = Absence(away.key, first, last, stands_in.key)
        arrangements.enter_absence(conn, absence, at=office.now(), by=office.actor)
    return absence


def leaves(office: Office, on: date | None = None) -> list[dict[str, str | date]]:
    """Return who is away (on that day, or ever), by names."""
    with office.reading() as conn:
        names = {person.key: person.name for person in plan_records.directory(conn).people}
        return [
            {"person": names[a.person], "deputy": names[a.deputy], "first": a.first, "last": a.last}
            for a in arrangements.absences(conn)
            if on is None or a.first <= on <= a.last
        ]


def agree(
    office: Office, sender: str, receiver: str, *, way: str, agreed_in: str, since: date | None = None
) -> ClaimWay:
    """Enter how ``receiver`` claims what ``sender`` sends outside the platform. Raises NotFound, Refused."""
    rights.require(office, "keep")
    if not way.strip():
        raise Refused("没有写明认领方式", remedy="用 --way 写明，如“电话确认后登记”")
    if not agreed_in.strip():
        raise Refused("没有写明双方商定的文件", remedy="用 --in 写明文号或者题名")
    with office.writing() as conn:
        directory = plan_records.directory(conn)
        one, other = find_department(directory, sender), find_department(directory, receiver)
        rights.require_within(office, [one.key, other.key])
        if one.key == other.key:
            raise Refused("推送和接收是同一个部门", remedy="写明两个部门")
        agreed = ClaimWay(one.key, other.key, way.strip(), since or office.today, agreed_in.strip())
        arrangements.enter_claim_way(conn, agreed, at=office.now(), by=office.actor)
    return agreed


def agreements(office: Office) -> list[dict[str, str | date]]:
    """Return what departments agreed on, by their short names."""
    with office.reading() as conn:
        names = {d.key: d.short_name for d in plan_records.departments(conn)}
        return [
            {
                "sender": names[w.sender], "receiver": names[w.receiver], "way": w.way,
                "agreed_in": w.agreed_in, "since": w.since,
            }
            for w in arrangements.claim_ways(conn)
        ]  # fmt: skip
