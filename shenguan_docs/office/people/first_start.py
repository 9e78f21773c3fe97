"""The first start of the desk: a one-time link on this machine, five questions, and the first person can come in.

The answers wait in desk.db until the last one is given; only then the office is changed.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit

from shenguan_docs.durable import write_durably
from shenguan_docs.errors import DataFaults, Fault, NotFound, Refused
from shenguan_docs.nearest import fold_name
from shenguan_docs.office.keeping.plan_keeping import (
    add_department,
    change_department,
    departments,
    import_matters,
    matter_list,
    set_person,
)
from shenguan_docs.office.opening import SETTINGS_NAME, Office
from shenguan_docs.office.people import passwords
from shenguan_docs.office.people.safe import SET_PASSWORD, digest, safe
from shenguan_docs.office.people.users import add
from shenguan_docs.plan.departments import Department, find_department
from shenguan_docs.plan.matter_import import read_matter_list
from shenguan_docs.register import plan_records, users
from shenguan_docs.resources import shipped_templates
from shenguan_docs.text import clean

LASTS = 24 * 3600  # seconds
QUESTIONS = ("name", "departments", "matters", "user", "signatory")
PLAN_LIST = "事项清单(第一批).csv"
_FOLDER = "start-"
FIRST_ROLES = ("文书", "管理")


def needed(office: Office) -> bool:
    """Whether nobody was ever entered."""
    with office.reading() as conn:
        return not users.any_user(conn)


def make_link(office: Office) -> str:
    """Return the token of a new one-time link; earlier ones no longer lead anywhere, what they were told stays."""
    token = secrets.token_urlsafe(24)
    now = int(office.now().timestamp())
    with safe(office) as secret:
        told = secret.execute(
            "SELECT answers FROM links WHERE until >= ? ORDER BY until DESC", (now,)
        ).fetchone()
        secret.execute("DELETE FROM links")
        answered = told[0] if told else "{}"
        secret.execute("INSERT INTO links VALUES (?, ?, ?)", (digest(token), now + LASTS, answered))
    kept = json.loads(answered).get("matters", {}).get("file", "")
    for folder in office.root.glob(f"{_FOLDER}*"):  # lists of starts that were given up
        if Path(kept).parent != folder:
            shutil.rmtree(folder, ignore_errors=True)
    return token


def answers(office: Office, token: str) -> dict[str, Any]:
    """Return what was answered so far. Raises NotFound for a link that leads nowhere (any longer)."""
    with safe(office, reading=True) as secret:
        row = secret.execute("SELECT until, answers FROM links WHERE token = ?", (digest(token),)).fetchone()
    if row is None or row[0] < office.now().timestamp() or not needed(office):
        raise NotFound("这个链接用过了，或者过期了", remedy="重新启动服务，用新印出的链接")
    found: dict[str, Any] = json.loads(row[1])
    return found


def answer(office: Office, token: str, question: str, given: Mapping[str, Any]) -> str:
    """Check and keep one answer; return the next question, "" after the last: then everything is done.

    Raises Refused, DataFaults (which name the field), NotFound.
    """
    known = answers(office, token)
    known[question] = _CHECKS[question](office, known, given)
    missing = [name for name in QUESTIONS if name not in known]
    if missing:
        with safe(office) as secret:
            told = json.dumps(known, ensure_ascii=False)
            secret.execute("UPDATE links SET answers = ? WHERE token = ?", (told, digest(token)))
        return missing[0]
    _do(office, known)
    with safe(office) as secret:
        secret.execute("DELETE FROM links")
    return ""


# -- the questions ---------------------------------------------------------------------------


def _name(_office: Office, _known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    name = " ".join(clean(str(given.get("name", ""))).split())
    if not name or len(name) > 60:
        raise DataFaults([Fault("单位名称", "没有写" if not name else "太长")])
    return {"name": name}


def _departments(
    office: Office, _known: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, list[list[str]]]:
    """Lines of 全称, 简称, 机关代字; those that are there already are left as they are."""
    faults, rows = [], []
    there = departments(office)
    taken = {fold_name(word) for d in there for word in (d.name, d.short_name, *d.aliases)}
    marks = {d.mark for d in there if d.mark}
    for n, line in enumerate(str(given.get("more", "")).splitlines(), 1):
        cells = [cell.strip() for cell in clean(line).replace("，", ",").replace("\t", ",").split(",")]
        if not any(cells):
            continue
        name, short, mark = (*cells, "", "")[:3]
        if len(cells) > 3 or not name:
            faults.append(Fault(f"第 {n} 行", "写不对", "一行一个部门：全称，简称，机关代字"))
        elif fold_name(name) in taken or (short and fold_name(short) in taken):
            faults.append(Fault(f"第 {n} 行", f"已有“{name}”", "删去这一行"))
        elif mark and mark in marks:
            faults.append(Fault(f"第 {n} 行", f"代字“{mark}”已经有部门用了", "换一个"))
        else:
            rows.append([name, short or name, mark])
            taken |= {fold_name(name), fold_name(short or name)}
            marks.add(mark)
    if faults:
        raise DataFaults(faults)
    return {"more": rows}


def _matters(office: Office, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    """A file that was handed over, the plan's own list, or none yet."""
    choice = str(given.get("choice", ""))
    if choice == "file":
        content, name = given.get("content") or b"", str(given.get("file_name", ""))
        earlier = known.get("matters", {})
        if not content and not name and Path(earlier.get("file", "")).is_file():
            return dict(earlier)
        if not content:
            raise DataFaults([Fault("事项清单文件", "没有选文件", "选一个 CSV 或者 XLSX 文件")])
        with office.reading() as conn:
            directory = plan_records.directory(conn)
        new = [Department(f"new{n}", *row[:2]) for n, row in enumerate(known["departments"]["more"])]
        read_matter_list(content, name, replace(directory, departments=(*directory.departments, *new)))
        place = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=office.root)) / ("list" + Path(name).suffix.lower())
        place.write_bytes(content)
        place.chmod(0o600)
        if earlier.get("file"):
            shutil.rmtree(Path(earlier["file"]).parent, ignore_errors=True)
        return {"choice": "file", "file": str(place), "name": Path(name).name}
    if choice not in ("plan", "later"):
        raise DataFaults([Fault("事项清单", "没有选", "选其中一项")])
    return {"choice": choice}


def _user(office: Office, known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    faults = []
    name = "".join(clean(str(given.get("user", ""))).split())
    department, password = str(given.get("department", "")), str(given.get("password", ""))
    if not name or len(name) > 40:
        faults.append(Fault("姓名", "没有写" if not name else "太长"))
    if department not in choices(office, known):
        faults.append(Fault("部门", "没有选", "选第一位用户所在的部门"))
    try:
        passwords.require_sound(password, name)
    except Refused as error:
        faults.append(Fault("密码", error.message, error.remedy))
    if password != given.get("again", ""):
        faults.append(Fault("再写一次密码", "和上面的不同"))
    if faults:
        raise DataFaults(faults)
    return {"user": name, "department": department, "hash": passwords.hashed(password)}


def _signatory(_office: Office, _known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, str]:
    name = "".join(clean(str(given.get("signatory", ""))).split())
    if not name or len(name) > 40:
        raise DataFaults([Fault("签发人", "没有写" if not name else "太长", "写姓名")])
    return {"signatory": name, "title": " ".join(clean(str(given.get("title", ""))).split())}


_CHECKS = dict(zip(QUESTIONS, (_name, _departments, _matters, _user, _signatory), strict=True))


def choices(office: Office, known: Mapping[str, Any]) -> list[str]:
    """Return the short names of the departments that a person may belong to, the new ones too."""
    there = [d.short_name for d in departments(office) if not d.outside]
    return there + [row[1] for row in known.get("departments", {}).get("more", ())]


# -- all at once -----------------------------------------------------------------------------


def _do(office: Office, known: Mapping[str, Any]) -> None:
    """Every step may be done again: what an interrupted start did is not done twice."""
    who = known["user"]
    office.actor = who["user"]
    there = {d.name for d in departments(office)}
    for name, short, mark in known["departments"]["more"]:
        if name not in there:
            add_department(office, name, short_name=short, mark=mark)
    _import(office, known["matters"])
    department, signatory = who["department"], known["signatory"]
    with office.reading() as conn:
        standing = find_department(plan_records.directory(conn), department)
    if (standing.signatory, standing.signatory_title) != (signatory["signatory"], signatory["title"]):
        change_department(
            office, department, signatory=signatory["signatory"], signatory_title=signatory["title"]
        )
    set_person(office, who["user"], department)
    _rename(office, known["name"]["name"])
    # The person comes last: with one the link no longer leads anywhere.
    with safe(office) as secret:
        secret.execute(SET_PASSWORD, (who["user"], who["hash"]))
    add(office, who["user"], roles=FIRST_ROLES, department=department)


def _import(office: Office, given: Mapping[str, str]) -> None:
    try:
        matter_list(office)
        return  # it has one
    except NotFound:
        pass
    if given["choice"] == "plan":
        import_matters(office, shipped_templates() / "plan" / PLAN_LIST)
    elif given["choice"] == "file":
        import_matters(office, Path(given["file"]), name=Path(given["name"]).stem)
        Path(given["file"]).unlink(missing_ok=True)
        Path(given["file"]).parent.rmdir()


def _rename(office: Office, name: str) -> None:
    place = office.root / SETTINGS_NAME
    text = place.read_text("utf-8-sig")
    settings = tomlkit.parse(text)
    settings["name"] = name
    write_durably(place, tomlkit.dumps(settings).encode())
