"""People who use the desk: name, roles, department, through the journal. Passwords are kept elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from shenguan_docs.register import journal, plan_tables
from shenguan_docs.register.journal import Entry, applies
from shenguan_docs.register.people_tables import users
from shenguan_docs.register.rows import from_plain, from_row


@dataclass(frozen=True)
class User:
    """A person at the desk; ``department`` is a key, "" for somebody who belongs to none.

    ``disabled``: no longer comes in; what the person did stays under the name. ``district`` is the code of the
    department's district ("" the city), None where the office has no districts; ``beside`` are the departments
    (keys) of that district. Both are read from the departments, and are in no entry.
    """

    name: str
    roles: tuple[str, ...]
    department: str = ""
    disabled: bool = False
    district: str | None = field(default=None, compare=False)
    beside: frozenset[str] = field(default=frozenset(), compare=False)


def enter(conn: Connection, user: User, *, at: datetime, by: str) -> Entry:
    """Enter a person, or what changed of one (roles, department, whether disabled)."""
    data = {
        "name": user.name,
        "roles": list(user.roles),
        "department": user.department,
        "disabled": user.disabled,
    }
    return journal.append(conn, at=at, by=by, kind="user.entered", record=f"user:{user.name}", data=data)


@applies("user.entered")
def _entered(conn: Connection, entry: Entry) -> None:
    user = from_plain(User, entry.data)
    values = {"roles": user.roles, "department": user.department or None, "disabled": user.disabled}
    if conn.execute(update(users).where(users.c.name == user.name).values(values)).rowcount == 0:
        conn.execute(insert(users), {"name": user.name, **values, "since": entry.moment})


def note_password(conn: Connection, name: str, *, at: datetime, by: str) -> Entry:
    """Note that a password was set, and by whom; the password itself is in no record."""
    return journal.append(conn, at=at, by=by, kind="user.password", record=f"user:{name}", data={})


@applies("user.password")
def _password_set(_conn: Connection, _entry: Entry) -> None:
    return None


def find(conn: Connection, name: str) -> User | None:
    """Return the person of exactly this name, None if there is none."""
    row = conn.execute(select(users).where(users.c.name == name)).one_or_none()
    if row is None:
        return None
    user = from_row(User, row, department=row.department or "")
    return replace(user, **_district_of(conn, user.department))


def _district_of(conn: Connection, department: str) -> dict[str, Any]:
    t = plan_tables.departments
    if conn.execute(select(plan_tables.districts.c.code).limit(1)).first() is None:
        return {}
    homes = {key: district or "" for key, district in conn.execute(select(t.c.key, t.c.district))}
    own = homes.get(department, "")
    return {"district": own, "beside": frozenset(key for key, home in homes.items() if home == own)}


def all_users(conn: Connection) -> tuple[User, ...]:
    """Return everybody, by name."""
    rows = conn.execute(select(users).order_by(users.c.name))
    return tuple(from_row(User, row, department=row.department or "") for row in rows)


def any_user(conn: Connection) -> bool:
    """Whether anybody was ever entered."""
    return conn.execute(select(users.c.name).limit(1)).first() is not None
