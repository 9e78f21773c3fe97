"""What each role may do, and which records a person may see: asked by the functions of the office, not by the web.

``office.who`` is the person at the desk; at the command line there is none, and whoever may use the folder may do
everything. What a person may not see does not exist for that person (NotFound, never "forbidden").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal

from sqlalchemy import ColumnElement, Connection, false, select, union_all

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people.reach import Reach, letters, received, visible
from shenguan_docs.office.people.reach import names_of as names
from shenguan_docs.register import plan_records
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.people_tables import users
from shenguan_docs.register.users import User

Ability = Literal[
    "look",  # letters of one's own department and those addressed to it
    "look_all",  # letters of all departments; of one's district where the office has districts
    "look_city",  # of all districts
    "write",  # events, drafts, 送审
    "review",  # 审核, 会签, 退回
    "sign",  # 签发, 退回
    "issue",  # 编号印发, 作废
    "deliver",  # 发出, 认领, 盖章件
    "receive",  # 收文登记, 办理
    "file",  # 归档
    "bundle",  # 案卷
    "judge",  # a reviewer's own judgement
    "keep",  # people, departments, lists, kinds
]
_CLERK: frozenset[Ability] = frozenset({"look", "write", "issue", "deliver", "receive", "bundle"})
ROLES: Mapping[str, frozenset[Ability]] = {
    "文书": _CLERK,
    "审核": frozenset({"look", "write", "review"}),
    "签发": frozenset({"look", "review", "sign"}),
    "档案": frozenset({"look", "look_all", "file", "bundle"}),
    "评查": frozenset({"look", "look_all", "bundle", "judge"}),
    "管理": frozenset({"look", "keep"}),
    "区优办": _CLERK | {"look_all"},
    "全市": frozenset({"look", "look_all", "look_city"}),
}
CITY_VIEW = "全市"
"""The role that is given only where the office has districts."""
_DENIED: Mapping[Ability, str] = {
    "write": "起草", "review": "审核", "sign": "签发", "issue": "编号印发", "deliver": "登记发出、认领",
    "receive": "登记收文", "file": "归档", "bundle": "导出案卷", "judge": "评查", "keep": "管理人员和部门",
}  # fmt: skip


class Forbidden(Refused):
    """The role of the person at the desk does not allow this."""


def abilities(user: User) -> frozenset[Ability]:
    """Return everything that a person's roles allow."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in user.roles))


def may(office: Office, ability: Ability) -> bool:
    """Whether the person at the desk may do this at all."""
    return office.who is None or ability in abilities(office.who)


def require(office: Office, ability: Ability) -> None:
    """Raise Forbidden where the person's roles do not allow this."""
    if not may(office, ability):
        raise Forbidden(
            f"您的角色不能{_DENIED.get(ability, '这样做')}", remedy="需要的话，请管理人员调整角色"
        )


def require_one(office: Office, *abilities: Ability) -> None:
    """Raise Forbidden where the person's roles allow none of these."""
    if not any(may(office, ability) for ability in abilities):
        require(office, abilities[0])


def reach(office: Office) -> Reach | None:
    """Return how far the person's sight goes, None for everything; ``office.within`` narrows what is everything."""
    who = office.who
    own = _reach_of(who) if who is not None else None
    return office.within if own is None else own


def _reach_of(who: User) -> Reach | None:
    able, apart = abilities(who), who.district is not None
    if "look_city" in able or ("look_all" in able and not apart):
        return None
    if "look_all" in able:
        return Reach(who.beside, who.district, apart=True, unaddressed=not who.district)
    own = frozenset({who.department} if who.department else ())
    return Reach(own, apart=apart, unaddressed="receive" in able and not who.district)


def bounds(office: Office) -> Reach | None:
    """Return the district within which everything is that the person hears of at all; None where nothing is held back.

    Names of companies, the warning base, what is filed: in an office without districts everybody may know of them.
    """
    who = office.who
    if who is None or who.district is None:
        return office.within
    if "look_city" in abilities(who):
        return office.within
    return Reach(who.beside, who.district, apart=True, unaddressed=not who.district)


def require_whole(office: Office, what: str) -> None:
    """Raise Forbidden for what concerns the whole office, where the person is of one district."""
    if bounds(office) is not None:
        raise Forbidden(
            f"{what}关系到整个单位，由能看全市的人来做", remedy=f"请角色里有“{CITY_VIEW}”的人来做"
        )


def require_within(office: Office, keys: Iterable[str]) -> None:
    """Raise Forbidden where none of these departments (keys) is of the district that the person keeps."""
    far = bounds(office)
    if far is not None and far.district and far.departments.isdisjoint(keys):
        raise Forbidden("这个部门不是本区县的", remedy="由那个区县或者能看全市的管理人员来改")


def within_bounds(office: Office, conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return which of these records lie within the person's ``bounds``."""
    wanted, far = list(dict.fromkeys(ids)), bounds(office)
    return set(wanted) if far is None else _of_reach(far, conn, wanted)


def sees_all(office: Office) -> bool:
    """Whether the person sees the letters of all departments."""
    return reach(office) is None


def own_department(office: Office) -> str:
    """Return the key of the person's department, "" for none and at the command line."""
    return office.who.department if office.who else ""


def own_district(office: Office) -> str:
    """Return the code of the district that the person belongs to, "" for the city and where there are none."""
    return (office.who.district or "") if office.who else ""


def lists_of(office: Office) -> str:
    """Return the district (code) whose matter list comes first: one's own, or what is looked at; "" the city's."""
    return own_district(office) or ((office.within.district or "") if office.within else "")


def books_of(office: Office, asked: str, of_the_office: bool = False) -> frozenset[str] | None:
    """Return the departments (keys) whose books the person sees, of those only ``asked``; None for all of them.

    ``of_the_office``: a book that is one for the whole office, of which everybody sees the own rows. Raises
    Forbidden where another department's is asked for, or where the person belongs to none.
    """
    seen = reach(office)
    if seen is None or of_the_office:
        return frozenset({asked}) if asked else None
    if not seen.departments or (asked and asked not in seen.departments):
        what = "本部门" if seen.district is None else "本区县"
        raise Forbidden(f"只能看{what}的登记簿和号段账", remedy="需要看别的部门的，请管理人员调整角色")
    return frozenset({asked}) if asked else seen.departments


def choosable(office: Office) -> list[str]:
    """Return the departments (简称) among which the person may choose; none for whoever sees one only."""
    seen = reach(office)
    if seen is not None and seen.district is None:
        return []
    with office.reading() as conn:
        return [
            d.short_name
            for d in plan_records.departments(conn)
            if not d.outside and (seen is None or d.key in seen.departments)
        ]


# -- which records ---------------------------------------------------------------------------


def seen(office: Office, conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return which of these records (letters, 收文, old letters, events) the person may see."""
    wanted = list(dict.fromkeys(ids))
    far = reach(office)
    if far is None or not wanted:
        return set(wanted)
    return _of_reach(far, conn, wanted) if may(office, "look") else set()


def _of_reach(far: Reach, conn: Connection, wanted: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        queries = [query.where(query.selected_columns[0].in_(some)) for query in visible(far, conn)]
        found.update(str(id) for (id,) in conn.execute(union_all(*queries)))
    return found


_ABSENT = {  # as the register says it of what was never there: nobody learns the difference
    "letter": "没有文号或编号为“{}”的文书", "received": "没有收文号或编号为“{}”的收文", "event": "没有编号为“{}”的事件",
}  # fmt: skip


def sight(office: Office, conn: Connection) -> Callable[[str], bool]:
    """Return the question whether the person may see the record of an id (``OfficeLookup.sees``)."""
    return lambda id: id in seen(office, conn, [id])


def require_seen(
    office: Office,
    conn: Connection,
    id: str,
    typed: str = "",
    *,
    sort: Literal["letter", "received", "event"] = "letter",
) -> None:
    """Raise NotFound for a record that is not the person's to see, as if it were not there; ``sort`` is what was sought."""
    if id not in seen(office, conn, [id]):
        raise NotFound(_ABSENT[sort].format(typed or id), remedy="用 shenguan search 查找")


def visible_letters(office: Office) -> ColumnElement[bool] | None:
    """Return the condition on ``documents`` that lets through what the person may see, None for everything."""
    far = reach(office)
    return None if far is None else letters(far)


def visible_received(office: Office, conn: Connection) -> ColumnElement[bool] | None:
    """Return the condition on ``received`` that lets through what the person may see, None for everything."""
    far = reach(office)
    if far is None:
        return None
    return received(far, conn) if may(office, "look") else false()


def names_of(conn: Connection, key: str) -> tuple[str, ...]:
    """Return every name of a department; none for ""."""
    return names(conn, {key})


# -- drafts ----------------------------------------------------------------------------------


def draft_department(conn: Connection, sender: str, created_by: str) -> str:
    """Return the department of a draft: the one that writes it, else its writer's; "" where neither is known."""
    if sender:
        return sender
    row = conn.execute(select(users.c.department).where(users.c.name == created_by)).one_or_none()
    return (row.department or "") if row else ""


def sees_draft(office: Office, conn: Connection, sender: str, created_by: str) -> bool:
    """Whether the person may see a draft: it is the person's own, or the department's."""
    who = office.who
    if who is None or created_by == who.name:
        return True
    if not abilities(who) & {"write", "review", "sign"}:
        return False
    return bool(who.department) and draft_department(conn, sender, created_by) == who.department


def require_draft(office: Office, conn: Connection, draft: Draft, ability: Ability | None = None) -> None:
    """Raise NotFound for a draft that is not the person's to see, Forbidden for one that is not to be handled so."""
    if not sees_draft(office, conn, draft.sender, draft.created_by):
        raise NotFound(f"没有编号为“{draft.id}”的草稿", remedy="在首页查看自己的草稿")
    if ability is not None:
        require(office, ability)


def same_department(office: Office, conn: Connection, typed: str) -> bool:
    """Whether ``typed`` is a name of the person's own department."""
    return fold_name(typed) in {fold_name(name) for name in names_of(conn, own_department(office))}


def require_own(office: Office, conn: Connection, keys: str | Collection[str], what: str) -> None:
    """Raise Forbidden unless one of these departments (keys or names) is the person's own."""
    if office.who is None:
        return
    named = (keys,) if isinstance(keys, str) else tuple(keys)
    own = own_department(office)
    if not own or not any(key == own or same_department(office, conn, key) for key in named if key):
        owners = {d.key: d.short_name for d in plan_records.departments(conn)}
        theirs = "、".join(dict.fromkeys(owners.get(key, key) for key in named if key))
        raise Forbidden(f"{what}由{theirs or '发文部门'}的人来做", remedy="请联系他们")
