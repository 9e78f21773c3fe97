"""Whole sample cases in a real office: a penalty, a licence, an exchange, each without a fault unless one is planted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks import case_papers as papers
from benchmarks.case_papers import FOREST, WOOD, paper_pdf, receipt
from shenguan_docs.notices.examples import example_data
from shenguan_docs.notices.kinds import find_kind
from shenguan_docs.office.bundling.choosing import Choice
from shenguan_docs.office.events import entering
from shenguan_docs.office.events.forms import find_type, form_of
from shenguan_docs.office.founding import init_office
from shenguan_docs.office.keeping.plan_keeping import import_matters
from shenguan_docs.office.letters.delivering import attach_signed, dispatch
from shenguan_docs.office.letters.drafting import draft
from shenguan_docs.office.letters.issuing import issue
from shenguan_docs.office.opening import Office, open_office
from shenguan_docs.register.journal import CHINA
from shenguan_docs.resources import shipped_templates

NOW = datetime(2026, 4, 20, 9, 30, tzinfo=CHINA)
MADE_ON = NOW.date()
MATTER = "林木采伐许可证核发"


@dataclass
class Case:
    """What a case is made of; a fault is planted by changing it before it is played.

    ``files`` are the words of papers by title (None: left out), ``sealed`` the titles that bear a seal, ``letters``
    changes to the fields of a kind of letter, ``days`` the days of the letters, ``events`` changes to events.
    ``skip`` names steps left out (``dispatch:penalty``, ``sealed:penalty``, ``letter:reply`` …), ``channel`` how a
    kind of letter is sent, ``then`` is done at the end with the office and the numbers by kind.
    """

    profile: str
    files: dict[str, str | bytes | None] = field(default_factory=dict)
    sealed: set[str] = field(default_factory=set)
    letters: dict[str, dict[str, Any]] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    skip: set[str] = field(default_factory=set)
    channel: dict[str, str] = field(default_factory=dict)
    then: Callable[[Office, Mapping[str, str], Path], None] | None = None
    choice: Choice | None = None

    @property
    def party(self) -> dict[str, str]:
        return dict(FOREST if self.profile == "licence" else WOOD)


def perfect(profile: str) -> Case:
    """A case without a fault."""
    if profile == "licence":
        return Case(
            profile,
            files={
                "林木采伐申请书": papers.APPLICATION, "受理通知书": papers.ACCEPTANCE, "查询结果页": papers.CREDIT,
                "核查情况说明": papers.OPINION, "林木采伐许可证": papers.LICENCE,
                "林木采伐许可证送达回证": receipt(
                    f"林木采伐许可证({papers.LICENCE_NUMBER})", FOREST["name"], "2026年3月18日", signed="示例二"
                ),
            },
            sealed={"林木采伐许可证"},
            days={
                "credit-check": "2026-03-11", "consultation": "2026-03-12", "reply": "2026-03-16",
                "approval-result": "2026-03-19",
            },
        )  # fmt: skip
    return Case(
        profile,
        files={
            "立案审批表": papers.FILING, "现场检查笔录": papers.RECORD, "行政处罚事先告知书": papers.NOTICE,
            "行政处罚事先告知书送达回证": receipt("行政处罚事先告知书", WOOD["name"], "2026年2月20日"),
            "听证笔录": papers.HEARING, "行政处罚决定书": papers.DECISION,
            "行政处罚决定书送达回证": receipt(
                f"行政处罚决定书({papers.DECISION_NUMBER})", WOOD["name"], "2026年3月10日"
            ),
        },
        sealed={"行政处罚决定书"},
        days={"penalty": "2026-03-16", "warning-listing": "2026-03-18", "supervision-feedback": "2026-03-20"},
    )  # fmt: skip


@contextmanager
def played(case: Case, root: Path) -> Iterator[tuple[Office, Choice]]:
    """Play a case in an office in ``root``; give the office and what to choose for its file."""
    clock = [NOW]
    init_office(root / "office", "示例区", actor="示例文书", now=lambda: clock[0])
    ids = count(1)
    office = open_office(
        root / "office",
        actor="示例文书",
        now=lambda: clock[0],
        new_id=lambda day: f"{day:%Y%m%d}-c{next(ids):05}",
    )
    try:
        folder = root / "papers"
        folder.mkdir()
        (folder / "事项清单.csv").write_bytes(_matters())
        import_matters(office, folder / "事项清单.csv")
        play = _Play(office, case, folder, clock)
        {"licence": play.licence}.get(case.profile, play.penalty)()
        clock[0] = NOW
        if case.then is not None:
            case.then(office, play.numbers, folder)
        yield office, case.choice or Choice(company=case.party["name"])
    finally:
        office.close()


def _matters() -> bytes:
    text = (shipped_templates() / "plan" / "事项清单(第一批).csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    out = io.StringIO()
    csv.writer(out).writerows(
        [*row, "信用查询" if n == 0 else "必须" if MATTER in row else ""] for n, row in enumerate(rows)
    )
    return out.getvalue().encode()


@dataclass
class _Play:
    office: Office
    case: Case
    folder: Path
    clock: list[datetime]
    numbers: dict[str, str] = field(default_factory=dict)

    def penalty(self) -> None:
        party = [self.case.party]
        said = {
            "company": party, "matter": [MATTER], "date": "2026-03-10", "decision_number": papers.DECISION_NUMBER,
            "decided_on": "2026-03-06", "served_on": "2026-03-10", "served_by": "直接",
            "facts": "收购滥伐的杉木12立方米。", "violated": "《中华人民共和国森林法》（2019年修订）第六十五条",
            "basis": "《中华人民共和国森林法》（2019年修订）第七十八条", "penalty_kinds": ["没收非法财物", "罚款"],
            "fine": 19200, "source": "区社会事务局", "serial": "CF000001",
        }  # fmt: skip
        event = self.event("penalty-effective", said, self._papers(self.case.files))
        self.letter(
            "penalty", event,
            {
                "party": party, "decided_on": "2026-03-06", "served_on": "2026-03-10", "effective_on": "2026-03-10",
                "decision": self._attached({"行政处罚决定书": f"行政处罚决定书（{papers.DECISION_NUMBER}）"}),
            },
        )  # fmt: skip
        self.letter(
            "warning-listing", "",
            {
                "party": party, "matters": [MATTER], "sources": [self.numbers.get("penalty", "")],
                "facts": "该公司受到行政处罚，处罚决定已经生效。", "listed_on": "2026-03-18", "until": "2027-03-17",
                "told": "2026年3月18日书面告知", "materials": None,
            },
        )  # fmt: skip

    def licence(self) -> None:
        party = [self.case.party]
        files = self.case.files
        accepted = self.event(
            "application-accepted",
            {
                "company": party, "matter": MATTER, "date": "2026-03-11", "case_number": "SL000001",
                "application": "采伐杉木96立方米。", "decide_by": "2026-03-31", "consult": "是", "serial": "SLPT000001",
            },
            self._papers({k: v for k, v in files.items() if k in ("林木采伐申请书", "受理通知书")}),
        )  # fmt: skip
        late = self.case.days["credit-check"] > "2026-03-12"
        if not late:
            self._credit(party, accepted)
        self.letter(
            "consultation", accepted,
            {
                "matter": MATTER, "applicant": party, "accepted_on": "2026-03-11", "reply_by": "2026-03-17", "decide_by": "2026-03-31",
                "application": "采伐杉木96立方米。", "materials": None,
            },
        )  # fmt: skip
        if "consultation" in self.numbers:
            self.letter(
                "reply", "",
                {
                    "incoming": self.numbers["consultation"], "received_on": "2026-03-12",
                    "subject": f"{FOREST['name']}“{MATTER}”申请意见", "parties": party, "matters": [MATTER],
                    "materials": self._attached({"核查情况说明": "核查情况说明"}),
                },
            )  # fmt: skip
        decided = self.event(
            "approval-decided",
            {
                "company": party, "matter": MATTER, "date": "2026-03-18", "result": "准予", "accepted_on": "2026-03-11",
                "document_name": "林木采伐许可证", "document_number": [papers.LICENCE_NUMBER],
                "valid_from": "2026-03-18", "valid_to": "2026-06-16", "content": "采伐面积1.2公顷。",
                "mode": "一般程序", "serial": "SPPT000001",
            },
            self._papers({k: v for k, v in files.items() if k.startswith("林木采伐许可证")}),
        )  # fmt: skip
        self.letter(
            "approval-result", decided,
            {
                "party": party, "accepted_on": "2026-03-11", "decided_on": "2026-03-18", "valid_from": "2026-03-18",
                "valid_to": "2026-06-16", "document_number": [papers.LICENCE_NUMBER],
                "documents": self._attached({"林木采伐许可证": f"林木采伐许可证（{papers.LICENCE_NUMBER}）"}),
            },
        )  # fmt: skip
        if late:
            self._credit(party, accepted)

    def _credit(self, party: list[dict[str, str]], event: str) -> None:
        self.letter(
            "credit-check", event,
            {
                "applicant": party, "accepted_on": "2026-03-11", "queried_on": "2026-03-11",
                "results": [
                    {"查询对象": FOREST["name"], "查询内容": "社会信用信息", "结果": "无不良记录", "记录摘要": ""},
                    {"查询对象": FOREST["name"], "查询内容": "联合惩戒信息", "结果": "无记录", "记录摘要": ""},
                ],
                "pages": self._attached({"查询结果页": "信用信息查询结果页"}),
            },
        )  # fmt: skip

    def event(self, type: str, said: Mapping[str, Any], files: list[dict[str, str]]) -> str:
        data = {**said, "files": files, **self.case.events.get(type, {})}
        self._on(date.fromisoformat(str(data["date"])))
        data = {**example_data(form_of(find_type(self.office, type)), MADE_ON), **data}
        return entering.add(
            self.office, type, {k: v for k, v in data.items() if v is not None}, self.folder
        ).id

    def letter(self, kind: str, event: str, said: Mapping[str, Any]) -> None:
        """Draft, issue, seal and send one letter, on its day."""
        if f"letter:{kind}" in self.case.skip:
            return
        day = date.fromisoformat(self.case.days[kind])
        self._on(day)
        base = example_data(find_kind(self.office.kind_places, kind), day)
        data = {**base, **said, **self.case.letters.get(kind, {})}
        data = {key: value for key, value in data.items() if value is not None}
        kept = draft(self.office, kind, data, self.folder, event=event)
        if f"issue:{kind}" in self.case.skip:
            return
        number = issue(self.office, [kept.id], written_on=day)[0].number
        self.numbers[kind] = number
        if kind != "credit-check" and f"sealed:{kind}" not in self.case.skip:
            scan = self.folder / f"盖章件-{kind}.pdf"
            scan.write_bytes(paper_pdf(f"{number}\n盖章件\n", True))
            attach_signed(self.office, number, scan)
        if kind != "credit-check" and f"dispatch:{kind}" not in self.case.skip:
            dispatch(self.office, number, channel=self.case.channel.get(kind, "online"), on=day)

    def _on(self, day: date) -> None:
        self.clock[0] = datetime(day.year, day.month, day.day, 9, 30, tzinfo=CHINA)

    def _papers(self, wanted: Mapping[str, str | bytes | None]) -> list[dict[str, str]]:
        return [
            {"path": self._file(title, words), "title": title}
            for title, words in wanted.items()
            if words is not None
        ]

    def _attached(self, titles: Mapping[str, str]) -> list[dict[str, str]] | None:
        found = [
            {"path": self._file(name, words), "title": title}
            for name, title in titles.items()
            if (words := self.case.files.get(name)) is not None
        ]
        return found or None

    def _file(self, title: str, words: str | bytes) -> str:
        path = self.folder / f"{title}.pdf"
        content = words if isinstance(words, bytes) else paper_pdf(words, title in self.case.sealed)
        path.write_bytes(content)
        return path.name
