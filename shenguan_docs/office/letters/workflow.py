"""送审, 审核, 会签, 退回, 签发 of a draft: the order of steps is a setting, what was signed is what is issued."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from shenguan_docs.document import to_data
from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import family
from shenguan_docs.office.letters.letter_object import canonical_json
from shenguan_docs.office.letters.preparing import Prepared, reopened
from shenguan_docs.office.opening import Office
from shenguan_docs.office.people import rights
from shenguan_docs.office.settings import SIGN
from shenguan_docs.register import comments, documents, drafts, steps
from shenguan_docs.register.drafts import Draft
from shenguan_docs.register.steps import RETURNED, SUBMITTED, Step

STATES = {
    "drafted": "草稿", "submitted": "已送审", "approved": "审核中", "returned": "已退回", "signed": "已签发",
    "issued": "已印发",
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """Where a draft stands: its state in words, the approvals that it has, what comes next ("" when signed)."""

    state: str
    given: tuple[str, ...]
    next: str
    order: tuple[str, ...]
    history: tuple[Step, ...]


def standing_of(office: Office, conn: Connection, draft: Draft, sender: str) -> Standing:
    """Return where a draft of the department ``sender`` (key) stands."""
    history = steps.steps_of(conn, draft.id)
    state, given = steps.standing(draft, history)
    order = order_of(office, conn, draft, sender)
    if state in ("signed", "issued"):
        following = ""
    elif order == (SIGN,):
        following = SIGN
    elif state in ("drafted", "returned"):
        following = SUBMITTED
    else:
        following = next((step for step in order if step not in given), SIGN)
    return Standing(STATES[state], given, following, order, history)


def order_of(office: Office, conn: Connection, draft: Draft, sender: str) -> tuple[str, ...]:
    """Return the steps that this draft goes through, 签发 last (office.toml ``[[steps]]``)."""
    from shenguan_docs.register import plan_records

    if not office.settings.steps:
        return (SIGN,)
    department = next((d for d in plan_records.departments(conn) if d.key == sender), None)
    names = (
        (department.key, department.name, department.short_name, *department.aliases) if department else ()
    )
    return office.settings.steps_for(names, family(office.kind_places, draft.kind))


def sender_of(office: Office, conn: Connection, draft: Draft) -> str:
    """Return the key of the department that writes a draft, "" where it can no longer be told."""
    try:
        with reopened(office, conn, draft, office.today) as prepared:
            return prepared.exchange.sender.key
    except Refused:  # a department or matter that is no longer on the list
        return ""


def submit(office: Office, draft_id: str, *, by: str, note: str = "") -> Draft:
    """送审: pass a draft on to be approved. Raises NotFound, Refused, DataFaults."""
    with office.writing() as conn:
        kept = _open_draft(office, conn, draft_id, "write")
        with reopened(office, conn, kept, office.today) as prepared:
            now = standing_of(office, conn, kept, prepared.exchange.sender.key)
        if now.order == (SIGN,):
            raise Refused(
                "按本单位的设置，这类文书只有签发一步，不用送审",
                where=draft_id,
                remedy=f"直接签发：shenguan sign {draft_id} --by 签发人",
            )
        if now.next != SUBMITTED:
            raise Refused(f"“{draft_id}”{now.state}，不用再送审", remedy=_advice(draft_id, now.next))
        _step(office, conn, kept, SUBMITTED, by, note)
    return _loaded(office, draft_id)


def approve(office: Office, draft_id: str, *, by: str, note: str = "") -> Draft:
    """审核 or 会签: give the approval that comes next. Raises NotFound, Refused, DataFaults."""
    with office.writing() as conn:
        kept = _open_draft(office, conn, draft_id, "review")
        with reopened(office, conn, kept, office.today) as prepared:
            now = standing_of(office, conn, kept, prepared.exchange.sender.key)
        if now.next in ("", SUBMITTED, SIGN):
            raise Refused(f"“{draft_id}”{now.state}，没有等待审核的步骤", remedy=_advice(draft_id, now.next))
        _step(office, conn, kept, now.next, by, note)
    return _loaded(office, draft_id)


def send_back(office: Office, draft_id: str, *, by: str, reason: str) -> Draft:
    """退回: the draft goes back to its writer, with the reason; an earlier 签发 no longer holds."""
    if not reason.strip():
        raise Refused("退回要说明原因", where=draft_id, remedy="用 --reason 写明原因")
    with office.writing() as conn:
        kept = _open_draft(office, conn, draft_id, "review")
        state, _ = steps.standing(kept, steps.steps_of(conn, draft_id))
        if state in ("drafted", "returned"):
            raise Refused(f"“{draft_id}”还没有送审，没有什么可退回", remedy=_advice(draft_id, SUBMITTED))
        _step(office, conn, kept, RETURNED, by, reason)
    return _loaded(office, draft_id)


def sign(
    office: Office, draft_id: str, *, signed_by: str, signed_on: date | None = None, note: str = ""
) -> Draft:
    """签发: what is signed is what will be issued. Raises NotFound, Refused, DataFaults."""
    signed_by = _named(signed_by)
    with office.writing() as conn:
        kept = _open_draft(office, conn, draft_id, "sign")
        day = signed_on or office.today
        if day > office.today:
            raise Refused(f"签发日期 {day} 还没有到", where=draft_id, remedy="签发之日即成文日期，不能预签")
        with reopened(office, conn, kept, day) as prepared:
            now = standing_of(office, conn, kept, prepared.exchange.sender.key)
            if now.next not in (SIGN, ""):
                raise Refused(
                    f"“{draft_id}”{now.state}，还没有到签发这一步（要先{now.next}）",
                    remedy=_advice(draft_id, now.next),
                )
            last = max((step.day for step in now.history if step.digest == kept.digest), default=day)
            if day < last:
                raise Refused(f"签发日期 {day} 早于审核的日期 {last}", where=draft_id, remedy="核对 --date")
            drafts.signed(
                conn, kept, at=office.now(), by=office.actor, signed_by=signed_by, signed_on=day,
                words=words_digest(prepared, day), note=note.strip(),
            )  # fmt: skip
            if count := comments.open_counts(conn, [draft_id]).get(draft_id):
                office.notify(f"提示：还有 {count} 条批注没有了结。")
            sender = prepared.exchange.sender
            if sender.signatory and signed_by != sender.signatory:
                office.notify(
                    f"提示：{sender.short_name}登记的签发人是{sender.signatory}，这一件由{signed_by}签发；"
                    f"写错的先退回：shenguan return {draft_id} --reason 原因"
                )
    return _loaded(office, draft_id)


def require_signed(office: Office, conn: Connection, kept: Draft, prepared: Prepared) -> None:
    """Refuse to issue what was not signed where 签发 is a step of its own, or what says other words by now."""
    sender = prepared.exchange.sender.key
    if kept.signing is None:
        now = standing_of(office, conn, kept, sender)
        earlier = drafts.last_signing(conn, kept.id)
        if earlier is not None:
            raise Refused(
                f"“{kept.id}”由{earlier.signed_by}于 {earlier.signed_on} 签发以后改动过，不能按先前的签发印发",
                remedy=f"看过以后重新签发：shenguan sign {kept.id} --by 签发人",
            )
        if now.order != (SIGN,) or now.history:
            raise Refused(
                f"“{kept.id}”{now.state}，还没有签发，不能编号印发（下一步是{now.next}）",
                remedy=_advice(kept.id, now.next),
            )
    elif kept.signing.words not in ("", words_digest(prepared, kept.signing.signed_on)):
        raise Refused(
            f"“{kept.id}”由{kept.signing.signed_by}于 {kept.signing.signed_on} 签发以后，"
            "文书类别的文字，或者部门、联系人、事项清单改动过，现在排出的文字与签发的不同",
            remedy=f"看过以后重新签发：shenguan sign {kept.id} --by 签发人",
        )


def words_digest(prepared: Prepared, day: date) -> str:
    """Return the SHA-256 of everything that a letter of that day prints, but for its number."""
    return hashlib.sha256(canonical_json(to_data(prepared.compose(day)))).hexdigest()


def _open_draft(office: Office, conn: Connection, draft_id: str, ability: rights.Ability) -> Draft:
    record = documents.by_id(conn, draft_id)
    if record is not None:
        rights.require_seen(office, conn, record.id)
        raise Refused(f"“{draft_id}”已印发为{record.number}，不能再送审、审核、退回或者签发")
    kept = drafts.load(conn, draft_id)
    rights.require_draft(office, conn, kept, ability)
    return kept


def _step(office: Office, conn: Connection, kept: Draft, step: str, by: str, note: str) -> None:
    steps.take_step(
        conn, kept, step, person=_named(by), day=office.today, note=note.strip(), at=office.now(),
        by=office.actor,
    )  # fmt: skip


def _named(by: str) -> str:
    name = by.strip()
    if not name:
        raise Refused("没有写明是谁", remedy="用 --by 写明姓名")
    return name


def _advice(draft_id: str, step: str) -> str:
    if step == SUBMITTED:
        return f"先送审：shenguan submit {draft_id} --by 拟稿人"
    if step == SIGN:
        return f"签发：shenguan sign {draft_id} --by 签发人"
    return f"{step}：shenguan approve {draft_id} --by 姓名" if step else f"印发：shenguan issue {draft_id}"


def _loaded(office: Office, draft_id: str) -> Draft:
    with office.reading() as conn:
        return drafts.load(conn, draft_id)
