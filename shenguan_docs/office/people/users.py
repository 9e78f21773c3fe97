"""Enter, change and disable the people of the desk; set passwords."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from shenguan_docs.errors import NotFound, Refused
from shenguan_docs.nearest import nearest
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import passwords, rights
from shenguan_docs.office.people.rights import CITY_VIEW, ROLES, require
from shenguan_docs.office.people.safe import SET_PASSWORD, safe
from shenguan_docs.plan.departments import find_department
from shenguan_docs.register import plan_records, users
from shenguan_docs.register.users import User
from shenguan_docs.text import clean


def add(office: Office, name: str, *, roles: Sequence[str], department: str = "", password: str = "") -> User:
    """Enter a person; without a password nobody comes in under the name yet. Raises NotFound, Refused."""
    require(office, "keep")
    name = "".join(clean(name).split())
    if not name or len(name) > 40:
        raise Refused("没有写姓名" if not name else "姓名太长", where="姓名")
    if password:
        passwords.require_sound(password, name)
    with office.writing() as conn:
        if users.find(conn, name) is not None:
            raise Refused(
                f"已有叫“{name}”的用户",
                where="姓名",
                remedy="同名的，在姓名后面加上科室，如 示例戊（办公室）",
            )
        user = User(name, _roles(conn, roles), _department(conn, department))
        _require_own_district(office, conn, user)
        if not user.department and set(user.roles) - _WITHOUT:
            raise Refused("这个角色要写明部门", where="部门", remedy="用部门的全称或者简称")
        users.enter(conn, user, at=office.now(), by=office.actor)
    if password:
        set_password(office, name, password)
    return user


_WITHOUT = {"管理", "评查", "档案", "区优办", CITY_VIEW}  # of the whole office


def change(
    office: Office,
    name: str,
    *,
    roles: Sequence[str] = (),
    department: str = "",
    disabled: bool | None = None,
) -> User:
    """Change what is given; whoever is disabled is out at once. Raises NotFound, Refused."""
    require(office, "keep")
    with office.writing() as conn:
        user = found(conn, name)
        _require_own_district(office, conn, user)
        changed = replace(
            user,
            roles=_roles(conn, roles) if roles else user.roles,
            department=_department(conn, department) if department else user.department,
            disabled=user.disabled if disabled is None else disabled,
        )
        if changed == user:
            raise Refused("没有要更改的内容", where=name)
        _require_own_district(office, conn, changed)
        if (
            _keeps(user)
            and not _keeps(changed)
            and not any(_keeps(u) for u in users.all_users(conn) if u.name != name)
        ):
            raise Refused(f"“{name}”是唯一的管理人员", remedy="先让另一个人担任管理")
        users.enter(conn, changed, at=office.now(), by=office.actor)
    if changed.disabled:
        end_sessions(office, name)
    return changed


def _keeps(user: User) -> bool:
    return "管理" in user.roles and not user.disabled


def set_password(office: Office, name: str, password: str) -> None:
    """Set a person's password; all sessions of the person end. Raises NotFound, Refused."""
    if office.who is None or office.who.name != name:
        require(office, "keep")
    passwords.require_sound(password, name)
    with office.reading() as conn:
        user = found(conn, name)
        if office.who is None or office.who.name != name:
            _require_own_district(office, conn, user)
    kept = passwords.hashed(password)
    with office.writing() as conn:
        users.note_password(conn, name, at=office.now(), by=office.actor)
    with safe(office) as secret:
        secret.execute(SET_PASSWORD, (name, kept))
        secret.execute('DELETE FROM sessions WHERE "user" = ?', (name,))
        start = f"user:{name}@"
        secret.execute(
            "DELETE FROM failures WHERE key = ? OR substr(key, 1, ?) = ?", (start[:-1], len(start), start)
        )


def end_sessions(office: Office, name: str) -> None:
    """Let nobody be in under this name any longer."""
    with safe(office) as secret:
        secret.execute('DELETE FROM sessions WHERE "user" = ?', (name,))


def listed(office: Office) -> list[dict[str, Any]]:
    """Return everybody as they are shown: name, roles, department, whether disabled or without a password."""
    require(office, "keep")
    with office.reading() as conn:
        names = {d.key: d.short_name for d in plan_records.departments(conn)}
        everybody = users.all_users(conn)
        far = rights.bounds(office)
        if far is not None and far.district:
            everybody = tuple(user for user in everybody if user.department in far.departments)
    with safe(office) as secret:
        have = {row[0] for row in secret.execute('SELECT "user" FROM passwords')}
    return [
        {
            "name": user.name, "roles": list(user.roles), "department": names.get(user.department, ""),
            "disabled": user.disabled, "password": user.name in have,
        }
        for user in everybody
    ]  # fmt: skip


def found(conn: Connection, name: str) -> User:
    """Return the person of this name. Raises NotFound with the nearest names."""
    user = users.find(conn, name.strip())
    if user is None:
        near = nearest(name, [u.name for u in users.all_users(conn)])
        raise NotFound(
            f"没有叫“{name}”的用户",
            remedy=f"是不是{'、'.join(near)}" if near else "用 shenguan users 查看已有的",
        )
    return user


def _require_own_district(office: Office, conn: Connection, user: User) -> None:
    """Who keeps the people of a district keeps no others, and gives nobody the sight of the city."""
    far = rights.bounds(office)
    if far is None:
        return
    if CITY_VIEW in user.roles or (far.district and user.department not in far.departments):
        raise rights.Forbidden(
            f"“{user.name}”由能看全市的管理人员来管", remedy=f"请角色里有“{CITY_VIEW}”和“管理”的人来做"
        )


def known_roles(office: Office) -> list[str]:
    """Return the roles that the person may give; the sight of the city only where there are districts."""
    with office.reading() as conn:
        known = _known_roles(conn)
    return [role for role in known if role != CITY_VIEW or rights.bounds(office) is None]


def _known_roles(conn: Connection) -> list[str]:
    return [role for role in ROLES if role != CITY_VIEW or plan_records.districts(conn)]


def _roles(conn: Connection, given: Sequence[str]) -> tuple[str, ...]:
    known = _known_roles(conn)
    unknown = [role for role in given if role not in known]
    if unknown or not given:
        wrong = f"没有“{unknown[0]}”这个角色" if unknown else "没有写明角色"
        raise Refused(wrong, where="角色", remedy=f"可以写：{'、'.join(known)}")
    return tuple(role for role in ROLES if role in given)


def _department(conn: Connection, typed: str) -> str:
    if not typed:
        return ""
    department = find_department(plan_records.directory(conn), typed)
    if department.outside:
        raise Refused(f"“{department.name}”是外单位，不能有用户", where="部门", remedy="写本单位的一个部门")
    return department.key
