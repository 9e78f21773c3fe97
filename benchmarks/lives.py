"""Random lives of letters against a small model that knows nothing of the product's tables or rules.

The machine does what an office does: drafts, steps, 签发, issues, voids, sends, claims, answers, lists and lifts
warnings, lets days pass. After each step the office must say what the model says: the state of each draft and
letter, who claimed when, what is owed to whom by when, which warnings stand. At the end the tables are made again
from the journal and must be equal.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from shenguan_docs.errors import Refused, ShenguanError
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.companies.showing import list_warnings
from shenguan_docs.office.duties.listing import Asked, duties
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import claim, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue, void
from shenguan_docs.office.letters.revising import revise
from shenguan_docs.office.letters.showing import show
from shenguan_docs.office.letters.workflow import approve, send_back, sign, submit
from shenguan_docs.office.memory import Memory
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.office.verifying import verify_office
from shenguan_docs.register.journal import CHINA
from shenguan_docs.resources import shipped_templates

START = datetime(2026, 3, 20, 9, 30, tzinfo=CHINA)
MATTER = "林木采伐许可证核发"
APPROVER, SUPERVISOR = "区经济合作局", "区社会事务局"
OFFICERS = {APPROVER: "示例丙", SUPERVISOR: "示例己"}
COMPANIES = tuple(
    {"name": name, "uscc": uscc, "address": "示例路1号", "representative": "示例一", "phone": "0737-0000001"}
    for name, uscc in (
        ("示例木业有限公司", "91430900MA00YL0018"),
        ("示例林业开发有限公司", "91430900MA00YL002B"),
        ("示例建设工程有限公司", "91430900MA00YL003E"),
    )
)

# The State Council's arrangement of 2026 from April on: days off that fall on weekdays, weekends that are worked.
_OFF = {date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5), date(2026, 6, 19)}
_OFF |= {date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}
_WORKED = {date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10)}


def _works(day: date) -> bool:
    return day in _WORKED or (day.weekday() < 5 and day not in _OFF)


def after_workdays(start: date, amount: int) -> date:
    """Return the day that is ``amount`` workdays after ``start``, which does not count itself."""
    day = start
    while amount:
        day += timedelta(1)
        amount -= _works(day)
    return day


@dataclass
class Letter:
    """What the model knows of a draft or letter; ``about`` is the letter that it answers, cites or lifts."""

    id: str
    kind: str
    sender: str
    receiver: str
    company: dict[str, str]
    send_by: date
    about: Letter | None = None
    answer_by: date | None = None
    until: date | None = None
    steps: list[str] = field(default_factory=list)
    signed: bool = False
    again: bool = False  # it was signed and then changed or sent back: now it needs a 签发 everywhere
    number: str = ""
    voided: bool = False
    sent: date | None = None
    claimed: date | None = None
    removed_on: date | None = None

    @property
    def holds(self) -> bool:
        """Issued and not void."""
        return bool(self.number) and not self.voided


ANSWERED = {"consultation": "consultation-reply", "training": "training-reply", "alert": "reply"}
RULES = {*ANSWERED.values(), "receipt", "dispatch", "warning-listing", "warning-removal"}
Owed = tuple[str, str, str, str, date]


def owed(letters: list[Letter], today: date) -> Iterator[Owed]:
    """Yield rule, letter, who owes, to whom, last day of everything that is owed today."""
    for one in letters:
        if not one.holds:
            continue
        to, by = one.sender, one.receiver
        about = [other for other in letters if other.about is one and other.holds]
        if one.sent is None:
            yield "dispatch", one.number, to, by, one.send_by
            continue
        if one.claimed is None:
            yield "receipt", one.number, by, to, after_workdays(one.sent, 2)
        if one.answer_by and not any(a.kind in ("reply", "training-reply") and a.sent for a in about):
            yield ANSWERED[one.kind], one.number, by, to, one.answer_by  # a day that was named does not move
        if (
            one.kind in ("penalty", "alert")
            and one.claimed
            and not any(a.kind == "warning-listing" and a.claimed for a in about)
        ):
            yield "warning-listing", one.number, by, to, after_workdays(one.claimed, 3)
        if (
            one.until
            and today > one.until
            and not any(a.kind == "warning-removal" and a.claimed for a in about)
        ):
            yield "warning-removal", one.number, to, by, after_workdays(one.until, 3)


def warned(letters: list[Letter], today: date) -> set[tuple[str, str, str]]:
    """Return listing, company and state of every entry of the warning base today."""
    found = set()
    for one in letters:
        if one.kind != "warning-listing" or not one.holds or one.until is None:
            continue
        lifted = any(
            other.about is one and other.kind == "warning-removal" and other.holds for other in letters
        )
        state = "已移出" if lifted else "警示中" if today <= one.until else "期满待移出"
        found.add((one.number, one.company["name"], state))
    return found


def _rests_on_void(one: Letter) -> bool:
    return one.about is not None and one.about.voided


def _pristine() -> Path:
    root = Path(tempfile.mkdtemp()) / "office"
    init_office(root, "示例区", actor="示例文书", now=lambda: START)
    office = open_office(root, actor="示例文书", now=lambda: START)
    import_matters(office, shipped_templates() / "plan" / "事项清单(第一批).csv")
    office.close()
    return root


class Lives(RuleBasedStateMachine):
    """An office, its clock, and the model beside it."""

    made: Path | None = None
    seen: ClassVar[Counter[str]] = Counter()  # over all runs, for the report of a long one

    def __init__(self) -> None:
        super().__init__()
        if Lives.made is None:
            Lives.made = _pristine()
        self.place = Path(tempfile.mkdtemp())
        shutil.copytree(Lives.made, self.place / "office")
        self.clock = START
        self.letters: list[Letter] = []
        self.stepped = False

    @initialize(stepped=st.booleans())
    def open(self, stepped: bool) -> None:
        self.stepped = stepped
        if stepped:
            with (self.place / "office" / "office.toml").open("a", encoding="utf-8") as file:
                file.write('\n[[steps]]\norder = ["审核", "签发"]\n')
        ids = count(1)
        self.office: Office = open_office(
            self.place / "office", actor="示例文书", now=lambda: self.clock,
            new_id=lambda day: f"{day:%Y%m%d}-t{next(ids):05}",
        )  # fmt: skip
        self.office.memory = Memory()  # as at the desk: what changed is found by what the journal says

    @property
    def today(self) -> date:
        return self.clock.date()

    # -- time --------------------------------------------------------------------------------

    @rule(days=st.sampled_from((1, 1, 2, 3, 9)))
    def days_pass(self, days: int) -> None:
        if self.today < date(2026, 12, 1):
            self.clock += timedelta(days)

    # -- drafts ------------------------------------------------------------------------------

    @rule(
        kind=st.sampled_from(("penalty", "consultation", "training", "alert")),
        company=st.sampled_from(COMPANIES),
        days=st.integers(2, 12),
    )
    def write(self, kind: str, company: dict[str, str], days: int) -> None:
        today, later = str(self.today), str(self.today + timedelta(days))
        more: dict[str, Any]
        if kind == "penalty":
            before = str(self.today - timedelta(3))
            more = {
                "party": [company], "matter": [MATTER], "effective_on": today, "served_on": today,
                "decided_on": before, "decision_number": f"示林罚决字〔2026〕第{len(self.letters) + 1}号",
                "decision": ["示例-行政处罚决定书.pdf"],
            }  # fmt: skip
            send_by = after_workdays(self.today, 5)
        elif kind == "consultation":
            more = {
                "matter": MATTER, "applicant": [company], "accepted_on": today, "reply_by": later,
                "case_number": f"SL{len(self.letters) + 1:06}", "decide_by": str(self.today + timedelta(40)),
            }  # fmt: skip
            send_by = after_workdays(self.today, 2)
        elif kind == "training":
            more = {
                "received_on": today, "sign_up_by": later, "starts_on": str(self.today + timedelta(days + 5)),
                "ends_on": str(self.today + timedelta(days + 6)), "check_in": None,
                "training": f"示例培训班{len(self.letters) + 1}", "notice": ["示例-培训通知.pdf"],
            }  # fmt: skip
            send_by = after_workdays(self.today, 3)
        else:
            more = {
                "party": [company], "matters": [MATTER], "found_on": today, "told": None, "measures": None,
                "reply_by": later, "rectify_by": None, "rectification": None,
            }  # fmt: skip
            send_by = after_workdays(self.today, 1)
        answer_by = None if kind == "penalty" else self.today + timedelta(days)
        sender = APPROVER if kind == "consultation" else SUPERVISOR
        self._draft(kind, sender, company, more, send_by, answer_by=answer_by)

    @precondition(lambda self: self._some(self._can_be_answered))
    @rule(pick=st.integers(0, 999))
    def write_answer(self, pick: int) -> None:
        asked = self._pick(pick, self._can_be_answered)
        if asked.kind == "training":
            assert asked.answer_by
            more = {
                "invitation": asked.number, "decision": "不派员参加", "sign_up_by": str(asked.answer_by),
                "reason": "工作安排冲突", "attendees": None, "requests": None, "list_by": None,
            }  # fmt: skip
            self._draft("training-reply", asked.receiver, asked.company, more, asked.answer_by, asked)
            return
        more = {
            "sender": asked.receiver, "receiver": asked.sender, "incoming": asked.number, "subject": "示例公司申请有关意见",
            "received_on": str(self.today), "parties": [asked.company], "matters": [MATTER],
        }  # fmt: skip
        self._draft("reply", asked.receiver, asked.company, more, after_workdays(self.today, 10), asked)

    @precondition(lambda self: self._some(lambda a: a.holds and a.kind in ("penalty", "alert") and a.claimed))
    @rule(pick=st.integers(0, 999), days=st.sampled_from((5, 20, 60)))
    def write_listing(self, pick: int, days: int) -> None:
        cause = self._pick(pick, lambda a: a.holds and a.kind in ("penalty", "alert") and a.claimed)
        until = self.today + timedelta(days)
        more = {
            "party": [cause.company], "matters": [MATTER], "sources": [cause.number], "told": None,
            "reasons": ["行政处罚" if cause.kind == "penalty" else "安全隐患"],
            "listed_on": str(self.today), "until": str(until),
        }  # fmt: skip
        send_by = after_workdays(self.today, 3)
        self._draft("warning-listing", APPROVER, cause.company, more, send_by, cause, until=until)

    @precondition(lambda self: self._some(lambda a: a.holds and a.kind == "warning-listing"))
    @rule(pick=st.integers(0, 999))
    def write_removal(self, pick: int) -> None:
        listing = self._pick(pick, lambda a: a.holds and a.kind == "warning-listing")
        assert listing.until
        over = self.today > listing.until
        listed_on = show(self.office, listing.id)["date"]
        more = {
            "party": [listing.company], "matters": [MATTER], "listing": listing.number, "told": None,
            "listed_on": str(listed_on), "reason": "警示期满" if over else "列入信息有误",
            "sources": None, "removed_on": str(self.today), "remaining": None,
        }  # fmt: skip
        send_by = after_workdays(self.today, 3)
        self._draft("warning-removal", APPROVER, listing.company, more, send_by, listing)

    def _draft(
        self, kind: str, sender: str, company: dict[str, str], more: dict[str, Any], send_by: date,
        about: Letter | None = None, answer_by: date | None = None, until: date | None = None,
    ) -> None:  # fmt: skip
        found = find_kind(self.office.kind_places, kind)
        data = {**example_data(found, self.today), **more}
        spare = {f.id for f in found.all_fields if f.type == "attachment" and not f.required}  # slow to read
        data = {key: value for key, value in data.items() if value is not None and key not in spare}
        kept = draft(self.office, kind, data, None)
        receiver = SUPERVISOR if sender == APPROVER else APPROVER
        self.letters.append(
            Letter(kept.id, kind, sender, receiver, company, send_by, about, answer_by, until)
        )
        self.seen["起草"] += 1

    # -- steps -------------------------------------------------------------------------------

    @rule(pick=st.integers(0, 999), what=st.sampled_from(("送审", "审核", "退回", "签发", "改稿")))
    def step(self, pick: int, what: str) -> None:
        drafts = [letter for letter in self.letters if self._can_go_on(letter)]
        if not drafts:
            return
        one = drafts[pick % len(drafts)]
        do: dict[str, Callable[[], Any]] = {
            "送审": lambda: submit(self.office, one.id, by="示例戊"),
            "审核": lambda: approve(self.office, one.id, by="示例丁"),
            "退回": lambda: send_back(self.office, one.id, by="示例丁", reason="示例原因"),
            "签发": lambda: sign(self.office, one.id, signed_by="示例丁"),
            "改稿": lambda: self._revise(one),
        }
        allowed = {
            "送审": self.stepped and not one.steps and not one.signed,
            "审核": self.stepped and one.steps == ["送审"],
            "退回": one.signed or bool(one.steps),
            "签发": not one.signed and (not self.stepped or one.steps == ["送审", "审核"]),
            "改稿": True,
        }[what]
        if what == "签发" and one.signed:  # once more the same: nothing changes
            return
        if not allowed:
            with suppress(Refused):
                do[what]()
                raise AssertionError(f"{what} of {one} went through")
            return
        do[what]()
        self.seen[what] += 1
        if what == "签发":
            one.signed = True
        elif what in ("退回", "改稿"):
            one.again = one.again or one.signed
            one.steps, one.signed = [], False
        else:
            one.steps.append(what)

    def _revise(self, one: Letter) -> None:
        data = dict(show(self.office, one.id)["data"])
        changed = next(
            name for name in ("facts", "application", "place", "reason", "subject") if data.get(name)
        )
        data[changed] = f"{data[changed]}第{self.seen['改稿'] + 1}次改动"
        revise(self.office, one.id, data, None)

    @precondition(lambda self: self._some(self._can_go_on))
    @rule(pick=st.integers(0, 999))
    def give_number(self, pick: int) -> None:
        one = self._pick(pick, self._can_go_on)
        ready = one.signed or not (self.stepped or one.again)
        try:
            one.number = issue(self.office, [one.id])[0].number
        except ShenguanError:
            assert not ready, f"{one} was refused"
        else:
            assert ready, f"{one} got a number"
            self.seen["印发"] += 1

    @precondition(lambda self: self._some(lambda a: self._can_go_on(a) or (a.holds and not a.sent)))
    @rule(
        pick=st.integers(0, 999),
        times=st.sampled_from((1, 2, 5, 5)),
        channel=st.sampled_from(("online", "paper")),
    )
    def go_on(self, pick: int, times: int, channel: str) -> None:
        """What the office would do next: most of a life is the right thing in its turn."""
        one = self._pick(pick, lambda a: self._can_go_on(a) or (a.holds and not a.sent))
        for _ in range(times):
            position = 0 if one.number else [a for a in self.letters if self._can_go_on(a)].index(one)
            if self.stepped and not one.signed and not one.number and len(one.steps) < 2:
                self.step(position, ("送审", "审核")[len(one.steps)])
            elif not one.signed and not one.number:
                self.step(position, "签发")
            elif not one.number:
                self.give_number(position)
                if not one.number:  # rightly refused
                    return
            else:
                if one.sent is None:
                    self.send([a for a in self.letters if a.number].index(one), channel)
                return

    @precondition(lambda self: self._some(lambda a: not a.number and _rests_on_void(a)))
    @rule(pick=st.integers(0, 999))
    def go_on_about_a_void_letter(self, pick: int) -> None:
        one = self._pick(pick, lambda a: not a.number and _rests_on_void(a))
        self._refused(lambda: issue(self.office, [one.id]))

    # -- letters -----------------------------------------------------------------------------

    @precondition(lambda self: self._some(lambda a: a.number))
    @rule(pick=st.integers(0, 999), channel=st.sampled_from(("online", "online", "paper", "mail", "fax")))
    def send(self, pick: int, channel: str) -> None:
        one = self._pick(pick, lambda a: a.number)
        if not one.holds or one.claimed:  # what was not claimed may be sent again
            self._refused(lambda: dispatch(self.office, one.number, channel=channel))
            return
        dispatch(self.office, one.number, channel=channel)
        one.sent = self.today
        self.seen["发出"] += 1
        if channel == "online":
            one.claimed = self.today

    @precondition(lambda self: self._some(lambda a: a.number))
    @rule(pick=st.integers(0, 999))
    def take(self, pick: int) -> None:
        one = self._pick(pick, lambda a: a.number)
        by = OFFICERS[one.receiver]
        if not one.holds or one.sent is None or one.claimed:
            self._refused(lambda: claim(self.office, one.number, by=by))
            return
        claim(self.office, one.number, by=by)
        self.seen["认领"] += 1
        one.claimed = self.today

    @precondition(lambda self: len([a for a in self.letters if a.number]) > 3)
    @rule(pick=st.integers(0, 999))
    def make_void(self, pick: int) -> None:
        one = self._pick(pick, lambda a: a.number)
        if one.voided:
            self._refused(lambda: void(self.office, one.number, reason="示例原因"))
            return
        void(self.office, one.number, reason="示例原因")
        one.voided = True
        self.seen["作废"] += 1

    # -- what must be equal --------------------------------------------------------------------

    @invariant()
    def duties_are_equal(self) -> None:
        if not hasattr(self, "office"):
            return
        theirs = {
            (d["rule"], d["number"], d["from"], d["to"], d["due"])
            for d in duties(self.office, Asked(), self.today)
            if d["rule"] in RULES
        }
        ours = set(owed(self.letters, self.today))
        assert theirs == ours, (theirs - ours, ours - theirs)
        self.seen.update(f"义务 {row[0]}" for row in theirs)

    @invariant()
    def warnings_are_equal(self) -> None:
        if hasattr(self, "office"):
            rows = list_warnings(self.office, on=self.today, everything=True)
            theirs = {(r["number"], r["name"], r["state"]) for r in rows}
            ours = warned(self.letters, self.today)
            assert theirs == ours, (theirs - ours, ours - theirs)
            self.seen.update(f"警示 {state}" for _, _, state in theirs)

    def teardown(self) -> None:
        if not hasattr(self, "office"):
            return
        for one in self.letters:
            shown = show(self.office, one.id)
            if not one.number:
                assert (shown["state"] == "已签发") == one.signed, (shown["state"], one)
                continue
            assert (shown["state"] == "作废") == one.voided, (shown["state"], one)
            (row,) = shown["deliveries"] or [{"sent_on": None, "claimed_on": None}]
            assert (row["sent_on"], row["claimed_on"]) == (one.sent, one.claimed), (row, one)
        findings = verify_office(self.office).findings
        assert not findings, findings
        self.office.close()
        shutil.rmtree(self.place)

    # -- choosing ------------------------------------------------------------------------------

    def _can_be_answered(self, one: Letter) -> bool:
        if not (one.holds and one.answer_by and one.sent):
            return False
        return one.kind != "training" or one.answer_by > self.today

    def _can_go_on(self, one: Letter) -> bool:
        """A draft whose days have not passed: what asks for an answer by yesterday is rightly refused."""
        asked = one.about.answer_by if one.about and one.kind == "training-reply" else None
        days = [day for day in (one.answer_by, one.until, asked) if day]
        return not one.number and not _rests_on_void(one) and all(day > self.today for day in days)

    def _some(self, wanted: Callable[[Letter], Any]) -> bool:
        return any(wanted(letter) for letter in self.letters)

    def _pick(self, pick: int, wanted: Callable[[Letter], Any]) -> Letter:
        fit = [letter for letter in self.letters if wanted(letter)]
        return fit[pick % len(fit)]

    def _refused(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except ShenguanError:
            return
        raise AssertionError("went through")
