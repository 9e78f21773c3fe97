"""What each role may do, and which records a person may see: asked by the functions of the office, not by the web.

``office.who`` is the person at the desk; at the command line there is none, and whoever may use the folder may do
everything. What a person may not see does not exist for that person (NotFound, never "forbidden").
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, literal, or_, select, union_all

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.opening import Office
from shenguan_docs.register import past_tables, plan_records, plan_tables, schema
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.people_tables import users
from shenguan_docs.register.users import User

Ability = Literal[
    "look",  # letters of one's own department and those addressed to it
    "look_all",  # letters of all departments
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
}
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
        raise Forbidden(f"您的角色不能{_DENIED.get(ability, '这样做')}", remedy="需要的话,请管理人员调整角色")


def require_one(office: Office, *abilities: Ability) -> None:
    """Raise Forbidden where the person's roles allow none of these."""
    if not any(may(office, ability) for ability in abilities):
        require(office, abilities[0])


def sees_all(office: Office) -> bool:
    """Whether the person sees the letters of all departments."""
    return office.who is None or "look_all" in abilities(office.who)


def own_department(office: Office) -> str:
    """Return the key of the person's department, "" for none and at the command line."""
    return office.who.department if office.who else ""


def only_own(office: Office, asked: str, of_the_office: bool = False) -> str:
    """Return the one department (key) whose books the person sees; "" for a book of the whole office.

    Raises Forbidden where another one is asked for, or where the person belongs to none.
    """
    own = own_department(office)
    if of_the_office:
        return asked
    if not own or asked not in ("", own):
        raise Forbidden("只能看本部门的登记簿和号段账", remedy="需要看别的部门的,请管理人员调整角色")
    return own


# -- which records ---------------------------------------------------------------------------


def seen(office: Office, conn: Connection, ids: Iterable[str]) -> set[str]:
    """Return which of these records (letters, 收文, old letters, events) the person may see."""
    wanted = list(dict.fromkeys(ids))
    if sees_all(office) or not wanted:
        return set(wanted)
    if not may(office, "look"):
        return set()
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        queries = [query.where(query.selected_columns[0].in_(some)) for query in _visible(office, conn)]
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


def visible_letters(office: Office, conn: Connection) -> ColumnElement[bool] | None:
    """Return the condition on ``documents`` that lets through what the person may see, None for everything."""
    return None if sees_all(office) else _letters(own_department(office))


def visible_received(office: Office, conn: Connection) -> ColumnElement[bool] | None:
    """Return the condition on ``received`` that lets through what the person may see, None for everything."""
    if sees_all(office):
        return None
    if not may(office, "look"):
        return false()
    key = own_department(office)
    return _received(office, conn, key, names_of(conn, key))


def _plain(column: ColumnElement[str]) -> ColumnElement[str]:
    """Without its index: a department has a good part of all letters, and what else is asked for leads to few."""
    return column + literal("")


def _letters(key: str) -> ColumnElement[bool]:
    t, receivers = schema.documents, schema.document_receivers
    addressed = exists().where(receivers.c.document == t.c.id, _plain(receivers.c.department) == key)
    return or_(_plain(t.c.sender) == key, addressed.correlate(t)) if key else t.c.id.is_(None)


def _visible(office: Office, conn: Connection) -> list[Select[tuple[str]]]:
    key = own_department(office)
    names = names_of(conn, key)
    return [
        select(schema.documents.c.id).where(_letters(key)),
        select(schema.received.c.id).where(_received(office, conn, key, names)),
        select(past_tables.past_letters.c.id).where(_past(office, names)),
        select(schema.events.c.id).where(_events(conn, key, names)),
    ]


def _received(office: Office, conn: Connection, key: str, names: Collection[str]) -> ColumnElement[bool]:
    """Addressed to the department, seen to there, or an answer to its letter; what is addressed to none is its clerks'."""
    t = schema.received
    d = schema.documents
    own = exists().where(d.c.id == t.c.answers, _plain(d.c.sender) == key).correlate(t)
    people = select(plan_tables.people.c.name).where(plan_tables.people.c.department == key)
    mine = or_(t.c.handler.in_(names), t.c.handler.in_(people), own)
    if key:
        mine = or_(mine, t.c.department == key)
    return or_(mine, t.c.department == "") if may(office, "receive") else mine


def _past(office: Office, names: Collection[str]) -> ColumnElement[bool]:
    t = past_tables.past_letters
    mine = or_(t.c.sender.in_(names), *(t.c.receivers.contains(name, autoescape=True) for name in names))
    unaddressed = and_(t.c.direction == "in", t.c.receivers == "")
    return or_(mine, unaddressed) if may(office, "receive") else mine


def _events(conn: Connection, key: str, names: Collection[str]) -> ColumnElement[bool]:
    """Entered by the department, about one of its matters, or the ground of a letter that it may see."""
    t, matters, of_event, d = schema.events, plan_tables.matters, schema.event_matters, schema.documents
    colleagues = select(users.c.name).where(users.c.department == key)
    own = select(matters.c.name).where(or_(matters.c.approver == key, matters.c.supervisor == key))
    about = exists().where(of_event.c.event == t.c.id, _plain(of_event.c.name).in_(own)).correlate(t)
    written = exists().where(d.c.event == t.c.id, _letters(key)).correlate(t)
    return or_(t.c.added_by.in_(colleagues), about, written)


def names_of(conn: Connection, key: str) -> tuple[str, ...]:
    """Return every name of a department; none for ""."""
    for department in plan_records.departments(conn):
        if department.key == key:
            return tuple(dict.fromkeys((department.name, department.short_name, *department.aliases)))
    return ()


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
