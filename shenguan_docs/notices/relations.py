"""Whether a letter may refer to another as it does: a reply to what was sent to me, a correction of my own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shenguan_docs.errors import Fault
from shenguan_docs.nearest import fold_name
from shenguan_docs.notices.kind import Field, Kind
from shenguan_docs.notices.kinds import name_in
from shenguan_docs.notices.lookup import Reference
from shenguan_docs.parties.party import Party
from shenguan_docs.plan.departments import Department
from shenguan_docs.plan.matters import Matter
from shenguan_docs.resources import shipped_templates


class _Filled(Protocol):
    @property
    def references(self) -> tuple[tuple[str, Reference], ...]: ...
    @property
    def parties(self) -> tuple[tuple[str, Party], ...]: ...
    @property
    def matters(self) -> tuple[Matter, ...]: ...


class _Exchange(Protocol):
    @property
    def sender(self) -> Department: ...
    @property
    def receivers(self) -> tuple[Department, ...]: ...
    @property
    def copies(self) -> tuple[Department, ...]: ...


class _Departments(Protocol):
    def department_of(self, key: str) -> Department:
        """Return the department with this key."""


@dataclass(frozen=True)
class Findings:
    """What is wrong with a letter's references, and what may be."""

    faults: tuple[Fault, ...] = ()
    doubts: tuple[str, ...] = ()


# How each relation is said, seen from the letter that refers and from the letter that is referred to.
WORDS: Mapping[str, tuple[str, str]] = {
    "answers": ("答复", "被答复"),
    "urges": ("催办", "被催办"),
    "supervises": ("督办", "被督办"),
    "corrects": ("更正", "被更正"),
    "records": ("研究", "经会议研究"),
    "forwards": ("转送", "被转送"),
    "claims": ("认领", "被认领"),
    "lifts": ("解除警示", "被解除警示"),
    "adopts": ("采纳", "被采纳"),
}


def relation_of(kind: Kind, label: str) -> str:
    """Return how a letter's reference is recorded: its field's relation, else the field's label."""
    return next((f.relation for f in kind.fields if f.label == label and f.relation), label)


def relation_words(relation: str, *, incoming: bool) -> str:
    """Return a recorded relation as it is shown in the letter that refers, or in the one referred to."""
    if relation in WORDS:
        return WORDS[relation][incoming]
    return f"被引作{relation}" if incoming else relation


def check_relations(kind: Kind, filled: _Filled, exchange: _Exchange, departments: _Departments) -> Findings:
    """Check every reference of the kind's fields that have a ``relation``; all faults at once."""
    faults: list[Fault] = []
    doubts: list[str] = []
    fields = {f.label: f for f in kind.fields if f.type == "reference"}
    for label, cited in filled.references:
        field = fields.get(label)
        if field is None or not field.relation:
            continue
        case = _Case(kind, field, cited, exchange, departments)
        problems = [*case.wrong_kind(), *_CHECKS[field.relation](case)]
        problems += case.wrong_party([party for _, party in filled.parties], doubts)
        problems += case.wrong_matter(filled.matters)
        faults += [Fault(label, f"：{problem}", remedy) for problem, remedy in problems]
        doubts += case.left_out()
        if field.relation in ("answers", "urges") and cited.answered_by:
            doubts.append(f"“{label}”《{cited.title}》已由{'、'.join(cited.answered_by)}答复，请核对是否重复")
    return Findings(tuple(faults), tuple(doubts))


Problem = tuple[str, str]  # what is wrong, what to do


@dataclass(frozen=True)
class _Case:
    kind: Kind
    field: Field
    cited: Reference
    exchange: _Exchange
    departments: _Departments

    @property
    def sender(self) -> Department:
        return self.exchange.sender

    @property
    def named(self) -> str:
        number = f"（{self.cited.number}）" if self.cited.number else ""
        return f"《{self.cited.title}》{number}"

    def short(self, key: str) -> str:
        return self.departments.department_of(key).short_name if key else self.cited.sender

    def by_sender(self) -> bool:
        """The cited letter was sent by the body that writes now."""
        return bool(self.cited.sender_key) and self.cited.sender_key == self.sender.key

    def went_to(self, body: Department, *, copies: bool = False) -> bool:
        """The cited letter is addressed to ``body``, or to the group whose office it is, or the other way."""
        keys = set(self.cited.receivers) | (set(self.cited.copies) if copies else set())
        parents = {self.departments.department_of(key).parent for key in keys} - {""}
        return body.key in keys or (bool(body.parent) and body.parent in keys) or body.key in parents

    def wrong_kind(self) -> Iterator[Problem]:
        wanted = self.field.kinds
        if wanted and self.cited.issued and not set(wanted) & set(self.cited.kinds):
            names = "、".join(f"“{self._kind_name(slug)}”" for slug in wanted)
            yield f"{self.named}是“{self.cited.kind_name}”，这里要填{names}", "核对文号"

    def _kind_name(self, slug: str) -> str:
        for place in (self.kind.folder.parent, shipped_templates() / "notices"):
            if (place / slug / "kind.toml").is_file():
                return name_in(place / slug)
        return slug

    def left_out(self) -> Iterator[str]:
        """A correction ought to reach everybody whom the letter reached."""
        told = {d.key for d in (*self.exchange.receivers, *self.exchange.copies)} | {self.sender.key}
        missing = [key for key in (*self.cited.receivers, *self.cited.copies) if key not in told]
        if self.field.relation == "corrects" and self.cited.issued and missing:
            names = "、".join(self.short(key) for key in missing)
            yield f"“{self.field.label}”{self.named}还发给了{names}，更正也应当告诉它"

    @property
    def follows(self) -> bool:
        """This letter goes on with the very case of which the cited one speaks."""
        return self.field.relation in ("answers", "claims") or (
            self.field.relation == "forwards" and bool(self.field.kinds)
        )

    def wrong_matter(self, matters: tuple[Matter, ...]) -> Iterator[Problem]:
        """The letter is about other matters than the one that it goes on with."""
        named = {m.name for m in matters}
        if self.follows and named and self.cited.matters and not named & set(self.cited.matters):
            about = "、".join(self.cited.matters)
            yield f"{self.named}说的是“{about}”，不是“{'、'.join(sorted(named))}”", "核对事项和文号"

    def wrong_party(self, parties: list[Party], doubts: list[str]) -> Iterator[Problem]:
        """The letter is about a 行政相对人 of whom the cited one does not speak."""
        theirs = self.cited.parties
        if not parties or not theirs:
            return
        strange = [p for p in parties if not any(_same(p, other) for other in theirs)]
        about = "、".join(dict.fromkeys(p.name for p in theirs))
        names = "、".join(p.name for p in strange)
        if self.field.relation == "lifts" and strange:
            yield f"{names}不在{self.named}列入的行政相对人里（{about}）", "核对行政相对人和列入函"
        elif self.follows and len(strange) == len(parties):
            yield f"{self.named}说的是{about}，不是{names}", "核对行政相对人和文号"
        elif strange:
            doubts.append(f"“{self.field.label}”{self.named}说的是{about}，没有{names}，请核对")


def _same(party: Party, other: Party) -> bool:
    if party.uscc and other.uscc:
        return party.uscc == other.uscc
    if party.id_number and other.id_number:
        return party.id_number == other.id_number
    return fold_name(party.name) == fold_name(other.name)


def _answers(case: _Case, *, verb: str = "答复", copies: bool = False) -> Iterator[Problem]:
    """To a letter that was addressed to the sender; the answer goes to whoever wrote it."""
    me, cited = case.sender, case.cited
    yield from _addressed_to_me(case, verb=verb, copies=copies)
    receivers = {d.key for d in case.exchange.receivers} | {d.parent for d in case.exchange.receivers}
    if cited.sender_key and cited.sender_key != me.key and cited.sender_key not in receivers:
        to = "、".join(d.short_name for d in case.exchange.receivers)
        writer = case.short(cited.sender_key)
        yield f"{case.named}是{writer}发出的，本件却主送{to}", f"主送{writer}，或者核对文号"


def _addressed_to_me(case: _Case, *, verb: str, copies: bool = False) -> Iterator[Problem]:
    me, cited = case.sender, case.cited
    if cited.issued and not case.went_to(me, copies=copies):
        if case.by_sender():
            yield f"{case.named}是{me.short_name}自己发出的，不能由它{verb}", "填对方的来文"
        elif case.went_to(me, copies=True):
            yield (
                f"{case.named}只是抄送{me.short_name}，不由它{verb}",
                "由主送的部门办理；要说明情况的另写一件",
            )
        else:
            yield (
                f"这件文书不是发给{me.short_name}的，不能由它{verb}",
                f"{case.named}{_went_to(case)}；核对文号",
            )
    elif not cited.issued and case.by_sender():
        yield f"{case.named}是{me.short_name}自己发出的，不能由它{verb}", "填对方的来文"


def _went_to(case: _Case) -> str:
    keys = case.cited.receivers
    return f"主送{'、'.join(case.short(key) for key in keys)}" if keys else "没有主送单位"


def _claims(case: _Case) -> Iterator[Problem]:
    yield from _answers(case, verb="认领", copies=True)


def _forwards(case: _Case) -> Iterator[Problem]:
    yield from _addressed_to_me(case, verb="转送")


def _adopts(case: _Case) -> Iterator[Problem]:
    yield from _addressed_to_me(case, verb="采纳")


def _urges(case: _Case) -> Iterator[Problem]:
    """Only what the sender itself sent to those whom it reminds."""
    yield from _own(case, "催办")
    yield from _to_my_receivers(case, "催办")


def _supervises(case: _Case) -> Iterator[Problem]:
    cited = case.cited
    for body in case.exchange.receivers:
        if cited.sender_key and cited.sender_key == body.key:
            yield f"{case.named}是{body.short_name}自己发出的，不能拿来督办它", "填发给承办单位的文书"
        elif cited.issued and not case.went_to(body):
            yield f"{case.named}不是发给{body.short_name}的，不能拿来督办它", "核对承办单位和文号"


def _corrects(case: _Case) -> Iterator[Problem]:
    yield from _own(case, "更正")
    yield from _to_my_receivers(case, "更正", copies=True)


def _lifts(case: _Case) -> Iterator[Problem]:
    yield from _own(case, "移出")
    yield from _to_my_receivers(case, "移出")


def _own(case: _Case, verb: str) -> Iterator[Problem]:
    cited, me = case.cited, case.sender
    if not case.by_sender():
        yield (
            f"{case.named}是{case.short(cited.sender_key)}发出的，不能由{me.short_name}{verb}",
            "谁发的由谁办",
        )


def _to_my_receivers(case: _Case, verb: str, *, copies: bool = False) -> Iterator[Problem]:
    if case.cited.issued and case.by_sender():
        strange = [d for d in case.exchange.receivers if not case.went_to(d, copies=copies)]
        if strange:
            names = "、".join(d.short_name for d in strange)
            yield (
                f"{case.named}没有发给{names}，不能向它{verb}",
                f"{case.named}{_went_to(case)}；核对部门和文号",
            )


def _records(case: _Case) -> Iterator[Problem]:
    """Minutes cite the request on which the meeting was held."""
    cited, me = case.cited, case.sender
    if not cited.issued:
        return
    if cited.genre not in ("请示", "函", "报告"):
        yield f"{case.named}是{cited.genre}，会议研究的应当是请示或者来函", "核对文号"
    elif not case.went_to(me) and not case.by_sender():
        yield f"这件文书不是发给{me.short_name}的，会议没有研究它", f"{case.named}{_went_to(case)}；核对文号"


_CHECKS = {
    "answers": _answers,
    "urges": _urges,
    "supervises": _supervises,
    "corrects": _corrects,
    "records": _records,
    "forwards": _forwards,
    "claims": _claims,
    "lifts": _lifts,
    "adopts": _adopts,
}
