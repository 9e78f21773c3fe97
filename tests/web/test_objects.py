"""Every route that names an object × its own, the receiving and a strange department × every role: one table.

A route with an object that has no entry here fails the first test. What one may not see is not there (404), what
one's role does not do is refused (403), and only those in the column of an object get past both.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk_helpers import PEOPLE, browser
from flask import Flask
from werkzeug.routing import Rule

from shenguan_docs.notices.examples import example_data
from shenguan_docs.office.events.entering import add as add_event
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.opening import open_office
from shenguan_docs.office.people.rights import ROLES
from shenguan_docs.office.received.incoming import lay
from shenguan_docs.office.received.receiving import receive
from shenguan_docs.office.service.making import make
from shenguan_docs.register.users import find
from shenguan_docs.resources import shipped_templates
from shenguan_docs.web.app import make_app
from shenguan_docs.web.routes import RIGHTS
from tests.office.office_helpers import MORNING, TODAY, fixed_ids

OWN = {"示例文书", "示例审核", "示例签发"}
RECEIVING, STRANGE = {"示例邻局"}, {"示例外局"}
ALL_LETTERS = {"示例档案", "示例评查", "示例优办"}
EVERYBODY = set(PEOPLE)
_LETTER = OWN | RECEIVING | ALL_LETTERS  # sent by 区社会事务局 to 区经济合作局

SEEN_BY: dict[str, set[str]] = {
    "letter": _LETTER,
    "draft": OWN,  # of 区社会事务局
    "event": _LETTER,  # about a matter that 区经济合作局 approves and 区社会事务局 supervises
    "sheet": {"示例文书"},  # what she is writing
    "received": OWN | ALL_LETTERS,  # came to 区社会事务局
    "drop": {"示例文书"} | OWN,  # files that came to 区社会事务局 and are not registered
    "service": _LETTER,  # the receipt for a letter
    "job": set(),  # nobody's but the one's who began it
    "case": set(),  # there is none
    "scan": set(),  # no page waits in the tray
    "company": EVERYBODY,
    "department": EVERYBODY,
}
"""Who sees which object of the table."""

OBJECTS: dict[str, tuple[str, ...]] = {
    "letters.show": ("letter", "draft", "received"),
    "letters.page": ("letter", "draft"),
    "letters.file": ("letter", "draft"),
    "letters.sheets": ("draft",),
    "acting.submit": ("draft",),
    "acting.approve": ("draft",),
    "acting.send_back": ("draft",),
    "acting.sign": ("draft",),
    "acting.issue": ("letter", "draft"),
    "acting.compare": ("draft",),
    "acting.dispatch": ("letter",),
    "acting.claim": ("letter",),
    "acting.scan": ("letter",),
    "acting.void": ("letter",),
    "commenting.add": ("draft",),
    "commenting.answer": ("draft",),
    "commenting.settle": ("draft",),
    "searching.preview": ("letter", "draft"),
    "companies.show": ("company",),
    "companies.timeline": ("company",),
    "companies.write_missing": ("company",),
    "plan.department": ("department",),
    "plan.write_for_department": ("department",),
    "keeping.department": ("department",),
    "keeping.change_department": ("department",),
    "keeping.leave": ("department",),
    "keeping.set_officer": ("department",),
    "keeping.set_person": ("department",),
    "events.show": ("event",),
    "events.file": ("event",),
    "events.join": ("event",),
    "events.withdraw": ("event",),
    "writing.edit": ("draft",),
    "writing.sheet": ("sheet",),
    "writing.act": ("sheet",),
    "writing.save": ("sheet",),
    "writing.put": ("sheet",),
    "writing.preview": ("sheet",),
    "writing.page": ("sheet",),
    "working.show": ("job",),
    "working.stop": ("job",),
    "working.file": ("job",),
    "bundling.drop": ("case",),
    "handling.correct": ("received",),
    "handling.reply": ("received",),
    "handling.step": ("received",),
    "receiving.show": ("drop",),
    "receiving.page": ("drop",),
    "receiving.register": ("drop",),
    "receiving.together": ("drop",),
    "receiving.as_receipts": ("drop",),
    "receiving.take_off": ("drop",),
    "service.of_letter": ("letter",),
    "service.make": ("letter",),
    "service.show": ("service",),
    "service.page": ("service",),
    "service.file": ("service",),
    "service.done": ("service",),
    "service.void": ("service",),
    "service.result": ("scan",),
    "service.tray_page": ("scan",),
    "service.match": ("scan",),
    "service.discard": ("scan",),
}
"""The objects that a route may be asked for; a new route with an ``<id>`` or ``<key>`` gets its line here."""

NO_OBJECT = {
    "static", "htmx", "starting.start", "starting.answer", "starting.example", "help.chapter", "help.picture",
    "books.register", "books.take", "writing.find", "figures.chart", "filing.sheet", "keeping.kind",
}  # fmt: skip
"""Routes whose arguments name no record: files of the desk, chapters, which register, what is looked up."""


@dataclass(frozen=True)
class Desk:
    """The desk, and the id of one of each object."""

    app: Flask
    ids: dict[str, str]


@dataclass(frozen=True)
class Case:
    """A request and who may make it."""

    endpoint: str
    method: str
    sort: str
    path: str
    nowhere: str  # the same of what never was


def _cases(app: Flask, ids: dict[str, str]) -> Iterator[Case]:
    for rule in app.url_map.iter_rules():
        for sort in OBJECTS.get(rule.endpoint, ()):
            paths = [_path(rule, sort, id) for id in (ids.get(sort, "20260320-zzzzzz"), "20260320-zzzzzz")]
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield Case(rule.endpoint, method, sort, *paths)


def _path(rule: Rule, sort: str, id: str) -> str:
    given = {
        "id": id,
        "key": id if sort == "department" else "pdf",
        "page": 1,
        "n": 1,
        "number": 1,
        "field": "x",
    }
    built = rule.build({name: given[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def test_every_route_with_an_object_stands_in_the_table(app: Flask) -> None:
    with_arguments = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}
    assert with_arguments == set(OBJECTS) | (NO_OBJECT & with_arguments)
    assert all(sorts and set(sorts) <= set(SEEN_BY) for sorts in OBJECTS.values())


@pytest.fixture(scope="module")
def desk(furnished: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One desk for all of them, and one of each object: what they try changes nothing of whose it is."""
    root, ids = tmp_path_factory.mktemp("objects") / "office", furnished[1]
    shutil.copytree(furnished[0], root)
    office = open_office(root, actor="示例", now=lambda: MORNING, new_id=fixed_ids(5))
    kind = form_of(find_type(office, "penalty-effective"))
    event = add_event(office, "penalty-effective", example_data(kind, TODAY), shipped_templates())
    with office.reading() as conn:
        office.who = find(conn, "示例文书")
    office.actor = "示例文书"
    file = root.parent / "来文.txt"
    file.write_text("示例市生态环境局关于示例事项的函\n", "utf-8")
    got = receive(office, [file], {"title": "关于示例事项的函", "sender": "示例市生态环境局"})
    drop = lay(office, [("另一件来文.txt", io.BytesIO(b"x"))])
    made = make(office, [ids["penalty"]])
    office.close()
    app = make_app(root, now=lambda: MORNING, new_id=fixed_ids(8))
    begun = browser(app, "示例文书").post("/write/new", {"kind": "penalty"})
    sheet = begun.headers["Location"].partition("?")[0].rpartition("/")[2]
    return Desk(
        app,
        {
            "letter": ids["penalty"], "draft": ids["draft"], "company": "C00001", "event": event.id, "sheet": sheet,
            "received": got.id, "drop": drop.id, "service": made.new[0].id, "department": "shehui",
        },
    )  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_an_object_is_there_for_those_whose_it_is(desk: Desk, name: str) -> None:
    someone = browser(desk.app, name)
    token = someone.token()
    allowed = {"any"}.union(*(ROLES[role] for role in PEOPLE[name][0]))
    wrong = []
    for case in _cases(desk.app, desk.ids):
        if case.endpoint in _ENDS and name in SEEN_BY[case.sort]:
            continue
        data = {"csrf": token} if case.method == "POST" else None
        status = someone.client.open(case.path, method=case.method, data=data).status_code
        if RIGHTS[case.endpoint] not in allowed:
            right = status == 403
        elif name in SEEN_BY[case.sort]:
            right = status not in (403, 404, 500) or _other_reason(case, name, status)
        else:  # as if it had never been
            never = someone.client.open(case.nowhere, method=case.method, data=data).status_code
            right = status == never and status in (403, 404, 422)
        if not right:
            wrong.append((case.endpoint, case.method, case.sort, status))
    assert wrong == []


def _other_reason(case: Case, name: str, status: int) -> bool:
    """Seen, and still refused: it is the other department's to do; or this part of it is not there."""
    if status == 403:
        return case.sort in ("letter", "service") and name not in OWN
    return status == 404 and case.endpoint in _OF_IT


_ENDS = {"acting.issue", "writing.act", "receiving.register", "receiving.take_off", "receiving.as_receipts"}
"""Routes that print, or after which the object is another one: left out for those who may."""

_OF_IT = {
    "events.join", "receiving.page", "receiving.together", "service.file", "service.page", "handling.step",
    "events.file", "commenting.answer", "commenting.settle", "writing.put", "writing.page", "acting.compare",
    "companies.write_missing", "plan.write_for_department",
}  # fmt: skip
"""Routes that ask for a part of the object, here one that is not there (a comment, a file, what is missing)."""
