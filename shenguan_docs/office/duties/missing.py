"""Which exchange the plan demands, given the registered events and letters, and the trail lacks."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, literal, or_, select

from shenguan_docs.duties.facts import Duty
from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import kind_folders, name_in
from shenguan_docs.office.duties.from_events import chunks
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.ground import Ground, unindexed
from shenguan_docs.office.duties.listing import Asked, People, scope_of
from shenguan_docs.office.letters.delivering import officer_or_deputy
from shenguan_docs.office.opening import Office
from shenguan_docs.register import schema
from shenguan_docs.register.arrangements import claim_way

GRANTED = ("准予", "变更", "延续")
_FILLED: Mapping[str, tuple[str, ...]] = {  # what a letter must say because of the rule that demands it
    "warning-removal": ("移出原因=警示期满", "移出日期={today}"),
    "warning-removal-corrected": ("移出原因=处罚决定被撤销", "移出日期={today}"),
}


@dataclass(frozen=True)
class Lack:
    """One exchange that is missing: by which clause, why, and the command that writes it."""

    clause: str
    duty: str
    because: str
    command: str
    number: str | None
    event: str | None
    by: str
    to: str
    due: date | None
    late: bool
    companies: tuple[str, ...]
    matters: tuple[str, ...]
    id: str


def missing(office: Office, asked: Asked, today: date) -> list[Lack]:
    """Return what is missing, the first due first. Raises NotFound, Refused."""
    with office.reading() as conn:
        ground = Ground(office, conn, today, scope_of(conn, asked, today))
        found = [duty for duty in gathered(ground) if duty.open.rule.ended != "original"]
        decided = _decided_before_reply(ground, found)
        telling = _Telling(ground, decided)
        lacks = [lack for duty in found if (lack := telling.of(duty)) is not None]
        checked = {lack.event for lack in lacks if lack.id.startswith("credit-check:")}
        unchecked = list(_unchecked(ground))
        return lacks + [lack for lack in unchecked if not _same_application(ground, lack, checked)]


@dataclass
class _Telling:
    """Tells of an open duty what lacks; ``decided`` are letters whose approval was decided before the answer."""

    ground: Ground
    decided: Mapping[str, tuple[str, date]]

    def __post_init__(self) -> None:
        self._people = People(self.ground)
        self._folders = kind_folders(self.ground.office.kind_places)
        self._names: dict[str, str] = {}
        self._channels: dict[tuple[str, str], str] = {}
        self._ways: dict[tuple[str, str], bool] = {}

    def of(self, duty: Duty) -> Lack | None:
        open, state = duty.open, duty.open.state
        before = self.decided.get(open.subject.letter) if open.rule.key == "consultation-reply" else None
        answer = open.rule.state == "sent" and not open.rule.begins
        if state == "open" and answer and not duty.late and before is None:
            return None  # it was asked for by a day that has not come
        if state == "unclaimed" and open.rule.ended != "claim":
            return None  # told where it is to be claimed
        event = open.subject.event or None
        because = self._because(duty)
        if before is not None:
            event, day = before
            because = f"{day} 已作审批决定(事件 {event}),此前没有收到{self.ground.short(open.by)}的意见"
        return Lack(
            clause=open.rule.clause or open.subject.clause,
            duty=open.duty,
            because=because,
            command=self._command(duty),
            number=open.subject.number or None,
            event=event,
            by=self.ground.short(open.by) or open.rule.by,
            to=self.ground.short(open.to) or open.rule.to,
            due=duty.due,
            late=duty.late,
            companies=open.parties,
            matters=open.matters,
            id=open.id,
        )

    def _because(self, duty: Duty) -> str:
        open, subject = duty.open, duty.open.subject
        late = f",应于 {duty.due} 前办结,已逾期 {duty.days_late} 天" if duty.late else f",期限是 {duty.due}"
        if open.state == "unwritten" and subject.event:
            kind = self._kind_name(open.rule.letter)
            return f"{subject.day} {subject.event_name}(事件 {subject.event}),没有印发“{kind}”{late}"
        if open.state == "unwritten":
            return f"没有“{self._kind_name(open.rule.letter)}”{late}"
        named = f"{subject.number}({subject.title})"
        if open.state == "unsent":
            return f"{named}已印发,没有登记发出{late}"
        if open.state == "unclaimed":
            return f"{named}已发出,{self.ground.short(open.by)}没有认领{late}"
        return f"{named},没有登记{self.ground.short(open.by)}“{open.duty}”{late}"

    def _kind_name(self, slug: str) -> str:
        if slug not in self._names:
            self._names[slug] = name_in(self._folders[slug]) if slug in self._folders else slug
        return self._names[slug]

    def _command(self, duty: Duty) -> str:
        open, subject = duty.open, duty.open.subject
        if open.state == "unwritten" and subject.event:
            return _words("draft", open.rule.letter, "--event", subject.event, "--unfinished")
        if open.state == "unwritten":
            return self._report(duty)
        if open.state == "unsent":
            return _words("dispatch", subject.number, "--channel", self._channel(duty))
        if open.state == "unclaimed":
            return self._claim(duty)
        writes = open.rule.writes
        if not writes:  # a body outside answers
            return _words("receive", "来文文件", "--data", "收文.toml")
        fixed = [w for one in _FILLED.get(open.rule.key, ()) for w in ("--set", self._filled(one))]
        return _words("draft", writes, "--letter", subject.number, *fixed, "--unfinished")

    def _filled(self, one: str) -> str:
        return one.replace("{today}", self.ground.office.today.isoformat())

    def _report(self, duty: Duty) -> str:
        begin, end = duty.open.duty.rpartition("(")[2].rstrip(")").split(" 至 ")
        said = {
            "报送部门": self.ground.short(duty.open.by),
            "期间": _period(begin, end),
            "起始日期": begin,
            "截止日期": end,
        }
        fixed = [w for name, value in said.items() for w in ("--set", f"{name}={value}")]
        return _words("draft", duty.open.rule.letter, *fixed, "--unfinished")

    def _channel(self, duty: Duty) -> str:
        pair = (duty.open.by, duty.open.to)
        if pair not in self._channels:
            try:
                officer_or_deputy(self.ground.conn, self.ground.directory, *pair, self.ground.today)
                self._channels[pair] = "online"
            except Refused:
                self._channels[pair] = "paper"
        return self._channels[pair]

    def _claim(self, duty: Duty) -> str:
        """The receipt that is missing, or the claim where the two departments agreed on another way."""
        open = duty.open
        pair = (open.to, open.by)
        if pair not in self._ways:
            self._ways[pair] = claim_way(self.ground.conn, *pair, self.ground.today) is not None
        person, deputy = self._people.of(duty) if self._ways[pair] else ("", "")
        if deputy or person:
            return _words(
                "claim", open.subject.number, "--by", deputy or person, "--to", self.ground.short(open.by)
            )
        return _words("draft", "receipt", "--letter", open.subject.number, "--unfinished")


def _words(*words: str) -> str:
    return shlex.join(("shenguan", *words))


def _period(begin: str, end: str) -> str:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    months = last.month - first.month + 1
    if months == 12:
        return f"{first.year}年"
    if months == 3:
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
    return f"{first.year}年{first.month}月" + (f"至{last.month}月" if months > 1 else "")


# -- what an approval should have had before it ----------------------------------------------


def _decided_before_reply(ground: Ground, found: list[Duty]) -> dict[str, tuple[str, date]]:
    """Return for each unanswered 征求意见函 the approval that was decided all the same, and its day."""
    ids = [duty.open.subject.letter for duty in found if duty.open.rule.key == "consultation-reply"]
    e, d, em, dm = schema.events, schema.documents, schema.event_matters, schema.document_matters
    ep, dp = schema.event_parties, schema.document_parties
    same_matter = exists().where(
        em.c.event == e.c.id, dm.c.document == d.c.id, em.c.name + literal("") == dm.c.name
    )
    decided: dict[str, tuple[str, date]] = {}
    for some in chunks(ids):
        for code in ("uscc", "id_number", "name"):  # each has an index; a condition with OR would take none
            query = (
                select(d.c.id, e.c.id.label("event"), e.c.day)
                .join(dp, dp.c.document == d.c.id)
                .join(ep, and_(dp.c[code] != "", ep.c[code] == dp.c[code]))
                .join(e, e.c.id == ep.c.event)
                .where(
                    d.c.id.in_(some),
                    unindexed(e.c.type) == "approval-decided",
                    e.c.state != "withdrawn",
                    same_matter,
                )
                .where(e.c.day <= ground.today, e.c.day >= d.c.written_on)
                .order_by(e.c.day.desc())
            )
            if code == "name":  # only of those that have no code
                query = query.where(ep.c.uscc == "", ep.c.id_number == "")
            for row in ground.conn.execute(query):
                decided[row.id] = (row.event, row.day)
    return decided


def _same_party(event: Any, document: Any) -> Any:
    ep, dp = schema.event_parties, schema.document_parties
    same = or_(
        and_(ep.c.uscc != "", ep.c.uscc == dp.c.uscc),
        and_(ep.c.id_number != "", ep.c.id_number == dp.c.id_number),
        and_(ep.c.uscc == "", ep.c.id_number == "", ep.c.name == dp.c.name),
    )
    there = exists().where(ep.c.event == event, dp.c.document == document, same)
    return there.correlate(schema.events, schema.documents)


def _unchecked(ground: Ground) -> Iterator[Lack]:
    """Approvals of matters that demand a credit check, with no record of one before the decision (3.3-4)."""
    rule = ground.rules.of("credit-check")
    listed = ground.matter_list.matters if ground.matter_list else ()
    asked = {m.name: m for m in listed if m.credit_check == "必须"}
    if rule is None or not asked:
        return
    e, em, d, dm = schema.events, schema.event_matters, schema.documents, schema.document_matters
    checked = exists().where(
        unindexed(d.c.kind).in_(ground.kinds((rule.letter,))), ground.in_force(d), d.c.written_on <= e.c.day,
        dm.c.document == d.c.id, dm.c.name == em.c.name, _same_party(e.c.id, d.c.id),
    )  # fmt: skip
    of_its_own = exists().where(
        d.c.event == e.c.id, unindexed(d.c.kind).in_(ground.kinds((rule.letter,))), ground.in_force(d)
    )
    says = or_(*(e.c.data.contains(f'"result":"{result}"') for result in GRANTED))
    query = (
        select(e.c.id, e.c.day, em.c.name)
        .join(em, em.c.event == e.c.id)
        .where(e.c.type == "approval-decided", e.c.state != "withdrawn", e.c.day <= ground.today, says)
        .where(em.c.name.in_(asked), ~checked, ~of_its_own, ground.scope.of_events(e))
        .order_by(e.c.day, e.c.id)
    )
    rows = ground.conn.execute(query).all()
    names = _party_names(ground, [row.id for row in rows])
    for row in rows:
        by = asked[row.name].approver
        if ground.scope.department not in (None, by):
            continue
        yield Lack(
            clause=rule.clause,
            duty=rule.duty,
            because=f"{row.day} 已作审批决定(事件 {row.id}),“{row.name}”必须查询信用信息,决定以前没有查询记录",
            command=_words(
                "draft", rule.letter, "--event", row.id, "--set", "查询要求=必须", "--set", "查询环节=决定前复查",
                "--unfinished",
            ),
            number=None,
            event=row.id,
            by=ground.short(by),
            to=ground.short(by),
            due=row.day,
            late=row.day < ground.today,
            companies=names.get(row.id, ()),
            matters=(row.name,),
            id=f"credit-check-before:{row.id}:{row.name}",
        )  # fmt: skip


def _party_names(ground: Ground, ids: list[str]) -> dict[str, tuple[str, ...]]:
    t, found = schema.event_parties, dict[str, tuple[str, ...]]()
    for some in chunks(ids):
        for row in ground.conn.execute(
            select(t).where(t.c.event.in_(some)).order_by(t.c.event, t.c.position)
        ):
            found[row.event] = (*found.get(row.event, ()), row.name)
    return found


_MINE, _THEIRS = schema.event_parties.alias("my_parties"), schema.event_parties.alias("their_parties")


def _same_application(ground: Ground, lack: Lack, checked: set[str | None]) -> bool:
    """The application of the same company and matter is told already."""
    ids = [id for id in checked if id]
    if not ids or lack.event is None:
        return False
    mine, theirs, em = _MINE, _THEIRS, schema.event_matters
    for some in chunks(ids):
        query = select(theirs.c.event).where(
            theirs.c.event.in_(some), mine.c.event == lack.event, theirs.c.name == mine.c.name,
            theirs.c.uscc == mine.c.uscc,
            exists().where(em.c.event == theirs.c.event, em.c.name.in_(lack.matters)),
        )  # fmt: skip
        if ground.conn.execute(query.limit(1)).first() is not None:
            return True
    return False
