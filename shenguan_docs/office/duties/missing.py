"""Which exchange the plan demands, given the registered events and letters, and the trail lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shenguan_docs.duties.facts import Duty
from shenguan_docs.errors import Refused
from shenguan_docs.notices.kinds import kind_folders, name_in
from shenguan_docs.office.duties.before_decision import decided_before_reply, same_application, unchecked
from shenguan_docs.office.duties.gathering import gathered
from shenguan_docs.office.duties.going_on import OpenDrafts
from shenguan_docs.office.duties.ground import Ground
from shenguan_docs.office.duties.lacks import Begun, Lack, command, going_on
from shenguan_docs.office.duties.listing import Asked, People, scope_of
from shenguan_docs.office.letters.delivering import officer_or_deputy
from shenguan_docs.office.opening import Office
from shenguan_docs.register.arrangements import claim_way

_FILLED: Mapping[str, tuple[str, ...]] = {  # what a letter must say because of the rule that demands it
    "warning-removal": ("移出原因=警示期满", "移出日期={today}"),
    "warning-removal-corrected": ("移出原因=处罚决定被撤销", "移出日期={today}"),
}


_AT_ONCE = 60  # duties that are looked into at a time


def missing(
    office: Office, asked: Asked, today: date, *, most: int | None = None, only: str = ""
) -> list[Lack]:
    """Return what is missing, the first due first. Raises NotFound, Refused.

    ``most``: so many of the first due, if it is more; ``only``: what has this id, or nothing.
    """
    with office.reading() as conn:
        ground = Ground(office, conn, today, scope_of(office, conn, asked, today))
        found = [duty for duty in gathered(ground) if duty.open.rule.ended != "original"]
        if only:
            found = [duty for duty in found if duty.open.id == only]
        lacks: list[Lack] = []
        telling = _Telling(ground, {})
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            telling.decided = decided_before_reply(ground, some)
            lacks += [lack for duty in some if (lack := telling.of(duty)) is not None]
            if most is not None and len(lacks) >= most:
                return lacks[:most]
        sending = {lack.command for lack in lacks if not lack.id.startswith("dispatch:")}
        lacks = [lack for lack in lacks if not (lack.id.startswith("dispatch:") and lack.command in sending)]
        checked = {lack.event for lack in lacks if lack.id.startswith("credit-check:")}
        more = [telling.begun(lack) for lack in unchecked(ground) if only in ("", lack.id)]
        return (lacks + [lack for lack in more if not same_application(ground, lack, checked)])[:most]


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
        self._drafts = OpenDrafts(self.ground)

    def begun(self, lack: Lack) -> Lack:
        """Tell of the credit check that an event lacks whether it is drafted already."""
        rule = self.ground.rules.of("credit-check")
        begun = self._drafts.of_event(rule.letter, lack.event) if rule and lack.event else None
        return going_on(lack, begun)

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
            because = f"{day} 已作审批决定（事件 {event}），此前没有收到{self.ground.short(open.by)}的意见"
        lack = Lack(
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
        return going_on(lack, self._drafts.of_duty(duty) or self._unsent(duty))

    def _unsent(self, duty: Duty) -> Begun | None:
        number = self._drafts.unsent_answer(duty)
        if not number:
            return None
        send = command("dispatch", number, "--channel", self._channel(duty))
        return Begun(None, f"已印发 {number}，没有登记发出", send)

    def _because(self, duty: Duty) -> str:
        open, subject = duty.open, duty.open.subject
        late = (
            f"，应于 {duty.due} 前办结，已逾期 {duty.days_late} 天" if duty.late else f"，期限是 {duty.due}"
        )
        if open.state == "unwritten" and subject.event:
            kind = self._kind_name(open.rule.letter)
            return f"{subject.day} {subject.event_name}（事件 {subject.event}），没有印发“{kind}”{late}"
        if open.state == "unwritten":
            return f"没有“{self._kind_name(open.rule.letter)}”{late}"
        named = f"{subject.number}（{subject.title}）"
        if open.state == "unsent":
            return f"{named}已印发，没有登记发出{late}"
        if open.state == "unclaimed":
            return f"{named}已发出，{self.ground.short(open.by)}没有认领{late}"
        return f"{named}，没有登记{self.ground.short(open.by)}“{open.duty}”{late}"

    def _kind_name(self, slug: str) -> str:
        if slug not in self._names:
            self._names[slug] = name_in(self._folders[slug]) if slug in self._folders else slug
        return self._names[slug]

    def _command(self, duty: Duty) -> str:
        open, subject = duty.open, duty.open.subject
        if open.state == "unwritten" and subject.event:
            return command("draft", open.rule.letter, "--event", subject.event, "--unfinished")
        if open.state == "unwritten":
            return self._report(duty)
        if open.state == "unsent":
            return command("dispatch", subject.number, "--channel", self._channel(duty))
        if open.state == "unclaimed":
            return self._claim(duty)
        writes = open.rule.writes
        if not writes:  # a body outside answers
            return command("receive", "来文文件", "--data", "收文.toml")
        fixed = [w for one in _FILLED.get(open.rule.key, ()) for w in ("--set", self._filled(one))]
        return command("draft", writes, "--letter", subject.number, *fixed, "--unfinished")

    def _filled(self, one: str) -> str:
        return one.replace("{today}", self.ground.office.today.isoformat())

    def _report(self, duty: Duty) -> str:
        begin, end = duty.open.duty.rpartition("（")[2].rstrip("）").split(" 至 ")
        said = {
            "报送部门": self.ground.short(duty.open.by),
            "期间": _period(begin, end),
            "起始日期": begin,
            "截止日期": end,
        }
        fixed = [w for name, value in said.items() for w in ("--set", f"{name}={value}")]
        return command("draft", duty.open.rule.letter, *fixed, "--unfinished")

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
            return command(
                "claim", open.subject.number, "--by", deputy or person, "--to", self.ground.short(open.by)
            )
        return command("draft", "receipt", "--letter", open.subject.number, "--unfinished")


def _period(begin: str, end: str) -> str:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    months = last.month - first.month + 1
    if months == 12:
        return f"{first.year}年"
    if months == 3:
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
    return f"{first.year}年{first.month}月" + (f"至{last.month}月" if months > 1 else "")
